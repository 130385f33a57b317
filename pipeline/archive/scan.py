"""What one WARC file of the archive holds, record by record.

Comes in: a file. Goes out: its index entries with the outcome of every digest, and where its last
whole record ends. It refuses to ask the index: this is what the index is made from.
"""

from __future__ import annotations

import datetime as dt
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urldefrag

from courlan import clean_url
from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType

from pipeline.archive.ending import CHUNK_BYTES, GZIP_WINDOW
from pipeline.archive.fields import REQUESTED
from pipeline.archive.index import Entry, State
from pipeline.archive.reader import READ_ERRORS
from pipeline.errors import InputError

NOT_MODIFIED = 304
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


@dataclass(frozen=True, slots=True)
class Scanned:
    """One record: its place, its entry if it is a capture, the digests that do not fit it, what it refers to."""

    offset: int
    entry: Entry | None
    wrong_digests: tuple[str, ...]


def canonical(url: str) -> str:
    """Return the address without fragment and tracking parameters, by which captures of one page are found."""
    return clean_url(urldefrag(url).url) or url


def scan(path: Path, name: str, *, check_digests: bool = False) -> Iterator[Scanned]:
    """Yield every record of the WARC at `path`, which the index calls `name`.

    Digests are computed only on demand: it takes about as long as reading. Raises `InputError` where the file
    cannot be read on; that a file is cut off is for `whole_bytes` to say.
    """
    last = -1
    try:
        with path.open("rb") as handle:
            for record in ArchiveIterator(handle, record_types=WarcRecordType.any_type, parse_http=False):
                last = record.stream_pos
                wrong = _wrong_block(record) if check_digests else ()
                record.parse_http()
                if check_digests and record.record_type == WarcRecordType.response:
                    wrong += () if record.verify_payload_digest() else ("payload",)
                yield Scanned(last, _entry(record, name), wrong)
    except READ_ERRORS as err:
        message = f"cannot be read: {str(err).lower()}"
        raise InputError(message, path=name, place=f"behind the record at {last}") from err


def whole_bytes(path: Path) -> int:
    """Return the length in bytes of the whole gzip members at the start of the file. Raises OSError.

    The archive writes one member a record, so this is where its last whole record ends.
    """
    whole = 0
    with path.open("rb") as handle:
        unpacker = zlib.decompressobj(GZIP_WINDOW)
        data = handle.read(CHUNK_BYTES)
        position = len(data)
        while data:
            try:
                unpacker.decompress(data)
            except zlib.error:
                return whole
            data = unpacker.unused_data
            if unpacker.eof:
                whole = position - len(data)
                unpacker = zlib.decompressobj(GZIP_WINDOW)
            if not data:
                data = handle.read(CHUNK_BYTES)
                position += len(data)
    return whole


def _wrong_block(record: WarcRecord) -> tuple[str, ...]:
    return () if record.verify_block_digest() else ("block",)


def _entry(record: WarcRecord, name: str) -> Entry | None:
    if record.record_type not in (WarcRecordType.response, WarcRecordType.revisit):
        return None
    headers, http = record.headers, record.http_headers
    address = headers.get("WARC-Target-URI") or ""
    return Entry(
        file=name,
        offset=record.stream_pos,
        source=name.partition("/")[0],
        url=unquote(headers.get(REQUESTED) or "") or address,
        canonical_url=canonical(address),
        fetched_at=record.record_date or _EPOCH,
        status=http.status_code if http is not None else None,
        media_type=(record.http_content_type or "") if http is not None else "",
        digest=headers.get("WARC-Payload-Digest") or "",
        etag=http.get("ETag") if http is not None else None,
        last_modified=http.get("Last-Modified") if http is not None else None,
        state=_state(record),
        record_id=headers.get("WARC-Record-ID") or "",
    )


def _state(record: WarcRecord) -> State:
    status = record.http_headers.status_code if record.http_headers is not None else None
    if record.record_type == WarcRecordType.revisit:
        return State.NOT_MODIFIED if status == NOT_MODIFIED else State.REVISIT
    return State.NEW if status is not None and 200 <= status < 300 else State.FAILED
