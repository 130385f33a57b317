"""One run over all sources, within its deadline.

Comes in: sources, settings, the archive, and clock, randomness and transport. Goes out: every new
or edited page in the archive, and a report by source. It refuses to let one source, host or page
cost another its turn: what fails is named and left for the next night.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import hashlib
import random
from collections.abc import Callable, Coroutine, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

import httpx

from pipeline.errors import OutputError
from pipeline.fetch.addresses import same_page_key
from pipeline.fetch.base import ArchiveLike, Known, Listed, Lister, Scope
from pipeline.fetch.clock import Clock, SystemClock
from pipeline.fetch.failure import FetchFailure
from pipeline.fetch.gates import host_key
from pipeline.fetch.guard import AddressGuard
from pipeline.fetch.http import PAGE_TYPES, Ask, PoliteClient
from pipeline.fetch.listings import LISTERS, Gathered, Gatherer
from pipeline.fetch.memory import ListMemory, Seen
from pipeline.fetch.report import FetchReport, SourceReport
from pipeline.fetch.settings import (
    MAX_PAGES_A_SOURCE,
    MAX_RECHECKS_A_SOURCE,
    FetchSettings,
)
from pipeline.fetch.sources import Source
from pipeline.fetch.transport import GuardedTransport
from pipeline.issues import IssueLog
from pipeline.records import Exchange

T = TypeVar("T")
#: Told of the pages done and of those known to be due.
Progress = Callable[[int, int], None]
STAGE = "fetch"
PAGES_LEFT = "pages_left"
#: How long articles are edited without their date of change moving: outlets add to a story for a day or two.
QUIET_EDITS = dt.timedelta(days=3)


def run_fetch(
    sources: Sequence[Source],
    settings: FetchSettings,
    archive: ArchiveLike,
    issues: IssueLog,
    *,
    memory: Path | None = None,
    window: tuple[dt.date, dt.date] | None = None,
    environment: Mapping[str, str] | None = None,
    clock: Clock | None = None,
    rng: random.Random | None = None,
    transport: httpx.AsyncBaseTransport | None = None,
    listers: tuple[Lister, ...] = LISTERS,
    progress: Progress | None = None,
) -> FetchReport:
    """Fetch what the sources list and the archive does not hold, or holds in an older state.

    `memory` is a folder for what the lists said last (none: they are always fetched whole).
    `window` holds the first and last day of publication wanted, for a backfill; what the archive
    holds is then not asked for again, and there is no limit but the run's end. `progress` is told of
    the pages done and of how many are known to be due. The archive is called from this thread alone. Raises what
    the archive raises; every failure of the web is an issue of `issues` and a count of the report.
    """
    run = _Run(settings, archive, issues, memory, clock or SystemClock(), rng or random.Random(),
               progress or (lambda done, total: None))
    scope_values = (window, dict(environment or {}))
    return asyncio.run(run.over(sources, scope_values, listers, transport))


class _Run:
    def __init__(
        self,
        settings: FetchSettings,
        archive: ArchiveLike,
        issues: IssueLog,
        memory: Path | None,
        clock: Clock,
        rng: random.Random,
        progress: Progress,
    ) -> None:
        self._settings = settings
        self._archive = archive
        self._issues = issues
        self._memory = memory
        self._clock = clock
        self._rng = rng
        self._ends_at = clock.monotonic() + settings.run_deadline_s
        #: Pages that a source of this run asks for.
        self._claimed: set[str] = set()
        #: Pages that have answered, by their key: the address that was asked for, and the digest of the body.
        self._answered: dict[str, tuple[str, bytes]] = {}
        self._progress = progress
        self._n_due = self._n_done = 0
        self._ended = False
        self._references: list[str] = []

    async def over(
        self,
        sources: Sequence[Source],
        scope_values: tuple[tuple[dt.date, dt.date] | None, dict[str, str]],
        listers: tuple[Lister, ...],
        transport: httpx.AsyncBaseTransport | None,
    ) -> FetchReport:
        """Run all sources beside each other."""
        started_at = self._clock.now()
        if transport is None:
            transport = GuardedTransport(AddressGuard(allow_private=self._settings.allow_private))
        client = PoliteClient(
            self._settings, transport=transport, clock=self._clock, rng=self._rng, ends_at=self._ends_at
        )
        window, environment = scope_values
        tasks = []
        for source in sources:
            scope = Scope(source.zone, window, environment)
            gatherer = Gatherer(client, scope, listers)
            tasks.append(self._source(source, client, gatherer, again=window is None))
        try:
            reports = await _together(tasks)
        finally:
            await transport.aclose()
        return FetchReport(
            started_at,
            self._clock.now(),
            tuple(reports),
            tuple(self._references),
            any(report.failures["run_deadline"] for report in reports),
        )

    async def _source(self, source: Source, client: PoliteClient, gatherer: Gatherer, *, again: bool) -> SourceReport:
        report = SourceReport(source.name)
        memory = ListMemory(self._memory, source.name)
        gathered = await gatherer.gather(source, memory)
        self._note(gathered, source, report)
        due = self._due(gathered, source, report, memory, again=again)
        self._n_due += len(due)
        hosts: dict[str, list[tuple[Listed, Known | None]]] = {}
        for item, known in due:
            hosts.setdefault(host_key(item.url), []).append((item, known))
        # One after the other within a host, which answers one at a time anyway; hosts beside each other.
        await _together([self._pages(rows, source, client, report, memory) for rows in hosts.values()])
        # The pages are in the archive by now: a run that is killed before this line loses nothing but the memory.
        if again:
            memory.save()
        return report

    def _note(self, gathered: Gathered, source: Source, report: SourceReport) -> None:
        for failure in gathered.failures:
            # A source that needs a key is no failure where nobody set one.
            report.lists_failed += failure.code != "no_key"
            self._fail(failure, failure.url, source, report)
        for where, code, value in gathered.problems:
            self._issues.add(STAGE, code, where, value, source.name)

    def _fail(self, failure: FetchFailure, where: str, source: Source, report: SourceReport) -> None:
        report.failures[failure.code] += 1
        value = failure.detail if failure.url == where else f"{failure.url} {failure.detail}".strip()
        self._issues.add(STAGE, failure.code, where, value, f"{source.name}: {failure.kind.meaning}")

    def _due(
        self, gathered: Gathered, source: Source, report: SourceReport, memory: ListMemory, *, again: bool
    ) -> list[tuple[Listed, Known | None]]:
        """Return the pages to ask for: new ones first, then those that may have been edited."""
        new: list[tuple[Listed, Known | None]] = []
        old: list[tuple[Listed, Known | None]] = []
        now = self._clock.now()
        for item in gathered.newest_first():
            report.listed += 1
            seen = memory.seen(item.url)
            elsewhere = seen.leads_to if seen is not None and seen.updated == item.updated else None
            key = same_page_key(elsewhere or item.url)
            if key in self._claimed:
                # Another source of this run lists it too and fetches it, or another address leads to it.
                report.known += 1
                continue
            self._claimed.add(key)
            known = self._archive.known(item.url) or (self._archive.known(elsewhere) if elsewhere else None)
            if known is None:
                new.append((item, None))
            elif again and may_be_edited(item, seen, now):
                old.append((item, known))
            else:
                report.known += 1
        if not again:
            # A backfill is there to get everything; nobody would run it by the day to get it in pieces.
            return new
        for rows, limit, code in (
            (new, MAX_PAGES_A_SOURCE, PAGES_LEFT),
            (old, MAX_RECHECKS_A_SOURCE, "rechecks_left"),
        ):
            if len(rows) > limit:
                self._leave(len(rows) - limit, code, source, report)
        return new[:MAX_PAGES_A_SOURCE] + old[:MAX_RECHECKS_A_SOURCE]

    def _leave(self, n: int, code: str, source: Source, report: SourceReport) -> None:
        report.left += n
        self._issues.add(STAGE, code, source.name, n)

    async def _pages(
        self,
        rows: list[tuple[Listed, Known | None]],
        source: Source,
        client: PoliteClient,
        report: SourceReport,
        memory: ListMemory,
    ) -> None:
        for number, (item, known) in enumerate(rows, 1):
            self._n_done += 1
            self._progress(self._n_done, self._n_due)
            if same_page_key(item.url) in self._answered:
                # A redirect from another address has led here meanwhile.
                report.known += 1
                continue
            ask = Ask(
                item.url,
                source.name,
                etag=known.etag if known is not None else None,
                last_modified=known.last_modified if known is not None else None,
                types=PAGE_TYPES,
            )
            try:
                exchange = await client.get(ask)
            except FetchFailure as failure:
                report.failed += 1
                self._fail(failure, item.url, source, report)
                if failure.code == "run_deadline":
                    # The others of this host would fail alike: one name and a number tell as much.
                    if number < len(rows):
                        self._leave(len(rows) - number, PAGES_LEFT, source, report)
                    return
                continue
            if self._ended:
                return
            self._take(item, exchange, report, memory)

    def _take(self, item: Listed, exchange: Exchange, report: SourceReport, memory: ListMemory) -> None:
        """Archive an answer; not a page that has come in this run under another address and in other bytes.

        That is the page with another advertisement in it: no edit, and no capture of its own. In the same bytes it
        is archived, as a revisit.
        """
        page = same_page_key(exchange.final_url)
        is_elsewhere = page != same_page_key(item.url)
        memory.fetched(item.url, item.updated, exchange.fetched_at, exchange.final_url if is_elsewhere else None)
        digest = hashlib.sha256(exchange.body).digest()
        first_url, first_digest = self._answered.setdefault(page, (item.url, digest))
        again = first_url != item.url
        if not again or digest == first_digest:
            self._references.append(self._archived(exchange))
        if again or exchange.not_modified:
            report.unchanged += 1
        else:
            report.fetched += 1

    def _archived(self, exchange: Exchange) -> str:
        """Add to the archive; once it refuses, pages that arrive before their tasks end are not added either."""
        try:
            return self._archive.add(exchange)
        except OutputError:
            self._ended = True
            raise


async def _together(work: Sequence[Coroutine[Any, Any, T]]) -> list[T]:
    """Run all beside each other; where one raises, end the others before raising it.

    What makes one raise is the archive, and the others would go on adding to a disk that is full.
    """
    tasks = [asyncio.ensure_future(one) for one in work]
    try:
        return await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def may_be_edited(item: Listed, seen: Seen | None, now: dt.datetime) -> bool:
    """Say whether a page that the archive holds is worth asking for again.

    It is, unless the lists give the same date of change as when it was fetched last, that day is
    over, and the page is past the days in which articles are edited without a word.
    """
    if item.updated is None or seen is None or item.updated != seen.updated:
        return True
    if item.updated.date() >= seen.first_at.date():
        return True
    return now - seen.first_at < QUIET_EDITS
