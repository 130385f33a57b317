"""Weeks, weekends, months, seasons and years, anchored.

Comes in: one `Part` that names a period, the direction of its clause, the `Context`. Goes out: its `Value`.
It refuses to give a day where the text gives a period.
"""

from __future__ import annotations

from pipeline.annotate.dates import edtf
from pipeline.annotate.dates.anchors import DAY, LAST, Context, told_year
from pipeline.annotate.dates.edtf import Value
from pipeline.annotate.dates.patterns import Part
from pipeline.annotate.dates.tense import AHEAD, BACK

#: "this summer" is the one under way or to come, or the one that ended within so many days.
RECENT_DAYS = 120
#: A month so far ahead that the same month has only just gone by was planned, and is over.
FAR_MONTHS, NEAR_MONTHS = 9, 3


def resolve_period(part: Part, looks: int, context: Context) -> Value:
    """Return the value of a week, month, season or year."""
    published = context.published_on
    if part.echo:
        return _echo(part, context)
    if part.kind == "year" and part.year:
        return edtf.of_year(part.year)
    if part.kind == "school_year" and part.figures:
        return edtf.of_years(part.figures[0], part.figures[1])
    if part.month and part.kind == "month":
        return _month(part, looks, context)
    if part.kind == "season" and part.season:
        return _season(part, looks, context)
    if published is None:
        return Value()
    shift = -1 if part.qualifier in LAST else int(part.qualifier in ("next", "coming"))
    if part.kind == "year":
        return edtf.of_year(published.year + shift)
    if part.kind == "month":
        count = published.year * 12 + published.month - 1 + shift
        return edtf.of_month(count // 12, count % 12 + 1)
    monday = published + (7 * shift - published.weekday()) * DAY
    if part.kind == "weekend":
        past_by_default = looks != AHEAD or part.before == "over"
        if part.qualifier is None and past_by_default and published.weekday() < 5:
            monday -= 7 * DAY
        return edtf.of_interval(monday + 5 * DAY, monday + 6 * DAY)
    return edtf.of_interval(monday, monday + 6 * DAY)


def _echo(part: Part, context: Context) -> Value:
    """Return the year or month that "later that year" or "that month" goes back to."""
    if part.kind == "year":
        return edtf.of_year(context.told_year.year) if context.told_year else Value()
    return edtf.of_month(context.last_month.year, context.last_month.month) if context.last_month else Value()


def _month(part: Part, looks: int, context: Context) -> Value:
    """Return the value of a month, its year told, inherited from the sentence before, or chosen."""
    month, published = part.month or 1, context.published_on
    year = told_year(part, context)
    if year is not None:
        return edtf.of_month(year, month)
    if context.told_year and part.before in ("by", "then", "following"):
        # "the first strike on 25 January 2023. By April ...": the story goes on from the year just told.
        told = context.told_year
        return edtf.of_month(told.year + (month < told.month), month)
    if published is None:
        return edtf.of_unknown_year(month)
    if part.qualifier == "this":
        return edtf.of_month(published.year, month)
    here = published.year * 12 + published.month
    counts = [(published.year + shift) * 12 + month for shift in (-1, 0, 1)]
    if part.qualifier in ("last", "next"):
        # The month of publication itself is "this April", never "last" or "next".
        counts = [c for c in counts if (c < here if looks == BACK else c > here)]
    elif looks == BACK:
        counts = [c for c in counts if c <= here]
    elif looks == AHEAD:
        counts = [c for c in counts if c >= here] if month != published.month else [here]
    best = min(counts, key=lambda c: (abs(c - here), c))
    if looks == AHEAD and best - here >= FAR_MONTHS and here - (best - 12) <= NEAR_MONTHS:
        best -= 12  # "the strikes planned for November were called off", told in December
    return edtf.of_month((best - 1) // 12, month)


def _season(part: Part, looks: int, context: Context) -> Value:
    """Return the value of a season: "last summer", "in the autumn", "spring 2022"."""
    season, published = part.season or "", context.published_on
    if part.year is not None:
        return edtf.of_season(part.year, season)
    if published is None:
        return Value()
    seasons = [edtf.of_season(published.year + shift, season) for shift in (-2, -1, 0, 1)]
    begun = [each for each in seasons if each.date_start and each.date_start <= published]
    over = [each for each in seasons if each.date_end and each.date_end < published]
    if part.qualifier == "last":
        return over[-1]
    if part.qualifier == "next":
        return seasons[len(begun)]
    if part.qualifier == "this":
        recent = [each for each in seasons if each.date_end and each.date_end >= published - RECENT_DAYS * DAY]
        return recent[0]
    return begun[-1] if looks == BACK else seasons[len(over)]
