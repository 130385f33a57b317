"""Votes told in words: planned, open, and results without a figure.

Comes in: the context of one article, and the sentences that tell figures of votes. Goes out:
drafts of type `ballot`, one for each union. It refuses what an employer would have the union
do, votes that are long over, and results of votes on offers, which are answers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.code.context import Context
from pipeline.code.draft import Draft
from pipeline.code.outcomes import (
    NO_STATUTORY_BALLOT,
    VOTE_WORD,
    in_northern_ireland,
    is_indicative,
    is_recognition,
    question_before,
    question_of,
)
from pipeline.code.result_days import HEAD_VIEWS, Stretch, result_date
from pipeline.code.rules import Trigger, phrase, rule_table
from pipeline.code.view import SentenceView
from pipeline.code.voters import ELECTORATE, sites_in, voters_in
from pipeline.code.voting_days import as_edtf, is_before, voting_window

#: How many characters after a trigger may still name its question.
AFTER_TRIGGER = 30
#: A decision to hold a vote older than this has been carried out, or has not.
STALE_DAYS = 42
#: Titles stand among this many first lines.
TITLE_VIEWS = 4
#: What an employer or a minister would have the union do is no ballot.
_WISHED = re.compile(
    r"\b(?:should|must|ought to|urg\w+|call\w* on|let|fix is for|wants? (?:the union|UNION|them)|ask(?:s|"
    r"ed)? (?:the union|UNION)|"
    r"if (?:only )?(?:the union|UNION|they|it)|demand\w*|calls? for|without an?)\b[^.;]{0,40}$"
)
#: What is voted on, as against what the dispute is about: "ballot on the deal", not "if it does not improve its offer".
_ON_TERMS = (
    r"\b(?:on|put|puts|putting|accept|reject|recommend\w*|think of|consider(?:s|ing)?)\b[^.;]{0,45}{ballot_terms}|"
    r"{ballot_terms}[^.;]{0,25}\bto (?:a|the) (?:vote|ballot)"
)
#: Terms put to the members, or advice on them, at most this many sentences before a vote without a question.
TERMS_REACH = 2
#: A vote this many sentences behind its leaders' yes is on what they said yes to.
ACCEPTED_REACH = 1
_PUT_TO = (
    r"\brecommend\w* (?:that )?(?:[\w']+ ){0,4}?(?:accept\w*|reject\w*|an? (?:yes|no) vote)|"
    r"\b(?:vote|consult\w*|ballot\w*|put)\b[^.;]{0,30}\b(?:on|to)\b[^.;]{0,30}{ballot_terms}|"
    r"\bput\b[^.;]{0,40}{ballot_terms} to\b|"
    r"{ballot_terms}[^.;]{0,30}\bto (?:its |their |the |a )?(?:[\w,]+ )?(?:members|vote)\b"
)
_ADVICE = re.compile(r"\b(?:recommend\w*|advis\w+|advice|urg\w+)\b")
_BEGUN = re.compile(
    r"\b(?:open(?:ed|ing|s)|began|begun|beginning|started|starting|under ?way|(?:start|begin)s? (?:voting|to vote))\b"
)
#: "It will ask 13,000 of them to vote again": those of another vote.
_NEXT_VOTE = re.compile(
    r"\b(?:vote[sd]? again|re-?ballot\w*|(?:another|fresh|new|second) (?:ballot|vote)|"
    r"(?:will|is to|are to|plans? to) (?:be )?(?:ask|ballot|poll|consult)\w*)\b"
)
#: "That ballot opened on Tuesday": the sentence before has told whose it is.
_THAT_VOTE = re.compile(r"^(?:that|this|the|its|their|voting|it|they)\b")
_WEEK = re.compile(r"\d{4}-\d\d-\d\d/\d{4}-\d\d-\d\d")
#: "the mandate was lost at three colleges": the number of a part.
_PART = re.compile(r"\b(?:only|just|but|except|all but|where|missed|short of|lost|fail\w*)\b")
#: Stages of a vote that has no result yet.
_PENDING = ("planned", "open")


def votes_in_words(ctx: Context, told: frozenset[int]) -> list[Draft]:
    """Return the ballots told in words: planned, open, and results without a figure."""
    table = rule_table("ballot")
    drafts = [d for view in ctx.views for trigger in table.find(view) for d in _from_trigger(ctx, trigger, told)]
    drafts = [
        d
        for d in drafts
        if not _headline(d.view) or not any(o.stage == d.stage and not _headline(o.view) for o in drafts)
    ]
    return _one_question(ctx, drafts)


def _from_trigger(ctx: Context, trigger: Trigger, told: frozenset[int]) -> Iterator[Draft]:
    rule, view = trigger.rule, trigger.view
    who = ctx.who(view, _anchor(trigger))
    if not who.unions and ctx.main is None:
        return
    clause = view.clause_text(trigger.start)
    asked = _asked(ctx, trigger, who.unions)
    if (asked == "offer" and rule.stage == "result") or is_recognition(clause):
        return
    indicative = is_indicative(clause)
    mandate = rule.attributes.get("mandate")
    draft = Draft("ballot", rule.stage, view, rule.id, rule.confidence, unions=who.unions, explicit=who.explicit)
    draft.question = asked
    draft.indicative = True if indicative else None
    lawful = not indicative and not set(who.unions) & NO_STATUTORY_BALLOT
    draft.mandate = mandate if isinstance(mandate, bool) and lawful else None
    if not (_set_window(ctx, draft, trigger, told) if rule.stage in _PENDING else _set_result(ctx, draft, told)):
        return
    if rule.stage == "result" and not _PART.search(view.masked):
        span = view.clause_at(trigger.start)
        draft.n_sites = sites_in(view, span.start, span.end)
    for union in who.unions or ("",):
        yield for_union(draft, union)


def _asked(ctx: Context, trigger: Trigger, unions: tuple[str, ...]) -> str | None:
    """Return the question of a vote from its rule, its own words, its clause, or the sentences before a result."""
    rule, view = trigger.rule, trigger.view
    fixed = rule.attributes.get("question")
    if fixed:
        return str(fixed)
    clause, item = view.clause_text(trigger.start), _item_of(view, trigger.start)
    ahead = view.masked[trigger.start : view.clause_at(trigger.start).end]
    beside = view.masked[trigger.start : trigger.end + AFTER_TRIGGER]
    asked = question_of(beside) or question_of(ahead) or question_of(clause)
    if asked == "offer" and rule.stage in _PENDING and not phrase(_ON_TERMS).search(clause):
        asked = None
    if asked is None:
        asked = question_of(item)
        if asked == "offer" and not _ADVICE.search(item):
            asked = None
    return asked or (None if rule.stage in _PENDING else question_before(ctx, view, unions=unions))


def _set_window(ctx: Context, draft: Draft, trigger: Trigger, told: frozenset[int]) -> bool:
    """Fill in when and among how many a vote is held; False where it is none, or none any more."""
    view = trigger.view
    opened, closed = voting_window(ctx, view, told)
    if closed is None and draft.rule != "ballot.open.now" and _decided_long_ago(ctx, view, trigger.start):
        return False
    if _WISHED.search(view.masked[: trigger.start]) or _over(ctx, view, closed):
        return False
    if draft.stage == "open" and view.index in told:
        return False
    begun = is_before(opened, ctx.published)
    if begun and draft.stage == "planned" and not _BEGUN.search(view.masked):
        opened = None
    elif begun is not None:
        draft.stage = "open" if begun else "planned"
    draft.date_edtf = as_edtf(opened, closed)
    draft.n_workers, draft.n_sites = _voters(ctx, draft, told), sites_in(view, 0, len(view.masked))
    return True


def _voters(ctx: Context, draft: Draft, told: frozenset[int]) -> int | None:
    """Return how many may vote, from a ballot's own sentence or one beside it that is about the same vote."""
    own = voters_in(draft.view)
    if own is not None:
        return own
    at = [draft.view.index + 1, *([draft.view.index - 1] if _THAT_VOTE.match(draft.view.masked) else [])]
    for view in (ctx.views[n] for n in at if 0 <= n < len(ctx.views) and n not in told):
        about = {u for g in view.labelled("UNION") for u in g.ids}
        same = about <= set(draft.unions) if view.index < draft.view.index else not about
        if same and (VOTE_WORD.search(view.masked) or ELECTORATE.search(view.masked)):
            number = voters_in(view)
            if number is not None:
                return number
    return None


def _set_result(ctx: Context, draft: Draft, told: frozenset[int]) -> bool:
    """Fill in when a result came out and how many were asked; False for a threshold that is no law here."""
    view = draft.view
    if "threshold" in draft.rule and in_northern_ireland(ctx, draft.unions, [view]):
        return False
    whole = Stretch(view, 0, len(view.masked))
    draft.date_edtf = result_date(ctx, [whole], draft.unions, news=view.index < HEAD_VIEWS, others=told)
    if draft.date_edtf and _WEEK.fullmatch(draft.date_edtf):
        draft.date_edtf = None  # "balloted last week": when members voted, and not when the result came out
    after = ctx.views[view.index + 1 : view.index + 2]
    around = [view, *(v for v in after if not _NEXT_VOTE.search(v.masked))]
    around = [v for v in around if v.index not in told]
    draft.n_workers = next((n for v in around if (n := voters_in(v)) is not None), None)
    return True


def _anchor(trigger: Trigger) -> int:
    """Return the place that the union of a trigger acts at: past the union in it, before a relative clause."""
    masked = trigger.view.masked
    named = masked.rfind("UNION", trigger.start, trigger.end)
    if named >= 0:
        return named + len("UNION")
    aside = re.search(r", (?:which|who|whose)\b[^,;]*, [\w ]{0,12}$", masked[: trigger.start])
    return aside.start() - 1 if aside else trigger.start


def _item_of(view: SentenceView, position: int) -> str:
    """Return the part of a sentence between semicolons that holds a position."""
    low = view.masked.rfind(";", 0, position) + 1
    high = view.masked.find(";", position)
    return view.masked[low : high if high >= 0 else len(view.masked)]


def _one_question(ctx: Context, drafts: Sequence[Draft]) -> list[Draft]:
    """Give a vote to come without a question that of its union's other mention, else of a vote told just before.

    What neither tells is left to the answers that the article tells, see `ask`.
    """
    for draft in drafts:
        if draft.question is None:
            told = next(
                (
                    d.question
                    for d in drafts
                    if d.question
                    and d.stage in _PENDING
                    and d.unions == draft.unions
                    and d.indicative == draft.indicative
                ),
                None,
            )
            before = ctx.views[draft.view.index - 1] if draft.view.index else None
            voted = before is not None and VOTE_WORD.search(before.masked) is not None
            draft.question = (
                told
                or (question_before(ctx, draft.view, 1, draft.unions) if voted else None)
                or ("offer" if _terms_before(ctx, draft) else None)
            )
        elif draft.stage in _PENDING and draft.question == "action_short":
            draft.question = "strike"
    return list(drafts)


def ask(drafts: Sequence[Draft]) -> None:
    """Give votes to come that name no question theirs: an offer that their union consults on or took, else strikes.

    An offer counts where the union's members are consulted on it anywhere in the article, or its leaders said yes to
    it in the sentence of the vote or the one before.
    """
    answers = [d for d in drafts if d.type == "response" and d.stage in ("consulting", "accepted")]
    for draft in drafts:
        if draft.type != "ballot" or draft.stage not in _PENDING or draft.question is not None:
            continue
        on_offer = any(
            set(d.unions) & set(draft.unions)
            and (d.stage == "consulting" or 0 <= draft.view.index - d.view.index <= ACCEPTED_REACH)
            for d in answers
        )
        draft.question = "offer" if on_offer else "strike"


def _terms_before(ctx: Context, draft: Draft) -> bool:
    """Say whether a vote's own sentence or those before put terms to the same members: these are voted on."""
    if "referendum" in draft.view.masked:
        return True
    for at in range(draft.view.index - 1, max(draft.view.index - 1 - TERMS_REACH, -1), -1):
        view = ctx.views[at]
        about = ctx.who(view, 0).unions
        if not (about and draft.unions and not set(about) & set(draft.unions)) and phrase(_PUT_TO).search(view.masked):
            return True
    return False


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


def for_union(draft: Draft, union: str) -> Draft:
    """Return a copy of a draft for one union; none where `union` is empty."""
    copy = Draft(**{name: getattr(draft, name) for name in Draft.__dataclass_fields__})
    copy.unions = (union,) if union else ()
    copy.rules = []
    return copy
