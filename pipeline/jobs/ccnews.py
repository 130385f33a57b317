"""Common Crawl's news archive into the raw archive: the pages on disputes, and nothing else.

Comes in: one WARC file of it. Goes out: its pages on disputes as captures, and what was dropped by reason:
by the bytes, then by the language, then by what the text tells of. It refuses to keep what is not relevant.
"""

from __future__ import annotations

import collections
import datetime as dt
import functools
from pathlib import Path

from spacy.language import Language

from pipeline.annotate import annotate, build_nlp
from pipeline.archive import Archive
from pipeline.archive.prefilter import Prefilter
from pipeline.archive.sieve import sift
from pipeline.errors import InputError
from pipeline.extract import MAX_RECORD_BYTES, Unit, try_article
from pipeline.fetch.ccnews import SOURCE
from pipeline.issues import IssueLog
from pipeline.records import Capture, Exchange

#: What is dropped behind the prefilter, and what is kept.
NO_ARTICLE, LANGUAGE, RELEVANCE, KEPT = "no_article", "language", "relevance", "kept"
ENGLISH = "en"


@functools.cache
def _nlp() -> Language:
    return build_nlp()


def take_in(
    path: Path, archive: Archive, prefilter: Prefilter, window: tuple[dt.date, dt.date], failures: list[InputError]
) -> collections.Counter[str]:
    """Add the pages on disputes of one file to the archive; return its counts by reason.

    A page that the archive holds from this very moment is counted and not added again. What is broken goes to
    `failures`, and what stands before it is kept. Raises `OutputError`.
    """
    counts: collections.Counter[str] = collections.Counter()
    for found in sift(path, prefilter, window, counts, source=SOURCE, max_body_bytes=MAX_RECORD_BYTES):
        if isinstance(found, InputError):
            failures.append(found)
            continue
        reason = _reason(found)
        counts[reason] += 1
        if reason == KEPT and not archive.holds(found.url, found.fetched_at):
            archive.add(found)
    return counts


def _reason(page: Exchange) -> str:
    charset = (page.header("Content-Type") or "").lower().partition("charset=")[2].partition(";")[0].strip(" \"'")
    capture = Capture(page.url, page.body, "text/html", charset or None, fetched_at=page.fetched_at, raw_ref=page.url)
    unit = Unit(path=page.url, place=None, raw_ref=page.url, capture=capture, url=page.url,
                fetched_at=page.fetched_at, from_archive=True)
    # What is dubious in a page is told when it is processed, out of the archive.
    article = try_article(unit, IssueLog(), [])
    if article is None:
        return NO_ARTICLE
    if article.language not in (ENGLISH, None):
        return LANGUAGE
    _, doc = next(annotate(_nlp(), [article]))
    return KEPT if doc._.relevant else RELEVANCE
