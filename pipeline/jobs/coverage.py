"""The coverage ledger: what each source gave on each day, and which one has gone silent.

Comes in: the state of the runs and the archive's captures. Goes out: the table `coverage` and warnings.
It refuses to call a source silent before it knows its habit.
"""

from __future__ import annotations

import collections
import datetime as dt
import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.archive import Entry, State
from pipeline.export.datasets import write_dataset
from pipeline.jobs.state import RunState
from pipeline.records import CoverageRow
from pipeline.schema import LEDGER, to_table, validate

#: Nights with something new before a source has a habit, and how many of the latest are looked at.
HABIT_NIGHTS, HABIT_WINDOW = 5, 60
#: A silence is told when it is this many times as long as the longest of the habit, and this many nights at least:
#: a weekly gets its two weeks, a daily a long weekend.
SILENCE_TIMES, SILENCE_NIGHTS = 2, 3


@dataclass(frozen=True, slots=True)
class Silence:
    """A source that has given nothing for `nights` runs; `usual` is the longest pause it had before."""

    source: str
    since: dt.date
    nights: int
    usual: int

    def __str__(self) -> str:
        return (f"{self.source}: nothing new for {self.nights} nights, since {self.since}; "
                f"before, {self.usual} at most")


def ledger(state: RunState, entries: Iterable[Entry]) -> list[CoverageRow]:
    """Return every row, by source and day. The same state and captures give the same rows."""
    fetched = collections.Counter(
        (entry.source, entry.fetched_at.astimezone(dt.UTC).date()) for entry in entries if entry.state is State.NEW
    )
    nights = {(night.source, night.day): night for night in state.nights()}
    articles = state.articles_by_day()
    rows = []
    for source, day in sorted({*fetched, *nights, *articles}):
        night = nights.get((source, day))
        n_articles, n_relevant = articles.get((source, day), (0, 0))
        rows.append(CoverageRow(source, day, night.listed if night else 0, fetched[source, day],
                                night.failed if night else 0, n_articles, n_relevant))
    return rows


def write_coverage(out: Path, rows: Iterable[CoverageRow]) -> int:
    """Write the table by month under `out/coverage`; return how many files changed.

    Raises `OutputError`, and `SchemaError` where a value breaks the schema.
    """
    table = to_table(LEDGER, rows)
    validate(LEDGER, table)
    done = write_dataset(out, {LEDGER: table})
    return len(done.written) + len(done.removed)


def silences(rows: Iterable[CoverageRow], sources: Iterable[str]) -> list[Silence]:
    """Return the sources among `sources` that have gone silent against their own habit.

    Counted are the nights on which a source was asked, so that a machine switched off for a week makes no source
    silent.
    """
    by_source: dict[str, list[CoverageRow]] = {source: [] for source in sources}
    for row in rows:
        # A day of captures alone, as a backfill makes, was no night.
        if row.source in by_source and (row.listed or row.failed or not row.fetched):
            by_source[row.source].append(row)
    found = [_silence(source, nights[-HABIT_WINDOW:]) for source, nights in sorted(by_source.items())]
    return [silence for silence in found if silence is not None]


def _silence(source: str, nights: Sequence[CoverageRow]) -> Silence | None:
    active = [number for number, night in enumerate(nights) if night.fetched > 0]
    if len(active) < HABIT_NIGHTS:
        return None
    usual = max(after - before - 1 for before, after in itertools.pairwise(active))
    quiet = len(nights) - 1 - active[-1]
    if quiet < SILENCE_NIGHTS or quiet <= SILENCE_TIMES * usual:
        return None
    return Silence(source, nights[active[-1]].day, quiet, usual)
