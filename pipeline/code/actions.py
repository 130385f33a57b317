"""Action: strikes and action short of a strike, from the threat to the day after.

Comes in: the context of one article. Goes out: drafts of type `action`. The stage comes from
the words of the clause and from its dates against the day of publication; a walkout that "had
been due" joins the suspension it belongs to. It refuses action that nobody dates, counts or
plans: a bare vote for strikes is no threat.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.code.context import Context
from pipeline.code.dates import Days, day_lists
from pipeline.code.draft import Draft
from pipeline.code.figures import day_count, people_count, site_count
from pipeline.code.rules import Trigger, phrase, rule_table
from pipeline.code.view import SentenceView

#: The stage of rules for action that "had been due": it becomes `suspended`.
DUE = "was_due"
#: The stage of rules that name action and leave its stage to the dates.
OPEN = "open"
#: A list of dates goes on about the action of a sentence at most this many sentences before.
CONTINUES = 8
#: A longer line that starts with a date is a sentence of its own.
LIST_LINE_CHARS = 160
#: A count that stands this near before a trigger is of its action: "a two-day strike".
COUNT_REACH = 30
#: "The strike on Monday" in Monday's paper is under way; with more words between, the day is of something else.
NEAR_TODAY = 36
VOTE_ROLES = frozenset({"vote_for", "vote_against", "turnout"})
#: A share of votes this near before a trigger makes it the question of a ballot: "94% would strike".
VOTE_REACH = 25

#: Rules that announce action also where no day is told.
_FIRM = ("action.announced.called", "action.announced.will", "action.announced.stay-out")
#: A named day or a number of days is announced also with an "unless"; not where it hangs on a vote.
_FIRM_IF_DATED = ("action.threatened.if", "action.threatened.if-after", "action.threatened.there-will")
_VOTE_TO_COME = re.compile(r"\b(?:ballot\w*|vote[sd]?|voting|turned down|rejected|accept\w*)\b")
_PEOPLE_NEAR = r"strik|walk|out\b|action|members|involv|tak(?:e|ing) part|join|stop|down|called"
_LIST_LINE = re.compile(r"^\W*(?:DATE\b|(?:week|day) (?:one|two|three|four|\d))")
_NOT_OF_ACTION = re.compile(
    r"\b(?:ballot\w*|vot(?:e|ed|ing|es)|poll\w*|opens?|closes?|closed|opened|results?|talks|met|"
    r"offer\w*|announced|said|says|told|confirmed|revealed|"
    r"deadline|court|injunction|backdated|inflation|until|mandate|given by|notice|agreed|rejected|"
    r"accepted|tabled|called (?:them |it )?off|resume|"
    r"suspended|postponed|decided|letter|wrote|statement|published)\b[^.;,]{0,25}$|PCT[^.;]{0,25}$"
)
#: "On Monday it said that": the date of the telling.
_SAID_THEN = re.compile(
    r"\s*,?\s*(?:(?:it|they|he|she|members|UNION|BODY|PERSON|MINISTER|the (?:\w+ )?\w+)\s+)?(?:had |has |have )?"
    r"(?:announced|said|told|revealed|confirmed|voted|wrote|rejected|accepted|appealed|urged|"
    r"called on|agreed|offered|warned)\b"
)
_HAS_BEFORE = re.compile(r"\b(?:has|have|had)\s+$")
#: A clause about another time: "the second stoppage after that of 10 July".
_ELSEWHEN = re.compile(r"[\s,]*(?:after|following|since|because|when|before)\b")
#: A line that announces a list: "The strikes so far:".
_HEADER = re.compile(r"[:?]\s*$")
_TODAY = re.compile(r"(?i)\b(?:today|tonight|this (?:morning|afternoon|evening)|now)\b")
_BEGINS = re.compile(r"\b(?:begin|begins|begun|began|start|starts|started|launch|launches|launched|commence)\b")
#: "removes the threat of": a threat that is gone.
_NO_MORE = re.compile(r"\b(?:remov|lift|end|avert|avoid|withdr[ae]w|drop|eas|halt)\w* (?:the |a |any |its |their )?$")
_ASKED = re.compile(r"\basked (?:if|whether)\b")
_HYPOTHETICAL = re.compile(
    r"\b(?:if|whether|unless|should (?:the|they|there|it)|were (?:to|they)|in case|in the event)\b[^.;]{0,60}$"
)
_VOTING = re.compile(
    r"\b(?:vot(?:e|es|ed|ing)|back(?:ed|ing|s)?|support(?:ed|ing|s)?|in favour|favour\w*|said (?:yes|"
    r"no)|mandate|willing|ready|prepared|want\w*|asked|asks|asking|power|question\w*|ballot\w*|"
    r"right to|for|were)\b[^.;]{0,50}$"
)


def actions(ctx: Context) -> list[Draft]:
    """Return the drafts of all action that an article tells of."""
    drafts: list[Draft] = []
    table = rule_table("action")
    for view in ctx.views:
        triggers = [t for t in table.find(view) if _is_told(t)]
        if _continue(view, drafts):
            continue
        drafts.extend(_of_sentence(ctx, view, triggers))
    return _reconcile(ctx, [d for d in drafts if _is_something(_dated_by_list(ctx, d))])


def _is_told(trigger: Trigger) -> bool:
    """Say whether a trigger tells of action and not of a condition, a question or a vote."""
    view, stage = trigger.view, trigger.rule.stage
    if view.masked.rstrip("\"' ").endswith("?") and view.labelled("DATE") == []:
        return False
    clause = view.clause_at(trigger.start)
    before = view.masked[clause.start : trigger.start]
    if stage == "threatened" and _NO_MORE.search(before):
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
    near = view.masked[max(trigger.start - 60, 0) : trigger.start + 20]
    return stage in ("suspended", DUE) or not (voted and _VOTING.search(near))


def _of_sentence(ctx: Context, view: SentenceView, triggers: Sequence[Trigger]) -> list[Draft]:
    """Return a draft for each trigger of a sentence, each date and count with its own trigger."""
    runs: dict[int, list[Days]] = {n: [] for n in range(len(triggers))}
    if triggers:
        for run in day_lists(view):
            owner = _owner(view, triggers, run)
            if owner is not None:
                runs[owner].append(run)
    drafts = []
    for n, trigger in enumerate(triggers):
        low = triggers[n - 1].end if n else 0
        high = triggers[n + 1].start - COUNT_REACH if n + 1 < len(triggers) else len(view.masked)
        for part in _apart(ctx, trigger, runs[n]):
            draft = _from_trigger(ctx, trigger, part, low, max(high, trigger.end))
            if draft is not None:
                drafts.append(draft)
    return drafts


def _apart(ctx: Context, trigger: Trigger, runs: Sequence[Days]) -> list[Sequence[Days]]:
    """Two ranges of past days ("from 25 to 30 July and again from 14 to 19 November") are two walkouts."""
    past = len(runs) > 1 and all(run.is_range and _is_past(ctx, run) for run in runs)
    return [[run] for run in runs] if past and trigger.rule.stage not in ("suspended", DUE) else [runs]


def _owner(view: SentenceView, triggers: Sequence[Trigger], run: Days) -> int | None:
    """Return which trigger a run of dates belongs to: the one before it, unless a clause ends between."""
    inside = next((n for n, t in enumerate(triggers) if run.start < t.end and t.start < run.end), None)
    if inside is not None:
        return inside
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
        _NOT_OF_ACTION.search(words)
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


def _from_trigger(ctx: Context, trigger: Trigger, runs: Sequence[Days], low: int, high: int) -> Draft | None:
    view, rule = trigger.view, trigger.rule
    if rule.stage == "suspended":
        runs = [run for run in runs if run.start < trigger.end or not _is_past(ctx, run)]
    stage = _stage(ctx, rule.stage, runs, trigger)
    if stage is None:
        if not _HEADER.search(view.masked):
            return None
        stage = OPEN
    who = ctx.who(view, trigger.start)
    draft = Draft("action", stage, view, rule.id, rule.confidence, unions=who.unions, explicit=who.explicit)
    near = view.masked[max(low, trigger.start - 60) : min(high, trigger.end + 60)]
    draft.action_kind = str(
        rule.attributes.get("action_kind")
        or kind_of(view.masked[trigger.start : trigger.end])
        or kind_of(near)
        or "strike"
    )
    _fill_days(draft, runs, day_count(view, low, high))
    if (
        rule.id in _FIRM_IF_DATED
        and (draft.n_days or any(len(run.edtf) >= len("2023-02-01") for run in runs))
        and not _VOTE_TO_COME.search(view.masked)
    ):
        draft.stage = "announced"
    if (
        draft.n_days is None
        and _BEGINS.search(view.masked[trigger.start : trigger.end])
        and len(draft.action_dates) == 1
    ):
        draft.start_only = True
    draft.n_workers = people_count([view], _PEOPLE_NEAR)
    following = ctx.views[view.index + 1 : view.index + 2]
    draft.n_sites = site_count([view, *following])
    return draft


def _is_past(ctx: Context, run: Days) -> bool:
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


def _stage(ctx: Context, told: str, runs: Sequence[Days], trigger: Trigger) -> str | None:
    """Return the stage: what the words say, put right by the days where words leave it open."""
    if told in ("suspended", DUE, "threatened"):
        return told
    days = [d for run in runs for d in run.days]
    if told == "under_way" and (not days or ctx.published is None or min(days) <= ctx.published):
        return told
    if days and ctx.published is not None:
        if max(days) < ctx.published and not any(run.start_only for run in runs):
            return "held"
        if min(days) > ctx.published:
            return "announced"
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
    last, first = runs[-1].edtf.split("/")[-1], runs[0].edtf.split("/")[0]
    return (
        "held"
        if last < ctx.published.isoformat()[: len(last)]
        else "announced"
        if first > ctx.published.isoformat()[: len(first)]
        else None
    )


def kind_of(text: str) -> str | None:
    """Return the kind of action that a stretch of masked text names, None where it names a strike or nothing."""
    if phrase("{overtime}").search(text):
        return "overtime_ban"
    if phrase("{rule}").search(text):
        return "work_to_rule"
    if phrase(
        "{short}|short of (?:a |full )?strik|withdraw\\w* (?:from )?(?:voluntary|unpaid)|goodwill|voluntary duties"
    ).search(text):
        return "action_short"
    if re.search(r"lock(?:ed)?[- ]?out", text):
        return "lockout"
    return None


def _fill_days(draft: Draft, runs: Sequence[Days], stated: int | None) -> None:
    draft.n_days = stated
    draft.action_dates = tuple(dict.fromkeys(d for run in runs for d in run.days))
    draft.n_named = sum(run.n_named for run in runs)
    draft.start_only = any(run.start_only for run in runs)
    ends = sorted(e for run in runs for e in run.edtf.split("/"))
    if ends:
        exact = [e for e in ends if len(e) == len("2023-02-01")] or ends
        draft.date_edtf = exact[0] if exact[0] == exact[-1] else f"{exact[0]}/{exact[-1]}"


def _continue(view: SentenceView, drafts: Sequence[Draft]) -> bool:
    """Add the days of a line of dates ("June: 24, 25 and 30") to the action told just before it."""
    if not drafts or not _LIST_LINE.match(view.masked) or len(view.masked) > LIST_LINE_CHARS:
        return False
    last = drafts[-1]
    days = tuple(day for run in day_lists(view) for day in run.days)
    if (
        not days
        or view.index - last.view.index > CONTINUES
        or phrase(r"\bPCT\b|{offer}|ballot|talks").search(view.masked)
    ):
        return False
    last.action_dates = tuple(dict.fromkeys((*last.action_dates, *days)))
    last.n_named = len(last.action_dates)
    return True


def _dated_by_list(ctx: Context, draft: Draft) -> Draft:
    """Put right the stage of action whose days came from a list below it: days to come were not held."""
    if draft.action_dates and ctx.published is not None:
        if draft.stage in (OPEN, "held") and min(draft.action_dates) > ctx.published:
            draft.stage = "announced"
        elif draft.stage == OPEN:
            draft.stage = "held" if max(draft.action_dates) < ctx.published else "under_way"
    return draft


def _is_something(draft: Draft) -> bool:
    """Say whether a draft says enough: what was held must say when or how much."""
    dated = draft.date_edtf is not None or bool(draft.action_dates) or draft.n_days is not None
    if draft.stage == OPEN:
        return False
    if draft.stage == "held":
        return dated or draft.n_workers is not None
    if draft.stage == "announced":
        return dated or draft.rule in _FIRM
    return True


def _reconcile(ctx: Context, drafts: list[Draft]) -> list[Draft]:
    """Give what "was due" to its suspension, and drop plans for days that are called off."""
    off = [d for d in drafts if d.stage == "suspended"]
    out: list[Draft] = []
    for draft in drafts:
        if draft.stage == DUE:
            draft.stage = "suspended" if off or not _to_come(ctx, draft) else "announced"
            near = sorted(off, key=lambda d: abs(d.view.index - draft.view.index))
            host = next((d for d in near if _overlap(d, draft) and not d.action_dates), None)
            if host is not None:
                host.action_dates, host.date_edtf, host.n_named = (
                    draft.action_dates,
                    draft.date_edtf or host.date_edtf,
                    draft.n_named,
                )
                host.n_days, host.n_workers = host.n_days or draft.n_days, host.n_workers or draft.n_workers
                continue
            if not draft.substance():
                continue
        elif draft.stage == "under_way" and (
            host := next((d for d in off if d.view is draft.view and _overlap(d, draft)), None)
        ):
            if not host.action_dates:
                host.action_dates, host.date_edtf, host.start_only = (
                    draft.action_dates,
                    draft.date_edtf,
                    draft.start_only,
                )
            continue
        elif draft.stage == "announced" and any(_overlap(d, draft) and _called_off(d, draft) for d in off):
            continue
        out.append(draft)
    return out


def _to_come(ctx: Context, draft: Draft) -> bool:
    """Say whether all days of a walkout that "was due" are still to come, and nobody calls it off."""
    return ctx.published is not None and bool(draft.action_dates) and min(draft.action_dates) >= ctx.published


def _overlap(a: Draft, b: Draft) -> bool:
    return not a.unions or not b.unions or bool(set(a.unions) & set(b.unions))


def _called_off(off: Draft, plan: Draft) -> bool:
    if plan.action_dates:
        return set(plan.action_dates) <= set(off.action_dates)
    return plan.view is off.view or not plan.substance()
