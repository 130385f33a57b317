"""Parts of one list or range, anchored: the day of publication, the tense and each other give the values.

Comes in: `Part`s that hang together, the direction of their clause, a `Context` of what the article named
before. Goes out: one `Value` a part, and the context brought up to date. It refuses to invent: without a day
of publication a bare weekday has no value and a day without a year is `XXXX-MM-DD`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.annotate.dates import edtf
from pipeline.annotate.dates.edtf import Value, safe_date
from pipeline.annotate.dates.lexicon import day_of_rule
from pipeline.annotate.dates.patterns import Part
from pipeline.annotate.dates.tense import AHEAD, BACK, NEUTRAL

#: A tense is overruled where it puts a day of no year further off than FAR although the same day lies NEAR on
#: the other side: then the tense was misread, because papers add the year to what is nearly a year away.
FAR_DAYS, NEAR_DAYS = 255, 110
#: A weekday that opens a range whose end is dated and so near counts from publication, not from that end:
#: "from 5am on Wednesday to Thursday 22 August" may last eight days.
NEAR_END_DAYS = 12
_LAST = frozenset({"last", "previous", "past"})
_DAY = dt.timedelta(days=1)


@dataclass(slots=True)
class Context:
    """What the article said before: the last day named, the last month, and a year that still holds."""

    published_on: dt.date | None
    last_day: dt.date | None = None
    last_month: tuple[int, int] | None = None
    told_year: dt.date | None = None


def resolve_group(parts: Sequence[Part], links: Sequence[str], looks: int, context: Context) -> list[Value]:
    """Return the values of the parts of one list or range, in their order.

    `links[i]` is `range` where part `i` ends a range that part `i - 1` begins.
    """
    shared = _share_years(parts)
    values: list[Value | None] = [None] * len(shared)
    explicit = [i for i, part in enumerate(shared) if not _is_bare_weekday(part)]
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
    fixed = (part.day, part.figures, part.offset, part.rule, part.unit)
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
    if part.qualifier in _LAST:
        looks = BACK
    elif part.qualifier in ("next", "coming"):
        looks = AHEAD
    if part.kind != "day":
        return _period(part, looks, context)
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


def _relative(part: Part, looks: int, context: Context, previous: dt.date | None) -> dt.date | None:
    """Return the day of today, yesterday, a weekday, "Friday of next week", "a week on Friday"."""
    published = context.published_on
    if part.offset is not None:
        return published + part.offset * _DAY + part.weeks * 7 * _DAY if published else None
    if part.weekday is None:
        return published + part.weeks * 7 * _DAY if published and part.weeks else None
    anchor = context.last_day
    if part.qualifier == "the" and anchor and part.unit is None and previous is None:
        return _after(anchor, part.weekday)
    if part.qualifier in ("previous", "following") and anchor and anchor != published:
        return _after(anchor, part.weekday) if part.qualifier == "following" else _before(anchor, part.weekday)
    if published is None:
        return _after(previous, part.weekday) if previous else None
    if part.unit == "week":
        weeks = {"next": 1, "coming": 1, "last": -1, "previous": -1, "past": -1}.get(part.qualifier or "", 0)
        return published + (part.weekday - published.weekday() + 7 * weeks) * _DAY
    if previous is not None and part.qualifier is None:
        follower = _after(previous, part.weekday)
        if looks == BACK and follower > published >= previous:
            return _before(published + _DAY, part.weekday)
        return follower
    return _weekday(part, looks, published) + part.weeks * 7 * _DAY


def _weekday(part: Part, looks: int, published: dt.date) -> dt.date:
    """Return the day that a single weekday names, by its qualifier and the tense."""
    weekday = part.weekday or 0
    if part.qualifier == "next":
        # "next Friday" is the Friday of next week, Monday to Sunday, whatever today is.
        return published + (7 - published.weekday() + weekday) * _DAY
    if part.qualifier in _LAST:
        found = _before(published, weekday)
        # Nobody calls yesterday "last Monday": that is the Monday before.
        return found - 7 * _DAY if published - found == _DAY else found
    if part.qualifier == "coming" or (part.qualifier == "this" and looks == NEUTRAL):
        return _after(published - (part.qualifier == "this") * _DAY, weekday)
    if published.weekday() == weekday and not part.weeks:
        return published
    return _after(published, weekday) if looks == AHEAD else _before(published, weekday)


def _after(day: dt.date, weekday: int) -> dt.date:
    """Return the first such weekday after a day, never the day itself."""
    return day + ((weekday - day.weekday() - 1) % 7 + 1) * _DAY


def _before(day: dt.date, weekday: int) -> dt.date:
    """Return the last such weekday before a day, never the day itself."""
    return day - ((day.weekday() - weekday - 1) % 7 + 1) * _DAY


def _weekday_before(part: Part, dated: Sequence[dt.date], opens_range: bool, context: Context) -> Value:
    """Return the value of a weekday that leads a list or range whose later days are dated.

    "Wednesday and Thursday, 15 and 16 March" names two days twice; "Monday to Friday 3 May" one each.
    """
    if not dated or part.weekday is None:
        return Value()
    same = [day for day in dated if day.weekday() == part.weekday]
    if same:
        return edtf.of_day(same[0])
    published, found = context.published_on, _before(dated[0], part.weekday)
    if opens_range and published and _DAY <= dated[0] - published <= NEAR_END_DAYS * _DAY:
        ahead = published if published.weekday() == part.weekday else _after(published, part.weekday)
        found = min(found, ahead) if ahead < dated[0] else found
    return edtf.of_day(found)


def _month_day(part: Part, looks: int, context: Context, previous: dt.date | None) -> Value:
    """Return the value of a day and month, its year told, inherited or chosen."""
    month, day = part.month or 1, part.day or 1
    year = _told_year(part, context)
    if year is not None:
        told = safe_date(year, month, day)
        return edtf.of_day(told) if told else Value()
    if context.published_on is None and previous is None:
        return edtf.of_unknown_year(month, day)
    anchor = previous or context.published_on or dt.date.min
    days = [d for y in (-1, 0, 1) if (d := safe_date(anchor.year + y, month, day))]
    if not days:
        return edtf.of_unknown_year(month, day) if (month, day) == (2, 29) else Value()
    days = [d for d in days if d.weekday() == part.weekday] or days
    if previous is not None:
        return edtf.of_day(min(days, key=lambda d: abs((d - previous).days)))
    return edtf.of_day(_nearest(days, anchor, looks))


def _told_year(part: Part, context: Context) -> int | None:
    """Return the year that the text gives to a part, with "last year" counted from publication."""
    if part.year is not None:
        return part.year
    if part.year_shift is not None and context.published_on:
        return context.published_on.year + part.year_shift
    return None


def _nearest(days: Sequence[dt.date], anchor: dt.date, looks: int) -> dt.date:
    """Return the day nearest to the anchor in the direction of the clause."""
    near = min(days, key=lambda d: abs((d - anchor).days))
    wanted = [d for d in days if looks == NEUTRAL or (d >= anchor if looks == AHEAD else d <= anchor)]
    if not wanted:
        return near
    best = min(wanted, key=lambda d: abs((d - anchor).days))
    return near if abs((best - anchor).days) > FAR_DAYS and abs((near - anchor).days) <= NEAR_DAYS else best


def _day_of_month(part: Part, looks: int, context: Context, previous: dt.date | None) -> Value:
    """Return the value of "the 25th": in the month last named, else round the day of publication."""
    day, published = part.day or 1, context.published_on
    if part.offset is not None:
        found = _relative(part, looks, context, previous)
        return edtf.of_day(found) if found else Value()
    if previous is None and part.weekday is None and context.last_month:
        told = safe_date(*context.last_month, day)
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
        shift = -1 if part.qualifier in _LAST else int(part.qualifier == "next")
        days = [d for d in days if (d.year * 12 + d.month) == published.year * 12 + published.month + shift]
    return edtf.of_day(_nearest(days, anchor, looks)) if days else Value()


def _named(part: Part, looks: int, context: Context) -> Value:
    """Return the value of a named day ("Boxing Day", "Good Friday")."""
    rule = part.rule or ""
    year = _told_year(part, context)
    if year is None and context.published_on is None:
        if rule[:2].isdigit():
            return edtf.of_unknown_year(int(rule[:2]), int(rule[3:]))
        return Value()
    if year is not None:
        days = day_of_rule(rule, year)
        return edtf.of_day(days[0]) if len(days) == 1 else Value()
    anchor = context.published_on or dt.date.min
    days = [d for shift in (-1, 0, 1) for d in day_of_rule(rule, anchor.year + shift)]
    return edtf.of_day(_nearest(days, anchor, looks))


def _period(part: Part, looks: int, context: Context) -> Value:
    """Return the value of a week, month, season or year."""
    published = context.published_on
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
    shift = -1 if part.qualifier in _LAST else int(part.qualifier in ("next", "coming"))
    if part.kind == "year":
        return edtf.of_year(published.year + shift)
    if part.kind == "month":
        count = published.year * 12 + published.month - 1 + shift
        return edtf.of_month(count // 12, count % 12 + 1)
    monday = published + (7 * shift - published.weekday()) * _DAY
    if part.kind == "weekend":
        if part.qualifier is None and looks != AHEAD and published.weekday() < 5:
            monday -= 7 * _DAY
        return edtf.of_interval(monday + 5 * _DAY, monday + 6 * _DAY)
    return edtf.of_interval(monday, monday + 6 * _DAY)


def _month(part: Part, looks: int, context: Context) -> Value:
    """Return the value of a month, its year told, inherited from the sentence before, or chosen."""
    month, published = part.month or 1, context.published_on
    year = _told_year(part, context)
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
    return edtf.of_month((best - 1) // 12, month)


def _season(part: Part, looks: int, context: Context) -> Value:
    """Return the value of a season: "last summer", "in the autumn", "spring 2022"."""
    season, published = part.season or "", context.published_on
    if part.year is not None:
        return edtf.of_season(part.year, season)
    if published is None:
        return Value()
    years = (published.year - 1, published.year, published.year + 1)
    values = [edtf.of_season(year, season) for year in years]
    if part.qualifier == "this":
        values = [v for v in values if v.date_end and v.date_end >= published - 120 * _DAY]
        return values[0]
    if looks == BACK:
        past = [v for v in values if v.date_start and v.date_end and (
            v.date_end < published if part.qualifier == "last" else v.date_start <= published)]
        return past[-1]
    ahead = [v for v in values if v.date_start and v.date_end and (
        v.date_start > published if part.qualifier == "next" else v.date_end >= published)]
    return ahead[0] if looks == AHEAD or part.qualifier == "next" else min(
        values, key=lambda v: abs(((v.date_start or published) - published).days))


def _remember(parts: Sequence[Part], values: Sequence[Value], context: Context) -> None:
    """Bring the context up to date with a resolved group."""
    context.told_year = None
    for part, value in zip(parts, values, strict=True):
        if value.date_start is None:
            continue
        day = _day(value)
        if day and (part.month or part.figures or part.weekday is not None or part.rule):
            context.last_day = day
        if part.month or part.figures:
            context.last_month = (value.date_start.year, value.date_start.month)
        if part.month and part.year is not None:
            context.told_year = value.date_start
