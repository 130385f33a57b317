"""A report in the making, and how two tellings of one thing in an article become one.

Comes in: drafts from the event modules, in reading order. Goes out: drafts that each tell of
one thing. It refuses to look at the text again: what two drafts say decides.

Shares, turnout and threshold are in per cent, `pay_gbp` in pounds, as in `records.Slots`.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field
from typing import TypeVar

from pipeline.code.view import SentenceView

T = TypeVar("T")

#: Slots of one value: the first telling that fills one keeps it.
_SCALARS = (
    "question",
    "indicative",
    "share_for",
    "share_against",
    "turnout",
    "threshold",
    "mandate",
    "action_kind",
    "n_days",
    "n_workers",
    "n_sites",
    "one_off",
)
#: Slots that every telling of its kind fills: they make no telling fuller than another.
_GIVEN = frozenset({"action_kind", "question"})
#: Slots in which two tellings of one thing may not differ.
_IDENTITY = ("question", "share_for", "share_against", "turnout", "action_kind", "about")
#: Types of which each named union has one of its own.
_EACH_ITS_OWN = frozenset({"ballot", "response"})

#: A body named so is where the thing happens or who it is against, and no bystander.
_PLACED = re.compile(r"\b(?:at|by|for|with|of|in|against) (?:the |its |their )?(?:[\w-]+ ){0,2}$")
#: How far before a body's name such a word may stand, in characters.
SITE_REACH = 40
#: Further days of one call are told at most this many sentences on, with one of these words.
SEQUEL_REACH = 2
_SEQUEL = re.compile(r"\b(?:more|further|another|second|third|again|then|next|follow\w*|also|finally)\b")

#: Two shares are of one vote where they add up to this, or less (rounding).
WHOLE_PCT = 100.6
#: What a second telling of a thing counts for beside the first: an article repeats its own errors.
SECOND_TELLING = 0.5


@dataclass(slots=True)
class Draft:
    """A report in the making; `view` is the sentence that says it."""

    type: str
    stage: str
    view: SentenceView
    rule: str
    confidence: float
    unions: tuple[str, ...] = ()
    #: Whether the text names the unions beside the trigger (else they come from the context).
    explicit: bool = False
    #: Which of several like things it is, where the module that found it can tell: no two of them are one.
    about: str | None = None
    people: tuple[str, ...] = ()
    date_edtf: str | None = None
    pay_pct: tuple[float, ...] = ()
    pay_gbp: tuple[float, ...] = ()
    one_off: bool | None = None
    question: str | None = None
    indicative: bool | None = None
    share_for: float | None = None
    share_against: float | None = None
    turnout: float | None = None
    threshold: float | None = None
    mandate: bool | None = None
    action_kind: str | None = None
    action_dates: tuple[dt.date, ...] = ()
    #: The stated number of days; days that are only listed are counted in `finish`.
    n_days: int | None = None
    n_named: int = 0
    #: The dates are a start without an end: their number says nothing.
    start_only: bool = False
    n_workers: int | None = None
    n_sites: int | None = None
    #: The ids of the rules behind the tellings that this one has absorbed.
    rules: list[str] = field(default_factory=list)

    def contiguous(self) -> bool:
        """Say whether the days of action are one unbroken range of three days or more."""
        days = sorted(self.action_dates)
        return len(days) > 2 and (days[-1] - days[0]).days == len(days) - 1

    def substance(self) -> int:
        """Return how many slots are filled: a draft with none is a mere mention."""
        found = sum(getattr(self, name) is not None for name in _SCALARS if name not in _GIVEN)
        return found + len(self.pay_pct) + len(self.pay_gbp) + max(len(self.action_dates), self.date_edtf is not None)


def same_thing(a: Draft, b: Draft) -> bool:
    """Say whether two drafts of one article may tell of one thing: same type and stage, and nothing apart."""
    if (a.type, a.stage) != (b.type, b.stage) or not _unions_agree(a, b):
        return False
    if any(_differ(getattr(a, name), getattr(b, name)) for name in _IDENTITY):
        return False
    if a.type == "ballot" and _other_count(a, b):
        return False
    if a.pay_pct and b.pay_pct and not (set(a.pay_pct) <= set(b.pay_pct) or set(b.pay_pct) <= set(a.pay_pct)):
        return False
    if _other_site(a, b):
        return False
    return called_on(a, b) or (not _other_days(a, b) and not dates_differ(a.date_edtf, b.date_edtf))


def called_on(a: Draft, b: Draft) -> bool:
    """Say whether one of two announcements goes on with the days of the other: "more strikes will follow on 17 May"."""
    if a.type != "action" or a.stage != "announced" or a.unions != b.unions or not (a.action_dates and b.action_dates):
        return False
    first, second = sorted((a, b), key=lambda d: (d.view.index, min(d.action_dates)))
    if not 0 <= second.view.index - first.view.index <= SEQUEL_REACH:
        return False
    return min(second.action_dates) > max(first.action_dates) and _SEQUEL.search(second.view.masked) is not None


def _other_site(a: Draft, b: Draft) -> bool:
    """Say whether the sentences of two drafts place them at bodies of which none is shared."""
    here, there = _sites(a.view), _sites(b.view)
    return bool(here and there and not here & there)


def _sites(view: SentenceView) -> set[str]:
    return {
        mention.norm or mention.text
        for group in view.labelled("BODY")
        for mention in group.mentions
        if _PLACED.search(view.masked[max(group.start - SITE_REACH, 0) : group.start])
    }


def _other_days(a: Draft, b: Draft) -> bool:
    """Say whether two drafts name days of action of which none is shared, or different numbers of days."""
    if set(a.action_dates) & set(b.action_dates):
        return False
    return bool(a.action_dates and b.action_dates) or _differ(_days(a), _days(b))


def _other_count(a: Draft, b: Draft) -> bool:
    """Say whether two results with figures are of two votes.

    They are where the questions differ, where both shares make more than a whole, and where one carried and one not.
    """
    if not (_counted(a) and _counted(b)):
        return False
    if a.question != b.question:
        return True
    sums = ((a.share_for or 0) + (b.share_against or 0), (a.share_against or 0) + (b.share_for or 0))
    return (
        max(sums) > WHOLE_PCT
        or _differ(a.mandate, b.mandate)
        or (_differ(a.indicative or False, b.indicative or False) and not _one_share(a, b))
    )


def _one_share(a: Draft, b: Draft) -> bool:
    """Say whether two results tell the same share of votes on one offer: only one of them calls it indicative."""
    if a.question != "offer":
        return False
    pairs = ((a.share_for, b.share_for), (a.share_against, b.share_against))
    return any(x is not None and x == y for x, y in pairs)


def _counted(draft: Draft) -> bool:
    return any(f is not None for f in (draft.share_for, draft.share_against, draft.turnout, draft.threshold))


def _unions_agree(a: Draft, b: Draft) -> bool:
    """Say whether the unions of two drafts can be the same.

    Unions in general ("seven unions") are nobody's in particular; a carried-over union gives way in talks;
    two unions named with a vote or an answer each voted or answered for themselves.
    """
    if a.explicit and b.explicit:
        if bool(a.unions) != bool(b.unions):
            return False
        if a.type in _EACH_ITS_OWN and set(a.unions) != set(b.unions):
            return False
    elif a.type == "talks":
        return True
    return not (a.unions and b.unions) or bool(set(a.unions) & set(b.unions))


def dates_differ(a: str | None, b: str | None) -> bool:
    """Say whether two EDTF dates cannot be the same, a vaguer one agreeing with an exact one in it."""
    if not a or not b:
        return False
    a0, b0 = a.split("/")[0], b.split("/")[0]
    a1, b1 = a.split("/")[-1], b.split("/")[-1]
    return not (
        a0.startswith(b0)
        or b0.startswith(a0)
        or a1.startswith(b1)
        or b1.startswith(a1)
        or (a0 <= b0 <= a1)
        or (b0 <= a0 <= b1)
    )


def absorb(a: Draft, b: Draft) -> None:
    """Move into `a` what `b` says and `a` does not; lists are joined, and the sentence of `a` stays its evidence."""
    if called_on(a, b):
        # Each stretch of a series has days of its own: only where both state them can they be told together.
        a.n_days = b.n_days = a.n_days + b.n_days if a.n_days and b.n_days else None
    for name in _SCALARS:
        if getattr(a, name) is None:
            setattr(a, name, getattr(b, name))
    a.about = a.about or b.about
    if b.explicit and not a.explicit:
        a.unions, a.explicit = b.unions or a.unions, True
    elif b.explicit or not (a.unions or a.explicit):
        a.unions = _joined(a.unions, b.unions)
    a.people = _joined(a.people, b.people)
    a.pay_pct = _joined(a.pay_pct, b.pay_pct)
    a.pay_gbp = _joined(a.pay_gbp, b.pay_gbp)
    _absorb_days(a, b)
    a.confidence = 1 - (1 - a.confidence) * (1 - b.confidence * SECOND_TELLING)
    a.rules.extend([b.rule, *b.rules])


def _absorb_days(a: Draft, b: Draft) -> None:
    """Join the days of action; of two dates the more exact stands."""
    if a.date_edtf == b.date_edtf or not a.action_dates:
        a.n_named = max(a.n_named, b.n_named)
    else:
        a.n_named = len({*a.action_dates, *b.action_dates})
    a.start_only = a.start_only and (b.start_only or not b.action_dates)
    a.action_dates = _joined(a.action_dates, b.action_dates)
    if a.date_edtf is None or (b.date_edtf and len(b.date_edtf.split("/")[0]) > len(a.date_edtf.split("/")[0])):
        a.date_edtf = b.date_edtf or a.date_edtf


def finish(draft: Draft) -> None:
    """Settle what depends on all tellings together: the number of days and the dates from first to last."""
    if draft.type != "action":
        return
    if draft.action_dates:
        days = sorted(draft.action_dates)
        first, last = days[0].isoformat(), days[-1].isoformat()
        draft.date_edtf = first if first == last else f"{first}/{last}"
        draft.action_dates = tuple(days)
    if draft.n_days is None:
        if draft.n_named and not draft.start_only and draft.stage != "threatened":
            draft.n_days = max(draft.n_named, len(draft.action_dates))
    elif draft.n_days < draft.n_named and (draft.n_days == 1 or not draft.contiguous()):
        draft.n_days = draft.n_named
    elif draft.action_dates and draft.n_days != len(draft.action_dates) and draft.contiguous():
        draft.action_dates = (draft.action_dates[0], draft.action_dates[-1])


def settle(drafts: list[Draft]) -> list[Draft]:
    """Return one draft for each thing told: the exact tellings first, the vague ones join them."""
    order = {id(d): n for n, d in enumerate(drafts)}
    kept: list[Draft] = []
    for draft in sorted(drafts, key=lambda d: (-min(d.substance(), 3), d.view.index, order[id(d)])):
        host = next((k for k in _nearest(kept, draft) if same_thing(k, draft)), None)
        if host is None:
            kept.append(draft)
        else:
            absorb(host, draft)
    return sorted(kept, key=lambda d: (d.view.index, order[id(d)]))


def _days(draft: Draft) -> int | None:
    """Return the number of days that a draft states or lists; a start alone has none."""
    return draft.n_days or (None if draft.start_only else draft.n_named or None)


def _nearest(kept: list[Draft], draft: Draft) -> list[Draft]:
    return sorted(kept, key=lambda k: abs(k.view.index - draft.view.index))


def _differ(a: object, b: object) -> bool:
    return a is not None and b is not None and a != b


def _joined(a: tuple[T, ...], b: tuple[T, ...]) -> tuple[T, ...]:
    """Return what both hold, each once, in order."""
    return tuple(dict.fromkeys((*a, *b)))
