"""What relative dates are anchored to, and the nearest day in a direction.

Comes in: the day of publication, what the article named before, candidate days. Goes out: `Context`, and
the day that is meant. It refuses to read text: parts and their tense come from elsewhere.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.annotate.dates.lexer import Token
from pipeline.annotate.dates.patterns import Part
from pipeline.annotate.dates.tense import AHEAD, NEUTRAL

#: A tense is overruled where it puts a day of no year further off than FAR although the same day lies NEAR on
#: the other side: then the tense was misread, because papers add the year to what is nearly a year away.
FAR_DAYS, NEAR_DAYS = 255, 110
#: Qualifiers that point back.
LAST = frozenset({"last", "previous", "past"})
DAY = dt.timedelta(days=1)


#: What a year names as one of its own, how many years back it is then surely over, and what may own it.
DISPUTES = frozenset({"strike", "strikes", "walkout", "walkouts", "dispute", "disputes", "stoppage", "stoppages"})
DISPUTE_YEARS = 2
OWNERS = frozenset({"its", "their", "our", "a"})
#: How many sentences back "the Tuesday" and "the 25th" may look for the day or month that they follow.
DAY_REACH, MONTH_REACH = 1, 2


@dataclass(slots=True)
class Context:
    """What the article said before, and in which sentence: days and months named, years told.

    `opening` is the first day of the year or month that opens the sentence ("In 2016, ..."); `told` that of the
    last date with its year.
    """

    published_on: dt.date | None
    sentence: int = 0
    opening: dt.date | None = None
    _day: tuple[int, dt.date] | None = None
    _month: tuple[int, dt.date] | None = None
    _told: tuple[int, dt.date] | None = None

    def next_sentence(self) -> None:
        """Go on to the next sentence."""
        self.sentence += 1
        self.opening = None

    def remember(self, day: dt.date | None, month: dt.date | None, told: dt.date | None) -> None:
        """Keep what the sentence named."""
        self._day = (self.sentence, day) if day else self._day
        self._month = (self.sentence, month) if month else self._month
        self._told = (self.sentence, told) if told else self._told

    @property
    def last_day(self) -> dt.date | None:
        """The last day named, unless it is too far back."""
        return self._day[1] if self._day and self.sentence - self._day[0] <= DAY_REACH else None

    @property
    def last_month(self) -> dt.date | None:
        """The last month named, as any of its days, unless it is too far back."""
        return self._month[1] if self._month and self.sentence - self._month[0] <= MONTH_REACH else None

    @property
    def told_year(self) -> dt.date | None:
        """The last date with its year, where it stands in this sentence or the one before."""
        return self._told[1] if self._told and self.sentence - self._told[0] <= 1 else None


def opening_year(tokens: Sequence[Token], published_on: dt.date | None) -> dt.date | None:
    """Return 1 January of the year that names an earlier dispute before the first date: "the 2018 pensions dispute".

    One year back is not enough: the 2022 dispute may still run in 2023.
    """
    for i, token in enumerate(tokens[1:], start=1):
        if token.code != "Y" or (published_on and int(token.lower) > published_on.year - DISPUTE_YEARS):
            continue
        if (tokens[i - 1].code == "T" or tokens[i - 1].lower in OWNERS) and any(
            after.lower in DISPUTES for after in tokens[i + 1 : i + 4]
        ):
            return dt.date(int(token.lower), 1, 1)
    return None


def told_year(part: Part, context: Context) -> int | None:
    """Return the year that the text gives to a part, with "last year" counted from publication."""
    if part.year is not None:
        return part.year
    if part.year_shift is not None and context.published_on:
        return context.published_on.year + part.year_shift
    return None


def nearest(days: Sequence[dt.date], anchor: dt.date, looks: int) -> dt.date:
    """Return the day nearest to the anchor in the direction of the clause."""
    near = min(days, key=lambda d: abs((d - anchor).days))
    wanted = [d for d in days if looks == NEUTRAL or (d >= anchor if looks == AHEAD else d <= anchor)]
    if not wanted:
        return near
    best = min(wanted, key=lambda d: abs((d - anchor).days))
    return near if abs((best - anchor).days) > FAR_DAYS and abs((near - anchor).days) <= NEAR_DAYS else best


def weekday_after(day: dt.date, weekday: int) -> dt.date:
    """Return the first such weekday after a day, never the day itself."""
    return day + ((weekday - day.weekday() - 1) % 7 + 1) * DAY


def nearest_weekday(day: dt.date, weekday: int) -> dt.date:
    """Return the such weekday nearest to a day, the day itself included."""
    return day + ((weekday - day.weekday() + 3) % 7 - 3) * DAY


def weekday_before(day: dt.date, weekday: int) -> dt.date:
    """Return the last such weekday before a day, never the day itself."""
    return day - ((day.weekday() - weekday - 1) % 7 + 1) * DAY
