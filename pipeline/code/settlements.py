"""Settlements: deals that end a dispute or are said to be agreed, told in words.

Comes in: the context of one article. Goes out: drafts of type `settlement`. It refuses an end
that is hoped for, and a row that is "over" something.
"""

from __future__ import annotations

import re

from pipeline.code.context import Context
from pipeline.code.dates import told_date
from pipeline.code.draft import Draft
from pipeline.code.rules import rule_table


def settlements(ctx: Context) -> list[Draft]:
    """Return the drafts of deals that end a dispute or are said to be agreed."""
    out = []
    for view in ctx.views:
        for trigger in rule_table("settlement").find(view):
            before = view.masked[max(view.clause_at(trigger.start).start, trigger.start - 60):trigger.start]
            if re.search(r"\b(?:to|would|could|may|might|hop\w+|bid|aim\w*|if|until|unless|attempt\w*|effort\w*|way|talks|no|not|help\w*|vow\w*|must|should|want\w*|urg\w*|can|ready|need\w*|chance|concrete|proposals)\b[^.;]{0,30}$", before):
                continue
            who = ctx.who(view, trigger.start)
            out.append(Draft("settlement", "reached", view, trigger.rule.id, trigger.rule.confidence, unions=who.unions, explicit=who.explicit,
                             date_edtf=told_date(ctx, [view], "settlement")))
    return out
