"""One request and its answer as two WARC records, ready to be appended to a file.

Comes in: an `Exchange`, and the earlier capture that holds the same payload. Goes out: the bytes of
a request and of a response or revisit record, one gzip member each. It refuses to write them, and
to invent headers: one that no longer describes the stored body is kept under another name.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import io
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from pipeline.archive.fields import ORIGINAL, REQUESTED
from pipeline.archive.index import Entry
from pipeline.archive.writer import NAMESPACE
from pipeline.records import Exchange

VERSION = "1.1"
_REVISIT = "http://netpreserve.org/warc/1.1/revisit/"
_PRINTABLE = "".join(map(chr, range(32, 127)))
_CONTROL = dict.fromkeys((*range(32), 127), " ")
#: What RFC 3986 lets stand in an address, and the percent sign of what is encoded already.
_IN_ADDRESS = ":/?#[]@!$&'()*+,;=%-._~"


def payload_digest(body: bytes) -> str:
    """Return the digest of a payload as WARC files write it: SHA-1 in base 32."""
    return f"sha1:{base64.b32encode(hashlib.sha1(body, usedforsecurity=False).digest()).decode()}"


def address(url: str) -> str:
    """Return `url` as it may stand in a header: without spaces and controls, other alphabets percent-encoded."""
    return quote(url.strip(), safe=_IN_ADDRESS, errors="replace")


def warcinfo(file_name: str, moment: dt.datetime, software: str) -> bytes:
    """Return the record that opens a file."""
    buffer, writer = _writer()
    info = {"software": software, "format": "WARC File Format 1.1"}
    record = writer.create_warcinfo_record(file_name, info)
    record.rec_headers.replace_header("WARC-Date", stamp(moment))
    record.rec_headers.replace_header("WARC-Record-ID", _record_id(file_name, 0, "warcinfo"))
    writer.write_record(record)
    return buffer.getvalue()


@dataclass(frozen=True, slots=True)
class Composed:
    """The bytes of a request and its answer, where among them the answer starts, and the answer's record id."""

    data: bytes
    start: int
    record_id: str


def compose(exchange: Exchange, *, file_name: str, offset: int, earlier: Entry | None) -> Composed:
    """Return the records of `exchange` for `offset` in a file.

    With `earlier`, the capture that stores the same payload, the response becomes a revisit.
    """
    buffer, writer = _writer()
    uri = address(exchange.final_url)
    common = {"WARC-Date": stamp(exchange.fetched_at)}
    answer_id = _record_id(file_name, offset, "response")
    request = {"WARC-Record-ID": _record_id(file_name, offset, "request"), "WARC-Concurrent-To": answer_id, **common}
    writer.write_record(writer.create_warc_record(
        uri, "request", payload=io.BytesIO(), length=0, warc_headers_dict=request,
        http_headers=StatusAndHeaders(_request_line(uri), _clean(exchange.request_headers), is_http_request=True),
    ))
    start = buffer.tell()
    named = {"WARC-Record-ID": answer_id, **common}
    if address(exchange.url) != uri:
        named[REQUESTED] = address(exchange.url)
    writer.write_record(_answer(writer, exchange, uri, named, earlier))
    return Composed(buffer.getvalue(), start, answer_id)


def stamp(moment: dt.datetime) -> str:
    """Return a moment as WARC 1.1 writes it, to the microsecond."""
    return moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _record_id(file_name: str, offset: int, kind: str) -> str:
    """Return an id that only this record bears: no two share a place."""
    return f"<urn:uuid:{uuid.uuid5(NAMESPACE, f'{file_name}:{offset}:{kind}')}>"


def _writer() -> tuple[io.BytesIO, WARCWriter]:
    buffer = io.BytesIO()
    return buffer, WARCWriter(buffer, gzip=True, warc_version=VERSION)


def _answer(
    writer: WARCWriter, exchange: Exchange, uri: str, named: dict[str, str], earlier: Entry | None
) -> ArcWarcRecord:
    status = f"{exchange.status} {_line(exchange.reason)}".strip()
    http = StatusAndHeaders(status, _stored(exchange), protocol=_line(exchange.http_version))
    if earlier is None:
        return writer.create_warc_record(
            uri, "response", payload=io.BytesIO(exchange.body), length=len(exchange.body), http_headers=http,
            warc_headers_dict=named,
        )
    profile = "server-not-modified" if exchange.not_modified else "identical-payload-digest"
    record = writer.create_revisit_record(
        uri, earlier.digest, earlier.canonical_url, stamp(earlier.fetched_at), http_headers=http,
        warc_headers_dict=named | {"WARC-Refers-To": earlier.record_id},
    )
    record.rec_headers.replace_header("WARC-Profile", _REVISIT + profile)
    return record


def _request_line(uri: str) -> str:
    parts = urlsplit(uri)
    return f"GET {parts.path or '/'}{f'?{parts.query}' if parts.query else ''} HTTP/1.1"


def _stored(exchange: Exchange) -> list[tuple[str, str]]:
    """Return the answer's headers as they describe the body that is stored: no transfer coding, its own length."""
    renamed = {"transfer-encoding", "content-length"} | (set() if exchange.content_encoding else {"content-encoding"})
    length = [("Content-Length", str(len(exchange.body)))]
    return [
        (f"{ORIGINAL}{name}" if name.lower() in renamed else name, value)
        for name, value in _clean(exchange.response_headers)
    ] + ([] if exchange.not_modified else length)


def _clean(headers: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the headers without line ends and other controls, by which a server could forge records."""
    pairs = ((_line(name).replace(":", "").replace(" ", ""), _line(value)) for name, value in headers)
    return [(name, value) for name, value in pairs if name]


def _line(text: str) -> str:
    return quote(text.translate(_CONTROL).strip(), safe=_PRINTABLE, errors="replace")
