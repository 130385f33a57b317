"""The benchmarks themselves: each prepares its work, and returns what is to be timed.

Comes in: a `Size`. Goes out: a `Job`. They refuse to time what is done once: reading files, building the pipeline.
Imports stand in the functions, because the memory of each is measured in a process that should hold nothing else.
"""

from __future__ import annotations

import json
import time
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from tests.bench.registry import Job, Size, benchmark

if TYPE_CHECKING:
    from pipeline.records import Article

QUALITY = Path(__file__).parents[1] / "quality" / "articles"
#: The sample's addresses end so; a copy gets a host of its own, or it would be dropped as the same article.
HOST_END = b".example"


def _articles(size: Size) -> list[Article]:
    """Return the quality articles, `size.copies` times."""
    from pipeline.records import Article

    gold = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(QUALITY.glob("*.json"))]
    return [
        Article(f"{one['id']}-{copy}", one["text"], "0" * 64, len(one["text"].split()))
        for copy in range(size.copies)
        for one in gold
    ]


def _words(articles: list[Article]) -> int:
    return sum(article.n_words for article in articles)


def _pages(size: Size) -> list[bytes]:
    """Return the sample's pages, `size.copies` times, each copy at an address of its own."""
    sample = Path(str(resources.files("pipeline"))) / "resources" / "sample"
    bodies = [path.read_bytes() for path in sorted(sample.glob("*.html"))]
    return [body.replace(HOST_END, b".copy%d%s" % (n, HOST_END)) for n in range(size.copies) for body in bodies]


@benchmark("tokenizer", unit="words")
def tokenizer(size: Size) -> Job:
    """The tokenizer of spaCy's blank English pipeline."""
    import spacy

    nlp, articles = spacy.blank("en"), _articles(size)
    return Job(lambda: [nlp.make_doc(article.text) for article in articles], _words(articles))


@benchmark("nlp", unit="words", against="tokenizer")
def nlp(size: Size) -> Job:
    """The whole annotation: tokenizer and every component."""
    from pipeline.annotate import build_nlp

    pipeline, articles = build_nlp(), _articles(size)
    job = Job(lambda: _annotate_by_part(), _words(articles))

    def _annotate_by_part() -> None:
        for article in articles:
            before = time.perf_counter()
            doc = pipeline.make_doc(article.text)
            doc._.article_id, doc._.published_on, doc._.mentions = article.article_id, article.published, []
            for name, component in (("tokenizer", None), *pipeline.pipeline):
                doc = doc if component is None else component(doc)
                after = time.perf_counter()
                job.parts[name] = job.parts.get(name, 0.0) + after - before
                before = after

    return job


@benchmark("coding", unit="words", against="tokenizer")
def coding(size: Size) -> Job:
    """Event coding alone, over annotated texts."""
    from pipeline.annotate import annotate, build_nlp
    from pipeline.code import code

    articles = _articles(size)
    docs = [doc for _, doc in annotate(build_nlp(), articles)]
    return Job(lambda: [code(doc) for doc in docs], _words(articles))


@benchmark("trafilatura", unit="articles")
def trafilatura_alone(size: Size) -> Job:
    """Trafilatura with its defaults, from the bytes of a page to its text."""
    import trafilatura

    pages = _pages(size)
    return Job(lambda: [trafilatura.extract(page) for page in pages], len(pages))


@benchmark("process", unit="articles", against="trafilatura")
def whole_process(size: Size) -> Job:
    """All of `picketline process`, from HTML files to Parquet, one worker."""
    from pipeline.config import make_settings
    from pipeline.run import process

    inputs = size.folder / "pages"
    inputs.mkdir(parents=True, exist_ok=True)
    pages = _pages(size)
    for number, page in enumerate(pages):
        (inputs / f"{number:05}.html").write_bytes(page)
    job = Job(lambda: _process(), len(pages))

    def _process() -> None:
        out = size.folder / "out"
        summary = process([inputs], out, make_settings(workers=1))
        if summary.counts["articles"] != len(pages):
            raise ValueError(f"{summary.counts['articles']} of {len(pages)} pages came out: the ratio would be wrong")
        stages = json.loads((out / "run.json").read_text(encoding="utf-8"))["timing"]["stage_seconds"]
        for name, seconds in stages.items():
            job.parts[name] = job.parts.get(name, 0.0) + seconds

    return job
