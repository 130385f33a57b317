"""The learned half of the decision: how likely each role is by what surrounds a percentage.

Comes in: features (see `features`). Goes out: the log odds of each role, to which `Scales`
adds what the rules and the language model say. It refuses to learn: `training` writes `percent_roles.json`.

A rule knows one wording well and is silent on the next; the model is seldom sure and never
silent. First contact with unseen paragraphs: rules 0.78, model 0.80, both together 0.87.
"""

from __future__ import annotations

import functools
import json
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from importlib import resources
from itertools import repeat
from typing import cast

import numpy as np
import numpy.typing as npt

from pipeline.annotate.roles.clause import MIRROR, Clause, Decision, Odds, adds_up
from pipeline.annotate.roles.features import Context, features
from pipeline.annotate.roles.rules import ROLES
from pipeline.annotate.roles.status import story_status
from pipeline.errors import ConfigError

WEIGHTS = "models/percent_roles.json"
#: The weights are kept as whole hundredths.
SCALE = 100.0
#: What the table is worth beside the rules and the language model.
TABLE_WORTH = 0.83
#: A rule counts from this weight on, each point above it that many log odds. Measured on
#: paragraphs that neither the rules nor the model had seen: 2 to 4 for a rule of 100 differ little.
RULE_FLOOR, RULE_WORTH = 40.0, 0.05
#: What it speaks for `other` that no rule knows the wording, in log odds.
NO_RULE_WORTH = 0.7
#: What is told in another sentence ("At the garage it was 67%", "It is paying it anyway") the words around do not show.
CARRIED, SEQUEL, AFAR_WORTH = "carry>", ">status.sequel", 4.5
#: What a log probability of the language model is worth beside one of these weights: both read the same words. Set on
#: the marked paragraphs held out from its training (227 percentages, none in these weights): 0.718 of the roles
#: right without it, 0.833 with; from 0.5 to 5 differs by six percentages.
HEARD_WORTH = 0.5
#: Sentences before that count.
SENTENCES_BEFORE = 2


@dataclass(frozen=True)
class Model:
    """Weights of each feature, one for each of `roles`."""

    roles: tuple[str, ...]
    weights: dict[str, list[int]]

    def score(self, found: dict[str, float]) -> dict[str, float]:
        """Return the log probability of each role."""
        lines, table = self._table
        places = np.fromiter(map(lines.get, found, repeat(len(lines))), np.intp, len(found))
        strengths = np.fromiter(found.values(), np.float64, len(found))
        # Added row by row, in the order of the features: sums of fractions hang on their order.
        weighted = TABLE_WORTH * strengths[:, None] * table.take(places, axis=0) / SCALE
        totals = cast(list[float], np.add.reduce(weighted, axis=0).tolist())
        norm = math.log(math.fsum(math.exp(total) for total in totals))
        return {role: total - norm for role, total in zip(self.roles, totals, strict=True)}

    @functools.cached_property
    def _table(self) -> tuple[dict[str, int], npt.NDArray[np.float64]]:
        """The line of each feature, and a table of the weights: a line a feature, a column a role, the last all 0."""
        table = np.array([*self.weights.values(), [0] * len(self.roles)], dtype=np.float64)
        return {name: line for line, name in enumerate(self.weights)}, table


@functools.cache
def load_model() -> Model:
    """Return the model that ships. Raises `ConfigError` where its roles are not those of the codebook."""
    path = resources.files("pipeline") / "resources" / WEIGHTS
    data = json.loads(path.read_text(encoding="utf-8"))
    if set(data["roles"]) != ROLES:
        raise ConfigError(f"{WEIGHTS}: roles {sorted(data['roles'])} are not the codebook's")
    return Model(tuple(data["roles"]), data["weights"])


def contexts(plain: list[str]) -> list[Context]:
    """Return the context of each sentence of an article, normalised as by `view.normalise`."""
    story = story_status(plain)
    return [
        Context(tuple(plain[max(0, n - SENTENCES_BEFORE) : n][::-1]), plain[n + 1] if n + 1 < len(plain) else "", story)
        for n in range(len(plain))
    ]


Totals = list[dict[str, float]]


class Scales:
    """What the model makes of the percentages of an article, told anew as more evidence is heard.

    What surrounds a percentage stays; so its scores are kept, by the role of the one before it.
    """

    def __init__(self, clauses: Sequence[Clause], plain: list[str]) -> None:
        self._clauses = clauses
        self._contexts = contexts(plain)
        self._scores: dict[tuple[int, int, str | None], dict[str, float]] = {}

    def weigh(self) -> list[Totals]:
        """Return what all evidence together makes of each role, for each percentage of each clause, in log odds."""
        previous: str | None = None
        found = []
        for n, clause in enumerate(self._clauses):
            totals: list[dict[str, float]] = []
            for i, now in enumerate(clause.decided):
                totals.append(_with_heard(_with_rule(self._score(n, i, previous), now), clause.heard[i]))
                previous = _best(totals[-1])
            for i in range(1, len(totals)):
                _join(clause, i, totals)
            previous = _best(totals[-1]) if totals else previous
            found.append(totals)
        return found

    def _score(self, n: int, i: int, previous: str | None) -> dict[str, float]:
        """Return the log probability of each role of percentage `i` of clause `n` by what surrounds it."""
        scores = self._scores.get((n, i, previous))
        if scores is None:
            clause = self._clauses[n]
            found = features(clause.views[i], i, clause.percents, previous, self._contexts[n])
            scores = self._scores[n, i, previous] = load_model().score(found)
        return scores


def choose(clause: Clause, totals: Totals) -> list[Decision]:
    """Return the likeliest role of each percentage of a clause."""
    return [_decision(now, total) for now, total in zip(clause.decided, totals, strict=True)]


def margin(totals: dict[str, float]) -> float:
    """Return how far the likeliest role leads, in log odds."""
    second, first = sorted(totals.values())[-2:]
    return first - second


def _with_rule(scores: dict[str, float], now: Decision) -> dict[str, float]:
    """Return the scores with what the rule that decided is worth."""
    worth = NO_RULE_WORTH if now.rule == "none" else max(0.0, now.weight - RULE_FLOOR) * RULE_WORTH
    if now.rule.startswith(CARRIED) or now.rule.endswith(SEQUEL):
        worth += AFAR_WORTH
    return {role: score + (worth if role == now.role else 0.0) for role, score in scores.items()}


def _with_heard(scores: dict[str, float], heard: Odds | None) -> dict[str, float]:
    """Return the scores with what the language model says."""
    if heard is None:
        return scores
    return {role: score + HEARD_WORTH * heard[role] for role, score in scores.items()}


def _join(clause: Clause, i: int, totals: list[dict[str, float]]) -> None:
    """Let the two ends of a range, and the two shares of one vote, be decided as one."""
    one, two = totals[i - 1], totals[i]
    if clause.decided[i].rule.startswith("range>"):
        totals[i - 1] = totals[i] = {role: one[role] + two[role] for role in one}
    elif clause.decided[i - 1].role != clause.decided[i].role and adds_up(clause, i):
        first = {role: one[role] + two[MIRROR[role]] for role in MIRROR}
        if {_best(one), _best(two)} <= set(MIRROR):
            totals[i - 1], totals[i] = first, {MIRROR[role]: total for role, total in first.items()}


def _best(totals: dict[str, float]) -> str:
    return max(sorted(totals), key=totals.__getitem__)


def _decision(now: Decision, totals: dict[str, float]) -> Decision:
    """Return `now`, or the role that the model holds likelier by more than the rule is worth."""
    best = _best(totals)
    return now if best == now.role else replace(now, role=best, rule=f"{now.rule}>model", weight=0.0)
