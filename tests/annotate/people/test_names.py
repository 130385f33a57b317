"""Names: what is one, what is none, and how it is spelt."""

import pytest

from pipeline.annotate.people.lexicon import lexicon
from pipeline.annotate.people.names import find_names, unshout
from pipeline.annotate.people.tokens import tokenise

SURE = [
    ("Talks with Martha Quill ended late.", ["Martha Quill"]),
    ("But Owen Tressider refused.", ["Owen Tressider"]),
    ("Dr Petra Voss and Colin Ashdown spoke.", ["Petra Voss", "Colin Ashdown"]),
    ("Sir Hugh Penhale KC, for the company, agreed.", ["Hugh Penhale"]),
    ("Siân D’Arblay joined Rhys ap Madog.", ["Siân D'Arblay", "Rhys ap Madog"]),
    ("MARTHA O'QUILL-VANE has quit.", ["Martha O'Quill-Vane"]),
    ("Arthur J. Pell wrote to members.", ["Arthur J Pell"]),
    ("Ioan Prys Bevan welcomed it.", ["Ioan Prys Bevan"]),
    ("Lord Tarnbrook of Wyre opposed it.", ["Lord Tarnbrook of Wyre"]),
    ("Peter May and Frank Field met.", ["Peter May", "Frank Field"]),
    ("Martha Quill's letter", ["Martha Quill"]),
]
NONE = [
    "Royal Mail and Great Western Railway said no.",
    "Good Morning Britain returns on Monday 3 April.",
    "The King’s Speech promised a law.",
    "Victoria Hospital and Florence Road School closed.",
    "Northern Ireland Executive ministers met in Downing Street.",
    "Teachers At Two Schools Strike Again",
    "TEACHING UNIONS REJECT OFFER",
]


def full_names(text: str, *, weak: bool = False) -> list[str]:
    names = find_names(tokenise(text), frozenset(), lexicon())
    return [name.full for name in names if weak or not name.weak]


@pytest.mark.parametrize("text, expected", SURE)
def test_a_known_given_name_or_an_honorific_makes_a_name(text: str, expected: list[str]) -> None:
    assert full_names(text) == expected


@pytest.mark.parametrize("text", NONE)
def test_capitals_alone_make_no_name(text: str) -> None:
    assert full_names(text) == []


def test_an_unknown_given_name_is_only_a_weak_candidate() -> None:
    assert full_names("We met Zorblat Quill.") == []
    assert full_names("We met Zorblat Quill.", weak=True) == ["Zorblat Quill"]


def test_a_judge_is_told_apart() -> None:
    (name,) = find_names(tokenise("Mr Justice Wendover ruled."), frozenset(), lexicon())
    assert (name.full, name.judge) == ("Wendover", True)


def test_a_union_is_no_name() -> None:
    tokens = tokenise("Will Unite strike")
    assert find_names(tokens, frozenset({1}), lexicon()) == []


@pytest.mark.parametrize(
    "shouted, spelt",
    [("O'QUILL", "O'Quill"), ("VANE-PELL", "Vane-Pell"), ("MCTAVISH", "McTavish"), ("Pell", "Pell"), ("J", "J")],
)
def test_capitals_are_taken_down(shouted: str, spelt: str) -> None:
    assert unshout(shouted) == spelt
    assert unshout(unshout(shouted)) == spelt
