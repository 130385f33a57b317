"""One worker's share of a run: units in, articles with their mentions and reports out.

Comes in: a chunk of `Unit`s. Goes out: a `Batch`, picklable, with the seconds that each stage
took. It refuses to share anything with other workers: a chunk's result depends on the chunk.
"""

from __future__ import annotations

import functools
import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from spacy.language import Language

from pipeline.annotate import annotate, build_nlp
from pipeline.code import code
from pipeline.errors import InputError
from pipeline.extract import Unit, to_article
from pipeline.issues import IssueLog
from pipeline.records import Article, Mention, Report
from pipeline.version import PIPELINE_VERSION, RULES_VERSION


@dataclass(frozen=True, slots=True)
class Coded:
    """One article with its mentions and its reports."""

    article: Article
    mentions: tuple[Mention, ...]
    reports: tuple[Report, ...]


@dataclass(slots=True)
class Batch:
    """What came of one chunk: `failures` as message, path and place, `seconds` by stage."""

    coded: list[Coded] = field(default_factory=list)
    failures: list[tuple[str, str, str | None]] = field(default_factory=list)
    issues: IssueLog = field(default_factory=IssueLog)
    seconds: dict[str, float] = field(default_factory=dict)


@functools.cache
def _nlp() -> Language:
    return build_nlp()


def work(units: Sequence[Unit]) -> Batch:
    """Extract, annotate and code one chunk of units; a unit that fails is named and left out.

    A capture of an archive that holds no article is an issue and no failure: archives are full of front pages.
    """
    batch = Batch()
    start = time.perf_counter()
    articles = []
    for unit in units:
        try:
            articles.append(to_article(unit, batch.issues))
        except InputError as err:
            if unit.from_archive:
                batch.issues.add("extract", "no-article", unit.raw_ref, unit.url or "", str(err))
            else:
                batch.failures.append((str(err), err.path, err.place))
    extracted = time.perf_counter()
    docs = list(annotate(_nlp(), articles))
    annotated = time.perf_counter()
    for article, doc in docs:
        judged = replace(article, relevant=doc._.relevant, relevance=doc._.relevance,
                         pipeline_version=PIPELINE_VERSION, model_version=RULES_VERSION)
        batch.coded.append(Coded(judged, tuple(doc._.mentions), tuple(code(doc))))
    coded = time.perf_counter()
    batch.seconds = {"extract": extracted - start, "annotate": annotated - extracted, "code": coded - annotated}
    return batch
