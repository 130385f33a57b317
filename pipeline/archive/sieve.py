"""The few pages worth parsing out of anybody's WARC, at nearly the speed of reading it.

Comes in: a WARC, a prefilter and a span of days. Goes out: an `Exchange` for each page that passes, and counts
of what was dropped and why. It refuses to parse: what passes is judged on its text by others.
"""

from __future__ import annotations

import collections
import datetime as dt
from collections.abc import Iterator
from pathlib import Path

from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType

from pipeline.archive.ending import Ending, ending_of
from pipeline.archive.prefilter import Prefilter
from pipeline.archive.reader import GOOD_STATUSES, HTML_TYPES, READ_ERRORS
from pipeline.errors import InputError
from pipeline.records import Exchange

#: What became of the records, in the order in which they are asked.
RECORDS, NO_PAGE, TOO_LARGE, UNREADABLE, PREFILTER, OTHER_DAY = (
    "records", "no_page", "too_large", "unreadable", "prefilter", "other_day"
)


def sift(
    path: Path, prefilter: Prefilter, window: tuple[dt.date, dt.date], counts: collections.Counter[str], *,
    source: str, max_body_bytes: int,
) -> Iterator[Exchange | InputError]:
    """Yield the pages of `path` captured in `window` that pass, and an error where the file is broken or cut off.

    `counts` gets the number of response records, and of those dropped by reason. Bodies come unpacked.
    """
    last = -1
    try:
        # FastWARC opens the file itself: through a file object of Python each block would be copied once more.
        for record in ArchiveIterator(path, record_types=WarcRecordType.response, auto_decode="all"):
            last = record.stream_pos
            counts[RECORDS] += 1
            body = _passing_body(record, prefilter, counts, max_body_bytes)
            if body is None:
                continue
            # Asked last: reading a date takes longer than stopping most pages.
            if record.record_date is None or not window[0] <= record.record_date.date() <= window[1]:
                counts[OTHER_DAY] += 1
            else:
                yield _exchange(record, body, source)
        if last >= 0 and ending_of(path, last) is Ending.IN_RECORD:
            yield InputError("the WARC is cut off", path=str(path), place=f"in the record at {last}")
    except READ_ERRORS as err:
        place = f"behind the record at {last}" if last >= 0 else None
        yield InputError(f"no WARC, or a broken one: {str(err).lower()}", path=str(path), place=place)


def _passing_body(
    record: WarcRecord, prefilter: Prefilter, counts: collections.Counter[str], limit: int
) -> bytes | None:
    """Return the body of a page that passes, or count why not.

    What is stopped is let go of here, so that the next body is read into memory that the cache still holds.
    """
    http = record.http_headers
    if http is None or http.status_code not in GOOD_STATUSES or record.http_content_type not in HTML_TYPES:
        counts[NO_PAGE] += 1
        return None
    try:
        body: bytes = record.reader.read(limit + 1)
    except READ_ERRORS:
        counts[UNREADABLE] += 1
        return None
    if len(body) > limit:
        counts[TOO_LARGE] += 1
        return None
    if not prefilter.passes(body):
        counts[PREFILTER] += 1
        return None
    return body


def _exchange(record: WarcRecord, body: bytes, source: str) -> Exchange:
    url = (record.headers.get("WARC-Target-URI") or "").strip().removeprefix("<").removesuffix(">")
    http = record.http_headers
    return Exchange(
        url=url,
        final_url=url,
        request_headers=(),
        status=http.status_code or 0,
        reason=http.reason_phrase or "",
        response_headers=tuple(http),
        body=body,
        fetched_at=record.record_date.astimezone(dt.UTC),
        source=source,
    )
