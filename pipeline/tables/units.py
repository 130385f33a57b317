"""The units that counts are given in, and the class of each: people, sites, days.

Comes in: `resources/patterns/count_units.csv`. Goes out: `CountUnit` rows, and the class of each unit by name. It
refuses a class that it does not know.
"""

from __future__ import annotations

import csv
import functools
from dataclasses import dataclass
from importlib import resources

from pipeline.errors import ConfigError

TABLE = "patterns/count_units.csv"
#: The classes that the column `kind` may hold.
KINDS = frozenset({"people", "sites", "days", "hours", "weeks", "months", "votes", "actions", "other"})


@dataclass(frozen=True, slots=True)
class CountUnit:
    """One row of the table: the canonical plural, its class, the surface forms."""

    unit: str
    kind: str
    forms: tuple[str, ...]


@functools.cache
def count_units() -> tuple[CountUnit, ...]:
    """Return the table of units. Raises `ConfigError` where a row has an unknown class."""
    path = resources.files("pipeline") / "resources" / TABLE
    rows = list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))
    for row in rows:
        if row["kind"] not in KINDS:
            raise ConfigError(f"{TABLE}: unknown kind {row['kind']!r} of unit {row['unit']!r}")
    return tuple(CountUnit(r["unit"], r["kind"], tuple(f.strip() for f in r["forms"].split("|"))) for r in rows)


@functools.cache
def unit_kinds() -> dict[str, str]:
    """Return the class of each canonical unit."""
    return {u.unit: u.kind for u in count_units()}
