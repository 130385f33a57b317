"""Pages and WARC records broken in seeded ways: named or read, never a crash, never a hang.

The lists that a fetch reads (feeds, sitemaps, section pages, robots.txt) have theirs in `fetch/test_mutations.py`.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import io
import random

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from pipeline.archive import read_captures
from pipeline.errors import InputError
from pipeline.extract import Unit, to_article
from pipeline.issues import IssueLog
from pipeline.records import Capture
from tests.damage import mutate

PAGES, WARCS = 700, 1000
#: What real damage is made of: cut tags, entities, wrong charsets, sizes that lie.
TOKENS = (
    b"<", b">", b"</div>", b"<table>", b"<!--", b"&", b"&#0;", b"&#x110000;", b"\x00", b"\xff\xfe", b"\xc3\x28",
    b"\r\n\r\n", b"Content-Length: 99999999\r\n", b"WARC/1.1\r\n", b"<script>",
    b'{"@type":"NewsArticle","datePublished":"0000-00-00"}', b'<meta charset="utf-7">', b'<meta charset="x-none">',
    "\u202e".encode(),
)


@pytest.fixture(scope="module")
def page(sample) -> bytes:
    return sorted(sample.glob("*.html"))[0].read_bytes()


def test_mutated_pages_are_read_or_named(page):
    rng = random.Random("mutations of pages")
    for n in range(PAGES):
        capture = Capture(url=f"https://paper.example/{n}", body=mutate(rng, TOKENS, page), media_type="text/html")
        unit = Unit(path="page.html", place=None, raw_ref=f"page.html:{n}", capture=capture)
        with contextlib.suppress(InputError):
            article = to_article(unit, IssueLog())
            assert article.text
            assert article.published is None or dt.date(1990, 1, 1) <= article.published


def warc(page: bytes) -> bytes:
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=False)
    for n in range(3):
        head = StatusAndHeaders("200 OK", [("Content-Type", "text/html; charset=utf-8")], protocol="HTTP/1.1")
        record = writer.create_warc_record(
            f"https://paper.example/{n}", "response", payload=io.BytesIO(page[:3000]), http_headers=head
        )
        writer.write_record(record)
    return out.getvalue()


def test_mutated_warc_records_are_read_or_named(page, tmp_path):
    rng = random.Random("mutations of WARC records")
    whole = warc(page)
    path = tmp_path / "mutated.warc"
    kept = 0
    for _ in range(WARCS):
        path.write_bytes(mutate(rng, TOKENS, whole))
        for found in read_captures(path, name="mutated.warc", max_body_bytes=1_000_000):
            assert isinstance(found, Capture | InputError)
            kept += isinstance(found, Capture)
    assert kept > WARCS
