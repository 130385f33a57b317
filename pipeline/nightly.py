"""One night: fetch, process what is new, merge, write, and tell.

Comes in: an installation's configuration. Goes out: captures in the archive, tables brought up to date, the
coverage ledger, metrics and a summary. It refuses to run twice at once, and to rewrite what has not changed.

Whatever a killed night leaves undone the next one does: what was fetched is in the archive, what the state
does not call processed is processed, and all files are replaced whole.
"""

from __future__ import annotations

import datetime as dt
import json
import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from pipeline.archive import Archive
from pipeline.errors import InputError
from pipeline.export.atomic import write_if_changed
from pipeline.fetch.clock import Clock, SystemClock
from pipeline.fetch.report import FetchReport
from pipeline.fetch.runner import run_fetch
from pipeline.fetch.sources import Source, load_sources
from pipeline.issues import IssueLog
from pipeline.jobs.captures import coded_by, pages, process_captures
from pipeline.jobs.config import Job
from pipeline.jobs.coverage import Silence, ledger, silences, write_coverage
from pipeline.jobs.metrics import write_metrics
from pipeline.jobs.state import RunState, SourceDay
from pipeline.jobs.update import Progress, Update, sweep, table_counts
from pipeline.locking import Lock
from pipeline.records import CoverageRow
from pipeline.schema import LEDGER, TABLES

SUMMARY_NAME = "nightly.json"
#: Within `raw`: what the lists said last, so that an unchanged one is not sent again.
MEMORY_NAME = ".lists"


@dataclass(slots=True)
class NightSummary:
    """What one night did; `issues` are those of the fetch and of the processing."""

    day: dt.date
    fetch: FetchReport
    update: Update
    coverage: list[CoverageRow]
    silent: list[Silence]
    issues: IssueLog
    seconds: float
    counts: dict[str, int] = field(default_factory=dict)
    #: The program, the rules and the model.
    version: str = ""

    @property
    def exit_code(self) -> int:
        """0 where all went well, 1 where an address or a capture failed; every one is an issue."""
        return 1 if self.fetch.failed or self.update.failures else 0

    @property
    def line(self) -> str:
        """The night in one line, for a log."""
        listed = sum(report.listed for report in self.fetch.sources)
        new = self.update
        relevant = len({a.article_id for a in new.articles.values() if a.relevant})
        return (
            f"nightly {self.day}: {listed} listed, {self.fetch.fetched} fetched, {self.fetch.failed} failed; "
            f"{new.n_new_articles} new articles, {relevant} on disputes; {self.counts.get('events', 0)} events, "
            f"{new.files_changed} files written; {len(self.silent)} sources silent; {self.seconds:.1f} s"
        )


def fetch(
    job: Job, *, environment: Mapping[str, str], clock: Clock | None = None, rng: random.Random | None = None,
    transport: httpx.AsyncBaseTransport | None = None,
) -> tuple[FetchReport, IssueLog]:
    """Fetch what the sources list into the raw archive, and nothing more. Raises `PicketlineError`."""
    sources, issues = load_sources(job.sources), IssueLog()
    with Archive(job.raw) as archive:
        report = _fetch(job, sources, archive, issues, environment, clock or SystemClock(), rng, transport)
    return report, issues


def nightly(
    job: Job, *, environment: Mapping[str, str], clock: Clock | None = None, rng: random.Random | None = None,
    transport: httpx.AsyncBaseTransport | None = None, progress: Progress | None = None,
) -> NightSummary:
    """Run one night. Raises `LockedError` where another run is under way, else `PicketlineError`."""
    clock = clock or SystemClock()
    began, day = clock.monotonic(), clock.now().date()
    sources, issues, version = load_sources(job.sources), IssueLog(), coded_by(job.model)
    with Lock(job.out), Archive(job.raw) as archive, RunState(job.out) as state:
        sweep(job.out)
        report = _fetch(job, sources, archive, issues, environment, clock, rng, transport)
        # Closed, synced and indexed before anything says so.
        archive.commit()
        state.note_nights(SourceDay(s.source, day, s.listed, s.failed + s.lists_failed) for s in report.sources)
        update = process_new(job, archive, state, issues, {source.name: source.outlet for source in sources}, progress)
        coverage = ledger(state, archive.entries())
        update.files_changed += write_coverage(job.out, coverage)
        silent = silences(coverage, (source.name for source in sources))
        for silence in silent:
            issues.add("coverage", "silent", silence.source, silence.nights, str(silence))
        counts = (update.counts or table_counts(job.out)) | {LEDGER: len(coverage)}
        summary = NightSummary(day, report, update, coverage, silent, issues, clock.monotonic() - began, counts,
                               version)
        _tell(job.out, summary, clock.now())
    return summary


def process_new(
    job: Job, archive: Archive, state: RunState, issues: IssueLog, outlets: Mapping[str, str],
    progress: Progress | None = None,
) -> Update:
    """Process every capture that no run has looked at; nothing is read or written where there is none."""
    done = state.versions()
    entries = [entry for entry in pages(archive) if entry.raw_ref not in done]
    # The first night leaves tables that can be opened, whatever it brought.
    if not entries and all((job.out / name).is_dir() for name in TABLES):
        return Update()
    return process_captures(
        archive, state, job.out, entries, issues, outlets=outlets, workers=job.workers, model=job.model,
        progress=progress,
    )


def _fetch(
    job: Job, sources: list[Source], archive: Archive, issues: IssueLog, environment: Mapping[str, str],
    clock: Clock, rng: random.Random | None, transport: httpx.AsyncBaseTransport | None,
) -> FetchReport:
    return run_fetch(
        sources, job.web, archive, issues, memory=job.raw / MEMORY_NAME, environment=environment, clock=clock,
        rng=rng, transport=transport,
    )


def _tell(out: Path, summary: NightSummary, finished_at: dt.datetime) -> None:
    today = [row for row in summary.coverage if row.day == summary.day]
    write_metrics(
        out, finished_at=finished_at.timestamp(), seconds=summary.seconds, exit_code=summary.exit_code,
        counts=summary.counts, rows=today, silent=summary.silent,
    )
    body = json.dumps(_facts(summary, today, finished_at), ensure_ascii=False, indent=2, sort_keys=True)
    write_if_changed(out / SUMMARY_NAME, f"{body}\n".encode())


def _facts(summary: NightSummary, today: list[CoverageRow], finished_at: dt.datetime) -> dict[str, Any]:
    rows = {row.source: row for row in today}
    sources = {
        report.source: {
            "listed": report.listed, "fetched": report.fetched, "unchanged": report.unchanged, "known": report.known,
            "left": report.left, "failed": report.failed, "lists_failed": report.lists_failed,
            "failures": dict(sorted(report.failures.items())),
            "articles": rows[report.source].articles if report.source in rows else 0,
            "relevant": rows[report.source].relevant if report.source in rows else 0,
        }
        for report in summary.fetch.sources
    }
    return {
        "line": summary.line,
        "exit_code": summary.exit_code,
        "day": summary.day.isoformat(),
        "finished_at": finished_at.isoformat(timespec="seconds"),
        "seconds": round(summary.seconds, 3),
        "version": summary.version,
        "out_of_time": summary.fetch.out_of_time,
        "new_articles": summary.update.n_new_articles,
        "files_changed": summary.update.files_changed,
        "rows": summary.counts,
        "sources": sources,
        "silent": [
            {"source": s.source, "since": s.since.isoformat(), "nights": s.nights, "usual": s.usual}
            for s in summary.silent
        ],
        "failures": [json.loads(line) for line in summary.issues.lines() if json.loads(line)["stage"] == "fetch"],
        "captures_failed": [_shown(failure) for failure in summary.update.failures],
    }


def _shown(failure: InputError) -> dict[str, str | None]:
    return {"path": failure.path, "place": failure.place, "message": str(failure)}
