"""Days gone by come in from every side, once, and a backfill that is broken off goes on where it was."""

from __future__ import annotations

import collections
import datetime as dt
import gzip
import io
import random
from importlib import resources
from pathlib import Path

import httpx
import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from pipeline.archive import Archive, State
from pipeline.archive.prefilter import Prefilter
from pipeline.archive.sieve import sift
from pipeline.backfill import backfill
from pipeline.errors import ConfigError, InputError, LockedError
from pipeline.export.datasets import read_dataset
from pipeline.jobs import captures
from pipeline.jobs.ccnews import take_in
from pipeline.locking import Lock
from pipeline.records import Exchange
from pipeline.schema import TABLES, validate_all
from tests.nightly.town import PAPERS, START, Clock, Town, install, night

FIRST, LAST = dt.date(2031, 5, 1), dt.date(2031, 5, 31)
SAMPLE = resources.files("pipeline") / "resources" / "sample"
WELSH = "<html lang='cy'><body><article>" + "<p>Mae athrawon yr undeb am fynd ar streic. Strike, Unite.</p>" * 9
FOREIGN = "<html><body><article>" + (
    "<p>Workers in Paris went on strike on Monday, the French union CGT said. Unions in France want more.</p>" * 6)


def day(number: int, hour: int = 12) -> str:
    return f"2031-05-{number:02}T{hour:02}:00:00Z"


#: Address, media type, status, moment, body.
Row = tuple[str, str, str, str, bytes]


def rows() -> list[Row]:
    """A morning of a crawler: two pages on disputes among what else there is."""
    names = "wales-teachers-vote-beacon", "rail-strike-dates-wire"
    relevant = [(SAMPLE / f"{name}.html").read_bytes() for name in names]
    plain = b"<html><body><p>A bakery in Norby has won a prize for its scones.</p></body></html>"
    return [
        ("https://a.example/1", "text/html", "200 OK", day(3), relevant[0]),
        ("https://a.example/2", "text/html", "200 OK", day(3), plain),
        ("https://a.example/3", "image/png", "200 OK", day(3), b"strike union"),
        ("https://a.example/4", "text/html", "404 Not Found", day(3), relevant[0]),
        ("https://a.example/5", "text/html", "200 OK", day(3), WELSH.encode()),
        ("https://a.example/6", "text/html", "200 OK", day(3), FOREIGN.encode()),
        ("https://a.example/7", "text/html", "200 OK", day(3), b"<html><body><!-- strike union --></body></html>"),
        ("https://a.example/8", "text/html", "200 OK", "2031-06-03T12:00:00Z", relevant[0]),
        ("https://a.example/9", "text/html; charset=utf-8", "200 OK", day(4), relevant[1]),
    ]


COUNTS = {"records": 9, "no_page": 2, "prefilter": 1, "other_day": 1, "no_article": 1, "language": 1, "relevance": 1,
          "kept": 2}


def warc(path: Path, found: list[Row]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as handle:
        writer = WARCWriter(handle, gzip=True, warc_version="1.0")
        for url, kind, status, moment, body in found:
            http = StatusAndHeaders(status, [("Content-Type", kind)], protocol="HTTP/1.1")
            writer.write_record(writer.create_warc_record(
                url, "response", payload=io.BytesIO(body), http_headers=http, warc_headers_dict={"WARC-Date": moment}))
    return path


def run(job, town=None, first=FIRST, last=LAST, **values):
    transport = (town or Town()).transport()
    return backfill(job, first, last, environment={}, clock=Clock(300), rng=random.Random(5), transport=transport,
                    **values)


def stamps(out: Path) -> dict[str, int]:
    return {str(path): path.stat().st_mtime_ns for path in out.rglob("*.parquet")}


def test_the_pages_on_disputes_come_in_and_each_drop_is_counted(tmp_path: Path) -> None:
    job = install(tmp_path)
    warc(tmp_path / "news" / "CC-NEWS-20310503120000-00001.warc.gz", rows())
    summary = run(job, cc_news=str(tmp_path / "news"))
    assert summary.drops == COUNTS
    assert (summary.exit_code, summary.n_files, summary.n_captures, summary.n_new_articles) == (0, 1, 2, 2)
    tables = {name: read_dataset(job.out, name) for name in TABLES}
    validate_all(tables)
    assert sorted(tables["articles"]["url"].to_pylist()) == ["https://a.example/1", "https://a.example/9"]
    assert tables["events"].num_rows > 2
    assert Archive(job.raw).verify().findings == []
    assert all(name in summary.line for name in ("prefilter 1", "language 1", "relevance 1", "kept 2"))


def test_a_rerun_does_nothing(tmp_path: Path) -> None:
    job = install(tmp_path)
    warc(tmp_path / "news" / "CC-NEWS-20310503120000-00001.warc.gz", rows())
    run(job, cc_news=str(tmp_path / "news"))
    before, raw = stamps(job.out), sorted(job.raw.rglob("*.warc.gz"))
    again = run(job, cc_news=str(tmp_path / "news"))
    assert (again.n_files_done_before, again.n_captures, again.files_changed) == (1, 0, 0)
    assert again.drops == COUNTS
    assert stamps(job.out) == before
    assert sorted(job.raw.rglob("*.warc.gz")) == raw


def test_a_backfill_that_is_broken_off_goes_on_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    job = install(tmp_path)
    files = [warc(tmp_path / "news" / f"CC-NEWS-2031050{n}120000-0000{n}.warc.gz",
                  [(f"{row[0]}-{n}", *row[1:]) for row in rows()]) for n in (3, 4)]
    seen = []

    def broken_off(path, archive, *rest):
        seen.append(path.name)
        taken = take_in(path, archive, *rest)
        if path == files[1]:
            raise KeyboardInterrupt
        return taken

    monkeypatch.setattr("pipeline.backfill.take_in", broken_off)
    with pytest.raises(KeyboardInterrupt):
        run(job, cc_news=str(tmp_path / "news"))
    monkeypatch.setattr("pipeline.backfill.take_in", take_in)
    summary = run(job, cc_news=str(tmp_path / "news"))
    assert seen == [path.name for path in files]
    assert (summary.n_files_done_before, summary.n_captures) == (1, 4)
    with Archive(job.raw) as archive:
        found = [(entry.url, entry.state) for entry in archive.entries()]
    assert sorted(url for url, _ in found) == [f"https://a.example/{n}-{m}" for n in (1, 9) for m in (3, 4)]
    assert {state for _, state in found} == {State.NEW}


def test_a_file_that_is_cut_off_gives_what_it_holds_and_is_tried_again(tmp_path: Path) -> None:
    job = install(tmp_path)
    path = warc(tmp_path / "news" / "CC-NEWS-20310503120000-00001.warc.gz", rows())
    whole = path.read_bytes()
    path.write_bytes(whole[:-200])
    summary = run(job, cc_news=str(path))
    assert summary.exit_code == 1
    assert "cut off" in str(summary.failures[0])
    assert summary.n_captures >= 1
    path.write_bytes(whole)
    again = run(job, cc_news=str(path))
    assert (again.exit_code, again.n_files_done_before) == (0, 0)
    assert read_dataset(job.out, "articles").num_rows == 2


def test_files_behind_an_address_are_fetched_and_let_go_again(tmp_path: Path) -> None:
    job = install(tmp_path)
    name = "CC-NEWS-20310503120000-00001.warc.gz"
    body = warc(tmp_path / name, rows()).read_bytes()
    listing = gzip.compress(f"crawl-data/CC-NEWS/2031/05/{name}\n".encode(), mtime=0)

    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("warc.paths.gz"):
            return httpx.Response(200, content=listing, headers={"Content-Type": "application/gzip"})
        if not request.url.path.endswith(name):
            return httpx.Response(404)
        start, end = (int(n) for n in request.headers["Range"].removeprefix("bytes=").split("-"))
        part = body[start : end + 1]
        span = f"bytes {start}-{start + len(part) - 1}/{len(body)}"
        return httpx.Response(206, content=part, headers={"Content-Range": span})

    summary = backfill(job, FIRST, LAST, environment={}, cc_news="https://crawl.example/", web=False, clock=Clock(300),
                       rng=random.Random(5), transport=httpx.MockTransport(answer))
    assert (summary.exit_code, summary.drops) == (0, COUNTS)
    assert not list((job.raw / ".cc-news").iterdir())


def town_with_sitemaps(root: Path, town: Town) -> None:
    """Let the papers list what they published by date, and nothing in their feeds."""
    for paper in PAPERS:
        path = root / "sources" / f"{paper}.toml"
        text = path.read_text("utf-8").replace("feeds", "sitemaps").replace("feed.rss", "sitemap.xml")
        path.write_text(text, encoding="utf-8")
    answer = town._answer

    def with_sitemap(request: httpx.Request) -> httpx.Response:
        if request.url.path != "/sitemap.xml":
            return answer(request)
        paper = request.url.host.partition(".")[0]
        urls = "".join(
            f"<url><loc>https://{paper}.example{path}</loc><lastmod>2031-0{5 + n % 2}-10T06:00:00Z</lastmod></url>"
            for n, path in enumerate(town.stories[paper]))
        body = f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{urls}</urlset>'
        return httpx.Response(200, content=body.encode(), headers={"Content-Type": "application/xml"})

    town._answer = with_sitemap  # type: ignore[method-assign]


def test_sitemaps_bring_in_what_was_published_on_those_days(tmp_path: Path) -> None:
    job, town = install(tmp_path), Town()
    town.publish(6)
    town_with_sitemaps(tmp_path, town)
    # Each paper's second story is of June; the pages themselves are captured months later.
    summary = run(job, town)
    assert summary.fetch is not None
    assert (summary.fetch.fetched, summary.n_captures, summary.n_new_articles) == (4, 4, 4)
    assert (run(job, town).n_captures, run(job, town, source=PAPERS[0]).n_captures) == (0, 0)
    june = run(job, town, dt.date(2031, 6, 1), dt.date(2031, 6, 30), source=PAPERS[1])
    assert (june.n_captures, june.n_new_articles) == (1, 1)


def test_what_the_runs_end_leaves_is_told_and_the_next_run_brings_it_in(tmp_path: Path) -> None:
    job, town = install(tmp_path), Town()
    town.publish(12)
    town_with_sitemaps(tmp_path, town)
    # Three pages in May of each paper; the clock stands still but for the seconds between two requests.
    short = job.model_copy(update={"fetch": job.web.model_copy(update={"rate_s": 10.0, "run_deadline_s": 25.0})})
    told: list[tuple[str, int, int]] = []
    summary = run(short, town, source=PAPERS[0], progress=lambda *step: told.append(step))
    assert summary.fetch is not None
    # Robots.txt and the sitemap take a turn each, a page the third; one is named, one is left.
    assert (summary.fetch.fetched, summary.fetch.failed, summary.fetch.left) == (1, 1, 1)
    assert "1 fetched, 1 failed, 1 left for another run" in summary.line
    assert summary.exit_code == 1
    assert ("fetching pages", 1, 3) in told
    again = run(job, town, source=PAPERS[0])
    assert (again.exit_code, again.fetch.fetched + summary.fetch.fetched) == (0, 3)
    assert read_dataset(job.out, "articles").num_rows == 3


def test_pages_that_were_fetched_and_not_processed_are_found_again_by_their_lists(tmp_path: Path) -> None:
    job, town = install(tmp_path), Town()
    town.publish(4)
    town_with_sitemaps(tmp_path, town)
    run(job, town)
    (job.out / ".picketline.sqlite").unlink()
    assert run(job, town).n_captures == 2
    assert read_dataset(job.out, "articles").num_rows == 2


def test_a_better_program_codes_the_raw_archive_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    job, town = install(tmp_path), Town()
    town.publish(6)
    night(job, town)
    before = {name: read_dataset(job.out, name).to_pylist() for name in TABLES}
    day = START.date()
    assert run(job, town, day, day, web=False).n_captures == 0
    monkeypatch.setattr(captures, "VERSION", "9.9 better")
    assert run(job, town, day + dt.timedelta(1), day + dt.timedelta(1), web=False).n_captures == 0
    assert run(job, town, day, day, source=PAPERS[0], web=False).n_captures == 3
    summary = run(job, town, day, day, web=False)
    assert (summary.n_captures, summary.n_new_articles, summary.files_changed) == (3, 0, 0)
    assert {name: read_dataset(job.out, name).to_pylist() for name in TABLES} == before


def test_an_archive_is_processed_from_scratch_in_shards(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    job, town = install(tmp_path), Town()
    town.publish(7)
    night(job, town)
    expected = {name: read_dataset(job.out, name).to_pylist() for name in TABLES}
    monkeypatch.setattr("pipeline.backfill.SHARD_CAPTURES", 3)
    told: list[tuple[str, int, int]] = []
    fresh = install(tmp_path, out='"fresh"')
    summary = run(fresh, town, web=False, progress=lambda *step: told.append(step))
    assert summary.n_captures == 7
    assert [done for stage, done, total in told if total == 7] == sorted(done for _, done, total in told if total == 7)
    assert told[-1] == ("processing captures", 7, 7)
    found = {name: read_dataset(fresh.out, name).to_pylist() for name in TABLES}
    assert found["articles"] == expected["articles"]
    assert found["mentions"] == expected["mentions"]


def test_what_cannot_be_done_is_told(tmp_path: Path) -> None:
    job = install(tmp_path)
    with pytest.raises(ConfigError, match="comes before"):
        run(job, first=LAST, last=FIRST)
    with pytest.raises(ConfigError, match="no source is called 'nowhere'"):
        run(job, source="nowhere")
    with pytest.raises(InputError, match="no such file"):
        run(job, cc_news=str(tmp_path / "none.warc.gz"))
    with Lock(job.out), pytest.raises(LockedError):
        run(job)


def sifted(path: Path, limit: int = 10**6) -> tuple[list[Exchange], list[InputError], collections.Counter[str]]:
    counts: collections.Counter[str] = collections.Counter()
    found = list(sift(path, Prefilter(), (FIRST, LAST), counts, source="ccnews", max_body_bytes=limit))
    pages = [one for one in found if isinstance(one, Exchange)]
    return pages, [one for one in found if isinstance(one, InputError)], counts


def test_a_page_that_passes_comes_with_its_headers_and_moment(tmp_path: Path) -> None:
    [first, *_], errors, _ = sifted(warc(tmp_path / "a.warc.gz", rows()))
    assert errors == []
    assert (first.url, first.status, first.reason) == ("https://a.example/1", 200, "OK")
    assert first.fetched_at == dt.datetime(2031, 5, 3, 12, tzinfo=dt.UTC)
    assert first.header("content-type") == "text/html"


@pytest.mark.parametrize("content", [b"", b"no archive", b"\x1f\x8b\x08\x00", gzip.compress(b"WARC/1.0\r\nx")])
def test_what_is_no_warc_gives_no_page(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.warc.gz").write_bytes(content)
    found, _, counts = sifted(tmp_path / "a.warc.gz")
    assert found == []
    assert counts["records"] == 0


def test_a_page_over_the_limit_is_counted(tmp_path: Path) -> None:
    _, _, counts = sifted(warc(tmp_path / "a.warc.gz", rows()), limit=400)
    assert counts["too_large"] >= 2
