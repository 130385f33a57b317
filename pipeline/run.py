"""The order of the stages: inputs in, five tables, a manifest and an issue log out.

Comes in: files and folders, and `Settings`. Goes out: the datasets under the output folder and a
`RunSummary`. It refuses to print, and to write anything before every input was tried: the
tables of the last run stay whole until those of this one are.
"""

from __future__ import annotations

import collections
import datetime as dt
import platform
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from importlib import metadata
from pathlib import Path

import pyarrow as pa

from pipeline.annotate.models import identify
from pipeline.archive import read_captures
from pipeline.config import Settings
from pipeline.errors import InputError
from pipeline.export.datasets import known_ids, write_dataset
from pipeline.export.manifest import write_issues, write_run_manifest
from pipeline.extract import read_units
from pipeline.issues import IssueLog
from pipeline.locking import Lock
from pipeline.normalise import merge
from pipeline.records import Article, Dispute, Event, Report
from pipeline.schema import TABLES, to_table, validate_all
from pipeline.version import PIPELINE_VERSION
from pipeline.work import Batch, Coded
from pipeline.workers import Workers

_DEPENDENCIES = ("spacy", "trafilatura", "htmldate", "pyarrow", "pandas")

#: Told of each chunk: articles done so far.
Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class RunSummary:
    """What one run found and wrote; `failures` are the inputs that could not be read."""

    out: Path
    articles: tuple[Article, ...]
    reports: tuple[Report, ...]
    events: tuple[Event, ...]
    disputes: tuple[Dispute, ...]
    counts: dict[str, int]
    issues: dict[str, int]
    failures: tuple[InputError, ...]
    files_changed: int
    seconds: float


def process(inputs: Sequence[Path], out: Path, settings: Settings, progress: Progress | None = None) -> RunSummary:
    """Turn `inputs` into the datasets under `out`, replacing what is there.

    Events and disputes that the last run under `out` knew keep their ids. An input that cannot be read is
    among the summary's `failures` and stops nothing; where none can be read, the tables of the last run
    stay as they are. Raises `OutputError` where `out` cannot be written, `LockedError` where another
    run has it, `ConfigError` where there is no such model.
    """
    started = time.perf_counter()
    identify(settings.model)  # one that is not there is told before anything is written
    with Lock(out):
        issues = IssueLog()
        failures: list[InputError] = []
        found, seconds = _work_all(inputs, settings, issues, failures, progress or (lambda _: None))
        if failures and not found and (out / "articles").is_dir():
            return _nothing_read(out, failures, issues, time.perf_counter() - started)
        normalised = time.perf_counter()
        articles = [coded.article for coded in found]
        known_events, known_disputes = last_ids(out, issues)
        reports, events, disputes = merge((r for coded in found for r in coded.reports), articles,
                                          known_events=known_events, known_disputes=known_disputes, issues=issues)
        mentions = [m for coded in found for m in coded.mentions]
        tables = checked_tables(articles=articles, mentions=mentions, reports=reports, events=events, disputes=disputes)
        exported = time.perf_counter()
        written = write_dataset(out, tables)
        seconds |= {"normalise": exported - normalised, "export": time.perf_counter() - exported}
        counts = {name: table.num_rows for name, table in tables.items()}
        counts |= {"relevant": sum(a.relevant is True for a in articles), "inputs_failed": len(failures)}
        log_failures(failures, issues)
        write_issues(out, issues)
        elapsed = time.perf_counter() - started
        write_run_manifest(out, run_manifest(settings, counts, issues, seconds, elapsed))
    return RunSummary(out, tuple(articles), tuple(reports), tuple(events), tuple(disputes), counts, issues.summary(),
                      tuple(failures), len(written.written) + len(written.removed), elapsed)


def _nothing_read(out: Path, failures: Sequence[InputError], issues: IssueLog, elapsed: float) -> RunSummary:
    counts = dict.fromkeys((*TABLES, "relevant"), 0) | {"inputs_failed": len(failures)}
    log_failures(failures, issues)
    return RunSummary(out, (), (), (), (), counts, issues.summary(), tuple(failures), 0, elapsed)


def log_failures(failures: Iterable[InputError], issues: IssueLog) -> None:
    """Add what could not be read to the issues."""
    for failure in failures:
        issues.add("extract", "unreadable", failure.path, failure.place or "", str(failure))


def last_ids(out: Path, issues: IssueLog) -> tuple[dict[str, str], dict[str, str]]:
    """Return the ids of the last run; none, with an issue, where its tables cannot be read any more."""
    try:
        return known_ids(out)
    except InputError as err:
        issues.add("export", "last-run-unreadable", err.path, message="events and disputes are named anew")
        return {}, {}


def _work_all(
    inputs: Sequence[Path], settings: Settings, issues: IssueLog, failures: list[InputError], progress: Progress
) -> tuple[list[Coded], dict[str, float]]:
    """Return every article once, with the seconds of each stage."""
    units = read_units(
        inputs, published=settings.published, issues=issues, failures=failures, read_captures=read_captures
    )
    seconds: collections.Counter[str] = collections.Counter()
    found: dict[str, Coded] = {}
    copies: list[tuple[str, str]] = []
    with Workers(settings.workers, settings.model) as workers:
        for batch in workers.batches(units):
            issues.extend(batch.issues)
            failures.extend(failures_of(batch))
            seconds.update(batch.seconds)
            for coded in batch.coded:
                article_id = coded.article.article_id
                first, *rest = sorted((c for c in (found.get(article_id), coded) if c is not None), key=precedence)
                found[article_id] = first
                copies.extend((article_id, copy.article.raw_ref or "") for copy in rest)
            progress(len(found))
    for article_id, raw_ref in copies:
        kept = found[article_id].article.raw_ref
        issues.add("extract", "duplicate", raw_ref, article_id, f"the same address and text as {kept}")
    return list(found.values()), dict(seconds)


def precedence(coded: Coded) -> tuple[bool, str, str]:
    """Rank copies of one article (same address, same text), whatever order they came in: the dated, the earlier."""
    article = coded.article
    return article.published is None, f"{article.published} {article.fetched_at} {article.raw_ref}", repr(article)


def failures_of(batch: Batch) -> Iterator[InputError]:
    """Yield the errors that a worker has handed back."""
    for message, path, place in batch.failures:
        # Without the path and place that `InputError` puts before it again.
        bare = message.removeprefix(f"{path}{f', {place}' if place else ''}: ")
        yield InputError(bare, path=path, place=place)


def checked_tables(**rows: Sequence[object]) -> dict[str, pa.Table]:
    """Return the tables of records by name. Raises `SchemaError` where a value breaks the schema."""
    tables = {name: to_table(name, found) for name, found in rows.items()}
    validate_all(tables)
    return tables


def run_manifest(
    settings: Settings, counts: dict[str, int], issues: IssueLog, stages: dict[str, float], seconds: float
) -> dict[str, object]:
    """Return what `run.json` says of a run; `stages` are seconds by stage."""
    model = identify(settings.model)
    return {
        "pipeline_version": PIPELINE_VERSION,
        "model_version": model.coded_by,
        "model": asdict(model),
        "python": platform.python_version(),
        "dependencies": {name: metadata.version(name) for name in _DEPENDENCIES},
        # The model is named above: the settings may name the folder that it lies in.
        "settings": settings.model_dump(mode="json", exclude={"workers", "model"}),
        "settings_sha256": settings.digest(),
        "counts": counts,
        "issues": issues.summary(),
        "timing": {
            "finished_at": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
            "seconds": round(seconds, 3),
            "stage_seconds": {name: round(value, 3) for name, value in stages.items()},
        },
    }
