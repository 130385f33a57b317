"""Settlements: deals that end a dispute or are said to be agreed, told in words.

Comes in: the context of one article. Goes out: drafts of type `settlement`. It refuses an end
that is hoped for, a deal in principle, and a row that is "over" something.
"""

from __future__ import annotations

import re

from pipeline.code.context import Context
from pipeline.code.draft import Draft
from pipeline.code.moments import answer_date
from pipeline.code.rules import rule_table
from pipeline.code.terms import terms_of

#: An end that is only hoped for, worked at or denied.
_HOPED = re.compile(
    r"\b(?:to|would|could|may|might|will|hop\w+|bid|aim\w*|if|until|unless|attempt\w*|effort\w*|ways?|no|not|"
    r"talks (?:to|on|about|over|aimed)|never|help\w*|vow\w*|"
    r"must|should|want\w*|urg\w*|can|ready|need\w*|chance|concrete|proposals|before|once|without|close|closer|near|"
    r"nearer|fail\w*|"
    r"committed|keen|call\w*|plan|towards|of)\b[^.;]{0,30}$"
)


def settlements(ctx: Context) -> list[Draft]:
    """Return the drafts of deals that end a dispute or are said to be agreed."""
    out = []
    for view in ctx.views:
        for trigger in rule_table("settlement").find(view):
            before = view.masked[max(view.clause_at(trigger.start).start, trigger.start - 60) : trigger.start]
            if _HOPED.search(before) or re.search(r"\bin principle\b", view.masked):
                continue
            who = ctx.who(view, trigger.start)
            draft = Draft(
                "settlement",
                "reached",
                view,
                trigger.rule.id,
                trigger.rule.confidence,
                unions=who.unions,
                explicit=who.explicit,
                date_edtf=answer_date(ctx, view, trigger),
            )
            if trigger.rule.attributes.get("terms"):
                draft.pay_gbp = tuple(s for t in terms_of(view, ctx.published, sums_alone=True) for s in t.sums)
            out.append(draft)
    return out
