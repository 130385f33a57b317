"""The index of captures: one row each in SQLite, a copy of what the files themselves say.

Comes in: rows read back from closed and synced WARC files. Goes out: the latest capture of an
address, and the captures of a time or a source. It refuses to know what no file holds, so that it
can be thrown away and made again.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import enum
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import astuple, dataclass, fields
from pathlib import Path
from typing import Any

from pipeline.errors import OutputError

INDEX_NAME = "index.sqlite"
#: Raised with every change of the tables below; an index of another one is made again from the files.
LAYOUT = 1
#: Seconds to wait for a reader that holds the index; two writers never meet, the archive has a lock.
WAIT_S = 30.0

_TABLES = """
CREATE TABLE IF NOT EXISTS files (name TEXT PRIMARY KEY, size INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS captures (
    file TEXT NOT NULL, offset INTEGER NOT NULL, source TEXT NOT NULL, url TEXT NOT NULL, canonical_url TEXT NOT NULL,
    fetched_at TEXT NOT NULL, status INTEGER, media_type TEXT NOT NULL, digest TEXT NOT NULL, etag TEXT,
    last_modified TEXT, state TEXT NOT NULL, record_id TEXT NOT NULL, PRIMARY KEY (file, offset));
CREATE INDEX IF NOT EXISTS captures_url ON captures (url, fetched_at);
CREATE INDEX IF NOT EXISTS captures_canonical_url ON captures (canonical_url, digest);
CREATE INDEX IF NOT EXISTS captures_time ON captures (fetched_at);
"""


class State(enum.StrEnum):
    """What a capture holds."""

    #: A payload of its own.
    NEW = "new"
    #: The payload of an earlier capture of the same page, not stored again.
    REVISIT = "revisit"
    #: The server's word that nothing has changed (304).
    NOT_MODIFIED = "not-modified"
    #: An answer that is no page: any status but 2xx and 304.
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the index. `fetched_at` is in UTC; `digest` is that of the payload, as WARC writes it."""

    file: str
    offset: int
    source: str
    url: str
    canonical_url: str
    fetched_at: dt.datetime
    status: int | None
    media_type: str
    digest: str
    etag: str | None
    last_modified: str | None
    state: State
    record_id: str

    @property
    def raw_ref(self) -> str:
        """Where the capture lies, `file:offset`, the file named from the archive's root."""
        return f"{self.file}:{self.offset}"


_NAMES = tuple(field.name for field in fields(Entry))
_COLUMNS, _PLACES = ", ".join(_NAMES), ", ".join("?" * len(_NAMES))


class Index:
    """The open index; every method that writes is one transaction. Raises `OutputError`."""

    def __init__(self, path: Path, *, read_only: bool = False) -> None:
        self.path = path
        where = f"{path.resolve().as_uri()}?mode={'ro' if read_only else 'rwc'}"
        with self._told("cannot be opened"):
            # Sources are fetched side by side; `Archive` lets one of them in at a time.
            self._base = sqlite3.connect(where, uri=True, timeout=WAIT_S, isolation_level=None, check_same_thread=False)
            try:
                self._base.execute("PRAGMA synchronous = FULL")
                if self.layout == 0 and not read_only:
                    self._base.executescript(f"BEGIN; {_TABLES} PRAGMA user_version = {LAYOUT}; COMMIT;")
            except sqlite3.Error:
                self._base.close()
                raise

    @property
    def layout(self) -> int:
        """The layout of the tables: 0 for an empty file, else that of the program that made it."""
        return int(self._base.execute("PRAGMA user_version").fetchone()[0])

    def close(self) -> None:
        """Close the file; the index cannot be used afterwards."""
        self._base.close()

    def add_file(self, name: str, size: int, entries: Iterable[Entry]) -> None:
        """Record a file that is closed and synced, with its captures; what was known of it is replaced."""
        rows = [(*astuple(entry)[:5], _stamp(entry.fetched_at), *astuple(entry)[6:]) for entry in entries]
        with self._told("cannot be written"), self._transaction():
            self._base.execute("DELETE FROM captures WHERE file = ?", (name,))
            self._base.execute("INSERT OR REPLACE INTO files VALUES (?, ?)", (name, size))
            self._base.executemany(f"INSERT INTO captures ({_COLUMNS}) VALUES ({_PLACES})", rows)

    def files(self) -> dict[str, int]:
        """Return the size in bytes of every file that the index knows, by name."""
        with self._told("cannot be read"):
            return dict(self._base.execute("SELECT name, size FROM files ORDER BY name"))

    def latest(self, url: str, canonical_url: str) -> Entry | None:
        """Return the latest capture asked for as `url`, or of that page, that is a page or stands for one."""
        found = self._select(
            "(url = ? OR canonical_url = ?) AND state <> ? ORDER BY fetched_at DESC, file DESC, offset DESC LIMIT 1",
            url, canonical_url, State.FAILED.value,
        )
        return next(found, None)

    def same_payload(self, canonical_url: str, digest: str) -> Entry | None:
        """Return the first capture of the page that stores this payload."""
        found = self._select("canonical_url = ? AND digest = ? AND state = ? ORDER BY fetched_at, file, offset LIMIT 1",
                             canonical_url, digest, State.NEW.value)
        return next(found, None)

    def at(self, url: str, fetched_at: dt.datetime) -> Entry | None:
        """Return the capture of `url` from that very moment, None where there is none."""
        wanted = "url = ? AND fetched_at = ? ORDER BY file, offset LIMIT 1"
        return next(self._select(wanted, url, _stamp(fetched_at)), None)

    def find(self, raw_ref: str) -> Entry | None:
        """Return the capture that lies at `raw_ref`, None where there is none."""
        file, _, offset = raw_ref.rpartition(":")
        return next(self._select("file = ? AND offset = ?", file, offset), None)

    def of_file(self, name: str) -> list[Entry]:
        """Return the captures of one file in their order."""
        return list(self._select("file = ? ORDER BY offset", name))

    def between(
        self, start: dt.datetime | None = None, end: dt.datetime | None = None, source: str | None = None
    ) -> Iterator[Entry]:
        """Yield the captures from `start` to before `end` by file and offset, those of one source if it is named."""
        wanted: list[tuple[str, str]] = []
        if start is not None:
            wanted.append(("fetched_at >= ?", _stamp(start)))
        if end is not None:
            wanted.append(("fetched_at < ?", _stamp(end)))
        if source is not None:
            wanted.append(("source = ?", source))
        where = " AND ".join(part for part, _ in wanted) or "TRUE"
        yield from self._select(f"{where} ORDER BY file, offset", *(value for _, value in wanted))

    def _select(self, where: str, *values: str) -> Iterator[Entry]:
        with self._told("cannot be read"):
            for row in self._base.execute(f"SELECT {_COLUMNS} FROM captures WHERE {where}", values):
                yield _entry(row)

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
    def _told(self, what: str) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as err:
            raise OutputError(f"{self.path}: {what}: {err}") from err


def _entry(row: tuple[Any, ...]) -> Entry:
    values = dict(zip(_NAMES, row, strict=True))
    values |= {"fetched_at": dt.datetime.fromisoformat(values["fetched_at"]), "state": State(values["state"])}
    return Entry(**values)


def _stamp(moment: dt.datetime) -> str:
    """Return the moment as text that sorts as time does."""
    return moment.astimezone(dt.UTC).isoformat(timespec="microseconds")
