"""The gazetteer of ministers: its rows, its dates and how it is built."""

import datetime as dt
import re

import pytest

from pipeline.annotate.people.build_ministers import Term as Row
from pipeline.annotate.people.build_ministers import checked_end, render, short_title, slug
from pipeline.annotate.people.lexicon import read_table
from pipeline.annotate.people.ministers import Ministers, Term, fold, ministers

HELD = [
    ("Rishi Sunak", dt.date(2023, 6, 27), "Prime Minister", "UK Government"),
    ("Stephen Barclay", dt.date(2023, 3, 1), "Health Secretary", "UK Government"),
    ("John Swinney", dt.date(2019, 3, 5), "Education Secretary", "Scottish Government"),
    ("Jeremy Miles", dt.date(2023, 3, 10), "Education Minister", "Welsh Government"),
    ("Paul Givan", dt.date(2025, 2, 6), "Education Minister", "Northern Ireland Executive"),
    ("Michelle O’Neill", dt.date(2024, 3, 1), "First Minister", "Northern Ireland Executive"),
]


@pytest.mark.parametrize("name, day, office, government", HELD)
def test_who_held_what(name: str, day: dt.date, office: str, government: str) -> None:
    held = {(term.office, term.government) for term in ministers().terms_on(name, day)}
    assert (office, government) in held


@pytest.mark.parametrize(
    "day, covered",
    [("2019-12-31", False), ("2020-01-01", True), ("2021-05-31", True), ("2021-06-01", False)],
)
def test_a_term_is_as_exact_as_its_ends(day: str, covered: bool) -> None:
    assert Term("a-b", "A B", "Office", "Government", "2020", "2021-05").covers(dt.date.fromisoformat(day)) is covered


def test_an_unknown_day_proves_no_term() -> None:
    table = Ministers([(Term("a-b", "A B", "Office", "Government", "", ""), ("Ay B",))])
    assert table.terms_on("A B", None) == []
    assert [term.person_id for term in table.terms("ay b")] == ["a-b"]


def test_every_row_is_well_formed() -> None:
    rows = read_table("ministers.csv")
    assert len(rows) > 1500
    for row in rows:
        assert row["person_id"] == slug(row["person_id"]), row
        assert row["office"], row
        assert row["source"], row
        assert row["government"] in {
            "UK Government", "Scottish Government", "Welsh Government", "Northern Ireland Executive"
        }, row
        for end in (row["start"], row["end"]):
            assert re.fullmatch(r"(\d{4}(-\d\d(-\d\d)?)?)?", end), row
        assert not row["start"] or not row["end"] or row["start"] <= row["end"], row


def test_one_id_is_one_person() -> None:
    surnames: dict[str, set[str]] = {}
    for row in read_table("ministers_devolved.csv"):
        surnames.setdefault(slug(row["name"]), set()).add(fold(row["name"]))
    assert all(len(names) == 1 for names in surnames.values())


def test_devolved_rows_are_in_the_built_table() -> None:
    built = {(r["name"], r["office"], r["start"]) for r in read_table("ministers.csv")}
    assert {(r["name"], r["office"], r["start"]) for r in read_table("ministers_devolved.csv")} <= built


@pytest.mark.parametrize(
    "post, department, title",
    [
        ("Secretary of State for Business, Energy and Industrial Strategy", "", "Business Secretary"),
        ("Minister for Schools", "Department for Education", "Schools Minister"),
        ("Minister of State", "Department of Health", "Health Minister"),
        ("Parliamentary Under-Secretary of State", "Home Office", "Home Office Minister"),
        ("Vice-Chamberlain of the Household", "Government Whips", None),
    ],
)
def test_short_title(post: str, department: str, title: str | None) -> None:
    assert short_title(post, department, {}) == title


@pytest.mark.parametrize(
    "start, end, kept", [("2025-09-06", "2025-05-14", ""), ("2025-09-06", "2025-09-06", "2025-09-06"), ("2025", "", "")]
)
def test_an_end_before_its_start_is_dropped(start: str, end: str, kept: str) -> None:
    assert checked_end(start, end) == kept


def test_the_table_is_rendered_sorted() -> None:
    rows = [Row(i, i, "", "Office", "UK Government", "2020", "", "test") for i in ("b", "a")]
    lines = render(rows).splitlines()
    assert lines[0].startswith("#")
    assert [line.split(",")[0] for line in lines[1:]] == ["person_id", "a", "b"]
