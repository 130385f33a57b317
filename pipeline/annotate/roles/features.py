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
        _add_words(found, side, [_stem(word) for word in words])
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


def _add_words(found: dict[str, float], side: str, stems: list[str]) -> None:
    """Add the words of one side, nearest first."""
    for n, stem in enumerate(stems):
        if n == 0:
            found[f"{side}1={stem}"] = 1.0
        if n <= 1:
            found[f"{side}2={stem}"] = 1.0
        if n < REACH_WORDS:
            found[f"{side}={stem}"] = max(found.get(f"{side}={stem}", 0.0), 1.0 - WORD_FADE * n)
        found[f"{side}*={stem}"] = ON_SIDE
        found[f"s={stem}"] = ANYWHERE
    if len(stems) > 1:
        found[f"{side}12={stems[0]}_{stems[1]}"] = 1.0


def _add_classes(found: dict[str, float], side: str, words: list[str]) -> None:
    """Add the classes of the words of one side, nearest first."""
    kept = 1.0
    for n, word in enumerate(words):
        if word in _BOUNDARIES:
            kept *= BOUNDARY_LEFT
        for name in word_classes().get(word, ()):
            strength = kept * max(CLASS_FLOOR, CLASS_START - CLASS_FADE * n)
            found[f"{side}@{name}"] = max(found.get(f"{side}@{name}", 0.0), strength)
            found[f"s@{name}"] = ON_SIDE
            if n <= 2:
                found[f"{side}3@{name}"] = 1.0


def _add_neighbours(found: dict[str, float], context: Context) -> None:
    """Add what the sentences around hold, and what the story says of its dispute."""
    for distance, sentence in enumerate(context.before, 1):
        words = sorted(set(_TOKEN.findall(sentence)))
        if distance == 1:
            found.update({f"p={_stem(word)}": WORD_BEFORE for word in words})
        found.update({f"p{distance}@{name}": CLASS_BEFORE / distance for word in words for name in _classes(word)})
    found.update({f"n@{name}": CLASS_AFTER for word in _TOKEN.findall(context.after) for name in _classes(word)})
    found.update(
        {f"story={name}": 1.0 for name, told in zip(("reached", "pending"), context.story, strict=True) if told}
    )


def _classes(word: str) -> tuple[str, ...]:
    return word_classes().get(word, ())
