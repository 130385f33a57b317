"""Trains the weights of `model` from paragraphs whose percentages bear their roles.

Comes in: jsonl files of `{"id", "text"}`, each percentage followed by its role in braces:
"voted by 83%{vote_for}". Goes out: `percent_roles.json`. It refuses a mark that follows no
percentage. Marks of events are passed over, and every tenth paragraph of a file is held out,
as in the training of the language model. The same files give the same weights.

    python -m pipeline.annotate.roles.training tests/annotate/roles/wordings_*.jsonl models/texts/*.jsonl --out FILE
"""

from __future__ import annotations

import argparse
import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import spacy

import pipeline.annotate.components.sentences  # noqa: F401 registers the component
from pipeline.annotate.quantities import find_percents
from pipeline.annotate.roles.clause import Percentage
from pipeline.annotate.roles.features import features
from pipeline.annotate.roles.model import SCALE, contexts
from pipeline.annotate.roles.rules import ROLES
from pipeline.annotate.roles.view import mask, normalise
from pipeline.errors import ConfigError

#: Strength of the pull towards nought, steps and their size, found by how well unseen batches fare.
PULL, STEPS, STEP_SIZE = 1.0, 200, 0.03
#: A feature met once teaches nothing, and a weight below this (in hundredths) moves nothing.
LEAST_SEEN, LEAST_WEIGHT = 2, 3

#: Every tenth paragraph of a file is held out.
HELD_OUT = 10
_MARK = re.compile(r"\{([a-z_]+)\}")
_EVENT_MARK = re.compile(r"\{[a-z_]+\.[a-z_]+\}")
Matrix = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Marked:
    """A paragraph in sentences, with the percentages of each and their roles."""

    id: str
    sentences: list[tuple[str, list[Percentage]]]
    roles: list[list[str | None]]


def read_marked(path: Path, *, held_out: bool = False) -> Iterator[Marked]:
    """Read the paragraphs of a file that train, or with `held_out` those that do not.

    Raises `ConfigError` for a mark without a percentage or an unknown role.
    """
    nlp = spacy.blank("en")
    nlp.add_pipe("picketline_sentences")
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if (number % HELD_OUT == 0) is not held_out:
            continue
        row = json.loads(line)
        text = _EVENT_MARK.sub("", row["text"])
        marks = _marks(text)
        doc = nlp(_MARK.sub("", text))
        sentences, roles = [], []
        for sent in doc.sents:
            percents = [Percentage(q.value or 0.0, q.start, q.end) for q in find_percents(sent.text)]
            sentences.append((sent.text, percents))
            roles.append([marks.pop(sent.start_char + p.end, None) for p in percents])
        if marks or not {role for row_ in roles for role in row_ if role} <= ROLES:
            raise ConfigError(f"{path.name}, {row['id']}: a role is unknown or follows no percentage: {marks}")
        yield Marked(row["id"], sentences, roles)


def _marks(text: str) -> dict[int, str]:
    """Return the marked roles by the offset that their percentage ends at once marks are gone."""
    found: dict[int, str] = {}
    taken = 0
    for mark in _MARK.finditer(text):
        found[mark.start() - taken] = mark[1]
        taken += len(mark[0])
    return found


def examples(paragraph: Marked) -> Iterator[tuple[dict[str, float], str]]:
    """Return the features and the role of each marked percentage."""
    previous: str | None = None
    around = contexts([normalise(text) for text, _ in paragraph.sentences])
    for (text, percents), roles, context in zip(paragraph.sentences, paragraph.roles, around, strict=True):
        spans = [(p.start, p.end) for p in percents]
        for i, role in enumerate(roles):
            if role is not None:
                yield features(mask(text, spans, i), i, percents, previous, context), role
            previous = role


def train(rows: list[tuple[dict[str, float], str]]) -> dict[str, object]:
    """Fit a softmax regression with Adam and return what `percent_roles.json` holds."""
    roles = sorted(ROLES)
    seen = Counter(name for found, _ in rows for name in found)
    names = sorted(name for name, n in seen.items() if n >= LEAST_SEEN)
    place = {name: n for n, name in enumerate(names)}
    inputs = np.zeros((len(rows), len(names)))
    for n, (found, _) in enumerate(rows):
        for name, strength in found.items():
            if name in place:
                inputs[n, place[name]] = strength
    wanted = np.eye(len(roles))[[roles.index(role) for _, role in rows]]
    hundredths = np.rint(_fit(inputs, wanted) * SCALE).astype(int)
    kept = {name: row.tolist() for name, row in zip(names, hundredths, strict=True) if abs(row).max() >= LEAST_WEIGHT}
    return {"roles": roles, "weights": kept}


def _fit(inputs: Matrix, wanted: Matrix) -> Matrix:
    """Return weights of shape (features, roles) that make the cross entropy small."""

    def slope(weights: Matrix) -> Matrix:
        odds = np.exp((scores := inputs @ weights) - scores.max(axis=1, keepdims=True))
        down: Matrix = inputs.T @ (odds / odds.sum(axis=1, keepdims=True) - wanted) + PULL * weights
        return down

    return descend(slope, (inputs.shape[1], wanted.shape[1]), steps=STEPS, step_size=STEP_SIZE)


def descend(slope: Callable[[Matrix], Matrix], shape: tuple[int, int], *, steps: int, step_size: float) -> Matrix:
    """Return weights of `shape` that went down `slope` from nought by Adam (Kingma and Ba 2015)."""
    weights: Matrix = np.zeros(shape)
    first, second = np.zeros(shape), np.zeros(shape)
    for step in range(1, steps + 1):
        down = slope(weights)
        first, second = 0.9 * first + 0.1 * down, 0.99 * second + 0.01 * down**2
        weights -= step_size * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.99**step)) + 1e-6)
    return weights


def write(model: dict[str, object], path: Path) -> None:
    """Write a model with one feature a line, so that a change can be read."""
    weights, roles = model["weights"], model["roles"]
    if not isinstance(weights, dict) or not isinstance(roles, list):
        raise TypeError(f"weights are {type(weights).__name__} and roles {type(roles).__name__}")
    write_weights(path, "roles", roles, weights)


def write_weights(path: Path, kind: str, labels: Sequence[str], weights: Mapping[str, list[int]]) -> None:
    """Write what each feature weighs for each of `labels`, which stand under the key `kind`, a feature a line."""
    lines = ",\n".join(f"{json.dumps(name)}: {json.dumps(row, separators=(',', ':'))}" for name, row in weights.items())
    path.write_text(f'{{"{kind}": {json.dumps(labels)},\n"weights": {{\n{lines}\n}}}}\n', encoding="utf-8")


def main() -> None:
    """Train from the files named and write the weights."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0] if __doc__ else None)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--out", required=True, type=Path)
    chosen = parser.parse_args()
    rows = [row for path in sorted(chosen.files) for paragraph in read_marked(path) for row in examples(paragraph)]
    write(train(rows), chosen.out)


if __name__ == "__main__":
    main()
