"""The pieces of extraction: normal text, addresses, decoding, the cascade, the ruler of languages."""

from __future__ import annotations

import datetime as dt
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.extract.article import to_article
from pipeline.extract.cascade import MIN_TEXT_CHARS, PageError, decode_page, read_page
from pipeline.extract.dates import states_day
from pipeline.extract.normal_text import language_of, normalise_line, normalise_text
from pipeline.extract.units import Unit
from pipeline.extract.urls import canonical_url, host_of
from pipeline.issues import IssueLog
from pipeline.records import Capture


@pytest.mark.parametrize(
    "raw, expected",
    [
        ("a\r\nb\rc\u2028d", "a\nb\nc\nd"),
        ("cafe\u0301", "café"),
        ("pay\u00a0rise\u202fof\u20095%", "pay rise of 5%"),
        ("in\u00addustrial \u200bac\u2060tion\ufeff", "industrial action"),
        ("a\x00b\x07c", "abc"),
        ("a\tb", "a b"),
        ("a  \n\n\n\n  b \n", "a\n\nb"),
        ("\ud800x", "\ufffdx"),
        ("“quoted” – it’s", "“quoted” – it’s"),
        ("e\u200b\u0301", "é"),
        ("", ""),
    ],
)
def test_normal_text(raw: str, expected: str) -> None:
    assert normalise_text(raw) == expected


@given(st.text(st.characters(), max_size=80))
def test_normal_text_is_stable_and_clean(raw: str) -> None:
    text = normalise_text(raw)
    assert normalise_text(text) == text
    assert unicodedata.is_normalized("NFC", text)
    assert not any(unicodedata.category(char) in ("Cc", "Cs") and char != "\n" for char in text)
    text.encode("utf-8")


@pytest.mark.parametrize("raw, expected", [(None, None), ("  ", None), (" A \n B ", "A B")])
def test_normal_line(raw: str | None, expected: str | None) -> None:
    assert normalise_line(raw) == expected


ENGLISH = "The union said that the offer was too low and that it asks its members to vote by the end of June."
WELSH = (
    "Dywedodd yr undeb fod y cynnig yn rhy isel ac y byddai yn gofyn i bob un o'i aelodau bleidleisio erbyn mis Mai. "
    "Mae disgwyl i'r staff gerdded allan ym mis Mehefin os na fydd cytundeb."
)


@pytest.mark.parametrize(
    "text, declared, expected",
    [
        (ENGLISH, None, "en"),
        (ENGLISH, "cy", "en"),
        (WELSH, "cy-GB", "cy"),
        (WELSH, "en", None),
        (WELSH, None, None),
        ("Short.", "en-GB", "en"),
        ("Short.", "english", None),
        ("Short.", None, None),
    ],
)
def test_language(text: str, declared: str | None, expected: str | None) -> None:
    assert language_of(text, declared) == expected


SITE = "https://www.courier.example"


@pytest.mark.parametrize(
    "url, declared, expected",
    [
        ("dev:07", None, "dev:07"),
        ("dev:07", f"{SITE}/a", "dev:07"),
        ("HTTPS://WWW.Courier.example/A?utm_source=x&id=3#top", None, f"{SITE}/A?id=3"),
        (f"{SITE}/a?id=3", "/b", f"{SITE}/b"),
        (f"{SITE}/a", f"{SITE}/", f"{SITE}/a"),
        (f"{SITE}/", f"{SITE}/", SITE),
        (f"{SITE}/a", "javascript:void(0)", f"{SITE}/a"),
        (f"{SITE}/a", "http://[broken", f"{SITE}/a"),
        (None, f"{SITE}/a#x", f"{SITE}/a"),
        (None, "/a", None),
        (None, None, None),
    ],
)
def test_canonical_url(url: str | None, declared: str | None, expected: str | None) -> None:
    assert canonical_url(url, declared) == expected


@given(st.text(max_size=40), st.one_of(st.none(), st.text(max_size=40)))
def test_any_address_is_survived(tail: str, declared: str | None) -> None:
    canonical_url("https://a.example/" + tail, declared)
    assert canonical_url("x:" + tail) == "x:" + tail


@pytest.mark.parametrize(
    "url, expected",
    [("https://www.a.example:80/x", "a.example"), ("http://b.example", "b.example"), ("x:1", None), ("http://[", None)],
)
def test_host(url: str, expected: str | None) -> None:
    assert host_of(url) == expected


@pytest.mark.parametrize(
    "body, charset, expected",
    [
        ("é".encode(), None, ("é", 0)),
        ("é".encode("latin-1"), None, ("é", 0)),
        ("“é”".encode("cp1252"), "iso-8859-1", ("“é”", 0)),
        (b'<meta charset="iso-8859-2">' + "ł".encode("iso-8859-2"), None, ('<meta charset="iso-8859-2">ł', 0)),
        (b'<meta charset="iso-8859-2">' + "é".encode(), "utf-8", ('<meta charset="iso-8859-2">é', 0)),
        ("é".encode("utf-16"), None, ("é", 0)),
        (b"\xef\xbb\xbf" + "é".encode(), "latin-1", ("é", 0)),
        ("é".encode(), "no-such-code", ("é", 0)),
        ("é".encode(), "hex", ("é", 0)),
        (b"long enough a text \xff", "utf-8", ("long enough a text \ufffd", 1)),
    ],
)
def test_decoding(body: bytes, charset: str | None, expected: tuple[str, int]) -> None:
    assert decode_page(body, charset) == expected


def test_too_many_broken_characters_are_no_text() -> None:
    with pytest.raises(PageError, match="no valid UTF-8 text: 100 of 100 characters"):
        decode_page(b"\xff" * 100, "utf-8")


WORDS = "The quay crews will vote again in June after the talks with their company came to nothing. "


def page(body: str, head: str = "") -> bytes:
    return f"<html lang='en'><head>{head}</head><body>{body}</body></html>".encode()


@pytest.mark.parametrize(
    "length, step", [(MIN_TEXT_CHARS + 200, "recall"), (40, "longest")], ids=["an article", "a notice"]
)
def test_steps_of_the_cascade(length: int, step: str) -> None:
    text = (WORDS * 10)[:length].strip()
    found = read_page(page(f"<article><p>{text}</p></article>"), charset=None, url=None, captured_on=None)
    assert (found.step, found.text.strip()) == (step, text)


def test_the_text_of_json_ld_is_found_where_the_page_shows_none() -> None:
    body = (WORDS * 8).strip()
    script = f'<script type="application/ld+json">{{"@type": "NewsArticle", "articleBody": "{body}"}}</script>'
    found = read_page(page("<div id='app'></div>", script), charset=None, url=None, captured_on=None)
    assert found.text.strip() == body


@pytest.mark.parametrize(
    "stated, captured, expected",
    [
        ("2031-05-04", None, dt.date(2031, 5, 4)),
        ("2031-05-04", dt.date(2031, 5, 4), dt.date(2031, 5, 4)),
        ("2031-05-05", dt.date(2031, 5, 4), None),
        (None, None, None),
        (None, dt.date(2031, 5, 4), None),
        ("2031-05", None, None),
        ("May 2031", dt.date(2031, 6, 4), None),
        ("4 May 2031 9am", dt.date(2031, 6, 4), dt.date(2031, 5, 4)),
    ],
)
def test_a_page_is_never_dated_after_its_capture_nor_by_default(
    stated: str | None, captured: dt.date | None, expected: dt.date | None
) -> None:
    head = f'<meta property="article:published_time" content="{stated}">' if stated else ""
    body = page(f"<article><p>{WORDS * 5}</p></article>", head)
    assert read_page(body, charset=None, url=None, captured_on=captured).published == expected


@pytest.mark.parametrize(
    "text, expected",
    [
        ("2031-05-04T10:00", True),
        ("/2031/05/04/crews", True),
        ("20310504", True),
        ("4 May 2031", True),
        ("4th of May, 2031", True),
        ("May 4, 2031", True),
        ("04/05/31", True),
        ("04.05.2031", True),
        ("2031/may/04/crews", True),
        ("2031-05", False),
        ("14 May 2031", False),
        ("2031-05-14 and 04", False),
        ("4 May", False),
    ],
)
def test_a_page_states_a_day(text: str, expected: bool) -> None:
    assert states_day(text, dt.date(2031, 5, 4)) is expected


def test_a_record_stated_after_its_capture_loses_its_day() -> None:
    fetched = dt.datetime(2031, 5, 4, 23, 5, tzinfo=dt.UTC)
    issues = IssueLog()
    days = [
        to_article(Unit("p", None, "p:1", text="A.", published=day, fetched_at=fetched), issues).published
        for day in (dt.date(2031, 5, 5), dt.date(2031, 5, 6))
    ]
    assert days == [dt.date(2031, 5, 5), None]
    assert issues.summary() == {"extract.bad-date": 1}


def test_what_the_record_states_outranks_its_page() -> None:
    head = "<title>Theirs</title><meta property='article:published_time' content='2031-05-04'>"
    capture = Capture("https://a.example/1", page(f"<article><p>{WORDS * 5}</p></article>", head), "text/html")
    unit = Unit("p", None, "p:1", capture=capture, url=capture.url, title="Ours", published=dt.date(2031, 5, 2))
    article = to_article(unit, IssueLog())
    assert (article.title, article.published) == ("Ours", dt.date(2031, 5, 2))
    article = to_article(Unit("p", None, "p:1", capture=capture, url=capture.url), IssueLog())
    assert (article.title, article.published, article.source) == ("Theirs", dt.date(2031, 5, 4), "a.example")
