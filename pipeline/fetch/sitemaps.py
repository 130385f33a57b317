"""Sitemaps, news sitemaps and sitemap indexes.

Comes in: the bytes of one. Goes out: the pages it lists, or the sitemaps it leads to, newest
first. It refuses documents that declare entities and what is no sitemap; of a sitemap that breaks
off it gives what came before.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import ClassVar

from lxml import etree

from pipeline.fetch.addresses import clean_address
from pipeline.fetch.base import Document, Further, Listed, Listing, Scope
from pipeline.fetch.body import Limits
from pipeline.fetch.dates import DateReader
from pipeline.fetch.failure import FetchFailure
from pipeline.fetch.markup import local_name, refuse_entities, text_of, xml_parser
from pipeline.fetch.settings import MAX_SITEMAP_BYTES

#: The protocol's own limit for one sitemap or index (sitemaps.org).
MAX_ENTRIES = 50_000
TITLE_CHARS = 500
_OLDEST = dt.datetime.min.replace(tzinfo=dt.UTC)
#: A month in the address of a partial sitemap: "sitemap-2023-01.xml", "/2023/1/", "?yyyy=2023&mm=01".
_MONTH = re.compile(r"(?<!\d)(19\d\d|20\d\d)(?:[-_/.]|&?\w{1,5}=)?(0?[1-9]|1[0-2])(?!\d)")


class Sitemaps:
    """Sitemaps after sitemaps.org, with Google's news and any other extension, in any namespace."""

    key: ClassVar[str] = "sitemaps"
    limits: ClassVar[Limits] = Limits(MAX_SITEMAP_BYTES // 4, MAX_SITEMAP_BYTES)
    by_date: ClassVar[bool] = True

    def start(self, address: str, scope: Scope) -> Listing:
        """Return the sitemap itself as the document to read."""
        return Listing(further=(Further(clean_address(address)),))

    def read(self, document: Document, scope: Scope) -> Listing:
        """Return what a sitemap or an index lists. Raises `FetchFailure` (`no_listing`, `entities`)."""
        refuse_entities(document.body, document.url)
        problems: list[tuple[str, str]] = []
        root = _root(document, problems)
        kind = local_name(root)
        rows = [row for row in root if local_name(row) in ("url", "sitemap")]
        if kind not in ("urlset", "sitemapindex") or (kind == "urlset" and not rows and len(root)):
            raise FetchFailure("no_listing", document.url, f"<{kind}>"[:100])
        if len(rows) > MAX_ENTRIES:
            problems.append(("entries_left_out", str(len(rows) - MAX_ENTRIES)))
        items: list[Listed] = []
        dates = DateReader(scope.zone, document.fetched_at)
        for row in rows[:MAX_ENTRIES]:
            try:
                items.append(_item(row, document, dates, problems))
            except FetchFailure as failure:
                problems.append(("bad_entry", failure.detail))
        if kind == "urlset":
            return Listing(tuple(item for item in items if scope.wants(item)), (), tuple(problems))
        # Stable: sitemaps without a date keep the order of the index, after those with one.
        items.sort(key=lambda item: item.updated or _OLDEST, reverse=True)
        further = tuple(Further(item.url) for item in items if _may_hold(item, scope))
        return Listing((), further, tuple(problems))


def _root(document: Document, problems: list[tuple[str, str]]) -> etree._Element:
    body = document.body.lstrip()
    try:
        return etree.fromstring(body, xml_parser(recover=False))
    except (etree.XMLSyntaxError, ValueError) as err:
        problems.append(("malformed", str(err)[:200]))
    try:
        root = etree.fromstring(body, xml_parser(recover=True))
    except (etree.XMLSyntaxError, ValueError) as err:
        raise FetchFailure("no_listing", document.url, str(err)[:200]) from err
    if root is None:
        raise FetchFailure("no_listing", document.url, "no XML")
    return root


def _child_text(row: etree._Element, name: str, *, deep: bool) -> str | None:
    """Return the text of the first child of that name, in any namespace; `deep` looks further down too."""
    for element in row.iter() if deep else row:
        if local_name(element) == name:
            text = text_of(element)
            if text:
                return text
    return None


def _item(
    row: etree._Element, document: Document, dates: DateReader, problems: list[tuple[str, str]]
) -> Listed:
    # Only a direct child: <image:loc> and <video:loc> stand deeper.
    address = _child_text(row, "loc", deep=False)
    if address is None:
        raise FetchFailure("bad_url", document.url, "no <loc>")
    moments = []
    for name in ("publication_date", "lastmod"):
        text = _child_text(row, name, deep=True)
        moment = dates.read(text)
        if text and moment is None:
            problems.append(("bad_date", text[:100]))
        moments.append(moment)
    title = _child_text(row, "title", deep=True)
    return Listed(
        url=clean_address(address, document.url),
        published=moments[0],
        updated=moments[1],
        title=" ".join(title.split())[:TITLE_CHARS] if title else None,
    )


def _may_hold(item: Listed, scope: Scope) -> bool:
    """Say whether a partial sitemap may list pages of the window; in doubt it may."""
    if scope.window is None:
        return True
    first, last = scope.window
    if item.updated is not None and item.updated.astimezone(scope.zone).date() < first:
        return False
    month = _MONTH.search(item.url)
    if month is None:
        return True
    return (first.year, first.month) <= (int(month.group(1)), int(month.group(2))) <= (last.year, last.month)
