"""What a model says of some words of a document, as later components ask for it.

Comes in: log probabilities of the words of the sentences that a model was asked about. Goes out: `doc._.encoded`, a
`Reading`, asked by head and token. It refuses to guess: of a word that no model has read it says nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from pipeline.annotate.encoder.decode import Logits, log_softmax

#: The words of a text and the white space before each.
Text = tuple[Sequence[str], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Scores:
    """What one head says of a text: a row of logits a word, a column a label."""

    labels: tuple[str, ...]
    logits: Logits


class Reader(Protocol):
    """A model: the trained encoder, or another pipeline in its place."""

    @property
    def heads(self) -> frozenset[str]:
        """The heads that the model has."""

    def read_all(self, texts: Sequence[Text]) -> list[dict[str, Scores]]:
        """Return what each head says of each text; no text's scores hang on the others."""


@dataclass(slots=True)
class Reading:
    """Log probabilities by head and token, of the sentences that each head was asked about."""

    _rows: dict[str, dict[int, tuple[Scores, int]]] = field(default_factory=dict)

    def add(self, head: str, scores: Scores, places: Mapping[int, int]) -> None:
        """Take in one text: `places` gives the row of `scores` for each token of the document."""
        sure = Scores(scores.labels, log_softmax(scores.logits))
        self._rows.setdefault(head, {}).update((token, (sure, row)) for token, row in places.items())

    def odds(self, head: str, token: int) -> dict[str, float] | None:
        """Return the log probability of each label of `head` for a token by its number, None where it was not read."""
        found = self._rows.get(head, {}).get(token)
        if found is None:
            return None
        scores, row = found
        return dict(zip(scores.labels, scores.logits[row].tolist(), strict=True))

    def label(self, head: str, token: int) -> str | None:
        """Return the likeliest label of `head` for a token, None where it was not read."""
        found = self._rows.get(head, {}).get(token)
        return None if found is None else found[0].labels[int(found[0].logits[found[1]].argmax())]

    def tokens(self, head: str) -> list[int]:
        """Return the tokens that `head` was asked about, in their order."""
        return sorted(self._rows.get(head, ()))
