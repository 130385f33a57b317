"""When action is: which trigger tells of action, which day is whose, and what stage the days make it.

Comes in: a sentence's triggers and its runs of dates. Goes out: what belongs together, and the
stage that words and days give. It refuses conditions, questions and votes, and days on which
something was only said.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from pipeline.code.context import Context
from pipeline.code.dates import Days
from pipeline.code.rules import Trigger
from pipeline.code.view import SentenceView

#: The stage of rules for action that "had been due": it becomes `suspended`.
DUE = "was_due"
#: The stage of rules that name action and leave its stage to the dates.
OPEN = "open"
#: The rule for a vote that names the days of the action: "voted to strike from Monday"; a vote alone calls nothing.
VOTED = "action.announced.voted"
#: The rule for action that is only named: "a fresh strike today" is no plan.
NAMED = "action.announced.planned"
#: A count that stands this near before a trigger is of its action: "a two-day strike".
COUNT_REACH = 30
#: "The strike on Monday" in Monday's paper is under way; with more words between, the day is of something else.
NEAR_TODAY = 36
VOTE_ROLES = frozenset({"vote_for", "vote_against", "turnout"})
#: A share of votes this near before a trigger makes it the question of a ballot: "94% would strike".
VOTE_REACH = 25
_NOT_OF_ACTION = re.compile(
    r"\b(?:ballot\w*|vot(?:e|ed|ing|es)|poll\w*|opens?|closes?|closed|opened|results?|talks|met|"
    r"offer\w*|announce[sd]?|said|says?|told|confirm(?:s|ed)?|reveal(?:s|ed)?|"
    r"deadline|court|injunction|backdated|inflation|until|mandate|given by|notice|agreed|rejected|"
    r"accepted|tabled|called (?:them |it )?off|resume|"
    r"suspended|postponed|decided|letter|wrote|statement|published)\b[^.;,]{0,25}$|PCT[^.;]{0,25}$"
)
#: "from Monday until Christmas Eve and again from 29 December": the second stretch is of the same action.
_AGAIN = re.compile(r"\bDATE,? (?:and )?(?:then )?again (?:(?:from|on|between|in|for) )?$")
#: "On Monday it said that": the date of the telling.
_SAID_THEN = re.compile(
    r"\s*,?\s*(?:(?:it|they|he|she|members|UNION|BODY|PERSON|MINISTER|the (?:\w+ )?\w+)\s+)?(?:had |has |have )?"
    r"(?:announced|said|told|revealed|confirmed|voted|wrote|rejected|accepted|appealed|urged|"
    r"called on|agreed|offered|warned)\b"
)
#: "On Tuesday, doctors in the north also said they planned": the date at the head of a sentence is of its telling.
_SAID_AT_HEAD = re.compile(
    r",? (?!will\b|would\b)(?:(?!who\b|which\b|will\b|would\b|is\b|are\b|to\b)[\w'-]+ ){1,7}?"
    r"(?:said|announced|confirmed|revealed|told|warned)\b"
)
#: A date stands at the head of a sentence that begins with it, but for "on" or "last".
HEAD = 6
#: "announced yesterday that the strike would proceed".
_TOLD_DATE = re.compile(r"\b(?:announced|confirmed|said|revealed|warned)(?: on)? $")
_HAS_BEFORE = re.compile(r"\b(?:has|have|had)\s+$")
#: "was today due to confirm strikes on Friday".
_WAS_DUE = re.compile(r"\b(?:is|are|was|were) DATE (?:due|set|expected|poised)\b")
#: A clause about another time: "the second stoppage after that of 10 July".
_ELSEWHEN = re.compile(r"[\s,]*(?:after|following|since|because|when|before)\b")
#: "have begun a strike which ends on 17 May": the day is its end.
_ENDS = re.compile(r"\b(?:ends?|ending|finish(?:es|ing)?|conclud(?:es|ing)|lasts? (?:until|to))\b[^.;,]{0,12}$")
#: "the strike earlier this month" is over, whatever day of the month it is.
_EARLIER = re.compile(r"\bearlier (?:in |on )?$")
_TODAY = re.compile(r"(?i)\b(?:today|tonight|this (?:morning|afternoon|evening)|now)\b")
_BEGAN = re.compile(r"\b(?:began|started|commenced|launched|embarked on)\b")
#: "two weeks of strikes", "a week-long walkout", "a fortnight".
_WEEKS = re.compile(r"\b(?:(two|three|four|five|six|a)[ -])?(?:weeks?|fortnight)\b")
WEEKS = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6}
DAYS_A_WEEK = 7
#: "removes the threat of": a threat that is gone.
_NO_MORE = re.compile(
    r"\b(?:(?:remov|lift|end|avert|avoid|withdr[ae]w|drop|eas|halt|defus)\w*|back(?:\w* (?:away|down|off))? from) "
    r"(?:[\w-]+ ){0,2}$"
)
_GONE = re.compile(
    r"[^.;]{0,40}?\b(?:is|was|are|were|has been|have been|had been) (?:now )?(?:over|lifted|averted|removed|gone)\b"
)
#: "the threat of a strike has been lifted": no strike had been called.
_THREAT_OF = re.compile(r"\bthreat of (?:[\w-]+ ){0,4}$")
#: "warned that they would ballot for action": a vote to come and no threat yet.
_VOTE_FIRST = re.compile(r"\b(?:ballot|vote)\w* (?:[\w-]+ ){0,4}$|\b(?:ballot|balloting|be balloted)\b")
#: "a ballot for industrial action, which opens on 3 May", "balloting them on strikes": what is voted on.
_BALLOTED_FOR = re.compile(
    r"\b(?:ballot\w*|vot(?:e|es|ed|ing)|poll(?:ed|ing)?)(?: \w+){0,3} (?:for|on|over|about)(?: \w+){0,2} $"
)
#: "Following the vote for strikes, the union has called": the vote is done with, and the clause tells of what follows.
_LED_BY = re.compile(r"\W*(?:following|after) [^,;]{5,90}, ")
_ASKED = re.compile(r"\basked (?:if|whether)\b")
_HYPOTHETICAL = re.compile(
    r"\b(?:if|whether|unless|should (?:the|they|there|it)|were (?:to|they)|in case|in the event)\b[^.;]{0,60}$"
)
_VOTING = re.compile(
    r"\b(?:vot(?:e|es|ed|ing)|back(?:ed|ing|s)?|support(?:ed|ing|s)?|in favour|favour\w*|said (?:yes|"
    r"no)|mandate|willing|ready|prepared|want\w*|asked|asks|asking|power|question\w*|ballot\w*|"
    r"right to|for|were)\b[^.;]{0,50}$"
)


def is_told(trigger: Trigger) -> bool:
    """Say whether a trigger tells of action and not of a condition, a question or a vote."""
    view, stage = trigger.view, trigger.rule.stage
    if view.masked.rstrip("\"' ").endswith("?") and view.labelled("DATE") == []:
        return False
    clause = view.clause_at(trigger.start)
    led_by = _LED_BY.match(view.masked, clause.start, trigger.start)
    opening = led_by.end() if led_by else clause.start
    before = view.masked[opening : trigger.start]
    if stage == "suspended" and _THREAT_OF.search(before):
        return False
    if stage == "threatened" and (
        _NO_MORE.search(before)
        or _GONE.match(view.masked[trigger.end :])
        or _VOTE_FIRST.search(view.masked[trigger.start : trigger.end])
    ):
        return False
    if trigger.rule.id == VOTED:
        return True
    if stage not in ("suspended", DUE) and _BALLOTED_FOR.search(before):
        return False
    if _ASKED.search(before) or (stage != "threatened" and _HYPOTHETICAL.search(before)):
        return False
    if any(
        0 <= trigger.start - g.end <= VOTE_REACH and g.mentions[0].role in ("vote_for", "vote_against")
        for g in view.labelled("PERCENT")
    ):
        return stage in ("suspended", DUE)
    shares = any(g.mentions[0].role in VOTE_ROLES for g in view.labelled("PERCENT"))
    voted = shares or (stage != "threatened" and ("ballot" in before or "vote" in before))
    near = view.masked[max(trigger.start - 60, opening if led_by else 0) : trigger.start + 20]
    return stage in ("suspended", DUE) or not (voted and _VOTING.search(near))


def apart(ctx: Context, trigger: Trigger, runs: Sequence[Days]) -> list[Sequence[Days]]:
    """Two ranges of past days ("from 25 to 30 July and again from 14 to 19 November") are two walkouts."""
    past = len(runs) > 1 and all(run.is_range and is_past(ctx, run) for run in runs)
    return [[run] for run in runs] if past and trigger.rule.stage not in ("suspended", DUE) else [runs]


def owner(view: SentenceView, triggers: Sequence[Trigger], run: Days) -> int | None:
    """Return which trigger a run of dates belongs to: the one before it, unless a clause ends between."""
    if _WAS_DUE.match(view.masked, view.masked.rfind(" ", 0, max(run.start - 1, 0)) + 1):
        return None
    inside = next((n for n, t in enumerate(triggers) if run.start < t.end and t.start < run.end), None)
    if inside is not None:
        that = view.masked.startswith(" that", run.end)
        return None if that and _TOLD_DATE.search(view.masked[: run.start]) else inside
    if run.start < HEAD and _SAID_AT_HEAD.match(view.masked[run.end : run.end + 80]):
        return None
    before = [n for n, t in enumerate(triggers) if t.end <= run.start]
    after = [n for n, t in enumerate(triggers) if t.start >= run.end]
    clause = view.clause_at(run.start)
    choice = before[-1] if before else after[0]
    if before and after and triggers[before[-1]].end <= clause.start and triggers[after[0]].start < clause.end:
        choice = after[0]
    words = (
        view.masked[triggers[choice].end : run.start]
        if choice in before
        else view.masked[max(run.start - 45, 0) : run.start]
    )
    told_then = view.masked[run.end : run.end + 45]
    if choice in before:
        told_then = told_then if not told_then.lstrip().startswith(",") else ""
    if (
        (_NOT_OF_ACTION.search(words) and not _AGAIN.search(words))
        or _SAID_THEN.match(told_then)
        or _HAS_BEFORE.search(view.masked[max(run.start - 8, 0) : run.start])
    ):
        return None
    if (
        choice in before
        and triggers[choice].end <= clause.start
        and _ELSEWHEN.match(view.masked[clause.start : clause.end])
    ):
        return None
    return choice


def is_past(ctx: Context, run: Days) -> bool:
    """Say whether a run of dates ends by the day of publication: "called off on Monday" is no day of action."""
    return bool(run.days) and ctx.published is not None and max(run.days) <= ctx.published


def _says_today(view: SentenceView, runs: Sequence[Days]) -> bool:
    """Say whether a date is told as today: "struck on Wednesday", in Wednesday's paper, is over."""
    starts = {run.start for run in runs}
    return any(_TODAY.search(g.mentions[0].text) for g in view.labelled("DATE") if g.start in starts)


def _by_week(ctx: Context, trigger: Trigger) -> str | None:
    """Return the stage by an inexact date in or beside the trigger: "last week's strike"."""
    for group in trigger.view.labelled("DATE"):
        first, last = group.mentions[0].date_start, group.mentions[0].date_end
        if trigger.start <= group.start < trigger.end + COUNT_REACH and first and last and ctx.published is not None:
            return "held" if last < ctx.published else "announced" if first > ctx.published else None
    return None


def is_end(view: SentenceView, run: Days) -> bool:
    """Say whether a run of dates is told as the end of action: "due to last until Friday"."""
    return _ENDS.search(view.masked[: run.start]) is not None


def goes_on(ctx: Context, trigger: Trigger, runs: Sequence[Days], n_days: int | None) -> bool:
    """Say whether action that began on a day told lasts until the day of publication, by the length that is told."""
    days = [d for run in runs for d in run.days]
    if len(days) != 1 or ctx.published is None:
        return False
    if not _BEGAN.search(trigger.view.masked[trigger.start : trigger.end]):
        return False
    around = trigger.view.masked[trigger.start : trigger.end + COUNT_REACH]
    weeks = _WEEKS.search(around)
    length = n_days or (WEEKS.get(weeks[1] or "", 1) * DAYS_A_WEEK if weeks else 0)
    return days[0] <= ctx.published < days[0] + dt.timedelta(length)


def stage_of(ctx: Context, told: str, runs: Sequence[Days], trigger: Trigger) -> str | None:
    """Return the stage: what the words say, put right by the days where words leave it open."""
    if told in ("suspended", DUE, "threatened"):
        return told
    days = [d for run in runs for d in run.days]
    if trigger.rule.id == VOTED and not (days and ctx.published and min(days) > ctx.published):
        return None
    ends = bool(runs) and all(is_end(trigger.view, run) for run in runs)
    if told == "under_way" and (ends or not days or ctx.published is None or min(days) <= ctx.published):
        return told
    if days and ctx.published is not None:
        if max(days) < ctx.published and not any(run.start_only for run in runs):
            return "held"
        if min(days) > ctx.published:
            return "announced"
        if trigger.rule.id == NAMED and set(days) == {ctx.published}:
            return "under_way"
        if told == OPEN and set(days) == {ctx.published} and trigger.end - trigger.start > NEAR_TODAY:
            return None
        if ctx.published in days and (told == OPEN or (told == "held" and _says_today(trigger.view, runs))):
            return "under_way"
        return "under_way" if told == OPEN else told
    if told != OPEN:
        return told
    if ctx.published is None:
        return None
    if not runs:
        return _by_week(ctx, trigger)
    if all(_EARLIER.search(trigger.view.masked[: run.start]) for run in runs):
        return "held"
    last, first = runs[-1].edtf.split("/")[-1], runs[0].edtf.split("/")[0]
    return (
        "held"
        if last < ctx.published.isoformat()[: len(last)]
        else "announced"
        if first > ctx.published.isoformat()[: len(first)]
        else None
    )
