"""Whether a WARC ends where its last record does.

Comes in: a file and the offset of the last record that was read. Goes out: how the file ends.
It refuses to repair anything. FastWARC hands out a cut record as if it were whole and passes
over half a header, so a download that broke off would go unnoticed without this.
"""

from __future__ import annotations

import enum
import re
import zlib
from pathlib import Path
from typing import BinaryIO

GZIP_MAGIC = b"\x1f\x8b"
#: Window bits for zlib to expect a gzip header.
GZIP_WINDOW = 31
CHUNK_BYTES = 1 << 16
#: The header of a WARC record is shorter, or it is none.
HEADER_BYTES = 1 << 16

_LENGTH = re.compile(rb"^content-length:\s*(\d{1,15})\s*$", re.IGNORECASE | re.MULTILINE)


class Ending(enum.Enum):
    """How a WARC ends."""

    WHOLE = "whole"
    #: The last record itself is cut off.
    IN_RECORD = "in record"
    #: The last record is whole, what follows it is not.
    BEHIND_RECORD = "behind record"


def ending_of(path: Path, offset: int) -> Ending:
    """Return how the file ends, its last known record beginning at `offset`. Raises OSError."""
    with path.open("rb") as handle:
        packed = handle.read(2) == GZIP_MAGIC
        handle.seek(offset)
        return _packed_ending(handle) if packed else _plain_ending(handle, path.stat().st_size - offset)


def _packed_ending(handle: BinaryIO) -> Ending:
    members = 0
    unpacker = zlib.decompressobj(GZIP_WINDOW)
    data = handle.read(CHUNK_BYTES)
    while data:
        try:
            unpacker.decompress(data)
        except zlib.error:
            # One gzip member around the whole file: offsets count unpacked bytes and prove nothing.
            return Ending.BEHIND_RECORD if members else Ending.WHOLE
        data = unpacker.unused_data or handle.read(CHUNK_BYTES)
        if unpacker.eof:
            members += 1
            if data.strip(b"\x00"):
                unpacker = zlib.decompressobj(GZIP_WINDOW)
            else:
                data = b""
    if unpacker.eof:
        return Ending.WHOLE
    return Ending.BEHIND_RECORD if members else Ending.IN_RECORD


def _plain_ending(handle: BinaryIO, available: int) -> Ending:
    header, separator, _ = handle.read(HEADER_BYTES).partition(b"\r\n\r\n")
    length = _LENGTH.search(header.replace(b"\r", b""))
    if not separator or length is None:
        return Ending.IN_RECORD
    rest = available - len(header) - len(separator) - int(length[1])
    if rest < 0:
        return Ending.IN_RECORD
    # Two line ends close a record; writers have been seen to add or drop one.
    return Ending.WHOLE if rest <= len(b"\r\n\r\n") + 2 else Ending.BEHIND_RECORD
