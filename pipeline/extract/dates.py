"""The day of publication, as a record or a page gives it.

Comes in: a value from a corpus (text, date, datetime). Goes out: a date, or None where it is
none; and whether a page states a date found in it. It refuses what can be read in two ways
(03/04/2023), days outside the years of news, and any default: what is not said stays unknown.
"""

from __future__ import annotations

import datetime as dt
import re
from email.utils import parsedate_to_datetime

#: The years in which a day of publication is believed. Older or later is a mistake.
FIRST_YEAR = 1800
LAST_YEAR = 2099

_ISO_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[T ].{0,40})?", re.ASCII)
_COMPACT_DAY = re.compile(r"(\d{4})(\d{2})(\d{2})", re.ASCII)
_WRITTEN_DAY = re.compile(r"(\d{1,2})\s+([A-Za-z]{3,9})\.?,?\s+(\d{4})", re.ASCII)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def parse_day(value: object) -> dt.date | None:
    """Return the date that `value` states, None where it states none.

    Read are dates, datetimes, ISO 8601 (with or without a time, whose day counts as
    written), `20230310`, `10 March 2023` and the form of e-mail and RSS.
    """
    day: dt.date | None = None
    if isinstance(value, dt.datetime):
        day = value.date()
    elif isinstance(value, dt.date):
        day = value
    elif isinstance(value, str):
        day = _parse_text(value.strip())
    return day if day is not None and FIRST_YEAR <= day.year <= LAST_YEAR else None


def states_day(text: str, day: dt.date) -> bool:
    """Say whether `text` holds `day` to the day in any usual writing.

    A guard for dates that a library found in a page: out of "2031-05" the parsers below
    htmldate make a day by taking that of the clock.
    """
    if day.isoformat() in text:
        return True
    month = rf"(?:{_MONTHS[day.month - 1]}[a-z]{{0,6}}\.?|0?{day.month})"
    number = rf"0?{day.day}(?:st|nd|rd|th)?"
    between = r"[\s,./_-]{1,3}(?:of\s)?"
    year = rf"(?:{day.year}|{day.year % 100:02})"
    forms = (
        rf"{day.year}[-/._]?{day.month:02}[-/._]?{day.day:02}",
        rf"{day.year}{between}{month}{between}{number}(?!\d)",
        rf"(?<!\d){number}{between}{month}{between}{year}(?!\d)",
        rf"(?<![a-z\d]){month}{between}{number}{between}{year}(?!\d)",
    )
    return any(re.search(form, text, re.IGNORECASE) for form in forms)


def _parse_text(text: str) -> dt.date | None:
    if match := _ISO_DAY.fullmatch(text) or _COMPACT_DAY.fullmatch(text):
        return _day(*(int(part) for part in match.groups()))
    if match := _WRITTEN_DAY.fullmatch(text):
        day, month, year = match.groups()
        return _day(int(year), _month(month), int(day))
    try:
        return parsedate_to_datetime(text).date()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _month(name: str) -> int:
    return _MONTHS.index(name[:3].lower()) + 1 if name[:3].lower() in _MONTHS else 0


def _day(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None
