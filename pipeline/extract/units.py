"""What the readers hand to `to_article`: one light, picklable unit of raw input.

Comes in: nothing. Goes out: `Unit`, the limits of one record, and the protocol of whatever
opens a WARC. It refuses to read anything: readers make units, `article` turns them into text.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from pipeline.errors import InputError
from pipeline.records import Capture

#: The most bytes of one record: an HTML or text file, a JSONL line, a CSV line, the body of a
#: capture. The longest real news page measured is 1.9 MB; ten of them are no news page.
MAX_RECORD_BYTES = 10 * 1024 * 1024

#: The name of this stage in issues.
STAGE = "extract"


@dataclass(frozen=True, slots=True)
class Unit:
    """One thing that becomes one article: either `text`, or a `capture` of HTML bytes.

    `path` and `place` are for messages, as the user named the file; `raw_ref` is what the
    output carries and holds no part of the machine's folders. An HTML unit holds a whole
    `Capture`, so that a run may archive it as a WARC record and set its `raw_ref` from there.
    """

    path: str
    place: str | None
    raw_ref: str
    text: str | None = None
    capture: Capture | None = None
    url: str | None = None
    canonical_url: str | None = None
    source: str | None = None
    title: str | None = None
    authors: tuple[str, ...] = ()
    published: dt.date | None = None
    fetched_at: dt.datetime | None = None
    language: str | None = None
    from_archive: bool = False

    def error(self, message: str) -> InputError:
        """Return the error that names this unit's file and place."""
        return InputError(message, path=self.path, place=self.place)


class ArchiveReader(Protocol):
    """Opens one WARC; the archive stage has the real one, and a run passes it in.

    Stages do not import each other, so `read_units` takes this as an argument.
    """

    def __call__(self, path: Path, *, name: str, max_body_bytes: int) -> Iterator[Capture | InputError]:
        """Yield the HTML captures of `path`, `raw_ref` being `name:offset`, and what failed."""
