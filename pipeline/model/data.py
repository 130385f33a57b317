"""From documents to batches: the mix of corpora, windows of an epoch, and their tensors.

Comes in: the corpora's folder and the settings. Goes out: batches of windows of like length, the same for the same
seed. It refuses to open a test set: `pipeline.model.evaluate` alone reads those.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path

import numpy as np
import torch

from pipeline.annotate.encoder.pieces import Encoded, Pieces, gap_of
from pipeline.errors import InputError
from pipeline.model.augment import Augmenter
from pipeline.model.corpora.conllu import read_conllu
from pipeline.model.corpora.iob import Names, read_wikigold
from pipeline.model.corpora.marked import read_texts
from pipeline.model.corpora.meantime import read_meantime
from pipeline.model.corpora.re3d import SOURCES, read_re3d
from pipeline.model.labels import HEADS, targets
from pipeline.model.network import Batch
from pipeline.model.records import Document, Word
from pipeline.model.settings import Settings

#: What torch skips: a word without a label for a head.
UNLABELLED = -100
WIKIGOLD = "wikigold/CONLL-format/data/wikigold.conll.txt"

#: Where each corpus is at home, for whoever has none of it.
HOMES = {
    "ud_ewt": "github.com/UniversalDependencies/UD_English-EWT, release 2.16",
    "ud_gum_open": "github.com/UniversalDependencies/UD_English-GUM, release 2.16, its open genres",
    "ud_pud": "github.com/UniversalDependencies/UD_English-PUD, release 2.16",
    "uner_ewt": "github.com/UniversalNER/UNER_English-EWT",
    "uner_pud": "github.com/UniversalNER/UNER_English-PUD",
    "wikigold": "figshare.com/articles/dataset/5462500",
    "re3d": "github.com/dstl/re3d",
    "meantime": "www.newsreader-project.eu/results/data/wikinews",
}

_SOURCES: dict[str, Callable[[Path], Iterable[Document]]] = {
    "ewt": lambda home: read_conllu(home / "ud_ewt/train.conllu", Names(home / "uner_ewt/train.iob2")),
    "gum": lambda home: read_conllu(home / "ud_gum_open/train.conllu", entities=True),
    "wikigold": lambda home: read_wikigold(home / WIKIGOLD),
    "re3d": lambda home: chain.from_iterable(read_re3d(home / "re3d" / name) for name in SOURCES),
    "meantime": lambda home: read_meantime(home / "meantime/intra-doc_annotation"),
}


def check_corpora(home: Path) -> None:
    """Raise `InputError` that names every corpus missing under `home`, and its public home."""
    missing = [f"{name} ({place})" for name, place in HOMES.items() if not (home / name).is_dir()]
    if missing:
        raise InputError(f"corpora missing: {'; '.join(missing)}", path=str(home))


def read_sources(home: Path, settings: Settings) -> dict[str, list[Document]]:
    """Return the training documents of each source that the settings name, in their order."""
    unknown = set(settings.data.repeats) - set(_SOURCES) - set(settings.data.marked)
    if unknown:
        raise InputError(f"no such source: {', '.join(sorted(unknown))}", path=str(home))
    return {
        name: read_texts(settings.data.marked[name]) if name in settings.data.marked else list(_SOURCES[name](home))
        for name in settings.data.repeats
    }


class Epochs:
    """Draws the windows of an epoch from the sources and makes batches of them."""

    def __init__(self, sources: dict[str, list[Document]], settings: Settings, pieces: Pieces) -> None:
        self._sources = sources
        self._settings = settings
        self._pieces = pieces
        self._augmenter = Augmenter(settings.augmentation)
        self._numbers = {head: {label: i for i, label in enumerate(targets(head))} for head in HEADS}

    def batches(self, epoch: int) -> list[Batch]:
        """Return the batches of an epoch, shuffled; the same number gives the same batches."""
        chance = random.Random(f"{self._settings.training.seed}-{epoch}")
        windows = [self._augmenter.change(window, chance) for window in self._windows(chance)]
        encoded = [(self._encode(window), window) for window in windows]
        order = sorted(range(len(encoded)), key=lambda i: (len(encoded[i][0].ids), chance.random()))
        groups: list[list[int]] = [[]]
        for i in order:
            widest = len(encoded[i][0].ids) * (len(groups[-1]) + 1)
            if groups[-1] and widest > self._settings.training.batch_pieces:
                groups.append([])
            groups[-1].append(i)
        chance.shuffle(groups)
        return [self._collate([encoded[i] for i in group]) for group in groups if group]

    def _windows(self, chance: random.Random) -> Iterator[list[Word]]:
        for name, documents in self._sources.items():
            repeats = self._settings.data.repeats[name]
            for document in documents:
                times = int(repeats) + (chance.random() < repeats - int(repeats))
                for _ in range(times):
                    yield from self._cut(document, chance)

    def _cut(self, document: Document, chance: random.Random) -> Iterator[list[Word]]:
        """Yield windows of whole sentences, their lengths drawn anew for each."""
        sizes = self._settings.windows
        window: list[Word] = []
        used, limit = 0, chance.randint(sizes.shortest, sizes.longest)
        for sentence in document.sentences:
            for part in self._halves(sentence):
                size = sum(len(self._pieces.pieces_of(word.text)) for word in part)
                alone = chance.random() < sizes.alone
                if window and (alone or used + size > limit):
                    yield window
                    window, used, limit = [], 0, 0 if alone else chance.randint(sizes.shortest, sizes.longest)
                window.extend(part)
                used += size
        if window:
            yield window

    def _halves(self, sentence: Sequence[Word]) -> Iterator[Sequence[Word]]:
        """Yield `sentence`, or its halves' halves where it is longer than a window."""
        size = sum(len(self._pieces.pieces_of(word.text)) for word in sentence)
        if size <= self._settings.windows.longest or len(sentence) == 1:
            yield sentence
            return
        middle = len(sentence) // 2
        yield from self._halves(sentence[:middle])
        yield from self._halves(sentence[middle:])

    def _encode(self, window: Sequence[Word]) -> Encoded:
        gaps = [gap_of(word.space if number else "\n") for number, word in enumerate(window)]
        encoded = self._pieces.encode([word.text for word in window], gaps)
        return encoded.part(0, len(encoded), self._pieces.begin, self._pieces.end)

    def _collate(self, rows: Sequence[tuple[Encoded, Sequence[Word]]]) -> Batch:
        """Return rows as tensors, padded to the longest."""
        pieces = max(len(encoded.ids) for encoded, _ in rows)
        words = max(len(window) for _, window in rows)
        arrays = {name: np.zeros((len(rows), pieces), dtype=np.int64) for name in ("ids", "shapes", "gaps", "mask")}
        firsts = np.zeros((len(rows), words), dtype=np.int64)
        labels = {head: np.full((len(rows), words), UNLABELLED, dtype=np.int64) for head in HEADS}
        for number, (encoded, window) in enumerate(rows):
            size = len(encoded.ids)
            for name in ("ids", "shapes", "gaps"):
                arrays[name][number, :size] = getattr(encoded, name)
            arrays["mask"][number, :size] = 1
            firsts[number, : len(window)] = encoded.firsts[:-1]
            for head, numbers in self._numbers.items():
                labels[head][number, : len(window)] = [
                    numbers.get(word.labels.get(head, ""), UNLABELLED) for word in window
                ]
        tensors = {name: torch.from_numpy(array) for name, array in arrays.items()}
        return Batch(
            ids=tensors["ids"], shapes=tensors["shapes"], gaps=tensors["gaps"], mask=tensors["mask"].bool(),
            firsts=torch.from_numpy(firsts), targets={head: torch.from_numpy(array) for head, array in labels.items()},
        )
