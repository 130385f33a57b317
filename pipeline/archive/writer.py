"""Captures into one WARC file, written by warcio and complete or absent.

Comes in: `Capture`s. Goes out: a gzipped WARC 1.1 file, one gzip member a record, with
digests. It refuses to overwrite a file, and to ask the clock: who writes says when.

A capture with the headers of its HTTP response becomes a `response`, one without (an import)
a `resource`: headers that nobody sent are not invented. The same captures give the same bytes.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import uuid
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from types import TracebackType
from typing import BinaryIO
from urllib.parse import quote

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from pipeline.archive.fields import NO_ADDRESS, OPAQUE_ADDRESS, PUBLISHED, TITLE, UNDATED
from pipeline.errors import OutputError
from pipeline.records import Capture

#: Ids of records are derived from their content within this namespace, so that they repeat.
NAMESPACE = uuid.UUID("6f0c2a52-3b0e-5d6e-9a55-0f4b8a0c7d11")


class ArchiveWriter:
    """Writes one WARC; used as a context, the file appears under its name at the end alone.

    `written_at` (with a time zone) dates the file, and records whose capture is undated.
    """

    def __init__(self, path: Path, *, written_at: dt.datetime, software: str = "picketline") -> None:
        if written_at.tzinfo is None:
            raise ValueError("written_at needs a time zone")
        self._path = path
        self._part = path.with_name(f"{path.name}.part")
        self._written_at = written_at
        self._software = software
        self._handle: BinaryIO | None = None

    def __enter__(self) -> ArchiveWriter:
        if self._path.exists():
            raise OutputError(f"{self._path}: exists already")
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._handle = self._part.open("wb")
        except OSError as err:
            raise OutputError(f"{self._part}: {err.strerror}") from err
        self._warc = WARCWriter(self._handle, gzip=True, warc_version="1.1")
        info = {"software": self._software, "format": "WARC File Format 1.1"}
        record = self._warc.create_warcinfo_record(self._path.name, info)
        record.rec_headers.replace_header("WARC-Date", _stamp(self._written_at))
        record.rec_headers.replace_header("WARC-Record-ID", _record_id(self._path.name, _stamp(self._written_at)))
        self._warc.write_record(record)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, err: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._handle is None:
            return
        self._handle.flush()
        os.fsync(self._handle.fileno())
        self._handle.close()
        self._handle = None
        if kind is None:
            self._part.replace(self._path)
        else:
            self._part.unlink(missing_ok=True)

    def write(self, capture: Capture, *, http_headers: Sequence[tuple[str, str]] = (), status: str = "200 OK") -> str:
        """Write one capture and return its `raw_ref`, `name:offset`.

        With `http_headers` it is a `response` with those and `status`; the body must be what they
        describe, already unpacked, so encodings of transport are left out. Raises OutputError.
        """
        if self._handle is None:
            raise OutputError(f"{self._path}: is not open for writing")
        offset = self._handle.tell()
        uri = _uri(capture)
        stamp = _stamp(capture.fetched_at or self._written_at)
        headers = {"WARC-Date": stamp, "WARC-Record-ID": _record_id(uri, stamp, _digest(capture)), **_facts(capture)}
        record = self._warc.create_warc_record(
            uri,
            "response" if http_headers else "resource",
            payload=BytesIO(capture.body),
            length=len(capture.body),
            warc_content_type="" if http_headers else _content_type(capture),
            warc_headers_dict=headers,
            http_headers=_http(http_headers, status, capture) if http_headers else None,
        )
        try:
            self._warc.write_record(record)
        except OSError as err:
            raise OutputError(f"{self._part}: {err.strerror}") from err
        return f"{self._path.name}:{offset}"


def _facts(capture: Capture) -> dict[str, str]:
    """Return the fields that keep what an import stated beside the page."""
    facts = {}
    if capture.fetched_at is None:
        facts[UNDATED] = "yes"
    if capture.published_on is not None:
        facts[PUBLISHED] = capture.published_on.isoformat()
    if capture.title:
        facts[TITLE] = quote(capture.title, safe=" ", errors="replace")
    return facts


def _digest(capture: Capture) -> str:
    return hashlib.sha256(capture.body).hexdigest()


def _http(headers: Sequence[tuple[str, str]], status: str, capture: Capture) -> StatusAndHeaders:
    packed = {"content-encoding", "transfer-encoding", "content-length"}
    kept = [(name, value) for name, value in headers if name.lower() not in packed]
    if not any(name.lower() == "content-type" for name, _ in kept):
        kept.append(("Content-Type", _content_type(capture)))
    return StatusAndHeaders(status, [*kept, ("Content-Length", str(len(capture.body)))], protocol="HTTP/1.1")


def _content_type(capture: Capture) -> str:
    return f"{capture.media_type}; charset={capture.charset}" if capture.charset else capture.media_type


def _uri(capture: Capture) -> str:
    if capture.url is None:
        return NO_ADDRESS + _digest(capture)
    if capture.url.lower().startswith(("http://", "https://")) and capture.url.isascii() and capture.url.isprintable():
        return capture.url.replace(" ", "%20")
    return OPAQUE_ADDRESS + quote(capture.url, safe="", errors="replace")


def _stamp(moment: dt.datetime) -> str:
    if moment.tzinfo is not None:
        moment = moment.astimezone(dt.UTC)
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def _record_id(*parts: str) -> str:
    return f"<urn:uuid:{uuid.uuid5(NAMESPACE, chr(31).join(parts))}>"
