"""The raw archive of a whole installation: files by source and month, and the index of captures.

Comes in: `Exchange`s, one for each answer of a server. Goes out: WARC 1.1 files under
`ROOT/SOURCE/YYYY/MM/` and the captures read back from them. It refuses to change a file that is
closed, to index one that is not on the disk, and to be opened twice.

A file grows as `NAME.part`, is synced, closed and renamed, and only then indexed, from what it then
holds. What a killed run leaves, a part with some whole records or a file that the index does not
know, is taken in by the next one.
"""

from __future__ import annotations

import datetime as dt
import re
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import TracebackType

from pipeline.archive.check import Verdict, reindex, verify
from pipeline.archive.exchanges import address, compose, payload_digest, warcinfo
from pipeline.archive.files import PART_SUFFIX, WARC_GLOB, Part, adopt, name_of
from pipeline.archive.index import INDEX_NAME, LAYOUT, Entry, Index, State
from pipeline.archive.reader import read_capture
from pipeline.archive.scan import NOT_MODIFIED, canonical, scan
from pipeline.errors import ConfigError, InputError, OutputError
from pipeline.locking import Lock
from pipeline.records import Capture, Exchange

#: From this size on a file is closed and another begun: Common Crawl's files have 1 GB, and a file that a
#: disk fault spoils should not hold a year.
ROTATE_BYTES = 256 * 1024 * 1024
_SOURCE = re.compile(r"[a-z0-9][a-z0-9._-]{0,99}")


class Archive:
    """The archive under `root`; used as a context it is locked and can be added to.

    Leaving the context closes and indexes what was added, also where an error ends it: what has been
    fetched is kept. Raises `LockedError`, `OutputError`.
    """

    def __init__(self, root: Path, *, software: str = "picketline", rotate_bytes: int = ROTATE_BYTES) -> None:
        self.root = root
        self._software = software
        self._rotate_bytes = rotate_bytes
        self._guard = threading.RLock()
        self._lock = Lock(root)
        self._index: Index | None = None
        self._parts: dict[tuple[str, str], Part] = {}
        self._pending: list[Entry] = []

    def __enter__(self) -> Archive:
        self._lock.acquire()
        try:
            self._index = self._opened_index()
            self._recover()
        except BaseException:
            self._close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, err: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self.commit()
        except OutputError:
            # The first error tells what went wrong; what could not be closed here, the next run takes in.
            if err is None:
                raise
        finally:
            self._close()

    def known(self, url: str) -> Entry | None:
        """Return the latest capture of `url`, as it was asked for or as it answered; None if there is none.

        Its validators are those for a conditional request. What this run has added counts, and a 304 that repeats no
        validators leaves those of the capture it stands for.
        """
        with self._guard:
            asked = address(url)
            page = canonical(asked)
            found = next((e for e in reversed(self._pending)
                          if (e.url == asked or e.canonical_url == page) and e.state is not State.FAILED), None)
            entry = found or self._open_index.latest(asked, page)
            if entry is None or entry.state is not State.NOT_MODIFIED:
                return entry
            stored = self._stored(entry.canonical_url, entry.digest)
            if stored is None:
                return entry
            return replace(entry, etag=entry.etag or stored.etag,
                           last_modified=entry.last_modified or stored.last_modified)

    def add(self, exchange: Exchange) -> str:
        """Append one exchange and return its `raw_ref`, `SOURCE/YYYY/MM/NAME:offset`.

        A payload that the archive already holds for this page is not stored again. Raises `OutputError` where it
        cannot be written; the file then ends where it did before.
        """
        with self._guard:
            earlier = self._earlier(exchange)
            part = self._part(exchange.source, exchange.fetched_at)
            records = compose(exchange, file_name=part.path.name, offset=part.size, earlier=earlier)
            offset = part.append(records.data) + records.start
            entry = _entry(exchange, name_of(self.root, part.path), offset, records.record_id, earlier)
            self._pending.append(entry)
            if part.size >= self._rotate_bytes:
                self._seal(part)
            return entry.raw_ref

    def at(self, url: str, fetched_at: dt.datetime) -> Entry | None:
        """Return the capture of `url` from that very moment, as from an import begun before; None if there is none."""
        with self._guard:
            asked = address(url)
            pending = (entry for entry in self._pending if (entry.url, entry.fetched_at) == (asked, fetched_at))
            return next(pending, None) or self._open_index.at(asked, fetched_at)

    def find(self, raw_ref: str) -> Entry | None:
        """Return the indexed capture that lies at `raw_ref`; None if there is none."""
        return self._open_index.find(raw_ref)

    def commit(self) -> None:
        """Close, sync and index every open file. Raises `OutputError`."""
        with self._guard:
            for part in list(self._parts.values()):
                self._seal(part)

    def entries(
        self, start: dt.datetime | None = None, end: dt.datetime | None = None, source: str | None = None
    ) -> Iterator[Entry]:
        """Yield what is indexed, from `start` to before `end`, by file and offset."""
        return self._open_index.between(start, end, source)

    def read(self, entry: Entry, *, max_body_bytes: int) -> Capture | InputError:
        """Return the page of `entry`, or why it cannot be read."""
        return read_capture(self.root / entry.file, entry.offset, name=entry.file, max_body_bytes=max_body_bytes)

    def verify(self) -> Verdict:
        """Check every digest, and files and index against each other; see `check`."""
        return verify(self.root)

    def reindex(self) -> Verdict:
        """Make the index again from the files. Raises `LockedError` where a run is under way."""
        with self._lock:
            return reindex(self.root)

    @property
    def _open_index(self) -> Index:
        if self._index is None:
            raise OutputError(f"{self.root}: the archive is not open")
        return self._index

    def _opened_index(self) -> Index:
        index = Index(self.root / INDEX_NAME)
        if index.layout == LAYOUT:
            return index
        index.close()
        reindex(self.root)
        return Index(self.root / INDEX_NAME)

    def _recover(self) -> None:
        """Take in what a killed run left."""
        try:
            for path in sorted(self.root.glob(WARC_GLOB + PART_SUFFIX)):
                adopt(path)
            known = self._open_index.files()
            for path in sorted(self.root.glob(WARC_GLOB)):
                if name_of(self.root, path) not in known:
                    self._take_in(path)
        except OSError as err:
            raise OutputError(f"{self.root}: cannot be read: {err.strerror or err}") from err

    def _take_in(self, path: Path) -> None:
        name = name_of(self.root, path)
        try:
            entries = [found.entry for found in scan(path, name) if found.entry is not None]
        except InputError:
            # A file from elsewhere, or a spoilt one: `verify` names it, and the index says only what is sure.
            return
        self._open_index.add_file(name, path.stat().st_size, entries)

    def _earlier(self, exchange: Exchange) -> Entry | None:
        page = canonical(address(exchange.final_url))
        if exchange.not_modified or exchange.status == NOT_MODIFIED:
            latest = self.known(exchange.url)
            return latest and (self._stored(latest.canonical_url, latest.digest) or latest)
        if exchange.body and 200 <= exchange.status < 300:
            return self._stored(page, payload_digest(exchange.body))
        return None

    def _stored(self, page: str, digest: str) -> Entry | None:
        for entry in self._pending:
            if (entry.canonical_url, entry.digest, entry.state) == (page, digest, State.NEW):
                return entry
        return self._open_index.same_payload(page, digest)

    def _part(self, source: str, moment: dt.datetime) -> Part:
        if not _SOURCE.fullmatch(source):
            raise ConfigError(f"source {source!r}: a name is made of a-z, 0-9, dots, dashes and underscores")
        if moment.tzinfo is None:
            raise ValueError("fetched_at needs a time zone")
        utc = moment.astimezone(dt.UTC)
        key = source, f"{utc:%Y/%m}"
        if key not in self._parts:
            part = Part.begin(self.root / source / key[1], f"{source}-{utc:%Y%m%d%H%M%S}")
            try:
                part.append(warcinfo(part.path.name, utc, self._software))
            except OutputError:
                part.abandon()
                raise
            self._parts[key] = part
        return self._parts[key]

    def _seal(self, part: Part) -> None:
        self._parts = {key: other for key, other in self._parts.items() if other is not part}
        path = part.seal()
        self._take_in(path)
        name = name_of(self.root, path)
        self._pending = [entry for entry in self._pending if entry.file != name]

    def _close(self) -> None:
        for part in self._parts.values():
            part.abandon()
        self._parts = {}
        if self._index is not None:
            self._index.close()
            self._index = None
        self._lock.release()


def _entry(exchange: Exchange, file: str, offset: int, record_id: str, earlier: Entry | None) -> Entry:
    """Return what the index will say once the file is closed, as far as this run asks for it."""
    state = State.NEW if 200 <= exchange.status < 300 else State.FAILED
    if earlier is not None:
        state = State.NOT_MODIFIED if exchange.not_modified else State.REVISIT
    digest = earlier.digest if earlier is not None else payload_digest(exchange.body)
    return Entry(file, offset, exchange.source, address(exchange.url),
                 canonical(address(exchange.final_url)), exchange.fetched_at, exchange.status, "",
                 digest, exchange.header("ETag"), exchange.header("Last-Modified"), state,
                 record_id)
