"""The history of offers that one article tells: made, improved, withdrawn, each step once.

Comes in: the context of one article. Goes out: `Step`s in reading order, with the figures of all
sentences that tell of one step. It refuses offers that are only wished for, and a second step
where the same figures are told again.
"""

from __future__ import annotations

import re

from pipeline.code.antecedent import who_acts
from pipeline.code.context import Context
from pipeline.code.dates import edtf_of
from pipeline.code.draft import dates_differ
from pipeline.code.moments import offer_date
from pipeline.code.rules import Trigger, phrase, rule_table
from pipeline.code.steps import GOES_ON_REACH, PUT, TALKED_OF, Step, of_earlier_round, resolve, same_step
from pipeline.code.terms import EVIDENCE, ONE_OFF, Terms, fund_of, terms_of
from pipeline.code.view import SentenceView

FUND_REACH = 9
FUND_BEFORE = 3
#: "It was withdrawn" speaks of an offer at most this many sentences back.
REFERS_REACH = 6

_WISHED = re.compile(
    r"\b(?:urg\w+|calls? (?:on|for)|call(?:ed|ing) (?:on|for)|demand\w*|want\w*|need\w* to|must|should|unless|"
    r"if (?:they|it|the|we|he|she|BODY|MINISTER)|hop\w+|can still|negotiate an|"
    r"only an?|would avert|would cancel|in the absence of|absence of|until|fail\w* to|refus\w+ to|refusal to|"
    r"will take an|"
    r"seek\w*|towards|in return for|waiting for|press\w* for|"
    r"deserve\w*|(?<!said )(?<!say )(?<!says )no|without|never|not|yet to|would have to|talk of)\b[^.;]{0,45}$"
)
_WISHED_AFTER = re.compile(
    r"^[^.;]{0,25}\b(?:would (?:avert|cancel|end|stop|do)|is (?:needed|required|made|tabled)|"
    r"before (?:more|further|they)|or (?:face|else))\b"
)
#: "in March it offered 15%, the figure that a review had called for": the date is not the review's.
_AS_ADVISED = re.compile(r"(?:as|figure|sum|amount|minimum)\b")
_ON = re.compile(
    r"(?: (?!until|till|from|due|after|before|since|to\b)[\w-]+){0,4}? (?:on |in |last |early in |late in )?"
)
_BILL = phrase(r"\b(?:bill|costs?|price tag|{pay_terms}|rise)\b")


def history(ctx: Context) -> list[Step]:
    """Return the steps of all offers, awards and deals that an article tells of, in reading order."""
    steps: list[Step] = []
    for view in ctx.views:
        triggers = [t for t in rule_table("offer").find(view) if not wished(view, t)]
        put = [t for t in triggers if t.rule.stage in TALKED_OF]
        found = terms_of(
            view, ctx.published, sums_alone=bool(put) or any(t.rule.stage == "withdrawn" for t in triggers)
        )
        for terms in found or _told_on(steps, view, ctx):
            _place(ctx, steps, terms, next((t for t in put if t.rule.stage == "considered"), None))
        # "Staff would be given £1,400, as the review body had recommended": a sum that nobody offers.
        set_ = found or (terms_of(view, ctx.published, sums_alone=True) if _sets(triggers) else [])
        steps.extend(_from_trigger(ctx, t, set_) for t in triggers if _stands_alone(t, found))
    told = [s for s in steps if s.figured and s.rule.endswith(".figures")]
    for step in (s for s in steps if s not in told):
        _join_bare(ctx, told, step)
    steps = told
    _fund(ctx, steps)
    resolve(ctx, steps)
    return sorted(steps, key=lambda s: (s.view.index, s.position))


def _sets(triggers: list[Trigger]) -> bool:
    return any(t.rule.stage in ("recommended", "imposed") for t in triggers)


def _stands_alone(trigger: Trigger, found: list[Terms]) -> bool:
    """Say whether a rule tells of more than the figures of its sentence do."""
    if trigger.rule.stage not in TALKED_OF:
        # In evidence to a review body a side proposes; it is the body that recommends.
        return trigger.rule.stage != "recommended" or EVIDENCE.search(trigger.view.masked) is None
    if found:
        # "They had offered 3%; members are voting on an improved offer": the figures are of the first.
        return (
            trigger.rule.stage == "improved"
            and not trigger.rule.attributes.get("weak")
            and all(t.place == "first" for t in found)
        )
    said = trigger.view.masked[trigger.start : trigger.end]
    return trigger.rule.stage != "made" or "MONEY" not in said or bool(fund_of(trigger.view))


def wished(view: SentenceView, trigger: Trigger) -> bool:
    """Say whether an offer is only asked for: "only an improved offer would", "unless they raise"."""
    low = max(trigger.start - 70, view.clause_at(trigger.start).start)
    # What an award or a withdrawal lacks ("without agreement") stands in the rule's own words.
    bare = trigger.rule.attributes.get("bare")
    high = trigger.end if trigger.rule.stage in TALKED_OF and not bare else trigger.start
    return (
        _WISHED.search(view.masked[low:high]) is not None
        or _WISHED_AFTER.search(view.masked[trigger.end : trigger.end + 60]) is not None
    )


def _told_on(steps: list[Step], view: SentenceView, ctx: Context) -> list[Terms]:
    """Return the sums of a sentence that goes on about the terms of one shortly before it."""
    last = max((s.last_view for s in steps if s.stage in PUT), default=None)
    if last is None or view.index - last > GOES_ON_REACH:
        return []
    return [t for t in terms_of(view, ctx.published, sums_alone=False, loose=True) if t.goes_on]


def _place(ctx: Context, steps: list[Step], terms: Terms, floated: Trigger | None) -> None:
    """Put the figures of a sentence into the step they tell on, or open a new one."""
    who = who_acts(ctx, terms.view, terms.position)
    stage = "considered" if floated is not None and terms.role == "pay_offer" and terms.stage == "made" else terms.stage
    new = Step(
        terms.view,
        terms.position,
        stage,
        f"offer.{stage}.figures",
        0.8,
        who,
        terms.role,
        terms.place,
        terms.pcts,
        terms.sums,
        words=terms.words,
        last_view=terms.view.index,
        date=offer_date(ctx, terms.view, terms.low, terms.high, terms.position),
    )
    new.one_off = True if new.sums and ONE_OFF.search(terms.words) else None
    known = [s for s in reversed(steps) if same_step(ctx, s, new, terms)]
    host = next((s for s in known if s.figured), known[0] if known else None)
    if host is None:
        steps.append(new)
        return
    if not host.figured:
        host.role, host.view, host.position, host.rule = new.role, new.view, new.position, new.rule
    if not (terms.adds_up and host.pcts):
        host.add(new.pcts, ())
    host.add((), new.sums)
    host.last_view = max(host.last_view, terms.view.index)
    host.one_off, host.date = host.one_off or new.one_off, host.date or new.date
    host.place = host.place or new.place
    if new.who.explicit and not host.who.explicit:
        host.who = new.who
    host.confidence = min(host.confidence + 0.06, 0.95)


def _from_trigger(ctx: Context, trigger: Trigger, found: list[Terms]) -> Step:
    view, rule = trigger.view, trigger.rule
    place = "" if rule.stage != "improved" else "latest" if rule.attributes.get("weak") else "better"
    step = Step(
        view,
        trigger.start,
        rule.stage,
        rule.id,
        rule.confidence,
        who_acts(ctx, view, trigger.start),
        place=place,
        words=view.clause_text(trigger.start),
        last_view=view.index,
    )
    apart = (rule.stage == "withdrawn" and trigger.start > 12) or _AS_ADVISED.match(view.masked, trigger.start)
    low = trigger.start if apart else max(trigger.start - 70, 0)
    step.date = offer_date(
        ctx, view, low, min(trigger.end + 70, len(view.masked)), trigger.end, withdrawn=rule.stage == "withdrawn"
    )
    if rule.stage == "imposed":  # "made in February, which it then imposed in April"
        after = offer_date(ctx, view, max(trigger.end - 10, 0), min(trigger.end + 40, len(view.masked)), trigger.end)
        step.date = _right_after(view, trigger) or after or step.date
    step.one_off = True if ONE_OFF.search(view.masked) and rule.stage in PUT | {"considered"} else None
    if rule.stage in ("withdrawn", "imposed", "recommended"):
        step.role = "pay_award" if rule.stage in ("imposed", "recommended") else "pay_offer"
        before = [t for t in found if t.position < trigger.end] or found
        if before:
            step.pcts, step.sums = before[-1].pcts, before[-1].sums
    step.also.append("dated" if rule.attributes.get("dated") else "")
    return step


def _right_after(view: SentenceView, trigger: Trigger) -> str | None:
    """Return the date that stands right after the words of an award: "brought in a freeze on 1 May"."""
    for group in view.labelled("DATE"):
        if _ON.fullmatch(view.masked[trigger.end : max(group.start, trigger.end)]) and group.start >= trigger.end:
            return edtf_of(group)
    return None


def _join_bare(ctx: Context, steps: list[Step], step: Step) -> None:
    """Give an offer told without figures to the step that it speaks of, else keep it for itself."""
    if step.stage in ("withdrawn", "imposed", "recommended"):
        _refer(steps, step)
        return
    hosts = [
        s
        for s in steps
        if s.stage in TALKED_OF
        and (s.shares_unions(step) or "dated" in step.also)
        and not of_earlier_round(ctx, s)
        and (s.stage == "considered") == (step.stage == "considered")
        and not (step.place == "better" and s.place == "first")
    ]
    hosts = [s for s in hosts if s.figured or not dates_differ(s.date, step.date)]
    last = max((s.date[:7] for s in hosts if s.date), default="")
    # Of a history it is the last step that other sentences speak of.
    near = sorted(
        hosts, key=lambda s: (s.place == "first", (s.date or last)[:7] != last, abs(s.view.index - step.view.index))
    )
    if near:
        host = near[0]
        host.place = step.place if host.place in ("", "latest") and step.place == "better" else host.place or step.place
        host.date, host.one_off = host.date or step.date, host.one_off or (step.one_off if host.sums else None)
        host.also.append(step.rule)
        return
    if "dated" in step.also and step.date is None:
        return
    steps.append(step)


def _refer(steps: list[Step], step: Step) -> None:
    """Keep a withdrawal or an award told in words, with the figures of what it speaks of."""
    told = [
        s
        for s in steps
        if s.stage == step.stage
        and s.shares_unions(step)
        and (
            not step.figured
            or set(step.pcts) & set(s.pcts)
            or (not (step.pcts and s.pcts) and not (step.sums and s.sums))
        )
    ]
    if told:
        told[0].date = told[0].date or step.date
        told[0].add(() if told[0].pcts else step.pcts, () if told[0].sums else step.sums)
        return
    wanted = PUT if step.stage == "withdrawn" else PUT | {"imposed", "recommended"}
    referred = [
        s for s in steps if s.stage in wanted and s.figured and 0 <= step.view.index - s.last_view <= REFERS_REACH
    ]
    if step.stage != "withdrawn":
        # An award that was recommended, paid or imposed is the one award of the article, wherever it stands.
        referred = [s for s in steps if s.stage in wanted and s.role == "pay_award" and s.figured] or referred
    if not step.figured and referred:
        best = [s for s in referred if s.place == "better"] or referred
        step.pcts, step.sums = best[-1].pcts, best[-1].sums
    if step.stage == "recommended" and not step.figured:
        return
    if step.figured or step.stage != "imposed" or step.confidence >= 0.7:
        steps.append(step)


def _fund(ctx: Context, steps: list[Step]) -> None:
    """Join the money set aside for an offer to the step that it pays for (codebook rule 16)."""
    for view in ctx.views:
        for pounds in fund_of(view):
            if any(pounds in s.sums for s in steps):
                continue
            reach = FUND_REACH if _BILL.search(view.masked) else FUND_BEFORE
            live = [s for s in steps if s.stage in PUT and -FUND_BEFORE <= view.index - s.last_view <= reach]
            ranked = sorted(
                live,
                key=lambda s: (
                    s.place == "first",
                    s.role != "pay_deal" or of_earlier_round(ctx, s),
                    abs(view.index - s.last_view),
                ),
            )
            if ranked:
                ranked[0].add((), (pounds,))
