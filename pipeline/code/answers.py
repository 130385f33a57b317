"""Answers to offers: what the workers' side accepts, rejects or puts to its members.

Comes in: the context of one article. Goes out: drafts of type `response`, each tied to the step of
the offers' history that it answers where the text shows which. It refuses a rejection of anything
but terms (claims, reports, accusations) and an answer that is only asked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from pipeline.code.context import Context, Who
from pipeline.code.dates import ballot_window, edtf_of, is_day
from pipeline.code.draft import Draft
from pipeline.code.history import PUT, Step, history
from pipeline.code.rules import Trigger, phrase, rule_table
from pipeline.code.view import SentenceView

#: Terms are spoken of where an offer stands at most this many sentences back.
TERMS_REACH = 3
#: "Unite did likewise" repeats an answer at most this many sentences back.
LIKEWISE_REACH = 2
LIKEWISE = "likewise"

_VOTES = frozenset({"vote_for", "vote_against"})
_PAY = frozenset({"pay_offer", "pay_award", "pay_deal"})
#: What may be rejected or accepted and is no offer.
_NOT_TERMS = phrase(
    r"\b(?:claims?|suggestions?|accusations?|allegations?|criticism|calls?|idea|notion|invitation|apolog\w+|recommendations?|"
    r"motion|request|demands?|(?:union|UNION)'s? (?:formal |last )?offer|offer (?:of|to) (?:talk\w*|meet\w*|negotiat\w*))\b"
)
_EMPLOYER_ACTS = phrase(
    r"(?:MINISTER|BODY|employers?|ministers?|government|management|bosses|company|council|managers|firm|university|trust)"
    r"(?:,[^,]{3,60},)? (?:has |have |had |also |simply |then |since |yesterday |\w+ly )*$"
)
_WISHED = re.compile(
    r"\b(?:urg\w+|ask\w*|call\w* on|want\w*|advis\w+|recommend\w*|should|if|whether|would|could|unless|expected to|until|"
    r"likely to|set to|may|might|going to|told (?:its|their|the))\b[^.;]{0,40}$"
)
_ASKED = re.compile(r"\b(?:could|would|may|might|can|if|should|unless|once|hop\w+|towards|want\w* to)\b[^.;]{0,40}$")
#: "in an offer that runs until June": days that are no day of an answer.
_NOT_THE_DAY = re.compile(
    r"\b(?:for|from|until|till|to|since|backdated|next|by|of|than|between|after|before|ahead of|following|over|in|on|with|and)\b(?: the| this)?(?: \w+)?\s*$"
)
_ON_THE_DAY = re.compile(r"(?:^|[\s,])(?:on|in|last|late|early|earlier|back in|yesterday|DATE|this|that)?\s*(?:on |in )?$")
_STOPPAGE = phrase(r"{stoppage}|\bstrik\w+|\bstoppage|walk\w*")


def responses(ctx: Context) -> list[Draft]:
    """Return the drafts of all answers to offers told in words."""
    steps = history(ctx)
    found: list[Draft] = []
    for view in ctx.views:
        for trigger in rule_table("response").find(view):
            found.extend(_response(ctx, trigger, steps, found))
    return found


def tie(ctx: Context, drafts: Iterable[Draft]) -> None:
    """Name in each answer with no `about` the one step that its own sentence gives figures of."""
    steps = history(ctx)
    for draft in drafts:
        if draft.type == "response" and draft.stage != "consulting" and draft.about is None:
            draft.about = _about(steps, draft.view, "terms")


def _response(ctx: Context, trigger: Trigger, steps: Sequence[Step], found: Sequence[Draft]) -> Iterator[Draft]:
    view, rule = trigger.view, trigger.rule
    kind = str(rule.attributes.get("about", "terms"))
    stage = rule.stage
    if stage == LIKEWISE:
        last = next((d for d in reversed(found) if 0 <= view.index - d.view.index <= LIKEWISE_REACH), None)
        if last is None:
            return
        stage = last.stage
    elif not _holds(view, trigger, kind) or not _speaks_of_terms(ctx, steps, view, kind):
        return
    elif stage == "consulting":
        if any(m.role in _VOTES for g in view.labelled("PERCENT") for m in g.mentions):
            return
    elif not _acts(view, trigger):
        return
    who = _who(ctx, view, trigger)
    date = _window(ctx, view, trigger) if stage == "consulting" else answer_date(ctx, view, trigger)
    about = None if stage == "consulting" else _about(steps, view, kind)
    yield Draft("response", stage, view, rule.id, rule.confidence, unions=who.unions, explicit=who.explicit, date_edtf=date, about=about)


def _holds(view: SentenceView, trigger: Trigger, kind: str) -> bool:
    """Say whether what a rule matched can be an answer to terms at all."""
    said = view.masked[trigger.start:trigger.end]
    if _NOT_TERMS.search(said) or _NOT_TERMS.match(view.masked[trigger.end:trigger.end + 30].lstrip(" ")):
        return False
    if kind == "figure":
        at = trigger.start + said.rfind(trigger.values["figure"])
        group = next((g for g in view.groups if g.start == at), None)
        return group is not None and (group.label == "MONEY" or group.mentions[0].role in _PAY)
    if kind == "terms":
        return True
    # A bare "said yes" beside shares is the vote that they tell of; "said no" to a strike is no answer.
    if any(m.role in _VOTES for g in view.labelled("PERCENT") for m in g.mentions) and kind in ("none", "pronoun"):
        return phrase("{pay_terms}").search(view.masked) is not None
    return trigger.rule.stage == "consulting" or not (_STOPPAGE.search(view.clause_text(trigger.start)) and not phrase("{pay_terms}").search(view.masked))


def _acts(view: SentenceView, trigger: Trigger) -> bool:
    """Say whether the workers' side answers: not the employer, and not only wished or expected to."""
    clause = view.clause_at(trigger.start)
    before = view.masked[clause.start:trigger.start]
    passive = re.match(r"(?:{|pay |the |this |an? )?", before) is not None and "passive" in trigger.rule.id
    if _WISHED.search(before):
        return False
    return passive or not _EMPLOYER_ACTS.search(view.masked[max(trigger.start - 90, 0):trigger.start])


def _speaks_of_terms(ctx: Context, steps: Sequence[Step], view: SentenceView, kind: str) -> bool:
    """Say whether this sentence or those just before it speak of an offer."""
    if kind in ("terms", "figure"):
        return True
    if any(0 <= view.index - at <= TERMS_REACH for s in steps for at in (s.view.index, s.last_view)):
        return True
    near = ctx.views[max(view.index - TERMS_REACH, 0):view.index + 1]
    return any(phrase("{pay_terms}|pay award|award\\b").search(v.masked) for v in near)


def _who(ctx: Context, view: SentenceView, trigger: Trigger) -> Who:
    """Return the union that answers: after "rejected by", else as anywhere."""
    by = re.search(r"\bby (?:the |members of |all |both |\w+ of )*UNION", view.masked[trigger.start:trigger.end + 40])
    if by:
        group = next((g for g in view.labelled("UNION") if g.start >= trigger.start + by.start() and g.ids), None)
        if group:
            return Who(group.ids, True)
    inside = [g for g in view.labelled("UNION") if g.ids and trigger.start <= g.start < trigger.end]
    if inside and trigger.rule.stage == LIKEWISE or ".list" in trigger.rule.id and inside:
        return Who(inside[0].ids, True)
    return ctx.who(view, trigger.start)


def _about(steps: Sequence[Step], view: SentenceView, kind: str) -> str | None:
    """Return the number of the one step that an answer speaks of, in the form that offers use."""
    put = [(n, s) for n, s in enumerate(steps) if s.figured and (s.stage in PUT or s.stage == "imposed")]
    here = [(n, s) for n, s in put if s.view.index == view.index]
    if not here and kind == "pronoun":
        near = [(n, s) for n, s in put if 0 < view.index - s.view.index <= LIKEWISE_REACH]
        here = near[-1:]
    return f"offer {here[0][0]}" if len(here) == 1 else None


def answer_date(ctx: Context, view: SentenceView, trigger: Trigger) -> str | None:
    """Return the day or month of an answer: one in its clause, or at the head of its sentence."""
    clause = view.clause_at(trigger.start)
    for group in view.labelled("DATE"):
        mention = group.mentions[0]
        edtf = edtf_of(group)
        if edtf is None or not (is_day(group) or re.fullmatch(r"\d{4}-\d\d|XXXX-\d\d", edtf)):
            continue
        if mention.date_start and ctx.published and mention.date_start > ctx.published:
            continue
        if group.start < trigger.start:
            head = view.masked[:group.start].strip() in ("", "on", "in", "last", "late on", "earlier", "-")
            if not (clause.start <= group.start and (head or trigger.start - group.end < 30)):
                continue
        else:
            between = view.masked[trigger.end:group.start]
            if len(between) > 45 or re.search(r"\b(?:and|but|which|while|when|after|before|with|backdated|for|from|until|to|over|inflation|meant)\b|[;:]", between):
                continue
        if _ON_THE_DAY.search(view.masked[max(group.start - 14, 0):group.start]) and not view.masked.startswith("'s", group.end):
            return edtf
    return None


def _window(ctx: Context, view: SentenceView, trigger: Trigger) -> str | None:
    """Return the window of a consultation, where the sentence's dates are not those of action."""
    if _STOPPAGE.search(view.masked):
        return None
    if not re.search(r"\b(?:vot\w+|ballot\w*|consult\w*|poll\w*|referendum|decid\w*|until|clos\w+|open\w*|answer|result|asked)\b", view.masked):
        return None
    return ballot_window(ctx, view, trigger.start)
