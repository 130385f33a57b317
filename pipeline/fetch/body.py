"""Bodies read and unpacked with a limit at every step.

Comes in: the pieces of a body as they arrive, or a whole `Exchange`. Goes out: the bytes as
received, or unpacked. It refuses to hold more than its limits, and codings that were not asked for.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import AsyncIterable, Callable, Iterator
from dataclasses import dataclass

from pipeline.fetch.failure import FetchFailure
from pipeline.records import Exchange

#: What is asked for in `Accept-Encoding`: zlib unpacks it piece by piece, so that a limit can hold.
ACCEPT_ENCODING = "gzip, deflate"
#: Unpacked bytes held at a time while counting.
PIECE_BYTES = 256 * 1024
_WINDOW = {"gzip": 31, "deflate": 15}
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{1,40})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Limits:
    """How many bytes of a body are read as sent, and how many unpacked.

    With `cut` a longer body is read up to there instead of refused.
    """

    sent: int
    unpacked: int
    cut: bool = False


_GZIP_MAGIC = b"\x1f\x8b"


def coding_of(header: str | None, url: str) -> str | None:
    """Return the content coding by its usual name, None for none. Raises `FetchFailure` (`coding`)."""
    names = [name.strip().lower() for name in (header or "").split(",")]
    names = [name.removeprefix("x-") for name in names if name not in ("", "identity")]
    if not names:
        return None
    if len(names) > 1 or names[0] not in _WINDOW:
        raise FetchFailure("coding", url, (header or "")[:80])
    return names[0]


class Unpacker:
    """Unpacks one coding piece by piece; gzip may hold several members, as the format allows."""

    def __init__(self, coding: str, url: str) -> None:
        self._coding = coding
        self._url = url
        self._wbits = _WINDOW[coding]
        self._inner = zlib.decompressobj(self._wbits)
        self._started = False
        self._held = b""

    def feed(self, data: bytes) -> Iterator[bytes]:
        """Yield what `data` unpacks to, in pieces of at most `PIECE_BYTES`."""
        data, self._held = self._held + data, b""
        while data:
            if self._inner.eof:
                if data == _GZIP_MAGIC[:1]:
                    # The first byte of another member may end a piece; alone it says nothing yet.
                    self._held = data
                    return
                # Another member, or padding after the last one, which gzip itself ignores too.
                if self._coding != "gzip" or not data.startswith(_GZIP_MAGIC):
                    return
                self._inner = zlib.decompressobj(self._wbits)
            piece = self._step(data)
            self._started = True
            data = self._inner.unused_data if self._inner.eof else self._inner.unconsumed_tail
            if piece:
                yield piece

    def _step(self, data: bytes) -> bytes:
        try:
            return self._inner.decompress(data, PIECE_BYTES)
        except zlib.error as err:
            if self._coding == "deflate" and not self._started:
                # Half the servers that say "deflate" leave the zlib wrapping off (RFC 9110, 8.4.1.2).
                self._wbits = -15
                self._inner = zlib.decompressobj(self._wbits)
                try:
                    return self._inner.decompress(data, PIECE_BYTES)
                except zlib.error as second:
                    raise FetchFailure("coding", self._url, str(second)) from second
            raise FetchFailure("coding", self._url, str(err)) from err

    def finish(self) -> None:
        """Raise `FetchFailure` (`cut_off`) where the packed data had not ended."""
        if self._started and not self._inner.eof:
            raise FetchFailure("cut_off", self._url, f"{self._coding} data without its end")


async def read_capped(
    pieces: AsyncIterable[bytes], coding: str | None, limits: Limits, url: str, tick: Callable[[], None]
) -> bytes:
    """Return the body as sent, having counted what it unpacks to; `limits.cut` ends it with the piece that is over.

    `tick` is called for each piece and raises where time is up: a server that drips never times
    out otherwise. Raises `FetchFailure` (`too_large`, `coding`, `cut_off`).
    """
    unpacker = Unpacker(coding, url) if coding is not None else None
    parts: list[bytes] = []
    sent = unpacked = 0
    async for piece in pieces:
        tick()
        sent += len(piece)
        if sent > limits.sent and not limits.cut:
            raise FetchFailure("too_large", url, f"over {limits.sent:,} bytes")
        parts.append(piece)
        for plain in unpacker.feed(piece) if unpacker is not None else (piece,):
            unpacked += len(plain)
            if unpacked > limits.unpacked:
                break
        if limits.cut and (sent > limits.sent or unpacked > limits.unpacked):
            return b"".join(parts)
        if unpacked > limits.unpacked:
            raise FetchFailure("too_large", url, f"over {limits.unpacked:,} bytes unpacked")
    if unpacker is not None:
        unpacker.finish()
    return b"".join(parts)


def unpack(data: bytes, coding: str, limit: int, url: str, *, cut: bool = False) -> bytes:
    """Return `data` unpacked; with `cut`, what there is of it up to `limit` bytes and the piece that is over.

    Raises `FetchFailure` (`too_large`, `coding`, `cut_off`).
    """
    unpacker = Unpacker(coding, url)
    parts: list[bytes] = []
    size = 0
    for piece in unpacker.feed(data):
        size += len(piece)
        parts.append(piece)
        if size > limit:
            if cut:
                return b"".join(parts)
            raise FetchFailure("too_large", url, f"over {limit:,} bytes unpacked")
    if not cut:
        unpacker.finish()
    return b"".join(parts)


def plain_body(exchange: Exchange, limit: int, *, cut: bool = False) -> bytes:
    """Return the body without its content coding, and without gzip as a file (`sitemap.xml.gz`).

    With `cut`, of a body that is longer than `limit` the first `limit` bytes, and of one that is packed and broke
    off what there is. Raises `FetchFailure` (`too_large`, `coding`, `cut_off`).
    """
    body = exchange.body
    if exchange.content_encoding is not None:
        body = unpack(body, exchange.content_encoding, limit, exchange.final_url, cut=cut)
    if body.startswith(b"\x1f\x8b"):
        body = unpack(body, "gzip", limit, exchange.final_url, cut=cut)
    if len(body) > limit and not cut:
        raise FetchFailure("too_large", exchange.final_url, f"over {limit:,} bytes")
    return body[:limit]


def media_type(header: str | None) -> str:
    """Return the media type of a Content-Type in lower case, "" where there is none."""
    return (header or "").partition(";")[0].strip().lower()


def charset(header: str | None) -> str | None:
    """Return the charset that a Content-Type names, None where it names none."""
    found = _CHARSET.search(header or "")
    return found.group(1).lower() if found else None
