"""HTML captures out of a WARC: ours, Common Crawl's or anybody's, read by FastWARC.

Comes in: a `.warc` or `.warc.gz`. Goes out: a `Capture` for each successful HTML response or
resource, `raw_ref` being `name:offset`, and an `InputError` for what is broken. It refuses
other media types and statuses without a word, and to hold more than one record in memory.
"""

from __future__ import annotations

import datetime as dt
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO
from urllib.parse import unquote

from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType

from pipeline.archive.ending import Ending, ending_of
from pipeline.archive.fields import NO_ADDRESS, OPAQUE_ADDRESS, PUBLISHED, TITLE, UNDATED
from pipeline.errors import InputError
from pipeline.records import Capture

#: What counts as a page.
HTML_TYPES = frozenset({"text/html", "application/xhtml+xml"})
#: The statuses of a page that is there. 203 is one that a proxy changed, 206 a part of one.
GOOD_STATUSES = frozenset({200, 203})
#: What FastWARC and the unpacking of a body raise over broken data.
READ_ERRORS = (OSError, EOFError, ValueError, zlib.error)


def read_captures(path: Path, *, name: str, max_body_bytes: int) -> Iterator[Capture | InputError]:
    """Yield the HTML captures of the WARC at `path`, and an error where it is broken or cut off.

    The captures before a break are yielded. Bodies come unpacked; one of more than
    `max_body_bytes` is an error of its own, and the next record follows.
    """
    try:
        with path.open("rb") as handle:
            yield from _read(handle, path, name, max_body_bytes)
    except OSError as err:
        yield InputError(f"cannot be read: {(err.strerror or str(err)).lower()}", path=str(path))


def read_capture(path: Path, offset: int, *, name: str, max_body_bytes: int) -> Capture | InputError:
    """Return the one HTML capture whose record begins at `offset`, its body unpacked, or why it cannot be read."""
    place = f"record at {offset}"
    try:
        with path.open("rb") as handle:
            handle.seek(offset)
            records = ArchiveIterator(
                handle, record_types=WarcRecordType.any_type, parse_http=True, auto_decode="all"
            )
            record = next(iter(records), None)
            if record is None or not (_is_page(record) or _is_untyped(record)):
                return InputError("holds no page", path=str(path), place=place)
            return _capture(record, path, name, max_body_bytes)
    except READ_ERRORS as err:
        return InputError(f"cannot be read: {str(err).lower()}", path=str(path), place=place)


def _read(handle: BinaryIO, path: Path, name: str, max_body_bytes: int) -> Iterator[Capture | InputError]:
    # The last page is held back until the file is known to end where its record does.
    held: Capture | InputError | None = None
    last = -1
    try:
        for record in ArchiveIterator(handle, record_types=WarcRecordType.any_type, parse_http=True, auto_decode="all"):
            if held is not None:
                yield held
            last = record.stream_pos
            held = _capture(record, path, name, max_body_bytes) if _is_page(record) else None
    except READ_ERRORS as err:
        if held is not None:
            yield held
        place = f"behind the record at {last}" if last >= 0 else None
        yield InputError(f"no WARC, or a broken one: {str(err).lower()}", path=str(path), place=place)
        return
    if last < 0:
        yield InputError("the file is empty" if path.stat().st_size == 0 else "holds no WARC record", path=str(path))
        return
    ending = ending_of(path, last)
    if held is not None and ending is not Ending.IN_RECORD:
        yield held
    if ending is not Ending.WHOLE:
        where = "in" if ending is Ending.IN_RECORD else "behind"
        yield InputError("the WARC is cut off", path=str(path), place=f"{where} the record at {last}")


def _is_page(record: WarcRecord) -> bool:
    if record.record_type == WarcRecordType.response:
        http = record.http_headers
        return http is not None and http.status_code in GOOD_STATUSES and record.http_content_type in HTML_TYPES
    if record.record_type == WarcRecordType.resource:
        return _media_type(record)[0] in HTML_TYPES
    return False


def _is_untyped(record: WarcRecord) -> bool:
    """Say whether a server sent something without naming its type, which browsers take for a page."""
    http = record.http_headers if record.record_type == WarcRecordType.response else None
    return http is not None and http.status_code in GOOD_STATUSES and not record.http_content_type


def _capture(record: WarcRecord, path: Path, name: str, max_body_bytes: int) -> Capture | InputError:
    place = f"record at {record.stream_pos}"
    try:
        body = _body(record, max_body_bytes)
    except READ_ERRORS as err:
        return InputError(f"the body cannot be unpacked: {str(err).lower()}", path=str(path), place=place)
    if len(body) > max_body_bytes:
        return InputError(f"larger than the limit of {max_body_bytes:,} bytes", path=str(path), place=place)
    media_type, charset = _media_type(record)
    headers = record.headers
    return Capture(
        url=_address(headers.get("WARC-Target-URI")),
        body=body,
        media_type=media_type,
        charset=charset,
        fetched_at=None if headers.get(UNDATED) else record.record_date,
        published_on=_day(headers.get(PUBLISHED)),
        title=unquote(headers.get(TITLE) or "") or None,
        raw_ref=f"{name}:{record.stream_pos}",
    )


def _body(record: WarcRecord, limit: int) -> bytes:
    """Read at most one byte more than `limit`, unpacked: a small record may hold a huge page."""
    parts: list[bytes] = []
    wanted = limit + 1
    while wanted > 0 and (part := record.reader.read(wanted)):
        parts.append(part)
        wanted -= len(part)
    return b"".join(parts)


def _media_type(record: WarcRecord) -> tuple[str, str | None]:
    if record.record_type == WarcRecordType.response:
        return record.http_content_type or "", record.http_charset
    media_type, _, rest = (record.headers.get("Content-Type") or "").partition(";")
    name, _, charset = rest.strip().partition("=")
    return media_type.strip().lower(), (charset.strip(" \"'") or None) if name.lower() == "charset" else None


def _address(uri: str | None) -> str | None:
    if uri is None or uri.startswith(NO_ADDRESS):
        return None
    if uri.startswith(OPAQUE_ADDRESS):
        return unquote(uri.removeprefix(OPAQUE_ADDRESS))
    # WARC 1.0 files of wget put the address in angle brackets.
    return uri.strip().removeprefix("<").removesuffix(">") or None


def _day(text: str | None) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text or "")
    except ValueError:
        return None
