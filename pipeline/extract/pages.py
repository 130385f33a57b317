"""Single pages: HTML and text files, and the captures of a WARC.

Comes in: one `Source`, and the day of publication the user states. Goes out: `Unit`s and
`InputError`s. It refuses binary files under a text suffix and text that is no UTF-8; HTML
keeps its bytes, `to_article` decodes them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from pipeline.errors import InputError
from pipeline.extract.bounded import decode_text, looks_binary, read_whole
from pipeline.extract.sources import Source
from pipeline.extract.units import MAX_RECORD_BYTES, ArchiveReader, Unit
from pipeline.records import Capture


def read_html(source: Source, published: dt.date | None) -> Iterator[Unit | InputError]:
    """Yield the unit of one HTML file, its bytes undecoded."""
    try:
        body = _read_page(source)
    except InputError as err:
        yield err
        return
    capture = Capture(url=None, body=body, media_type="text/html", published_on=published, raw_ref=source.name)
    yield Unit(path=source.shown, place=None, raw_ref=source.name, capture=capture, published=published)


def read_text(source: Source, published: dt.date | None) -> Iterator[Unit | InputError]:
    """Yield the unit of one text file: UTF-8, or what its byte order mark says."""
    path = source.shown
    try:
        text = decode_text(_read_page(source))
    except InputError as err:
        yield err
    except UnicodeDecodeError as err:
        yield InputError(f"no valid {err.encoding.upper()} text at byte {err.start + 1}", path=path)
    else:
        yield Unit(path=path, place=None, raw_ref=source.name, text=text, published=published)


def read_archive(source: Source, reader: ArchiveReader | None) -> Iterator[Unit | InputError]:
    """Yield the HTML captures of one WARC; `reader` is the archive stage's, handed in by the run."""
    path = source.shown
    if reader is None:
        yield InputError("a WARC, but this run was given nothing to open one with", path=path)
        return
    for found in reader(source.path, name=source.name, max_body_bytes=MAX_RECORD_BYTES):
        yield found if isinstance(found, InputError) else unit_of_capture(found, path=path)


def unit_of_capture(capture: Capture, *, path: str) -> Unit:
    """Return the unit of one capture, as it comes from a fetch or out of an archive."""
    raw_ref = capture.raw_ref or path
    return Unit(
        path=path,
        place=f"record at {raw_ref.rpartition(':')[2]}" if ":" in raw_ref else None,
        raw_ref=raw_ref,
        capture=capture,
        url=capture.url,
        title=capture.title,
        published=capture.published_on,
        fetched_at=capture.fetched_at,
        from_archive=True,
    )


def _read_page(source: Source) -> bytes:
    body = read_whole(source.path, compressed=source.compressed, limit=MAX_RECORD_BYTES)
    what = looks_binary(body)
    if what:
        raise InputError(f"is {what}, not {source.format}", path=source.shown)
    return body
