"""Ballots: planned, open, and their results with shares, turnout, threshold and mandate.

Comes in: the context of one article. Goes out: drafts of type `ballot`, and for each vote on
an offer the `response` that it amounts to. It refuses to compute a share or a turnout: every
figure stands in the text, and a turnout alone is no result unless it missed a threshold.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from pipeline.code.context import Context
from pipeline.code.draft import Draft
from pipeline.code.outcomes import (
    THRESHOLD_PCT,
    in_northern_ireland,
    is_indicative,
    is_recognition,
    main_question,
    mandate_of,
    missed_threshold,
    question_of,
)
from pipeline.code.polls import TABLE_REACH, Poll, is_table_line, read_polls
from pipeline.code.rules import Trigger, rule_table
from pipeline.code.view import SentenceView
from pipeline.code.voters import sites_in, voters_in
from pipeline.code.voting_days import NEWS_REACH, Stretch, as_edtf, is_before, result_date, voting_window

_EARLIER = re.compile(
    r"\b(?:previous|earlier|last time|last year|in (?:the )?(?:autumn|spring|summer|winter)|first (?:ballot|attempt)|an? initial|back in|previously|"
    r"had (?:already )?(?:voted|backed|rejected|accepted|refused|been)|last (?:asked|balloted)|ago)\b"
)
_VOTE_WORD = re.compile(r"\b(?:ballot\w*|vot(?:e|ed|ing)|poll\w*|mandate)\b")
#: A decision to hold a vote older than this has been carried out, or has not.
STALE_DAYS = 42
#: Titles stand among this many first lines.
TITLE_VIEWS = 4
_TO_COME = re.compile(r"\b(?:will|would|to be|plans?|is to|are to|another|separate|could|may|might|next)\b")
#: What an employer or a minister would have the union do is no ballot.
_WISHED = re.compile(
    r"\b(?:should|must|ought to|urg\w+|call\w* on|let|fix is for|wants? (?:the union|UNION|them)|ask(?:s|ed)? (?:the union|UNION)|"
    r"if (?:only )?(?:the union|UNION|they|it)|demand\w*|calls? for|without an?)\b[^.;]{0,40}$"
)
_ADVICE = re.compile(r"\b(?:recommend\w*|advis\w+|advice|urg\w+)\b")
_BEGUN = re.compile(r"\b(?:open(?:ed|ing|s)|began|begun|beginning|started|starting|under ?way)\b")
_OTHER_WAY = re.compile(r"\b(?:the other way|the opposite way|took the opposite|differently)\b")
#: Stages of a vote that has no result yet.
_PENDING = ("planned", "open")


def ballots(ctx: Context) -> list[Draft]:
    """Return the drafts of all ballots that an article tells of."""
    polls = read_polls(ctx)
    _turn_around(polls)
    told = {v.index for p in polls for v in p.views}
    drafts: list[Draft] = []
    for number, poll in enumerate(polls):
        others = frozenset(told - {v.index for v in poll.views})
        drafts.extend(_finish(ctx, polls, number, others))
    counted = [d for d in drafts if d.type == "ballot"]
    drafts.extend(d for d in _in_words(ctx, frozenset(told)) if not _told_in_figures(d, counted))
    return drafts


def _told_in_figures(words: Draft, counted: Sequence[Draft]) -> bool:
    """Say whether words tell the result of which the same sentence tells the figures."""
    return words.stage == "result" and any(
        d.view is words.view and (not words.unions or set(d.unions) & set(words.unions)) and (d.indicative or d.question == words.question)
        for d in counted
    )


def _turn_around(polls: Sequence[Poll]) -> None:
    """Swap the shares of a union that "went the other way" where both votes would else go one way."""
    for before, poll in zip(polls, polls[1:], strict=False):
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


def _finish(ctx: Context, polls: Sequence[Poll], number: int, others: frozenset[int]) -> Iterator[Draft]:
    """Yield the drafts of one vote with question, date, voters and mandate."""
    poll = polls[number]
    if not poll.unions and ctx.main is None:
        return
    told = _stretches(polls, poll)
    text = " ".join(s.view.masked[s.start:s.end] for s in told)
    first, last = poll.views[0], poll.views[-1]
    intro = ctx.views[first.index - 1].masked if first.index and first.index - 1 not in others else ""
    outro = ctx.views[last.index + 1].masked if last.index + 1 < len(ctx.views) and last.index + 1 not in others else ""
    recognition = is_recognition(text) or is_recognition(intro) and not question_of(text)
    indicative = is_indicative(text) or is_indicative(intro) and not _VOTE_WORD.search(text)
    news = not _EARLIER.search(text) and (number == 0 or first.index <= NEWS_REACH)
    date = result_date(ctx, told, poll.unions, news=news, others=others) or _shared_date(polls, number, text)
    northern = in_northern_ireland(ctx, poll.unions, poll.views)
    outcome = text + " " + outro if re.search(r"threshold|turnout|mandate", outro) and "UNION" not in outro else text
    beside = _beside(ctx, poll, others)
    workers = next((n for v in (*poll.views, *beside) if (n := voters_in(v)) is not None), None)
    before = [Stretch(v, 0, len(v.masked)) for v in beside if v.index == first.index - 1]
    sites = next((n for s in (*told, *before) if (n := sites_in(s.view, s.start, s.end)) is not None), None)
    for draft in poll.drafts:
        draft.question = None if recognition else draft.question or _other_question(poll, draft) or _asked(ctx, poll, text)
        draft.indicative = True if indicative else None
        draft.date_edtf, draft.n_workers, draft.n_sites = date, workers, sites
        if draft.question == "offer" or indicative or northern:
            draft.threshold = None
        draft.mandate = None if recognition else mandate_of(ctx, draft, outcome, northern=northern)
        if not poll.counted and not (draft.turnout is not None and draft.mandate is False) and not missed_threshold(text):
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


def _beside(ctx: Context, poll: Poll, others: frozenset[int]) -> list[SentenceView]:
    """Return the sentences around a vote that go on about it and tell of no other one, the nearest first."""
    first, last = poll.views[0].index, poll.views[-1].index
    at = [n for n in range(first - 1, first - (TABLE_REACH if is_table_line(poll.views[0]) else 2), -1) if n >= 0]
    if last + 2 not in others and last + 1 < len(ctx.views) and not _TO_COME.search(ctx.views[last + 1].masked):
        at.append(last + 1)
    return [ctx.views[n] for n in at if n not in others and _VOTE_WORD.search(ctx.views[n].masked)]


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
    return own or _question_before(ctx, view, 3) or next((q for v in ctx.views[:2] if (q := main_question(v.masked))), None) or "strike"


def _anchor(trigger: Trigger) -> int:
    """Return the place that the union of a trigger acts at: past the union in it, before a relative clause."""
    masked = trigger.view.masked
    named = masked.rfind("UNION", trigger.start, trigger.end)
    if named >= 0:
        return named + len("UNION")
    aside = re.search(r", (?:which|who|whose)\b[^,;]*, [\w ]{0,12}$", masked[:trigger.start])
    return aside.start() if aside else trigger.start


def _item_of(view: SentenceView, position: int) -> str:
    """Return the part of a sentence between semicolons that holds a position."""
    low = view.masked.rfind(";", 0, position) + 1
    high = view.masked.find(";", position)
    return view.masked[low:high if high >= 0 else len(view.masked)]


def _question_before(ctx: Context, view: SentenceView, reach: int = 2, unions: tuple[str, ...] = ()) -> str | None:
    """Return the question of the sentences before, passing over those about other unions."""
    for at in range(view.index - 1, max(view.index - 1 - reach, -1), -1):
        about = ctx.who(ctx.views[at], 0).unions if unions else ()
        if about and not set(about) & set(unions):
            continue
        found = main_question(ctx.views[at].masked)
        if found:
            return found
    return None


def _response(poll: Draft) -> Iterator[Draft]:
    """A vote on an offer with a share is also an answer to it."""
    carried = _carried(poll)
    if carried is None or THRESHOLD_PCT in (poll.share_for, poll.share_against):
        return
    stage = "accepted" if carried else "rejected"
    yield Draft("response", stage, poll.view, f"response.{stage}.vote", 0.85, unions=poll.unions, explicit=poll.explicit, date_edtf=poll.date_edtf)


def _in_words(ctx: Context, told: frozenset[int]) -> list[Draft]:
    """Return the ballots told in words: planned, open, and results without a figure."""
    table = rule_table("ballot")
    drafts = [d for view in ctx.views for trigger in table.find(view) for d in _from_trigger(ctx, trigger, told)]
    drafts = [d for d in drafts if not _headline(d.view) or not any(o.stage == d.stage and not _headline(o.view) for o in drafts)]
    return _one_question(ctx, drafts)


def _from_trigger(ctx: Context, trigger: Trigger, told: frozenset[int]) -> Iterator[Draft]:
    rule, view = trigger.rule, trigger.view
    who = ctx.who(view, _anchor(trigger))
    if not who.unions and ctx.main is None:
        return
    clause = view.clause_text(trigger.start)
    asked = question_of(view.masked[trigger.start:trigger.end + 30]) or question_of(clause)
    item = _item_of(view, trigger.start)
    asked = asked or next((q for q in (question_of(item),) if q != "offer" or _ADVICE.search(item)), None)
    asked = rule.attributes.get("question") or asked
    if asked is None and rule.stage not in _PENDING:
        asked = _question_before(ctx, view, unions=who.unions)
    question = str(asked) if asked else None
    if question == "offer" and rule.stage == "result" or is_recognition(clause):
        return
    mandate = rule.attributes.get("mandate")
    draft = Draft("ballot", rule.stage, view, rule.id, rule.confidence, unions=who.unions, explicit=who.explicit, question=question,
                  mandate=mandate if isinstance(mandate, bool) else None, indicative=True if is_indicative(clause) else None)
    if draft.indicative:
        draft.mandate = None
    if rule.stage in _PENDING:
        opened, closed = voting_window(ctx, view, trigger.start)
        if _decided_long_ago(ctx, view, trigger.start) and closed is None:
            return
        if _WISHED.search(view.masked[:trigger.start]) or _over(ctx, view, closed) or rule.stage == "open" and view.index in told:
            return
        begun = is_before(opened, ctx.published)
        if begun and rule.stage == "planned" and not _BEGUN.search(view.masked):
            opened = None
        elif begun is not None:
            draft.stage = "open" if begun else "planned"
        draft.date_edtf = as_edtf(opened, closed)
        draft.n_workers, draft.n_sites = voters_in(view), sites_in(view, 0, len(view.masked))
    else:
        if mandate is False and in_northern_ireland(ctx, who.unions, [view]) and "threshold" in rule.id:
            return
        draft.date_edtf = result_date(ctx, [Stretch(view, 0, len(view.masked))], who.unions, news=view.index < 3, others=told)
        after = ctx.views[view.index + 1:view.index + 2]
        draft.n_workers = next((n for v in (view, *after) if v.index not in told and (n := voters_in(v)) is not None), None)
    for union in who.unions or ("",):
        yield _for_union(draft, union)


def _decided_long_ago(ctx: Context, view: SentenceView, position: int) -> bool:
    """Say whether a vote to come was decided on weeks ago: it has long been held."""
    days = [g.mentions[0].date_start for g in view.labelled("DATE") if g.end <= position]
    return ctx.published is not None and any(d is not None and (ctx.published - d).days > STALE_DAYS for d in days)


def _headline(view: SentenceView) -> bool:
    """Say whether a sentence is a title: what it hints at, the story tells."""
    return view.index < TITLE_VIEWS and re.search(r"[.!?:\"')]$", view.masked) is None


def _over(ctx: Context, view: SentenceView, closed: str | None) -> bool:
    """Say whether a vote told as open was over when the article was written."""
    if re.search(r"\b(?:closed|ended|shut|had to be (?:back|returned))\b", view.masked):
        return closed is None or is_before(closed, ctx.published) is not False
    return is_before(closed, ctx.published) is True and closed != str(ctx.published)


def _one_question(ctx: Context, drafts: Sequence[Draft]) -> list[Draft]:
    """Give a vote to come without a question that of its union's other mention, else of a vote told just before."""
    for draft in drafts:
        if draft.question is None:
            told = next((d.question for d in drafts if d.question and d.stage in _PENDING and d.unions == draft.unions and d.indicative == draft.indicative), None)
            before = ctx.views[draft.view.index - 1] if draft.view.index else None
            voted = before is not None and _VOTE_WORD.search(before.masked) is not None
            draft.question = told or (_question_before(ctx, draft.view, 1, draft.unions) if voted else None) or "strike"
        elif draft.stage in _PENDING and draft.question == "action_short":
            draft.question = "strike"
    return list(drafts)


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
