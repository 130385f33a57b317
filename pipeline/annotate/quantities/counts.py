"""Counts of workers, sites, days, hours, weeks and votes.

Comes in: text and the table of units. Goes out: `Quantity` with label COUNT, its value and
the canonical unit. It refuses years, grades, dates and "one of the", which count nothing.
"""

from __future__ import annotations

import csv
import functools
import re
from importlib import resources

from pipeline.annotate.quantities.numbers import NUMBER, parse_number
from pipeline.annotate.quantities.quantity import Quantity
from pipeline.annotate.quantities.starts import matches, starts_in
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
#: Nouns of people who do something, for trades that no table lists: "62 deckhands", "320 phlebotomists".
_AGENT = r"(?P<agent>[a-z]{2,}(?:ers|ors|ists|men|women|hands|ians|ants))\b"
#: "members, of whom there are more than 1,600", "drivers, who number 340": a count whose noun stands before it.
_OF_WHOM = re.compile(
    rf"\b(?:of whom (?:there are|it (?:has|represents))|who (?:now )?number|numbering)\s+"
    rf"(?:(?:more|fewer|less) than |about |around |some |over |nearly |almost |up to |roughly |at least )?"
    rf"(?P<number>{NUMBER})(?=[,.;)]|\s+(?:in|at|and|across|of)\b|$)|"
    rf"(?P<part>{NUMBER})(?=\s+of whom\b)",
    re.IGNORECASE,
)
#: Nouns of that form that are no people, or people who are no workforce.
NOT_AGENTS = "patterns/count_not_agents.csv"
#: Fewer are told of as persons, not as a workforce: "two brothers".
_FEWEST_AGENTS = 10
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


@functools.cache
def _not_agents() -> frozenset[str]:
    path = resources.files("pipeline") / "resources" / NOT_AGENTS
    return frozenset(row["noun"] for row in csv.DictReader(path.read_text(encoding="utf-8").splitlines()))


@functools.cache
def _open_pattern() -> re.Pattern[str]:
    """The number, up to two modifiers, and a noun of agents that the table does not have."""
    return re.compile(rf"(?P<number>{NUMBER})(?![%])[\s-](?!and\b){_MODIFIER}{{0,2}}?{_AGENT}", re.IGNORECASE)


def find_counts(text: str) -> list[Quantity]:
    """Return the counts of `text` in order; "two 48-hour strikes" holds a count of hours inside it."""
    found = _find_units(text)
    known = {at for quantity in found for at in range(quantity.start, quantity.end)}
    found.extend(q for q in (*_find_agents(text), *_find_of_whom(text)) if not known & {*range(q.start, q.end)})
    return sorted(found)


def _find_agents(text: str) -> list[Quantity]:
    """Return the counts of people by a noun that no row has, 10 at least, as workers."""
    found: list[Quantity] = []
    for match in matches(_open_pattern(), text, "number"):
        if match["agent"].lower() in _not_agents() or _is_no_count(match, text):
            continue
        value = parse_number(match["number"])
        if value is not None and value >= _FEWEST_AGENTS:
            found.append(Quantity(match.start(), match.end(), "COUNT", value, "workers"))
    return found


def _find_of_whom(text: str) -> list[Quantity]:
    """Return the counts of people told behind their noun, 10 at least, as workers."""
    found: list[Quantity] = []
    folded = starts_in(text).folded
    if "of whom" not in folded and "number" not in folded:
        return found
    for match in _OF_WHOM.finditer(text):
        kind = "number" if match["number"] else "part"
        value = parse_number(match[kind])
        if value is not None and value >= _FEWEST_AGENTS:
            found.append(Quantity(match.start(kind), match.end(kind), "COUNT", value, "workers"))
    return found


def _find_units(text: str) -> list[Quantity]:
    """Return the counts by the nouns of the table."""
    counted = (_counted(match, text) for match in matches(_pattern(), text, "number"))
    return [quantity for quantity in counted if quantity is not None]


def _counted(match: re.Match[str], text: str) -> Quantity | None:
    """Check one match; None where the number is a year, a date, a grade or "one of the"."""
    unit = "workers" if match["strong"] else _forms()[match["noun"].lower()]
    value = parse_number(match["number"])
    if value is None or _is_no_count(match, text):
        return None
    if value <= 1 and unit_kinds()[unit] in {"people", "sites", "votes", "other"}:
        return None
    return Quantity(match.start(), match.end(), "COUNT", value, unit)


def _is_no_count(match: re.Match[str], text: str) -> bool:
    """Say whether the number of a match is a sum, a grade, a day or a year."""
    before = text[max(0, match.start() - _CONTEXT) : match.start()]
    bare_year = parse_number(match["number"]) in _YEARS and re.fullmatch(r"\d{4}", match["number"]) is not None
    return bare_year or _BEFORE_NOT.search(before) is not None
