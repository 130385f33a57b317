"""The benchmarks of the language model: over every sentence, in the cascade, and in two processes.

Comes in: a `Size`. Goes out: a `Job` each. They refuse to time what is done once: loading a model, starting processes.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from tests.bench.benchmarks import _articles, _words
from tests.bench.registry import Job, Size, benchmark

if TYPE_CHECKING:
    from pipeline.work import Batch
    from pipeline.workers import Workers

#: Chunks of articles for two processes: enough that both are busy to the end.
CHUNKS = 16


@benchmark("every_sentence", unit="words")
def every_sentence(size: Size) -> Job:
    """The encoder over every sentence, those of a length together."""
    from pipeline.annotate import annotate, build_nlp
    from pipeline.annotate.components.encoder import words_of
    from pipeline.annotate.encoder.package import LanguageModel, find_package
    from pipeline.config import NO_MODEL, SHIPPED

    articles, model = _articles(size), LanguageModel(find_package(SHIPPED))
    docs = [doc for _, doc in annotate(build_nlp(NO_MODEL), articles)]
    visible = ([token for token in sent if not token.is_space] for doc in docs for sent in doc.sents)
    texts = [words_of(tokens) for tokens in visible if tokens]
    return Job(lambda: model.read_all(texts), _words(articles))


@benchmark("annotate", unit="words", against="every_sentence")
def cascade(size: Size) -> Job:
    """The whole annotation with its cascade: the rules, and the encoder where they ask it."""
    from pipeline.annotate import annotate, build_nlp

    nlp, articles = build_nlp(), _articles(size)
    return Job(lambda: list(annotate(nlp, articles)), _words(articles))


@benchmark("one_worker", unit="words")
def one_worker(size: Size) -> Job:
    """Articles read, annotated and coded by one process."""
    return _workers(size, 1)


@benchmark("two_workers", unit="words", against="one_worker")
def two_workers(size: Size) -> Job:
    """The same by two processes, started before."""
    return _workers(size, 2)


def _workers(size: Size, count: int) -> Job:
    from pipeline.workers import CHUNK_UNITS, Workers

    size.folder.mkdir(parents=True, exist_ok=True)
    path = size.folder / f"articles-{count}.jsonl"
    articles = _articles(size)
    times = 1 + CHUNKS * CHUNK_UNITS // len(articles)
    with path.open("w", encoding="utf-8") as file:
        for number, article in enumerate(articles * times):
            file.write(json.dumps({"url": f"https://bench.example/{number}", "text": article.text}) + "\n")
    workers = Workers(count)

    def run() -> None:
        n_coded = sum(len(batch.coded) for batch in _batches(workers, path))
        if n_coded != len(articles) * times:
            raise ValueError(f"{n_coded} articles came out: the ratio would be wrong")

    return Job(run, _words(articles) * times)


def _batches(workers: Workers, path: Path) -> Iterator[Batch]:
    from pipeline.extract import read_units
    from pipeline.issues import IssueLog

    units = read_units([path], published=None, issues=IssueLog(), failures=[])
    return workers.batches(units)
