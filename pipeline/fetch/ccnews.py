"""Common Crawl's news archive: which WARC files there are, and how one comes here.

Comes in: a folder, a WARC file, a list of paths, or the address of either or of the archive itself.
Goes out: `WarcFile`s by day, and local files. It refuses to read records: that is `archive`.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import gzip
import random
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import httpx

from pipeline.errors import InputError, OutputError
from pipeline.fetch.addresses import clean_address
from pipeline.fetch.body import Limits, plain_body
from pipeline.fetch.clock import Clock, SystemClock
from pipeline.fetch.failure import FetchFailure
from pipeline.fetch.guard import AddressGuard
from pipeline.fetch.http import Ask, PoliteClient
from pipeline.fetch.settings import MIB, FetchSettings
from pipeline.fetch.transport import GuardedTransport
from pipeline.records import Exchange

#: Where the archive lies for everybody, and the list of each month's files in it.
ARCHIVE_URL = "https://data.commoncrawl.org/"
MONTH_LIST = "crawl-data/CC-NEWS/{year:04}/{month:02}/warc.paths.gz"
#: A month has some 500 files: 50 KB of list.
LIST_LIMITS = Limits(4 * MIB, 16 * MIB)
#: Bytes asked for at a time: at 10 Mbit/s a fifth of the usual deadline, and what a broken download loses.
SPAN_BYTES = 8 * MIB
SOURCE = "ccnews"
_WARC = re.compile(r"\.warc(?:\.gz)?$", re.IGNORECASE)
#: CC-NEWS-20230116210400-00123.warc.gz: the time at which the file was begun, in UTC.
_STAMP = re.compile(r"-(\d{14})-\d+\.warc")
_LONG_AGO = dt.datetime.min.replace(tzinfo=dt.UTC)
_TOTAL = re.compile(r"bytes (\d+)-(\d+)/(\d+)")


@dataclass(frozen=True, slots=True)
class WarcFile:
    """One WARC file: a local path or an address, and when it was begun, in UTC, where its name says it."""

    location: str
    begun_at: dt.datetime | None = None

    @property
    def is_remote(self) -> bool:
        """Whether the file has to be fetched."""
        return _is_address(self.location)

    @property
    def name(self) -> str:
        """The file's own name."""
        return (urlsplit(self.location).path if self.is_remote else self.location).rpartition("/")[2]


class CcNews:
    """Finds and fetches files of the archive; settings, deadlines and manners are those of a run."""

    def __init__(
        self,
        settings: FetchSettings,
        *,
        clock: Clock | None = None,
        rng: random.Random | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self._settings = settings
        self._clock = clock or SystemClock()
        self._rng = rng or random.Random()
        self._transport = transport

    def find(self, where: str, window: tuple[dt.date, dt.date]) -> list[WarcFile]:
        """Return the files that may hold captures of a window, oldest first; without a time in its name, any may.

        A file holds what was captured from its time to that of the next one, so that the last file
        begun before the window is one of them.

        `where` is a folder, a `.warc` or `.warc.gz` file, a list of such (one a line, also gzipped),
        or the address of a file, of a list, or of an archive laid out as Common Crawl's. Raises
        `InputError`.
        """
        try:
            found = [_warc_file(location) for location in self._locations(where, window)]
        except FetchFailure as err:
            raise InputError(f"{err.kind.meaning} ({err.detail})", path=err.url) from err
        files = sorted(set(found), key=lambda f: (f.begun_at or _LONG_AGO, f.name, f.location))
        start = dt.datetime.combine(window[0], dt.time(), dt.UTC)
        end = dt.datetime.combine(window[1] + dt.timedelta(days=1), dt.time(), dt.UTC)
        before = max((f.begun_at for f in files if f.begun_at is not None and f.begun_at <= start), default=start)
        return [f for f in files if f.begun_at is None or before <= f.begun_at < end]

    def download(self, file: WarcFile, folder: Path) -> Path:
        """Return the local copy of a remote file, fetching what of it is not in `folder` yet.

        It grows as `NAME.part` and is renamed when whole, so that a download that was broken off
        goes on where it was. Raises `InputError` and `OutputError`.
        """
        path = folder / file.name
        if path.is_file():
            return path
        try:
            folder.mkdir(parents=True, exist_ok=True)
            asyncio.run(self._grow(file.location, path.with_name(f"{path.name}.part")))
            path.with_name(f"{path.name}.part").replace(path)
        except FetchFailure as err:
            raise InputError(f"{err.kind.meaning} ({err.detail})", path=file.location) from err
        except OSError as err:
            raise OutputError(f"{path}: cannot be written: {err.strerror}") from err
        return path

    def _locations(self, where: str, window: tuple[dt.date, dt.date]) -> list[str]:
        if not _is_address(where):
            return _local(Path(where))
        where = clean_address(where)
        if _WARC.search(urlsplit(where).path):
            return [where]
        if not where.endswith("/"):
            return _lines(asyncio.run(self._list(where)), where)
        found: list[str] = []
        for year, month in _months(window):
            address = where + MONTH_LIST.format(year=year, month=month)
            try:
                found += _lines(asyncio.run(self._list(address)), where)
            except FetchFailure:
                # The month before the window gives one file at most, and the archive's first month has none before it.
                if (year, month) >= (window[0].year, window[0].month):
                    raise
        return found

    async def _list(self, address: str) -> bytes:
        async with self._wire() as wire:
            exchange = await self._client(wire).get(Ask(clean_address(address), SOURCE, limits=LIST_LIMITS))
        return plain_body(exchange, LIST_LIMITS.unpacked)

    async def _grow(self, address: str, part: Path) -> None:
        async with self._wire() as wire:
            client = self._client(wire)
            total: int | None = None
            with part.open("ab") as file:
                while total is None or file.tell() < total:
                    at = file.tell()
                    span = (at, at + SPAN_BYTES - 1)
                    exchange = await client.get(Ask(address, SOURCE, limits=Limits(SPAN_BYTES, SPAN_BYTES), span=span))
                    total = _checked_total(exchange, at, total)
                    file.write(exchange.body)

    def _wire(self) -> httpx.AsyncBaseTransport:
        return self._transport or GuardedTransport(AddressGuard(allow_private=self._settings.allow_private))

    def _client(self, wire: httpx.AsyncBaseTransport) -> PoliteClient:
        ends_at = self._clock.monotonic() + self._settings.run_deadline_s
        return PoliteClient(self._settings, transport=wire, clock=self._clock, rng=self._rng, ends_at=ends_at)


def _checked_total(exchange: Exchange, at: int, before: int | None) -> int:
    """Return the length of the whole file. Raises `FetchFailure` where the piece is not the one asked for."""
    header = exchange.header("content-range") or ""
    found = _TOTAL.fullmatch(header.strip())
    if found is None:
        raise FetchFailure("protocol", exchange.url, f"Content-Range {header!r}"[:100])
    first, last, total = (int(group) for group in found.groups())
    if first != at or last - first + 1 != len(exchange.body) or before not in (None, total):
        raise FetchFailure("protocol", exchange.url, f"Content-Range {header!r}, {len(exchange.body):,} bytes")
    return total


def _is_address(where: str) -> bool:
    return where.lower().startswith(("http://", "https://"))


def _warc_file(location: str) -> WarcFile:
    found = _STAMP.search(location)
    try:
        begun_at = dt.datetime.strptime(found.group(1), "%Y%m%d%H%M%S").replace(tzinfo=dt.UTC) if found else None
    except ValueError:
        begun_at = None
    return WarcFile(location, begun_at)


def _months(window: tuple[dt.date, dt.date]) -> Iterator[tuple[int, int]]:
    # From the day before: its last file runs into the window.
    days = (window[0] - dt.timedelta(days=1), window[1])
    first, last = (day.year * 12 + day.month - 1 for day in days)
    for month in range(first, last + 1):
        yield month // 12, month % 12 + 1


def _local(path: Path) -> list[str]:
    try:
        if path.is_dir():
            return [str(p) for p in path.rglob("*") if _WARC.search(p.name) and p.is_file()]
        if _WARC.search(path.name):
            if not path.is_file():
                raise InputError("no such file", path=str(path))
            return [str(path)]
        body = path.read_bytes()
        body = gzip.decompress(body) if body.startswith(b"\x1f\x8b") else body
    except (OSError, EOFError, zlib.error) as err:
        raise InputError(str(err), path=str(path)) from err
    return _lines(body, str(path.parent / "_"))


def _lines(body: bytes, base: str) -> list[str]:
    """Return the locations of a list; a relative one stands beside the list, or under the archive's address."""
    found = []
    for line in body.decode("utf-8", errors="replace").splitlines():
        text = line.strip()
        if not _WARC.search(text):
            continue
        if _is_address(text):
            found.append(clean_address(text))
        elif not _is_address(base):
            found.append(str(Path(base).parent / text))
        else:
            # Common Crawl's lists name paths from the archive's root, wherever the list itself lies.
            found.append(clean_address(f"/{text}" if text.startswith("crawl-data/") else text, base))
    return found
