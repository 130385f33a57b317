"""Which counts and sums of a sentence belong to an event: workers, sites, days, pounds.

Comes in: sentence views with their COUNT and MONEY mentions. Goes out: numbers that stand in
the text. It refuses to add up, but for what the codebook counts: 24 hours are one day.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from pipeline.code.view import SentenceView
from pipeline.tables.units import unit_kinds

HOURS_A_DAY = 24
#: A count stands this near to the word that says what it counts, in characters.
NEAR = 70
#: Units of people that the table counts but who are not called out or balloted.
NOT_WORKERS = frozenset({"pupils", "patients", "jobs"})

#: "five days' notice", "two days of talks", "three days later": days of something else.
_NOT_ACTION_DAYS = re.compile(
    r"['’]?s?['’]?\s*(?:notice|ago|later|earlier|before|after|"
    r"of (?:[\w-]+ ){0,2}(?:talks|negotiations|discussions|meetings)|"
    r"a week|per week|each week|talks|week\b|leave|holiday)"
)
#: "113 members redundant": people of something else than the action.
_NOT_CALLED_OUT = re.compile(
    r"[^.;]{0,20}\b(?:redundan\w+|jobs?\b|posts?\b|sacked|dismissed|arrested|patients|passengers|customers|appointments)"
)
#: "26 of the country's 32 councils", "one of its nine depots": the count is the whole, of which a part acts.
WHOLE = re.compile(
    r"\b(?:(?P<part>\d[\d,]*)|one|two|three|four|five|six|seven|eight|nine|ten) of "
    r"(?:the |its |all |\w+(?:'s|') ){1,2}$"
)
#: "who have already been out for ten days": days of action that are over.
_GONE_BY = re.compile(
    r"\b(?:have|has|had) (?:already |now |so far |previously )*(?:been (?:on strike|out|striking|taking)|struck|"
    r"walked out|taken|staged|held)(?: [\w-]+){0,3} $"
)
#: "24-hour and 48-hour strikes": kinds of stoppage of which none tells how many days there were.
_OTHER_LENGTH = re.compile(
    r"^-?\w*(?:,| and| or| to) (?:an? |one |two |three |four )?(?:\d+|one|two|three|four|five|seven)-(?:hour|day)\b"
)
_TIMES = re.compile(r"\b(two|three|four|five|six)\s+(?:separate |more |further )?$")
#: A second length that comes on top of the first: "for 48 hours from Monday and for a further 48 hours from Friday".
_FURTHER = re.compile(r"\b(?:further|another|(?:followed by|then|and)(?: for)? an?(?: second| separate)?)\s+$")
_WORDS = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6}


def people_count(views: Iterable[SentenceView], near: str) -> int | None:
    """Return the first count of people that stands near one of the words `near`, a pattern of beginnings of words."""
    return _count(views, "people", near)


def site_count(views: Iterable[SentenceView], near: str = "") -> int | None:
    """Return the first count of schools, trusts, depots or other sites, near one of the words `near` if any."""
    return _count(views, "sites", near)


def day_count(view: SentenceView, start: int, end: int, *, past: bool = True) -> int | None:
    """Return the number of days of action that a stretch of masked text states; without `past` not of days gone by.

    Two 48-hour strikes are four days, and so are 48 hours and "a further 48 hours"; a "week-long" strike has no number.
    """
    total: int | None = None
    for at, mention in view.counts:
        if not start <= at < end or mention.value is None:
            continue
        if _NOT_ACTION_DAYS.match(view.masked[at + len(mention.text) : at + len(mention.text) + 30]):
            continue
        if _OTHER_LENGTH.match(view.masked[at + len(mention.text) :]):
            return total
        if not past and _GONE_BY.search(view.masked[max(at - NEAR, 0) : at]):
            continue
        days = _days_of(mention.unit, mention.value)
        if days is None:
            continue
        days *= _times(view, at)
        if total is None:
            total = days
        elif _FURTHER.search(view.masked[max(at - 30, 0) : at]):
            total += days
    return total


def _days_of(unit: str | None, value: float) -> int | None:
    """Return the days that a count of days, or of hours by the two dozen, comes to."""
    kind = _kind(unit)
    if kind == "days":
        return int(value)
    if kind == "hours" and value >= HOURS_A_DAY and value % HOURS_A_DAY == 0:
        return int(value // HOURS_A_DAY)
    return None


def _times(view: SentenceView, at: int) -> int:
    match = _TIMES.search(view.masked[max(at - 30, 0) : at])
    return _WORDS[match[1]] if match else 1


def _count(views: Iterable[SentenceView], kind: str, near: str) -> int | None:
    for view in views:
        for at, mention in view.counts:
            if _kind(mention.unit) != kind or mention.value is None:
                continue
            if _NOT_CALLED_OUT.match(view.masked[at + len(mention.text) :]):
                continue
            whole = WHOLE.search(view.masked[max(at - NEAR, 0) : at])
            if whole and not whole["part"]:
                continue
            around = view.masked[max(at - NEAR, 0) : at + len(mention.text) + NEAR]
            if not near or re.search(rf"\b(?:{near})", around):
                return int(whole["part"].replace(",", "")) if whole else int(mention.value)
    return None


def _kind(unit: str | None) -> str | None:
    """Return the class of a unit; people who do no work in the dispute are no workers."""
    return None if unit is None or unit in NOT_WORKERS else unit_kinds().get(unit)
