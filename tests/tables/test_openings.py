"""What `Openings` finds is what `finditer` finds, whatever the pattern begins with."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.annotate.components.relevance import cues
from pipeline.annotate.encoder.needs import patterns
from pipeline.annotate.furniture import clutter_rules
from pipeline.tables.openings import Openings, inner_literals, literals

LITERALS = [
    (r"\bstrikes?\b", {"strike"}),
    (r"\b(?:bus|tram) crews?", {"bus crew", "tram crew"}),
    (r"(?:re-?)?ballot", {"ballot", "reballot", "re-ballot"}),
    (r"(?:US|A)?\$5", {"us$5", "a$5", "$5"}),
    (r"[Cc]ity", {"city"}),
    (r"(?:ab)+c", {"ab"}),
    (r"(?:ab){2}c", {"ab"}),
    (r"walk(?=s)", {"walk"}),
    (r"an? (?:ordinary|offer)", {"a ordinary", "an ordinar", "a offer", "an offer"}),
    (r"industrially minded", {"industrial"}),
    (r"É[a-z]+", {"é", "É"}),
    (r"x[^y]z", {"x"}),
    (r"\w+ strike", None),
    (r".{0,9}strike", None),
    (r"(?:a|.b)", None),
    (r"a*", None),
    (r"ẞ", None),
]


@pytest.mark.parametrize(("pattern", "expected"), LITERALS)
def test_literals(pattern: str, expected: set[str] | None) -> None:
    assert literals(re.compile(pattern)) == expected


INNER = [
    (r".{0,9}\bstrikes?", {"strike"}),
    (r"(?:\w+ pay|.bonus) row", {" pay", "bonus"}),
    (r"(?:(?:\w+ pay|.bonus)) row", {" pay", "bonus"}),
    (r"(?:[a-z]+,? ){0,3}(?:[a-z]+ ){1,2}(?:editor|writer)$", {"editor", "writer"}),
    (r"\w+(?: now)?", set()),
    (r"(?:.pay|.\w+)", set()),
    (r"", set()),
]


@pytest.mark.parametrize(("pattern", "expected"), INNER)
def test_inner_literals(pattern: str, expected: set[str]) -> None:
    assert inner_literals(re.compile(pattern)) == expected


PATTERNS = [re.compile(pattern, flags) for pattern, _ in LITERALS if pattern != r"a*" for flags in (0, re.IGNORECASE)]
PATTERNS += [re.compile(pattern, re.IGNORECASE) for pattern, _ in INNER if pattern]
PATTERNS += [re.compile(r"\bk\d", re.IGNORECASE), re.compile(r"si\s5", re.IGNORECASE), re.compile(r"å’", re.IGNORECASE)]


def _found(openings: Openings, text: str) -> dict[int, list[tuple[int, int]]]:
    every = {number: [match.span() for match in matches] for number, matches in openings.matches(text)}
    return {number: spans for number, spans in every.items() if spans}


def _expected(all_patterns: list[re.Pattern[str]], text: str) -> dict[int, list[tuple[int, int]]]:
    every = {number: [match.span() for match in one.finditer(text)] for number, one in enumerate(all_patterns)}
    return {number: spans for number, spans in every.items() if spans}


PIECES = (
    "strike", "Strikes", "bus crew", "re-ballot", "US$5", "$5", "city", "ab", "c", "walks", "an offer", "xyz", "xaz",
    "a", " ", "\n", "’", "Éx", "éa", "ı", "İ", "ſ", "\u212a1", "k٣", "\u212b’", "å’", "sI\u20035", "ẞ", "🚌",
)  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
def test_finds_what_finditer_finds(text: str) -> None:
    assert _found(Openings(PATTERNS), text) == _expected(PATTERNS, text)
    assert _found(Openings(PATTERNS, thorough=True), text) == _expected(PATTERNS, text)


def test_a_thorough_search_asks_for_what_stands_further_on() -> None:
    pattern = re.compile(r"the (?:\w+ ){0,2}ballot")
    assert Openings([pattern]).places("the vote") == {0: [0]}
    assert Openings([pattern], thorough=True).places("the vote") == {}
    assert Openings([pattern], thorough=True).places("the ballot") == {0: [0]}


TABLES = [cue.pattern for cue in cues()] + [rule.pattern for rule in clutter_rules()] + list(patterns().values())
EXAMPLES = [cue.example for cue in cues()] + [rule.example for rule in clutter_rules()]


@pytest.mark.parametrize("change", [str, str.upper, str.lower, lambda text: text.replace(" ", "\u2003")])
def test_finds_the_examples_of_the_tables(change: Callable[[str], str]) -> None:
    text = "\n".join(map(change, EXAMPLES))
    assert _found(Openings(TABLES), text) == _expected(TABLES, text)
    assert _found(Openings(TABLES, thorough=True), text) == _expected(TABLES, text)


def test_patterns_without_openings_are_found() -> None:
    assert _found(Openings([re.compile(r"\w+ strike")]), "A strike") == {0: [(0, 8)]}
    assert _found(Openings([]), "A strike") == {}
