"""Bytes from files, never more than one record's worth in memory.

Comes in: a path and a limit. Goes out: a whole small file, or its lines one by one, and
text decoded from either. It refuses to guess an encoding that nothing declares, beyond
UTF-8 and a byte order mark.
"""

from __future__ import annotations

import codecs
import gzip
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, cast

from pipeline.errors import InputError
from pipeline.extract.normal_text import encodable

#: What reading may raise once a file is open: the disk, a cut or corrupt gzip member.
READ_ERRORS = (OSError, EOFError, zlib.error)
#: How much of an overlong line is thrown away at a time.
SKIP_BYTES = 1 << 20

#: How files that are no text begin. A suffix is a claim, these are evidence.
MAGIC = (
    (b"%PDF-", "a PDF document"),
    (b"PK\x03\x04", "a ZIP archive or office document"),
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"\x1f\x8b", "gzip data; name it .gz"),
    (b"\xd0\xcf\x11\xe0", "an old office document"),
    (b"PAR1", "a Parquet file"),
)
BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def open_bytes(path: Path, *, compressed: bool) -> IO[bytes]:
    """Open `path` for reading, through gzip where it is compressed. Raises OSError."""
    if compressed:
        return cast("IO[bytes]", gzip.open(path, "rb"))
    return path.open("rb")


def read_whole(path: Path, *, compressed: bool, limit: int) -> bytes:
    """Return the content of a file of at most `limit` bytes.

    Raises InputError where the file is empty, larger, cut off or refuses to be read.
    """
    try:
        with open_bytes(path, compressed=compressed) as handle:
            data = handle.read(limit + 1)
    except READ_ERRORS as err:
        raise InputError(f"cannot be read: {_say(err)}", path=encodable(path)) from err
    if not data.strip():
        raise InputError("the file is empty", path=encodable(path))
    if len(data) > limit:
        raise InputError(f"larger than the limit of {limit:,} bytes", path=encodable(path))
    return data


def read_lines(path: Path, *, compressed: bool, limit: int) -> Iterator[tuple[int, bytes | None]]:
    """Yield (line number from 1, line with its end); the line is None where it passes `limit`.

    An overlong line is skipped in pieces, so memory stays bounded. Raises InputError where
    the file is empty, cut off or refuses to be read; the lines before have been yielded.
    """
    number = 0
    try:
        with open_bytes(path, compressed=compressed) as handle:
            while line := handle.readline(limit + 1):
                number += 1
                if len(line) <= limit:
                    yield number, line
                    continue
                while line and not line.endswith(b"\n"):
                    line = handle.readline(SKIP_BYTES)
                yield number, None
    except READ_ERRORS as err:
        place = f"line {number + 1}"
        raise InputError(f"cannot be read further: {_say(err)}", path=encodable(path), place=place) from err
    if number == 0:
        raise InputError("the file is empty", path=encodable(path))


def looks_binary(data: bytes) -> str | None:
    """Say what `data` is where it is no text, by its first bytes; None where it may be text."""
    for magic, what in MAGIC:
        if data.startswith(magic):
            return what
    if mark_encoding(data) is None and b"\x00" in data[:8192]:
        return "binary data"
    return None


def mark_encoding(data: bytes) -> str | None:
    """Return the codec that a byte order mark names, None where there is no mark."""
    return next((codec for mark, codec in BYTE_ORDER_MARKS if data.startswith(mark)), None)


def decode_text(data: bytes) -> str:
    """Decode plain text: by its byte order mark, else as UTF-8. Raises UnicodeDecodeError."""
    return data.decode(mark_encoding(data) or "utf-8")


def _say(err: Exception) -> str:
    if isinstance(err, EOFError):
        return "the compressed data is cut off"
    if isinstance(err, OSError) and err.strerror:
        return err.strerror.lower()
    return str(err) or type(err).__name__
