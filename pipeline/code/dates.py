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
MAX_RANGE_DAYS = 100
#: A leap year before any archive of the web, in which days without a year are counted.
UNKNOWN_YEAR = 1904
#: A range's two days stand at most this far apart, in characters.
RANGE_WORDS = 50

#: An hour, or a part of a day, before the day itself.
_CLOCK = (
    r"(?:midnight|noon|midday|(?:the )?early hours|(?:the )?(?:end|start|beginning|close|morning|evening|night)(?= of)|"
    r"\d{1,2}(?:[.:]\d\d)?\s*(?:am|pm|a\.m\.|p\.m\.)|\d{1,2}[.:]\d\d(?:\s?hrs)?|\d{4}\s?hrs)"
)
#: "began on Tuesday and is due to last until Saturday": a start and an end.
_LASTS = (
    r"\s*,?\s*and (?:is|are|was|were|will)?\s?(?:due|set|expected|scheduled|planned)?\s?(?:to )?"
    r"(?:last|run|continu|go on|end|finish|conclud|stay out|be out)(?:e?s|ed|e|ing)? (?:(?:each|every) day )?"
    r"(?:(?:up to|until|till|to|on|at) )?(?:the )?"
)
_RANGE = re.compile(
    rf"^(?:\s*,?\s*(?:to|until|till|through|and)\s+(?:the )?|\s*[-–—]\s*|{_LASTS})(?:{_CLOCK}\s+(?:of |on )?)?$"
)
_BETWEEN = re.compile(r"\bbetween\s+$")
_FROM = re.compile(
    r"\b(?:from|since|runs? from|(?:start|begin|commenc|launch|kick)\w*(?: off)?(?: on)?|began(?: on)?|"
    rf"(?:get(?:s|ting)?|got) under ?way(?: on)?)\s+(?:(?:at )?{_CLOCK}\s+(?:on |of )?)?$"
)
_HOUR = re.compile(r"\b(?P<hour>noon|midday|midnight|\d{1,2}(?:[.:]\d\d)?\s*(?:am|pm|a\.m\.|p\.m\.)?)\s+(?:on |of )?$")


@dataclass(frozen=True, slots=True)
class Days:
    """Days of one list or range: `edtf` from the first to the last, `days` the named ones."""

    edtf: str
    days: tuple[dt.date, ...]
    #: How many days the text names, also where the year is not known and `days` is empty.
    n_named: int
    is_range: bool
    start_only: bool
    #: How many times 24 hours a range lasts that ends at the hour at which it began; None of any other.
    n_clock: int | None
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
            rf"(?:on|the)?\s*(?:the\s+)?(?:{_CLOCK}\s*(?:of|on)?\s*)?\(?",
            between,
        )
        is not None
    ) or (len(between) < RANGE_WORDS and _RANGE.match(between) is not None)


def _days(view: SentenceView, run: Sequence[Group]) -> Days:
    first, last = run[0], run[-1]
    days: list[dt.date] = []
    ranged = period = False
    at = 0
    while at < len(run):
        day = _calendar_day(run[at])
        end = _calendar_day(run[at + 1]) if at + 1 < len(run) and _ranged(view, run[at], run[at + 1]) else None
        if day and end and 0 < (end - day).days <= MAX_RANGE_DAYS:
            days.extend(day + dt.timedelta(n) for n in range((end - day).days + 1))
            ranged = True
            at += 2
            continue
        # "From August to November": so long a period has two ends and no number of days.
        period = period or bool(day and end and (end - day).days > MAX_RANGE_DAYS)
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
        alone or period,
        _by_clock(view, first, last) if ranged and len(run) == 2 else None,
        first.start,
        last.end,
    )


def _by_clock(view: SentenceView, first: Group, last: Group) -> int | None:
    """Return the days from an hour to the same hour: 7am on 12 July to 7am on 15 July are three."""
    one = _HOUR.search(view.masked[max(first.start - 20, 0) : first.start])
    two = _HOUR.search(view.masked[first.end : last.start])
    begin, end = _calendar_day(first), _calendar_day(last)
    if one is None or two is None or begin is None or end is None or one["hour"] != two["hour"]:
        return None
    return (end - begin).days


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
    if re.search(r"\band\b", between) and not re.match(_LASTS, between):
        return _BETWEEN.search(view.masked[max(a.start - 12, 0) : a.start]) is not None
    return _RANGE.search(between) is not None
