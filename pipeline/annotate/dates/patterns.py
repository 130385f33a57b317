"""The grammar of dates: patterns over the codes of the tokens, and the parts that they are made of.

Comes in: the tokens of one sentence (`lexer`). Goes out: `Part`s, one for each named day or period, in the
order of the text and not yet anchored. It refuses to resolve: no calendar and no day of publication here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from pipeline.annotate.dates.distances import FROM_TOLD, distance_at
from pipeline.annotate.dates.lexer import Token
from pipeline.annotate.dates.lexicon import MONTHS, WEEKDAYS, named_day_rule

#: One day of the month, its weekday before it: "10", "the 10th", "Tuesday the 10th", "Tue 10".
_DAY = r"[Ww]?T?[NO]"
_SEP = r"(?:C?A|C|-)"
#: A weekday with what fixes its week: "last Friday", "this coming Friday", "Friday of next week", "Friday week".
_WEEKDAY = r"T?Q{0,2}W(?:F?T?QG|G)?"
#: A relative day that the date after it spells out, unless it ends a list ("Monday and Tuesday, 3 and 4 May").
_LEAD = rf"(?:(?<!WA)(?<!WC)(?<!W-)(?:{_WEEKDAY}|w)|R)"
_YEAR = r"(?:[C(]?Y\)?|F?T?QG)"
#: No date follows that spells the weekday out.
_NOT_DATED = r"(?![C(]*(?:T?[NO]|[Mm]))"
#: Every pattern, the first that matches at a place wins. Codes are those of `lexer`.
GRAMMAR = (
    ("distance", rf"B(?:P?T?Q?W{_NOT_DATED}|R|QG)?|E"),
    ("day_month", rf"(?:{_LEAD}[C(]{{1,2}}|R)?{_DAY}(?:(?:{_SEP}{_DAY})*F?|(?:{_SEP}{_DAY})+C)[Mm]{_YEAR}?"),
    ("month_day", rf"(?:{_LEAD}[C(]{{0,2}})?[Mm]:?T?{_DAY}(?!F?[Mm])(?:{_SEP}{_DAY}(?!F?[Mm]))*{_YEAR}?"),
    ("figures", rf"(?:{_LEAD}[C(]{{0,2}})?D"),
    ("weekday_ordinal", rf"(?:{_WEEKDAY}|R)[C(]?T?O"),
    ("ordinal", rf"(?<=[P-])TO(?:{_SEP}T?O)*"),
    ("week_on", rf"(?<=x)G(?:PW{_NOT_DATED}|R)"),
    ("weekday_before_last", r"T?WPQ(?![GWSMmH])"),
    ("relative_weekday", r"R(?:CW(?!C?[A-])|\(W)"),
    ("weekday", rf"QGC?PW|{_WEEKDAY}"),
    ("relative", r"R"),
    ("named", rf"Q?H{_YEAR}?"),
    ("month", rf"(?:T?Q)?[Mm]{_YEAR}?"),
    ("season", r"T?QS(?:F?Y)?|TS(?:F?Y)?|SF?Y|(?<=P)S"),
    ("school_year", r"Z"),
    ("period", r"T?QG|TG"),
    ("year", r"Y"),
)
#: Where a match can lie: a run of codes without other words in it, with one at least that can name a date.
_RUN = re.compile(r"[^xXKLs]*[WwMmDORHSYZGBE][^xXKLs]*")
_GRAMMAR = re.compile("|".join(f"(?P<{name}>{pattern})" for name, pattern in GRAMMAR))

#: What is counted by the number before it, so that "on 14 July, 15 schools" holds one date.
_COUNTED = re.compile(
    r"\s*(?:%|per\s?cent|pc\b|members?\b|people\b|staff\b|workers?\b|schools?\b|trusts?\b|sites?\b|depots?\b|days?\b|hours?\b"
    r"|weeks?\b|months?\b|years?\b|councils?\b|unions?\b|universities\b|hospitals?\b|services?\b|trains?\b|of\s+the\b|out\s+of\b"
    r"|companies\b|operators?\b|points?\b|minutes?\b|drivers?\b|teachers?\b|nurses?\b|million\b|more\b)",
    re.IGNORECASE,
)
#: What follows "the 25th" where it is a day and numbers no noun ("on the 25th anniversary").
_ORDINAL_ALONE = re.compile(
    r"\s*(?:$|[.,;:!?)\]–—\n]|(?:and|to|with|after|in|at|by|as|for|when|but|while|because|of\s+(?:this|last|next|the))\b)"
)
#: What may stand before a bare year or a risky month, so that "the 2016 Act" and "May we" are none.
_YEAR_AFTER = frozenset({"in", "since", "by", "until", "till", "from", "during", "before", "after", "for", "to", "of",
                         "between", "late", "early", "mid", "and", "-", "–"})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Part:
    """One named day or period before it is anchored; what the text does not say is None.

    `qualifier` is last, previous, next, coming, this or the; `unit` the week, month or year that it qualifies;
    `offset` days from the day of publication; `shift` days from it, or where `echo` from the day named before;
    `weeks` to add to the weekday; `rule` of a named day; `first` and `last` index the tokens that it covers.
    """

    kind: str
    start: int = 0
    end: int = 0
    first: int = 0
    last: int = 0
    day: int | None = None
    month: int | None = None
    year: int | None = None
    weekday: int | None = None
    offset: int | None = None
    shift: int | None = None
    echo: bool = False
    qualifier: str | None = None
    unit: str | None = None
    year_shift: int | None = None
    weeks: int = 0
    rule: str | None = None
    season: str | None = None
    before: str | None = None
    figures: tuple[int, int, int] | None = None


def parse(tokens: Sequence[Token], text: str) -> list[Part]:
    """Return the parts of one sentence."""
    codes = "".join(token.code for token in tokens)
    found: list[Part] = []
    for run in _RUN.finditer(codes):
        for match in _GRAMMAR.finditer(codes, *run.span()):
            found.extend(_parts(match.lastgroup or "", tokens, match.start(), match.end(), text))
    return found


def _parts(name: str, tokens: Sequence[Token], first: int, end: int, text: str) -> Iterator[Part]:
    """Yield the parts of one match of `GRAMMAR` over `tokens[first:end]`."""
    group = tokens[first:end]
    before = tokens[first - 1].lower if first else None
    base = _shared(group, first, before)
    if name in ("day_month", "month_day", "weekday_ordinal"):
        yield from _days(base, name, group, text)
    elif name == "ordinal":
        if _ORDINAL_ALONE.match(text, group[-1].end):
            yield from _days(base, name, group, text)
    elif name == "figures":
        figures = _figures(group[-1].lower)
        if figures:
            yield replace(base, figures=figures)
    elif name == "named":
        yield replace(base, rule=named_day_rule(next(token.lower for token in group if token.code == "H")))
    elif name == "distance":
        yield from _distance(base, group, text)
    elif name == "weekday_before_last":
        if group[-2].lower == "before" and group[-1].lower == "last":
            yield replace(base, qualifier="last", weeks=-1)
        else:
            yield replace(base, end=group[-3].end, last=end - 3, qualifier="the" if group[0].code == "T" else None)
    elif name == "week_on":
        if before in ("a", "one") and group[1].lower in ("on", "today", "tomorrow"):
            yield _weeks_later(base, group[0].lower)
        else:
            yield replace(base, start=group[-1].start, first=end - 1, before=group[-2].lower, unit=None)
    elif name == "weekday" and len(group) > 1 and group[-1].code == "G" and group[-2].code == "W":
        yield _weeks_later(base, group[-1].lower)
    elif name in ("weekday", "relative", "relative_weekday"):
        if base.unit in (None, "week"):
            if base.before == "following" and first > 1 and tokens[first - 2].code == "T":
                base = replace(base, qualifier="following")
            gone = [token.lower for token in tokens[end : end + 2]] == ["just", "gone"]
            yield replace(base, qualifier="last") if gone else base
    else:
        yield from _periods(base, name, group)


def _distance(base: Part, group: Sequence[Token], text: str) -> Iterator[Part]:
    """Yield the part of "three days ago", "a week last Friday", "the next day", unless it is not exact to the day."""
    told = distance_at(text, group[0].start)
    if told is None:
        return
    if told.code == FROM_TOLD:
        yield replace(base, kind="day" if told.days is not None else told.unit, shift=told.days, echo=True)
    elif told.days is not None and (told.unit == "day" or group[-1].code in "WR"):
        yield replace(base, shift=told.days)


def _weeks_later(base: Part, unit: str) -> Part:
    """Return "Friday week" or "a fortnight today": the day, so many weeks on."""
    return replace(base, weeks={"week": 1, "fortnight": 2}.get(unit, 0), unit=None, qualifier="coming")


def _shared(group: Sequence[Token], first: int, before: str | None) -> Part:
    """Return a part over a group of tokens, the `first` of the sentence on, with what they say of all its days.

    That is year, weekday, qualifier, unit, offset; `before` is the word that stands before them.
    """
    codes = "".join(token.code for token in group)
    by_code = {token.code: token.lower for token in reversed(group)}
    qualifier = "next" if "coming" in (t.lower for t in group) else by_code.get("Q")
    if qualifier is None and codes.startswith("TW"):
        qualifier = "the"
    unit, year_shift = by_code.get("G"), None
    if unit == "year" and re.search("[MmH]", codes):
        year_shift = {"last": -1, "previous": -1, "past": -1, "next": 1}.get(qualifier or "", 0)
        qualifier = unit = None
    return Part(
        kind="day",
        start=group[0].start,
        end=group[-1].end,
        first=first,
        last=first + len(group) - 1,
        before=before,
        year=int(by_code["Y"]) if "Y" in by_code else None,
        weekday=_weekday(by_code["W"]) if codes.count("W") == 1 else None,
        offset=_offset(by_code["R"]) if "R" in by_code else None,
        qualifier=qualifier,
        unit=unit,
        year_shift=year_shift,
    )


def _days(base: Part, name: str, group: Sequence[Token], text: str) -> Iterator[Part]:
    """Yield one part a day of a list or range under one month ("9, 10 and 27 September")."""
    month = next((_month(token.lower) for token in group if token.code in "Mm"), None)
    numbers = [i for i, token in enumerate(group) if token.code in "NO"]
    kept = _without_counts(numbers, name, group, text)
    for i in kept:
        begin = i
        while begin > 0 and (i == kept[0] or group[begin - 1].code in "WwT"):
            begin -= 1
        last = len(group) - 1 if i == numbers[-1] else i
        weekday = next((_weekday(token.lower) for token in group[begin:i] if token.code in "Ww"), None)
        lead = i == kept[0]
        yield replace(
            base,
            start=group[begin].start,
            end=group[last].end,
            first=base.first + begin,
            last=base.first + last,
            day=int(re.sub(r"\D", "", group[i].lower)),
            month=month,
            weekday=weekday,
            offset=base.offset if lead else None,
            qualifier=base.qualifier if lead else None,
            unit=base.unit if lead else None,
        )


def _without_counts(numbers: list[int], name: str, group: Sequence[Token], text: str) -> list[int]:
    """Drop the last number of a month-first list where it counts what follows ("July 14, 15 schools")."""
    if name != "month_day" or len(numbers) < 2 or group[-1].code not in "N":
        return numbers
    after = text[group[-1].end : group[-1].end + 40]
    if _COUNTED.match(after) or (group[numbers[-1] - 1].code == "C" and re.match(r"\s+[a-z]", after)):
        return numbers[:-1]
    return numbers


def _periods(base: Part, name: str, group: Sequence[Token]) -> Iterator[Part]:
    """Yield the part of a month, season, year or qualified period, unless its word is no date here."""
    codes = "".join(token.code for token in group)
    if name == "month":
        month = next(token for token in group if token.code in "Mm")
        if len(group) > 1 or month.code == "M" or (month.lower in ("may", "march") and base.before in _YEAR_AFTER):
            yield replace(base, kind="month", month=_month(month.lower))
    elif name == "season":
        season = next(token.lower for token in group if token.code == "S")
        yield replace(base, kind="season", season=season)
    elif name == "school_year":
        first, last = re.findall(r"\d+", group[0].lower)
        until = int(last) if len(last) == 4 else int(first) // 100 * 100 + int(last)
        yield replace(base, kind="school_year", year=int(first), figures=(int(first), until, 0))
    elif name == "period" and group[-1].lower != "fortnight":
        # "the past year", "the next week" are durations; "the weekend" is a period of its own.
        if codes == "QG" or group[-1].lower == "weekend":
            yield replace(base, kind=group[-1].lower)
    elif name == "year" and base.before in _YEAR_AFTER:
        yield replace(base, kind="year")


def _month(word: str) -> int:
    """Return the number of a month from its name or short name."""
    return next(i for i, name in enumerate(MONTHS, start=1) if name[:3] == word[:3])


def _weekday(word: str) -> int:
    """Return the number of a weekday, Monday 0, from its name or short name."""
    return next(i for i, name in enumerate(WEEKDAYS) if name[:2] == word[:2] and name[:3] == word[:3])


def _offset(words: str) -> int:
    """Return the days from publication that "yesterday" and its like stand for."""
    plain = re.sub(r"\s+", " ", words)
    if plain.startswith("day before"):
        return -2
    if plain.startswith("day after"):
        return 2
    return {"yesterday": -1, "last night": -1, "tomorrow": 1}.get(plain, 0)


def _figures(text: str) -> tuple[int, int, int] | None:
    """Return year, month and day of a date in figures, day before month as Britain writes it."""
    one, two, three = (int(part) for part in re.split(r"[./-]", text))
    year, month, day = (one, two, three) if len(text.split("-")[0]) == 4 else (three, two, one)
    if year < 100:
        year += 2000 if year < 70 else 1900
    return (year, month, day) if 1 <= month <= 12 and 1 <= day <= 31 else None
