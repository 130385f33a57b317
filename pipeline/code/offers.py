"""Offers: made, improved, considered, recommended, imposed, withdrawn; and the deals they become.

Comes in: the context of one article. Goes out: drafts of type `offer`, one a step of a history
("2%, then 5%, then 7% plus 5%"), and a `settlement` where terms are told as agreed. The
figures are those whose role says so. It refuses sums that nobody put to the other side.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.code.context import Context
from pipeline.code.dates import told_date
from pipeline.code.draft import Draft
from pipeline.code.rules import Trigger, phrase, rule_table
from pipeline.code.view import Clause, Group, SentenceView

_PAY_ROLES = {"pay_offer": "made", "pay_award": "imposed", "pay_deal": "improved"}
#: A sum beside these words is a salary, a cost or a profit, and no term of an offer.
_NOT_TERMS = re.compile(
    r"\b(?:salar\w+|earn\w*|average (?:wage|pay)|profit\w*|revenue|turnover|cap\b|fine[sd]?|damages|donat\w+|ticket|fares?|"
    r"funding cut|shortfall|deficit|debt|losses|lost|lose|savings?|cut(?:s|ting)?|budget|dividend\w*|price|strike fund|starting pay|rent|cost (?:it|the|of)|costing)\b"
)
_TERMS = phrase(r"{offer}|one-off|lump sum|non-consolidated|flat[- ]rate|payment|bonus|\brise\b|increase|extra|on the table|worth|put|paid|backdated|improved|\bpot\b|pounds on")
_ONE_OFF = re.compile(r"one-off|one-time|lump sum|non-consolidated|bonus")
_IMPROVED = phrase(r"\b(?:(?:vastly |much |slightly |significantly )?improved|revised|enhanced|better|increased|raised|upped|sweetened|now promising|new (?:pay )?(?:offer|deal|proposal|package)|latest|final|later|second|third|up from|goes? up|went up|followed)\b")
_OPENING = re.compile(r"\b(?:initial\w*|first|opening|original\w*|earlier|previous\w*|began|started|begun|at the outset|had been|below|rather than|where only|argument about)\b")
_RECOMMENDED = re.compile(r"recommend|review body|review bodies|arbitrat|panel|inquiry")


@dataclass(frozen=True, slots=True)
class _Terms:
    view: SentenceView
    clause: Clause
    role: str
    groups: tuple[Group, ...]


def offers(ctx: Context) -> list[Draft]:
    """Return the drafts of all offers, awards and deals that an article tells of."""
    drafts: list[Draft] = []
    figured: set[int] = set()
    for view in ctx.views:
        for terms in _terms(view):
            draft = _from_terms(ctx, terms, drafts)
            figured.add(view.index)
            drafts.append(draft)
            if terms.role == "pay_deal":
                drafts.append(_deal(ctx, draft))
    for view in ctx.views:
        for trigger in rule_table("offer").find(view):
            drafts.extend(_from_trigger(ctx, trigger, figured))
    return drafts


def _terms(view: SentenceView) -> Iterator[_Terms]:
    """Yield the pay figures of a sentence, one item for each role and clause that steps on."""
    open_terms: list[Group] = []
    role: str | None = None
    for group in view.labelled("PERCENT"):
        its_role = group.mentions[0].role
        if its_role not in _PAY_ROLES:
            continue
        steps = bool(open_terms) and (its_role != role or _next_step(view, open_terms[-1], group))
        if steps and role is not None:
            yield _Terms(view, view.clause_at(open_terms[0].start), role, tuple(open_terms))
            open_terms = []
        role = its_role
        open_terms.append(group)
    if open_terms and role is not None:
        yield _Terms(view, view.clause_at(open_terms[0].start), role, tuple(open_terms))


def _next_step(view: SentenceView, a: Group, b: Group) -> bool:
    between = view.masked[a.end:b.start]
    return re.search(r"\b(?:then|later|upped|raised|increased (?:it|that|this|to)|improved|up from|rather than|compared (?:to|with)|where only|previous\w*|initial\w*|original\w*|earlier|instead of|from)\b", between) is not None


def _from_terms(ctx: Context, terms: _Terms, earlier: list[Draft]) -> Draft:
    view = terms.view
    first, last = terms.groups[0], terms.groups[-1]
    low = max((g.end for g in view.labelled("PERCENT") if g.end <= first.start and g.mentions[0].role in _PAY_ROLES), default=0)
    around = view.masked[low:min(last.end + 60, len(view.masked))]
    who = ctx.who(view, first.start)
    stage = _stage(terms, around, earlier)
    draft = Draft("offer", stage, view, f"offer.{stage}.figures", 0.8, unions=who.unions, explicit=who.explicit)
    draft.pay_pct = tuple(float(g.mentions[0].value or 0) for g in terms.groups)
    draft.pay_gbp = _sums(view, low, len(view.masked))
    draft.one_off = True if draft.pay_gbp and _ONE_OFF.search(around) else None
    draft.date_edtf = _offer_date(ctx, view, first)
    return draft


def _stage(terms: _Terms, around: str, earlier: list[Draft]) -> str:
    if terms.role == "pay_award":
        return "recommended" if _RECOMMENDED.search(around) else "imposed"
    before = any(d.type == "offer" and d.stage in ("made", "improved") and d.pay_pct for d in earlier)
    if terms.role == "pay_deal":
        return "improved" if _IMPROVED.search(around) or before else "made"
    if _OPENING.search(around):
        return "made"
    return "improved" if _IMPROVED.search(around) else "made"


def _deal(ctx: Context, offer: Draft) -> Draft:
    deal = Draft("settlement", "reached", offer.view, "settlement.figures", 0.75, unions=offer.unions, explicit=offer.explicit)
    deal.pay_pct, deal.pay_gbp, deal.one_off = offer.pay_pct, offer.pay_gbp, offer.one_off
    deal.date_edtf = told_date(ctx, [offer.view], "settlement")
    return deal


def _offer_date(ctx: Context, view: SentenceView, group: Group) -> str | None:
    """Return the date that stands with the verb of offering, and no effective date."""
    for date in view.labelled("DATE"):
        before = view.masked[max(date.start - 45, 0):date.start]
        if re.search(r"\b(?:offered|tabled|put forward|made|proposed|came (?:forward|up|back)|presented|raised|upped|improved|imposed|announced|laid before|put (?:it|its))\b[^.;]*$", before) and not re.search(r"\b(?:backdated|effective|from|for|by)\b[^.;]{0,15}$", before):
            return date.mentions[0].edtf
    head = view.labelled("DATE")
    if head and head[0].start < 4 and re.match(r"\s*[:,]|\s", view.masked[head[0].end:head[0].end + 1] or " "):
        return head[0].mentions[0].edtf if not group.start < head[0].start else None
    return None


def _sums(view: SentenceView, low: int, high: int) -> tuple[float, ...]:
    """Return the pounds of an offer that stand in a stretch of the sentence."""
    found: list[float] = []
    for group in view.labelled("MONEY"):
        value = group.mentions[0].value
        if value is None or not low <= group.start < high:
            continue
        near = view.masked[max(group.start - 50, 0):group.end + 40]
        if _NOT_TERMS.search(near) or not _TERMS.search(view.masked):
            continue
        found.append(float(value))
    return tuple(dict.fromkeys(found))


def _from_trigger(ctx: Context, trigger: Trigger, figured: set[int]) -> Iterator[Draft]:
    """Yield what a rule found beside no percentage: terms in pounds, or an offer without figures."""
    view, rule = trigger.view, trigger.rule
    roles = {m.role for g in view.labelled("PERCENT") for m in g.mentions}
    if view.index in figured and rule.stage in ("made", "improved", "imposed", "recommended"):
        return
    if _wished(view, trigger.start):
        return
    who = ctx.who(view, trigger.start)
    sums = _sums(view, 0, len(view.masked))
    if rule.stage in ("made", "imposed", "considered", "recommended") and not sums and not (rule.stage == "withdrawn"):
        return
    if rule.stage in ("made", "imposed") and roles & {"pay_demand"}:
        return
    draft = Draft("offer", rule.stage, view, rule.id, rule.confidence, unions=who.unions, explicit=who.explicit, pay_gbp=sums)
    draft.one_off = True if _ONE_OFF.search(view.masked) else None
    draft.date_edtf = _offer_date(ctx, view, Group("", trigger.start, trigger.end, ()))
    yield draft


def _wished(view: SentenceView, position: int) -> bool:
    """Say whether an offer is only asked for: "only an improved offer would", "come back with"."""
    window = view.masked[max(position - 60, 0):position + 70]
    return re.search(
        r"\b(?:urg\w+|calls? (?:on|for)|calling (?:on|for)|demand\w*|want\w*|need\w* to|must|should|unless|if (?:they|it|the)|hop(?:e|es|ed|ing)|"
        r"only an|would avert|would cancel|in the absence of|until|fail\w* to|refus\w+ to|will take an|seek\w*)\b", window) is not None
