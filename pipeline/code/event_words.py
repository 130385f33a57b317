"""How likely each event is by the words of a sentence alone: a table of weights, cheap enough for every sentence.

Comes in: the masked text of a sentence. Goes out: the probability of each type and stage that it tells it. It refuses
to code: it says which sentences the language model is worth asking about, and how far a rule may be trusted. The
table is made by `model.event_words`.
"""

from __future__ import annotations

import functools
import itertools
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib import resources

import numpy as np
import numpy.typing as npt

from pipeline.errors import ConfigError
from pipeline.schema.lists import EVENT_STAGES

TABLE = "models/event_words.json"
#: The weights are kept as whole hundredths.
SCALE = 100.0
#: The feature that every sentence has.
ALWAYS = ""
_WORD = re.compile(r"[A-Z]{3,}|[a-z']+|\d+|[^\w\s]")
_FIRST, _LAST, _NUMBER = "<", ">", "0"


@dataclass(frozen=True)
class EventWords:
    """Weights of each feature, one for each of `labels`, types and stages as "ballot.open"."""

    labels: tuple[str, ...]
    weights: Mapping[str, list[int]]

    def shares(self, masked: str) -> dict[str, float]:
        """Return the probability of each label that a masked sentence tells it; one sentence may tell several."""
        return self.shares_of(features(masked))

    def shares_of(self, found: Iterable[str]) -> dict[str, float]:
        """Return the probability of each label by the features of a sentence."""
        lines, table = self._table
        rows = sorted(line for feature in found if (line := lines.get(feature)) is not None)
        odds = table[rows].sum(axis=0) / SCALE
        return dict(zip(self.labels, (1 / (1 + np.exp(-odds))).tolist(), strict=True))

    @functools.cached_property
    def _table(self) -> tuple[dict[str, int], npt.NDArray[np.int64]]:
        """The line of each feature, and a table of the weights: a line a feature, a column a label."""
        return {name: line for line, name in enumerate(self.weights)}, np.array(list(self.weights.values()))


def features(masked: str) -> set[str]:
    """Return the words of a masked sentence, and the pairs of words that stand together."""
    words = [_FIRST, *(_NUMBER if word.isdigit() else word for word in _WORD.findall(masked)), _LAST]
    return {ALWAYS, *words, *(f"{one} {two}" for one, two in itertools.pairwise(words))}


@functools.cache
def event_words() -> EventWords:
    """Return the table that ships. Raises `ConfigError` where its labels are not those of the codebook."""
    data = json.loads((resources.files("pipeline") / "resources" / TABLE).read_text(encoding="utf-8"))
    differing = set(data["labels"]) ^ {f"{type_}.{stage}" for type_, stages in EVENT_STAGES.items() for stage in stages}
    if differing:
        raise ConfigError(f"{TABLE}: its labels and the codebook's differ in {sorted(differing)}")
    return EventWords(tuple(data["labels"]), data["weights"])
