"""What a time expression is worth: one interval of days, and its EDTF string (ISO 8601-2).

Comes in: years, months, days, dates. Goes out: `Value` (EDTF, first and last day) and `DateMention`.
It refuses to guess: a year that is not known is written `XXXX` and has no interval.
"""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass

#: EDTF level 1 season numbers of the northern hemisphere, and their first months (meteorological).
SEASONS = {"spring": (21, 3), "summer": (22, 6), "autumn": (23, 9), "winter": (24, 12)}


@dataclass(frozen=True, slots=True)
class Value:
    """A resolved expression: `edtf`, and its first and last day (None where the year is not known)."""

    edtf: str | None = None
    date_start: dt.date | None = None
    date_end: dt.date | None = None


@dataclass(frozen=True, slots=True)
class DateMention:
    """One expression of time: `text[start:end]`, its value, and how it hangs together with its neighbours.

    `kind` is `day`, `week`, `weekend`, `month`, `season`, `year` or `school_year`. Mentions of one list or
    range share `group`; the two ends of a range share `range_id` too and have `range_role` `start` or `end`.
    `looks` is 1 where the clause looks ahead of the day of publication, -1 back, 0 where nothing tells.
    `edtf` is None where the expression is relative and the day of publication is not known.
    """

    start: int
    end: int
    text: str
    kind: str
    edtf: str | None
    date_start: dt.date | None
    date_end: dt.date | None
    group: int
    range_id: int | None = None
    range_role: str | None = None
    looks: int = 0

    @property
    def is_range(self) -> bool:
        """Whether the mention is one end of a stated range."""
        return self.range_id is not None


def of_day(day: dt.date) -> Value:
    """Return the value of one day."""
    return Value(day.isoformat(), day, day)


def of_unknown_year(month: int, day: int | None = None) -> Value:
    """Return the value of a month, or of a day of it, in a year that is not known."""
    return Value(f"XXXX-{month:02d}" + (f"-{day:02d}" if day else ""))


def of_month(year: int, month: int) -> Value:
    """Return the value of one calendar month."""
    last = calendar.monthrange(year, month)[1]
    return Value(f"{year:04d}-{month:02d}", dt.date(year, month, 1), dt.date(year, month, last))


def of_year(year: int) -> Value:
    """Return the value of one calendar year."""
    return Value(f"{year:04d}", dt.date(year, 1, 1), dt.date(year, 12, 31))


def of_years(first: int, last: int) -> Value:
    """Return the value of a school, pay or financial year: an EDTF interval of years.

    The days stay open, because the pay year starts in April, August or September by sector and nation.
    """
    return Value(f"{first:04d}/{last:04d}")


def of_season(year: int, name: str) -> Value:
    """Return the value of a season; winter runs into the next year."""
    number, month = SEASONS[name]
    end_year, end_month = (year + 1, 2) if month == 12 else (year, month + 2)
    last = calendar.monthrange(end_year, end_month)[1]
    return Value(f"{year:04d}-{number}", dt.date(year, month, 1), dt.date(end_year, end_month, last))


def of_interval(first: dt.date, last: dt.date) -> Value:
    """Return the value of an interval of days, as a week is; EDTF has no weeks of its own."""
    return Value(f"{first.isoformat()}/{last.isoformat()}", first, last)


def safe_date(year: int, month: int, day: int) -> dt.date | None:
    """Return the date, or None where the calendar has no such day (30 February)."""
    if not 1 <= month <= 12 or not 1 <= day <= calendar.monthrange(year, month)[1]:
        return None
    return dt.date(year, month, day)
