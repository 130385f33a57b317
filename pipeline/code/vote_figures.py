"""The figures of one sentence that tells of votes: answers to questions, turnouts, thresholds.

Comes in: a sentence view with the roles of its percentages. Goes out: `Answer`s and `Figure`s
in reading order, two shares of a whole as one answer. It refuses shares that are only compared
with, and ranges of turnouts.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.code.context import Context
from pipeline.code.draft import WHOLE_PCT
from pipeline.code.outcomes import THRESHOLD_PCT, question_of
from pipeline.code.view import Group, SentenceView

VOTE_ROLES = frozenset({"vote_for", "vote_against"})
POLL_ROLES = frozenset({*VOTE_ROLES, "turnout", "threshold"})
#: Two shares that make a whole lose no more than this to spoilt papers and rounding.
SPOILT_PCT = 5.0
#: How many lines a table of a count may have below its question.
TABLE_REACH = 9
#: How many characters on one side of a share may name its question.
QUESTION_REACH = 90
_BY_BEFORE = re.compile(
    r"(?:\bby|\bat|\bwas|\bis|:|\bto|\bfigure was|\bgot|\bwon|\()\s*(?:a margin of |about |around |nearly |almost |"
    r"some |just |over |more than |only |a )*$"
)
_NEXT_CLAUSE = re.compile(r";|\bwhile\b|\bbut\b|\bwhereas\b|\bin a row\b")
#: The share is set beside one of another time: "up from 42%", "lower than the 43% it managed".
_COMPARED = re.compile(
    r"\b(?:(?:up|down) (?:from|on)|(?:lower|higher|better|worse|bigger|smaller) than|compar\w+ (?:with|to)|"
    r"improv\w+ on|rose from|fell from)\b[^.;,]{0,20}$"
)
#: A line of a scrutineer's table, and the question of the paper above it.
_TABLE_LINE = re.compile(
    r"^(?:\W|\d{1,2}[.)] )*(?:(?:votes? |number (?:of [\w ]+ )?)?(?:answering |voting |cast )?[\"']?(?:yes|no|for|"
    r"against)\b[^.]{0,12}(?:\d|PCT))|^(?:\W|\d{1,2}[.)] )*(?:number of|votes cast|percentage of|total)\b"
)
_PAPER = re.compile(r"\bare you (?:prepared|willing)\b|\bdo you\b|\bquestion\b[^.]{0,20}\w{4}")
#: Words beside a figure that say what it is, whatever the sentence as a whole is about.
_TURNOUT_BEFORE = re.compile(
    r"\bturnouts?(?: (?!and\b|but\b)[\w'-]+){0,6} (?:was|were|reached|of|at) "
    r"(?:(?:just|only|about|around|over|nearly|almost|a|an|under) )*$"
)
_TURNOUT_AFTER = re.compile(
    r"^ (?:of (?:them|those (?:balloted|entitled)|(?:(?:its|their|the|all|eligible) )*(?:[\d,]+ )?(?:[\w-]+ )?"
    r"(?:members|workers|staff|membership|drivers|teachers|nurses|doctors|electorate)) )?"
    r"(?:who (?:were|had been) [\w ]{1,20} )?(?:had |have |having )?"
    r"(?:voted|took part|taken part|turned out|(?:cast|returned) (?:it|them|(?:a|their) (?:votes?|ballots?|papers)))"
    r"(?=[.,;:)]|$| (?:and|but|with|while|so|in the (?:ballot|vote|poll))\b)"
)
#: "voted against action short of a strike (76%)"
_AGAINST_BEFORE = re.compile(r"\bagainst\b[^.;,()]{0,50}\($")
#: "voted 91% to 9% against the deal": the first of the pair is the winners' share.
#: "by a 55% to 45% majority to strike": the first of the pair is the share for, whatever was rejected before.
_PAIR_FOR = re.compile(
    r"^(?: (?:majority|margin|vote))?,? (?:in favour of|for (?!rejection)|"
    r"to (?:strike|walk|stop|take|stage|accept|back|approve|support))\b"
)
_PAIR_AGAINST = re.compile(r"^,? (?:against (?=\w)|to (?:reject|refuse|turn|throw)\b|for rejection)")
#: "voted against industrial action, by 52% to 48%"
_VOTED_AGAINST = re.compile(
    r"\bvoted (?:\w+ )?against (?!a background)[^.;,]{1,50},? by (?:a margin of |about |just )?$"
)
_TO_ONE_ANOTHER = re.compile(r" ?(?:to|[-–—/]) ?")
#: "Unite 95%, the GMB 96% and Siptu 93%, all on turnouts over 60%": a list of shares.
_NEXT_UNION = re.compile(r"(?:[, ]|\band\b|\bthe\b)*UNION (?:members )?(?:by )?")
_RANGED = re.compile(r"\bbetween\s+$|\branging from\s+$")


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer to one question: a share for, a share against, or both of a whole."""

    view: SentenceView
    start: int
    end: int
    share_for: float | None
    share_against: float | None
    question: str | None
    unions: tuple[str, ...]
    explicit: bool


@dataclass(frozen=True, slots=True)
class Figure:
    """A turnout or a threshold, at `start`:`end` of its view's masked text."""

    view: SentenceView
    start: int
    end: int
    role: str
    value: float
    unions: tuple[str, ...]
    explicit: bool


def vote_items(ctx: Context, view: SentenceView) -> list[Answer | Figure]:
    """Return the answers, turnouts and thresholds of one sentence in reading order."""
    marks = [
        (g, m.role or "", float(m.value))
        for g in view.labelled("PERCENT")
        for m in g.mentions[:1]
        if m.value is not None and (m.role in POLL_ROLES or _TURNOUT_AFTER.match(view.masked[g.end : g.end + 90]))
    ]
    marks = _as_told(view, marks)
    marks = [mark for n, mark in enumerate(marks) if not _aside(view, marks, n)]
    out: list[Answer | Figure] = []
    at = 0
    while at < len(marks):
        group, role, value = marks[at]
        who = ctx.who(view, group.start)
        if role in VOTE_ROLES:
            pair = marks[at + 1] if at + 1 < len(marks) and _whole(view, marks[at], marks[at + 1]) else None
            shares = {role: value} | ({pair[1]: pair[2]} if pair else {})
            end = pair[0].end if pair else group.end
            if role == "vote_for" and value > THRESHOLD_PCT and _lost(view, group, pair[0] if pair else None):
                shares = {"vote_against": value} | ({"vote_for": pair[2]} if pair else {})
            elif role == "vote_against" and pair and _is_pair(view, group, pair[0], _PAIR_FOR):
                shares = {"vote_for": value, "vote_against": pair[2]}
            out.append(
                Answer(
                    view,
                    group.start,
                    end,
                    shares.get("vote_for"),
                    shares.get("vote_against"),
                    _question(view, group.start, end) or _question_of_table(ctx, view),
                    who.unions,
                    who.explicit,
                )
            )
            at += 2 if pair else 1
            continue
        out.append(Figure(view, group.start, group.end, role, value, who.unions, who.explicit))
        at += 1
    return _each_its_own(out)


def _lost(view: SentenceView, first: Group, second: Group | None) -> bool:
    """Say whether a majority, alone or as the first of a pair, is told as that of a vote against something."""
    if _VOTED_AGAINST.search(view.masked[: first.start]):
        return True
    if second is None:
        return False
    return _is_pair(view, first, second, _PAIR_AGAINST)


def _is_pair(view: SentenceView, first: Group, second: Group, behind: re.Pattern[str]) -> bool:
    """Say whether two shares stand as "PCT to PCT" with certain words behind them."""
    between = view.masked[first.end : second.start]
    return _TO_ONE_ANOTHER.fullmatch(between) is not None and behind.match(view.masked[second.end :]) is not None


def _as_told(view: SentenceView, marks: Sequence[tuple[Group, str, float]]) -> list[tuple[Group, str, float]]:
    """Return the figures with the role that the words directly beside each give it, where they give one."""
    out: list[tuple[Group, str, float]] = []
    for group, role, value in marks:
        before, after = view.masked[max(group.start - 80, 0) : group.start], view.masked[group.end : group.end + 90]
        told = role
        if role not in ("turnout", "threshold") and (_TURNOUT_BEFORE.search(before) or _TURNOUT_AFTER.match(after)):
            told = "turnout"
        elif role == "vote_for" and value > THRESHOLD_PCT and _AGAINST_BEFORE.search(before):
            told = "vote_against"
        elif role == "turnout" and out and out[-1][1] in VOTE_ROLES:
            listed = _NEXT_UNION.fullmatch(view.masked[out[-1][0].end : group.start])
            told = out[-1][1] if listed else role
        out.append((group, told, value))
    return out


def _aside(view: SentenceView, marks: Sequence[tuple[Group, str, float]], at: int) -> bool:
    """Say whether a figure is only compared with, or one end of a range of turnouts."""
    group, role, _ = marks[at]
    if role == "threshold":
        return False
    if _COMPARED.search(view.masked[max(group.start - 60, 0) : group.start]):
        return True
    if role != "turnout":
        return False
    for a, b in itertools.pairwise(marks[max(at - 1, 0) : at + 2]):
        if a[1] == b[1] == "turnout" and view.masked[a[0].end : b[0].start] == " to ":
            return True
    ranged = [
        g for g, _, _ in marks[max(at - 1, 0) : at + 1] if _RANGED.search(view.masked[max(g.start - 16, 0) : g.start])
    ]
    return bool(ranged)


def _whole(view: SentenceView, a: tuple[Group, str, float], b: tuple[Group, str, float]) -> bool:
    """Say whether two shares are the two sides of one vote: "57% to 43%"."""
    if {a[1], b[1]} != VOTE_ROLES or not 100 - SPOILT_PCT <= a[2] + b[2] <= WHOLE_PCT:
        return False
    return "UNION" not in view.masked[a[0].end : b[0].start]


def _each_its_own(items: list[Answer | Figure]) -> list[Answer | Figure]:
    """Give each union of a list its own share where there are as many: "Siptu and the NBRU, by 86% and 91%"."""
    answers = [i for i in items if isinstance(i, Answer)]
    unions = answers[0].unions if answers else ()
    if len(unions) < 2 or len(answers) != len(unions) or any(a.unions != unions for a in answers):
        return items
    if len({a.question for a in answers if a.question}) > 1:
        return items
    asked = next((a.question for a in answers if a.question), None)
    own = {
        id(a): replace(a, unions=(u,), explicit=True, question=a.question or asked)
        for a, u in zip(answers, unions, strict=True)
    }
    return [own.get(id(i), i) if isinstance(i, Answer) else i for i in items]


def is_table_line(view: SentenceView) -> bool:
    """Say whether a sentence is a line of a scrutineer's table: "Number of votes cast: 984"."""
    return _TABLE_LINE.match(view.masked) is not None


def _question_of_table(ctx: Context, view: SentenceView) -> str | None:
    """Return the question above a line of a count: "Yes: 871 (88.7%)"."""
    if not is_table_line(view):
        return None
    for at in range(view.index - 1, max(view.index - TABLE_REACH, 0) - 1, -1):
        if _PAPER.search(ctx.views[at].masked):
            return question_of(ctx.views[at].masked)
    return None


def _question(view: SentenceView, start: int, end: int) -> str | None:
    """Return the question that a share answers, from the words on its own side, else of its clause."""
    others = view.labelled("PERCENT")
    low = max((g.end for g in others if g.end <= start), default=0)
    high = min((g.start for g in others if g.start >= end), default=len(view.masked))
    before = view.masked[max(low, start - QUESTION_REACH) : start]
    after = _NEXT_CLAUSE.split(view.masked[end : min(high, end + QUESTION_REACH)])[0]
    sides = (before, after) if _BY_BEFORE.search(before) else (after, before)
    return next((q for q in map(question_of, sides) if q), None)
