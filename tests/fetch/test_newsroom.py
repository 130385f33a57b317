"""Nights at a real news site of several outlets: every article once, edits again, manners throughout."""

from __future__ import annotations

import contextlib
import datetime as dt
import itertools
import random

import pytest

from pipeline.errors import OutputError
from pipeline.fetch import listings, runner
from pipeline.fetch.clock import SystemClock
from pipeline.fetch.runner import run_fetch
from pipeline.fetch.settings import make_fetch_settings
from pipeline.issues import IssueLog
from tests.fetch.fakes import MemoryArchive
from tests.fetch.newsroom import PAGE_SIZE, Newsroom
from tests.fetch.server import Reply
from tests.fetch.test_hostile import source


@pytest.fixture
def outlets():
    """Three outlets of nine stories each."""
    with contextlib.ExitStack() as stack:
        rooms = [Newsroom(name) for name in ("courier", "echo", "beacon")]
        for room in rooms:
            stack.enter_context(room.site)
            room.write(9)
        yield rooms


def sources(outlets):
    courier, echo, beacon = (room.site.base for room in outlets)
    return [
        source("courier", feeds=[f"{courier}/feed.rss"], sitemaps=[f"{courier}/sitemap_index.xml"]),
        source("echo", feeds=[f"{echo}/feed.atom"], urls=[f"{echo}/members/a-members-only-page", f"{echo}/gone"]),
        source("beacon", pages=[f"{beacon}/news"]),
    ]


class Later(SystemClock):
    """The machine's clock, some days on."""

    def __init__(self, days):
        self.days = days

    def now(self):
        return super().now() + dt.timedelta(days=self.days)


def night(wanted, archive, memory=None, window=None, days=0, progress=None, **values):
    times = {"rate_s": 0.0, "deadline_s": 5.0, "run_deadline_s": 60.0} | values
    settings = make_fetch_settings({"contact": "a@b.example", "allow_private": True, **times})
    issues = IssueLog()
    report = run_fetch(
        wanted, settings, archive, issues, memory=memory, window=window, rng=random.Random(5), clock=Later(days),
        progress=progress,
    )
    return report, list(issues)


def counts(report):
    return {r.source: (r.listed, r.fetched, r.unchanged, r.known, r.failed) for r in report.sources}


def test_every_article_of_every_outlet_once(outlets):
    archive = MemoryArchive()
    report, issues = night(sources(outlets), archive)
    assert sorted(archive.pages()) == sorted(story.path for room in outlets for story in room.stories)
    assert {(one.source, one.url.rpartition("/")[2].partition("-")[0]) for one in archive.kept} == {
        (name, name) for name in ("courier", "echo", "beacon")
    }
    assert counts(report) == {
        "courier": (9, 9, 0, 0, 0), "echo": (11, 9, 0, 0, 2), "beacon": (9, 9, 0, 0, 0)
    }  # fmt: skip
    assert sorted(issue.code for issue in issues) == ["http_status", "robots"]
    assert len(report.references) == 27
    assert not report.out_of_time


def test_nothing_is_asked_for_twice_and_nothing_that_is_forbidden(outlets):
    night(sources(outlets), MemoryArchive())
    for room in outlets:
        paths = room.site.paths()
        assert len(paths) == len(set(paths))
        assert not [path for path in paths if path.startswith("/members/")]
        assert all("a@b.example" in one.headers["User-Agent"] for one in room.site.asked)


@pytest.mark.parametrize("days", [1, 2, 3, 30])
def test_a_night_with_nothing_new(outlets, tmp_path, days):
    archive = MemoryArchive()
    night(sources(outlets), archive, tmp_path)
    before = {path: path.read_bytes() for path in tmp_path.iterdir()}
    for room in outlets:
        room.site.asked.clear()
    report, _ = night(sources(outlets), archive, tmp_path, days=days)
    assert report.fetched == 0
    # The sitemap and Atom tell when each story changed: those pages are not asked for for ever.
    assert counts(report)["echo"] == ((11, 0, 9, 0, 2) if days < 3 else (11, 0, 0, 9, 2))
    assert counts(report)["beacon"] == (9, 0, 9, 0, 0)
    for room in outlets:
        for one in room.site.asked:
            assert one.status in (304, 404) or one.path == "/robots.txt"
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == before


@pytest.mark.parametrize("remember", [True, False])
@pytest.mark.parametrize("days", [0, 30])
@pytest.mark.parametrize("room, tell", [(0, True), (0, False), (1, True), (1, False), (2, False)])
def test_an_edited_article_is_a_new_capture(outlets, tmp_path, room, tell, days, remember):
    archive = MemoryArchive()
    memory = tmp_path if remember else None
    night(sources(outlets), archive, memory)
    story = outlets[room].edit(3, "The ballot is extended.", tell=tell)
    report, _ = night(sources(outlets), archive, memory, days=days)
    if room < 2 and days and not tell and remember:
        # The lists said for a month that nothing had changed, and they are taken at their word.
        assert report.fetched == 0
        return
    assert report.fetched == 1
    captures = [one for one in archive.kept if one.url.endswith(story.path) and not one.not_modified]
    assert len(captures) == 2
    assert b"extended" in captures[-1].body
    assert b"extended" not in captures[0].body


def test_a_new_article_the_next_night(outlets, tmp_path):
    archive = MemoryArchive()
    night(sources(outlets), archive, tmp_path)
    for room in outlets:
        room.write(1)
    report, _ = night(sources(outlets), archive, tmp_path)
    assert [r.fetched for r in report.sources] == [1, 1, 1]
    assert len(archive.pages()) == 30


def test_a_page_that_failed_comes_the_next_night_though_its_list_is_unchanged(outlets, tmp_path):
    room = outlets[2]
    well, broken = room.answer, room.stories[0].path
    room.site.answer = lambda path: Reply(status=500) if path == broken else well(path)
    archive = MemoryArchive()
    report, _ = night(sources(outlets)[2:], archive, tmp_path)
    assert report.sources[0].failures == {"server_error": 1}
    room.site.answer = well
    report, _ = night(sources(outlets)[2:], archive, tmp_path)
    assert report.fetched == 1
    assert sorted(archive.pages()) == sorted(story.path for story in room.stories)


def test_pagination_is_followed(outlets):
    archive = MemoryArchive()
    night(sources(outlets)[2:], archive)
    assert len(archive.pages()) > 2 * PAGE_SIZE
    assert [path for path in outlets[2].site.paths() if path.startswith("/news?")] == ["/news?page=2", "/news?page=3"]


def test_two_sources_that_list_the_same_article(outlets):
    base = outlets[0].site.base
    both = [source("one", feeds=[f"{base}/feed.rss"]), source("two", sitemaps=[f"{base}/sitemap_index.xml"])]
    archive = MemoryArchive()
    report, _ = night(both, archive)
    assert len(archive.pages()) == 9
    assert sum(r.listed for r in report.sources) == 18
    assert report.fetched == 9


def test_the_rate_and_the_crawl_delay_hold_over_all_sources_of_a_host(outlets):
    room = outlets[0]
    room.delay_s = 0.1
    base = room.site.base
    both = [source("one", feeds=[f"{base}/feed.rss"]), source("two", pages=[f"{base}/news"])]
    night(both, MemoryArchive(), rate_s=0.02)
    times = [one.at_s for one in room.site.asked]
    # The first pause, after robots.txt, is the only one that may be the shorter of the two.
    assert min(b - a for a, b in itertools.pairwise(times[1:])) >= 0.09
    assert times[1] - times[0] >= 0.015


def test_a_backfill_takes_the_days_of_its_window(outlets):
    archive = MemoryArchive()
    night(sources(outlets), archive, window=(dt.date(2021, 5, 3), dt.date(2021, 5, 5)))
    found = sorted(path.rpartition("-")[2] for path in archive.pages())
    # beacon has section pages alone, whose links bear no date.
    assert found == sorted(["3", "4", "5"] * 2)


def test_a_backfill_run_again_asks_for_nothing_it_has(outlets):
    archive = MemoryArchive()
    window = (dt.date(2021, 5, 3), dt.date(2021, 5, 5))
    night(sources(outlets)[:1], archive, window=window)
    outlets[0].site.asked.clear()
    report, _ = night(sources(outlets)[:1], archive, window=window)
    assert counts(report) == {"courier": (3, 0, 0, 3, 0)}
    assert not [path for path in outlets[0].site.paths() if path.startswith("/news/")]


def test_what_is_over_the_limit_is_left_for_the_next_night(outlets, monkeypatch):
    monkeypatch.setattr(runner, "MAX_PAGES_A_SOURCE", 5)
    archive = MemoryArchive()
    first, issues = night(sources(outlets)[:1], archive)
    assert (first.sources[0].fetched, first.sources[0].left) == (5, 4)
    assert [issue.code for issue in issues] == ["pages_left"]
    # Newest first.
    assert sorted(path.rpartition("-")[2] for path in archive.pages()) == ["5", "6", "7", "8", "9"]
    night(sources(outlets)[:1], archive)
    assert len(archive.pages()) == 9


def test_a_backfill_has_no_limit_but_the_runs_end(outlets, monkeypatch):
    monkeypatch.setattr(runner, "MAX_PAGES_A_SOURCE", 5)
    monkeypatch.setattr(listings, "MAX_DOCUMENTS", 1)
    told = []
    window = (dt.date(2021, 5, 1), dt.date(2021, 5, 31))
    report, issues = night(sources(outlets)[:1], MemoryArchive(), window=window, progress=lambda *n: told.append(n))
    # The index and the sitemap in it, which is a second document.
    assert (report.fetched, report.left, issues) == (9, 0, [])
    assert told == [(n, 9) for n in range(1, 10)]


def test_a_backfill_reads_to_their_end_the_lists_that_choose_by_date_alone(outlets, monkeypatch):
    monkeypatch.setattr(listings, "MAX_DOCUMENTS", 1)
    window = (dt.date(2021, 5, 1), dt.date(2021, 5, 31))
    night(sources(outlets), MemoryArchive(), window=window)
    beacon = outlets[2].site.paths()
    assert [path for path in beacon if path.startswith("/news?page=")] == []


def test_what_the_runs_end_leaves_is_counted_and_the_next_run_takes_it(outlets):
    archive = MemoryArchive()
    report, issues = night(sources(outlets)[:1], archive, rate_s=0.3, run_deadline_s=2.0)
    courier = report.sources[0]
    assert report.out_of_time
    assert (courier.failed, courier.failures["run_deadline"]) == (1, 1)
    assert courier.fetched + courier.failed + courier.left == 9
    assert [issue.value for issue in issues if issue.code == "pages_left"] == [str(courier.left)]
    night(sources(outlets)[:1], archive)
    assert len(archive.pages()) == 9


def test_an_archive_that_cannot_be_written_ends_the_run(outlets):
    class Full(MemoryArchive):
        refused = 0

        def add(self, exchange):
            if len(self.kept) == 3:
                self.refused += 1
                raise OutputError("no space left on device")
            return super().add(exchange)

    archive = Full()
    with pytest.raises(OutputError, match="no space"):
        night(sources(outlets), archive)
    assert (len(archive.kept), archive.refused) == (3, 1)


@pytest.mark.parametrize("body", ["", "{", "[]", '{"form": 0}', '{"form": 1, "documents": {"a": {}}}', "\x00"])
def test_a_broken_memory_costs_nothing_but_traffic(outlets, tmp_path, body):
    for name in ("courier", "echo", "beacon"):
        (tmp_path / f"{name}.json").write_text(body)
    archive = MemoryArchive()
    night(sources(outlets), archive, tmp_path)
    assert len(archive.pages()) == 27


def test_a_missing_key_is_named_and_no_failure():
    report, issues = night([source("guardian", guardian=["strike AND ballot"])], MemoryArchive())
    assert [issue.code for issue in issues] == ["no_key"]
    assert report.failed == 0
