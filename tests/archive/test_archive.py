"""Captures go into a WARC and come out the same; a broken WARC says so and gives what it holds."""

from __future__ import annotations

import datetime as dt
import gzip
import io
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator as WarcioIterator
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from pipeline.archive import ArchiveWriter, read_captures
from pipeline.errors import InputError, OutputError
from pipeline.records import Capture

MOMENT = dt.datetime(2031, 5, 6, 7, 8, 9, tzinfo=dt.UTC)
LIMIT = 100_000

CAPTURES = [
    Capture("https://courier.example/a?b=c", b"<html><p>One.</p></html>", "text/html", "utf-8", MOMENT),
    Capture("corpus:07", b"<p>Two.</p>", "text/html", None, None, dt.date(2031, 5, 1), "Crews’ vote: 60%"),
    Capture(None, "<p>Três.</p>".encode("latin-1"), "text/html", "iso-8859-1", MOMENT),
    Capture("https://courier.example/caf\u00e9 x", b"", "text/html", "utf-8", MOMENT),
]


def write(path: Path, captures: list[Capture]) -> list[str]:
    with ArchiveWriter(path, written_at=MOMENT) as archive:
        return [archive.write(capture) for capture in captures]


def read(path: Path, limit: int = LIMIT) -> tuple[list[Capture], list[str]]:
    found = list(read_captures(path, name=path.name, max_body_bytes=limit))
    captures = [one for one in found if isinstance(one, Capture)]
    return captures, [str(one) for one in found if isinstance(one, InputError)]


def facts(capture: Capture) -> tuple[object, ...]:
    return (capture.url, capture.body, capture.media_type, capture.charset, capture.fetched_at, capture.published_on,
            capture.title)


def test_captures_come_back_as_they_went_in(tmp_path: Path) -> None:
    refs = write(tmp_path / "a.warc.gz", CAPTURES)
    captures, errors = read(tmp_path / "a.warc.gz")
    assert [facts(c) for c in captures] == [facts(c) for c in CAPTURES]
    assert [c.raw_ref for c in captures] == refs
    assert errors == []


def test_responses_keep_their_headers_but_not_the_packing(tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz"
    headers = [("Content-Type", "text/html; charset=utf-8"), ("Content-Encoding", "gzip"), ("ETag", "x1")]
    with ArchiveWriter(path, written_at=MOMENT) as archive:
        archive.write(CAPTURES[0], http_headers=headers)
    captures, errors = read(path)
    assert [facts(c) for c in captures] == [facts(CAPTURES[0])]
    assert errors == []
    with path.open("rb") as handle:
        records = [(r.rec_type, r.http_headers) for r in WarcioIterator(handle)]
    assert [kind for kind, _ in records] == ["warcinfo", "response"]
    assert records[1][1].get_header("ETag") == "x1"
    assert records[1][1].get_header("Content-Encoding") is None


def test_records_bear_digests_that_warcio_confirms(tmp_path: Path) -> None:
    write(tmp_path / "a.warc.gz", CAPTURES)
    with (tmp_path / "a.warc.gz").open("rb") as handle:
        for record in WarcioIterator(handle, check_digests="raise"):
            record.content_stream().read()
            assert record.rec_headers.get_header("WARC-Block-Digest")


def test_the_same_captures_give_the_same_bytes(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    write(tmp_path / "a.warc.gz", CAPTURES)
    write(tmp_path / "b" / "a.warc.gz", CAPTURES)
    assert (tmp_path / "a.warc.gz").read_bytes() == (tmp_path / "b" / "a.warc.gz").read_bytes()


def test_a_failed_write_leaves_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz"
    with pytest.raises(AttributeError), ArchiveWriter(path, written_at=MOMENT) as archive:
        archive.write("no capture")  # type: ignore[arg-type]
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_exists_is_not_touched(tmp_path: Path) -> None:
    write(tmp_path / "a.warc.gz", CAPTURES)
    with pytest.raises(OutputError, match="exists already"):
        write(tmp_path / "a.warc.gz", CAPTURES)


def foreign(path: Path, *, packed: bool = True) -> None:
    """A WARC as a crawler leaves it: other statuses, other types, packed and chunked bodies."""
    page = b"<html><body><p>Page.</p></body></html>"
    rows = [
        ("https://a.example/1", "200 OK", [("Content-Type", "text/html; charset=ISO-8859-1")], page),
        ("https://a.example/2", "404 Not Found", [("Content-Type", "text/html")], page),
        ("https://a.example/3.png", "200 OK", [("Content-Type", "image/png")], b"\x89PNG"),
        ("https://a.example/4", "200 OK", [("Content-Type", "text/html"), ("Content-Encoding", "gzip")],
         gzip.compress(page, mtime=0)),
        ("https://a.example/5", "200 OK", [("Content-Type", "text/html"), ("Transfer-Encoding", "chunked")],
         b"%x\r\n%s\r\n0\r\n\r\n" % (len(page), page)),
        ("https://a.example/6", "200 OK", [("Content-Type", "application/xhtml+xml")], page * 500),
    ]
    with path.open("wb") as handle:
        writer = WARCWriter(handle, gzip=packed, warc_version="1.0")
        for n, (url, status, headers, body) in enumerate(rows):
            http = StatusAndHeaders(status, headers, protocol="HTTP/1.1")
            fixed = {"WARC-Date": "2031-05-06T07:08:09Z", "WARC-Record-ID": f"<urn:uuid:{n:032x}>"}
            record = writer.create_warc_record(
                url, "response", payload=io.BytesIO(body), http_headers=http, warc_headers_dict=fixed
            )
            writer.write_record(record)


@pytest.mark.parametrize("packed", [True, False])
def test_pages_of_a_foreign_warc(tmp_path: Path, packed: bool) -> None:
    path = tmp_path / "a.warc"
    foreign(path, packed=packed)
    captures, errors = read(path)
    assert [(c.url or "")[-1] for c in captures] == ["1", "4", "5", "6"]
    assert {c.body[:38] for c in captures} == {b"<html><body><p>Page.</p></body></html>"}
    assert captures[0].charset == "iso-8859-1"
    assert errors == []


@pytest.mark.parametrize("packed", [True, False])
@pytest.mark.parametrize("lost", [40, 120])
def test_a_cut_warc_gives_the_records_before_the_cut(tmp_path: Path, packed: bool, lost: int) -> None:
    path = tmp_path / "a.warc"
    foreign(path, packed=packed)
    path.write_bytes(path.read_bytes()[:-lost])
    captures, errors = read(path)
    assert [(c.url or "")[-1] for c in captures] == ["1", "4", "5"]
    assert len(errors) == 1
    assert "cut off" in errors[0]
    assert "a.warc, in the record at" in errors[0]


@pytest.mark.parametrize("packed", [True, False])
def test_no_cut_goes_unnoticed(tmp_path: Path, packed: bool) -> None:
    whole = tmp_path / "whole.warc"
    foreign(whole, packed=packed)
    data = whole.read_bytes()
    path = tmp_path / "a.warc"
    for kept in range(1, len(data) - 8, 211):
        path.write_bytes(data[:kept])
        captures, errors = read(path)
        assert len(captures) < 4
        # A cut that falls between two records leaves a whole WARC.
        assert errors or kept > 400


def test_a_body_over_the_limit_is_named_and_the_rest_read(tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz"
    foreign(path)
    captures, errors = read(path, limit=1000)
    assert [(c.url or "")[-1] for c in captures] == ["1", "4", "5"]
    assert len(errors) == 1
    assert "limit of 1,000 bytes" in errors[0]


@pytest.mark.parametrize(
    "data, message", [(b"", "the file is empty"), (b"no archive at all\n", "no WARC"), (b"\x1f\x8b\x08\x00", "no WARC")]
)
def test_what_is_no_warc(tmp_path: Path, data: bytes, message: str) -> None:
    path = tmp_path / "a.warc.gz"
    path.write_bytes(data)
    captures, errors = read(path)
    assert captures == []
    assert len(errors) == 1
    assert message in errors[0]


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_mutated_bytes_never_crash(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    path = tmp_path_factory.mktemp("warc") / "a.warc"
    foreign(path, packed=data.draw(st.booleans()))
    content = bytearray(path.read_bytes())
    for _ in range(data.draw(st.integers(1, 6))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    path.write_bytes(bytes(content))
    captures, errors = read(path)
    assert len(captures) + len(errors) <= 8
