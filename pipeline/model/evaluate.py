"""Measures a model on the test sets that its training never saw.

Comes in: a package (int8, or the float graph packed alike), the corpora's folder. Goes out: `Score` rows by task, test
set and slice. It refuses to tune: nothing here flows back into a training.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import spacy

from pipeline.annotate.encoder.decode import KINDS, best, best_path, fold
from pipeline.annotate.encoder.package import LanguageModel
from pipeline.model.corpora.conllu import read_conllu
from pipeline.model.corpora.iob import Names
from pipeline.model.corpora.re3d import SOURCES, read_re3d
from pipeline.model.evaluate_marks import mark_counts
from pipeline.model.records import Document
from pipeline.model.scores import Count, count_labels, count_names, count_sets, count_tense
from pipeline.model.settings import Data

#: Per name of a test set: its treebank and its names, under the corpora's folder.
SETS = {
    "EWT dev": ("ud_ewt/dev.conllu", "uner_ewt/dev.iob2"),
    "EWT": ("ud_ewt/test.conllu", "uner_ewt/test.iob2"),
    "PUD": ("ud_pud/test.conllu", "uner_pud/en_pud-ud-test.iob2"),
    "GUM": ("ud_gum_open/test.conllu", None),
}
#: What the model that ships must reach, by task and test set: what it was made for, raised where it is surely above.
FLOORS = {
    ("names", "EWT"): 0.765, ("names", "PUD"): 0.755, ("nationalities", "PUD"): 0.80, ("tags", "EWT"): 0.955,
    ("tags", "PUD"): 0.955, ("tense", "PUD"): 0.965, ("sentences", "news"): 0.955, ("roles", "articles"): 0.76,
    ("events", "articles"): 0.66,
}
#: The most that the int8 model may lose against the float one, as a share of 1; of a small test set this many labels.
MOST_LOST, MOST_LABELS = 0.005, 2


@dataclass(frozen=True, slots=True)
class Score:
    """One row: the F1 of a task (accuracy for tags) on a slice of a test set; `part` is "" for all of it."""

    task: str
    test: str
    part: str
    count: Count


def evaluate(model: LanguageModel, corpora: Path, data: Data) -> list[Score]:
    """Return the scores of every test set, with its slices by genre, kind of name and label."""
    totals: dict[tuple[str, str, str], Count] = defaultdict(Count)
    for test, documents in read_tests(corpora).items():
        for document in documents:
            for task, part, count in _document(model, document):
                totals[task, test, part] += count
                if part == "":
                    totals[task, test, document.genre] += count
    for part, count in sentence_counts(news_texts(corpora), lambda text: model_sentences(model, text)):
        totals["sentences", "news", ""] += count
        totals["sentences", "news", part] += count
    for task, test, part, count in mark_counts(model, data):
        totals[task, test, part] += count
    return [Score(*key, count) for key, count in sorted(totals.items())]


def read_tests(corpora: Path) -> dict[str, list[Document]]:
    """Return the documents of each test set."""
    tests = {
        test: list(read_conllu(corpora / bank, Names(corpora / names) if names else None))
        for test, (bank, names) in SETS.items()
    }
    tests["re3d"] = [d for name in SOURCES for d in read_re3d(corpora / "re3d" / name, held_out=True)]
    return tests


def _document(model: LanguageModel, document: Document) -> Iterator[tuple[str, str, Count]]:
    """Yield (task, part, count) of one document, its words given and its sentences not."""
    words = document.words
    heads = model.read([word.text for word in words], [word.space for word in words])
    labels = model.config.heads
    gold = {head: [word.labels.get(head) for word in words] for head in ("ner", "tag", "tense")}
    if any(gold["ner"]):
        names = best_path(*fold(heads["ner"], labels["ner"], KINDS))
        yield "names", "", count_names(gold["ner"], names)
        yield "nationalities", "", count_names(gold["ner"], names, "NORP")
        for kind in KINDS:
            if kind != "NORP":
                yield "names", kind, count_names(gold["ner"], names, kind)
    if any(gold["tag"]):
        yield "tags", "", count_labels(gold["tag"], best(heads["tag"], labels["tag"]))
        yield "tense", "", count_tense(gold["tense"], best(heads["tense"], labels["tense"]))


def news_texts(corpora: Path) -> Iterator[tuple[str, str, list[tuple[int, int]]]]:
    """Yield (name, raw text, gold sentences as spans) of news: PUD's, one text a document, and GUM's."""
    for name, path in (("PUD", "ud_pud/test.conllu"), ("GUM", "ud_gum_open/test.conllu")):
        for document in read_conllu(corpora / path):
            if document.genre == "news":
                yield name, *raw_text(document)


def raw_text(document: Document) -> tuple[str, list[tuple[int, int]]]:
    """Return the text of a document and the span of each sentence in it."""
    text, sentences = "", []
    for sentence in document.sentences:
        begin = -1
        for word in sentence:
            text += word.space if text else ""
            begin = len(text) if begin < 0 else begin
            text += word.text
        sentences.append((begin, len(text)))
    return text, sentences


def sentence_counts(
    texts: Iterator[tuple[str, str, list[tuple[int, int]]]], split: Callable[[str], Sequence[tuple[int, int]]]
) -> Iterator[tuple[str, Count]]:
    """Yield (name, count) of each text whose sentences `split` finds."""
    for name, text, gold in texts:
        yield name, count_sets(gold, split(text))


def model_sentences(model: LanguageModel, text: str) -> list[tuple[int, int]]:
    """Return the sentences of raw text as spans, by spaCy's tokeniser and the head `start`."""
    tokens = [token for token in spacy.blank("en").make_doc(text) if not token.is_space]
    ends = [0, *(token.idx + len(token) for token in tokens)]
    spaces = [text[end : token.idx] for end, token in zip(ends, tokens, strict=False)]
    heads = model.read([token.text for token in tokens], spaces)
    starts = best(heads["start"], model.config.heads["start"])
    first = [number for number, label in enumerate(starts) if label == "start" or not number]
    lasts = [*(number - 1 for number in first[1:]), len(tokens) - 1]
    return [(tokens[a].idx, ends[b + 1]) for a, b in zip(first, lasts, strict=True)]


def failures(scores: Sequence[Score]) -> list[str]:
    """Return a line for each floor that is not reached."""
    reached = {(score.task, score.test): score.count.f1 for score in scores if not score.part}
    return [
        f"{task} on {test}: {reached.get((task, test), 0.0):.4f} is under {floor}"
        for (task, test), floor in FLOORS.items()
        if reached.get((task, test), 0.0) < floor
    ]


def losses(whole: Sequence[Score], small: Sequence[Score]) -> list[str]:
    """Return a line for each task and test set on which int8 loses more than `MOST_LOST` and than `MOST_LABELS`."""
    before = {(s.task, s.test): s.count.f1 for s in whole if not s.part}
    return [
        f"{s.task} on {s.test}: float {before[s.task, s.test]:.4f}, int8 {s.count.f1:.4f}"
        for s in small
        if not s.part and before[s.task, s.test] - s.count.f1 > max(MOST_LOST, MOST_LABELS / max(s.count.gold, 1))
    ]
