"""Ballots: planned, open, and their results with shares, turnout, threshold and mandate.

Comes in: the context of one article. Goes out: drafts of type `ballot`, and for each vote on
an offer the `response` that it amounts to. It refuses to compute a share or a turnout: every
figure stands in the text.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from pipeline.code.context import Context
from pipeline.code.dates import announcement_date, ballot_window, told_date
from pipeline.code.draft import Draft
from pipeline.code.figures import people_count
from pipeline.code.rules import Trigger, phrase, rule_table
from pipeline.code.view import Group, SentenceView
from pipeline.records import Mention

_VOTE_ROLES = ("vote_for", "vote_against", "turnout", "threshold")
#: The day on which the Trade Union Act 2016 asked half of those entitled to vote.
THRESHOLD_LAW_FROM = dt.date(2017, 3, 1)
THRESHOLD_PCT = 50.0
#: Two shares are of one vote where they add up to this, or less (spoilt papers).
WHOLE_PCT = 100.6
#: A new vote is told where this many sentences hold no figure of the last one.
POLL_REACH = 3

_BY_BEFORE = re.compile(r"(?:\bby|\bat|\bwas|\bis|:|\bto|\bfigure was)\s*(?:a margin of |about |around |nearly |almost |some |just |over |more than |only )*$")
_EARLIER = re.compile(r"\b(?:previous|earlier|last time|last year|in (?:the )?(?:autumn|spring|summer|winter)|first ballot|an? initial|back in|previously)\b")


@dataclass(slots=True)
class _Poll:
    """One occasion of voting by one union: a draft for each question, sharing the turnout."""

    unions: tuple[str, ...]
    explicit: bool
    drafts: list[Draft]
    views: list[SentenceView]
    marks: list[tuple[SentenceView, Group]] = field(default_factory=list)

    def open_for(self, role: str, value: float, question: str | None) -> Draft | None:
        """Return the draft that can still take a figure, or None where a new one is needed."""
        for draft in reversed(self.drafts):
            if question and draft.question and question != draft.question:
                continue
            if role == "vote_for" and draft.share_for is None and (draft.share_against or 0) + value <= WHOLE_PCT:
                return draft
            if role == "vote_against" and draft.share_against is None and (draft.share_for or 0) + value <= WHOLE_PCT:
                return draft
        return None


def ballots(ctx: Context) -> list[Draft]:
    """Return the drafts of all ballots that an article tells of."""
    polls = _polls(ctx)
    drafts: list[Draft] = []
    for number, poll in enumerate(polls):
        drafts.extend(_finish(ctx, poll, number))
    drafts.extend(_told(ctx))
    return drafts


def _polls(ctx: Context) -> list[_Poll]:
    polls: list[_Poll] = []
    for view in ctx.views:
        marks = [(g, m) for g in view.labelled("PERCENT") for m in g.mentions if m.role in _VOTE_ROLES and m.value is not None]
        for n, (group, mention) in enumerate(marks):
            _place(ctx, polls, view, group, mention, [m for _, m in marks[n + 1:]])
    return polls


def _place(ctx: Context, polls: list[_Poll], view: SentenceView, group: Group, mention: Mention, rest: list[Mention]) -> None:
    """Put one figure into the vote that it belongs to, opening a new one where none can take it."""
    role, value = mention.role or "", float(mention.value or 0.0)
    who = ctx.who(view, group.start)
    question = _question(view, group) if role.startswith("vote") else None
    poll = polls[-1] if polls else None
    if poll is not None and (view.index - poll.views[-1].index > POLL_REACH or _other_union(poll, who.unions, who.explicit)):
        poll = None
    if role.startswith("vote"):
        draft = poll.open_for(role, value, question) if poll else None
        if poll and draft is None and question and all(d.question and d.question != question for d in poll.drafts):
            draft = _draft(view, poll.unions, poll.explicit)
            draft.turnout, draft.threshold, draft.indicative = poll.drafts[0].turnout, poll.drafts[0].threshold, poll.drafts[0].indicative
            poll.drafts.append(draft)
        if draft is None:
            poll = _open(polls, view, who.unions, who.explicit)
            draft = poll.drafts[0]
        draft.question = draft.question or question
        if role == "vote_for":
            draft.share_for = value
        else:
            draft.share_against = value
    elif role == "turnout":
        if poll is None or any(d.turnout not in (None, value) for d in poll.drafts) or _leads_new_vote(poll, view, rest):
            poll = _open(polls, view, who.unions, who.explicit)
        for each in poll.drafts:
            each.turnout = value
    else:
        if poll is None:
            poll = _open(polls, view, who.unions, who.explicit)
        for each in poll.drafts:
            each.threshold = each.threshold if each.threshold is not None else value
    if poll is not None:
        poll.marks.append((view, group))
        if poll.views[-1] is not view:
            poll.views.append(view)


def _leads_new_vote(poll: _Poll, view: SentenceView, rest: list[Mention]) -> bool:
    """ "On a turnout of 58%, 72% ...": the turnout stands before the share of a new vote."""
    if poll.views[-1] is view:
        return False
    follows = [m for m in rest if m.role == "vote_for"]
    return bool(follows) and all(d.share_for is not None for d in poll.drafts) and len(poll.drafts) < 2


def _other_union(poll: _Poll, unions: tuple[str, ...], explicit: bool) -> bool:
    return explicit and bool(poll.unions) and bool(unions) and not set(unions) & set(poll.unions)


def _open(polls: list[_Poll], view: SentenceView, unions: tuple[str, ...], explicit: bool) -> _Poll:
    poll = _Poll(unions, explicit, [_draft(view, unions, explicit)], [view])
    polls.append(poll)
    return poll


def _draft(view: SentenceView, unions: tuple[str, ...], explicit: bool) -> Draft:
    return Draft("ballot", "result", view, "ballot.result.figures", 0.9, unions=unions, explicit=explicit)


def _question(view: SentenceView, group: Group) -> str | None:
    """Return the question that a share answers, from the words on its own side of the clause."""
    others = [g for g in view.labelled("PERCENT") if g is not group]
    low = max((g.end for g in others if g.end <= group.start), default=0)
    high = min((g.start for g in others if g.start >= group.end), default=len(view.masked))
    before, after = view.masked[max(low, group.start - 90):group.start], view.masked[group.end:min(high, group.end + 90)]
    sides = (before, after) if _BY_BEFORE.search(before) else (after, before)
    return next((q for q in map(question_of, sides) if q), None)


def question_of(text: str) -> str | None:
    """Return the ballot question that a stretch of masked text names, None where it names none."""
    if phrase("{short}|{overtime}|{rule}").search(text):
        return "action_short"
    if phrase(r"(?:{reject}|{accept}|\bfor\b|against|content|yes to|no to|approv\w+){wide}{offer}|{offer}").search(text) and not phrase("{stoppage}").search(text):
        return "offer"
    if phrase("{stoppage}|\\bstrik(?:e|ing)\\b|\\bwalk(?:ing)? out\\b").search(text):
        return "strike"
    return None


def _finish(ctx: Context, poll: _Poll, number: int) -> Iterator[Draft]:
    text = " ".join(v.masked for v in poll.views)
    named = next((d.question for d in poll.drafts if d.question), None)
    fallback = named or question_of(text) or _question_before(ctx, poll.views[0]) or "strike"
    indicative = True if phrase(r"consultative|indicative|preliminary|straw poll|\bsurvey\b|online poll|snap poll|informal").search(text) else None
    date = told_date(ctx, poll.views, "ballot")
    if date is None and not _EARLIER.search(text):
        date = announcement_date(ctx, poll.views[0]) if number == 0 or poll.views[0].index <= 8 else None
    failed = _failed(text)
    for draft in poll.drafts:
        if draft.share_for is None and draft.share_against is None and draft.turnout is None and not failed:
            continue
        draft.question = draft.question or fallback
        draft.indicative = indicative
        draft.date_edtf = date
        draft.n_workers = people_count(poll.views, r"ballot|eligible|entitled|vot(?:e|ed|ing)|asked|polled|members")
        draft.mandate = _mandate(ctx, draft, failed, text)
        yield draft
        if draft.question == "offer":
            yield from _response(draft)


def _question_before(ctx: Context, view: SentenceView) -> str | None:
    for at in range(view.index - 1, max(view.index - 3, -1), -1):
        found = question_of(ctx.views[at].masked)
        if found:
            return found
    return None


def _failed(text: str) -> bool:
    """Say whether a text tells that a threshold was missed."""
    return phrase(
        r"(?:below|short of|under|missed|miss(?:es|ing)?|fail(?:s|ed|ing)? to (?:reach|meet|hit|pass|clear|achieve)|fell short|did not (?:reach|meet)|"
        r"didn't (?:reach|meet)|not reach(?:ed)?|not me[te]t?|shy of|adrift of|nowhere near){wide}(?:threshold|PCT|hurdle|requirement|legal (?:minimum|limit)|bar\b|line)|"
        r"threshold (?:was|is|had been|has been) (?:not (?:been )?(?:met|reached)|missed)|lo(?:st|se|ses|sing) (?:its|their|the) (?:strike )?mandate|"
        r"thwarted by|votes short|fell at the|not enough (?:members|votes)|too few|missing the|turnout{wide}too low|insufficient"
    ).search(text) is not None


def _mandate(ctx: Context, draft: Draft, failed: bool, text: str) -> bool | None:
    if draft.question == "offer" or draft.indicative:
        return None
    if draft.share_for is None and draft.share_against is None:
        return False if failed and draft.turnout is not None else None
    lost = (draft.share_for is not None and draft.share_for < THRESHOLD_PCT) or (draft.share_against or 0) > THRESHOLD_PCT
    under = (draft.turnout is not None and draft.turnout < (draft.threshold or THRESHOLD_PCT) and "northern ireland" not in text
             and ctx.published is not None and ctx.published >= THRESHOLD_LAW_FROM)
    return not (lost or under or (failed and (draft.turnout is None or draft.turnout < THRESHOLD_PCT)))


def _response(poll: Draft) -> Iterator[Draft]:
    """A vote on an offer with a share is also an answer to it."""
    yes = poll.share_for if poll.share_for is not None else (None if poll.share_against is None else 100 - poll.share_against)
    if yes is None or yes == THRESHOLD_PCT:
        return
    stage = "accepted" if yes > THRESHOLD_PCT else "rejected"
    yield Draft("response", stage, poll.view, f"response.{stage}.vote", 0.85, unions=poll.unions, explicit=poll.explicit, date_edtf=poll.date_edtf)


def _told(ctx: Context) -> Iterator[Draft]:
    """Yield the ballots told in words: planned, open, and results without a figure."""
    table = rule_table("ballot")
    for view in ctx.views:
        for trigger in table.find(view):
            yield from _from_trigger(ctx, trigger)


def _from_trigger(ctx: Context, trigger: Trigger) -> Iterator[Draft]:
    rule, view = trigger.rule, trigger.view
    who = ctx.who(view, trigger.start)
    question = rule.attributes.get("question") or question_of(view.clause_text(trigger.start)) or question_of(view.masked) or _question_before(ctx, view)
    if question == "offer" and rule.stage == "result":
        return
    mandate = rule.attributes.get("mandate")
    draft = Draft("ballot", rule.stage, view, rule.id, rule.confidence, unions=who.unions, explicit=who.explicit,
                  question=str(question) if question else "strike",
                  mandate=mandate if isinstance(mandate, bool) else None,
                  indicative=True if phrase("consultative|indicative|preliminary").search(view.clause_text(trigger.start)) else None)
    if draft.indicative:
        draft.mandate = None
    if rule.stage in ("planned", "open"):
        draft.date_edtf = ballot_window(ctx, view, trigger.start)
        draft.n_workers = people_count([view], r"ballot|members|workers|staff|vote")
    else:
        draft.date_edtf = told_date(ctx, [view], "ballot")
    for union in who.unions or ("",):
        yield _for_union(draft, union)


def _for_union(draft: Draft, union: str) -> Draft:
    copy = Draft(**{name: getattr(draft, name) for name in Draft.__dataclass_fields__})
    copy.unions = (union,) if union else ()
    copy.rules = []
    return copy


def split_unions(drafts: Iterable[Draft]) -> Iterator[Draft]:
    """Yield one draft for each named union: two unions' ballots are two reports."""
    for draft in drafts:
        for union in draft.unions or ("",):
            yield _for_union(draft, union)
