"""Distances in time told in words: "three days ago", "a week last Friday", "the following day", "later that year".

Comes in: a text and the offsets of one sentence. Goes out: where each such wording lies, with its token code and
the days or the period that it stands for. It refuses what is not exact to the day: "two weeks ago" alone, "nearly
ten days ago", "a couple of days later".
"""

from __future__ import annotations

import re
from typing import NamedTuple

#: Token codes: counted from publication, and counted from what the text named before.
FROM_PUBLICATION, FROM_TOLD = "B", "E"

_SMALL = (
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
    "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty",
)  # fmt: skip
_NUMBERS = {word: number for number, word in enumerate(_SMALL, start=1)} | {"a": 1, "an": 1}
_NUMBER = rf"(?:an?|{'|'.join(_SMALL)}|[1-9]|[12]\d|3[01])"
_WEEKDAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b"
#: Nothing that a noun of its own would follow: "the day after the vote", "the next day of action".
_ALONE = r"(?=\s+that\b|\s*(?:$|[.,;:!?)\]\n–—]))"

#: A cheap test first: most sentences hold none of these words.
_CUE = re.compile(
    r"\bago\b|\b(?:following|next|previous)\s+(?:morning|afternoon|evening|night)\b|\bdays?\b|\bweeks?\s+(?:last|past|today|tomorrow|on)\b|\bfortnight\b|\b(?:that|same)\s+(?:year|month)\b"
)
_DISTANCE = re.compile(
    rf"""(?<![\w£$€.,-])(?:
      (?P<ago>(?P<ago_n>{_NUMBER})\s+(?P<ago_unit>days?|weeks?|fortnight|months?|years?)\s+ago)\b
    | (?P<week>(?P<week_n>{_NUMBER})\s+(?P<week_unit>weeks?|fortnight))(?=\s+(?:last|past)\s+{_WEEKDAY})
    | (?P<on>(?P<on_n>{_NUMBER})\s+(?P<on_unit>weeks))(?=\s+(?:today|tomorrow|on\s+{_WEEKDAY}))
    | (?P<time>(?P<time_n>{_NUMBER})\s+day(?:s['’]|['’]s)\s+time)\b
    | (?P<apart>(?P<apart_n>{_NUMBER})\s+days?\s+(?P<apart_way>later|earlier))\b(?!\s+than)
    | (?P<after>the\s+(?:following|next)\s+(?:day|morning|afternoon|evening|night))\b(?!\s+(?:of|or|when|that|for)\b|-)
    | (?P<before>the\s+previous\s+(?:day|morning|afternoon|evening|night))\b(?!\s+(?:of|or|that)\b|-)
    | (?P<day_after>the\s+day\s+after(?:\s+that)?){_ALONE}
    | (?P<day_before>the\s+day\s+before(?:\s+that)?){_ALONE}
    | (?P<period>(?:earlier|later)\s+(?:that|the\s+same)\s+(?P<period_unit>year|month))\b
    )""",
    re.VERBOSE | re.IGNORECASE,
)
#: Before a number they say that it is not exact, or that it is a length and no distance.
_INEXACT = re.compile(
    r"\b(?:than|over|under|almost|nearly|about|around|roughly|some|approximately|barely|to|or|for|lasts?|lasting|last|past"
    r"|within|of|and)\s+$",
    re.IGNORECASE,
)
#: "over the next day", "in the following day": a length of time.
_LENGTH = re.compile(r"\b(?:over|in|within|for|during|until|by)\s+$", re.IGNORECASE)
_UNIT_DAYS = {"day": 1, "week": 7, "fortnight": 14}


class Distance(NamedTuple):
    """One wording: `text[start:end]`, its code, days from its anchor (None for a period), the unit it is told in."""

    end: int
    code: str
    days: int | None
    unit: str


def find_distances(text: str, start: int, end: int) -> dict[int, Distance]:
    """Return the distances in `text[start:end]` by the offset at which each begins."""
    if not _CUE.search(text, start, end):
        return {}
    found: dict[int, Distance] = {}
    for match in _DISTANCE.finditer(text, start, end):
        distance = _read(match, text[max(start, match.start() - 16) : match.start()])
        if distance:
            found[match.start()] = distance
    return found


def distance_at(text: str, start: int) -> Distance | None:
    """Return the distance that begins at `start`, where `find_distances` has said that one does."""
    match = _DISTANCE.match(text, start)
    return _read(match, "") if match else None


def _read(match: re.Match[str], before: str) -> Distance | None:
    """Return what a match stands for, or None where the words before it say that it is a length."""
    kind = next(name for name in _READINGS if match[name])
    if kind in ("after", "before"):
        if _LENGTH.search(before):
            return None
        return Distance(match.end(), FROM_TOLD, 1 if kind == "after" else -1, "day")
    if kind in ("day_after", "day_before"):
        return Distance(match.end(), FROM_TOLD, 1 if kind == "day_after" else -1, "day")
    if kind == "period":
        return Distance(match.end(), FROM_TOLD, None, match["period_unit"].lower())
    inexact = _INEXACT.search(before)
    if inexact and not (kind == "apart" and inexact.group().strip().lower() == "and"):
        return None
    unit = "day" if kind in ("time", "apart") else match[f"{kind}_unit"].lower().rstrip("s")
    number = match[f"{kind}_n"].lower()
    count = _NUMBERS.get(number) or int(number)
    if unit not in _UNIT_DAYS:
        return Distance(match.end(kind), FROM_PUBLICATION, None, unit)
    days = count * _UNIT_DAYS[unit]
    if kind == "apart":
        return Distance(match.end(), FROM_TOLD, days if match["apart_way"].lower() == "later" else -days, "day")
    return Distance(match.end(kind), FROM_PUBLICATION, days if kind in ("on", "time") else -days, unit)


_READINGS = ("ago", "week", "on", "time", "apart", "after", "before", "day_after", "day_before", "period")
