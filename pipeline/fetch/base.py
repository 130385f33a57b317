"""What a way of listing articles has to offer; a new one is one file.

Comes in: an address of a source file and the documents it leads to. Goes out: `Listing`s of
articles and of further documents. A lister refuses to touch the network: it is handed bytes.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar, Protocol
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pipeline.fetch.body import Limits
from pipeline.records import Exchange

#: "/2023/01/16/", "/2023/1/": the month and perhaps the day of publication in an address.
_DAY_IN_ADDRESS = re.compile(r"/((?:19|20)\d\d)/(0?[1-9]|1[0-2])(?:/(0?[1-9]|[12]\d|3[01]))?(?:/|$)")


@dataclass(frozen=True, slots=True)
class Listed:
    """One article as a list names it; times in UTC, None where the list does not say."""

    url: str
    published: dt.datetime | None = None
    updated: dt.datetime | None = None
    title: str | None = None


@dataclass(frozen=True, slots=True)
class Further:
    """Another document to read; `secret` is a pair for the query that stays out of every record."""

    url: str
    secret: tuple[tuple[str, str], ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Listing:
    """What one document lists; `problems` are a code and a value each, for the issue log."""

    items: tuple[Listed, ...] = ()
    further: tuple[Further, ...] = ()
    problems: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """One document as a lister reads it: the body unpacked, the address that answered."""

    url: str
    body: bytes
    media_type: str
    charset: str | None
    fetched_at: dt.datetime


@dataclass(frozen=True, slots=True)
class Scope:
    """What a lister is asked for: the source's time zone, the days wanted, the keys in the environment.

    `window` holds the first and the last day wanted, None for whatever is listed now.
    """

    zone: ZoneInfo
    window: tuple[dt.date, dt.date] | None = None
    environment: Mapping[str, str] = field(default_factory=dict, repr=False)

    def wants(self, item: Listed) -> bool:
        """Say whether an item falls in the window; without a date it does not.

        A date of change alone says little of an article that was edited later: an address that tells the month or
        the day of publication, as those of half the papers do, goes before it where it decides.
        """
        if self.window is None:
            return True
        first, last = self.window
        days = days_told(item.url) if item.published is None else None
        if days is not None and (days[1] < first or days[0] > last):
            return False
        if days is not None and first <= days[0] and days[1] <= last:
            return True
        moment = item.published or item.updated
        return moment is not None and first <= moment.astimezone(self.zone).date() <= last


def days_told(url: str) -> tuple[dt.date, dt.date] | None:
    """Return the first and the last day of what an address tells of its article's date, None where it tells nothing."""
    found = _DAY_IN_ADDRESS.search(urlsplit(url).path)
    if found is None:
        return None
    year, month = int(found[1]), int(found[2])
    n_days = calendar.monthrange(year, month)[1]
    if found[3] is None:
        return dt.date(year, month, 1), dt.date(year, month, n_days)
    day = dt.date(year, month, min(int(found[3]), n_days))
    return day, day


class Lister(Protocol):
    """One way of listing articles; `key` is the name of its list in a source file."""

    key: ClassVar[str]
    limits: ClassVar[Limits]
    #: Whether it reaches back for years by date, so that a backfill reads it to its end.
    by_date: ClassVar[bool]

    def start(self, address: str, scope: Scope) -> Listing:
        """Return what `address` leads to before anything is fetched. Raises `FetchFailure`."""

    def read(self, document: Document, scope: Scope) -> Listing:
        """Return what `document` lists. Raises `FetchFailure` (`no_listing`, `entities`)."""


class Known(Protocol):
    """What the archive holds of an address: its latest capture."""

    @property
    def etag(self) -> str | None:
        """The ETag it came with."""

    @property
    def last_modified(self) -> str | None:
        """The Last-Modified it came with, letter for letter."""

    @property
    def fetched_at(self) -> dt.datetime:
        """When it was last fetched, in UTC."""


class ArchiveLike(Protocol):
    """Where pages go, and what is there already."""

    def known(self, url: str) -> Known | None:
        """Return the latest capture of `url`, as it was listed or as it answered."""

    def add(self, exchange: Exchange) -> str:
        """Keep one exchange for ever; return the reference to it. Raises `OutputError`."""
