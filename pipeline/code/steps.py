"""Steps: one offer of a history each, and when two tellings are of one step.

Comes in: steps as `history` opens them. Goes out: whether new figures tell an old step again or on,
and each step's stage once all are known. It refuses to look at the text beyond a step's sentence.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from pipeline.code.context import Context, Who
from pipeline.code.terms import Terms
from pipeline.code.view import SentenceView

#: Stages of terms that are put to the other side; the others do not step on from one another.
PUT = frozenset({"made", "improved"})
TALKED_OF = PUT | {"considered"}
#: Terms told on in the sentences after an offer belong to it this far, and a sum set aside for it.
GOES_ON_REACH = 3
DEAL_REACH = 7
#: Two offers this many sentences apart are of one history, where nothing parts them.
NEIGHBOURS = 3
#: Terms agreed this many days before publication are of an earlier round.
EARLIER_ROUND_DAYS = 270
_NEXT_YEAR = re.compile(r"\bfor the (?:following|next|second) year\b")
_EARLIER_ROUND = re.compile(
    r"\b(?:that round|last round|previous (?:round|dispute)|(?:first|last) deal|"
    r"earlier (?:deal|dispute)|already in pay packets)\b"
)


@dataclass(slots=True)
class Step:
    """One step of a history. `place` is "first", "better", "latest" or "" as the words call it."""

    view: SentenceView
    position: int
    stage: str
    rule: str
    confidence: float
    who: Who
    role: str = "pay_offer"
    place: str = ""
    pcts: tuple[float, ...] = ()
    sums: tuple[float, ...] = ()
    one_off: bool | None = None
    date: str | None = None
    words: str = ""
    settled: bool = False
    last_view: int = 0
    also: list[str] = field(default_factory=list)

    @property
    def figured(self) -> bool:
        """Whether the step has figures of its own."""
        return bool(self.pcts or self.sums)

    def shares_unions(self, other: Step) -> bool:
        """Whether two steps may be of one workers' side: what the context guesses parts none."""
        return not (self.who.explicit and other.who.explicit) or self.one_side_with(other)

    def one_side_with(self, other: Step) -> bool:
        """Whether two steps are of one workers' side as far as is known."""
        return not self.who.unions or not other.who.unions or bool(set(self.who.unions) & set(other.who.unions))

    def add(self, pcts: tuple[float, ...], sums: tuple[float, ...]) -> None:
        """Join further figures to the step, each once."""
        self.pcts = tuple(dict.fromkeys((*self.pcts, *pcts)))
        self.sums = tuple(dict.fromkeys((*self.sums, *sums)))


def same_step(ctx: Context, old: Step, new: Step, terms: Terms) -> bool:
    """Say whether new figures tell the same step again, or tell it on."""
    if (
        (new.pcts and old.role != new.role and old.figured)
        or (old.stage in PUT) != (new.stage in PUT)
        or not (old.stage not in PUT or old.shares_unions(new))
    ):
        return False
    if old.stage not in PUT and old.stage != new.stage:
        return False
    same_pcts = bool(new.pcts) and (
        set(new.pcts) <= set(old.pcts) or (set(old.pcts) <= set(new.pcts) and bool(old.pcts))
    )
    if same_pcts or (not new.pcts and set(new.sums) <= set(old.sums)):
        return not (old.place == "first" and new.place == "better")
    if not old.figured:
        return _fills(old, new, terms)
    near = new.view.index - old.last_view > 0
    if "pay_deal" in (new.role, old.role):
        return (
            near
            and new.place != "first"
            and new.view.index - old.last_view <= DEAL_REACH
            and not of_earlier_round(ctx, new)
            and not of_earlier_round(ctx, old)
        )
    reach = 1 if new.role == "pay_award" else GOES_ON_REACH
    return (
        near
        and new.view.index - old.last_view <= reach
        and terms.goes_on
        and (new.place not in ("first", "better") or _NEXT_YEAR.search(terms.words) is not None)
        and old.place != "first"
    )


def _fills(old: Step, new: Step, terms: Terms) -> bool:
    """Say whether figures belong to an offer that an earlier sentence told without any."""
    distance = new.view.index - old.last_view
    return new.place != "first" and 0 < distance <= (GOES_ON_REACH if terms.goes_on else 1)


def of_earlier_round(ctx: Context, step: Step) -> bool:
    """Say whether terms were agreed in an earlier round."""
    if _EARLIER_ROUND.search(step.view.masked):
        return True
    days = [m.date_end for g in step.view.labelled("DATE") for m in g.mentions if m.date_end]
    return (
        ctx.published is not None
        and bool(days)
        and all((ctx.published - day).days > EARLIER_ROUND_DAYS for day in days)
    )


def resolve(ctx: Context, steps: list[Step]) -> None:
    """Settle what each offer is: first or better than one told elsewhere in the article."""
    for step in steps:
        if step.stage in PUT and step.role == "pay_deal" and of_earlier_round(ctx, step):
            step.stage, step.rule = "made", "offer.made.figures"
    put = [s for s in steps if s.stage in PUT and not (s.role == "pay_deal" and of_earlier_round(ctx, s))]
    for step in put:
        others = [o for o in put if o is not step and _one_history(o, step)]
        if step.place == "better":
            step.stage = "improved"
        elif step.place == "first":
            step.stage = "made"
        elif step.place == "latest":
            step.stage = "improved" if others else "made"
        else:
            step.stage = "improved" if any(_comes_before(o, step) for o in others) else "made"
        step.rule = re.sub(r"^offer\.(?:made|improved)\b", f"offer.{step.stage}", step.rule)


def _one_history(a: Step, b: Step) -> bool:
    """Say whether two steps of different figures are of one history; an opening offer is made to all."""
    if (a.pcts, a.sums) == (b.pcts, b.sums):
        return False
    near = abs(a.view.index - b.view.index) <= NEIGHBOURS
    return a.one_side_with(b) or (near and "first" in (a.place, b.place) and a.shares_unions(b))


def _comes_before(a: Step, b: Step) -> bool:
    """Say whether the article shows that one step of a history came before another."""
    return a.place == "first" or _before(a.date, b.date) or _less(a, b) or _agreed_on(a, b)


def _less(a: Step, b: Step) -> bool:
    """Say whether one plain rise is below another nearby: offers to one side go up."""
    near = abs(a.view.index - b.view.index) <= NEIGHBOURS
    return (
        near
        and a.place == b.place == ""
        and a.role == b.role
        and len(a.pcts) == len(b.pcts) == 1
        and a.pcts < b.pcts
        and _same_side(a, b)
    )


def _agreed_on(offer: Step, deal: Step) -> bool:
    """Say whether a deal was reached on other terms than an offer which the article calls better than one before."""
    return deal.role == "pay_deal" and offer.role == "pay_offer" and offer.place == "better" and _same_side(offer, deal)


def _same_side(a: Step, b: Step) -> bool:
    return bool(set(a.who.unions) & set(b.who.unions))


def _before(a: str | None, b: str | None) -> bool:
    return a is not None and b is not None and len(a) >= 7 and len(b) >= 7 and a[:7] < b[:7]
