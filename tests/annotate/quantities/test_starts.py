"""Patterns tried where a number may begin find what they would find at every letter."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.annotate.quantities import counts, money, percents
from pipeline.annotate.quantities.starts import fold, matches, starts_in

PATTERNS = [percents._PERCENT, percents._OUT_OF, money._WORDED, counts._pattern(), counts._open_pattern()]
PIECES = [
    "two", "a", "A", "half", "5", "½", "2½", ".", ",", "%", "£", "$", "#", "#5%", " ", " ", " ", "-", "ſeven", "pc",
    " in ",
    "Ten", "K", "İ", "days", "p", "hundred", "and a half", "million", "per cent", "pounds", "workers", "x",
    "third of a",
    "out of", "every", "1,200", "point", "48-hour", "strong",
]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
def test_nothing_is_missed(text: str) -> None:
    for pattern in PATTERNS:
        assert [m.span() for m in matches(pattern, text)] == [m.span() for m in pattern.finditer(text)]


@given(st.text(max_size=60))
def test_folding_keeps_every_place(text: str) -> None:
    assert len(fold(text)) == len(text)


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("Staff voted on it.", ()),
        ("A hundred porters", (0,)),
        ("a union's two-thirds", (10,)),
        ("£1,200 each", (0, 1)),
        ("weightings", ()),
        ("ſeven", (0,)),
    ],
)
def test_places(text: str, places: tuple[int, ...]) -> None:
    assert starts_in(text).places == places


def test_a_shared_noun_lets_the_next_number_in() -> None:
    pattern = re.compile(r"(?P<number>\d+)(?: and \d+)* days")
    assert [m.group() for m in matches(pattern, "2 and 3 days", "number")] == ["2 and 3 days", "3 days"]
