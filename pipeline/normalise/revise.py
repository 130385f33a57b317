"""What a page says of an event once a later version has told it again.

Comes in: a report as the versions so far left it, and the report of the next version. Goes out: the report that
stands, and what was changed. It refuses to average, and to take silence for a correction.

The later value stands, where it is one: what a version leaves out or says less exactly has not been taken
back. A list that only became shorter stays as it was; days of action are named anew each time. Where the sentence
was left as it was under a later day of publication, its days were written on the earlier one and stand.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from pipeline.normalise.identity import same_number
from pipeline.records import Report

_LISTS = ("unions", "employers", "people", "jurisdiction", "issues", "pay_pct", "pay_gbp")
_PERCENTAGES = ("share_for", "share_against", "turnout", "threshold")
_PLAIN = ("sector", "workers", "one_off", "question", "indicative", "mandate", "action_kind", "n_workers", "n_sites",
          "confidence")
_EVIDENCE = ("evidence", "evidence_start", "evidence_end")
_DATES = ("date_start", "date_end", "date_edtf", "action_dates")
#: What a researcher wants to be told of when a page changes it.
_TOLD = ("unions", "employers", "pay_pct", "pay_gbp", *_PERCENTAGES, "mandate", "indicative", "action_kind",
         "date_edtf", "action_dates", "n_days", "n_workers", "n_sites")
#: Slots whose older value is wrong once a page has put another in its place, whoever else gives it.
WITHDRAWN = ("pay_pct", "pay_gbp", *_PERCENTAGES, "mandate", "date_edtf", "action_dates", "n_days",
             "n_workers", "n_sites")


@dataclass(frozen=True, slots=True)
class Change:
    """One slot that a version tells otherwise: what stood, what it says, what stands."""

    slot: str
    before: Any
    said: Any
    after: Any


def revise(before: Report, after: Report, *, untouched: bool) -> Report:
    """Return `after` with what it leaves unsaid taken from `before`; `untouched` where their sentence is the same."""
    kept: dict[str, Any] = {}
    for name in _LISTS:
        if set(getattr(after, name)) <= set(getattr(before, name)):
            kept[name] = getattr(before, name)
    for name in _PLAIN:
        if getattr(after, name) is None:
            kept[name] = getattr(before, name)
    for name in _PERCENTAGES:
        old, new = getattr(before, name), getattr(after, name)
        if new is None or (old is not None and same_number(old, new) and float(new).is_integer()):
            kept[name] = old if old is not None else new
    is_stale = untouched and _is_dated(before) and _published_later(before, after)
    if is_stale or not _is_dated(after) or _is_less_exact(after, before):
        kept |= {name: getattr(before, name) for name in _DATES}
    if after.n_days is None or is_stale:
        kept["n_days"] = before.n_days
    if after.evidence is None:
        kept |= {name: getattr(before, name) for name in _EVIDENCE}
    return replace(after, **kept)


def changes(before: Report, said: Report, after: Report) -> Iterator[Change]:
    """Yield what the report `said` contradicts of `before`; `after` is what `revise` made of the two."""
    for name in _TOLD:
        old, new = getattr(before, name), getattr(said, name)
        if _differ(name, old, new) and not (name in _DATES and _is_less_exact(said, before)):
            yield Change(name, old, new, getattr(after, name))


def _differ(name: str, old: Any, new: Any) -> bool:
    if old in (None, ()) or new in (None, ()):
        return False
    if isinstance(old, tuple):
        return not (set(old) <= set(new) or set(new) <= set(old)) or (name in _DATES and set(old) != set(new))
    if name in _PERCENTAGES:
        return not same_number(old, new)
    return bool(old != new)


def _is_dated(report: Report) -> bool:
    return bool(report.action_dates or report.date_start or report.date_end or report.date_edtf)


def _published_later(before: Report, after: Report) -> bool:
    days = before.published, after.published
    return None not in days and before.published != after.published


def _is_less_exact(after: Report, before: Report) -> bool:
    """Say whether the later date holds the earlier one and names no day of its own: a month for a day."""
    if after.action_dates or not _is_dated(before):
        return False
    first, last = _span(after)
    start, end = _span(before)
    if first is None or last is None or start is None or end is None:
        return False
    return first <= start and end <= last


def _span(report: Report) -> tuple[dt.date | None, dt.date | None]:
    start, end = report.date_start or report.date_end, report.date_end or report.date_start
    return min(report.action_dates, default=start), max(report.action_dates, default=end)
