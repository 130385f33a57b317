"""Action: strikes and action short of a strike, from the threat to the day after.

Comes in: the context of one article. Goes out: drafts of type `action`. The stage comes from
the words of the clause and from its dates against the day of publication; a walkout that "had
been due" joins the suspension it belongs to. It refuses action that nobody dates, counts or
plans: a bare vote for strikes is no threat.
"""

from __future__ import annotations

import re
from pipeline.code.context import Context
from pipeline.code.dates import Days, day_lists, run_at
from pipeline.code.draft import Draft
from pipeline.code.figures import day_count, people_count, site_count
from pipeline.code.rules import Trigger, phrase, rule_table
from pipeline.code.view import SentenceView

#: Stages that a rule may give before dates are looked at.
DUE = "was_due"
#: A list of dates goes on about the action of a sentence at most this many sentences before.
CONTINUES = 5
#: A longer line that starts with a date is a sentence of its own.
LIST_LINE_CHARS = 160

_PEOPLE_NEAR = r"strik|walk|out\b|action|members|staff|workers|involv|tak(?:e|ing) part|join|stop|affect|down|called"
_LIST_LINE = re.compile(r"^\W*(?:DATE\b[\s:,]*)")
_NO_ACTION = re.compile(r"\b(?:ballot\w*|vot(?:e|ed|ing)|poll\w*|opens?|closes?|closed|opened|results?|talks|meet\w*|offer\w*|announced on|met|deadline|court|injunction|backdated|inflation)\b[^.;]{0,30}$")


def actions(ctx: Context) -> list[Draft]:
    """Return the drafts of all action that an article tells of."""
    drafts: list[Draft] = []
    table = rule_table("action")
    for view in ctx.views:
        triggers = list(table.find(view))
        for n, trigger in enumerate(triggers):
            low = triggers[n - 1].end if n else 0
            high = triggers[n + 1].start if n + 1 < len(triggers) else len(view.masked)
            draft = _from_trigger(ctx, trigger, low, high)
            if draft is not None:
                drafts.append(draft)
        if not triggers and drafts:
            _continue(view, drafts[-1])
    return _reconcile(drafts)


def _from_trigger(ctx: Context, trigger: Trigger, low: int, high: int) -> Draft | None:
    view, rule = trigger.view, trigger.rule
    low, high = _reach(view, trigger, low, high)
    runs = [d for d in day_lists(view) if low <= run_at(view, d) < high and _for_action(view, run_at(view, d), trigger)]
    stage = _stage(ctx, rule.stage, runs, view, trigger)
    if stage is None:
        return None
    who = ctx.who(view, trigger.start)
    draft = Draft("action", stage, view, rule.id, rule.confidence, unions=who.unions, explicit=who.explicit)
    draft.action_kind = str(rule.attributes.get("action_kind") or kind_of(view.masked[max(low, trigger.start - 60):min(high, trigger.end + 60)]))
    if stage != "threatened":
        _fill_days(draft, runs, day_count(view, low, high))
    draft.n_workers = people_count([view], _PEOPLE_NEAR)
    draft.n_sites = site_count([view])
    if stage == "announced" and not draft.substance() and rule.stage != "announced":
        return None
    return draft


def _reach(view: SentenceView, trigger: Trigger, low: int, high: int) -> tuple[int, int]:
    """Return the stretch of the sentence that tells of this action: to its neighbours, or its clause."""
    clause = view.clause_at(trigger.start)
    start = max(low, 0) if clause.start <= low else clause.start
    if not any(g.start < trigger.start for g in view.labelled("DATE") if g.start >= clause.start):
        start = low
    return start, high


def _for_action(view: SentenceView, at: int, trigger: Trigger) -> bool:
    """Say whether a date is of the action and not of a ballot, a meeting or an announcement."""
    if at >= trigger.end:
        return _NO_ACTION.search(view.masked[trigger.end:at]) is None
    return _NO_ACTION.search(view.masked[max(at - 40, 0):at]) is None


def _stage(ctx: Context, told: str, runs: list[Days], view: SentenceView, trigger: Trigger) -> str | None:
    """Return the stage: what the words say, put right by the days where words leave it open."""
    days = [d for run in runs for d in run.days]
    if told in ("suspended", DUE, "threatened"):
        return told
    if days and ctx.published is not None:
        if max(days) < ctx.published:
            return "held"
        if min(days) > ctx.published:
            return "announced"
        if told == "open":
            return "under_way" if min(days) <= ctx.published <= max(days) else "announced"
        return told
    if told != "open":
        return told
    spans = [run.edtf for run in runs]
    if spans and ctx.published is not None:
        month = ctx.published.isoformat()[:len(spans[0].split("/")[0])]
        return "held" if spans[-1].split("/")[-1] < month else "announced" if spans[0] > month else None
    return None


def kind_of(text: str) -> str:
    """Return the kind of action that a stretch of masked text names."""
    if phrase("{overtime}").search(text):
        return "overtime_ban"
    if phrase("{rule}").search(text):
        return "work_to_rule"
    if phrase("{short}|short of (?:a |full )?strik|withdraw\\w* (?:from )?(?:voluntary|unpaid)|goodwill").search(text):
        return "action_short"
    if "lock-out" in text or "lockout" in text or "locked out" in text:
        return "lockout"
    return "strike"


def _fill_days(draft: Draft, runs: list[Days], stated: int | None) -> None:
    days = tuple(dict.fromkeys(d for run in runs for d in run.days))
    ranged = any(run.is_range for run in runs)
    draft.n_days = stated
    if days:
        if ranged and len(runs) == 1 and stated is not None and stated != len(days):
            days = (days[0], days[-1])
        elif stated is None and not any(run.start_only for run in runs):
            draft.n_days = len(days)
        elif stated is not None and len(days) > stated and not ranged:
            draft.n_days = len(days)
        draft.action_dates = days
    edtfs = [run.edtf for run in runs]
    if edtfs:
        ends = sorted(e for edtf in edtfs for e in edtf.split("/"))
        exact = [e for e in ends if len(e) == 10] or ends
        draft.date_edtf = exact[0] if exact[0] == exact[-1] else f"{exact[0]}/{exact[-1]}"


def _continue(view: SentenceView, last: Draft) -> None:
    """Add to `last` the days of a line of dates that follows it: "June: 24, 25 and 30"."""
    if view.index - last.view.index > CONTINUES or not _LIST_LINE.match(view.masked) or len(view.masked) > LIST_LINE_CHARS:
        return
    days = tuple(day for run in day_lists(view) for day in run.days)
    if not days:
        return
    last.action_dates = tuple(dict.fromkeys((*last.action_dates, *days)))
    first, end = min(last.action_dates), max(last.action_dates)
    last.date_edtf = first.isoformat() if first == end else f"{first.isoformat()}/{end.isoformat()}"
    if last.n_days is None or last.n_days < len(last.action_dates):
        last.n_days = len(last.action_dates)


def _reconcile(drafts: list[Draft]) -> list[Draft]:
    """Give what "was due" to its suspension, and drop plans for days that are called off."""
    off = [d for d in drafts if d.stage == "suspended"]
    out: list[Draft] = []
    for draft in drafts:
        if draft.stage == DUE:
            draft.stage = "suspended"
            host = next((d for d in off if _overlap(d, draft) and not d.action_dates), None)
            if host is not None and draft.substance():
                host.action_dates, host.date_edtf = draft.action_dates, draft.date_edtf or host.date_edtf
                host.n_days, host.n_workers = host.n_days or draft.n_days, host.n_workers or draft.n_workers
                continue
            if not off and not draft.substance():
                continue
        elif draft.stage == "announced" and any(_overlap(d, draft) and _called_off(d, draft) for d in off):
            continue
        out.append(draft)
    return out


def _overlap(a: Draft, b: Draft) -> bool:
    return not a.unions or not b.unions or bool(set(a.unions) & set(b.unions))


def _called_off(off: Draft, plan: Draft) -> bool:
    if plan.action_dates:
        return set(plan.action_dates) <= set(off.action_dates)
    return plan.view is off.view or not plan.substance()

