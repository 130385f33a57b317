"""Answers to offers: what the workers' side accepts, rejects or puts to its members.

Comes in: the context of one article. Goes out: drafts of type `response`, each tied to the step of
the offers' history that it answers where the text shows which. It refuses a rejection of anything
but terms (claims, reports, accusations) and an answer that is only asked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from pipeline.code.antecedent import who_acts
from pipeline.code.consulting import asked, consulted_when, is_consultation, on_a_deal
from pipeline.code.context import Context, Who
from pipeline.code.dates import edtf_of, is_day
from pipeline.code.draft import Draft
from pipeline.code.history import history
from pipeline.code.moments import answer_date
from pipeline.code.rules import Trigger, phrase, rule_table
from pipeline.code.steps import PUT, Step
from pipeline.code.view import SentenceView

#: Terms are spoken of where an offer stands at most this many sentences back.
TERMS_REACH = 3
#: "Unite did likewise" repeats an answer at most this many sentences back.
LIKEWISE_REACH = 2
LIKEWISE = "likewise"
ANSWERED = ("accepted", "rejected")
HALF_PCT = 50.0

_VOTES = frozenset({"vote_for", "vote_against"})
_PAY = frozenset({"pay_offer", "pay_award", "pay_deal"})
#: What may be rejected or accepted and is no offer.
_NOT_TERMS = phrase(
    r"\b(?:claims?|suggestions?|accusations?|allegations?|criticism|calls?|idea|notion|invitation|apolog\w+|"
    r"recommendations?|"
    r"motion|request|demands?|(?:union|UNION)'s? (?:formal |last )?offer|offer (?:of|to) (?:talk\w*|meet\w*|"
    r"negotiat\w*))\b"
)
_EMPLOYER_ACTS = phrase(
    r"(?<!\bat )(?<!\bof )(?<!\bfor )(?<!\bin )(?<!\bwith )"
    r"(?<!\bfrom )(?<!\bby )(?<!\bat the )(?<!\bof the )(?<!\bby the )"
    r"(?:MINISTER|BODY|employers?|ministers?|government|management|bosses|"
    r"company|council|managers|firm|university|trust|judges?|court|sheriff|tribunal)"
    r"(?:,[^,]{3,60},)? (?:has |have |had |also |simply |then |since |yesterday |\w+ly )*$"
)
_WISHED = re.compile(
    r"\b(?:urg\w+|ask\w*|call\w* on|want\w*|advis\w+|recommend\w*|should|if|whether|would|could|unless|expected to|"
    r"until|"
    r"likely to|set to|may|might|going to|told (?:its|their|the)|campaign\w* (?:to|for)|whether to|intend\w* to|"
    r"plan\w* to|poised to|ready to|pledg\w* to|promis\w* to|"
    r"vow\w* to|threat\w*)\b[^.;]{0,40}$"
)
_CAME_OUT = re.compile(
    r"^(?:the |that |its |their )(?:results?|outcome|decision|verdict)\b[^.;]{0,30}"
    r"\b(?:announced|declared|came out|revealed|made public|published) (?:\w+ )?(?:on )?DATE"
)
#: Negation that stands with the verb itself; one elsewhere in the clause is of something else.
_NOT = re.compile(
    r"(?:\b(?:not|never|neither|nor|nobody|no one|none|few|yet to|(?:refus|fail|declin)\w* to|no)|"
    r"n't)\s+(?:\w+\s+){0,2}$"
)
_EARLIER_OFFER = re.compile(
    r"\b(?:initial|original|earlier|first|opening|previous) (?:[\w-]+ ){0,3}?(?:offers?|deal|"
    r"proposals?|package|one)\b"
)
#: Nouns of the workers' side: where one stands first in a clause, it is the subject.
_WORKERS = phrase(r"\b(?:{union_subject})\b")
_STOPPAGE = phrase(r"{stoppage}|\bstrik\w+|\bstoppage|walk\w*")


def responses(ctx: Context) -> list[Draft]:
    """Return the drafts of all answers to offers told in words."""
    steps = history(ctx)
    found: list[Draft] = []
    for view in ctx.views:
        for trigger in rule_table("response").find(view):
            found.extend(_response(ctx, trigger, steps, found))
    return found


def tie(ctx: Context, found: Iterable[Draft]) -> list[Draft]:
    """Tie the drafts of one article: answers to the offer they speak of, deals to the day they were accepted.

    A later answer of one union, told again where several gave it together, is left out.
    """
    steps = history(ctx)
    drafts = list(found)
    accepted = [d for d in drafts if d.type == "response" and d.stage == "accepted" and d.date_edtf]
    for draft in drafts:
        if draft.type == "settlement" and draft.date_edtf is None:
            draft.date_edtf = next(
                (d.date_edtf for d in accepted if set(d.unions) & set(draft.unions) and d.about in (None, draft.about)),
                None,
            )
        if draft.type == "response" and draft.stage != "consulting" and draft.about is None:
            draft.about = (
                _about(steps, draft.view, "terms", draft.stage) or _beside(drafts, draft) or _current(steps, draft)
            )
    return [d for d in drafts if not _told_together(d, drafts)]


def _beside(drafts: Sequence[Draft], draft: Draft) -> str | None:
    """Return the offer of the same side's same answer, told within a sentence or two; a dated answer is its own."""
    if draft.date_edtf is not None:
        return None
    return next(
        (
            d.about
            for d in drafts
            if (d.type, d.stage, d.unions) == (draft.type, draft.stage, draft.unions)
            and d.about is not None
            and 0 < abs(d.view.index - draft.view.index) <= LIKEWISE_REACH
        ),
        None,
    )


def _current(steps: Sequence[Step], draft: Draft) -> str | None:
    """Return the offer that an answer without figures speaks of: the last one, unless it says otherwise."""
    if _EARLIER_OFFER.search(draft.view.masked):
        return None
    put = [
        (n, s)
        for n, s in enumerate(steps)
        if s.stage in PUT and (not draft.unions or not s.who.unions or set(draft.unions) & set(s.who.unions))
    ]
    last = [n for n, s in put if s.stage == "improved"] or [n for n, _ in put]
    return f"offer {last[-1]}" if last else None


def _told_together(draft: Draft, drafts: Sequence[Draft]) -> bool:
    """Say whether words only repeat for one union what an earlier sentence told of several at once."""
    if draft.type != "response" or draft.stage not in ANSWERED or draft.rule.endswith(".vote") or not draft.explicit:
        return False
    return any(
        d.type == "response"
        and d.stage == draft.stage
        and d.about == draft.about
        and d.view.index < draft.view.index
        and set(draft.unions) < set(d.unions)
        and draft.date_edtf is None
        for d in drafts
    )


def _response(ctx: Context, trigger: Trigger, steps: Sequence[Step], found: Sequence[Draft]) -> Iterator[Draft]:
    view, rule = trigger.view, trigger.rule
    kind = str(rule.attributes.get("about", "terms"))
    stage = rule.stage
    if stage == LIKEWISE:
        last = next((d for d in reversed(found) if 0 <= view.index - d.view.index <= LIKEWISE_REACH), None)
        if last is None:
            return
        stage = last.stage
    elif not _holds(ctx, view, trigger, kind) or not _speaks_of_terms(ctx, steps, view, trigger, kind):
        return
    elif stage == "consulting":
        if rule.attributes.get("deal") and not on_a_deal(view, found):
            return
        if _shares(view) or (".recommend" not in rule.id and asked(view, trigger)):
            return
    elif not _acts(view, trigger) or _outvoted(view, stage):
        return
    who = _who(ctx, view, trigger)
    date = consulted_when(ctx, view, trigger) if stage == "consulting" else None
    if stage != "consulting" and not rule.attributes.get("inside"):
        date = answer_date(ctx, view, trigger) or _told_next(ctx, view)
    about = None if stage == "consulting" else _about(steps, view, kind, stage)
    yield Draft(
        "response",
        stage,
        view,
        rule.id,
        rule.confidence,
        unions=who.unions,
        explicit=who.explicit,
        date_edtf=date,
        about=about,
    )


def _holds(ctx: Context, view: SentenceView, trigger: Trigger, kind: str) -> bool:
    """Say whether what a rule matched can be an answer to terms at all."""
    said = view.masked[trigger.start : trigger.end]
    if _NOT.search(view.masked[max(trigger.start - 30, 0) : trigger.start]):
        return False
    if trigger.rule.stage == "consulting":
        return is_consultation(view, trigger)
    if kind == "list":
        return True
    if _NOT_TERMS.search(said) or _NOT_TERMS.match(view.masked[trigger.end : trigger.end + 30].lstrip(" ")):
        return False
    if kind == "figure":
        at = trigger.start + said.rfind(trigger.values["figure"])
        group = next((g for g in view.groups if g.start == at), None)
        return group is not None and (group.label == "MONEY" or group.mentions[0].role in _PAY)
    if kind != "none":
        return True
    # "Said yes" may answer a strike ballot as well as an offer: what is near decides.
    near = ctx.views[max(view.index - 2, 0) : view.index + 1]
    if phrase("{pay_terms}").search(view.masked):
        return True
    return not any(_STOPPAGE.search(v.masked) for v in (near if _shares(view) else near[-1:]))


def _shares(view: SentenceView) -> dict[str, float]:
    """Return the shares of a vote that a sentence tells, by role."""
    return {
        m.role: m.value
        for g in view.labelled("PERCENT")
        for m in g.mentions
        if m.role in _VOTES and m.value is not None
    }


def _outvoted(view: SentenceView, stage: str) -> bool:
    """Say whether the shares of the sentence show that the other side of the vote won."""
    shares = _shares(view)
    yes = shares.get("vote_for", 100 - shares["vote_against"] if "vote_against" in shares else None)
    return yes is not None and (yes < HALF_PCT if stage == "accepted" else yes > HALF_PCT)


def _acts(view: SentenceView, trigger: Trigger) -> bool:
    """Say whether the workers' side answers: not the employer, and not only wished or expected to."""
    clause = view.clause_at(trigger.start)
    before = view.masked[clause.start : trigger.start]
    passive = "passive" in trigger.rule.id or ".list" in trigger.rule.id
    if _WISHED.search(before):
        return False
    if passive or _WORKERS.search(view.masked[trigger.start : trigger.end]):
        return True
    # "UNION said that the company rejected": the speaker is no subject of what is said.
    said = re.split(r"\b(?:said|says|that|told)\b", before)[-1]
    return not _EMPLOYER_ACTS.search(before) or _WORKERS.search(said) is not None


def _speaks_of_terms(ctx: Context, steps: Sequence[Step], view: SentenceView, trigger: Trigger, kind: str) -> bool:
    """Say whether this sentence or those just before it speak of an offer."""
    if trigger.rule.attributes.get("deal") or kind in ("terms", "figure") or (kind == "list" and steps):
        return True
    if trigger.rule.stage == "consulting" and any(s.stage in PUT for s in steps) and not _STOPPAGE.search(view.masked):
        return True
    if any(0 <= view.index - at <= TERMS_REACH for s in steps for at in (s.view.index, s.last_view)):
        return True
    near = ctx.views[max(view.index - TERMS_REACH, 0) : view.index + 1]
    return any(phrase("{pay_terms}|pay award|award\\b").search(v.masked) for v in near)


def _who(ctx: Context, view: SentenceView, trigger: Trigger) -> Who:
    """Return the union that answers: after "rejected by", else as anywhere."""
    by = re.search(r"\bby (?:the |members of |all |both |\w+ of )*UNION", view.masked[trigger.start : trigger.end + 40])
    if by:
        group = next((g for g in view.labelled("UNION") if g.start >= trigger.start + by.start() and g.ids), None)
        if group:
            return Who(group.ids, True)
    inside = [g for g in view.labelled("UNION") if g.ids and trigger.start <= g.start < trigger.end]
    if inside and (trigger.rule.stage == LIKEWISE or ".list" in trigger.rule.id):
        return Who(inside[0].ids, True)
    if inside and trigger.rule.attributes.get("inside"):
        return Who(inside[-1].ids, True)
    return who_acts(ctx, view, trigger.start)


def _about(steps: Sequence[Step], view: SentenceView, kind: str, stage: str) -> str | None:
    """Return the number of the one step that an answer speaks of, in the form that offers use."""
    put = [
        (n, s)
        for n, s in enumerate(steps)
        if s.figured and (s.stage in PUT or s.stage == "imposed") and not (stage == "accepted" and s.place == "first")
    ]
    here = [(n, s) for n, s in put if s.view.index == view.index]
    if not here and kind == "pronoun":
        near = [(n, s) for n, s in put if 0 < view.index - s.view.index <= LIKEWISE_REACH]
        here = near[-1:]
    return f"offer {here[0][0]}" if len(here) == 1 else None


def _told_next(ctx: Context, view: SentenceView) -> str | None:
    """Return the day on which, as the next sentence says, the result came out."""
    later = ctx.views[view.index + 1] if view.index + 1 < len(ctx.views) else None
    if later is None or _CAME_OUT.match(later.masked) is None or later.labelled("UNION"):
        return None
    return next((edtf_of(g) for g in later.labelled("DATE") if is_day(g)), None)
