"""A sentence as tokens, each with a one-letter code over which the date patterns are written.

Comes in: a text and the offsets of one sentence. Goes out: `Token`s in order, the words between them
included, since the tense is read from them. It refuses to decide whether a token is part of a date.

    W weekday         w short weekday    M month          m month that is also a word, or short
    N number 1 to 31  O ordinal 1 to 31  Y year           Z school or pay year   D date in figures
    R today, last night ...  H named day  Q last, next ... G week, month, year ... S season
    T the             F of               C comma          A and, or, plus        - to, until, a dash
    ( ) :             P preposition      s 's             K time of day          L list bullet or line break
    X no date         x any other word or sign
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.annotate.dates import lexicon

_MONTH_FULL = "January|February|April|June|July|August|September|October|November|December"
_MONTH_RISKY = r"March|May|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec)\b\.?(?!\w)"
_WEEKDAY = "Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday"
_WEEKDAY_SHORT = r"(?:Mon|Tues|Tue|Weds|Wed|Thurs|Thur|Thu|Fri|Sat|Sun)\b\.?"
_RELATIVE = (
    r"day\s+before\s+yesterday|day\s+after\s+tomorrow|today|yesterday|tomorrow|tonight|last\s+night"
    r"|this\s+(?:morning|afternoon|evening|lunchtime)"
)
_TIME = (
    r"\d{1,2}(?:[.:]\d\d)?\s?(?:am|pm|a\.m\.|p\.m\.)(?!\w)|\d{1,2}:\d\d(?:\s?(?:GMT|BST|hours))?(?!\w)"
    r"|\b(?:midnight|noon|midday)\b"
)
_PREPOSITIONS = (
    "on|from|by|in|at|for|since|between|before|after|until|during|till|until|within|into|of|following|late|early|mid"
)
#: Figures that are a date in Britain: year first, or day and month first, with one separator throughout.
_FIGURES = (
    r"\d{4}-\d\d-\d\d|\d{1,2}/\d{1,2}/(?:(?:19|20)\d\d|\d\d)"
    r"|\d{1,2}\.\d{1,2}\.(?:(?:19|20)\d\d|\d\d)|\d{1,2}-\d{1,2}-(?:(?:19|20)\d\d|\d\d)"
)
#: Cheap test of a sentence before it is lexed: no match, no date. Every pattern needs one of these.
TRIGGER = re.compile(
    r"\b(?:J[au]n|Feb|Ma[ry]|Apr|Jul|Aug|Sep|Oct|Nov|Dec|J[AU]N|FEB|MA[RY]|APR|JUL|AUG|SEP|OCT|NOV|DEC)"
    r"|[Dd]ay\b|DAY|ight\b|IGHT|orrow\b|ORROW|\bHogmanay|\bHalloween|\bEve\b|noon\b|orning\b|vening\b|lunchtime"
    r"|\d(?:st|nd|rd|th)\b|\b(?:19|20)\d\d\b|\d[./-]\d\d?[./-]\d\d"
    r"|\b[Ww]eek(?:end)?\b|\b[Mm]onth\b|\b[Yy]ear\b|\bfortnight\b|[Ss]pring\b|[Ss]ummer\b|[Aa]utumn\b|[Ww]inter\b"
)


@dataclass(frozen=True, slots=True)
class Token:
    """One token: `text[start:end]`, its code, its words in lower case, whether it begins with a capital."""

    code: str
    start: int
    end: int
    lower: str
    capital: bool


@functools.cache
def _pattern() -> re.Pattern[str]:
    """Return the one pattern of all tokens; the first alternative that matches wins."""
    kinds = (
        ("X", rf"(?i:(?<!\w)(?:{lexicon.not_dates()}))"),
        ("H", rf"(?i:\b(?:{lexicon.named_day_pattern()})\b)"),
        ("D", rf"(?<![\w./£$€-])(?:{_FIGURES})(?![\w/%-]|\.\d)"),
        ("Z", r"(?<![\d.,£$€/-])(?:19|20)\d\d\s?[-/–]\s?(?:20)?\d\d(?![\d/-])"),
        ("K", rf"(?<![\d.,:£$€/])(?:{_TIME})"),
        ("Y", r"(?<![\d.,£$€/])(?:19|20)\d\d(?![\d%\w]|[.,:/]\d)"),
        ("O", r"(?<![\d.,£$€/])(?:[12]?\d|3[01])(?:st|nd|rd|th)\b"),
        ("N", r"(?<![\d.,£$€/])(?:0?[1-9]|[12]\d|3[01])(?![\w%]|[.,:/]\d)(?!\s?(?:%|per\s?cent|pc\b))"),
        ("R", rf"(?i:\b(?:{_RELATIVE})\b)"),
        ("W", rf"\b(?i:{_WEEKDAY})(?!\w)"),
        ("M", rf"\b(?:{_MONTH_FULL}|{_MONTH_FULL.upper()})\b"),
        ("m", rf"\b(?:{_MONTH_RISKY}|MARCH|MAY)(?!\w)"),
        ("w", rf"\b{_WEEKDAY_SHORT}"),
        ("Q", r"(?i:\b(?:last|next|this|coming|previous|past)\b)"),
        ("G", r"(?i:\b(?:weekend|week|fortnight|month|year)\b)"),
        ("S", r"(?i:\b(?:spring|summer|autumn|winter)\b)"),
        ("T", r"(?i:\bthe\b)"),
        ("A", r"(?i:\b(?:and|or|plus)\b)|&"),
        ("dash", r"(?i:\b(?:to|until|till|through)\b)|[-–—]"),
        ("P", rf"(?i:\b(?:{_PREPOSITIONS})\b)"),
        ("s", r"['’]s\b"),
        ("L", r"\n|•"),
        ("sign", r"[,():]"),
        ("x", r"[^\W\d_]+(?:['’][^\W\d_]+)*|[£$€]?\d+(?:[.,:]\d+)*\w*|\S"),
    )
    return re.compile("|".join(f"(?P<{kind}>{pattern})" for kind, pattern in kinds))


def tokens(text: str, start: int, end: int) -> list[Token]:
    """Return the tokens of `text[start:end]`, offsets in `text`."""
    return list(_tokens(text, start, end))


def _tokens(text: str, start: int, end: int) -> Iterator[Token]:
    for match in _pattern().finditer(text, start, end):
        kind = match.lastgroup or "x"
        lower = match.group().lower()
        if kind == "dash":
            kind = "-"
        elif kind == "sign":
            kind = "C" if lower == "," else lower
        elif kind == "P" and lower == "of":
            kind = "F"
        elif kind == "R" and _is_title(match, text, start):
            kind = "x"
        yield Token(kind, match.start(), match.end(), lower, text[match.start()].isupper())


def _is_title(match: re.Match[str], text: str, start: int) -> bool:
    """Whether a capitalised Today or Tomorrow stands inside a sentence, and so is a name."""
    word = match.group()
    if not word[0].isupper() or word.isupper():
        return False
    before = text[start : match.start()].rstrip()
    return bool(before) and (before[-1].isalnum() or before[-1] == ",")
