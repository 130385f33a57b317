"""Common Crawl's news archive into the raw archive: the pages on disputes, and nothing else.

Comes in: one WARC file of it. Goes out: its pages on disputes as captures with what was coded of them, and what
was dropped by reason: by the bytes, then in the workers by the language and by what the text tells of. It refuses
to keep what is not relevant, and to judge what the archive holds.
"""

from __future__ import annotations

import collections
import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from pipeline.archive import Archive
from pipeline.archive.exchanges import address
from pipeline.archive.prefilter import Prefilter
from pipeline.archive.sieve import sift
from pipeline.errors import InputError
from pipeline.extract import MAX_RECORD_BYTES, Unit, unit_of_capture
from pipeline.fetch.ccnews import SOURCE
from pipeline.issues import IssueLog
from pipeline.records import Capture, Exchange
from pipeline.run import failures_of
from pipeline.work import Batch, Coded, judge
from pipeline.workers import Workers

#: What becomes of a page that passes the prefilter, beside the reasons of `judge`; `fault` is one of ours.
KEPT, FAULT = "kept", "fault"


@dataclass(slots=True)
class TakenIn:
    """What one file gave. `coded` is by `raw_ref`, None for a page that the archive held from before."""

    counts: collections.Counter[str] = field(default_factory=collections.Counter)
    coded: dict[str, Coded | None] = field(default_factory=dict)
    #: What is dubious in the pages that are kept.
    issues: IssueLog = field(default_factory=IssueLog)
    #: Why the file could not be read to its end.
    broken: list[InputError] = field(default_factory=list)
    #: Pages that we failed over; another version of the program may do better.
    faults: list[InputError] = field(default_factory=list)


def take_in(
    path: Path, archive: Archive, prefilter: Prefilter, window: tuple[dt.date, dt.date], workers: Workers
) -> TakenIn:
    """Add the pages on disputes of one file to the archive; return what they are and the counts by reason.

    A page that the archive holds from this very moment is neither judged nor added again. Of a broken file, what
    stands before the break is kept. Raises `OutputError`.
    """
    taken = TakenIn()
    waiting: dict[str, Exchange] = {}
    for batch in workers.batches(_units(path, archive, prefilter, window, taken, waiting), judge):
        _add(batch, waiting, archive, taken)
    return taken


def _units(
    path: Path, archive: Archive, prefilter: Prefilter, window: tuple[dt.date, dt.date], taken: TakenIn,
    waiting: dict[str, Exchange],
) -> Iterator[Unit]:
    """Yield the pages to be judged; each waits under the `raw_ref` of its unit, which tells it from all others."""
    pages = sift(path, prefilter, window, taken.counts, source=SOURCE, max_body_bytes=MAX_RECORD_BYTES)
    for number, page in enumerate(pages):
        if isinstance(page, InputError):
            taken.broken.append(page)
        elif (held := archive.at(page.url, page.fetched_at)) is not None:
            taken.counts[KEPT] += 1
            taken.coded.setdefault(held.raw_ref, None)
        else:
            name = f"{path.name} {number} {page.url}"
            waiting[name] = page
            yield unit_of_capture(_capture(page, name), path=name)


def _capture(page: Exchange, name: str) -> Capture:
    """Return the page as it will come out of the archive."""
    kind = page.header("Content-Type") or ""
    charset = kind.lower().partition("charset=")[2].partition(";")[0].strip(" \"'")
    return Capture(address(page.url), page.body, "text/html", charset or None, fetched_at=page.fetched_at, raw_ref=name)


def _add(batch: Batch, waiting: dict[str, Exchange], archive: Archive, taken: TakenIn) -> None:
    """Archive the pages of a batch that are relevant, and give what was coded of them the place they lie at."""
    for name, reason in batch.dropped:
        taken.counts[reason] += 1
        del waiting[name]
    places: dict[str, str] = {}
    for coded in batch.coded:
        name = coded.article.raw_ref or ""
        page = waiting.pop(name)
        taken.counts[KEPT] += 1
        # A crawler may write a page twice in one second, and both may have been in the workers.
        held = archive.at(page.url, page.fetched_at)
        places[name] = held.raw_ref if held is not None else archive.add(page)
        placed = replace(coded, article=replace(coded.article, raw_ref=places[name]))
        taken.coded.setdefault(places[name], placed)
    taken.issues.extend(replace(issue, where=places.get(issue.where, issue.where)) for issue in batch.issues)
    for fault in failures_of(batch):
        taken.counts[FAULT] += 1
        waiting.pop(fault.path, None)
        taken.faults.append(fault)
