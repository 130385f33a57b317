"""Scores of labels against gold: names by span, tags by word, tense by finite verb, sentences by span.

Comes in: gold and found labels. Goes out: `Count`s that add up over documents. It refuses half points: a name or
sentence counts where both its ends are right.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass

from pipeline.annotate.encoder.decode import spans
from pipeline.model.labels import FINITE


@dataclass(frozen=True, slots=True)
class Count:
    """How many were right, how many found and how many there are."""

    right: int = 0
    found: int = 0
    gold: int = 0

    def __add__(self, other: Count) -> Count:
        """Return both counts together."""
        return Count(self.right + other.right, self.found + other.found, self.gold + other.gold)

    @property
    def precision(self) -> float:
        """Return the share of what was found that is right; 0 where nothing was found."""
        return self.right / self.found if self.found else 0.0

    @property
    def recall(self) -> float:
        """Return the share of what there is that was found; 0 where there is nothing."""
        return self.right / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        """Return the harmonic mean of precision and recall; for labels of every word that is accuracy."""
        total = self.found + self.gold
        return 2 * self.right / total if total else 0.0


def count_sets(gold: Iterable[Hashable], found: Iterable[Hashable]) -> Count:
    """Return the count of two sets."""
    gold, found = set(gold), set(found)
    return Count(len(gold & found), len(found), len(gold))


def count_names(gold: Sequence[str | None], found: Sequence[str], kind: str | None = None) -> Count:
    """Return the count of names, of one kind or of all but NORP, which few corpora mark by hand.

    A word whose gold is None is unlabelled: names that touch one count neither way.
    """
    silent = {number for number, label in enumerate(gold) if label is None}
    sides = []
    for labels in (gold, found):
        names = spans(["O" if label is None or label.startswith("O") else label for label in labels])
        kept = (n for n in names if (n.label != "NORP" if kind is None else n.label == kind))
        sides.append({n for n in kept if silent.isdisjoint(range(n.start, n.end))})
    return count_sets(*sides)


def count_labels(gold: Sequence[str | None], found: Sequence[str]) -> Count:
    """Return the count of words with the right label, of those that have one."""
    pairs = [(g, f) for g, f in zip(gold, found, strict=True) if g is not None]
    return Count(sum(g == f for g, f in pairs), len(pairs), len(pairs))


def count_tense(gold: Sequence[str | None], found: Sequence[str]) -> Count:
    """Return the count of finite verbs (past, present, modal future) found with their tense."""
    known = [(number, g, f) for number, (g, f) in enumerate(zip(gold, found, strict=True)) if g is not None]
    return count_sets(
        ((number, g) for number, g, _ in known if g in FINITE), ((number, f) for number, _, f in known if f in FINITE)
    )
