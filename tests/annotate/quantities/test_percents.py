"""Percentages: every wording, both sides of each boundary."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.annotate.quantities import find_percents

FOUND = [
    ("A rise of 9% was refused.", [("9%", 9.0)]),
    ("A rise of 9 % was refused.", [("9 %", 9.0)]),
    ("They want 9.25 per cent.", [("9.25 per cent", 9.25)]),
    ("They want 9 percent.", [("9 percent", 9.0)]),
    ("a 9pc rise", [("9pc", 9.0)]),
    ("a 9 pc rise", [("9 pc", 9.0)]),
    ("a 9p.c. rise", [("9p.c.", 9.0)]),
    ("a 9-per-cent rise", [("9-per-cent", 9.0)]),
    ("Nine per cent is too little", [("Nine per cent", 9.0)]),
    ("Eighty-six percent of voters", [("Eighty-six percent", 86.0)]),
    ("a hundred per cent behind them", [("a hundred per cent", 100.0)]),
    ("seven point five per cent", [("seven point five per cent", 7.5)]),
    ("2½% more", [("2½%", 2.5)]),
    ("half a per cent", [("half a per cent", 0.5)]),
    ("three and a half per cent", [("three and a half per cent", 3.5)]),
    ("nine in ten drivers", [("nine in ten", 90.0)]),
    ("nine out of 10 drivers", [("nine out of 10", 90.0)]),
    ("9 out of every ten drivers", [("9 out of every ten", 90.0)]),
    ("one in four trams", [("one in four", 25.0)]),
    ("under three in ten", [("three in ten", 30.0)]),
    ("two-thirds of porters", [("two-thirds", 66.7)]),
    ("two thirds of porters", [("two thirds", 66.7)]),
    ("three-quarters voted", [("three-quarters", 75.0)]),
    ("a third of the crews", [("a third", 33.3)]),
    ("worth a quarter of its value", [("a quarter", 25.0)]),
    ("pay was cut by a third", [("a third", 33.3)]),
    ("half of members stayed in", [("half", 50.0)]),
    ("half the porters stayed in", [("half", 50.0)]),
    ("between 4 and 6 per cent", [("4", 4.0), ("6 per cent", 6.0)]),
    ("between four and six per cent", [("four", 4.0), ("six per cent", 6.0)]),
    ("some 3-5% more", [("3", 3.0), ("5%", 5.0)]),
    ("2 to 3 per cent", [("2", 2.0), ("3 per cent", 3.0)]),
    ("of 8 and 9 per cent", [("8", 8.0), ("9 per cent", 9.0)]),
    ("split 71%-29%", [("71%", 71.0), ("29%", 29.0)]),
    ("split 71.35% to 28.65%", [("71.35%", 71.35), ("28.65%", 28.65)]),
    ("1.5%, 2% and 3%", [("1.5%", 1.5), ("2%", 2.0), ("3%", 3.0)]),
    ("rises of 3, 4 and 3.5 per cent", [("3", 3.0), ("4", 4.0), ("3.5 per cent", 3.5)]),
    ("offers of 2, 2.5, 3 or 4%", [("2", 2.0), ("2.5", 2.5), ("3", 3.0), ("4%", 4.0)]),
    ("from 3.5% in 2023-24 to 5%", [("3.5%", 3.5), ("5%", 5.0)]),
    ("more than half had gone", [("half", 50.0)]),
    ("fewer than half voted", [("half", 50.0)]),
]
NONE = [
    "three percentage points", "5% points short", "a high percentage", "half an hour late", "in the first quarter",
    "a quarter of a billion pounds", "half-a-million workers", "a third union joined", "a quarter of a century",
    "half a dozen depots", "one in three days", "two in 2019", "the second half of the year", "5pm", "12 PCs",
    "more than half an hour", "over half a mile", "a third strike", "three quarters of an hour", "at half past nine",
]  # fmt: skip
FIRST_NUMBER_IS_NONE = ["On July 14 and 21% of", "In 2022 and 5% of", "£100 to 5%", "Band 5 and 6% more"]


@pytest.mark.parametrize(("text", "expected"), FOUND)
def test_finds(text: str, expected: list[tuple[str, float]]) -> None:
    assert [(text[q.start : q.end], q.value) for q in find_percents(text)] == expected


@pytest.mark.parametrize("text", NONE)
def test_refuses(text: str) -> None:
    assert find_percents(text) == []


@pytest.mark.parametrize("text", FIRST_NUMBER_IS_NONE)
def test_a_date_or_an_amount_does_not_share_the_unit(text: str) -> None:
    assert len(find_percents(text)) == 1


PIECES = st.lists(
    st.sampled_from(["9", "%", " ", "per cent", "half", "a third", "of", "-", "to", "nine", "in", "ten", "£", "5"]),
    max_size=12,
)


@given(PIECES.map("".join) | st.text(max_size=40))
def test_spans_lie_inside_the_text_and_do_not_overlap(text: str) -> None:
    found = find_percents(text)
    for quantity in found:
        assert 0 <= quantity.start < quantity.end <= len(text)
        assert quantity.value is not None
        assert quantity.value >= 0
    assert all(a.end <= b.start for a, b in itertools.pairwise(found))
