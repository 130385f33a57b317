"""The date rules against their cases, their tables' own examples, and properties that hold for any text."""

from __future__ import annotations

import csv
import datetime as dt
import importlib.resources
import itertools
import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.annotate.dates import edtf, find_dates, lexicon

HERE = Path(__file__).parent
WEDNESDAY = dt.date(2023, 3, 1)


def _cases(name: str) -> list[dict]:
    return [json.loads(line) for line in (HERE / name).read_text(encoding="utf-8").splitlines()]


def _table(name: str) -> list[dict[str, str]]:
    path = importlib.resources.files("pipeline").joinpath("resources", "patterns", name)
    return list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))


def _published(case: dict) -> dt.date | None:
    return dt.date.fromisoformat(case["published"]) if case["published"] else None


@pytest.mark.parametrize(
    "case", [*_cases("cases.jsonl"), *_cases("cases_anchored.jsonl")], ids=lambda case: case["text"]
)
def test_value(case):
    found = find_dates(case["text"], _published(case))
    assert [each.edtf for each in found] == case["edtf"]


@pytest.mark.parametrize("case", _cases("lists_and_ranges.jsonl"), ids=lambda case: case["text"])
def test_lists_and_ranges(case):
    found = [each for each in find_dates(case["text"], _published(case)) if each.kind == "day"]
    assert [[each.edtf, each.range_role] for each in found] == case["days"]
    assert len({each.group for each in found}) == case["groups"]
    assert all(each.is_range == (each.range_role is not None) for each in found)


def test_ends_of_a_range_share_its_id():
    start, end, other_start, other_end = find_dates("Out on 4-6 May and 8-9 May.", WEDNESDAY)
    assert start.range_id == end.range_id != other_start.range_id == other_end.range_id


@pytest.mark.parametrize("row", _table("date_not_dates.csv"), ids=lambda row: row["id"])
def test_what_is_no_date(row):
    assert [each for each in find_dates(row["example"], WEDNESDAY) if each.kind == "day" or each.kind == "year"] == []
    match = re.search(row["pattern"], row["example"], re.IGNORECASE)
    assert match
    assert re.match(r"[^\W\d_]+", match.group()).group().lower() in row["starts"].split()


@pytest.mark.parametrize("row", _table("date_furniture.csv"), ids=lambda row: row["id"])
def test_furniture_has_no_dates(row):
    assert find_dates(row["example"], WEDNESDAY) == []


@pytest.mark.parametrize("row", _table("date_named_days.csv"), ids=lambda row: row["name"])
def test_named_day(row):
    [found] = find_dates(row["example"], WEDNESDAY)
    assert found.date_start in lexicon.day_of_rule(row["rule"], found.date_start.year)


@pytest.mark.parametrize("row", _table("date_tense.csv"), ids=lambda row: row["class"])
def test_tense_table(row):
    [found] = find_dates(row["example"], WEDNESDAY)
    assert found.looks == {"ahead": 1, "back": -1}[row["looks"]]


@pytest.mark.parametrize(
    "rule,year,day",
    [
        ("easter-2", 2023, dt.date(2023, 4, 7)),
        ("easter+1", 2024, dt.date(2024, 4, 1)),
        ("mon+1-05", 2023, dt.date(2023, 5, 1)),
        ("mon-1-08", 2022, dt.date(2022, 8, 29)),
        ("thu+4-11+1", 2022, dt.date(2022, 11, 25)),
        ("12-26", 2022, dt.date(2022, 12, 26)),
    ],
)
def test_rules_of_named_days(rule, year, day):
    assert lexicon.day_of_rule(rule, year) == [day]


@pytest.mark.parametrize(
    "value,text,first,last",
    [
        (edtf.of_month(2024, 2), "2024-02", dt.date(2024, 2, 1), dt.date(2024, 2, 29)),
        (edtf.of_month(2023, 12), "2023-12", dt.date(2023, 12, 1), dt.date(2023, 12, 31)),
        (edtf.of_season(2023, "winter"), "2023-24", dt.date(2023, 12, 1), dt.date(2024, 2, 29)),
        (edtf.of_year(2019), "2019", dt.date(2019, 1, 1), dt.date(2019, 12, 31)),
        (edtf.of_unknown_year(3, 11), "XXXX-03-11", None, None),
        (edtf.of_years(2022, 2023), "2022/2023", None, None),
    ],
)
def test_edtf(value, text, first, last):
    assert (value.edtf, value.date_start, value.date_end) == (text, first, last)


def test_only_the_given_sentences_are_read():
    text = "Crews struck on Monday. Talks are due on Friday."
    [found] = find_dates(text, WEDNESDAY, [(24, len(text))])
    assert found.text == "Friday"


def test_own_weekday_is_the_day_of_publication_in_either_tense():
    for text in ("Nurses will walk out on Wednesday.", "Nurses walked out on Wednesday."):
        [found] = find_dates(text, WEDNESDAY)
        assert found.date_start == WEDNESDAY


_PIECES = (
    "on|Monday|and|9|10|March|to|-|2023|,|last|next|Friday|(|)|will|walked|the|25th|week|a|May|14|July:|Good Friday|\n"
    "|today's|2022-23|this|spring|winter|year|weekend|previous|of|31|February|every|Sunday|Times|1/2/2023"
)


@given(
    st.lists(st.sampled_from(_PIECES.split("|")), max_size=30).map(" ".join),
    st.none() | st.dates(dt.date(1990, 1, 1), dt.date(2030, 1, 1)),
)
def test_offsets_order_and_repeat(text, published):
    found = find_dates(text, published)
    assert found == find_dates(text, published)
    for each in found:
        assert text[each.start : each.end] == each.text
        assert each.date_start is None or each.date_start <= each.date_end
    assert all(one.end <= two.start for one, two in itertools.pairwise(found))


@given(st.dates(dt.date(2000, 1, 1), dt.date(2030, 12, 31)), st.integers(-200, 200))
def test_a_date_with_its_year_reads_back(published, shift):
    day = published + dt.timedelta(days=shift)
    shapes = ("{0.day} {0:%B} {0.year}", "{0:%B} {0.day}, {0.year}", "{0:%A} {0.day} {0:%B} {0.year}", "{0:%d/%m/%Y}")
    for shape in (each.format(day) for each in shapes):
        [found] = find_dates(f"It ended on {shape} in Oakford.", published)
        assert (found.edtf, found.text) == (day.isoformat(), shape)


@given(st.dates(dt.date(2000, 1, 1), dt.date(2030, 12, 31)), st.integers(1, 6))
def test_weekday_ahead_and_back(published, shift):
    ahead, back = published + dt.timedelta(days=shift), published - dt.timedelta(days=shift)
    assert find_dates(f"They will strike on {ahead:%A}.", published)[0].date_start == ahead
    assert find_dates(f"They struck on {back:%A}.", published)[0].date_start == back
