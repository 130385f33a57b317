import collections
import datetime as dt

import pytest

from pipeline.errors import ConfigError
from pipeline.tables import registry as module
from pipeline.tables.registry import load_registry

SECTORS = {
    "education", "health", "rail", "post", "civil_service", "local_government", "universities", "fire", "transport",
    "other",
}


def test_tables_are_read_once() -> None:
    assert load_registry() is load_registry()


def test_every_row_keeps_to_the_closed_values() -> None:
    registry = load_registry()
    sectors = {u.sector for u in registry.unions} | {b.sector for b in registry.bodies}
    assert (sectors | {p.sector for p in registry.patterns}) - {None} <= SECTORS
    assert all(u.merged_into in registry.by_union_id for u in registry.unions if u.merged_into)
    assert sum(u.union_id is not None for u in registry.unions) >= 110
    assert len({r.rule_id for r in registry.rules}) == len(registry.rules)


def test_an_alias_means_one_union() -> None:
    owners = collections.defaultdict(set)
    for union in load_registry().unions:
        for alias in union.aliases:
            owners[alias].add(union.union_id or union.name)
    assert {alias: ids for alias, ids in owners.items() if len(ids) > 1} == {}


def test_an_alias_means_one_body_but_for_the_departments_of_two_nations() -> None:
    owners = collections.defaultdict(set)
    for body in load_registry().bodies:
        for alias in (body.name, *body.aliases):
            owners[alias].add(body.body_id)
    shared = {alias for alias, ids in owners.items() if len(ids) > 1}
    assert shared == {"Department of Health", "Department of Education"}


@pytest.mark.parametrize("union_id, sector, workers", [
    ("NEU", "education", "teachers"),
    ("FBU", "fire", "firefighters"),
    ("UNITE", None, None),
])
def test_unions_by_id(union_id: str, sector: str | None, workers: str | None) -> None:
    union = load_registry().union(union_id)
    assert union is not None
    assert (union.sector, union.workers) == (sector, workers)


def test_unknown_names_give_none() -> None:
    registry = load_registry()
    assert (registry.union("XYZ"), registry.body("Snoring"), registry.nation("Snoring")) == (None, None, None)


@pytest.mark.parametrize("day, nation", [(dt.date(2012, 5, 30), "England"), (dt.date(2023, 5, 30), "Northern Ireland")])
def test_a_shared_name_goes_by_the_day(day: dt.date, nation: str) -> None:
    body = load_registry().body("Department of Health", day)
    assert body is not None
    assert body.jurisdiction == (nation,)


def test_places_know_their_nation() -> None:
    registry = load_registry()
    assert [registry.nation(p) for p in ("Cardiff", "Dundee", "UK", "Chicago")] == [
        "Wales", "Scotland", "UK", "United States",
    ]


@pytest.mark.parametrize("field, value", [("case", "loud"), ("needs_context", "yes"), ("valid_from", "May 2017")])
def test_a_wrong_value_is_refused_with_its_place(field: str, value: str) -> None:
    texts = dict.fromkeys(("union_id", "name", "aliases", "jurisdiction", "sector", "workers", "merged_into"), "")
    row = texts | {"valid_from": "", "valid_to": "", "case": "any", "needs_context": "0"}
    with pytest.raises(ConfigError, match="line 7"):
        module._union(row | {field: value}, "unions.csv, line 7")
