"""One run over a hostile site: it ends in its deadline, every good article is archived once, each failure is named."""

from __future__ import annotations

import random
import time

import pytest

from pipeline.fetch.guard import AddressGuard
from pipeline.fetch.runner import run_fetch
from pipeline.fetch.settings import make_fetch_settings
from pipeline.fetch.sources import Source
from pipeline.fetch.transport import GuardedTransport
from pipeline.issues import IssueLog
from tests.fetch.fakes import MemoryArchive
from tests.fetch.hostile import DATES, FATES, GOOD, Hostile

LISTS = {"/html-feed": "no_listing", "/entities-feed": "entities", "/entities-map": "entities",
         "/endless-map": "too_large", "/drip": "timeout"}  # fmt: skip
#: Odd in one way or another, and still articles.
ODD = ["/busy", "/weak", "/long-length", "/latin", "/no-charset", "/sets-cookies"]


def source(name: str, **lists: object) -> Source:
    return Source.model_validate(
        {"name": name, "outlet": name, "nation": "UK", "language": "en", "timezone": "Europe/London"} | lists
    )


class LoopbackAlone(AddressGuard):
    """Lets this machine pass, as tests need, and of the rest what is public."""

    async def addresses(self, host: str, port: int) -> list[str]:
        return [host] if host == "127.0.0.1" else await super().addresses(host, port)


def run(sources, archive, **values):
    """Return the report, the issues and the seconds that it took."""
    times = {"rate_s": 0.0, "deadline_s": 1.5, "run_deadline_s": 60.0} | values
    settings = make_fetch_settings({"contact": "a@b.example", **times})
    issues = IssueLog()
    transport = GuardedTransport(LoopbackAlone(allow_private=False))
    began = time.monotonic()
    report = run_fetch(sources, settings, archive, issues, rng=random.Random(5), transport=transport)
    return report, list(issues), time.monotonic() - began


@pytest.fixture
def hostile():
    site = Hostile()
    with site.site:
        yield site


@pytest.mark.parametrize("path, fate", sorted(FATES.items()))
def test_each_failure_is_named_and_the_good_article_comes(hostile, path, fate):
    base = hostile.site.base
    archive = MemoryArchive()
    order = [f"{base}/good/first", base + path, f"{base}/good/last"]
    report, issues, _ = run([source("hostile", urls=order)], archive)
    (failed,) = [issue for issue in issues if issue.where == base + path]
    assert failed.code == fate
    assert report.sources[0].failed == sum(report.sources[0].failures.values())
    # A host that asks to be left alone for eleven days is, with all its pages.
    assert archive.pages() == (["/good/first"] if fate == "retry_after" else ["/good/first", "/good/last"])


def test_the_whole_site_at_once(hostile):
    base = hostile.site.base
    fates = {path: fate for path, fate in FATES.items() if fate != "retry_after"}
    archive = MemoryArchive()
    bad = source(
        "bad",
        feeds=[f"{base}{p}" for p in ("/feed", "/html-feed", "/entities-feed", "/drip")],
        sitemaps=[f"{base}{p}" for p in ("/entities-map", "/endless-map")],
        urls=[f"{base}{p}" for p in [*ODD, *fates]],
    )
    report, issues, took = run([bad], archive, deadline_s=1.0)
    found = {issue.where.removeprefix(base): issue.code for issue in issues}
    assert sorted(archive.pages()) == sorted([*ODD, *(f"/good/{n}" for n in range(len(DATES)))])
    assert {path: found.get(path) for path in fates} == fates
    assert {path: found.get(path) for path in LISTS if path != "/drip"} == {
        path: code for path, code in LISTS.items() if path != "/drip"
    }
    assert report.sources[0].lists_failed == len(LISTS)
    assert report.sources[0].fetched == len(archive.kept)
    assert took < 60


def test_the_bytes_are_kept_as_they_came(hostile):
    base = hostile.site.base
    archive = MemoryArchive()
    run([source("odd", urls=[f"{base}{p}" for p in ODD])], archive)
    kept = {one.url.removeprefix(base): one for one in archive.kept}
    assert kept["/long-length"].body == GOOD
    assert kept["/latin"].body == b"<p>Vot\xe9 \x92</p>"
    assert kept["/no-charset"].header("content-type") == "text/html; charset=no-such-thing"
    assert len([name for name, _ in kept["/sets-cookies"].response_headers if name == "Set-Cookie"]) == 50


def test_retry_after_is_waited_for(hostile):
    base = hostile.site.base
    run([source("busy", urls=[f"{base}/busy"])], MemoryArchive())
    first, second = [one.at_s for one in hostile.site.asked if one.path == "/busy"]
    assert second - first >= 1.0


def test_the_run_ends_in_its_deadline(hostile):
    base = hostile.site.base
    urls = [f"{base}/hang?{n}" for n in range(3)] + [f"{base}/drip", f"{base}/drip-headers", f"{base}/hang"]
    with Hostile().site as other:
        archive = MemoryArchive()
        good = source("good", urls=[f"{other.base}/good/{n}" for n in range(5)])
        report, issues, took = run([source("bad", urls=urls), good], archive, deadline_s=30.0, run_deadline_s=3.0)
    assert took < 5
    assert report.out_of_time
    assert len(archive.pages()) == 5
    # One address a host is named; of those behind it the number is.
    assert {issue.code for issue in issues} <= {"run_deadline", "pages_left", "http_status"}
    bad = report.sources[0]
    assert (bad.failed + bad.left, bad.failures["run_deadline"]) == (len(urls), 1)


def test_a_dead_host_costs_no_other_its_turn(hostile):
    dead = source("dead", feeds=["http://127.0.0.1:9/feed"], urls=[f"http://127.0.0.1:9/{n}" for n in range(30)])
    good = source("good", urls=[f"{hostile.site.base}/good/{n}" for n in range(5)])
    archive = MemoryArchive()
    report, _, took = run([dead, good], archive, deadline_s=0.5)
    assert len(archive.pages()) == 5
    assert [r.failed for r in report.sources] == [30, 0]
    assert took < 30
