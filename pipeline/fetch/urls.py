"""Addresses listed one by one.

Comes in: the address of an article, or of a text file with one address a line. Goes out: those
articles. It refuses nothing but what is no address.
"""

from __future__ import annotations

from typing import ClassVar
from urllib.parse import urlsplit

from pipeline.fetch.addresses import clean_address
from pipeline.fetch.base import Document, Further, Listed, Listing, Scope
from pipeline.fetch.body import Limits
from pipeline.fetch.failure import FetchFailure
from pipeline.fetch.settings import MAX_FEED_BYTES

#: Lines read of one file, as many as a sitemap may have.
MAX_LINES = 50_000


class Urls:
    """Articles given by their addresses; one that ends in `.txt` is a list of them."""

    key: ClassVar[str] = "urls"
    limits: ClassVar[Limits] = Limits(MAX_FEED_BYTES, MAX_FEED_BYTES)
    by_date: ClassVar[bool] = False

    def start(self, address: str, scope: Scope) -> Listing:
        """Return the article itself, or the list as the document to read."""
        url = clean_address(address)
        if urlsplit(url).path.lower().endswith(".txt"):
            return Listing(further=(Further(url),))
        return Listing(items=(Listed(url),))

    def read(self, document: Document, scope: Scope) -> Listing:
        """Return the addresses of a list; empty lines and those that begin with # are passed over."""
        items: list[Listed] = []
        problems: list[tuple[str, str]] = []
        lines = document.body.decode("utf-8-sig", errors="replace").splitlines()
        for line in lines[:MAX_LINES]:
            if not line.strip() or line.lstrip().startswith("#"):
                continue
            try:
                items.append(Listed(clean_address(line, document.url if line.strip().startswith("/") else None)))
            except FetchFailure as failure:
                problems.append(("bad_entry", failure.url))
        if len(lines) > MAX_LINES:
            problems.append(("entries_left_out", str(len(lines) - MAX_LINES)))
        if not items and problems:
            raise FetchFailure("no_listing", document.url, "no line is an address")
        return Listing(tuple(items), (), tuple(problems))
