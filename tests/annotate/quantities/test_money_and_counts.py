"""Money and counts: values, units, and what is neither."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.annotate.quantities import find_counts, find_money
from pipeline.annotate.quantities.numbers import parse_number
from pipeline.tables.units import count_units

MONEY = [
    ("£1,000 each", [("£1,000", 1000.0, "GBP")]),
    ("a £1.2bn fund", [("£1.2bn", 1.2e9, "GBP")]),
    ("a £8.3bn fund", [("£8.3bn", 8.3e9, "GBP")]),
    ("£250m", [("£250m", 2.5e8, "GBP")]),
    ("£4.2 million", [("£4.2 million", 4.2e6, "GBP")]),
    ("£30k", [("£30k", 30000.0, "GBP")]),
    ("£30 knitwear", [("£30", 30.0, "GBP")]),
    ("1,655 pounds", [("1,655 pounds", 1655.0, "GBP")]),
    ("50p an hour", [("50p", 0.5, "GBP")]),
    ("a quarter of a billion pounds", [("a quarter of a billion pounds", 2.5e8, "GBP")]),
    ("half-a-million pounds", [("half-a-million pounds", 5e5, "GBP")]),
    ("£100 and £325", [("£100", 100.0, "GBP"), ("£325", 325.0, "GBP")]),
    ("£1.2 to £1.5 million", [("£1.2", 1.2e6, "GBP"), ("£1.5 million", 1.5e6, "GBP")]),
    ("£500 to £1m", [("£500", 500.0, "GBP"), ("£1m", 1e6, "GBP")]),
    ("£500 and 4 days", [("£500", 500.0, "GBP")]),
    ("$125m", [("$125m", None, "USD")]),
    ("€9", [("€9", None, "EUR")]),
    ("tens of thousands of pounds", []),
    ("10p.c.", []),
    ("at 10pm", []),
]
COUNTS = [
    ("two days", [("two days", 2.0, "days")]),
    ("a three-day strike", [("three-day", 3.0, "days")]),
    ("a 48-hour walkout", [("48-hour", 48.0, "hours")]),
    ("a further eight days", [("eight days", 8.0, "days")]),
    ("half-a-million workers", [("half-a-million workers", 5e5, "workers")]),
    ("1.5m workers", [("1.5m workers", 1.5e6, "workers")]),
    ("more than 23,000 schools", [("23,000 schools", 23000.0, "schools")]),
    ("the 11,000-strong workforce", [("11,000-strong", 11000.0, "workers")]),
    ("two 48-hour strikes", [("two 48-hour strikes", 2.0, "strikes"), ("48-hour", 48.0, "hours")]),
    ("100,000 of its members", [("100,000 of its members", 1e5, "members")]),
    ("370,000 council and school staff", [("370,000 council and school staff", 370000.0, "workers")]),
    ("a dozen depots", [("a dozen depots", 12.0, "depots")]),
    ("two hundred and fifty porters", [("two hundred and fifty porters", 250.0, "workers")]),
    ("drivers, of whom there are about 340,", [("340", 340.0, "workers")]),
    ("fitters, who number 1,200, and", [("1,200", 1200.0, "workers")]),
    ("130 of whom", [("130", 130.0, "workers")]),
    ("two of whom", []),
    ("number 10 and number 12", []),
    ("four test centres", [("four test centres", 4.0, "sites")]),
    ("one of the unions", []),
    ("March 15 schools", []),
    ("the 2023 strikes", []),
    ("2,023 strikes", [("2,023 strikes", 2023.0, "strikes")]),
    ("5 per cent of staff", []),
    ("Band 5 nurses", []),
    ("a £1,000 members' fund", []),
]


@pytest.mark.parametrize(("text", "expected"), MONEY)
def test_money(text: str, expected: list[tuple[str, float | None, str]]) -> None:
    assert [(text[q.start : q.end], q.value, q.unit) for q in find_money(text)] == expected


@pytest.mark.parametrize(("text", "expected"), COUNTS)
def test_counts(text: str, expected: list[tuple[str, float, str]]) -> None:
    assert [(text[q.start : q.end], q.value, q.unit) for q in find_counts(text)] == expected


@pytest.mark.parametrize("text", ["teh", "", "half", "nine unions", "a third"])
def test_what_is_no_number_is_none(text: str) -> None:
    assert parse_number(text) is None


def test_no_surface_form_belongs_to_two_units() -> None:
    forms = [form.lower() for unit in count_units() for form in unit.forms]
    assert len(forms) == len(set(forms))


@given(st.integers(min_value=0, max_value=10**9))
def test_grouped_digits_round_trip(number: int) -> None:
    assert parse_number(f"{number:,}") == number


@given(st.text(max_size=60))
def test_spans_lie_inside_the_text(text: str) -> None:
    for quantity in (*find_money(text), *find_counts(text)):
        assert 0 <= quantity.start < quantity.end <= len(text)
