"""Action: strikes and action short of a strike, from the threat to the day after.

Comes in: the context of one article. Goes out: drafts of type `action`. The stage comes from
the words of the clause and from its dates against the day of publication; a walkout that "had
been due" joins the suspension it belongs to. It refuses action that nobody dates, counts or
plans: a bare vote for strikes is no threat.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from pipeline.code.action_days import COUNT_REACH, DUE, OPEN, apart, goes_on, is_end, is_past, is_told, owner, stage_of
from pipeline.code.action_sequels import PEOPLE_NEAR, continue_list, dated_by_list, follow, taking_part
from pipeline.code.context import Context
from pipeline.code.dates import Days, day_lists
from pipeline.code.draft import Draft
from pipeline.code.figures import day_count, people_count, site_count
from pipeline.code.rules import Trigger, phrase, rule_table
from pipeline.code.view import SentenceView

#: "were out for 14 days": a count so near behind a trigger is its own, in characters.
HEELS = 8

#: Rules that announce action also where no day is told.
_FIRM = ("action.announced.called", "action.announced.will", "action.announced.stay-out")
#: A named day or a number of days is announced also with an "unless"; not where it hangs on a vote.
_FIRM_IF_DATED = (
    "action.threatened.if",
    "action.threatened.if-after",
    "action.threatened.there-will",
    "action.threatened.go-ahead-if",
)
_VOTE_TO_COME = re.compile(r"\b(?:ballot\w*|vote[sd]?|voting|turn(?:ed|s)? (?:\w+ )?down|reject\w*|accept\w*)\b")
_FURTHER = re.compile(r"\b(?:more|further|another|additional|fresh|new|other|extra)\b")
#: A line that announces a list: "The strikes so far:".
_HEADER = re.compile(r"[:?]\s*$")
_BEGINS = re.compile(r"\b(?:begin|begins|begun|began|start|starts|started|launch|launches|launched|commence)\b")


def actions(ctx: Context) -> list[Draft]:
    """Return the drafts of all action that an article tells of."""
    drafts: list[Draft] = []
    table = rule_table("action")
    for view in ctx.views:
        triggers = [t for t in table.find(view) if is_told(t)]
        if continue_list(view, drafts, ctx.published) or (not triggers and follow(view, drafts)):
            continue
        drafts.extend(_of_sentence(ctx, view, triggers))
    told = _reconcile(ctx, [d for d in drafts if _is_something(dated_by_list(ctx, d))])
    for draft in told:
        if draft.n_workers is None and draft.stage != "threatened":
            draft.n_workers = taking_part(ctx, draft, {d.view.index for d in told})
    return told


def _of_sentence(ctx: Context, view: SentenceView, triggers: Sequence[Trigger]) -> list[Draft]:
    """Return a draft for each trigger of a sentence, each date and count with its own trigger."""
    runs: dict[int, list[Days]] = {n: [] for n in range(len(triggers))}
    if triggers:
        for run in day_lists(view):
            whose = owner(view, triggers, run)
            if whose is not None:
                runs[whose].append(run)
    drafts = []
    edges = [0, *(_edge(view, a, b) for a, b in pairwise(triggers)), len(view.masked)]
    for n, trigger in enumerate(triggers):
        low, high = edges[n], edges[n + 1]
        for part in apart(ctx, trigger, runs[n]):
            draft = _from_trigger(ctx, trigger, part, low, max(high, trigger.end))
            if draft is not None:
                drafts.append(draft)
    return drafts


def _edge(view: SentenceView, earlier: Trigger, later: Trigger) -> int:
    """Return where the counts of one trigger end and those of the next begin.

    A count just before the later one is its own ("a two-day strike"), unless it stands at the heels of the earlier.
    """
    edge = max(earlier.end, later.start - COUNT_REACH)
    heels = [at + len(m.text) for at, m in view.counts if 0 <= at - earlier.end <= HEELS and at < later.start]
    return max([edge, *heels]) if later.start > earlier.end else earlier.end


def _from_trigger(ctx: Context, trigger: Trigger, runs: Sequence[Days], low: int, high: int) -> Draft | None:
    view, rule = trigger.view, trigger.rule
    if rule.stage == "suspended":
        runs = [run for run in runs if run.start < trigger.end or not is_past(ctx, run)]
    stage = stage_of(ctx, rule.stage, runs, trigger)
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
    _fill_days(draft, runs, day_count(view, low, high, past=stage in ("held", "under_way")))
    if len(runs) > 1 and is_end(view, runs[-1]):
        draft.start_only = True
    if stage == "held" and goes_on(ctx, trigger, runs, draft.n_days):
        draft.stage = "under_way"
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
    draft.n_workers = people_count([view], PEOPLE_NEAR)
    following = ctx.views[view.index + 1 : view.index + 2]
    draft.n_sites = site_count([view, *following])
    return draft


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
    clock = [run.n_clock for run in runs]
    draft.n_days = stated if stated is not None else sum(n for n in clock if n) if clock and all(clock) else None
    draft.action_dates = tuple(dict.fromkeys(d for run in runs for d in run.days))
    # "A 24-hour stoppage on 16-17 February" is one day, however many it touches.
    one_day = draft.n_days == 1 and len(runs) == 1 and runs[0].is_range
    draft.n_named = 1 if one_day else sum(run.n_named for run in runs)
    draft.start_only = any(run.start_only for run in runs)
    ends = sorted(e for run in runs for e in run.edtf.split("/"))
    if ends:
        exact = [e for e in ends if len(e) == len("2023-02-01")] or ends
        draft.date_edtf = exact[0] if exact[0] == exact[-1] else f"{exact[0]}/{exact[-1]}"


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
                host.start_only = draft.start_only
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
        elif (draft.stage == "announced" and any(_overlap(d, draft) and _called_off(d, draft) for d in off)) or (
            not draft.substance() and any(_overlap(d, draft) and _says_already(d, draft) for d in drafts)
        ):
            continue
        out.append(draft)
    return out


def _says_already(told: Draft, vague: Draft) -> bool:
    """Say whether action told with its days is what a bare telling speaks of: "unless they move it will go ahead"."""
    if vague.rule == "action.threatened.go-ahead-if":
        return told.stage == "announced" and told.substance() > 0 and not _FURTHER.search(vague.view.masked)
    return vague.stage == "announced" and told.stage == "under_way" and told.view is vague.view


def _to_come(ctx: Context, draft: Draft) -> bool:
    """Say whether all days of a walkout that "was due" are still to come, and nobody calls it off."""
    return ctx.published is not None and bool(draft.action_dates) and min(draft.action_dates) >= ctx.published


def _overlap(a: Draft, b: Draft) -> bool:
    return not a.unions or not b.unions or bool(set(a.unions) & set(b.unions))


def _called_off(off: Draft, plan: Draft) -> bool:
    if plan.action_dates:
        return set(plan.action_dates) <= set(off.action_dates)
    return plan.view is off.view or not plan.substance()
