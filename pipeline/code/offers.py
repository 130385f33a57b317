"""Offers: made, improved, considered, recommended, imposed, withdrawn; and the deals they become.

Comes in: the context of one article. Goes out: drafts of type `offer`, one a step of a history
("2%, then 5%, then 7% plus 5%"), and a `settlement` where terms are told as agreed. It refuses
to call a deal what the same sentence says was turned down.
"""

from __future__ import annotations

from pipeline.code.context import Context
from pipeline.code.dates import told_date
from pipeline.code.draft import Draft
from pipeline.code.history import Step, history
from pipeline.code.rules import phrase

_TURNED_DOWN = phrase(r"{reject}|spurn\w*|\bno\b")


def offers(ctx: Context) -> list[Draft]:
    """Return the drafts of all offers, awards and deals that an article tells of."""
    drafts: list[Draft] = []
    for number, step in enumerate(history(ctx)):
        drafts.append(_offer(step, number))
        if step.role == "pay_deal" and not _TURNED_DOWN.search(step.view.clause_text(step.position)):
            drafts.append(_deal(ctx, step))
    return drafts


def _offer(step: Step, number: int) -> Draft:
    return Draft("offer", step.stage, step.view, step.rule, step.confidence, unions=step.who.unions, explicit=step.who.explicit,
                 pay_pct=step.pcts, pay_gbp=step.sums, one_off=step.one_off, date_edtf=step.date, about=f"offer {number}")


def _deal(ctx: Context, step: Step) -> Draft:
    return Draft("settlement", "reached", step.view, "settlement.figures", 0.75, unions=step.who.unions, explicit=step.who.explicit,
                 pay_pct=step.pcts, pay_gbp=step.sums, one_off=step.one_off, date_edtf=told_date(ctx, [step.view], "settlement"))
