"""From what the user names to articles: `read_units` reads, `read_inputs` does all.

Comes in: files and folders. Goes out: `Unit`s or `Article`s in a fixed order, each article
once. It refuses to let one bad input stop the others: failures are collected, never lost.

Where many processes share the work, the parent iterates `read_units`, the workers call
`try_article`, and the parent drops duplicates with `Duplicates`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from pathlib import Path

from pipeline.errors import InputError
from pipeline.extract.article import try_article
from pipeline.extract.corpora import read_csv, read_jsonl, read_parquet
from pipeline.extract.pages import read_archive, read_html, read_text
from pipeline.extract.sources import Source, find_sources
from pipeline.extract.units import STAGE, ArchiveReader, Unit
from pipeline.issues import IssueLog
from pipeline.records import Article


class Duplicates:
    """Remembers the ids seen; the first article of an id stays, later ones are issues."""

    def __init__(self) -> None:
        self._first: dict[str, str] = {}

    def is_new(self, article: Article, issues: IssueLog) -> bool:
        """Say whether this is the first article of its id, and note it."""
        where = article.raw_ref or ""
        first = self._first.get(article.article_id)
        if first is None:
            self._first[article.article_id] = where
            return True
        issues.add(STAGE, "duplicate", where, article.article_id, f"the same address and text as {first}")
        return False


def read_units(
    paths: Sequence[Path],
    *,
    published: dt.date | None,
    issues: IssueLog,
    failures: list[InputError],
    read_captures: ArchiveReader | None = None,
) -> Iterator[Unit]:
    """Yield the units of all inputs, in the order of `paths`, sorted within folders.

    `published` is the day of publication of every `.txt` and `.html`. What cannot be read is
    appended to `failures`, with file and place, and reading goes on. `read_captures` opens
    WARCs; without it they are failures.
    """
    for source in find_sources(paths, issues=issues):
        if isinstance(source, InputError):
            failures.append(source)
            continue
        for found in _read(source, published, issues, read_captures):
            if isinstance(found, InputError):
                failures.append(found)
            else:
                yield found


def read_inputs(
    paths: Sequence[Path],
    *,
    published: dt.date | None,
    issues: IssueLog,
    failures: list[InputError] | None = None,
    read_captures: ArchiveReader | None = None,
) -> Iterator[Article]:
    """Yield every article of `paths` once, in a fixed order.

    Failures go to `failures`; where the caller gives no list, the first is raised after the
    last article, so that none is lost without a word.
    """
    found: list[InputError] = [] if failures is None else failures
    seen = Duplicates()
    units = read_units(paths, published=published, issues=issues, failures=found, read_captures=read_captures)
    for unit in units:
        article = try_article(unit, issues, found)
        if article is not None and seen.is_new(article, issues):
            yield article
    if failures is None and found:
        raise found[0]


def _read(
    source: Source, published: dt.date | None, issues: IssueLog, read_captures: ArchiveReader | None
) -> Iterator[Unit | InputError]:
    if source.format == "html":
        return read_html(source, published)
    if source.format == "txt":
        return read_text(source, published)
    if source.format == "jsonl":
        return read_jsonl(source, issues)
    if source.format == "csv":
        return read_csv(source, issues)
    if source.format == "parquet":
        return read_parquet(source, issues)
    return read_archive(source, read_captures)
