"""What the regular runs remember between two nights, in one SQLite file beside the tables.

Comes in: what became of each capture, what each source listed on a day, which shards are done. Goes out:
the same. It refuses to hold anything that only it knows of an article: that is in the tables.

A capture is noted behind the tables that hold its article. What a killed run leaves unnoted is processed
again and gives the same rows.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import astuple, dataclass
from pathlib import Path
from types import TracebackType

from pipeline.errors import OutputError

STATE_NAME = ".picketline.sqlite"
WAIT_S = 30.0

_TABLES = """
CREATE TABLE IF NOT EXISTS captures (
    raw_ref TEXT PRIMARY KEY, source TEXT NOT NULL, day TEXT NOT NULL, version TEXT NOT NULL, article_id TEXT,
    published TEXT, relevant INTEGER);
CREATE INDEX IF NOT EXISTS captures_source ON captures (source, day);
CREATE TABLE IF NOT EXISTS nights (
    source TEXT NOT NULL, day TEXT NOT NULL, listed INTEGER NOT NULL, failed INTEGER NOT NULL,
    PRIMARY KEY (source, day));
CREATE TABLE IF NOT EXISTS shards (name TEXT NOT NULL, version TEXT NOT NULL, counts TEXT NOT NULL,
    PRIMARY KEY (name, version));
CREATE TABLE IF NOT EXISTS shard_captures (
    name TEXT NOT NULL, version TEXT NOT NULL, place INTEGER NOT NULL, raw_ref TEXT NOT NULL,
    PRIMARY KEY (name, version, place));
"""
#: Raised with every table that comes to be; those that a file lacks are added when it is opened.
_LAYOUT = 2


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one capture: `article_id` is None where it holds no article. `day` is that of the capture."""

    raw_ref: str
    source: str
    day: dt.date
    version: str
    article_id: str | None
    published: dt.date | None
    relevant: bool | None


@dataclass(frozen=True, slots=True)
class SourceDay:
    """What one source listed on one day, and how much of it failed in the last run of that day."""

    source: str
    day: dt.date
    listed: int
    failed: int


class RunState:
    """The open file; a context. Every method that writes is one transaction. Raises `OutputError`."""

    def __init__(self, out: Path) -> None:
        self.path = out / STATE_NAME
        with self._told():
            self._base = sqlite3.connect(self.path, timeout=WAIT_S, isolation_level=None)
            try:
                self._base.execute("PRAGMA synchronous = FULL")
                if self._base.execute("PRAGMA user_version").fetchone()[0] < _LAYOUT:
                    self._base.executescript(f"BEGIN; {_TABLES} PRAGMA user_version = {_LAYOUT}; COMMIT;")
            except sqlite3.Error:
                self._base.close()
                raise

    def __enter__(self) -> RunState:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, err: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._base.close()

    def versions(self) -> dict[str, str]:
        """Return the version that last processed each capture, by `raw_ref`."""
        with self._told():
            return dict(self._base.execute("SELECT raw_ref, version FROM captures"))

    def published_between(self, first: dt.date, last: dt.date) -> set[str]:
        """Return the captures whose article was published from `first` to `last`."""
        with self._told():
            rows = self._base.execute("SELECT raw_ref FROM captures WHERE published BETWEEN ? AND ?",
                                      (first.isoformat(), last.isoformat()))
            return {raw_ref for raw_ref, in rows}

    def note_captures(self, outcomes: Iterable[Outcome]) -> None:
        """Record what became of captures whose articles are in the tables."""
        rows = [(o.raw_ref, o.source, o.day.isoformat(), o.version, o.article_id,
                 o.published.isoformat() if o.published else None, o.relevant) for o in outcomes]
        with self._told(), self._transaction():
            self._base.executemany("INSERT OR REPLACE INTO captures VALUES (?, ?, ?, ?, ?, ?, ?)", rows)

    def articles_by_day(self) -> dict[tuple[str, dt.date], tuple[int, int]]:
        """Return the numbers of articles and of relevant ones by source and day of capture."""
        with self._told():
            rows = self._base.execute(
                "SELECT source, day, COUNT(DISTINCT article_id), "
                "COUNT(DISTINCT CASE WHEN relevant THEN article_id END) FROM captures GROUP BY source, day")
            return {(source, dt.date.fromisoformat(day)): (n, relevant) for source, day, n, relevant in rows}

    def note_nights(self, days: Iterable[SourceDay]) -> None:
        """Record what sources listed; of several runs on a day the longest list and the last failures stay."""
        rows = [(source, day.isoformat(), listed, failed) for source, day, listed, failed in map(astuple, days)]
        with self._told(), self._transaction():
            self._base.executemany(
                "INSERT INTO nights VALUES (?, ?, ?, ?) ON CONFLICT (source, day) DO UPDATE SET "
                "listed = MAX(listed, excluded.listed), failed = excluded.failed", rows)

    def nights(self) -> list[SourceDay]:
        """Return what each source listed on each day, by source and day."""
        with self._told():
            rows = self._base.execute("SELECT source, day, listed, failed FROM nights ORDER BY source, day")
            return [SourceDay(source, dt.date.fromisoformat(day), listed, failed)
                    for source, day, listed, failed in rows]

    def shard(self, name: str, version: str) -> dict[str, int] | None:
        """Return the counts of a shard that is done in this version, None where it is not."""
        with self._told():
            row = self._base.execute("SELECT counts FROM shards WHERE name = ? AND version = ?", (name, version))
            found = row.fetchone()
            return None if found is None else json.loads(found[0])

    def captures_of_shard(self, name: str, version: str) -> list[str]:
        """Return the captures that came of a shard, in their order."""
        with self._told():
            rows = self._base.execute(
                "SELECT raw_ref FROM shard_captures WHERE name = ? AND version = ? ORDER BY place", (name, version))
            return [raw_ref for raw_ref, in rows]

    def note_shard(self, name: str, version: str, counts: Mapping[str, int], raw_refs: Iterable[str]) -> None:
        """Record that a shard is done, and which captures came of it."""
        rows = [(name, version, place, raw_ref) for place, raw_ref in enumerate(raw_refs)]
        with self._told(), self._transaction():
            self._base.execute("INSERT OR REPLACE INTO shards VALUES (?, ?, ?)",
                               (name, version, json.dumps(dict(counts), sort_keys=True)))
            self._base.execute("DELETE FROM shard_captures WHERE name = ? AND version = ?", (name, version))
            self._base.executemany("INSERT INTO shard_captures VALUES (?, ?, ?, ?)", rows)

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[None]:
        self._base.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            # A full disk ends the transaction by itself.
            if self._base.in_transaction:
                self._base.execute("ROLLBACK")
            raise
        self._base.execute("COMMIT")

    @contextlib.contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as err:
            raise OutputError(f"{self.path}: {err}") from err
