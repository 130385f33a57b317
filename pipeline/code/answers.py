"""Answers to offers, demands and settlements: what the workers' side says, wants and agrees.

Comes in: the context of one article. Goes out: drafts of type `response`, `demand` and
`settlement`. It refuses a rejection of anything but terms (claims, reports, accusations), and a
demand that only calls for talks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.code.context import Context, Who
from pipeline.code.dates import ballot_window, told_date
from pipeline.code.draft import Draft
from pipeline.code.rules import Trigger, phrase, rule_table
from pipeline.code.view import SentenceView

_NOT_TERMS = re.compile(r"\b(?:claims?|suggestions?|accusations?|allegations?|criticism|calls?|idea|notion|invitation|apolog\w+|recommendations? of the review|motion|request)\b")
_EMPLOYER_ACTS = re.compile(r"(?:MINISTER|BODY|employers?|ministers?|government|management|bosses|company|council|managers)\s+(?:has |have |had |also |simply )?$")
_WISHED = re.compile(r"\b(?:urg\w+|ask\w*|call\w* on|want\w*|advis\w+|recommend\w*|should|if|whether|would|could|unless|expected to|until)\b[^.;]{0,40}$")
_TOLD_DATES = ("accepted", "rejected")


def responses(ctx: Context) -> list[Draft]:
    """Return the drafts of all answers to offers told in words."""
    return [d for view in ctx.views for t in rule_table("response").find(view) for d in _response(ctx, t)]


def _response(ctx: Context, trigger: Trigger) -> Iterator[Draft]:
    view, rule = trigger.view, trigger.rule
    clause = view.clause_at(trigger.start)
    before = view.masked[clause.start:trigger.start]
    said = view.masked[trigger.start:trigger.end]
    if rule.stage in _TOLD_DATES:
        passive = phrase(r"^{offer}").search(said)
        if _NOT_TERMS.search(said) or _WISHED.search(before) or (not passive and _EMPLOYER_ACTS.search(before)):
            return
        if phrase("{stoppage}|\\bstrik").search(said) and not phrase("{offer_noun}").search(said):
            return
        if not _speaks_of_terms(ctx, view):
            return
    elif not _speaks_of_terms(ctx, view):
        return
    who = _who(ctx, view, trigger)
    date = told_date(ctx, [view], "answer") if rule.stage in _TOLD_DATES else ballot_window(ctx, view, trigger.start)
    yield Draft("response", rule.stage, view, rule.id, rule.confidence, unions=who.unions, explicit=who.explicit, date_edtf=date)


def _who(ctx: Context, view: SentenceView, trigger: Trigger) -> Who:
    """The union that answers: after "rejected by", else as anywhere."""
    by = re.search(r"\bby (?:the |members of |all )*UNION", view.masked[trigger.start:trigger.end + 40])
    if by:
        group = next((g for g in view.labelled("UNION") if g.start >= trigger.start + by.start() and g.ids), None)
        if group:
            return Who(group.ids, True)
    return ctx.who(view, trigger.start)


def _speaks_of_terms(ctx: Context, view: SentenceView) -> bool:
    """Say whether the sentence, or the one before it, speaks of pay terms."""
    here = [view.masked, *(ctx.views[view.index - 1].masked for _ in [0] if view.index)]
    return any(phrase("{offer}|PCT|MONEY|pay\\b|rise\\b|money").search(text) for text in here)


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
