"""Ballots: planned, open, and their results with shares, turnout, threshold and mandate.

Comes in: the context of one article. Goes out: drafts of type `ballot`, and for each vote on
an offer the `response` that it amounts to. It refuses to compute a share or a turnout: every
figure stands in the text, and a turnout alone is no result unless it missed a threshold.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pipeline.code.context import Context
from pipeline.code.draft import Draft
from pipeline.code.outcomes import (
    THRESHOLD_PCT,
    VOTE_WORD,
    in_northern_ireland,
    is_indicative,
    is_recognition,
    main_question,
    mandate_of,
    missed_threshold,
    question_before,
    question_of,
)
from pipeline.code.polls import Poll, read_polls
from pipeline.code.result_days import NEWS_REACH, Stretch, result_date
from pipeline.code.told_votes import for_union, votes_in_words
from pipeline.code.view import SentenceView
from pipeline.code.vote_figures import TABLE_REACH, Answer, is_table_line
from pipeline.code.voters import ELECTORATE, sites_in, voters_in

_EARLIER = re.compile(
    r"\b(?:previous|earlier|last time|last year|in (?:the )?(?:autumn|spring|summer|winter)|first (?:ballot|"
    r"attempt)|an? initial|back in|previously|"
    r"had (?:already )?(?:voted|backed|rejected|accepted|refused|been)|last (?:asked|balloted)|ago)\b"
)
#: A turnout is told at most this many sentences after a result in words.
TURNOUT_REACH = 2
_TO_COME = re.compile(r"\b(?:will|would|to be|plans?|is to|are to|another|separate|could|may|might|next)\b")
#: One workplace of several is told: the number of them all is not its own.
_LOCAL = re.compile(r"^(?:over )?(?:at|in) (?!all\b|total\b)|\bwhere\b|\bclosest\b")
_OTHER_WAY = re.compile(r"\b(?:the other way|the opposite way|took the opposite|differently)\b")


def ballots(ctx: Context) -> list[Draft]:
    """Return the drafts of all ballots that an article tells of."""
    polls = read_polls(ctx)
    _turn_around(polls)
    told = {v.index for p in polls for v in p.views}
    answered = frozenset(i.view.index for p in polls for i in p.items if isinstance(i, Answer))
    drafts: list[Draft] = []
    for number, poll in enumerate(polls):
        others = frozenset(told - {v.index for v in poll.views})
        drafts.extend(_finish(ctx, polls, number, others))
    counted = [d for d in drafts if d.type == "ballot"]
    words = [d for d in votes_in_words(ctx, answered) if not _told_in_figures(d, counted)]
    _lend_turnout(polls, words)
    return drafts + words


def _lend_turnout(polls: Sequence[Poll], words: Sequence[Draft]) -> None:
    """Give a result told in words the turnout told of the same union's vote beside it."""
    for poll in polls:
        if poll.counted or poll.turnout is None:
            continue
        at = poll.views[0].index
        near = [
            d
            for d in words
            if d.stage == "result" and 0 <= at - d.view.index <= TURNOUT_REACH and set(d.unions) & set(poll.unions)
        ]
        if near and not near[-1].indicative:
            near[-1].turnout, near[-1].threshold = poll.turnout, poll.threshold


def _told_in_figures(words: Draft, counted: Sequence[Draft]) -> bool:
    """Say whether words tell the result of which the same sentence tells figures; for "two unions", any sentence."""
    if words.stage == "result" and not words.unions and any(d.question == words.question for d in counted):
        return True
    return words.stage == "result" and any(
        d.view is words.view
        and (not words.unions or set(d.unions) & set(words.unions))
        and (d.indicative or d.question == words.question)
        for d in counted
    )


def _turn_around(polls: Sequence[Poll]) -> None:
    """Swap the shares of a union that "went the other way" where both votes would else go one way."""
    for before, poll in itertools.pairwise(polls):
        if not any(_OTHER_WAY.search(v.masked) for v in poll.views):
            continue
        a, b = before.drafts[0], poll.drafts[0]
        b.question = b.question or a.question
        carried = _carried(a)
        if carried is not None and carried == _carried(b):
            b.share_for, b.share_against = b.share_against, b.share_for


def _carried(draft: Draft) -> bool | None:
    if draft.share_for is not None:
        return draft.share_for > THRESHOLD_PCT
    return None if draft.share_against is None else draft.share_against < THRESHOLD_PCT


def _stretches(polls: Sequence[Poll], poll: Poll) -> list[Stretch]:
    """Return the part of each sentence that lies between the figures of the other votes."""
    out = []
    for view in poll.views:
        mine = [i for i in poll.items if i.view is view]
        rest = [i for p in polls if p is not poll for i in p.items if i.view is view]
        low = max((i.end for i in rest if i.end <= mine[0].start), default=0)
        first = min(i.start for i in (*mine, *rest))
        high = min((i.start for i in rest if i.start >= mine[-1].end), default=len(view.masked))
        out.append(Stretch(view, low, high, first))
    return out


@dataclass(frozen=True, slots=True)
class _Telling:
    """What the sentences of one vote tell of all its questions together."""

    text: str
    outcome: str
    recognition: bool
    indicative: bool
    northern: bool
    date: str | None
    n_workers: int | None
    n_sites: int | None


def _telling(ctx: Context, polls: Sequence[Poll], number: int, others: frozenset[int]) -> _Telling:
    """Return what is told of one vote; `others` are the sentences with figures of other votes."""
    poll = polls[number]
    told = _stretches(polls, poll)
    text = " ".join(s.view.masked[s.start : s.end] for s in told)
    first, last = poll.views[0], poll.views[-1]
    intro = ctx.views[first.index - 1].masked if first.index and first.index - 1 not in others else ""
    outro = ctx.views[last.index + 1].masked if last.index + 1 < len(ctx.views) and last.index + 1 not in others else ""
    goes_on = re.search(r"threshold|turnout|mandate", outro) and "UNION" not in outro
    news = not _EARLIER.search(text) and (number == 0 or first.index <= NEWS_REACH)
    beside = _beside(ctx, poll, others)
    before = [Stretch(v, 0, len(v.masked)) for v in beside if v.index == first.index - 1]
    sites = told if _LOCAL.search(first.masked) else [*told, *before]
    return _Telling(
        text=text,
        outcome=f"{text} {outro}" if goes_on else text,
        recognition=is_recognition(text) or (is_recognition(intro) and not question_of(text)),
        indicative=is_indicative(text) or (is_indicative(intro) and not VOTE_WORD.search(text)),
        northern=in_northern_ireland(ctx, poll.unions, poll.views),
        date=result_date(ctx, told, poll.unions, news=news, others=others) or _shared_date(polls, number, text),
        n_workers=_first(voters_in(v) for v in (*poll.views, *beside)) or _shared_voters(polls, number),
        n_sites=_first(sites_in(s.view, s.start, s.end) for s in sites),
    )


def _first(numbers: Iterable[int | None]) -> int | None:
    return next((n for n in numbers if n is not None), None)


def _finish(ctx: Context, polls: Sequence[Poll], number: int, others: frozenset[int]) -> Iterator[Draft]:
    """Yield the drafts of one vote with question, date, voters and mandate."""
    poll = polls[number]
    if not poll.unions and ctx.main is None:
        return
    told = _telling(ctx, polls, number, others)
    for draft in poll.drafts:
        asked = draft.question or _other_question(poll, draft) or _asked(ctx, poll, told.text)
        draft.question = None if told.recognition else asked
        draft.indicative = True if told.indicative else None
        draft.date_edtf, draft.n_workers, draft.n_sites = told.date, told.n_workers, told.n_sites
        if draft.question == "offer" or told.indicative or told.northern or told.recognition:
            draft.threshold = None
        draft.mandate = None if told.recognition else mandate_of(ctx, draft, told.outcome, northern=told.northern)
        failed = draft.turnout is not None and draft.mandate is False
        if not (poll.counted or failed or missed_threshold(told.text)):
            continue
        yield draft
        if draft.question == "offer":
            yield from _response(draft)


def _shared_date(polls: Sequence[Poll], number: int, text: str) -> str | None:
    """Return the date of the vote told just before by the same union: results told together came out together."""
    poll, before = polls[number], polls[number - 1] if number else None
    if before is None or before.unions != poll.unions or _EARLIER.search(text) or before.drafts[0].indicative:
        return None
    near = poll.views[0].index - before.views[-1].index <= 1
    return before.drafts[0].date_edtf if near else None


def _shared_voters(polls: Sequence[Poll], number: int) -> int | None:
    """Return who could vote on the question before in a scrutineer's table: one paper has two questions."""
    poll, before = polls[number], polls[number - 1] if number else None
    if before is None or before.unions != poll.unions or not before.counted or before.turnout != poll.turnout:
        return None
    tables = is_table_line(poll.views[0]) and is_table_line(before.views[-1])
    near = poll.views[0].index - before.views[-1].index <= TABLE_REACH
    return before.drafts[0].n_workers if tables and near else None


def _beside(ctx: Context, poll: Poll, others: frozenset[int]) -> list[SentenceView]:
    """Return the sentences around a vote that go on about it and tell of no other one, the nearest first."""
    first, last = poll.views[0].index, poll.views[-1].index
    at = [n for n in range(first - 1, first - (TABLE_REACH if is_table_line(poll.views[0]) else 2), -1) if n >= 0]
    if last + 2 not in others and last + 1 < len(ctx.views) and not _TO_COME.search(ctx.views[last + 1].masked):
        at.append(last + 1)
    near = [ctx.views[n] for n in at if n not in others]
    return [v for v in near if VOTE_WORD.search(v.masked) or ELECTORATE.search(v.masked)]


def _other_question(poll: Poll, draft: Draft) -> str | None:
    """Return the question left over where the vote's other paper names its own."""
    named = {d.question for d in poll.drafts if d is not draft and d.question}
    if named == {"action_short"}:
        return "strike"
    return "action_short" if named == {"strike"} else None


def _asked(ctx: Context, poll: Poll, text: str) -> str:
    """Return the question that a vote's own text or the sentences before it speak of; strike where they name none."""
    view = poll.views[0]
    own = main_question(text)
    if not poll.counted:
        return own if own == "action_short" else "strike"
    return (
        own
        or question_before(ctx, view, 3)
        or next((q for v in ctx.views[:2] if (q := main_question(v.masked))), None)
        or "strike"
    )


def _response(poll: Draft) -> Iterator[Draft]:
    """A vote on an offer with a share is also an answer to it."""
    carried = _carried(poll)
    if carried is None or THRESHOLD_PCT in (poll.share_for, poll.share_against):
        return
    stage = "accepted" if carried else "rejected"
    yield Draft(
        "response",
        stage,
        poll.view,
        f"response.{stage}.vote",
        0.85,
        unions=poll.unions,
        explicit=poll.explicit,
        date_edtf=poll.date_edtf,
    )


def split_unions(drafts: Iterable[Draft]) -> Iterator[Draft]:
    """Yield one draft for each named union: two unions' ballots are two reports."""
    for draft in drafts:
        for union in draft.unions or ("",):
            yield for_union(draft, union)
