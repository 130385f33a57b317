"""One worker's share of a run: units in, articles with their mentions and reports out.

Comes in: a chunk of `Unit`s. Goes out: a `Batch`, picklable, with the seconds that each stage
took. It refuses to share anything with other workers: a chunk's result depends on the chunk.
"""

from __future__ import annotations

import functools
import time
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from spacy.language import Language
from spacy.tokens import Doc

from pipeline.annotate import annotate, ask, build_nlp
from pipeline.annotate.models import identify
from pipeline.code import EVENT_HEAD, FirstReading, first_reading, reports
from pipeline.config import SHIPPED
from pipeline.errors import ConfigError, InputError
from pipeline.extract import Unit, to_article
from pipeline.issues import IssueLog
from pipeline.records import Article, Mention, Report
from pipeline.schema import to_table, violations
from pipeline.version import PIPELINE_VERSION

#: Why `judge` drops a page, in the order in which it is asked.
NO_ARTICLE, LANGUAGE, RELEVANCE = "no_article", "language", "relevance"
ENGLISH = "en"


@dataclass(frozen=True, slots=True)
class Coded:
    """One article with its mentions and its reports."""

    article: Article
    mentions: tuple[Mention, ...]
    reports: tuple[Report, ...]


@dataclass(slots=True)
class Batch:
    """What came of one chunk: `failures` as message, path and place, `seconds` by stage, `dropped` by `judge` alone.

    What the model is asked about events counts as coding.
    """

    coded: list[Coded] = field(default_factory=list)
    dropped: list[tuple[str, str]] = field(default_factory=list)
    failures: list[tuple[str, str, str | None]] = field(default_factory=list)
    issues: IssueLog = field(default_factory=IssueLog)
    seconds: dict[str, float] = field(default_factory=dict)


@functools.cache
def _nlp(model: str) -> Language:
    return build_nlp(model)


def work(units: Sequence[Unit], model: str = SHIPPED) -> Batch:
    """Extract, annotate and code one chunk of units; a unit that fails is named and left out.

    A capture of an archive that holds no article is an issue and no failure: archives are full of front pages.
    """
    return _work(units, model, is_sifting=False)


def judge(units: Sequence[Unit], model: str = SHIPPED) -> Batch:
    """As `work`, of pages that nobody has chosen: those without an English article on a dispute are dropped.

    Each goes no further than the test that drops it, and leaves its `raw_ref` and the reason in the batch's
    `dropped` and nothing else.
    """
    return _work(units, model, is_sifting=True)


def _work(units: Sequence[Unit], model: str, *, is_sifting: bool) -> Batch:
    batch = Batch()
    start = time.perf_counter()
    articles = [found for unit in units if (found := _extracted(unit, batch, is_sifting=is_sifting)) is not None]
    extracted = time.perf_counter()
    annotated: list[tuple[Article, Doc]] = []
    docs = _annotated([article for article, _ in articles], model, batch)
    for (article, issues), doc in zip(articles, docs, strict=True):
        if doc is None:
            continue
        if is_sifting and not doc._.relevant:
            batch.dropped.append((article.raw_ref or "", RELEVANCE))
            continue
        batch.issues.extend(issues)
        annotated.append((article, doc))
    noted = time.perf_counter()
    for article, first in _first_read(annotated, model, batch):
        with _named(article, batch):
            batch.coded.append(_coded(article, first, model))
    batch.coded = [_sound(coded, batch.issues) for coded in batch.coded]
    coded = time.perf_counter()
    batch.seconds = {"extract": extracted - start, "annotate": noted - extracted, "code": coded - noted}
    return batch


def _extracted(unit: Unit, batch: Batch, *, is_sifting: bool) -> tuple[Article, IssueLog] | None:
    """Return the article of a unit and what is dubious in it; None, noted in the batch, where it gives none."""
    issues = IssueLog()
    try:
        article = to_article(unit, issues)
    except InputError as err:
        if is_sifting:
            batch.dropped.append((unit.raw_ref, NO_ARTICLE))
            return None
        batch.issues.extend(issues)
        if unit.from_archive:
            batch.issues.add("extract", "no-article", unit.raw_ref, unit.url or "", str(err))
        else:
            batch.failures.append((str(err), err.path, err.place))
        return None
    if is_sifting and article.language not in (ENGLISH, None):
        batch.dropped.append((unit.raw_ref, LANGUAGE))
        return None
    return article, issues


def _annotated(articles: list[Article], model: str, batch: Batch) -> list[Doc | None]:
    """Return the document of each article, None for one that a rule trips over, which is noted in the batch."""
    try:
        return [doc for _, doc in annotate(_nlp(model), articles)]
    except ConfigError:
        raise
    except Exception:  # noqa: BLE001  one of them is at fault, and alone it is named
        docs: list[Doc | None] = [None] * len(articles)
        for number, article in enumerate(articles):
            with _named(article, batch):
                docs[number] = next(doc for _, doc in annotate(_nlp(model), [article]))
        return docs


@contextmanager
def _named(article: Article, batch: Batch) -> Iterator[None]:
    """Turn a fault of ours over one article into a failure that names it: it must not cost a night's others."""
    try:
        yield
    except ConfigError:
        raise
    except Exception as err:  # noqa: BLE001  whatever a rule trips over, the article is named and the run exits 1
        where = article.raw_ref or article.url or article.article_id
        message = f"{where}: cannot be coded, a fault of picketline: {type(err).__name__}: {err}"
        batch.issues.add("code", "fault", where, article.article_id, "".join(traceback.format_exception(err)))
        batch.failures.append((message, where, None))


def _first_read(
    annotated: Sequence[tuple[Article, Doc]], model: str, batch: Batch
) -> list[tuple[Article, FirstReading]]:
    """Read each document by rules, and ask the model about what they leave open in all of them together."""
    firsts: list[tuple[Article, FirstReading]] = []
    for article, doc in annotated:
        with _named(article, batch):
            firsts.append((article, first_reading(doc)))
    try:
        ask(_nlp(model), EVENT_HEAD, [sent for _, first in firsts for sent in first.sentences()])
    except ConfigError:
        raise
    except Exception:  # noqa: BLE001  one of them is at fault, and alone it is named
        together, firsts = firsts, []
        for article, first in together:
            with _named(article, batch):
                ask(_nlp(model), EVENT_HEAD, first.sentences())
                firsts.append((article, first))
    return firsts


def _coded(article: Article, first: FirstReading, model: str) -> Coded:
    doc = first.doc
    judged = replace(article, relevant=doc._.relevant, relevance=doc._.relevance,
                     pipeline_version=PIPELINE_VERSION, model_version=identify(model).coded_by)
    return Coded(judged, tuple(doc._.mentions), tuple(reports(first)))


def _sound(coded: Coded, issues: IssueLog) -> Coded:
    """Leave out the rows that break the schema, each named in the issues: one bad row costs itself alone."""
    others = {"articles": to_table("articles", [coded.article])}
    wrong: set[str] = set()
    for name, rows in (("mentions", coded.mentions), ("reports", coded.reports)):
        for found in violations(name, to_table(name, rows), others):
            issues.add("code", "unsound", found.row, f"{found.column} {found.value}", found.rule)
            wrong.add(found.row)
    if not wrong:
        return coded
    return replace(
        coded,
        mentions=tuple(m for m in coded.mentions if f"{m.article_id}:{m.start}:{m.end}" not in wrong),
        reports=tuple(r for r in coded.reports if r.report_id not in wrong),
    )
