"""What the lists said last time, so that an unchanged one need not be sent again.

Comes in: a folder. Goes out: for each document its validators and what it listed. It refuses to be
needed: without it, or with a file in it broken, every list is simply fetched whole.
"""

from __future__ import annotations

import datetime as dt
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.errors import OutputError
from pipeline.fetch.base import Further, Listed, Listing

#: Raised when the form of the files changes: older ones are passed over.
FORM = 1
#: A document that lists more is not remembered: sending it again costs less than keeping it.
MAX_REMEMBERED = 3000


@dataclass(frozen=True, slots=True)
class Remembered:
    """One document as it was answered last: its validators and what it listed."""

    etag: str | None
    last_modified: str | None
    listing: Listing


class ListMemory:
    """The documents of one source; `folder` None remembers nothing."""

    def __init__(self, folder: Path | None, source: str) -> None:
        self._path = folder / f"{source}.json" if folder is not None else None
        self._before = _read(self._path) if self._path is not None else {}
        self._after: dict[str, Remembered] = {}

    def recall(self, url: str) -> Remembered | None:
        """Return what is known of a document."""
        return self._before.get(url)

    def keep(self, url: str, remembered: Remembered) -> None:
        """Remember a document that was answered in full."""
        listing = remembered.listing
        if (remembered.etag or remembered.last_modified) and len(listing.items) <= MAX_REMEMBERED:
            # The key of an API is never written down; such a document is not remembered at all.
            if not any(further.secret for further in listing.further):
                self._after[url] = remembered
        else:
            self._before.pop(url, None)

    def save(self) -> None:
        """Write what was learnt, whole or not at all. Raises `OutputError`."""
        everything = self._before | self._after
        if self._path is None or not self._after:
            return
        body = json.dumps({"form": FORM, "documents": {url: _row(everything[url]) for url in sorted(everything)}})
        try:
            if self._path.is_file() and self._path.read_text(encoding="utf-8") == body:
                return
            self._path.parent.mkdir(parents=True, exist_ok=True)
            temporary = self._path.with_name(f".{self._path.name}.tmp")
            with temporary.open("w", encoding="utf-8") as file:
                file.write(body)
                file.flush()
                os.fsync(file.fileno())
            temporary.replace(self._path)
        except OSError as err:
            raise OutputError(f"{self._path}: cannot be written: {err.strerror}") from err


def _row(remembered: Remembered) -> dict[str, Any]:
    return {
        "etag": remembered.etag,
        "last_modified": remembered.last_modified,
        "items": [
            [item.url, _iso(item.published), _iso(item.updated), item.title] for item in remembered.listing.items
        ],
        "further": [further.url for further in remembered.listing.further],
    }


def _iso(moment: dt.datetime | None) -> str | None:
    return moment.isoformat() if moment is not None else None


def _moment(text: str | None) -> dt.datetime | None:
    return dt.datetime.fromisoformat(text) if text is not None else None


def _read(path: Path) -> dict[str, Remembered]:
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        if data["form"] != FORM:
            return {}
        return {
            url: Remembered(
                row["etag"],
                row["last_modified"],
                Listing(
                    tuple(Listed(u, _moment(p), _moment(m), t) for u, p, m, t in row["items"]),
                    tuple(Further(further) for further in row["further"]),
                ),
            )
            for url, row in data["documents"].items()
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        # Never there, or broken: the memory saves traffic and nothing else, so the lists are read anew.
        return {}
