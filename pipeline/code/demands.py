"""Demands: what the workers' side asks for, with or without figures.

Comes in: the context of one article. Goes out: drafts of type `demand`. It refuses a demand that
only calls for talks, an opinion, and what the employer asks for.
"""

from __future__ import annotations

import re

from pipeline.code.context import Context
from pipeline.code.draft import Draft
from pipeline.code.rules import rule_table
from pipeline.code.view import SentenceView

_EMPLOYER_ACTS = re.compile(r"(?:MINISTER|BODY|employers?|ministers?|government|management|bosses|company|council|managers)\s+(?:has |have |had |also |simply )?$")


def demands(ctx: Context) -> list[Draft]:
    """Return the drafts of what the workers' side asks for."""
    out: list[Draft] = []
    for view in ctx.views:
        figures = tuple(float(m.value) for g in view.labelled("PERCENT") for m in g.mentions if m.role == "pay_demand" and m.value is not None)
        triggers = list(rule_table("demand").find(view))
        if figures:
            at = next(g.start for g in view.labelled("PERCENT") if g.mentions[0].role == "pay_demand")
            who = ctx.who(view, at)
            out.append(Draft("demand", "made", view, "demand.made.figures", 0.85, unions=who.unions, explicit=who.explicit, pay_pct=figures,
                             pay_gbp=_demand_sums(view) if triggers else ()))
            continue
        for trigger in triggers:
            if trigger.rule.id == "demand.figures" and not _demand_sums(view):
                continue
            if _EMPLOYER_ACTS.search(view.masked[:trigger.start]) or _EMPLOYER_ACTS.search(view.masked[max(trigger.start - 20, 0):trigger.start]):
                continue
            who = ctx.who(view, trigger.start)
            out.append(Draft("demand", "made", view, trigger.rule.id, trigger.rule.confidence, unions=who.unions, explicit=who.explicit,
                             pay_gbp=_demand_sums(view) if trigger.rule.id == "demand.figures" else ()))
    return out


def _demand_sums(view: SentenceView) -> tuple[float, ...]:
    found = []
    for group in view.labelled("MONEY"):
        near = view.masked[max(group.start - 60, 0):group.end + 20]
        if group.mentions[0].value is not None and re.search(r"\b(?:demand\w*|want\w*|call\w*|seek\w*|sought|ask\w*|after|claim\w*|hold\w* out|or|least|plus|minimum)\b", near):
            found.append(float(group.mentions[0].value))
    return tuple(found)
