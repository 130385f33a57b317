"""What a percentage is surrounded by, as the features that `model` weighs.

Comes in: the masked view of a percentage, its value and its neighbours. Goes out: a mapping
from feature to strength, 0 to 1.3. It refuses to look at what the rules decided of it.

A feature is a word or a class of words (`percent_words.csv`) with its side and its nearness,
so that "bosses ... 3%" and "3% ... bosses" differ and a word that was never met still counts
by its class.
"""

from __future__ import annotations

import csv
import functools
import re
from dataclasses import dataclass
from importlib import resources
from typing import NamedTuple

from pipeline.annotate.roles.clause import Percentage
from pipeline.annotate.roles.view import Masked

TABLE = "patterns/percent_words.csv"
#: Words on each side that count by themselves, and what each step away costs them.
REACH_WORDS, WORD_FADE = 7, 0.08
#: The same for classes, which reach through the whole view and fade to a floor.
CLASS_START, CLASS_FADE, CLASS_FLOOR = 1.2, 0.1, 0.25
#: What a clause boundary or another percentage between leaves of a class's strength.
BOUNDARY_LEFT = 0.6
#: Strength of what stands anywhere in the sentence, on a side of it, and in its neighbours.
ANYWHERE, ON_SIDE, WORD_BEFORE, CLASS_BEFORE, CLASS_AFTER = 0.6, 0.5, 0.25, 0.4, 0.3
#: The classes of value: rises lie low, shares high, and their ranges meet between.
VALUE_STEPS = (2.0, 5.0, 8.0, 13.0, 20.0, 36.0, 51.0, 65.0, 85.0, 98.0)
STATUTORY = frozenset({40.0, 50.0})

#: What is kept from one percentage to the next: the names of words, and what the
#: percentages of one sentence have beside them.
NAMES_KEPT, NEIGHBOURS_KEPT = 10_000, 8

_TOKEN = re.compile(r"#[tp]|[a-z][a-z'-]*|£|[:;(),.]")
_BOUNDARIES = frozenset({"#p", ";", ".", ":"})
_STEM_LENGTH = 5
_SUFFIXES = ("ing", "ed", "es", "s", "e")


@dataclass(frozen=True, slots=True)
class Context:
    """What surrounds a sentence: those before it, nearest first, the next, and what the story says of the dispute.

    Sentences are normalised as by `view.normalise`. `story` is what `status.story_status` returns.
    """

    before: tuple[str, ...]
    after: str
    story: tuple[bool, bool]


@functools.cache
def word_classes() -> dict[str, tuple[str, ...]]:
    """Return the classes of each word."""
    path = resources.files("pipeline") / "resources" / TABLE
    found: dict[str, tuple[str, ...]] = {}
    for row in csv.DictReader(path.read_text(encoding="utf-8").splitlines()):
        for word in row["words"].split():
            found[word] = (*found.get(word, ()), row["class"])
    return found


def features(
    view: Masked, i: int, percents: list[Percentage], previous: str | None, context: Context
) -> dict[str, float]:
    """Return the features of percentage `i` of a sentence; `previous` is the role of the one before it."""
    left, right = _TOKEN.findall(view.left)[::-1], _TOKEN.findall(view.right)
    found: dict[str, float] = {"bias": 1.0, f"before={previous}": 1.0 if i else 0.5}
    for side, words in (("l", left), ("r", right)):
        _add_words(found, side, words)
        _add_classes(found, side, words)
    _add_neighbours(found, context)
    value = percents[i].value
    found[f"value={sum(value >= step for step in VALUE_STEPS)}"] = 1.0
    if value in STATUTORY:
        found["value=statutory"] = 1.0
    if any(abs(value + other.value - 100.0) < 0.2 for n, other in enumerate(percents) if n != i):
        found["value=complement"] = 1.0
    return found


def _stem(word: str) -> str:
    """Return `word` without its ending: enough to bring "voting" and "voted" together."""
    if len(word) > _STEM_LENGTH:
        for suffix in _SUFFIXES:
            if word.endswith(suffix):
                return word.removesuffix(suffix)
    return word


class _WordNames(NamedTuple):
    """What the features of one word on one side are called: the nearest, one of two, near, on the side, anywhere."""

    first: str
    second: str
    near: str
    on_side: str
    anywhere: str


@functools.lru_cache(maxsize=NAMES_KEPT)
def _word_names(side: str, word: str) -> _WordNames:
    stem = _stem(word)
    return _WordNames(f"{side}1={stem}", f"{side}2={stem}", f"{side}={stem}", f"{side}*={stem}", f"s={stem}")


def _add_words(found: dict[str, float], side: str, words: list[str]) -> None:
    """Add the words of one side, nearest first."""
    for n, word in enumerate(words):
        names = _word_names(side, word)
        if n == 0:
            found[names.first] = 1.0
        if n <= 1:
            found[names.second] = 1.0
        if n < REACH_WORDS:
            # Of one word twice the nearer counts, which stands first.
            found.setdefault(names.near, 1.0 - WORD_FADE * n)
        found[names.on_side] = ON_SIDE
        found[names.anywhere] = ANYWHERE
    if len(words) > 1:
        found[f"{side}12={_stem(words[0])}_{_stem(words[1])}"] = 1.0


@functools.lru_cache(maxsize=NAMES_KEPT)
def _class_names(side: str, word: str) -> tuple[tuple[str, str, str], ...]:
    """Return what the features of each class of a word are called: on its side, anywhere, among the three nearest."""
    return tuple((f"{side}@{name}", f"s@{name}", f"{side}3@{name}") for name in _classes(word))


def _add_classes(found: dict[str, float], side: str, words: list[str]) -> None:
    """Add the classes of the words of one side, nearest first."""
    kept = 1.0
    for n, word in enumerate(words):
        if word in _BOUNDARIES:
            kept *= BOUNDARY_LEFT
        for on_side, anywhere, nearest in _class_names(side, word):
            # Of one class twice the nearer counts, which stands first and is no weaker.
            found.setdefault(on_side, kept * max(CLASS_FLOOR, CLASS_START - CLASS_FADE * n))
            found[anywhere] = ON_SIDE
            if n <= 2:
                found[nearest] = 1.0


def _add_neighbours(found: dict[str, float], context: Context) -> None:
    """Add what the sentences around hold, and what the story says of its dispute."""
    for distance, sentence in enumerate(context.before, 1):
        if distance == 1:
            found.update(_words_before(sentence))
        found.update(_classes_before(sentence, distance))
    found.update(_classes_after(context.after))
    found.update(
        {f"story={name}": 1.0 for name, told in zip(("reached", "pending"), context.story, strict=True) if told}
    )


@functools.lru_cache(maxsize=NEIGHBOURS_KEPT)
def _words_before(sentence: str) -> dict[str, float]:
    return {f"p={_stem(word)}": WORD_BEFORE for word in sorted(set(_TOKEN.findall(sentence)))}


@functools.lru_cache(maxsize=NEIGHBOURS_KEPT)
def _classes_before(sentence: str, distance: int) -> dict[str, float]:
    words, classes = sorted(set(_TOKEN.findall(sentence))), word_classes()
    return {f"p{distance}@{name}": CLASS_BEFORE / distance for word in words for name in classes.get(word, ())}


@functools.lru_cache(maxsize=NEIGHBOURS_KEPT)
def _classes_after(sentence: str) -> dict[str, float]:
    classes = word_classes()
    return {f"n@{name}": CLASS_AFTER for word in _TOKEN.findall(sentence) for name in classes.get(word, ())}


def _classes(word: str) -> tuple[str, ...]:
    return word_classes().get(word, ())
