"""Days gone by: from the raw archive, from sitemaps and interfaces by date, from Common Crawl's news archive.

Comes in: an installation's configuration and a span of days. Goes out: tables that hold what the sources and
the archive have of those days, coded by this version of the program. It refuses to do anything twice.

The work is done in shards, each of which is noted when it is done: a run that is killed or stopped goes on
there, and one that is repeated finds nothing to do.
"""

from __future__ import annotations

import collections
import datetime as dt
import functools
import itertools
import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import httpx

from pipeline.archive import Archive, Entry, State
from pipeline.archive.prefilter import Prefilter
from pipeline.errors import ConfigError, InputError
from pipeline.fetch.ccnews import SOURCE as CC_NEWS
from pipeline.fetch.ccnews import CcNews, WarcFile
from pipeline.fetch.clock import Clock, SystemClock
from pipeline.fetch.report import FetchReport
from pipeline.fetch.runner import run_fetch
from pipeline.fetch.sources import Source, load_sources
from pipeline.issues import IssueLog
from pipeline.jobs.captures import coded_by, pages, process_captures
from pipeline.jobs.ccnews import TakenIn, take_in
from pipeline.jobs.config import Job
from pipeline.jobs.coverage import ledger, write_coverage
from pipeline.jobs.state import RunState
from pipeline.jobs.update import sweep, table_counts
from pipeline.locking import Lock
from pipeline.records import Exchange
from pipeline.work import Coded
from pipeline.workers import Workers

#: Captures processed between two writings of the tables: some ten minutes' work that a kill costs at most.
SHARD_CAPTURES = 2000
#: Within `raw`: files of Common Crawl on their way through.
DOWNLOADS_NAME = ".cc-news"


class BackfillProgress(Protocol):
    """Told how far a stage has come: its name, what is done, and of how many."""

    def __call__(self, stage: str, done: int, total: int) -> None:
        """Note it."""


@dataclass(slots=True)
class BackfillSummary:
    """What one backfill did. `drops` counts the records of Common Crawl by what became of them."""

    first: dt.date
    last: dt.date
    fetch: FetchReport | None = None
    n_files: int = 0
    n_files_done_before: int = 0
    drops: collections.Counter[str] = field(default_factory=collections.Counter)
    n_captures: int = 0
    n_new_articles: int = 0
    files_changed: int = 0
    failures: list[InputError] = field(default_factory=list)
    issues: IssueLog = field(default_factory=IssueLog)
    counts: dict[str, int] = field(default_factory=dict)
    seconds: float = 0.0

    @property
    def exit_code(self) -> int:
        """0 where all is done, 1 where an address, a file or a capture failed or was left; all are issues or named."""
        return 1 if self.failures or (self.fetch is not None and (self.fetch.failed or self.fetch.left)) else 0

    @property
    def line(self) -> str:
        """The backfill in one line, for a log."""
        fetched = ""
        if self.fetch is not None:
            left = f", {self.fetch.left} left for another run" if self.fetch.left else ""
            fetched = f"{self.fetch.fetched} fetched, {self.fetch.failed} failed{left}; "
        files = ""
        if self.n_files:
            drops = ", ".join(f"{name} {n:,}" for name, n in sorted(self.drops.items()))
            files = f"{self.n_files} WARC files, {self.n_files_done_before} of them done before ({drops}); "
        return (
            f"backfill {self.first} to {self.last}: {fetched}{files}{self.n_captures} captures processed, "
            f"{self.n_new_articles} new articles; {self.counts.get('events', 0)} events, {self.files_changed} files "
            f"written; {self.seconds:.1f} s"
        )


class _Listening:
    """The archive as the fetcher sees it; remembers which pages the lists of the window named, kept or new."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self.pages: set[str] = set()
        self.references: set[str] = set()

    def known(self, url: str) -> Entry | None:
        entry = self._archive.known(url)
        if entry is not None:
            self.pages.add(entry.canonical_url)
        return entry

    def add(self, exchange: Exchange) -> str:
        reference = self._archive.add(exchange)
        self.references.add(reference)
        return reference


def backfill(
    job: Job, first: dt.date, last: dt.date, *, environment: Mapping[str, str], source: str | None = None,
    cc_news: str | None = None, web: bool = True, clock: Clock | None = None, rng: random.Random | None = None,
    transport: httpx.AsyncBaseTransport | None = None, progress: BackfillProgress | None = None,
) -> BackfillSummary:
    """Bring in the days from `first` to `last`, of all sources or of `source`.

    `web` asks the sources' sitemaps and interfaces for them, `cc_news` (a folder, a file, a list or an address)
    names WARC files to go through. Then every capture of those days, by the day of capture or of publication, is
    processed that this version of the program, its rules and its model has not processed yet. Raises `PicketlineError`.
    """
    if last < first:
        raise ConfigError(f"the last day, {last}, comes before the first, {first}")
    clock, told = clock or SystemClock(), progress or (lambda stage, done, total: None)
    began = clock.monotonic()
    sources = _chosen(load_sources(job.sources), source)
    outlets, version = {one.name: one.outlet for one in sources}, coded_by(job.model)
    summary = BackfillSummary(first, last)
    with Lock(job.out), Archive(job.raw) as archive, RunState(job.out) as state:
        sweep(job.out)
        listed = _Listening(archive)
        if web and (wanted := [one for one in sources if one.sitemaps or one.guardian]):
            summary.fetch = run_fetch(
                wanted, job.web, listed, summary.issues, window=(first, last), environment=environment, clock=clock,
                rng=rng, transport=transport, progress=functools.partial(told, "fetching pages"),
            )
            archive.commit()
        if cc_news is not None:
            finder = CcNews(job.web, clock=clock, rng=rng, transport=transport)
            _go_through(finder, cc_news, job, archive, state, outlets, summary, told)
        shards = list(_shards(_of_the_days(archive, state, listed, (first, last), source, version)))
        _process(shards, job, archive, state, outlets, summary, told)
        summary.files_changed += write_coverage(job.out, ledger(state, archive.entries()))
        summary.counts = table_counts(job.out)
    summary.seconds = clock.monotonic() - began
    return summary


def _chosen(sources: list[Source], name: str | None) -> list[Source]:
    chosen = [source for source in sources if name in (None, source.name)]
    if not chosen and name != CC_NEWS:
        raise ConfigError(f"no source is called {name!r}: there are {', '.join(source.name for source in sources)}")
    return chosen


def _go_through(
    finder: CcNews, where: str, job: Job, archive: Archive, state: RunState, outlets: Mapping[str, str],
    summary: BackfillSummary, told: BackfillProgress,
) -> None:
    """Take in every WARC file that is not done yet, and process what came of it, some files at a time.

    How many at a time follows from the files alone: where a run is stopped, the next one cuts at the same places, so
    that its tables are those of a run that was left alone.
    """
    window = summary.first, summary.last
    files = finder.find(where, window)
    prefilter = Prefilter()
    summary.n_files = len(files)
    now = coded_by(job.model)
    done = {raw_ref for raw_ref, version in state.versions().items() if version == now}
    pending: dict[str, Coded | None] = {}
    with Workers(job.workers, job.model) as workers:
        for number, file in enumerate(files):
            told("going through WARC files", number, len(files))
            shard = f"{CC_NEWS} {file.name} {window[0]} {window[1]}"
            counts = state.shard(shard, now)
            if counts is not None:
                summary.n_files_done_before += 1
                found: dict[str, Coded | None] = dict.fromkeys(state.captures_of_shard(shard, now))
            else:
                taken = _take_in(finder, file, job, archive, prefilter, workers, summary)
                counts, found = taken.counts, taken.coded
                if not taken.broken:
                    state.note_shard(shard, now, counts, found)
            summary.drops.update(counts)
            pending |= {raw_ref: coded for raw_ref, coded in found.items() if raw_ref not in done}
            if len(pending) >= SHARD_CAPTURES or number == len(files) - 1:
                # In one piece: were half of it noted, the next run would cut elsewhere.
                _process([_with_payload(pending, archive)], job, archive, state, outlets, summary, told, pending)
                done.update(pending)
                pending = {}
    told("going through WARC files", len(files), len(files))


def _take_in(
    finder: CcNews, file: WarcFile, job: Job, archive: Archive, prefilter: Prefilter, workers: Workers,
    summary: BackfillSummary,
) -> TakenIn:
    """Return what one file gave; it is `broken` where it could not be had or read to its end, to be tried again."""
    try:
        path = finder.download(file, job.raw / DOWNLOADS_NAME) if file.is_remote else Path(file.location)
    except InputError as err:
        summary.failures.append(err)
        return TakenIn(broken=[err])
    taken = take_in(path, archive, prefilter, (summary.first, summary.last), workers)
    # Closed, synced and indexed before the file is called done.
    archive.commit()
    if file.is_remote:
        path.unlink()
    summary.failures += [*taken.broken, *taken.faults]
    summary.issues.extend(taken.issues)
    return taken


def _with_payload(raw_refs: Iterable[str], archive: Archive) -> list[Entry]:
    """Return the captures that hold a page of their own and do not repeat that of another."""
    entries = [entry for raw_ref in raw_refs if (entry := archive.find(raw_ref)) is not None]
    return [entry for entry in entries if entry.state is State.NEW]


def _of_the_days(
    archive: Archive, state: RunState, listed: _Listening, window: tuple[dt.date, dt.date], source: str | None,
    version: str,
) -> Iterator[Entry]:
    """Yield the captures of the window that `version` has not processed."""
    done = state.versions()
    published = state.published_between(*window)
    for entry in pages(archive, source):
        is_wanted = (
            window[0] <= entry.fetched_at.astimezone(dt.UTC).date() <= window[1]
            or entry.raw_ref in published or entry.raw_ref in listed.references
            or entry.canonical_url in listed.pages
        )
        if is_wanted and done.get(entry.raw_ref) != version:
            yield entry


def _process(
    shards: Sequence[Sequence[Entry]], job: Job, archive: Archive, state: RunState, outlets: Mapping[str, str],
    summary: BackfillSummary, told: BackfillProgress, coded: Mapping[str, Coded | None] | None = None,
) -> None:
    """Process captures shard by shard; what is `coded` already is taken as it is."""
    ready = {raw_ref: found for raw_ref, found in (coded or {}).items() if found is not None}
    done, total = 0, sum(map(len, shards))
    for shard in filter(None, shards):
        def note(n: int, before: int = done) -> None:
            told("processing captures", before + n, total)

        update = process_captures(archive, state, job.out, shard, summary.issues, outlets=outlets, coded=ready,
                                  workers=job.workers, model=job.model, progress=note)
        done += len(shard)
        told("processing captures", done, total)
        summary.n_captures += len(shard)
        summary.n_new_articles += update.n_new_articles
        summary.files_changed += update.files_changed
        summary.failures.extend(update.failures)


def _shards(entries: Iterator[Entry]) -> Iterator[list[Entry]]:
    while shard := list(itertools.islice(entries, SHARD_CAPTURES)):
        yield shard
