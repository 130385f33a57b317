"""When two reports tell of the same event.

Comes in: reports. Goes out: their `Identity`, whether two of them agree, and how strongly. It refuses
to weigh what is not in the slots, and keeps the stage in the identity: a strike announced and the same
strike held are two events of one dispute.

Two reports of different articles are the same event where they have the same type and stage, the
parties agree (`parties`) or the numbers of one vote outweigh that they do not, no number or flag
contradicts the other, and the dates meet:

- two named sets of days of action have a day in common;
- otherwise two dates overlap, and the vaguer is not vaguer by more than `WINDOW_DAYS`;
- a date and an undated report, or two undated reports, lie within `WINDOW_DAYS` of each other, the
  undated one taken at its day of publication;
- dates that do not overlap may lie `NUMBERS_SLACK_DAYS` apart where a share, a turnout or the
  percentages of pay are equal: a result is dated by its count in one outlet, by its news in another;
- where a report has neither date nor day of publication, nothing but an equal number will do.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from pipeline.normalise.parties import (
    Parties,
    employers_compatible,
    jurisdictions_compatible,
    parties_agree,
    sectors_compatible,
    sides_compatible,
)
from pipeline.records import Report

#: An undated report is news of the last weeks. Six weeks and a bit: longer than a follow-up story
#: refers to a result without its date, shorter than the two months between two ballots or offers
#: in the fastest dispute that the development articles tell of. Not fitted.
WINDOW_DAYS = 45
#: Between the close of a ballot and the last outlet's date for its result lie a weekend and some days.
NUMBERS_SLACK_DAYS = 14
#: "87%" may stand for 86.5 or 87.4, and "more than 87%" for 87.9: a whole number agrees within one.
WHOLE_TOLERANCE, EXACT_TOLERANCE = 1.0, 0.06
#: "More than nine in ten" and "over 90%" stand for 90 to 95, "nearly 90%" for 88 and more: a share or turnout in tens,
#: thirds or quarters is a round one, and agrees with an exact one this far above and below it.
ROUND = frozenset({*map(float, range(10, 100, 10)), 25.0, 75.0, 33.3, 66.7})
ROUND_ABOVE, ROUND_BELOW = 5.0, 2.0
#: A demand for 19.2% is "19%" elsewhere. Offers are not read so: half a point is what sides haggle over.
DEMAND_TOLERANCE = 0.5
#: One outlet names the employers' association, another its members or the umbrella body of the sector. Two
#: equal numbers, one of them to a decimal, are the same union's same vote all the same.
EQUAL_NUMBERS_OF_ONE_VOTE = 2

#: Kinds of action that `action_short` covers.
_SHORT_OF_A_STRIKE = frozenset({"action_short", "overtime_ban", "work_to_rule"})

#: How strongly two identities agree, for comparison: numbers and days, sides, nearness in days.
Closeness = tuple[int, float, int]


@dataclass(frozen=True, slots=True)
class Identity:
    """What decides which event a report tells of. Equal identities in one article are one event.

    `start` and `end` are the event's own days, or the day of publication where it has none
    (`is_dated` false), or None where that is unknown too.
    """

    type: str
    stage: str
    parties: Parties
    start: dt.date | None
    end: dt.date | None
    is_dated: bool
    edtf: str | None
    days: frozenset[dt.date]
    n_days: int | None
    action_kind: str | None
    question: str | None
    indicative: bool | None
    mandate: bool | None
    share_for: float | None
    share_against: float | None
    turnout: float | None
    pay_pct: frozenset[float]
    pay_gbp: frozenset[float]

    @classmethod
    def of(cls, report: Report) -> Identity:
        """Return the identity of `report`."""
        start = min(report.action_dates, default=report.date_start or report.date_end)
        end = max(report.action_dates, default=report.date_end or report.date_start)
        return cls(
            report.type, report.stage, Parties.of(report), start or report.published, end or report.published,
            start is not None, report.date_edtf, frozenset(report.action_dates), report.n_days, report.action_kind,
            report.question, report.indicative, report.mandate, report.share_for, report.share_against,
            report.turnout, frozenset(report.pay_pct), frozenset(report.pay_gbp),
        )


def agree(a: Identity, b: Identity) -> bool:
    """Say whether reports of two articles with these identities can tell of the same event."""
    return (
        (a.type, a.stage) == (b.type, b.stage)
        and not _contradict(a, b)
        and _dates_meet(a, b)
        and (parties_agree(a.parties, b.parties) or _same_vote(a, b))
    )


def differences(a: Identity, b: Identity) -> frozenset[str]:
    """Return the respects in which two identities of one type and stage contradict each other.

    They are `unions`, `employers`, `field` (sector, nation or workers), `date`, `figures` (of a vote, with its
    mandate), `pay`, `extent` (kind and days of action) and `question`.
    """
    one, other = a.parties, b.parties
    found = {
        "unions": not sides_compatible(one.unions, other.unions),
        "employers": not employers_compatible(one.employers, other.employers),
        "field": not (
            sectors_compatible(one.sector, other.sector)
            and jurisdictions_compatible(one.jurisdiction, other.jurisdiction)
            and (sides_compatible(one.workers, other.workers) or bool(one.employers & other.employers))
        ),
        "date": not _dates_meet(a, b),
        "figures": _differ(a.indicative, b.indicative) or _differ(a.mandate, b.mandate)
        or any(x is not None and y is not None and not (same_number(x, y) or _is_rounded(x, y))
               for x, y in _numbers(a, b)),
        "pay": bool(a.pay_pct and b.pay_pct) and not _same_pay(a, b),
        "extent": not _same_kind(a.action_kind, b.action_kind)
        or (not (a.days and b.days) and _differ(a.n_days, b.n_days)),
        "question": _differ(a.question, b.question),
    }
    return frozenset(name for name, is_different in found.items() if is_different)


def affinity(a: Identity, b: Identity) -> Closeness:
    """Return how strongly two identities that agree do so; larger is stronger.

    Equal numbers and days first, then how much of the two sides is shared, then nearness in days.
    """
    exact = (a.is_dated and b.is_dated and (a.start, a.end) == (b.start, b.end)) + len(a.days & b.days)
    sides = _shared(a.parties.unions, b.parties.unions) + _shared(a.parties.employers, b.parties.employers)
    gap = gap_days(a, b)
    return 2 * equal_numbers(a, b) + exact, round(sides, 6), -gap if gap is not None else -WINDOW_DAYS


def _contradict(a: Identity, b: Identity) -> bool:
    """Say whether a number or a flag that both give differs beyond rounding."""
    if _differ(a.question, b.question) or _differ(a.indicative, b.indicative) or _differ(a.mandate, b.mandate):
        return True
    for x, y in _numbers(a, b):
        if x is not None and y is not None and not (same_number(x, y) or _is_rounded(x, y)):
            return True
    if a.pay_pct and b.pay_pct and not _same_pay(a, b):
        return True
    if not (a.days and b.days) and a.n_days and b.n_days and a.n_days != b.n_days:
        return True
    return not _same_kind(a.action_kind, b.action_kind)


def _differ(x: object, y: object) -> bool:
    return x is not None and y is not None and x != y


def _same_vote(a: Identity, b: Identity) -> bool:
    """Say whether the numbers alone show that a union's two results are one, whichever employer is named."""
    equal = [(x, y) for x, y in _numbers(a, b) if x is not None and y is not None and same_number(x, y)]
    is_exact = any(not float(x).is_integer() and not float(y).is_integer() for x, y in equal)
    return len(equal) >= EQUAL_NUMBERS_OF_ONE_VOTE and is_exact and bool(a.parties.unions & b.parties.unions)


def _dates_meet(a: Identity, b: Identity) -> bool:
    gap = gap_days(a, b)
    if gap is None:
        same_date = a.edtf is not None and a.edtf == b.edtf
        return same_date or equal_numbers(a, b) > 0
    if not (a.is_dated and b.is_dated):
        return gap <= WINDOW_DAYS
    if a.days and b.days:
        return bool(a.days & b.days)
    if gap == 0:
        return abs(_length_days(a) - _length_days(b)) <= WINDOW_DAYS
    return gap <= NUMBERS_SLACK_DAYS and equal_numbers(a, b) > 0


def gap_days(a: Identity, b: Identity) -> int | None:
    """Return the days between two dates, 0 where they overlap, None where one is unknown."""
    if a.start is None or a.end is None or b.start is None or b.end is None:
        return None
    return max((b.start - a.end).days, (a.start - b.end).days, 0)


def _length_days(identity: Identity) -> int:
    return (identity.end - identity.start).days if identity.start and identity.end else 0


def equal_numbers(a: Identity, b: Identity) -> int:
    """Count the numbers that both give and that are equal; the percentages of pay count as one."""
    equal = sum(x is not None and y is not None and same_number(x, y) for x, y in _numbers(a, b))
    return equal + bool(a.pay_pct and a.pay_pct == b.pay_pct) + bool(a.pay_gbp & b.pay_gbp)


def _numbers(a: Identity, b: Identity) -> tuple[tuple[float | None, float | None], ...]:
    return (a.share_for, b.share_for), (a.share_against, b.share_against), (a.turnout, b.turnout)


def same_number(x: float, y: float) -> bool:
    """Say whether two percentages are one, rounded or not."""
    is_whole = float(x).is_integer() != float(y).is_integer()
    return abs(x - y) < (WHOLE_TOLERANCE if is_whole else EXACT_TOLERANCE)


def _is_rounded(x: float, y: float) -> bool:
    """Say whether one of two shares or turnouts may be the other in round words."""
    return any(
        rough in ROUND and exact not in ROUND and -ROUND_BELOW <= exact - rough < ROUND_ABOVE
        for rough, exact in ((x, y), (y, x))
    )


def _same_pay(a: Identity, b: Identity) -> bool:
    """Say whether one step at least is told alike: an outlet may give one step of an offer of two."""
    return any(
        abs(x - y) < (DEMAND_TOLERANCE if a.type == "demand" and x.is_integer() != y.is_integer() else EXACT_TOLERANCE)
        for x in map(float, a.pay_pct) for y in map(float, b.pay_pct)
    )


def _same_kind(a: str | None, b: str | None) -> bool:
    if a is None or b is None or a == b:
        return True
    return "action_short" in (a, b) and {a, b} <= _SHORT_OF_A_STRIKE


def _shared(a: frozenset[str], b: frozenset[str]) -> float:
    return len(a & b) / len(a | b) if a | b else 0.0
