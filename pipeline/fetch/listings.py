"""From a source to the articles that it lists now.

Comes in: a source and the client. Goes out: what all its lists name, each page once, newest first,
with what failed on the way. It refuses to follow a list through more documents than its limit.
"""

from __future__ import annotations

import asyncio
import datetime as dt
from collections import deque
from dataclasses import dataclass, field

from pipeline.fetch.addresses import same_page_key
from pipeline.fetch.base import Document, Further, Listed, Lister, Listing, Scope
from pipeline.fetch.body import charset, media_type, plain_body
from pipeline.fetch.failure import FetchFailure
from pipeline.fetch.feeds import Feeds
from pipeline.fetch.guardian import Guardian
from pipeline.fetch.http import Ask, PoliteClient
from pipeline.fetch.memory import ListMemory, Remembered
from pipeline.fetch.pages import Pages
from pipeline.fetch.settings import MAX_DOCUMENTS, MAX_DOCUMENTS_BACKFILL
from pipeline.fetch.sitemaps import Sitemaps
from pipeline.fetch.sources import Source
from pipeline.fetch.urls import Urls
from pipeline.records import Exchange

#: Every way of listing, in the order in which a source's lists are read.
LISTERS: tuple[Lister, ...] = (Feeds(), Sitemaps(), Pages(), Urls(), Guardian())
_LONG_AGO = dt.datetime.min.replace(tzinfo=dt.UTC)


@dataclass(slots=True)
class Gathered:
    """What the lists of a source gave. `exchanges` holds the first answer to each entry, for checks."""

    items: dict[str, Listed] = field(default_factory=dict)
    failures: list[FetchFailure] = field(default_factory=list)
    #: Where, code, value.
    problems: list[tuple[str, str, str]] = field(default_factory=list)
    exchanges: dict[str, Exchange] = field(default_factory=dict)

    def add(self, item: Listed) -> None:
        """Add an article; of one that several lists name, what each of them knows is put together."""
        key = same_page_key(item.url)
        here = self.items.get(key)
        if here is None:
            self.items[key] = item
            return
        moments = [moment for moment in (here.updated, item.updated) if moment is not None]
        self.items[key] = Listed(
            here.url, here.published or item.published, max(moments, default=None), here.title or item.title
        )

    def newest_first(self) -> list[Listed]:
        """Return the articles by date, newest first; those without one come last, in the order of the lists."""
        return sorted(self.items.values(), key=lambda i: i.updated or i.published or _LONG_AGO, reverse=True)


class Gatherer:
    """Reads the lists of sources with one client.

    `max_documents` are those read for one entry; without it as many as a run over the lists of now or, where a
    lister can choose by date, a backfill takes.
    """

    def __init__(
        self,
        client: PoliteClient,
        scope: Scope,
        listers: tuple[Lister, ...] = LISTERS,
        max_documents: int | None = None,
    ) -> None:
        self._client = client
        self._scope = scope
        self._listers = {lister.key: lister for lister in listers}
        self._max_documents = max_documents

    async def gather(self, source: Source, memory: ListMemory) -> Gathered:
        """Return what the lists of a source name; a list that fails is a failure in it, and the others go on."""
        gathered = Gathered()
        for key, entry in source.entries():
            await self.read_entry(self._listers[key], entry, source, memory, gathered)
        return gathered

    async def read_entry(
        self, lister: Lister, entry: str, source: Source, memory: ListMemory, gathered: Gathered
    ) -> None:
        """Read one entry of a source file and every document that it leads to."""
        try:
            listing = lister.start(entry, self._scope)
        except FetchFailure as failure:
            gathered.failures.append(failure)
            return
        of_a_run = MAX_DOCUMENTS_BACKFILL if self._scope.window is not None and lister.by_date else MAX_DOCUMENTS
        limit = self._max_documents or of_a_run
        waiting: deque[Further] = deque()
        seen: set[str] = set()
        while True:
            for item in listing.items:
                gathered.add(item)
            waiting.extend(further for further in listing.further if further.url not in seen)
            seen.update(further.url for further in listing.further)
            if not waiting:
                return
            if len(seen) - len(waiting) >= limit:
                gathered.problems.append((entry, "documents_left_out", str(len(waiting))))
                return
            further = waiting.popleft()
            try:
                listing = await self._document(lister, entry, further, source, memory, gathered)
            except FetchFailure as failure:
                gathered.failures.append(failure)
                listing = Listing()
            gathered.problems.extend((further.url, code, value) for code, value in listing.problems)

    async def _document(
        self, lister: Lister, entry: str, further: Further, source: Source, memory: ListMemory, gathered: Gathered
    ) -> Listing:
        known = memory.recall(further.url) if self._scope.window is None else None
        exchange = await self._client.get(
            Ask(
                further.url,
                source.name,
                etag=known.etag if known else None,
                last_modified=known.last_modified if known else None,
                limits=lister.limits,
                secret=further.secret,
            )
        )
        gathered.exchanges.setdefault(entry, exchange)
        if exchange.not_modified and known is not None:
            return known.listing
        kind = exchange.header("content-type")
        document = Document(
            url=exchange.final_url,
            body=plain_body(exchange, lister.limits.unpacked),
            media_type=media_type(kind),
            charset=charset(kind),
            fetched_at=exchange.fetched_at,
        )
        # In a thread: a long list must not hold up the deadlines of the others.
        listing = await asyncio.to_thread(lister.read, document, self._scope)
        if self._scope.window is None:
            memory.keep(
                further.url, Remembered(exchange.header("etag"), exchange.header("last-modified"), listing)
            )
        return listing
