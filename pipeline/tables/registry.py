"""The tables of unions, bodies and places, read once.

Comes in: the CSV files under `resources/gazetteers`. Goes out: a `Registry` of frozen rows
with lookups by id and by name. It refuses a table whose columns or closed values are wrong.
"""

from __future__ import annotations

import csv
import datetime as dt
import functools
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import resources

from pipeline.errors import ConfigError

#: How a one-word alias of a union may be written; see `phrases.alias_fits`.
CASES = frozenset({"any", "caps", "capsword", "exact", "word", "wordfirm"})
BODY_KINDS = frozenset({
    "conciliator", "council", "court", "department", "employer", "employers_association", "government", "party",
    "regulator", "review_body", "umbrella",
})
PATTERN_POSITIONS = frozenset({"prefix", "suffix"})


@dataclass(frozen=True, slots=True)
class Union:
    """One union: `union_id` is None for one outside the UK and Ireland.

    `sector` and `workers` are None where its members work in several sectors.
    """

    union_id: str | None
    name: str
    aliases: tuple[str, ...] = ()
    jurisdiction: tuple[str, ...] = ()
    sector: str | None = None
    workers: str | None = None
    merged_into: str | None = None
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    case: str = "any"
    needs_context: bool = False


@dataclass(frozen=True, slots=True)
class Body:
    """One government, employer, association, review body or other body that disputes name."""

    name: str
    body_id: str
    aliases: tuple[str, ...] = ()
    kind: str = "employer"
    jurisdiction: tuple[str, ...] = ()
    sector: str | None = None
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    employer: bool = True
    needs_context: bool = False

    def valid_on(self, day: dt.date | None) -> bool:
        """Return whether the body bore this name on `day`; an unknown day says yes."""
        if day is None:
            return True
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True, slots=True)
class Place:
    """One place: `nation` is a nation of the UK, `UK`, or the name of a foreign country."""

    name: str
    nation: str
    aliases: tuple[str, ...] = ()
    kind: str = "place"
    needs_context: bool = False


@dataclass(frozen=True, slots=True)
class BodyPattern:
    """The head of names that no table can list: "... City Council", "University of ..."."""

    pattern_id: str
    position: str
    head: str
    kind: str
    jurisdiction: tuple[str, ...]
    sector: str | None
    employer: bool


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of `entity_context.csv`: a phrase that tells for or against a reading."""

    rule_id: str
    kind: str
    union_id: str | None
    phrase: str


@dataclass(frozen=True)
class Registry:
    """Every row of the five tables with the lookups that the event coder asks for."""

    unions: tuple[Union, ...]
    bodies: tuple[Body, ...]
    places: tuple[Place, ...]
    patterns: tuple[BodyPattern, ...]
    rules: tuple[Rule, ...]
    by_union_id: Mapping[str, Union]
    by_body_id: Mapping[str, Body]
    by_place: Mapping[str, Place]

    def union(self, union_id: str) -> Union | None:
        """Return the union of this id, or None."""
        return self.by_union_id.get(union_id)

    def body(self, name: str, on: dt.date | None = None) -> Body | None:
        """Return the body of this canonical name, one valid on the day `on` before others, or None."""
        same = self.bodies_named(name)
        return next((b for b in same if b.valid_on(on)), same[0] if same else None)

    def bodies_named(self, name: str) -> tuple[Body, ...]:
        """Return every body of this canonical name: two departments may share one."""
        first = self.by_body_id.get(slug(name))
        twins = (b for b in self._by_name.get(name, ()) if b is not first)
        return (*((first,) if first else ()), *twins)

    def nation(self, place: str) -> str | None:
        """Return the nation of the place of this canonical name, or None."""
        found = self.by_place.get(place)
        return found.nation if found else None

    def phrases(self, kind: str) -> tuple[str, ...]:
        """Return the phrases of all rules of one kind, in the table's order."""
        return tuple(r.phrase for r in self.rules if r.kind == kind)

    @functools.cached_property
    def _by_name(self) -> Mapping[str, tuple[Body, ...]]:
        names: dict[str, tuple[Body, ...]] = {}
        for body in self.bodies:
            names[body.name] = (*names.get(body.name, ()), body)
        return names


def slug(name: str) -> str:
    """Return a stable id of a name: lower-case ASCII letters and digits joined by hyphens."""
    ascii_name = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode("ascii").lower()
    return re.sub(r"[^a-z0-9]+", "-", ascii_name.replace("'", "").replace("&", " and ")).strip("-")


@functools.cache
def load_registry() -> Registry:
    """Read the gazetteers that ship with the package; the second call returns the same object.

    Raises `ConfigError` with table and line where a row is wrong.
    """
    unions = tuple(_union(row, place) for row, place in _rows("unions.csv"))
    bodies = _with_ids([_body(row, place) for row, place in _rows("bodies.csv")])
    places = tuple(
        Place(row["name"], row["nation"], _split(row["aliases"]), row["kind"], _flag(row["needs_context"], place))
        for row, place in _rows("places.csv")
    )
    patterns = tuple(_pattern(row, place) for row, place in _rows("body_patterns.csv"))
    rules = tuple(
        Rule(row["rule_id"], row["kind"], row["union_id"] or None, row["phrase"])
        for row, _ in _rows("entity_context.csv")
    )
    by_union_id: dict[str, Union] = {}
    for union in unions:
        if union.union_id:
            by_union_id.setdefault(union.union_id, union)
    return Registry(
        unions, bodies, places, patterns, rules, by_union_id,
        {b.body_id: b for b in bodies}, {p.name: p for p in places},
    )


def _rows(table: str) -> Iterator[tuple[dict[str, str], str]]:
    source = resources.files("pipeline").joinpath("resources", "gazetteers", table)
    for line, row in enumerate(csv.DictReader(source.read_text("utf-8").splitlines(), strict=True), start=2):
        if None in row or None in row.values():
            raise ConfigError(f"{table}, line {line}: the number of columns differs from the header")
        yield row, f"{table}, line {line}"


def _union(row: dict[str, str], place: str) -> Union:
    if row["case"] not in CASES:
        raise ConfigError(f"{place}: case {row['case']!r} is none of {sorted(CASES)}")
    return Union(
        row["union_id"] or None, row["name"], _split(row["aliases"]), _split(row["jurisdiction"]),
        row["sector"] or None, row["workers"] or None, row["merged_into"] or None,
        _day(row["valid_from"], place), _day(row["valid_to"], place), row["case"], _flag(row["needs_context"], place),
    )


def _body(row: dict[str, str], place: str) -> Body:
    if row["kind"] not in BODY_KINDS:
        raise ConfigError(f"{place}: kind {row['kind']!r} is none of {sorted(BODY_KINDS)}")
    return Body(
        row["name"], "", _split(row["aliases"]), row["kind"], _split(row["jurisdiction"]), row["sector"] or None,
        _day(row["valid_from"], place), _day(row["valid_to"], place),
        _flag(row["employer"], place), _flag(row["needs_context"], place),
    )


def _pattern(row: dict[str, str], place: str) -> BodyPattern:
    if row["position"] not in PATTERN_POSITIONS or row["kind"] not in BODY_KINDS:
        raise ConfigError(f"{place}: unknown position or kind in {row['position']!r}, {row['kind']!r}")
    return BodyPattern(
        row["pattern_id"], row["position"], row["head"], row["kind"], _split(row["jurisdiction"]),
        row["sector"] or None, _flag(row["employer"], place),
    )


def _with_ids(bodies: list[Body]) -> tuple[Body, ...]:
    """Give each body the slug of its name; a second body of the same name adds its nation."""
    taken: set[str] = set()
    out = []
    for body in bodies:
        body_id = slug(body.name)
        if body_id in taken:
            body_id = slug(f"{body.name} {' '.join(body.jurisdiction)}")
        if body_id in taken:
            raise ConfigError(f"bodies.csv: {body.name!r} stands twice")
        taken.add(body_id)
        out.append(Body(
            body.name, body_id, body.aliases, body.kind, body.jurisdiction, body.sector, body.valid_from,
            body.valid_to, body.employer, body.needs_context,
        ))
    return tuple(out)


def _split(value: str) -> tuple[str, ...]:
    return tuple(part for part in value.split("|") if part)


def _flag(value: str, place: str) -> bool:
    if value not in {"0", "1"}:
        raise ConfigError(f"{place}: {value!r} is not 0 or 1")
    return value == "1"


def _day(value: str, place: str) -> dt.date | None:
    if not value:
        return None
    try:
        return dt.date.fromisoformat(value)
    except ValueError as error:
        raise ConfigError(f"{place}: {value!r} is no date") from error
