"""What the sentences behind an action add to it: days of a list, days of others who join, how many take part.

Comes in: sentence views and the drafts of action told before them. Goes out: the same drafts with more days or people.
It refuses to make a draft: what tells of action by itself is for `actions`.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence, Set

from pipeline.code.action_days import OPEN
from pipeline.code.context import Context
from pipeline.code.dates import day_lists
from pipeline.code.draft import Draft
from pipeline.code.figures import people_count
from pipeline.code.rules import phrase
from pipeline.code.view import SentenceView

#: A list of dates goes on about the action of a sentence at most this many sentences before.
CONTINUES = 8
#: A longer line that starts with a date is a sentence of its own.
LIST_LINE_CHARS = 160

#: Words beside a count of people that make it one of those who act.
PEOPLE_NEAR = r"strik|walk|out\b|action|members|involv|tak(?:e|ing) part|join|stop|down|called"
_LIST_LINE = re.compile(r"^\W*(?:DATE\b|(?:week|day) (?:one|two|three|four|\d))")
#: "Up to 1,200 fitters are due to take part", "The strike involves 40 cleaners".
_TAKE_PART = re.compile(
    r"^(?:(?:[^.;,]|(?<=\d),(?=\d)){0,70}? )?(?:are|were|will|is|was|have|has)? ?"
    r"(?:due |expected |set |likely )?(?:to )?"
    r"(?:be involved|(?:are|were|is|was) involved|take part|taking part|took part|taken part)\b(?! in (?:the |an? )?"
    r"(?:ballot|vote|poll|talks|survey|consult\w*|training|march|rally|review|election))|"
    r"^(?:the |this |that |both |it )?(?:[\w'-]+ ){0,3}?(?:strikes?|walkouts?|stoppages?|action|it) "
    r"(?:will |would |is expected to |is set to )?involv(?:e|es|ed|ing)\b"
)
#: Others walk out on a further day of the same call: "Those in the north will do so on Friday".
_DO_SO = re.compile(
    r"\b(?:(?:are|is|will|would)(?: (?:to|also|then|likewise|be))* "
    r"(?:do(?:ing)? (?:so|the same|likewise)|follow(?:ing)?(?: suit)?|join(?:ing)? (?:them|in))|"
    r"followed by (?:those|colleagues|members|staff|workers)\b[^.;]{0,60}?)(?: \w+){0,3}? on DATE"
)


def taking_part(ctx: Context, draft: Draft, told: Set[int]) -> int | None:
    """Return the people who take part as a sentence soon after an action tells, before another action or union."""
    for view in ctx.views[draft.view.index + 1 : draft.view.index + 1 + CONTINUES]:
        others = any(set(g.ids) - set(draft.unions) for g in view.labelled("UNION"))
        if view.index in told or others:
            return None
        if _TAKE_PART.search(view.masked):
            return people_count([view], PEOPLE_NEAR)
    return None


def continue_list(view: SentenceView, drafts: Sequence[Draft], published: dt.date | None) -> bool:
    """Add the days of a line of dates ("June: 24, 25 and 30") to the action told just before it."""
    if not drafts or not _LIST_LINE.match(view.masked) or len(view.masked) > LIST_LINE_CHARS:
        return False
    last = drafts[-1]
    days = tuple(day for run in day_lists(view) for day in run.days)
    if (
        not days
        or view.index - last.view.index > CONTINUES
        or phrase(r"\bPCT\b|{offer}|ballot|talks|meeting").search(view.masked)
        or _of_another_time(last, view, days, published)
    ):
        return False
    last.action_dates = tuple(dict.fromkeys((*last.action_dates, *days)))
    last.n_named = len(last.action_dates)
    return True


def follow(view: SentenceView, drafts: Sequence[Draft]) -> bool:
    """Add the day on which others of the same union "do so" to the action announced in the sentence before."""
    last = next((d for d in reversed(drafts) if d.view.index == view.index - 1), None)
    match = _DO_SO.search(view.masked)
    if last is None or last.stage != "announced" or match is None:
        return False
    if any(set(g.ids) - set(last.unions) for g in view.labelled("UNION")):
        return False
    days = tuple(day for run in day_lists(view) if match.start() <= run.start for day in run.days)
    last.action_dates = tuple(dict.fromkeys((*last.action_dates, *days)))
    last.n_named = len(last.action_dates)
    return bool(days)


def dated_by_list(ctx: Context, draft: Draft) -> Draft:
    """Put right the stage of action whose days came from a list below it: days to come were not held."""
    if draft.action_dates and ctx.published is not None:
        if draft.stage in (OPEN, "held") and min(draft.action_dates) > ctx.published:
            draft.stage = "announced"
        elif draft.stage == OPEN:
            draft.stage = "held" if max(draft.action_dates) < ctx.published else "under_way"
    return draft


def _of_another_time(told: Draft, view: SentenceView, days: Sequence[dt.date], published: dt.date | None) -> bool:
    """Say whether days to come stand below action that was held: "On Monday there will be walkouts" is no list.

    A bare list of days to come puts right what seemed held and has no days gone by.
    """
    if told.stage not in ("held", "under_way") or published is None or min(days) <= published:
        return False
    return any(day <= published for day in told.action_dates) or view.masked.rstrip().endswith(".")
