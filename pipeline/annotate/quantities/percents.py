"""Percentages in every wording: signs, words, n in m, fractions, ranges and splits.

Comes in: text. Goes out: `Quantity` with label PERCENT and the value in per cent, one for
each number. It refuses percentage points, shares of time or distance, and ordinals.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.annotate.quantities.numbers import DIGITS, SMALL_WORDS, parse_fraction, parse_number
from pipeline.annotate.quantities.quantity import Quantity
from pipeline.annotate.quantities.starts import matches, starts_in

#: Decimals kept of a computed share: a third is 33.3, as the codebook scores to one decimal.
FRACTION_DECIMALS = 1
#: Above this, the first number of "X and Y per cent" is a year or an amount, not a percentage.
LIST_CEILING = 100

_UNIT = r"(?:[\s-]?(?:%|per[\s-]?cent(?!age|\w)|pc\b|p\.c\.)|(?<=\d)PC\b)(?![\s-]points?\b)(?!age)"
_HALF = r"(?:[\s-]and[\s-]a[\s-]half)"
_NUMBER = (
    rf"(?:{DIGITS}{_HALF}?|\b(?:a|one)[\s-]hundred\b|\bhalf[\s-]an?(?=[\s-]per)|\bone[\s-]half"
    rf"|{SMALL_WORDS}(?:\spoint(?:\s{SMALL_WORDS})+|{_HALF})?)"
)
#: One or two numbers before one unit: "9%", "3-5%", "between four and six per cent".
_PERCENT = re.compile(
    rf"(?P<bad>[£$€#]\s?)?"
    rf"(?:(?P<first>{_NUMBER})(?P<joint>\s?[-–—]\s?|\s+(?:to|and|or)\s+|,\s+(?:and\s+)?))??(?P<last>{_NUMBER})(?P<unit>{_UNIT})",
    re.IGNORECASE,
)
_MONTH_BEFORE = re.compile(
    r"\b(?:jan|feb|mar|apr|may|june?|july?|aug|sep|sept|oct|nov|dec)[a-z]*\.?\s+$", re.IGNORECASE
)
#: What may stand before the first of two numbers that are joined by "and" or a comma.
_LIST_BEFORE = re.compile(
    r"(?:\b(?:between|of|by|from|at|both|either|was|were|is|are|with|around|about|some|up|over|to|offered|averaging)"
    r"|[(:,])\s*$",
    re.IGNORECASE,
)

#: "3, 4 and 3.5 per cent": the numbers before the last two.
_LIST_RUN = re.compile(rf"(?:{_NUMBER},\s+)+$", re.IGNORECASE)
_LIST_ITEM = re.compile(rf"({_NUMBER}),\s+", re.IGNORECASE)
_LAST_OF_LIST = frozenset({"and", "or", ", and"})
#: The second year of "in 2023-24 to 5%".
_YEAR_BEFORE = re.compile(r"\b(?:19|20)\d\d[-–/]$")

_NOT_SHARES = (
    r"(?:minutes?|hours?|days?|weeks?|fortnights?|months?|years?|decades?|centur(?:y|ies)|games?|match(?:es)?"
    r"|goals?|seasons?|miles?|metres?|pints?|pounds?|million|billion|trillion|stars?)"
)
_OUT_OF = re.compile(
    rf"(?P<upper>{DIGITS}|{SMALL_WORDS})(?:[\s-]in[\s-]|\sin\severy\s|[\s-]out[\s-]of[\s-](?:every[\s-])?)"
    rf"(?P<lower>\b(?:100|1,000|\d{{1,2}})\b(?![.,:]?\d|[%£])|{SMALL_WORDS}|\b(?:a|one)\shundred\b)"
    rf"(?!\s+{_NOT_SHARES}\b|-|\s+(?:january|february|march|april|may|june|july|august|september|october"
    r"|november|december)\b|\s?(?:am|pm|%|per\s?cent|pc)\b)",
    re.IGNORECASE,
)
#: Denominators that people round to; "14 in 17" is a tally, not a share.
_DENOMINATORS = frozenset({3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0, 12.0, 20.0, 50.0, 100.0, 1000.0})

_FRACTION = re.compile(
    r"\b(?P<many>(?:two|three|four|five|seven|nine)[\s-](?:thirds|quarters|fifths|sixths|eighths|tenths))\b"
    r"|\b(?P<one>(?:an?|one)[\s-](?:third|quarter|fifth|sixth|eighth|tenth))\b"
    r"|\b(?P<half>(?:one[\s-])?half)\b",
    re.IGNORECASE,
)
_NOT_AFTER = re.compile(
    rf"(?:\s+|-)(?:of\s+)?(?:(?:an?|the|this|last|next|that|its)[\s-]+)?(?:{_NOT_SHARES}\b|(?:19|20)\d\d\b|season|term|year|time\b|battle|league)"
    r"|[\s-](?:an?|dozen|time|way|past|term|final|finals|marathon|moon|back|century)\b|-\w",
    re.IGNORECASE,
)
_SHARE_AFTER = re.compile(
    r"\s+of\s+\w|\s+(?:less|more|lower|higher|say|said|voted?|backed|rejected|opposed|supported|want(?:ed)?|are|were"
    r"|have|had|in\s+real\s+terms)\b",
    re.IGNORECASE,
)
_HALF_AFTER = re.compile(r"\s+(?:of\s+\w|(?:the|its|their|our|all|those|his|her)\s+\w)", re.IGNORECASE)
_BY_BEFORE = re.compile(
    r"\b(?:by|up|down|lost|losing|cut|fell|fallen|rose|risen)\s+(?:(?:almost|nearly|over|about|around|some|at least"
    r"|roughly|more than|less than|up to|as much as)\s+)?$",
    re.IGNORECASE,
)
#: "more than half said", of people.
_THAN_BEFORE = re.compile(r"\b(?:(?:more|fewer|less) than|over|under)\s+$", re.IGNORECASE)
_ORDINAL_BEFORE = re.compile(
    r"\b(?:first|second|other|latter|each|either|last|final|next|and\s+a|better)[\s-]+$", re.IGNORECASE
)
#: Cheap tests of a sentence: without one of these there is no unit, and no fraction.
_UNIT_CUE, _FRACTION_CUE = re.compile(r"%|cent|pc|p\.c\."), re.compile(r"half|third|quarter|fifth|sixth|eighth|tenth")
#: Characters of context that the lookbehinds above can use.
_CONTEXT = 40


def may_hold_quantity(text: str) -> bool:
    """Say whether any quantity can stand in `text`: each begins with a number or is told as a fraction."""
    starts = starts_in(text)
    return bool(starts.places) or _FRACTION_CUE.search(starts.folded) is not None


def find_percents(text: str) -> list[Quantity]:
    """Return the percentages of `text` in order; spans do not overlap."""
    found: list[Quantity] = []
    taken: set[int] = set()
    for quantity in (*_signed(text), *_out_of(text), *_fractions(text)):
        span = range(quantity.start, quantity.end)
        if taken.isdisjoint(span):
            taken.update(span)
            found.append(quantity)
    return sorted(found)


def _signed(text: str) -> Iterator[Quantity]:
    """Numbers with a sign or the word: one or two numbers to a unit."""
    if not _UNIT_CUE.search(starts_in(text).folded):
        return
    for match in matches(_PERCENT, text):
        last = _value(match["last"])
        first = _value(match["first"]) if match["first"] else None
        before = text[max(0, match.start() - _CONTEXT) : match.start()]
        if first is not None and not match["bad"] and _joins(first, match["joint"], before):
            yield Quantity(match.start("first"), match.end("first"), "PERCENT", first)
            if match["joint"].strip().lower() in _LAST_OF_LIST:
                yield from _listed(before, match.start() - len(before))
        if last is not None:
            yield Quantity(match.start("last"), match.end("unit"), "PERCENT", last)


def _listed(before: str, offset: int) -> Iterator[Quantity]:
    """Numbers of a longer list that share its unit: the 3 of "3, 4 and 3.5 per cent".

    `before` begins at `offset`; what stands further back than it reaches is not looked at.
    """
    run = _LIST_RUN.search(before)
    if run is None or not _LIST_BEFORE.search(before[: run.start()]):
        return
    for number in _LIST_ITEM.finditer(before, run.start()):
        value = _value(number[1])
        if value is not None and value <= LIST_CEILING:
            yield Quantity(offset + number.start(1), offset + number.end(1), "PERCENT", value)


def _value(text: str) -> float | None:
    """Read the number of a percentage, "seven point five" and "half a" included."""
    plain = text.lower()
    if plain.startswith(("half", "one half", "one-half")):
        return 0.5
    whole, _, decimals = plain.partition(" point ")
    value = parse_number(whole)
    if value is None or not decimals:
        return value
    digits = [parse_number(word) for word in decimals.split()]
    return float(f"{value:.0f}." + "".join(f"{d:.0f}" for d in digits if d is not None))


def _joins(first: float, joint: str, before: str) -> bool:
    """Tell whether the first of two numbers shares the unit of the second."""
    if first > LIST_CEILING or _MONTH_BEFORE.search(before) or _YEAR_BEFORE.search(before):
        return False
    word = joint.strip().lower()
    return word not in {"and", ",", ", and"} or bool(_LIST_BEFORE.search(before))


def _out_of(text: str) -> Iterator[Quantity]:
    """"nine in ten", "8 out of 10", "one in four"."""
    for match in matches(_OUT_OF, text):
        upper, lower = parse_number(match["upper"]), parse_number(match["lower"])
        if upper and lower in _DENOMINATORS and upper < lower:
            yield Quantity(match.start(), match.end(), "PERCENT", round(100 * upper / lower, FRACTION_DECIMALS))


def _fractions(text: str) -> Iterator[Quantity]:
    """"two-thirds", "a quarter of its value", "half of members"; never "half an hour" or "a third union"."""
    if not _FRACTION_CUE.search(starts_in(text).folded):
        return
    for match in _FRACTION.finditer(text):
        before = text[max(0, match.start() - _CONTEXT) : match.start()]
        after = text[match.end() : match.end() + _CONTEXT]
        if _NOT_AFTER.match(after) or _ORDINAL_BEFORE.search(before):
            continue
        if match["one"] and not (_SHARE_AFTER.match(after) or _BY_BEFORE.search(before)):
            continue
        counted = _THAN_BEFORE.search(before) and _SHARE_AFTER.match(after)
        if match["half"] and not (counted or _HALF_AFTER.match(after) or _BY_BEFORE.search(before)):
            continue
        share = parse_fraction(re.split(r"[\s-]", match[0].lower()))
        if share is not None:
            yield Quantity(match.start(), match.end(), "PERCENT", round(100 * share, FRACTION_DECIMALS))
