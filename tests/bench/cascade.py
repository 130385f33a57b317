"""The benchmarks of the language model: over every sentence, in the cascade, and in two processes.

Comes in: a `Size`. Goes out: a `Job` each. They refuse to time what is done once: loading a model, starting processes.

What the cascade spares hangs on the texts, so it is timed on two collections. The quality articles are the worst that
can come: 28 of 30 tell of a dispute. The mix adds general news until it is 28 of 54. A night brings fewer: the filter
of raw pages lets half of the general ones through for their menus (`archive/prefilter.py`), and most news is general.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from tests.bench.benchmarks import _articles, _words
from tests.bench.registry import Clock, Job, Size, benchmark

if TYPE_CHECKING:
    from pipeline.records import Article
    from pipeline.work import Batch
    from pipeline.workers import Workers

#: General news of our own writing, in fictional places: sport, courts, weather, planning, business, schools.
GENERAL = Path(__file__).with_name("general.jsonl")
#: Each of its eight stories is read three times for each copy of the quality articles.
GENERAL_TIMES = 3
#: Chunks of articles for two processes: enough that both are busy to the end.
CHUNKS = 16


@benchmark("every_sentence", unit="words")
def every_sentence(size: Size) -> Job:
    """The encoder alone over every sentence of the mix, those of a length together."""
    return _encoder(_mix(size))


@benchmark("annotate", unit="words", against="every_sentence")
def cascade(size: Size) -> Job:
    """The whole annotation of the mix: tokenizer, rules, and the encoder where they or the coder ask it."""
    return _cascade(_mix(size))


@benchmark("every_sentence_disputes", unit="words")
def every_sentence_of_disputes(size: Size) -> Job:
    """The encoder alone over every sentence of stories of disputes."""
    return _encoder(_articles(size))


@benchmark("annotate_disputes", unit="words", against="every_sentence_disputes")
def cascade_of_disputes(size: Size) -> Job:
    """The same of stories of disputes."""
    return _cascade(_articles(size))


def _mix(size: Size) -> list[Article]:
    """Return the quality articles, and nearly as many of general news, none of which tells of a dispute."""
    from pipeline.records import Article

    rows = [json.loads(line) for line in GENERAL.read_text(encoding="utf-8").splitlines()]
    general = [
        Article(f"{row['id']}-{copy}", row["text"], "0" * 64, len(row["text"].split()))
        for copy in range(size.copies * GENERAL_TIMES)
        for row in rows
    ]
    return _articles(size) + general


def _encoder(articles: list[Article]) -> Job:
    """Return the job of the encoder; words are split and sentences found before it is timed."""
    from pipeline.annotate import annotate, build_nlp
    from pipeline.annotate.components.encoder import words_of
    from pipeline.annotate.encoder.package import LanguageModel, find_package
    from pipeline.config import NO_MODEL, SHIPPED

    model = LanguageModel(find_package(SHIPPED))
    docs = [doc for _, doc in annotate(build_nlp(NO_MODEL), articles)]
    visible = ([token for token in sent if not token.is_space] for doc in docs for sent in doc.sents)
    texts = [words_of(tokens) for tokens in visible if tokens]
    return Job(lambda: model.read_all(texts), _words(articles))


def _cascade(articles: list[Article]) -> Job:
    """Return the job of the default pipeline with the default model, and with all that the model is asked.

    Which sentences it is asked about for events the rules of coding tell; that is coding, and done before it is timed.
    """
    from pipeline.annotate import annotate, ask, build_nlp
    from pipeline.code import EVENT_HEAD, first_reading

    nlp = build_nlp()
    unclear = [{sent.start for sent in first_reading(doc).sentences()} for _, doc in annotate(nlp, articles)]

    def run() -> None:
        docs = [doc for _, doc in annotate(nlp, articles)]
        ask(nlp, EVENT_HEAD, [s for doc, at in zip(docs, unclear, strict=True) for s in doc.sents if s.start in at])

    return Job(run, _words(articles))


@benchmark("one_worker", unit="words")
def one_worker(size: Size) -> Job:
    """Articles read, annotated and coded by one process."""
    return _workers(size, 1)


@benchmark("two_workers", unit="words", against="one_worker", clock=Clock.WALL)
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
