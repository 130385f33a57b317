"""Parts of one list or range, anchored: the day of publication, the tense and each other give the values.

Comes in: `Part`s that hang together, the direction of their clause, a `Context` of what the article named
before. Goes out: one `Value` a part, and the context brought up to date. It refuses to invent: without a day
of publication a bare weekday has no value and a day without a year is `XXXX-MM-DD`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from pipeline.annotate.dates import edtf
from pipeline.annotate.dates.anchors import (
    DAY,
    LAST,
    Context,
    nearest,
    nearest_weekday,
    told_year,
    weekday_after,
    weekday_before,
)
from pipeline.annotate.dates.edtf import Value, safe_date
from pipeline.annotate.dates.lexicon import day_of_rule
from pipeline.annotate.dates.patterns import Part
from pipeline.annotate.dates.periods import resolve_period
from pipeline.annotate.dates.tense import AHEAD, BACK, NEUTRAL

#: A weekday that opens a range whose end is dated and so near counts from publication, not from that end:
#: "from 5am on Wednesday to Thursday 22 August" may last eight days.
NEAR_END_DAYS = 12


def resolve_group(parts: Sequence[Part], links: Sequence[str], looks: int, context: Context) -> list[Value]:
    """Return the values of the parts of one list or range, in their order.

    `links[i]` is `range` where part `i` ends a range that part `i - 1` begins.
    """
    shared = _share_years(parts)
    values: list[Value | None] = [None] * len(shared)
    explicit = [i for i, part in enumerate(shared) if not _is_bare_weekday(part) and not part.echo]
    previous: dt.date | None = None
    for i, part in enumerate(shared):
        if _is_bare_weekday(part) and i < max(explicit, default=-1) and previous is None:
            continue
        values[i] = _resolve(part, looks, context, previous)
        previous = _day(values[i]) or previous
    dated = [day for value in values if (day := _day(value))]
    for i, value in enumerate(values):
        if value is None:
            opens_range = i + 1 < len(links) and links[i + 1] == "range"
            values[i] = _weekday_before(shared[i], dated, opens_range, context)
    done = [value or Value() for value in values]
    _remember(shared, done, context)
    return done


def _is_bare_weekday(part: Part) -> bool:
    """Whether the part is a weekday and nothing that fixes its week."""
    fixed = (part.day, part.figures, part.offset, part.shift, part.rule, part.unit)
    loose = part.qualifier in (None, "the", "this") and not part.weeks
    return part.weekday is not None and loose and all(each is None for each in fixed)


def _day(value: Value | None) -> dt.date | None:
    """Return the date of a value that is one day."""
    return value.date_start if value and value.date_start and value.date_start == value.date_end else None


def _share_years(parts: Sequence[Part]) -> list[Part]:
    """Give the year that stands at one end of a list or range to the others ("24 May to 9 June 2023")."""
    shared = list(parts)
    for i in range(len(shared) - 2, -1, -1):
        this, after = shared[i], shared[i + 1]
        if this.month and this.year is None and this.year_shift is None and after.month:
            if after.year:
                shared[i] = replace(this, year=after.year - (this.month > after.month))
            elif after.year_shift is not None:
                shared[i] = replace(this, year_shift=after.year_shift)
    return shared


def _resolve(part: Part, looks: int, context: Context, previous: dt.date | None) -> Value:
    """Return the value of one part; `previous` is the day before it in the same list or range."""
    if part.qualifier in LAST:
        looks = BACK
    elif part.qualifier in ("next", "coming"):
        looks = AHEAD
    if part.shift is not None:
        found = _shifted(part, context, previous)
        return edtf.of_day(found) if found else Value()
    if part.kind != "day":
        return resolve_period(part, looks, context)
    if part.figures:
        day = safe_date(*part.figures)
        return edtf.of_day(day) if day else Value()
    if part.rule:
        return _named(part, looks, context)
    if part.month and part.day:
        return _month_day(part, looks, context, previous)
    if part.day:
        return _day_of_month(part, looks, context, previous)
    found = _relative(part, looks, context, previous)
    return edtf.of_day(found) if found else Value()


def _shifted(part: Part, context: Context, previous: dt.date | None) -> dt.date | None:
    """Return the day so many days from publication or, where the part echoes it, from the day named before."""
    shift, published = (part.shift or 0) * DAY, context.published_on
    if part.echo:
        anchor = previous or context.last_day
        return anchor + shift if anchor else None
    if published is None:
        return None
    if part.weekday is None:
        return published + (part.offset or 0) * DAY + shift
    if part.qualifier in LAST:
        # "a week last Friday": last Friday, and a week back from there.
        return weekday_before(published, part.weekday) + shift
    if shift > DAY:
        return weekday_after(published, part.weekday) + shift
    # "a week ago on Monday": the Monday nearest to the day a week ago.
    return nearest_weekday(published + shift, part.weekday)


def _relative(part: Part, looks: int, context: Context, previous: dt.date | None) -> dt.date | None:
    """Return the day of today, yesterday, a weekday, "Friday of next week", "a week on Friday"."""
    published = context.published_on
    if part.offset is not None:
        return _near_publication(part, context)
    if part.weekday is None:
        return published + part.weeks * 7 * DAY if published and part.weeks else None
    anchor = context.last_day
    if part.qualifier == "the" and anchor and part.unit is None and previous is None:
        return weekday_after(anchor, part.weekday)
    if part.qualifier in ("previous", "following") and anchor and anchor != published:
        return (
            weekday_after(anchor, part.weekday)
            if part.qualifier == "following"
            else weekday_before(anchor, part.weekday)
        )
    if published is None:
        return weekday_after(previous, part.weekday) if previous else None
    if part.unit == "week":
        weeks = {"next": 1, "coming": 1, "last": -1, "previous": -1, "past": -1}.get(part.qualifier or "", 0)
        return published + (part.weekday - published.weekday() + 7 * weeks) * DAY
    if previous is not None and part.qualifier is None:
        follower = weekday_after(previous, part.weekday)
        if looks == BACK and follower > published >= previous:
            return weekday_before(published + DAY, part.weekday)
        return follower
    return _weekday(part, looks, published) + part.weeks * 7 * DAY


def _near_publication(part: Part, context: Context) -> dt.date | None:
    """Return the day of "today" and its like; a weekday named with it beats the stored day of publication."""
    if context.published_on is None:
        return None
    day = context.published_on + (part.offset or 0) * DAY
    if part.weekday is not None and day.weekday() != part.weekday:
        day += ((part.weekday - day.weekday() + 3) % 7 - 3) * DAY
        context.published_on = day - (part.offset or 0) * DAY
    return day + part.weeks * 7 * DAY


def _weekday(part: Part, looks: int, published: dt.date) -> dt.date:
    """Return the day that a single weekday names, by its qualifier and the tense."""
    weekday = part.weekday or 0
    if part.qualifier == "next":
        # "next Friday" is the Friday of next week, Monday to Sunday, whatever today is.
        return published + (7 - published.weekday() + weekday) * DAY
    if part.qualifier in LAST:
        found = weekday_before(published, weekday)
        # Nobody calls yesterday "last Monday": that is the Monday before.
        return found - 7 * DAY if published - found == DAY else found
    if part.qualifier == "coming" or (part.qualifier == "this" and looks == NEUTRAL):
        return weekday_after(published - (part.qualifier == "this") * DAY, weekday)
    if published.weekday() == weekday and not part.weeks:
        return published
    return weekday_after(published, weekday) if looks == AHEAD else weekday_before(published, weekday)


def _weekday_before(part: Part, dated: Sequence[dt.date], opens_range: bool, context: Context) -> Value:
    """Return the value of a weekday that leads a list or range whose later days are dated.

    "Wednesday and Thursday, 15 and 16 March" names two days twice; "Monday to Friday 3 May" one each.
    """
    if not dated or part.weekday is None:
        return Value()
    same = [day for day in dated if day.weekday() == part.weekday]
    if same:
        return edtf.of_day(same[0])
    published, found = context.published_on, weekday_before(dated[0], part.weekday)
    if opens_range and published and DAY <= dated[0] - published <= NEAR_END_DAYS * DAY:
        ahead = published if published.weekday() == part.weekday else weekday_after(published, part.weekday)
        found = min(found, ahead) if ahead < dated[0] else found
    return edtf.of_day(found)


def _month_day(part: Part, looks: int, context: Context, previous: dt.date | None) -> Value:
    """Return the value of a day and month, its year told, inherited or chosen."""
    month, day = part.month or 1, part.day or 1
    year = told_year(part, context)
    if year is not None:
        told = safe_date(year, month, day)
        return edtf.of_day(told) if told else Value()
    if previous is None and looks != AHEAD and context.opening:
        # "In 2016, doctors walked out on 12 January": the year that opens the sentence holds in it.
        opened = [d for y in (0, 1) if (d := safe_date(context.opening.year + y, month, day)) and d >= context.opening]
        return edtf.of_day(opened[0]) if opened else Value()
    if context.published_on is None and previous is None:
        return edtf.of_unknown_year(month, day)
    anchor = previous or context.published_on or dt.date.min
    days = [d for y in (-1, 0, 1) if (d := safe_date(anchor.year + y, month, day))]
    if not days:
        return edtf.of_unknown_year(month, day) if (month, day) == (2, 29) else Value()
    days = [d for d in days if d.weekday() == part.weekday] or days
    if previous is not None:
        return edtf.of_day(min(days, key=lambda d: abs((d - previous).days)))
    return edtf.of_day(nearest(days, anchor, looks))


def _day_of_month(part: Part, looks: int, context: Context, previous: dt.date | None) -> Value:
    """Return the value of "the 25th": in the month last named, else round the day of publication."""
    day, published = part.day or 1, context.published_on
    if part.offset is not None:
        found = _relative(part, looks, context, previous)
        return edtf.of_day(found) if found else Value()
    if previous is None and part.weekday is None and context.last_month:
        told = safe_date(context.last_month.year, context.last_month.month, day)
        return edtf.of_day(told) if told else Value()
    anchor = previous or published
    if anchor is None:
        return Value()
    counts = range(anchor.year * 12 + anchor.month - 3, anchor.year * 12 + anchor.month + 3)
    days = [d for count in counts if (d := safe_date(count // 12, count % 12 + 1, day))]
    if part.weekday is not None:
        days = [d for d in days if d.weekday() == part.weekday]
    if previous is not None:
        days = [d for d in days if d >= previous]
    if part.unit == "month" and published:
        shift = -1 if part.qualifier in LAST else int(part.qualifier == "next")
        days = [d for d in days if (d.year * 12 + d.month) == published.year * 12 + published.month + shift]
    return edtf.of_day(nearest(days, anchor, looks)) if days else Value()


def _named(part: Part, looks: int, context: Context) -> Value:
    """Return the value of a named day ("Boxing Day", "Good Friday")."""
    rule = part.rule or ""
    year = told_year(part, context)
    if year is None and context.published_on is None:
        if rule[:2].isdigit():
            return edtf.of_unknown_year(int(rule[:2]), int(rule[3:]))
        return Value()
    if year is not None:
        days = day_of_rule(rule, year)
        return edtf.of_day(days[0]) if len(days) == 1 else Value()
    anchor = context.published_on or dt.date.min
    days = [d for shift in (-1, 0, 1) for d in day_of_rule(rule, anchor.year + shift)]
    return edtf.of_day(nearest(days, anchor, looks))


def _remember(parts: Sequence[Part], values: Sequence[Value], context: Context) -> None:
    """Bring the context up to date with a resolved group."""
    for part, value in zip(parts, values, strict=True):
        first = value.date_start
        if first is None:
            continue
        named = part.month or part.figures or part.weekday is not None or part.rule or part.shift is not None
        has_year = part.year is not None and part.kind in ("day", "month")
        context.remember(
            day=_day(value) if named else None,
            month=first if part.month or part.figures else None,
            told=first if has_year else None,
        )
        if part.year is not None and part.kind in ("month", "year") and part.before == "in" and part.first <= 1:
            context.opening = first
