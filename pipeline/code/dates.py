"""The dates of a sentence as days and runs of days.

Comes in: sentence views with DATE placeholders. Goes out: EDTF strings and days. It refuses the
article's own date as a default, and to make an end day out of a duration.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.code.view import Group, SentenceView

#: A stated range longer than this is a period and not a list of days of action.
MAX_RANGE_DAYS = 45
#: A leap year before any archive of the web, in which days without a year are counted.
UNKNOWN_YEAR = 1904

_RANGE = re.compile(
    r"^\s*(?:,?\s*(?:to|until|till|through|and)\s+(?:the )?|\s*[-–—]\s*)(?:(?:midnight|noon|early hours|"
    r"\d+(?:[.:]\d+)?\s*(?:am|pm|a\.m\.|p\.m\.)) (?:of |on )?)?$"
)
_BETWEEN = re.compile(r"\bbetween\s+$")
_FROM = re.compile(
    r"\b(?:from|starting|beginning|start(?:s|ed)?(?: on)?|since|began(?: on)?|"
    r"runs? from)\s+(?:\d+(?:[.:]\d+)?\s*(?:am|pm) (?:on )?|midnight on )?$"
)


@dataclass(frozen=True, slots=True)
class Days:
    """Days of one list or range: `edtf` from the first to the last, `days` the named ones."""

    edtf: str
    days: tuple[dt.date, ...]
    #: How many days the text names, also where the year is not known and `days` is empty.
    n_named: int
    is_range: bool
    start_only: bool
    #: Where the run stands in the masked text.
    start: int
    end: int


def edtf_of(group: Group) -> str | None:
    """Return the EDTF value behind a DATE placeholder."""
    return group.mentions[0].edtf


def is_day(group: Group) -> bool:
    """Say whether a DATE is exact to the day."""
    return re.fullmatch(r"(?:\d{4}|XXXX)-\d\d-\d\d", edtf_of(group) or "") is not None


def usable(edtf: str | None) -> bool:
    """Say whether a date is a month or a year, which can date an event; a week or a season is left alone."""
    return edtf is not None and re.fullmatch(r"\d{4}(?:-(?:0\d|1[0-2]))?", edtf) is not None


def day_lists(view: SentenceView) -> list[Days]:
    """Return the runs of dates in a sentence: lists ("9, 10 and 27 September") and ranges."""
    groups = [g for g in view.labelled("DATE") if edtf_of(g) and (is_day(g) or usable(edtf_of(g)))]
    runs: list[list[Group]] = []
    for group in groups:
        if runs and _same_run(view, runs[-1][-1], group):
            runs[-1].append(group)
        else:
            runs.append([group])
    return [_days(view, run) for run in runs]


def _same_run(view: SentenceView, a: Group, b: Group) -> bool:
    between = view.masked[a.end : b.start]
    return (
        len(between) < 40
        and re.fullmatch(
            r"[\s,)(]*(?:and|to|until|till|through|or|&|then|-|–|—|/|plus|as well as|"
            r"with (?:an?|another|more) (?:\w+ ){0,2}(?:day|walkout|strike|one|days)(?: to (?:follow|come))?)?\s*"
            r"(?:on|the)?\s*(?:the\s+)?(?:(?:early hours|midnight|noon|\d+(?:[.:]\d+)?\s*(?:am|pm|a\.m\.|"
            r"p\.m\.))\s*(?:of|on)?\s*)?\(?",
            between,
        )
        is not None
    )


def _days(view: SentenceView, run: Sequence[Group]) -> Days:
    first, last = run[0], run[-1]
    days: list[dt.date] = []
    ranged = False
    at = 0
    while at < len(run):
        day = _calendar_day(run[at])
        end = _calendar_day(run[at + 1]) if at + 1 < len(run) and _ranged(view, run[at], run[at + 1]) else None
        if day and end and 0 < (end - day).days <= MAX_RANGE_DAYS:
            days.extend(day + dt.timedelta(n) for n in range((end - day).days + 1))
            ranged = True
            at += 2
            continue
        if day:
            days.append(day)
        at += 1
    values = [e for g in run if (e := edtf_of(g))]
    exact = sorted(e for g in run if is_day(g) and (e := edtf_of(g))) or sorted(values)
    edtf = exact[0] if exact[0] == exact[-1] else f"{exact[0]}/{exact[-1]}"
    alone = len(run) == 1 and _FROM.search(view.masked[max(first.start - 30, 0) : first.start]) is not None
    named = tuple(dict.fromkeys(days))
    return Days(
        edtf,
        tuple(d for d in named if d.year != UNKNOWN_YEAR),
        len(named),
        ranged and len(run) == 2,
        alone,
        first.start,
        last.end,
    )


def _calendar_day(group: Group) -> dt.date | None:
    """Return the day of a day-exact date; one without a year counts within a stand-in year."""
    edtf = edtf_of(group)
    if edtf is None or not is_day(group):
        return None
    if edtf.startswith("XXXX"):
        month, day = int(edtf[5:7]), int(edtf[8:10])
        return dt.date(UNKNOWN_YEAR, month, day)
    return dt.date.fromisoformat(edtf)


def _ranged(view: SentenceView, a: Group, b: Group) -> bool:
    between = view.masked[a.end : b.start]
    if re.search(r"\band\b", between):
        return _BETWEEN.search(view.masked[max(a.start - 12, 0) : a.start]) is not None
    return _RANGE.search(between) is not None
