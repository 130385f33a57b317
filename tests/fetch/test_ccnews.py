"""CC-NEWS: files found by folder, list and address, and downloads that go on where they broke off."""

from __future__ import annotations

import datetime as dt
import gzip
import random
import re

import httpx
import pytest

from pipeline.errors import InputError
from pipeline.fetch import ccnews
from pipeline.fetch.ccnews import CcNews
from tests.fetch.fakes import FakeClock, scripted, settings

SITE = "https://crawl.example"
STAMPS = ["0130120000", "0130231500", "0131001500", "0201235959", "0202000000", "0301000000"]
NAMES = [f"CC-NEWS-2031{stamp}-0000{n}.warc.gz" for n, stamp in enumerate(STAMPS)]
WINDOW = (dt.date(2031, 1, 31), dt.date(2031, 2, 1))
#: The first of them was begun before the window and runs into it.
WANTED = NAMES[1:4]


def months(request):
    found = re.fullmatch(r"/crawl-data/CC-NEWS/(\d{4})/(\d\d)/warc.paths.gz", request.url.path)
    if not found:
        return httpx.Response(404)
    rows = [f"crawl-data/CC-NEWS/{found[1]}/{found[2]}/{name}" for name in NAMES if f"-{found[1]}{found[2]}" in name]
    return httpx.Response(200, content=gzip.compress("\n".join(rows).encode(), mtime=0))


def crawl(script=months, **values):
    return CcNews(settings(rate_s=0, **values), clock=FakeClock(), rng=random.Random(1), transport=scripted(script))


def test_a_folder_a_file_and_a_list(tmp_path):
    for name in [*NAMES, "notes.txt"]:
        (tmp_path / name).write_bytes(b"")
    assert [f.name for f in crawl().find(str(tmp_path), WINDOW)] == WANTED
    (one,) = crawl().find(str(tmp_path / NAMES[1]), WINDOW)
    assert (one.begun_at, one.is_remote) == (dt.datetime(2031, 1, 30, 23, 15, tzinfo=dt.UTC), False)
    plain, packed = tmp_path / "list.txt", tmp_path / "list.paths.gz"
    plain.write_text("\n".join(NAMES))
    packed.write_bytes(gzip.compress("\n".join(NAMES).encode()))
    for path in (plain, packed):
        assert [f.location for f in crawl().find(str(path), WINDOW)] == [str(tmp_path / name) for name in WANTED]


def test_the_archive_by_its_address():
    found = crawl().find(f"{SITE}/", WINDOW)
    assert [f.location for f in found] == [
        f"{SITE}/crawl-data/CC-NEWS/2031/{month}/{name}" for month, name in zip(["01", "01", "02"], WANTED, strict=True)
    ]
    assert all(f.is_remote for f in found)


@pytest.mark.parametrize(
    "first, last, wanted",
    [
        ((1, 30), (1, 30), NAMES[:2]),
        ((2, 2), (2, 2), NAMES[4:5]),
        ((2, 3), (2, 28), NAMES[4:5]),
        ((3, 1), (3, 1), NAMES[5:]),
        ((1, 1), (1, 29), []),
    ],
)
def test_the_file_that_runs_into_the_window_and_no_other(tmp_path, first, last, wanted):
    for name in NAMES:
        (tmp_path / name).write_bytes(b"")
    assert [f.name for f in crawl().find(str(tmp_path), (dt.date(2031, *first), dt.date(2031, *last)))] == wanted


def test_the_month_before_is_looked_at_where_its_last_file_runs_on():
    found = crawl().find(f"{SITE}/", (dt.date(2031, 2, 1), dt.date(2031, 2, 1)))
    assert [f.name for f in found] == NAMES[2:4]


def test_the_month_before_may_be_missing_and_no_other():
    def script(request):
        return months(request) if "/2031/02/" in request.url.path else httpx.Response(404)

    assert [f.name for f in crawl(script).find(f"{SITE}/", (dt.date(2031, 2, 1), dt.date(2031, 2, 1)))] == NAMES[3:4]
    with pytest.raises(InputError, match="404"):
        crawl(script).find(f"{SITE}/", WINDOW)


def test_a_list_and_a_file_by_their_address():
    assert [f.name for f in crawl().find(f"{SITE}/crawl-data/CC-NEWS/2031/01/warc.paths.gz", WINDOW)] == WANTED[:2]
    assert [f.name for f in crawl().find(f"{SITE}/x/{WANTED[0]}", WINDOW)] == WANTED[:1]


def test_a_file_without_a_time_in_its_name_is_always_wanted(tmp_path):
    (tmp_path / "mine.warc").write_bytes(b"")
    (tmp_path / "CC-NEWS-20319999000000-1.warc.gz").write_bytes(b"")
    assert [f.begun_at for f in crawl().find(str(tmp_path), WINDOW)] == [None, None]


@pytest.mark.parametrize("where", ["no-such-folder", "none.warc.gz", f"{SITE}/none.paths.gz", "https://[bad/"])
def test_what_cannot_be_found_is_named(tmp_path, where):
    with pytest.raises(InputError):
        crawl().find(where if "//" in where else str(tmp_path / where), WINDOW)


@pytest.mark.parametrize("line", ["https://[bad/a.warc.gz", "https://a b/a.warc"])
def test_a_list_with_an_address_that_is_none(tmp_path, line):
    (tmp_path / "list.txt").write_text(line)
    with pytest.raises(InputError, match="no http address"):
        crawl().find(str(tmp_path / "list.txt"), WINDOW)


BODY = random.Random(3).randbytes(2500)


class Spans:
    """Serves `BODY` by spans; breaks after so many."""

    def __init__(self, breaks_after=99):
        self.asked, self.breaks_after = [], breaks_after

    def __call__(self, request):
        first, last = (int(n) for n in request.headers["range"].removeprefix("bytes=").split("-"))
        self.asked.append(first)
        if len(self.asked) > self.breaks_after:
            return httpx.Response(403)
        body = BODY[first : last + 1]
        header = f"bytes {first}-{first + len(body) - 1}/{len(BODY)}"
        return httpx.Response(206, content=body, headers={"content-range": header})


@pytest.fixture(autouse=True)
def _short_spans(monkeypatch):
    monkeypatch.setattr(ccnews, "SPAN_BYTES", 1000)


def remote():
    return ccnews.WarcFile(f"{SITE}/x/{WANTED[0]}", None)


def test_a_download_by_spans(tmp_path):
    spans = Spans()
    path = crawl(spans).download(remote(), tmp_path / "new")
    assert path.read_bytes() == BODY
    assert path.name == WANTED[0]
    assert spans.asked == [0, 1000, 2000]
    crawl(spans).download(remote(), tmp_path / "new")
    assert len(spans.asked) == 3


def test_a_download_goes_on_where_it_broke_off(tmp_path):
    with pytest.raises(InputError, match="403"):
        crawl(Spans(breaks_after=2)).download(remote(), tmp_path)
    assert [p.name for p in tmp_path.iterdir()] == [f"{WANTED[0]}.part"]
    spans = Spans()
    assert crawl(spans).download(remote(), tmp_path).read_bytes() == BODY
    assert spans.asked == [2000]


def test_a_server_that_knows_no_spans(tmp_path):
    with pytest.raises(InputError, match="200"):
        crawl(lambda request: httpx.Response(200, content=BODY)).download(remote(), tmp_path)


@pytest.mark.parametrize("header", ["", "bytes 5-9/100", "bytes 0-9/100", "bytes */100", "items 0-999/2500"])
def test_a_span_that_is_not_the_one_asked_for(tmp_path, header):
    def script(request):
        return httpx.Response(206, content=BODY[:1000], headers={"content-range": header})

    with pytest.raises(InputError, match="no HTTP"):
        crawl(script).download(remote(), tmp_path)
    assert not (tmp_path / WANTED[0]).exists()
