"""What the reports of one event say together.

Comes in: the reports of one event in canonical order. Goes out: its slots. It refuses to average: a
merged value is one that a report gives.

Lists are united in the order of the reports, days of action sorted. Of other slots a value beats none,
then, by slot, the more precise value wins (a share with a decimal, a day rather than a month, the
number of days of the report that names most of them), then the value that most voices give, then the
earliest. Reports with the same evidence, as agency copy has it, are one voice. A value that a page has
replaced by another in a later version gives way to any that stands.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence, Set
from dataclasses import replace
from typing import Any, TypeVar

from pipeline.normalise.identity import ROUND
from pipeline.records import Report

#: Values that a page has replaced, by slot.
Withdrawn = Mapping[str, Set[Any]]

#: No number of outlets makes a report certain: they copy from each other and from one press release.
MOST_CONFIDENCE = 0.99

_LISTS = ("unions", "employers", "people", "jurisdiction", "issues", "pay_pct", "pay_gbp")
_PLAIN = ("sector", "workers", "one_off", "question", "indicative", "mandate", "action_kind", "n_workers", "n_sites")
_PERCENTAGES = ("share_for", "share_against", "turnout", "threshold")
_T = TypeVar("_T", bound=Hashable)


def merge_slots(reports: Sequence[Report], voices: Sequence[str], withdrawn: Withdrawn | None = None) -> dict[str, Any]:
    """Return the slots of an event as keyword arguments.

    `voices` says for each report whose words it is; `withdrawn` has the values that a page no longer gives.
    """
    reports = _standing(reports, withdrawn or {})
    slots: dict[str, Any] = {"type": reports[0].type, "stage": reports[0].stage}
    for name in _LISTS:
        slots[name] = unite(getattr(report, name) for report in reports)
    for name in _PLAIN:
        slots[name] = choose([getattr(report, name) for report in reports], voices)
    for name in _PERCENTAGES:
        slots[name] = choose([getattr(report, name) for report in reports], voices, _decimals)
    slots["action_dates"] = tuple(sorted(set(unite(report.action_dates for report in reports))))
    named = {i: len(report.action_dates) for i, report in enumerate(reports)}
    most = max((named[i] for i, report in enumerate(reports) if report.n_days is not None), default=0)
    slots["n_days"] = choose([r.n_days if named[i] == most else None for i, r in enumerate(reports)], voices)
    slots["date_start"], slots["date_end"], slots["date_edtf"] = _merge_date(reports, voices, slots["action_dates"])
    best = max(reports, key=lambda report: report.confidence or 0.0)
    for name in ("evidence", "evidence_start", "evidence_end"):
        slots[name] = getattr(best, name)
    slots["confidence"] = merge_confidence([report.confidence for report in reports], voices)
    return slots


def _standing(reports: Sequence[Report], withdrawn: Withdrawn) -> Sequence[Report]:
    """Return the reports without the withdrawn values, unless a slot would have none left."""
    for name, gone in withdrawn.items():
        values = [_left(getattr(report, name), gone) for report in reports]
        if any(value not in (None, ()) for value in values):
            reports = [_with(report, name, value) for report, value in zip(reports, values, strict=True)]
    return reports


def _with(report: Report, name: str, value: Any) -> Report:
    if getattr(report, name) == value:
        return report
    if name == "date_edtf":
        return replace(report, date_edtf=None, date_start=None, date_end=None)
    return replace(report, **{name: value})


def _left(value: Any, gone: Set[Any]) -> Any:
    if isinstance(value, tuple):
        return tuple(item for item in value if item not in gone)
    return None if value in gone else value


def unite(lists: Iterable[Iterable[Any]]) -> tuple[Any, ...]:
    """Return the distinct values of some lists in the order in which they first occur."""
    return tuple(dict.fromkeys(value for values in lists for value in values))


def choose(
    values: Sequence[_T | None], voices: Sequence[str], precision: Callable[[_T], float] = lambda _: 0.0
) -> _T | None:
    """Return the most precise value, then that of most voices, then the earliest; None where all are None."""
    heard: dict[_T, set[str]] = {}
    for value, voice in zip(values, voices, strict=True):
        if value is not None:
            heard.setdefault(value, set()).add(voice)
    return max(heard, key=lambda value: (precision(value), len(heard[value])), default=None)


def merge_confidence(confidences: Sequence[float | None], voices: Sequence[str]) -> float | None:
    """Return 1 - prod(1 - c) over the voices, each at its best, at most `MOST_CONFIDENCE` or the best itself.

    That takes voices for independent, which outlets are not quite; the cap stands for the rest.
    """
    best: dict[str, float] = {}
    for voice, confidence in zip(voices, confidences, strict=True):
        if confidence is not None:
            best[voice] = max(confidence, best.get(voice, 0.0))
    if not best:
        return None
    doubt = 1.0
    for confidence in sorted(best.values()):
        doubt *= 1.0 - confidence
    return max(min(round(1.0 - doubt, 6), MOST_CONFIDENCE), *best.values())


def _decimals(value: float) -> float:
    """Return the decimals that a percentage is given with, two at most; less for a round one."""
    if value in ROUND:
        return -1.0
    return 0.0 if float(value).is_integer() else 1.0 if round(value, 1) == value else 2.0


def _merge_date(
    reports: Sequence[Report], voices: Sequence[str], days: tuple[dt.date, ...]
) -> tuple[dt.date | None, dt.date | None, str | None]:
    """Return start, end and EDTF together: the span of the named days, else the date of one report."""
    if days:
        first, last = days[0], days[-1]
        return first, last, first.isoformat() if first == last else f"{first.isoformat()}/{last.isoformat()}"
    dates = [(report.date_start, report.date_end, report.date_edtf) for report in reports]
    chosen = choose([date if any(date) else None for date in dates], voices, _date_precision)
    return chosen or (None, None, None)


def _date_precision(date: tuple[dt.date | None, dt.date | None, str | None]) -> float:
    """Return how exact a date is: minus its length in days; less for one without a year."""
    start, end, _ = date
    if start is None and end is None:
        return -1e9
    return -1e6 if start is None or end is None else float(-(end - start).days)
