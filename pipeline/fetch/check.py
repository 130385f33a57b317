"""Whether the addresses of the sources are still good.

Comes in: sources and the web. Goes out: one `SourceCheck` an address: ok, dead, moved, empty or
silent. It refuses to change a source file by itself: `mark_checked` does, when asked.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import enum
import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import httpx

from pipeline.fetch.addresses import clean_address
from pipeline.fetch.base import Lister, Scope
from pipeline.fetch.clock import Clock, SystemClock
from pipeline.fetch.failure import FetchFailure
from pipeline.fetch.guard import AddressGuard
from pipeline.fetch.http import PAGE_TYPES, Ask, PoliteClient
from pipeline.fetch.listings import LISTERS, Gathered, Gatherer
from pipeline.fetch.memory import ListMemory
from pipeline.fetch.settings import FetchSettings
from pipeline.fetch.sources import Source, load_source, mark_verified
from pipeline.fetch.transport import GuardedTransport

#: A list whose newest article is older has gone silent: the quietest press page shipped writes monthly.
SILENT_AFTER = dt.timedelta(days=45)
#: Documents read for one address: an index and the first of its parts say enough.
MAX_DOCUMENTS_CHECKED = 3


class State(enum.StrEnum):
    """What a check found."""

    OK = "ok"
    #: It cannot be fetched or read.
    DEAD = "dead"
    #: It answers elsewhere; the source file should name that place.
    MOVED = "moved"
    #: It can be read and lists nothing.
    EMPTY = "empty"
    #: Nothing on it is newer than `SILENT_AFTER`.
    SILENT = "silent"


@dataclass(frozen=True, slots=True)
class SourceCheck:
    """One address of a source, checked; `newest` is in UTC, None where the list tells no dates."""

    source: str
    #: The list that it stands in: feeds, sitemaps, pages, urls, guardian.
    kind: str
    address: str
    state: State
    #: Why it is dead, or where it moved to.
    detail: str = ""
    n_listed: int = 0
    newest: dt.datetime | None = None


def check_sources(
    sources: Sequence[Source],
    settings: FetchSettings,
    *,
    environment: Mapping[str, str] | None = None,
    clock: Clock | None = None,
    rng: random.Random | None = None,
    transport: httpx.AsyncBaseTransport | None = None,
    listers: tuple[Lister, ...] = LISTERS,
) -> list[SourceCheck]:
    """Return one check for each address, in the order of the sources; manners and deadlines as in a run."""
    clock = clock or SystemClock()
    rng = rng or random.Random()

    async def checks() -> list[SourceCheck]:
        wire = transport or GuardedTransport(AddressGuard(allow_private=settings.allow_private))
        ends_at = clock.monotonic() + settings.run_deadline_s
        client = PoliteClient(settings, transport=wire, clock=clock, rng=rng, ends_at=ends_at)
        by_key = {lister.key: lister for lister in listers}
        try:
            found = await asyncio.gather(
                *(_check_source(source, client, by_key, dict(environment or {}), clock) for source in sources)
            )
        finally:
            await wire.aclose()
        return [check for checks in found for check in checks]

    return asyncio.run(checks())


async def _check_source(
    source: Source, client: PoliteClient, listers: Mapping[str, Lister], environment: Mapping[str, str], clock: Clock
) -> list[SourceCheck]:
    scope = Scope(source.zone, None, environment)
    gatherer = Gatherer(client, scope, tuple(listers.values()), MAX_DOCUMENTS_CHECKED)
    checks = []
    for kind, entry in source.entries():
        gathered = Gathered()
        await gatherer.read_entry(listers[kind], entry, source, ListMemory(None, source.name), gathered)
        if kind == "urls" and not gathered.exchanges and not gathered.failures:
            await _read_page(entry, source, client, gathered)
        checks.append(_judge(source, kind, entry, gathered, clock.now()))
    return checks


async def _read_page(entry: str, source: Source, client: PoliteClient, gathered: Gathered) -> None:
    try:
        gathered.exchanges[entry] = await client.get(Ask(clean_address(entry), source.name, types=PAGE_TYPES))
    except FetchFailure as failure:
        gathered.failures.append(failure)


def _judge(source: Source, kind: str, entry: str, gathered: Gathered, now: dt.datetime) -> SourceCheck:
    moments = [m for item in gathered.items.values() for m in (item.published, item.updated) if m is not None]
    newest = max(moments, default=None)
    n_listed = len(gathered.items)
    first = gathered.exchanges.get(entry)
    state, detail = State.OK, ""
    if gathered.failures and (first is None or not n_listed):
        failure = gathered.failures[0]
        # The address itself stands beside the detail already.
        state, detail = State.DEAD, str(failure).removeprefix(f"{entry}: ")
    elif first is not None and kind != "guardian" and first.final_url != clean_address(entry):
        state, detail = State.MOVED, first.final_url
    elif not n_listed:
        state = State.EMPTY
    elif newest is not None and now - newest > SILENT_AFTER:
        state, detail = State.SILENT, f"newest of {newest.date()}"
    return SourceCheck(source.name, kind, entry, state, detail, n_listed, newest)


def mark_checked(folder: Path, checks: Iterable[SourceCheck]) -> list[Path]:
    """Take every address found `ok` off `unverified` in the source files of `folder`; return the changed files.

    Raises `ConfigError` and `OutputError`.
    """
    good: dict[str, set[str]] = {}
    for check in checks:
        if check.state is State.OK:
            good.setdefault(check.source, set()).add(check.address)
    return [
        path
        for path in sorted(folder.glob("*.toml"))
        if (verified := good.get(load_source(path).name)) and mark_verified(path, verified)
    ]
