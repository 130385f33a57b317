"""Ten thousand mutated feeds, sitemaps, pages, lists and robots files: no crash, no hang.

The mutations are seeded; what a lister may raise is `FetchFailure`, and nothing else.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import gzip
import random
import time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.fetch.base import Document, Scope
from pipeline.fetch.body import Unpacker, unpack
from pipeline.fetch.failure import FetchFailure
from pipeline.fetch.feeds import Feeds
from pipeline.fetch.guardian import KEY_VARIABLE, Guardian
from pipeline.fetch.pages import Pages
from pipeline.fetch.robots import rules_from_body
from pipeline.fetch.sitemaps import Sitemaps
from pipeline.fetch.urls import Urls
from tests.damage import mutate
from tests.fetch.test_listers import ATOM, NEWS, ROWS, SECTION, SITE, guardian_page, index, rss
from tests.fetch.test_manners import ROBOTS

SCOPE = Scope(ZoneInfo("Europe/London"), environment={KEY_VARIABLE: "hush"})
NOW = dt.datetime(2031, 7, 10, 12, 0, tzinfo=dt.UTC)
#: Far above what any of these takes, and far below a hang: the machines that run this are busy.
HANG_S = 5.0
RSS = rss(
    f"<item><title>Vote &amp; walkout</title><link>{SITE}/a</link><guid>1</guid><description><![CDATA[<p>a</p>]]>"
    f"</description><pubDate>Sun, 06 Jul 2031 07:00:00 +0100</pubDate></item>" * 3
)
#: Bytes that parsers care for.
TOKENS = [
    b"<", b">", b"</", b"/>", b"&", b"&amp;", b"&#0;", b"&#x110000;", b"&#xD800;", b"]]>", b"<![CDATA[", b"<!--",
    b"-->", b"<?xml", b"?>", b"<!DOCTYPE a [", b"<!ENTITY a 'b'>", b"\x00", b"\xff\xfe", b"\xef\xbb\xbf",
    b"\xed\xa0\x80", b"'", b'"', b"=", b" xmlns='x'", b"xml:base='http://['", b"encoding='utf-16'",
    b"encoding='no-such'", b"\r\n", b"http://[", b"//", b"99999999999999999999", b"-1", b"<link>", b"<item>",
    b"<entry>", b"<loc>", b"<url>", b"<a href='x'>", b"{",
]  # fmt: skip

SEEDS = {
    "rss": (Feeds(), RSS), "atom": (Feeds(), ATOM), "news": (Sitemaps(), NEWS), "index": (Sitemaps(), index(*ROWS)),
    "section": (Pages(), SECTION), "urls": (Urls(), f"{SITE}/a\n# b\n/c\n"),
    "guardian": (Guardian(), guardian_page(1, 2)),
}  # fmt: skip
COUNTS = {"rss": 1500, "atom": 1500, "news": 1500, "index": 1000, "section": 2000, "urls": 500, "guardian": 1000}


@pytest.mark.parametrize("name", sorted(SEEDS))
def test_mutated_documents_neither_crash_nor_hang(name):
    lister, text = SEEDS[name]
    rng = random.Random(f"mutations of {name}")
    read = 0
    for _ in range(COUNTS[name]):
        body = mutate(rng, TOKENS, text.encode())
        kind = rng.choice(["application/xml", "text/html", ""])
        charset = rng.choice([None, None, "utf-8", "utf-16", "latin-1", "nonsense"])
        began = time.monotonic()
        try:
            listing = lister.read(Document(f"{SITE}/list", body, kind, charset, NOW), SCOPE)
        except FetchFailure:
            continue
        finally:
            assert time.monotonic() - began < HANG_S, body
        read += 1
        for item in listing.items:
            assert item.url.startswith(("http://", "https://"))
            assert item.url.isascii()
            for moment in (item.published, item.updated):
                assert moment is None or moment.utcoffset() == dt.timedelta(0)
    # The test is none if everything is refused; of JSON, one wrong byte breaks the whole.
    assert read > COUNTS[name] / (50 if name == "guardian" else 10)


def test_mutated_robots_files():
    rng = random.Random("mutations of robots.txt")
    for _ in range(1000):
        rules = rules_from_body(mutate(rng, TOKENS, ROBOTS.encode()))
        assert rules.delay_s >= 0
        with contextlib.suppress(FetchFailure):
            rules.check(f"{SITE}/members/a?b=c")


@given(st.binary(max_size=300), st.sampled_from(["gzip", "deflate"]))
def test_any_bytes_unpack_or_are_refused(data, coding):
    with contextlib.suppress(FetchFailure):
        assert len(unpack(data, coding, 10_000, SITE)) <= 10_000


@given(st.binary(max_size=5000), st.lists(st.integers(1, 700), min_size=1, max_size=30), st.integers(1, 3))
def test_unpacking_by_pieces_gives_the_whole(data, cuts, members):
    share = len(data) // members + 1
    packed = b"".join(gzip.compress(data[n * share : (n + 1) * share], mtime=0) for n in range(members))
    unpacker = Unpacker("gzip", SITE)
    found, at = b"", 0
    for cut in [*cuts, len(packed)]:
        found += b"".join(unpacker.feed(packed[at : at + cut]))
        at += cut
    unpacker.finish()
    assert found == data


def test_a_piece_may_end_within_the_first_bytes_of_another_member():
    first, second = gzip.compress(b"one ", mtime=0), gzip.compress(b"two", mtime=0)
    unpacker = Unpacker("gzip", SITE)
    found = b"".join([*unpacker.feed(first + second[:1]), *unpacker.feed(second[1:])])
    unpacker.finish()
    assert found == b"one two"
