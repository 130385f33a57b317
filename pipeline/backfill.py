"""Days gone by: from the raw archive, from sitemaps and interfaces by date, from Common Crawl's news archive.

Comes in: an installation's configuration and a span of days. Goes out: tables that hold what the sources and
the archive have of those days, coded by this version of the program. It refuses to do anything twice.

The work is done in shards, each of which is noted when it is done: a run that is killed or stopped goes on
there, and one that is repeated finds nothing to do.
"""

from __future__ import annotations

import collections
import datetime as dt
import itertools
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import httpx

from pipeline.archive import Archive, Entry
from pipeline.archive.prefilter import Prefilter
from pipeline.errors import ConfigError, InputError
from pipeline.fetch.ccnews import SOURCE as CC_NEWS
from pipeline.fetch.ccnews import CcNews, WarcFile
from pipeline.fetch.clock import Clock, SystemClock
from pipeline.fetch.report import FetchReport
from pipeline.fetch.runner import run_fetch
from pipeline.fetch.sources import Source, load_sources
from pipeline.issues import IssueLog
from pipeline.jobs.captures import VERSION, pages, process_captures
from pipeline.jobs.ccnews import take_in
from pipeline.jobs.config import Job
from pipeline.jobs.coverage import ledger, write_coverage
from pipeline.jobs.state import RunState
from pipeline.jobs.update import sweep, table_counts
from pipeline.locking import Lock
from pipeline.records import Exchange

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
        """0 where all went well, 1 where an address, a file or a capture failed; every one is an issue or named."""
        return 1 if self.failures or (self.fetch is not None and self.fetch.failed) else 0

    @property
    def line(self) -> str:
        """The backfill in one line, for a log."""
        fetched = f"{self.fetch.fetched} fetched, {self.fetch.failed} failed; " if self.fetch is not None else ""
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
    processed that this version of the program has not processed yet. Raises `PicketlineError`.
    """
    if last < first:
        raise ConfigError(f"the last day, {last}, comes before the first, {first}")
    clock, told = clock or SystemClock(), progress or (lambda stage, done, total: None)
    began = clock.monotonic()
    sources = _chosen(load_sources(job.sources), source)
    summary = BackfillSummary(first, last)
    with Lock(job.out), Archive(job.raw) as archive, RunState(job.out) as state:
        sweep(job.out)
        listed = _Listening(archive)
        if web and (wanted := [one for one in sources if one.sitemaps or one.guardian]):
            told("asking the sources", 0, len(wanted))
            summary.fetch = run_fetch(
                wanted, job.web, listed, summary.issues, window=(first, last), environment=environment, clock=clock,
                rng=rng, transport=transport,
            )
            archive.commit()
        if cc_news is not None:
            finder = CcNews(job.web, clock=clock, rng=rng, transport=transport)
            _go_through(finder, cc_news, job, archive, state, summary, told)
        entries = list(_of_the_days(archive, state, listed, (first, last), source))
        outlets = {one.name: one.outlet for one in sources}
        _process(entries, job, archive, state, outlets, summary, told)
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
    finder: CcNews, where: str, job: Job, archive: Archive, state: RunState, summary: BackfillSummary,
    told: BackfillProgress,
) -> None:
    """Take in every WARC file that is not done yet."""
    window = summary.first, summary.last
    files = finder.find(where, window)
    prefilter = Prefilter()
    summary.n_files = len(files)
    for number, file in enumerate(files):
        told("going through WARC files", number, len(files))
        shard = f"{CC_NEWS} {file.name} {window[0]} {window[1]}"
        counts = state.shard(shard, VERSION)
        if counts is not None:
            summary.n_files_done_before += 1
        else:
            counts = _take_in(finder, file, job, archive, prefilter, summary)
            if counts is not None:
                state.note_shard(shard, VERSION, counts)
        summary.drops.update(counts or {})
    told("going through WARC files", len(files), len(files))


def _take_in(
    finder: CcNews, file: WarcFile, job: Job, archive: Archive, prefilter: Prefilter, summary: BackfillSummary
) -> dict[str, int] | None:
    """Return the counts of one file; None where it could not be had or read to its end, so that it is tried again."""
    folder = job.raw / DOWNLOADS_NAME
    before = len(summary.failures)
    try:
        path = finder.download(file, folder) if file.is_remote else Path(file.location)
    except InputError as err:
        summary.failures.append(err)
        return None
    counts = take_in(path, archive, prefilter, (summary.first, summary.last), summary.failures)
    # Closed, synced and indexed before the file is called done.
    archive.commit()
    if file.is_remote:
        path.unlink()
    if len(summary.failures) > before:
        summary.drops.update(counts)
        return None
    return dict(counts)


def _of_the_days(
    archive: Archive, state: RunState, listed: _Listening, window: tuple[dt.date, dt.date], source: str | None
) -> Iterator[Entry]:
    """Yield the captures of the window that this version has not processed."""
    done = state.versions()
    published = state.published_between(*window)
    for entry in pages(archive, source):
        is_wanted = (
            window[0] <= entry.fetched_at.astimezone(dt.UTC).date() <= window[1]
            or entry.raw_ref in published or entry.raw_ref in listed.references
            or entry.canonical_url in listed.pages
        )
        if is_wanted and done.get(entry.raw_ref) != VERSION:
            yield entry


def _process(
    entries: Sequence[Entry], job: Job, archive: Archive, state: RunState, outlets: Mapping[str, str],
    summary: BackfillSummary, told: BackfillProgress,
) -> None:
    done = 0
    for shard in _shards(entries):
        def note(n: int, before: int = done) -> None:
            told("processing captures", before + n, len(entries))

        update = process_captures(archive, state, job.out, shard, summary.issues, outlets=outlets,
                                  workers=job.workers, progress=note)
        done += len(shard)
        summary.n_captures += len(shard)
        summary.n_new_articles += update.n_new_articles
        summary.files_changed += update.files_changed
        summary.failures.extend(update.failures)


def _shards(entries: Sequence[Entry]) -> Iterator[list[Entry]]:
    rest = iter(entries)
    while shard := list(itertools.islice(rest, SHARD_CAPTURES)):
        yield shard
