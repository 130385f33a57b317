"""New captures into existing tables: what is known stays, what is new is extracted, annotated, coded and merged.

Comes in: units that no run has looked at, and the tables of the last run. Goes out: the tables brought up to
date, and what became of each unit. It refuses to touch a file where there is nothing new.

Events and disputes are formed anew over all reports, with the ids of the last run; texts are read once.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds

from pipeline.config import SHIPPED, make_settings
from pipeline.errors import InputError, OutputError
from pipeline.export.atomic import TEMPORARY_PREFIX, TEMPORARY_SUFFIX
from pipeline.export.datasets import read_dataset, write_dataset
from pipeline.export.manifest import write_issues, write_run_manifest
from pipeline.extract import Unit
from pipeline.issues import IssueLog
from pipeline.normalise import merge
from pipeline.records import Article, Report
from pipeline.run import failures_of, last_ids, log_failures, precedence, run_manifest
from pipeline.schema import KEYS, SCHEMAS, TABLES, to_records, to_table, validate_all
from pipeline.work import Coded
from pipeline.workers import Workers

_TEMPORARY = f"{TEMPORARY_PREFIX}*{TEMPORARY_SUFFIX}"
#: Told of the units done so far.
Progress = Callable[[int], None]


@dataclass(slots=True)
class Update:
    """What an update did: rows of each table, the article of each unit, files changed, failures."""

    counts: dict[str, int] = field(default_factory=dict)
    #: The article that came of each capture, by `raw_ref`; a capture without one is not in it.
    articles: dict[str, Article] = field(default_factory=dict)
    n_new_articles: int = 0
    files_changed: int = 0
    failures: list[InputError] = field(default_factory=list)


def bring_up_to_date(
    out: Path, units: Iterable[Unit], issues: IssueLog, failures: list[InputError], *, coded: Iterable[Coded] = (),
    workers: int = 0, model: str = SHIPPED, replaced: frozenset[str] = frozenset(), progress: Progress | None = None,
) -> Update:
    """Add what `units` hold, and what is `coded` already, to the tables under `out`; the caller holds the lock.

    `failures` gets what could not be read, and may already grow while `units` are drawn. `replaced` are the captures
    whose rows of an earlier version go. Raises `OutputError`, and `InputError` where the tables cannot be read: what
    they hold would be lost.
    """
    started = time.perf_counter()
    update = Update(failures=failures)
    seconds: dict[str, float] = {}
    found = [*coded, *_code(units, Workers(workers, model), issues, update, seconds, progress or (lambda _: None))]
    update.articles = {one.article.raw_ref or "": one.article for one in found}
    before = {name: _existing(out, name) for name in TABLES}
    known = set(before["articles"]["article_id"].to_pylist())
    kept, fresh = _settle(before["articles"], found, replaced)
    update.n_new_articles = sum(article_id not in known for article_id in fresh)
    rows = {name: _without(before[name], kept) for name in ("articles", "mentions", "reports")}
    old_reports: list[Report] = to_records("reports", rows["reports"])
    reports = [*old_reports, *(report for coded in fresh.values() for report in coded.reports)]
    known_events, known_disputes = last_ids(out, issues)
    merged, events, disputes = merge(reports, _shells(rows["articles"], fresh, reports),
                                     known_events=known_events, known_disputes=known_disputes, issues=issues)
    tables = {
        "articles": _joined("articles", rows["articles"], [coded.article for coded in fresh.values()]),
        "mentions": _joined("mentions", rows["mentions"], [m for coded in fresh.values() for m in coded.mentions]),
        "reports": to_table("reports", merged), "events": to_table("events", events),
        "disputes": to_table("disputes", disputes),
    }
    validate_all(tables)
    written = write_dataset(out, tables)
    update.files_changed = len(written.written) + len(written.removed)
    update.counts = _counts(tables)
    log_failures(update.failures, issues)
    write_issues(out, issues)
    write_run_manifest(out, run_manifest(make_settings(workers=workers, model=model), update.counts, issues, seconds,
                                         time.perf_counter() - started))
    return update


def sweep(out: Path) -> None:
    """Remove temporary files that a killed run left under `out`; the caller holds the lock. Raises `OutputError`."""
    try:
        for path in (*out.glob(_TEMPORARY), *out.glob(f"*/*/{_TEMPORARY}")):
            path.unlink()
    except OSError as err:
        raise OutputError(f"{out}: cannot be written: {err.strerror or err}") from err


def table_counts(out: Path) -> dict[str, int]:
    """Return the rows of each table under `out`, and of relevant articles; all 0 where there are none yet."""
    there = {name: ds.dataset(out / name, schema=schema) for name, schema in SCHEMAS.items() if (out / name).is_dir()}
    counts = {name: there[name].count_rows() if name in there else 0 for name in SCHEMAS}
    relevant = there["articles"].count_rows(filter=ds.field("relevant")) if "articles" in there else 0
    return counts | {"relevant": relevant}


def _counts(tables: dict[str, pa.Table]) -> dict[str, int]:
    counts = {name: table.num_rows for name, table in tables.items()}
    return counts | {"relevant": pc.sum(tables["articles"]["relevant"]).as_py() or 0}


def _code(
    units: Iterable[Unit], workers: Workers, issues: IssueLog, update: Update, seconds: dict[str, float],
    progress: Progress,
) -> list[Coded]:
    """Return what is in all units, in their order."""
    found: list[Coded] = []
    with workers as pool:
        for batch in pool.batches(_told(units, progress)):
            issues.extend(batch.issues)
            update.failures.extend(failures_of(batch))
            for stage, value in batch.seconds.items():
                seconds[stage] = seconds.get(stage, 0.0) + value
            found.extend(batch.coded)
    return found


def _told(units: Iterable[Unit], progress: Progress) -> Iterator[Unit]:
    for number, unit in enumerate(units, 1):
        yield unit
        progress(number)


def _existing(out: Path, name: str) -> pa.Table:
    schema = SCHEMAS[name]
    return _unique(name, read_dataset(out, name).cast(schema) if (out / name).is_dir() else schema.empty_table())


def _unique(name: str, table: pa.Table) -> pa.Table:
    """Drop rows that stand in two months: a run killed between two renames can leave them; its articles come again."""
    seen: set[tuple[object, ...]] = set()
    keep = []
    for key in zip(*(table[column].to_pylist() for column in KEYS[name]), strict=True):
        keep.append(key not in seen)
        seen.add(key)
    return table if all(keep) else table.filter(pa.array(keep))


def _settle(
    articles: pa.Table, found: Iterable[Coded], replaced: frozenset[str]
) -> tuple[pa.ChunkedArray, dict[str, Coded]]:
    """Return which articles stay, by id, and the ones that come in their place or new.

    Of copies (same address, same text) the one stays that a run over all of them would take; an article that is
    coded again is taken as it is now.
    """
    fresh: dict[str, Coded] = {}
    for coded in found:
        article_id = coded.article.article_id
        here = fresh.get(article_id)
        fresh[article_id] = coded if here is None else min(here, coded, key=precedence)
    gone = pc.is_in(articles["raw_ref"], value_set=pa.array(sorted(replaced), pa.string()))
    known = articles.filter(pc.and_(pc.invert(gone), pc.is_in(
        articles["article_id"], value_set=pa.array(list(fresh), pa.string()))))
    for article in to_records("articles", known):
        coded = fresh[article.article_id]
        if article.raw_ref != coded.article.raw_ref and precedence(Coded(article, (), ())) < precedence(coded):
            del fresh[article.article_id]
    leaving = pc.or_(gone, pc.is_in(articles["article_id"], value_set=pa.array(list(fresh), pa.string())))
    return articles["article_id"].filter(pc.invert(leaving)), fresh


def _without(table: pa.Table, kept: pa.ChunkedArray) -> pa.Table:
    return table.filter(pc.is_in(table["article_id"], value_set=kept.combine_chunks()))


def _shells(articles: pa.Table, fresh: dict[str, Coded], reports: Iterable[Report]) -> list[Article]:
    """Return the articles that have reports and the other versions of their pages, and all that are fresh.

    Those of earlier runs come without their texts, which merging does not read.
    """
    ids = pa.array(sorted({report.article_id for report in reports}), pa.string())
    pages = pc.coalesce(articles["canonical_url"], articles["url"])
    telling = pc.is_in(articles["article_id"], value_set=ids)
    wanted = pa.chunked_array([
        pages.filter(telling).combine_chunks(),
        pa.array([coded.article.canonical_url or coded.article.url for coded in fresh.values()], pa.string()),
    ]).drop_null().combine_chunks()
    rows = articles.filter(pc.or_(telling, pc.is_in(pages, value_set=wanted)))
    no_texts = pa.array([""] * rows.num_rows, pa.string())
    shells = to_records("articles", rows.set_column(rows.schema.get_field_index("text"), "text", no_texts))
    return [*shells, *(coded.article for coded in fresh.values())]


def _joined(name: str, old: pa.Table, new: Iterable[object]) -> pa.Table:
    return pa.concat_tables([old, to_table(name, new)]).combine_chunks()
