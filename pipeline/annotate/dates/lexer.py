"""A sentence as tokens, each with a one-letter code over which the date patterns are written.

Comes in: a text and the offsets of one sentence. Goes out: `Token`s in order, the words between them
included, since the tense is read from them. It refuses to decide whether a token is part of a date.

    W weekday         w short weekday    M month          m month that is also a word, or short
    N number 1 to 31  O ordinal 1 to 31  Y year           Z school or pay year   D date in figures
    R today, last night ...  H named day  Q last, next ... G week, month, year ... S season
    T the             F of               C comma          A and, or, plus        - to, until, a dash
    ( ) :             P preposition      s 's             K time of day          L list bullet or line break
    B distance from publication          E distance from what was told before
    X no date         x any other word or sign
"""

from __future__ import annotations

import functools
import re
from bisect import bisect_left
from typing import NamedTuple

from pipeline.annotate.dates import lexicon
from pipeline.annotate.dates.distances import find_distances
from pipeline.annotate.dates.edtf import SEASONS
from pipeline.tables.openings import Openings

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
#: The second of two days told with a stroke: "14/15 March".
_SLASHED = rf"\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?(?:{_MONTH_FULL}|{_MONTH_RISKY})"
#: Figures that are a date in Britain: year first, or day and month first, with one separator throughout.
_FIGURES = (
    r"\d{4}-\d\d-\d\d|\d{1,2}/\d{1,2}/(?:(?:19|20)\d\d|\d\d)"
    r"|\d{1,2}\.\d{1,2}\.(?:(?:19|20)\d\d|\d\d)|\d{1,2}-\d{1,2}-(?:(?:19|20)\d\d|\d\d)"
)
#: Cheap tests of a sentence before it is lexed: where neither matches there is no date. Every alternative of the
#: first begins with letters, which lead to its candidates.
_TRIGGER_WORDS = re.compile(
    r"Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC"
    r"|day\b|Day\b|DAY\b|tomorrow|Tomorrow|TOMORROW|tonight|Tonight|TONIGHT|Night\b|Hogmanay|Halloween|Eve\b"
    r"|last\s+night|Last\s+night|this\s+(?:mor|aft|eve|lun)|This\s+(?:mor|aft|eve|lun)|weekend\b"
    r"|(?:last|Last|next|Next|this|This|coming|previous|past)\s+(?:week|month|year)\b"
    r"|days\b|(?:following|next|previous)\s+(?:morning|afternoon|evening|night)\b|(?:that|same)\s+(?:month|year)\b"
    r"|spring\b|summer\b|autumn\b|winter\b|Spring\b|Summer\b|Autumn\b|Winter\b"
)
_TRIGGER_FIGURES = re.compile(r"\d(?:st\b|nd\b|rd\b|th\b|[./-]\d\d?[./-]\d\d|(?<=[12])[09]\d\d\b)")


class Triggers:
    """Where in a text a date may be told; candidates are looked for once, in the whole of it."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._places = sorted(_openings().places(text).get(0) or ())

    def any_in(self, start: int, end: int) -> bool:
        """Whether the text holds anything that the patterns could start from, between two offsets."""
        near = self._places[bisect_left(self._places, start) : bisect_left(self._places, end)]
        if any(_TRIGGER_WORDS.match(self._text, place, end) for place in near):
            return True
        return _TRIGGER_FIGURES.search(self._text, start, end) is not None


@functools.cache
def _openings() -> Openings:
    return Openings([_TRIGGER_WORDS])


class Token(NamedTuple):
    """One token: `text[start:end]`, its code, its words in lower case, whether it begins with a capital."""

    code: str
    start: int
    end: int
    lower: str
    capital: bool


#: The codes of words and signs that need no pattern.
_WORDS = {
    "P": "on from by in at for since between before after until during within into following late early mid",
    "-": "to until till through - – —",
    "A": "and or plus & /",
    "Q": "last next this coming previous past",
    "G": "weekend week fortnight month year",
    "S": " ".join(SEASONS),
    "F": "of",
    "T": "the",
    "C": ",",
    "s": "'s ’s",
    "L": "•",
}
_CODES = {word: code for code, words in _WORDS.items() for word in words.split()}
_CODES.update({sign: sign for sign in "():"} | {"\n": "L"})
#: Numbered parts of a programme of action: "Week 1 – Thursday 22 and Friday 23 February" names no 1st.
_LABELS = frozenset({"week", "day", "phase", "stage", "wave", "round", "part", "step", "block", "strike"})
_LABELLED = re.compile(
    r"\s*[-–—]\s*(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)|\d{1,2}(?:st|nd|rd|th)?\s*(?:,|and\b|to\b|&|[-–—]))"
)
#: Words, numbers and signs as they come; what may begin a date is looked at more closely.
_SIMPLE = re.compile(r"['’]s\b|[^\W\d_]+(?:['’](?!s\b)[^\W\d_]+)*|[£$€]?\d+(?:[.:]\d+|,\d{3}(?!\d))*\w*|\n|\S")


@functools.cache
def _pattern() -> re.Pattern[str]:
    """Return the pattern of what may begin a date; the first alternative that matches wins."""
    kinds = (
        ("X", rf"(?i:(?<!\w)(?:{lexicon.not_dates()}))"),
        ("H", rf"(?i:\b(?:{lexicon.named_day_pattern()})\b)"),
        ("D", rf"(?<![\w./£$€-])(?:{_FIGURES})(?![\w/%-]|\.\d)"),
        ("Z", r"(?<![\d.,£$€/-])(?:19|20)\d\d\s?[-/–]\s?(?:20)?\d\d(?![\d/-])"),
        ("K", rf"(?<![\d.,:£$€/])(?:{_TIME})"),
        ("Y", r"(?<![\d.,£$€/])(?:19|20)\d\d(?![\d%\w]|[.,:/]\d)"),
        ("O", r"(?<![\d.,£$€/])(?:[12]?\d|3[01])(?:st|nd|rd|th)\b"),
        ("N", rf"(?<![\d.£$€])(?<!\D/)(?:0?[1-9]|[12]\d|3[01])(?![\w%]|[.:]\d|/(?!{_SLASHED})\d|,\d{{3}})"
              r"(?!\s?(?:%|per\s?cent|pc\b))"),
        ("R", rf"(?i:\b(?:{_RELATIVE})\b)"),
        ("W", rf"\b(?i:{_WEEKDAY})(?!\w)"),
        ("M", rf"\b(?:{_MONTH_FULL}|{_MONTH_FULL.upper()})\b"),
        ("m", rf"\b(?:{_MONTH_RISKY}|MARCH|MAY)(?!\w)"),
        ("w", rf"\b{_WEEKDAY_SHORT}"),
    )
    return re.compile("|".join(f"(?P<{kind}>{pattern})" for kind, pattern in kinds))


@functools.cache
def _starts() -> frozenset[str]:
    """Return the words, in lower case, with which a match of `_pattern` may begin."""
    names = {re.match(r"[^\W\d_]+", name) for name in lexicon.named_days()}
    short = "jan feb mar apr jun jul aug sept sep oct nov dec mon tues tue weds wed thurs thur thu fri sat sun saint"
    relative = "day today yesterday tomorrow tonight last this midnight noon midday"
    return (
        lexicon.not_date_starts()
        | {name.group() for name in names if name}
        | {*lexicon.MONTHS, *lexicon.WEEKDAYS, *short.split(), *relative.split()}
    )


def tokens(text: str, start: int, end: int) -> list[Token]:
    """Return the tokens of `text[start:end]`, offsets in `text`."""
    starts, pattern, distances = _starts(), _pattern(), find_distances(text, start, end)
    found: list[Token] = []
    at = start
    for simple in _SIMPLE.finditer(text, start, end):
        begin = simple.start()
        if begin < at:
            continue
        word, at = simple.group(), simple.end()
        lower = word.lower()
        code = _CODES.get(lower, "x")
        distance = distances.get(begin)
        if distance:
            code, at, lower = distance.code, distance.end, text[begin : distance.end].lower()
        elif word[0].isdigit() or lower in starts:
            match = pattern.match(text, begin, end)
            if match and not (match.lastgroup == "R" and _is_title(match, text, start)):
                code, at, lower = match.lastgroup or "x", match.end(), match.group().lower()
                if code == "N" and found and _is_label(found[-1], text, at):
                    code = "x"
        found.append(Token(code, begin, at, lower, word[0].isupper()))
    return found


def _is_label(before: Token, text: str, at: int) -> bool:
    """Whether the number that ends at `at` counts the weeks or phases of a programme."""
    return before.capital and before.lower in _LABELS and _LABELLED.match(text, at) is not None


def _is_title(match: re.Match[str], text: str, start: int) -> bool:
    """Whether a capitalised Today or Tomorrow stands inside a sentence, and so is a name."""
    word = match.group()
    if not word[0].isupper() or word.isupper():
        return False
    before = text[start : match.start()].rstrip()
    return bool(before) and (before[-1].isalnum() or before[-1] == ",")
