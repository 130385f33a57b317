"""The archive's captures as units of work, and what became of them as state.

Comes in: the archive, the sources and the state. Goes out: tables brought up to date with captures, those
noted in the state. It refuses to choose captures: the caller does.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from pipeline.annotate.models import identify
from pipeline.archive import Archive, Entry, State
from pipeline.archive.reader import HTML_TYPES
from pipeline.config import SHIPPED
from pipeline.errors import InputError
from pipeline.extract import MAX_RECORD_BYTES, Unit, unit_of_capture
from pipeline.issues import IssueLog
from pipeline.jobs.state import Outcome, RunState
from pipeline.jobs.update import Progress, Update, bring_up_to_date
from pipeline.version import PIPELINE_VERSION
from pipeline.work import Coded

#: What tells the tables of two programs apart, together with the rules and the model.
VERSION = PIPELINE_VERSION


def coded_by(model: str) -> str:
    """Return what tells the tables of two programs, rules or models apart. Raises `ConfigError`: no such model."""
    return f"{VERSION} {identify(model).coded_by}"


def pages(archive: Archive, source: str | None = None) -> Iterator[Entry]:
    """Yield the captures that hold a page of their own, by file and offset."""
    for entry in archive.entries(source=source):
        # An outlet that names no type sends pages; `extract` finds out.
        if entry.state is State.NEW and (entry.media_type in HTML_TYPES or not entry.media_type):
            yield entry


def process_captures(
    archive: Archive, state: RunState, out: Path, entries: Sequence[Entry], issues: IssueLog, *,
    outlets: Mapping[str, str], coded: Mapping[str, Coded] | None = None, workers: int = 0,
    model: str = SHIPPED, progress: Progress | None = None,
) -> Update:
    """Process captures, write the tables, then note the captures as done. Raises `OutputError`.

    `outlets` names the outlet of each source, `coded` holds by `raw_ref` what a judge has coded already and is not
    read again. A capture that cannot be read is among the update's failures.
    """
    ready = coded or {}
    failures: list[InputError] = []

    def units() -> Iterator[Unit]:
        for entry in entries:
            if entry.raw_ref in ready:
                continue
            capture = archive.read(entry, max_body_bytes=MAX_RECORD_BYTES)
            if isinstance(capture, InputError):
                failures.append(capture)
                continue
            unit = unit_of_capture(capture, path=entry.file)
            yield replace(unit, source=outlets.get(entry.source))

    before = state.versions()
    again = frozenset(entry.raw_ref for entry in entries if entry.raw_ref in before)
    update = bring_up_to_date(
        out, units(), issues, failures, coded=[ready[e.raw_ref] for e in entries if e.raw_ref in ready],
        workers=workers, model=model, replaced=again, progress=progress,
    )
    version = coded_by(model)
    state.note_captures(_outcome(entry, update, version) for entry in entries)
    return update


def _outcome(entry: Entry, update: Update, version: str) -> Outcome:
    article = update.articles.get(entry.raw_ref)
    day = entry.fetched_at.astimezone(dt.UTC).date()
    if article is None:
        return Outcome(entry.raw_ref, entry.source, day, version, None, None, None)
    return Outcome(entry.raw_ref, entry.source, day, version, article.article_id, article.published, article.relevant)
