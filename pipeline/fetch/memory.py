"""What the lists said last time, so that what is unchanged need not be sent again.

Comes in: a folder. Goes out: for each list its validators and what it listed, for each page the date
of change under which it was last fetched. It refuses to be needed: without it, or with a file in it
broken, every list is fetched whole and every page asked for again.
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.disk import write_synced
from pipeline.errors import OutputError
from pipeline.fetch.base import Further, Listed, Listing

#: Raised when the form of the files changes: older ones are passed over.
FORM = 2
#: A document that lists more is not remembered: sending it again costs less than keeping it.
MAX_REMEMBERED = 3000


@dataclass(frozen=True, slots=True)
class Remembered:
    """One document as it was answered last: its validators and what it listed."""

    etag: str | None
    last_modified: str | None
    listing: Listing


@dataclass(frozen=True, slots=True)
class Seen:
    """A page as it was fetched last: when the lists said it had changed, and when it was fetched first.

    `leads_to` is the address that answered where redirects led to another page's, None where they did not.
    """

    updated: dt.datetime | None
    first_at: dt.datetime
    leads_to: str | None = None


class ListMemory:
    """The lists and pages of one source; `folder` None remembers nothing.

    Written are the pages named in this run alone, so that the file does not grow with the years.
    """

    def __init__(self, folder: Path | None, source: str) -> None:
        self._path = folder / f"{source}.json" if folder is not None else None
        self._before, self._seen_before = _read(self._path) if self._path is not None else ({}, {})
        self._after: dict[str, Remembered] = {}
        self._seen: dict[str, Seen] = {}

    def recall(self, url: str) -> Remembered | None:
        """Return what is known of a document."""
        return self._before.get(url)

    def keep(self, url: str, remembered: Remembered) -> None:
        """Remember a document that was answered in full."""
        listing = remembered.listing
        # The key of an API is never written down; such a document is not remembered at all.
        if len(listing.items) <= MAX_REMEMBERED and not any(further.secret for further in listing.further):
            self._after[url] = remembered
        else:
            self._before.pop(url, None)

    def seen(self, url: str) -> Seen | None:
        """Return how a page was fetched last, and remember it for the next run too."""
        found = self._seen_before.get(url)
        if found is not None:
            self._seen[url] = found
        return found

    def fetched(
        self, url: str, updated: dt.datetime | None, now: dt.datetime, leads_to: str | None = None
    ) -> None:
        """Remember that a page was fetched while the lists gave `updated` for it, and where it answered."""
        before = self._seen_before.get(url)
        self._seen[url] = Seen(updated, before.first_at if before is not None else now, leads_to)

    def save(self) -> None:
        """Write what was learnt, whole or not at all. Raises `OutputError`."""
        if self._path is None or not (self._after or self._seen):
            return
        documents = self._before | self._after
        body = json.dumps(
            {
                "form": FORM,
                "documents": {url: _row(documents[url]) for url in sorted(documents)},
                "pages": {
                    url: [_iso(seen.updated), seen.first_at.isoformat(), seen.leads_to]
                    for url, seen in sorted(self._seen.items())
                },
            }
        )
        try:
            if self._path.is_file() and self._path.read_text(encoding="utf-8") == body:
                return
            self._path.parent.mkdir(parents=True, exist_ok=True)
            temporary = self._path.with_name(f".{self._path.name}.tmp")
            write_synced(temporary, body.encode())
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


def _read(path: Path) -> tuple[dict[str, Remembered], dict[str, Seen]]:
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        if data["form"] != FORM:
            return {}, {}
        documents = {
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
        pages = {
            url: Seen(_moment(updated), dt.datetime.fromisoformat(first), leads_to)
            for url, (updated, first, leads_to) in data["pages"].items()
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        # Never there, or broken: the memory saves traffic and nothing else, so everything is asked for anew.
        return {}, {}
    return documents, pages
