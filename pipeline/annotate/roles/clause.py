"""A sentence under decision, its percentages and what was decided of each so far.

Comes in: the text and the spans of a sentence. Goes out: `Percentage`, `Decision`, `Clause`.
It refuses to decide: `decide` and `settle` do.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from pipeline.annotate.roles.view import Masked

#: A rule at least this strong is not overruled by its neighbours. Measured on the development set.
FIRM = 60.0
#: The two shares of one vote are each other's opposite.
MIRROR = {"vote_for": "vote_against", "vote_against": "vote_for"}
#: Two shares of one vote add up to 100 within rounding.
SPLIT_SUM, SPLIT_SLACK = 100.0, 0.15

#: The log probability of each role.
Odds = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Percentage:
    """One percentage: its value and its span in its sentence."""

    value: float
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Decision:
    """A role, the rule that gave it, how firm it is, and every rule that fired."""

    role: str
    rule: str
    weight: float
    fired: tuple[str, ...] = ()


@dataclass(slots=True)
class Clause:
    """A sentence under decision: its percentages, masked views and decisions so far."""

    text: str
    percents: list[Percentage]
    views: list[Masked] = field(default_factory=list)
    decided: list[Decision] = field(default_factory=list)
    #: What the language model says of each percentage, None where it was not asked.
    heard: list[Odds | None] = field(default_factory=list)

    def gap(self, i: int) -> str:
        """Return what stands between percentage `i` and the one before it."""
        return self.text[self.percents[i - 1].end : self.percents[i].start]


def adds_up(clause: Clause, i: int) -> bool:
    """Tell whether percentage `i` and the one before it make up the whole."""
    return abs(clause.percents[i - 1].value + clause.percents[i].value - SPLIT_SUM) <= SPLIT_SLACK
