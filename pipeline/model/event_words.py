"""Trains the table of `code.event_words`, the events that the words of a sentence tell, from marked paragraphs.

Comes in: jsonl files of `{"id", "text"}`, marks as in `models/texts`: "rejected{response.rejected}". Goes out:
`event_words.json`. It refuses a mark that is no event or role. Every tenth paragraph of a file is held out, as in the
training of the language model, and the scores printed are of those. The same files give the same weights.

    python -m pipeline.model.event_words models/texts/*.jsonl --out pipeline/resources/models/event_words.json
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from pipeline.annotate import build_nlp
from pipeline.annotate.roles.training import descend, write_weights
from pipeline.code.event_words import ALWAYS, SCALE, EventWords, features
from pipeline.code.view import sentence_views
from pipeline.config import NO_MODEL
from pipeline.errors import ConfigError
from pipeline.model.corpora.marked import HELD_OUT, part_marks
from pipeline.model.labels import HEADS, NO_EVENT

#: A feature met less often teaches nothing, and a weight whose strongest is below this (in hundredths) moves nothing.
LEAST_SEEN, LEAST_WEIGHT = 3, 50
#: Strength of the pull towards nought, steps and their size.
PULL, STEPS, STEP_SIZE = 0.5, 200, 0.05
#: Weekdays are days of something only beside a day of publication; which one it is says nothing here.
_PUBLISHED = dt.date(2023, 3, 10)
Matrix = npt.NDArray[np.float64]
Example = tuple[set[str], set[str]]


def read_examples(paths: Iterable[Path], *, held_out: bool = False) -> Iterator[Example]:
    """Yield the features of each sentence and the events it tells, of the paragraphs that train or those held out."""
    nlp = build_nlp(NO_MODEL)
    for path in paths:
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if (number % HELD_OUT == 0) is not held_out:
                continue
            row = json.loads(line)
            text, marks = part_marks(row["text"])
            doc = nlp.make_doc(text)
            doc._.article_id, doc._.published_on, doc._.mentions = row["id"], _PUBLISHED, []
            for view in sentence_views(nlp(doc)):
                told = {mark for end, mark in marks.items() if view.start < end <= view.end}
                yield features(view.masked), told - set(HEADS["role"])


def train(examples: Sequence[Example], labels: Sequence[str]) -> EventWords:
    """Fit one logistic regression a label. Raises `ConfigError` for an event that is not among `labels`."""
    unknown = {event for _, events in examples for event in events} - set(labels)
    if unknown:
        raise ConfigError(f"no such events: {', '.join(sorted(unknown))}")
    seen = Counter(feature for found, _ in examples for feature in found)
    names = [ALWAYS, *sorted(name for name, n in seen.items() if n >= LEAST_SEEN and name != ALWAYS)]
    line = {name: n for n, name in enumerate(names)}
    rows = [sorted(line[feature] for feature in found if feature in line) for found, _ in examples]
    wanted = np.array([[label in events for label in labels] for _, events in examples], dtype=np.float64)
    hundredths = np.rint(_fit(rows, wanted, len(names)) * SCALE).astype(int)
    strong = {name: row.tolist() for name, row in zip(names, hundredths, strict=True) if abs(row).max() >= LEAST_WEIGHT}
    return EventWords(tuple(labels), strong)


def _fit(rows: Sequence[Sequence[int]], wanted: Matrix, n_features: int) -> Matrix:
    """Return weights of shape (features, labels) that make the summed cross entropies small.

    `rows` are the features of each example by number, none empty: `ALWAYS` is in each.
    """
    lengths = np.array([len(row) for row in rows])
    columns = np.concatenate([np.array(row) for row in rows])
    starts = np.concatenate([[0], np.cumsum(lengths)[:-1]])
    # The same cells by feature instead of by example, for the slope.
    order = np.argsort(columns, kind="stable")
    example_of = np.repeat(np.arange(len(rows)), lengths)[order]
    feature_starts = np.searchsorted(columns[order], np.arange(n_features))

    def slope(weights: Matrix) -> Matrix:
        scores = np.add.reduceat(weights[columns], starts, axis=0)
        wrong = 1 / (1 + np.exp(-scores)) - wanted
        down: Matrix = np.add.reduceat(wrong[example_of], feature_starts, axis=0)
        down[1:] += PULL * weights[1:]
        return down

    return descend(slope, (n_features, wanted.shape[1]), steps=STEPS, step_size=STEP_SIZE)


def write(table: EventWords, path: Path) -> None:
    """Write a table with one feature a line, so that a change can be read."""
    write_weights(path, "labels", table.labels, table.weights)


def score(table: EventWords, examples: Iterable[Example], least: float = 0.5) -> tuple[float, float, float]:
    """Return precision, recall and F1 of the events of sentences, each told where its share is at least `least`."""
    right = told = true = 0
    for found, events in examples:
        read = {label for label, share in table.shares_of(found).items() if share >= least}
        right, told, true = right + len(read & events), told + len(read), true + len(events)
    return right / max(told, 1), right / max(true, 1), 2 * right / max(told + true, 1)


def main() -> None:
    """Train from the files named, write the table and print its scores."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--out", required=True, type=Path)
    chosen = parser.parse_args()
    files = sorted(chosen.files)
    table = train(list(read_examples(files)), [label for label in HEADS["event"] if label != NO_EVENT])
    write(table, chosen.out)
    shares = " ".join(f"{share:.3f}" for share in score(table, read_examples(files, held_out=True)))
    sys.stdout.write(f"{len(table.weights)} features; precision, recall and F1 of sentences held out: {shares}\n")


if __name__ == "__main__":
    main()
