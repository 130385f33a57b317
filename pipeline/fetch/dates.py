"""When an item was published, in whatever format a list says it.

Comes in: a date as text, the source's time zone, the time of the fetch. Goes out: a time in UTC, or
None. It refuses to guess: what cannot be read, or lies in the future or before the web, is None.
"""

from __future__ import annotations

import datetime as dt
import email.utils
import re
from zoneinfo import ZoneInfo

import dateparser

#: No page on the web is older.
FIRST_DAY = dt.datetime(1991, 8, 6, tzinfo=dt.UTC)
#: Clocks of servers run ahead, and "tomorrow's paper" is dated tomorrow.
AHEAD = dt.timedelta(days=2)
#: No date is longer; what is, is somebody's paragraph.
MAX_CHARS = 80
#: Dates of a document that are read as free text: each takes some 3 ms, and fifty thousand would take minutes.
MAX_FREE = 300
#: British zones that RFC 822 does not know, and readers would take for UTC.
_ZONES = {"BST": "+0100", "IST": "+0100", "WET": "+0000", "CET": "+0100", "CEST": "+0200", "Z": "+0000"}
_EPOCH = re.compile(r"(\d{10})(\d{3})?")
_ZONE_NAME = re.compile(r"\b(BST|IST|WET|CET|CEST)$|(?<=\d)(Z)$")


class DateReader:
    """Reads the dates of one document; without a zone they are taken in `zone`."""

    def __init__(self, zone: ZoneInfo, fetched_at: dt.datetime) -> None:
        self._zone = zone
        self._fetched_at = fetched_at
        self._free_left = MAX_FREE

    def read(self, text: str | None) -> dt.datetime | None:
        """Return the time that `text` names, in UTC."""
        text = " ".join((text or "")[: MAX_CHARS + 1].split())
        if not text or len(text) > MAX_CHARS or not re.search(r"\d", text):
            return None
        moment = _standard(text) or self._free(text)
        if moment is None:
            return None
        try:
            if moment.tzinfo is None:
                moment = moment.replace(tzinfo=self._zone)
            moment = moment.astimezone(dt.UTC)
        except (OverflowError, ValueError):
            return None
        return moment if FIRST_DAY <= moment <= self._fetched_at + AHEAD else None

    def _free(self, text: str) -> dt.datetime | None:
        if self._free_left == 0:
            return None
        self._free_left -= 1
        return _free(text, self._fetched_at)


def _standard(text: str) -> dt.datetime | None:
    epoch = _EPOCH.fullmatch(text)
    if epoch:
        return dt.datetime.fromtimestamp(int(epoch.group(1)), dt.UTC)
    text = _ZONE_NAME.sub(lambda found: _ZONES[found.group()], text)
    try:
        return dt.datetime.fromisoformat(text)
    except ValueError:
        pass  # Not ISO 8601; most feeds follow RFC 822.
    try:
        moment = email.utils.parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    # Two-digit years and times of day without a date come out as the first century.
    return moment if moment.year >= FIRST_DAY.year else None


def _free(text: str, fetched_at: dt.datetime) -> dt.datetime | None:
    try:
        found: dt.datetime | None = dateparser.parse(
            text,
            languages=["en", "cy"],
            settings={
                "DATE_ORDER": "DMY",
                # "2 hours ago" is told from the time of the fetch, never from the machine's clock.
                "RELATIVE_BASE": fetched_at.replace(tzinfo=None),
                "REQUIRE_PARTS": ["day", "month", "year"],
                "RETURN_AS_TIMEZONE_AWARE": False,
            },
        )
    except (ValueError, OverflowError, TypeError, RecursionError):
        return None
    return found
