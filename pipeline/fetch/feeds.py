"""RSS and Atom feeds.

Comes in: the bytes of a feed. Goes out: its entries. It refuses pages that pass for feeds and
documents that declare entities, and lets nothing in the bytes open a file or an address.
"""

from __future__ import annotations

import io
from typing import Any, ClassVar

import feedparser

from pipeline.fetch.addresses import clean_address
from pipeline.fetch.base import Document, Further, Listed, Listing, Scope
from pipeline.fetch.body import Limits
from pipeline.fetch.dates import DateReader
from pipeline.fetch.failure import FetchFailure
from pipeline.fetch.markup import is_well_formed, refuse_entities
from pipeline.fetch.settings import MAX_FEED_BYTES

#: What is no well-formed XML goes through feedparser's tolerant reader, whose time grows with the square
#: of the tags left open: the worst found takes 6 s for half a MiB, and under 2 s for this.
MAX_BROKEN_BYTES = 256 * 1024
#: Entries read of one feed; the fullest that outlets serve have a few hundred.
MAX_ENTRIES = 5000
TITLE_CHARS = 500
#: What feedparser is known to raise on broken input, beside the errors it collects.
_BROKEN = (ValueError, LookupError, AttributeError, TypeError, AssertionError, RecursionError, OverflowError)


class Feeds:
    """Feeds in any of the dialects that feedparser reads."""

    key: ClassVar[str] = "feeds"
    limits: ClassVar[Limits] = Limits(MAX_FEED_BYTES, MAX_FEED_BYTES)
    by_date: ClassVar[bool] = False

    def start(self, address: str, scope: Scope) -> Listing:
        """Return the feed itself as the document to read."""
        return Listing(further=(Further(clean_address(address)),))

    def read(self, document: Document, scope: Scope) -> Listing:
        """Return the entries of a feed. Raises `FetchFailure` (`no_listing`, `entities`)."""
        entries = _entries(document)
        dates = DateReader(scope.zone, document.fetched_at)
        items: list[Listed] = []
        problems: list[tuple[str, str]] = []
        for entry in entries[:MAX_ENTRIES]:
            try:
                item = _item(entry, document, dates, problems)
            except FetchFailure as failure:
                problems.append(("bad_entry", failure.detail or failure.url))
                continue
            if scope.wants(item):
                items.append(item)
        if len(entries) > MAX_ENTRIES:
            problems.append(("entries_left_out", str(len(entries) - MAX_ENTRIES)))
        return Listing(tuple(items), (), tuple(problems))


def _entries(document: Document) -> list[Any]:
    refuse_entities(document.body, document.url)
    start = document.body[:2000].lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower().replace(b"\x00", b"")
    if start.startswith((b"<!doctype html", b"<html")):
        raise FetchFailure("no_listing", document.url, "an HTML page")
    body = document.body
    # Well-formedness is decided on the whole; a broken giant is cut, and loses its oldest entries.
    if len(body) > MAX_BROKEN_BYTES and not is_well_formed(body):
        body = body[:MAX_BROKEN_BYTES]
    # The charset of the header wins over the one in the XML (RFC 7303), unless nothing can be read in it.
    for charset in dict.fromkeys((document.charset, None)):
        parsed = _parsed(body, document, charset)
        if parsed.get("version") or parsed.entries:
            return list(parsed.entries)
    raise FetchFailure("no_listing", document.url, f"no feed: {document.media_type or 'no media type'}")


def _parsed(body: bytes, document: Document, charset: str | None) -> Any:
    kind = document.media_type if "xml" in document.media_type else "application/xml"
    headers = {"content-type": f"{kind}; charset={charset}" if charset else kind, "content-location": document.url}
    try:
        # A file object: bytes or text that look like a path or an address would be opened.
        return feedparser.parse(
            io.BytesIO(body), response_headers=headers, sanitize_html=False, resolve_relative_uris=False
        )
    except _BROKEN as err:
        raise FetchFailure("no_listing", document.url, f"{type(err).__name__}: {err}"[:200]) from err


def _item(entry: Any, document: Document, dates: DateReader, problems: list[tuple[str, str]]) -> Listed:
    link = _link(entry)
    if link is None:
        raise FetchFailure("bad_url", document.url, f"no link: {entry.get('title', '')}"[:200])
    moments = []
    for name in ("published", "updated"):
        # feedparser lends one date to the other: only what the feed itself says counts.
        text = dict.get(entry, name)
        moment = dates.read(text) if isinstance(text, str) else None
        if moment is None and isinstance(text, str) and text.strip():
            problems.append(("bad_date", text[:100]))
        moments.append(moment)
    title = entry.get("title")
    return Listed(
        url=clean_address(link, document.url),
        published=moments[0],
        updated=moments[1],
        title=" ".join(title.split())[:TITLE_CHARS] if isinstance(title, str) and title.strip() else None,
    )


def _link(entry: Any) -> str | None:
    """Return the address of the article: Atom's alternate, else RSS's link, else an id that is an address."""
    for link in entry.get("links", ()):
        if link.get("rel", "alternate") == "alternate" and link.get("href"):
            return str(link["href"])
    for name in ("link", "id"):
        value = entry.get(name)
        if isinstance(value, str) and value.strip() and (name == "link" or value.startswith(("http:", "https:"))):
            return value
    return None
