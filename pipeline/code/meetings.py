"""Talks and courts: meetings to come, held and failed; injunctions sought, granted and refused.

Comes in: the context of one article. Goes out: drafts of type `talks` and `legal`. It refuses a
meeting that is only sought, and a court that hears of something else.
"""

from __future__ import annotations

import re

from pipeline.code.context import Context
from pipeline.code.dates import day_lists
from pipeline.code.draft import Draft
from pipeline.code.rules import Trigger, rule_table
from pipeline.code.view import SentenceView

_SOUGHT = re.compile(r"\b(?:urg\w+|call\w* (?:on|for)|demand\w*|want\w*|should|must|if|hop(?:e|es|ed|ing)|ask\w* for|ready to|willing to|prepared to|press\w* for|need\w*|offer\w* to|happy to|open to|would|invit\w+)\b[^.;]{0,45}$")
_SIDES = re.compile(r"UNION|BODY|MINISTER|PERSON|union|employer|minister|government|management|bosses|company|council|acas|sides|they|representatives|negotiat|leaders|officials|it\b")


def talks(ctx: Context) -> list[Draft]:
    """Return the drafts of meetings between the sides."""
    return [d for view in ctx.views for t in rule_table("talks").find(view) if (d := _talk(ctx, t)) is not None]


def _talk(ctx: Context, trigger: Trigger) -> Draft | None:
    view, rule = trigger.view, trigger.rule
    before = view.masked[max(trigger.start - 60, 0):trigger.start]
    if rule.stage != "failed" and _SOUGHT.search(before):
        return None
    if rule.stage == "held" and not _SIDES.search(view.masked):
        return None
    who = ctx.who(view, trigger.start)
    people = tuple(dict.fromkeys(g.mentions[0].norm or g.mentions[0].text for g in view.labelled("MINISTER")))
    return Draft("talks", rule.stage, view, rule.id, rule.confidence, unions=who.unions, explicit=who.explicit, people=people,
                 date_edtf=_date(view, trigger))


def legal(ctx: Context) -> list[Draft]:
    """Return the drafts of what courts were asked and did about a dispute."""
    out = []
    for view in ctx.views:
        for trigger in rule_table("legal").find(view):
            who = ctx.who(view, trigger.start)
            out.append(Draft("legal", trigger.rule.stage, view, trigger.rule.id, trigger.rule.confidence, unions=who.unions,
                             explicit=who.explicit, date_edtf=_date(view, trigger)))
    return out


def _date(view: SentenceView, trigger: Trigger) -> str | None:
    """Return the date nearest to the trigger that belongs to no strike."""
    best: tuple[int, str] | None = None
    for days in day_lists(view):
        at = days.start
        if re.search(r"\b(?:strik\w*|walk\w*|stoppage\w*|action|ballot\w*|vot\w+)\b[^.;]{0,15}$", view.masked[max(at - 30, 0):at]):
            continue
        distance = min(abs(at - trigger.end), abs(at - trigger.start))
        if best is None or distance < best[0]:
            best = (distance, days.edtf.split("/")[0])
    return best[1] if best else None

