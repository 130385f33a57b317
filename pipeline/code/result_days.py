"""When the result of a vote came out.

Comes in: the sentences of a vote with their DATE placeholders. Goes out: an EDTF string: the day
the result was announced, else the closing day, else the day or month of the vote. It refuses the
article's own date as a default, and the dates of strikes and laws told beside a vote.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.code.context import Context
from pipeline.code.dates import edtf_of, is_day, usable
from pipeline.code.view import Group, SentenceView
from pipeline.code.voting_days import CLOSED_AFTER, STARTS, VOTE_NOUN

#: A result told in the head of an article is news: its announcement is no older than this.
NEWS_DAYS = 7
#: How many sentences at the head may tell the day of the announcement.
HEAD_VIEWS = 4
#: A vote told beyond this sentence, and not the first, is background: the head does not date it.
NEWS_REACH = 8
#: How many sentences after one on several results may tell each of them.
SHARED_REACH = 5
#: How many sentences after a vote may still tell when it closed.
CLOSING_REACH = 3

_TOLD = (
    r"announc\w+|reveal\w+|said|says?|confirm\w+|declar\w+|publish\w+|results?|told|disclos\w+|out|counted|"
    r"report(?:ed|s)|released|gave"
)
_ANNOUNCED = re.compile(rf"\b(?:{_TOLD})\b[^.;]{{0,60}}$")
_TOLD_AFTER = re.compile(
    rf"^(?:,| that)?\s*(?:UNION |the union |it |they |he |she |PERSON[^.;]{{0,40}} )?(?:{_TOLD})\b"
)
_CLOSED = re.compile(
    r"(?<!-)\b(?:back by|returned by|clos(?:e|ed|es|ing)|end(?:ed|s|ing)?|shut|deadline|finish\w*|until|"
    r"till)\b[^.;,]{0,25}$"
)
#: "It was on 6 March that the union announced the result": what was told stands behind the day.
_IT_WAS = re.compile(r"^(?:and |but )?it was (?:only |just )?(?:late |early )?(?:on |in |last )?$")
_THAT_TOLD = re.compile(rf"^ that [^.;]{{0,60}}\b(?:{_TOLD})\b")
_RESULT_OUT = re.compile(rf"\bresults? (?:was|were|had been|came|has been) (?:{_TOLD})\b")
_HAS_CLOSED = re.compile(r"\b(?:closed|ended|shut|had until|had to be)\b")
_VOTED = re.compile(
    rf"\b(?:{VOTE_NOUN}|balloted|voted|polled|mandate|won|backed|supported|endorsed|accepted|refused|rejected|"
    rf"turned down|threw out|by PCT(?: to PCT)?|wanted|settled|in favour|asked(?: the question)?)\b(?:(?!PCT|"
    rf"MONEY)[^.;]){{0,45}}$"
)
_IN_A_VOTE = re.compile(
    rf"\b(?:{VOTE_NOUN}|consultation) (?:held |taken |conducted )?(?:(?:with|of|among) (?:its |their |the )?"
    r"(?:members|staff) )?(?:back )?(?:in |on |of |last |earlier )?(?:the )?$"
)
#: "voted for action in April": the month of the vote, where that of the action would lie ahead.
_VOTED_FOR = re.compile(
    r"\b(?:won|secured|mandate|voted|backed|supported|balloted|voting)\b[^.;,]{0,40}\b(?:action|strikes?|striking|"
    r"walkouts?|stoppages?)\s*(?:,?\s*(?:in|on|back in|last))?\s*$"
)
_VOTED_AFTER = re.compile(rf"^(?:'s)? (?:[\w-]+ ){{0,3}}{VOTE_NOUN}\b")
_OTHER_THING = re.compile(
    r"\b(?:open(?:s|ed|ing)?|start(?:s|ed|ing)?|begin(?:s|ning)?|began|from|sent out|went out|posted|strik\w+|"
    r"walk\w*|stoppages?|due|since|after|action|"
    r"come in|in force|effect|law|act|offer\w*|award\w*|withdr\w+|held out|pay|paid|for|until|lapse\w*|expire\w*|"
    r"lasts?|run(?:s|ning)? out|ran out)\b(?: (?:on|in|until|from|at))?[^.;,]{0,12}$"
)
_ABOUT_VOTES = re.compile(
    r"\b(?:scrutineer|(?:prepared|ready|willing) to|ballot\w*|vot(?:e|ed|es|ing)|poll\w*|mandates?|power to strike|"
    r"turnout|in favour|back(?:ed)?|reject\w*|accept\w*|consult\w+|PCT)\b"
)
_AFTER_THE_VOTE = re.compile(r"^,? (?:after|as|when)\b[^.;]{0,80}\b(?:voted|backed|rejected|accepted|supported)\b")
#: "a second, in December": the vote is told by its number alone.
_ANOTHER_ONE = re.compile(
    r"^(?:and |but )?(?:an? |the )?(?:first|second|third|fourth|last|other|previous)(?: one| attempt| go)?,? "
    r"(?:held |back )?(?:in|on) (?:the )?$"
)
_MONTH = r"(?:\d{4}|XXXX)-(?:0\d|1[0-2])"
_TO_NEXT_MONTH = (" and ", " to ", " until ", "-", " - ")
_SHARED = re.compile(r"\b(?:all|both|the|their) (?:\w+ ){0,2}results\b|\bresults of (?:their|the|all|both)\b")
_CAME_OUT = re.compile(
    r"\b(?:came out|closed|ended|shut|announced|published|counted|declared|came out|disclosed|revealed|released|"
    r"outcome|had to be)\b"
)
_DATELINE = re.compile(r"^(?:date|posted|published|updated)\s*:?\s*$|\(?[\w ]+news\)?\s*-?\s*$")


@dataclass(frozen=True, slots=True)
class Stretch:
    """The part of a sentence that speaks of one vote: `start`:`end` of its masked text.

    Before `head` no vote of the sentence has been told: a date there is every vote's.
    """

    view: SentenceView
    start: int
    end: int
    head: int = 0


def result_date(
    ctx: Context, told: Sequence[Stretch], unions: tuple[str, ...], *, news: bool, others: frozenset[int]
) -> str | None:
    """Return the date of a result; `others` are the sentences that tell of other votes.

    `news` says that the vote may be what the head of the article announces.
    """
    own: dict[str, str] = {}
    for stretch in told:
        for group in stretch.view.labelled("DATE"):
            if (stretch.start <= group.start < stretch.end or group.start < stretch.head) and not _to_come(ctx, group):
                kind = _kind(ctx, stretch.view, group)
                if kind:
                    own.setdefault(kind, _months(stretch.view, group) or edtf_of(group) or "")
    if "announced" in own:
        return own["announced"]
    head = announcement(ctx, unions) if news and not {"day", "month", "week"} & own.keys() else None
    around = _closing(ctx, told[0].view, told[-1].view, unions, others) if told else None
    return head or own.get("closed") or around or own.get("day") or own.get("month") or own.get("week")


def _months(view: SentenceView, group: Group) -> str | None:
    """Return both months of a vote that ran over two: "in February and March"; None where one is told."""
    following = next((g for g in view.labelled("DATE") if g.start >= group.end), None)
    if following is None or view.masked[group.end : following.start] not in _TO_NEXT_MONTH:
        return None
    first, last = edtf_of(group), edtf_of(following)
    if first is None or last is None or not (re.fullmatch(_MONTH, first) and re.fullmatch(_MONTH, last)):
        return None
    return f"{first}/{last}" if first < last else None


def _to_come(ctx: Context, group: Group) -> bool:
    """Say whether a date lies after the day of publication: no result came out then."""
    day = group.mentions[0].date_start
    return day is not None and ctx.published is not None and day > ctx.published


def _ahead(ctx: Context, group: Group) -> bool:
    day = group.mentions[0].date_start
    return day is None or ctx.published is None or day > ctx.published


def _kind(ctx: Context, view: SentenceView, group: Group) -> str | None:
    """Say what a date is to a vote: when it was announced, closed, or held (to the day, month or week)."""
    clause = view.clause_at(group.start)
    before = view.masked[max(clause.start, group.start - 70) : group.start]
    after = view.masked[group.end : group.end + 45]
    day = is_day(group)
    if _DATELINE.search(before):
        return None
    if _CLOSED.search(before) or CLOSED_AFTER.search(after):
        return "closed" if day else None
    if day and _IT_WAS.search(view.masked[: group.start]) and _THAT_TOLD.match(view.masked[group.end :]):
        return "announced"
    if _VOTED_AFTER.search(after) and not _TOLD_AFTER.search(after):
        return _precision(group)
    if day and _ANNOUNCED.search(before):
        return "announced"
    if _IN_A_VOTE.search(before) or _ANOTHER_ONE.match(view.masked[: group.start]):
        return _precision(group)
    if _VOTED_FOR.search(before) and not _ahead(ctx, group):
        return _precision(group)
    if _OTHER_THING.search(before):
        return None
    if after.startswith(":"):
        return _precision(group)
    if STARTS.search(before):
        rest = view.masked[group.end : clause.end] if len(before) < 12 else after
        return "announced" if day and re.search(rf"\b(?:{_TOLD})\b", rest) else _precision(group)
    if _VOTED.search(before):
        return _precision(group)
    return None


def _precision(group: Group) -> str | None:
    if is_day(group):
        return "day"
    edtf = edtf_of(group)
    if usable(edtf):
        return "month"
    if edtf and re.fullmatch(r"\d{4}-\d\d-\d\d/\d{4}-\d\d-\d\d", edtf):
        return "week"
    return None


def announcement(ctx: Context, unions: tuple[str, ...]) -> str | None:
    """Return the day on which the article's first sentences say that the result of these unions came out."""
    for early in ctx.views[:HEAD_VIEWS]:
        if not _ABOUT_VOTES.search(early.masked):
            continue
        for group in early.labelled("DATE"):
            told_by = ctx.who(early, group.start).unions
            if told_by and unions and not set(told_by) & set(unions):
                continue
            day = group.mentions[0].date_start
            before, after = (
                early.masked[max(group.start - 80, 0) : group.start],
                early.masked[group.end : group.end + 60],
            )
            if (
                not is_day(group)
                or day is None
                or (_OTHER_THING.search(before[-30:]) and not _AFTER_THE_VOTE.search(early.masked[group.end :]))
            ):
                continue
            if _DATELINE.search(before) or not (
                re.search(rf"\b(?:{_TOLD}|voted|backed|rejected|accepted)\b", before + " | " + after)
            ):
                continue
            if ctx.published is None or 0 <= (ctx.published - day).days <= NEWS_DAYS:
                return edtf_of(group)
    return None


def _closing(
    ctx: Context, first: SentenceView, last: SentenceView, unions: tuple[str, ...], others: frozenset[int]
) -> str | None:
    """Return the day of closing or announcement told in a sentence beside those with the figures."""
    beside = [
        n for n in (first.index - 1, *range(last.index + 1, last.index + CLOSING_REACH)) if 0 <= n < len(ctx.views)
    ]
    for n in range(first.index - 1, max(first.index - 1 - SHARED_REACH, -1), -1):
        view = ctx.views[n]
        if n not in others and _SHARED.search(view.masked) and _CAME_OUT.search(view.masked):
            shared = next((edtf_of(g) for g in view.labelled("DATE") if is_day(g)), None)
            if shared:
                return shared
    for n in beside:
        view = ctx.views[n]
        named = {u for g in view.labelled("UNION") for u in g.ids}
        if n in others or (named and unions and not named & set(unions)):
            if n > last.index:
                break
            continue
        if not re.search(rf"\b(?:{VOTE_NOUN}|papers|results?)\b", view.masked) or not _CAME_OUT.search(view.masked):
            continue
        for group in view.labelled("DATE"):
            kind = _kind(ctx, view, group)
            out = kind == "announced" and (n < first.index or _RESULT_OUT.search(view.masked))
            if out or (kind == "closed" and _HAS_CLOSED.search(view.masked)):
                return edtf_of(group)
    return None
