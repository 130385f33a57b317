"""Counts of workers, sites, days, hours, weeks and votes.

Comes in: text and the table of units. Goes out: `Quantity` with label COUNT, its value and
the canonical unit. It refuses years, grades, dates and "one of the", which count nothing.
"""

from __future__ import annotations

import functools
import re

from pipeline.annotate.quantities.numbers import NUMBER, parse_number
from pipeline.annotate.quantities.quantity import Quantity
from pipeline.tables.units import count_units, unit_kinds

#: Words that may stand between a number and its noun: "1,200 of its striking bus drivers".
MAX_MODIFIERS = 4

_STOP = (
    r"(?:the|an?|of|in|to|or|on|at|by|for|with|from|is|are|was|were|be|been|have|has|had|will|would|who|which|that"
    r"|as|but|if|than|per|cent|percent|pc|pounds?|million|billion|out|said|after|before|because|when|while|until"
    r"|january|february|march|april|may|june|july|august|september|october|november|december"
    r"|years?|months?|minutes?|am|pm|he|she|it|they|we|their|its|our)\b"
)
_MODIFIER = rf"(?:(?!{_STOP})(?:[^\W\d_][\w'’&./-]*|\d+-(?:hour|day|week)),?\s+)"
_BEFORE_NOT = re.compile(
    r"(?:[£$€#]\s?|\b(?:band|grade|year|level|phase|section|stage|article|rule|clause|tier|top|under|covid|unit|scale|point"
    r"|jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec|january|february|march|april|august|september|october"
    r"|november|december)[\s-]+)$",
    re.IGNORECASE,
)
_CONTEXT = 16
_YEARS = range(1900, 2100)


@functools.cache
def _forms() -> dict[str, str]:
    return {form.lower(): u.unit for u in count_units() for form in u.forms}


@functools.cache
def _pattern() -> re.Pattern[str]:
    """The number, up to four modifiers, the noun; time units also hyphenated."""
    nouns = "|".join(sorted((re.escape(f) for f in _forms()), key=len, reverse=True))
    return re.compile(
        rf"(?P<number>{NUMBER})(?![%])(?:-(?P<strong>strong)\b|[\s-](?:of\s(?:the|its|their|our)\s)?(?!and\b)"
        rf"{_MODIFIER}{{0,{MAX_MODIFIERS}}}?(?P<noun>{nouns})\b)",
        re.IGNORECASE,
    )


def find_counts(text: str) -> list[Quantity]:
    """Return the counts of `text` in order; "two 48-hour strikes" holds a count of hours inside it."""
    found: list[Quantity] = []
    at = 0
    while match := _pattern().search(text, at):
        at = match.end("number")
        quantity = _counted(match, text)
        if quantity is not None:
            found.append(quantity)
    return sorted(found)


def _counted(match: re.Match[str], text: str) -> Quantity | None:
    """Check one match; None where the number is a year, a date, a grade or "one of the"."""
    unit = "workers" if match["strong"] else _forms()[match["noun"].lower()]
    value = parse_number(match["number"])
    before = text[max(0, match.start() - _CONTEXT) : match.start()]
    if value is None or _BEFORE_NOT.search(before):
        return None
    bare_year = value in _YEARS and re.fullmatch(r"\d{4}", match["number"]) is not None
    few = value <= 1 and unit_kinds()[unit] in {"people", "sites", "votes", "other"}
    if bare_year or few:
        return None
    return Quantity(match.start(), match.end(), "COUNT", value, unit)


