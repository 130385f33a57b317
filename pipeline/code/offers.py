"""Offers: made, improved, considered, recommended, imposed, withdrawn; and the deals they become.

Comes in: the context of one article. Goes out: drafts of type `offer`, one a step of a history
("2%, then 5%, then 7% plus 5%"), and a `settlement` where terms are told as agreed. It refuses
to call a deal what the same sentence says was turned down.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.code.context import Context
from pipeline.code.draft import Draft
from pipeline.code.history import history
from pipeline.code.rules import phrase
from pipeline.code.steps import Step, of_earlier_round

#: "agreed with the council in March": a date that is no date of payment.
_AGREED = re.compile(
    r"\b(?:agreed|signed|settled|accepted|struck|reached|took|deal,?)\b(?: (?!for|from|until|"
    r"backdated|by)[\w-]+){0,4}? (?:in|on|last|this)?\s*$"
)
_TURNED_DOWN = phrase(r"{reject}|spurn\w*|\bno\b")


def offers(ctx: Context) -> list[Draft]:
    """Return the drafts of all offers, awards and deals that an article tells of."""
    drafts: list[Draft] = []
    steps = history(ctx)
    for number, step in enumerate(steps):
        # A deal of an earlier round is told as a deal; who offered it, and as which step, is not.
        if step.role != "pay_deal" or not of_earlier_round(ctx, step):
            drafts.append(_offer(step, number))
        refused = _TURNED_DOWN.search(step.view.clause_text(step.position))
        agreed = step.role == "pay_deal" and step.place != "first"
        if agreed and not refused and not _bettered(step, steps):
            drafts.append(_deal(ctx, step, number))
    return drafts


def _bettered(step: Step, steps: Sequence[Step]) -> bool:
    """Say whether the same sentence goes on to better terms: "4% in August and finally 8%" is a deal at 8%."""
    return any(s.view is step.view and s.position > step.position and s.place == "better" for s in steps)


def _offer(step: Step, number: int) -> Draft:
    return Draft(
        "offer",
        step.stage,
        step.view,
        step.rule,
        step.confidence,
        unions=step.who.unions,
        explicit=step.who.explicit,
        pay_pct=step.pcts,
        pay_gbp=step.sums,
        one_off=step.one_off,
        date_edtf=step.date,
        about=f"offer {number}",
    )


def _deal(ctx: Context, step: Step, number: int) -> Draft:
    return Draft(
        "settlement",
        "reached",
        step.view,
        "settlement.figures",
        0.75,
        unions=step.who.unions,
        explicit=step.who.explicit,
        pay_pct=step.pcts,
        pay_gbp=step.sums,
        one_off=step.one_off,
        date_edtf=_agreed(ctx, step),
        about=f"offer {number}",
    )


def _agreed(ctx: Context, step: Step) -> str | None:
    """Return the day or month that stands with the verb of agreeing."""
    for group in step.view.labelled("DATE"):
        edtf, day = group.mentions[0].edtf, group.mentions[0].date_start
        before = step.view.masked[max(group.start - 45, 0) : group.start]
        past = day is not None and (ctx.published is None or day <= ctx.published)
        if edtf and past and _AGREED.search(before):
            return edtf
    return None
