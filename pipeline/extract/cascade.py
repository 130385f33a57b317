"""The text and the facts of one HTML page.

Comes in: bytes, and what the transport said of them. Goes out: `Page`. It refuses to give a
date that the page does not bear, or one later than the capture, and never asks the clock.

The cascade, each step entered only where the one before left too little text:

    1  recall     trafilatura, fast and favouring recall: 0.963 F1 at 117 pages a second on
                  181 real pages, no measured way was better                     always
    2  balanced   trafilatura with its own fallbacks: twice as slow, finds the
                  body of odd templates                             step 1 < MIN_TEXT_CHARS
    3  baseline   JSON-LD articleBody, <article>, bare paragraphs   step 2 < MIN_TEXT_CHARS
    4  longest    the longest of the three, with the issue `thin-page`   all < MIN_TEXT_CHARS
"""

from __future__ import annotations

import codecs
import datetime as dt
import re
from dataclasses import dataclass

import lxml.etree
import trafilatura
from lxml.html import HtmlElement
from trafilatura.metadata import extract_metadata
from trafilatura.utils import load_html

from pipeline.extract.bounded import mark_encoding
from pipeline.extract.dates import states_day

#: Below this a body is a teaser or a notice. The shortest of the 48 development articles has
#: 1,446 characters, a newswire flash about 300.
MIN_TEXT_CHARS = 250
#: How htmldate searches. Without a latest date it would ask the clock, and two runs would
#: differ; with that of the capture it reads "2031-05" out of a later "2031-05-05" and answers
#: with the first of the month. So any day may be found, and a day behind the capture is none.
DATE_SETTINGS = {"original_date": True, "extensive_search": False, "max_date": "2099-12-31"}
#: Where a page declares its encoding: HTML asks for the first 1024 bytes, templates exceed it.
HEAD_BYTES = 4096
#: Longer JSON-LD is that of a live page with hundreds of entries. One of 841 kB among 25 real
#: pages took trafilatura 1.7 s, all the others together 1 s; that of an article had 25 kB at most.
LARGE_JSON_CHARS = 100_000
#: The share of undecodable characters from which a page is no text. Broken single
#: characters are common in real pages.
MAX_BROKEN_SHARE = 0.02

_META_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]{1,40})", re.IGNORECASE)
_WHOLE_PAGE = re.compile(r"<(?:html|head|body|!doctype)\b", re.IGNORECASE)
#: What HTML calls by one name and Python by another: the standard reads these as windows-1252.
_WESTERN = frozenset({"ascii", "iso8859-1", "latin-1", "cp1252"})
#: What a parser may raise over hostile bytes; each of these came out of random mutations or
#: stands in the parsers' own handlers.
PARSER_ERRORS = (
    ValueError,
    TypeError,
    AttributeError,
    LookupError,
    ArithmeticError,
    RecursionError,
    lxml.etree.LxmlError,
)


class PageError(ValueError):
    """The bytes are no page with text; the message says why."""


@dataclass(frozen=True, slots=True)
class Page:
    """What one HTML page says; `step` names the step of the cascade that gave `text`."""

    text: str
    step: str
    title: str | None
    authors: tuple[str, ...]
    canonical_url: str | None
    source: str | None
    language: str | None
    published: dt.date | None
    broken_characters: int


def read_page(body: bytes, *, charset: str | None, url: str | None, captured_on: dt.date | None) -> Page:
    """Return the text and facts of the page `body`. Raises PageError where there is no text."""
    markup, broken = decode_page(body, charset)
    if _WHOLE_PAGE.search(markup) is None:
        # A corpus may hold the inside of a page; trafilatura asks for a whole one.
        markup = f"<html><body>{markup}</body></html>"
    try:
        tree = load_html(markup)
        if tree is None:
            raise PageError("is no HTML page")
        _drop_large_json(tree)
        text, step = _body_text(tree)
        facts = extract_metadata(tree, url, DATE_SETTINGS)
    except PARSER_ERRORS as err:
        if isinstance(err, PageError):
            raise
        raise PageError(f"cannot be parsed as HTML: {type(err).__name__}") from err
    if not text.strip():
        raise PageError("no text found in the page")
    return Page(
        text=text,
        step=step,
        title=facts.title,
        authors=_authors(facts.author),
        canonical_url=_declared_url(tree),
        source=facts.sitename,
        language=tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang"),
        published=_day(facts.date, captured_on, f"{markup} {url or ''}"),
        broken_characters=broken,
    )


def decode_page(body: bytes, charset: str | None) -> tuple[str, int]:
    """Return the page as text and the number of characters that had to be replaced.

    In the order of the HTML standard: byte order mark, transport, `<meta charset>`; where
    none is said, UTF-8 if it fits, else windows-1252. Raises PageError for what is no text.
    """
    marked = mark_encoding(body)
    if marked:
        return _decode(body, marked)
    declared = _META_CHARSET.search(body[:HEAD_BYTES])
    for name in (charset, declared[1].decode("ascii") if declared else None):
        codec_name = _codec(name)
        if codec_name:
            return _decode(body, codec_name)
    try:
        return body.decode("utf-8"), 0
    except UnicodeDecodeError:
        return _decode(body, "cp1252")


def _codec(name: str | None) -> str | None:
    try:
        found = codecs.lookup((name or "").strip().strip("\"'")).name
        "".encode(found)  # refuses what is no text encoding, as `hex`
    except (LookupError, ValueError):
        return None
    return "cp1252" if found in _WESTERN else found


def _decode(body: bytes, codec: str) -> tuple[str, int]:
    try:
        text = body.decode(codec, "replace")
    except (UnicodeError, ValueError) as err:
        raise PageError(f"cannot be decoded as {codec}") from err
    broken = text.count("\ufffd")
    if broken > 8 and broken > MAX_BROKEN_SHARE * len(text):
        raise PageError(f"no valid {codec.upper()} text: {broken:,} of {len(text):,} characters are broken")
    return text, broken


def _drop_large_json(tree: HtmlElement) -> None:
    """Take oversized JSON-LD out of the page; titles and dates stand in its `<meta>` as well."""
    for script in list(tree.iterfind(".//script[@type='application/ld+json']")):
        if len(script.text or "") > LARGE_JSON_CHARS:
            script.drop_tree()


def _body_text(tree: HtmlElement) -> tuple[str, str]:
    texts: dict[str, str] = {}
    for step in ("recall", "balanced", "baseline"):
        texts[step] = _take_step(step, tree)
        if len(texts[step]) >= MIN_TEXT_CHARS:
            return texts[step], step
    return max(texts.values(), key=len), "longest"


def _take_step(step: str, tree: HtmlElement) -> str:
    if step == "baseline":
        return str(trafilatura.baseline(tree)[1] or "")
    fast = step == "recall"
    document = trafilatura.bare_extraction(tree, fast=fast, favor_recall=fast, include_comments=False)
    return getattr(document, "text", None) or ""


def _day(found: str | None, captured_on: dt.date | None, where: str) -> dt.date | None:
    try:
        day = dt.date.fromisoformat(found or "")
    except ValueError:
        return None
    if captured_on is not None and day > captured_on:
        return None
    return day if states_day(where, day) else None


def _authors(names: str | None) -> tuple[str, ...]:
    """Split trafilatura's one string; the same name in a link ("Ann-Lee") is not another."""
    found: dict[str, str] = {}
    for name in (names or "").split(";"):
        found.setdefault(name.strip().lower().replace("-", " "), name.strip())
    return tuple(name for name in found.values() if name)


def _declared_url(tree: HtmlElement) -> str | None:
    for link in tree.iterfind(".//head/link[@rel='canonical']"):
        return str(link.get("href") or "").strip() or None
    return None
