"""The tables of the date rules: months, weekdays, named days, what is no date, furniture, tense words.

Comes in: the CSV files under `resources/patterns`, read on first use and kept. Goes out: dictionaries and
compiled patterns. It refuses a table with an unknown rule or class: `ConfigError` names file and line.
"""

from __future__ import annotations

import csv
import datetime as dt
import functools
import importlib.resources
import re

from dateutil.easter import easter  # type: ignore[import-untyped]

from pipeline.annotate.dates.edtf import safe_date
from pipeline.errors import ConfigError

MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

#: Classes of the tense table; `tense` says what each does. A word may be in several.
TENSE_CLASSES = frozenset(
    {"future", "past_infinitive", "perfect", "past", "report", "call", "cancel", "present", "boundary", "preposition",
     "determiner", "event_noun", "not_past", "not_verb", "modifier", "way_back",
     "possessive", "past_bound", "ahead_bound", "condition", "unfulfilled", "vote_noun"}
)  # fmt: skip

_RULE = re.compile(
    r"(?P<fixed>\d\d-\d\d)$|easter(?P<easter>[+-]\d+)$"
    r"|(?P<nth_day>[a-z]{3})(?P<nth>[+-]\d)-(?P<nth_month>\d\d)(?P<nth_plus>\+\d)?$|(?P<bank>bank-monday)$"
)


def _rows(name: str) -> list[dict[str, str]]:
    """Return the rows of one table under `resources/patterns`."""
    path = importlib.resources.files("pipeline").joinpath("resources", "patterns", name)
    return list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))


def _flexible(name: str) -> str:
    """Return a pattern for a name: any white space, both apostrophes, `St` with or without its stop."""
    words = re.escape(name).replace("'", "['’]").replace(r"\ ", r"\s+")
    return words.replace(r"St\s+", r"(?:St\.?|Saint)\s+")


@functools.cache
def named_days() -> dict[str, str]:
    """Return the rule of each named day, keyed by its name in lower case."""
    found: dict[str, str] = {}
    for number, row in enumerate(_rows("date_named_days.csv"), start=2):
        if not _RULE.match(row["rule"]):
            raise ConfigError(f"date_named_days.csv, line {number}: unknown rule {row['rule']!r}")
        found[row["name"].lower()] = row["rule"]
    return found


@functools.cache
def named_day_pattern() -> str:
    """Return one alternation over all named days, longest first."""
    return "|".join(_flexible(name) for name in sorted(named_days(), key=lambda name: (-len(name), name)))


def named_day_rule(text: str) -> str:
    """Return the rule of a named day as it stands in a text."""
    plain = re.sub(r"\s+", " ", text.lower().replace("’", "'"))
    return named_days()[re.sub(r"^(?:st\.|saint) ", "st ", plain)]


@functools.cache
def not_dates() -> str:
    """Return one alternation over what looks like a date and is none."""
    return "|".join(f"(?:{row['pattern']})" for row in _rows("date_not_dates.csv"))


@functools.cache
def not_date_starts() -> frozenset[str]:
    """Return the words, in lower case, with which one of `not_dates` may begin."""
    return frozenset(word for row in _rows("date_not_dates.csv") for word in row["starts"].split())


@functools.cache
def furniture() -> re.Pattern[str]:
    """Return the pattern that a whole line of page furniture matches from its start."""
    rows = _rows("date_furniture.csv")
    return re.compile(r"[\W_]*(?:" + "|".join(f"(?:{row['pattern']})$" for row in rows) + ")", re.IGNORECASE)


@functools.cache
def tense_words() -> dict[str, frozenset[str]]:
    """Return the classes of each word of the tense table, keyed in lower case."""
    found: dict[str, set[str]] = {}
    for number, row in enumerate(_rows("date_tense.csv"), start=2):
        if row["class"] not in TENSE_CLASSES:
            raise ConfigError(f"date_tense.csv, line {number}: unknown class {row['class']!r}")
        for word in row["words"].split():
            found.setdefault(word, set()).add(row["class"])
    return {word: frozenset(classes) for word, classes in found.items()}


def day_of_rule(rule: str, year: int) -> list[dt.date]:
    """Return the day or days that a rule names in one year.

    Rules: `MM-DD`; `easter+N` days from Western Easter; `mon+1-05` the first Monday of May, `thu+4-11+1` the
    day after the fourth Thursday of November; `bank-monday` every Monday that is a bank holiday in England
    and Wales (Easter Monday, first and last Monday of May, last of August; Banking and Financial Dealings Act 1971).
    """
    match = _RULE.match(rule)
    if match is None:
        raise ConfigError(f"unknown rule of a named day: {rule!r}")
    if match["fixed"]:
        fixed = safe_date(year, int(rule[:2]), int(rule[3:]))
        return [fixed] if fixed else []
    if match["easter"]:
        sunday: dt.date = easter(year)
        return [sunday + dt.timedelta(days=int(match["easter"]))]
    if match["bank"]:
        return [day for each in ("easter+1", "mon+1-05", "mon-1-05", "mon-1-08") for day in day_of_rule(each, year)]
    weekday = [name[:3] for name in WEEKDAYS].index(match["nth_day"])
    day = nth_weekday(year, int(match["nth_month"]), weekday, int(match["nth"]))
    return [day + dt.timedelta(days=int(match["nth_plus"] or 0))]


def nth_weekday(year: int, month: int, weekday: int, nth: int) -> dt.date:
    """Return the `nth` such weekday of a month, counted from its end where `nth` is negative."""
    if nth > 0:
        first = dt.date(year, month, 1)
        return first + dt.timedelta(days=(weekday - first.weekday()) % 7 + 7 * (nth - 1))
    after = dt.date(year + month // 12, month % 12 + 1, 1)
    last = after - dt.timedelta(days=1)
    return last - dt.timedelta(days=(last.weekday() - weekday) % 7 + 7 * (-nth - 1))
