"""From logits to labels.

Comes in: a (word, label) matrix of one head. Goes out: the best label of each word, or spans of names. It refuses a
sequence of name labels that cannot be: an inside without its beginning.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Logits = NDArray[np.float32]
#: The kinds of names that a package's scores hold for.
KINDS = ("PERSON", "ORG", "LOC", "NORP")


@dataclass(frozen=True, slots=True)
class Name:
    """A name of the words `start` up to `end`."""

    start: int
    end: int
    label: str


def best(logits: Logits, labels: Sequence[str]) -> list[str]:
    """Return the likeliest label of each word; of equals the first."""
    return [labels[number] for number in logits.argmax(axis=1)] if len(logits) else []


def log_softmax(logits: Logits) -> Logits:
    """Return log probabilities, a row a word."""
    shifted = logits - logits.max(axis=1, keepdims=True)
    result: Logits = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return result


def best_path(logits: Logits, labels: Sequence[str], barriers: Sequence[bool] | None = None) -> list[str]:
    """Return the likeliest sequence of BIO labels in which each inside follows its own kind.

    Where `barriers` is true for a word (it begins a sentence), no name reaches into it.
    """
    if not len(logits):
        return []
    allowed = allowed_moves(labels)
    enter = np.asarray([0.0 if not label.startswith("I-") else -np.inf for label in labels], dtype=np.float32)
    scores = log_softmax(logits)
    total = scores[0] + enter
    back = np.zeros(scores.shape, dtype=np.int64)
    for number in range(1, len(scores)):
        moves = total[:, None] + allowed
        back[number] = moves.argmax(axis=0)
        total = moves.max(axis=0) + scores[number]
        if barriers is not None and barriers[number]:
            total = total + enter
    path = [int(total.argmax())]
    for number in range(len(scores) - 1, 0, -1):
        path.append(int(back[number][path[-1]]))
    return [labels[number] for number in reversed(path)]


def fold(logits: Logits, labels: Sequence[str], kinds: Sequence[str]) -> tuple[Logits, list[str]]:
    """Return the logits and labels of `kinds` and "O" alone; the probability of every other kind goes to "O".

    Training on data that does not tell "no name" from some kind fixes their sum and not their shares.
    """
    kept = [number for number, label in enumerate(labels) if label != "O" and label[2:] in kinds]
    rest = [number for number in range(len(labels)) if number not in kept]
    top = logits[:, rest].max(axis=1, keepdims=True)
    none = top + np.log(np.exp(logits[:, rest] - top).sum(axis=1, keepdims=True))
    folded: Logits = np.concatenate([none, logits[:, kept]], axis=1)
    return folded, ["O", *(labels[number] for number in kept)]


def allowed_moves(labels: Sequence[str]) -> Logits:
    """Return a (from, to) matrix of 0 and minus infinity."""
    matrix = np.zeros((len(labels), len(labels)), dtype=np.float32)
    for column, label in enumerate(labels):
        if label.startswith("I-"):
            for row, before in enumerate(labels):
                if before[2:] != label[2:] or before == "O":
                    matrix[row, column] = -np.inf
    return matrix


def spans(path: Sequence[str]) -> list[Name]:
    """Return the names of a BIO sequence; an inside of another kind than the word before begins a name."""
    names: list[Name] = []
    for number, label in enumerate(path):
        kind = label[2:]
        if label.startswith("I-") and names and names[-1].end == number and names[-1].label == kind:
            names[-1] = Name(names[-1].start, number + 1, kind)
        elif label[:2] in ("B-", "I-"):
            names.append(Name(number, number + 1, kind))
    return names
