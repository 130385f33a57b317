"""Talks and courts: meetings to come, held and failed; injunctions sought, granted and refused.

Comes in: the context of one article. Goes out: drafts of type `talks` and `legal`. It refuses a
meeting that is only sought, and a court that hears of something else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.code.context import Context
from pipeline.code.dates import day_lists
from pipeline.code.draft import Draft
from pipeline.code.rules import Trigger, phrase, rule_table
from pipeline.code.view import SentenceView

_SOUGHT = re.compile(
    r"\b(?:urg\w+|call(?:s|ed|ing)? (?:\w+ )?(?:on|for)|demand\w*|want\w*|should|must|\bif\b|hop(?:e|"
    r"es|ed|ing)|ask(?:s|ed|ing)?\b|ready|willing|prepared|"
    r"ha(?:s|ve) to|efforts?|attempts?|press\w*|"
    r"need\w*|offer\w* to|happy to|open to|would|invit\w+|unless|until|insist\w*|keen|"
    r"available|no date|nobody)\b[^.;]{0,50}$"
)
_ASKED_FOR = re.compile(r"\b(?:ask|asks|asking|call|calls|calling|press|seek|seeking|request\w*) (?:for )?")
#: A union's own committee that meets to decide is no talks between the sides.
_AMONG_THEMSELVES = re.compile(
    r"\b(?:executive|committee|stewards|leaders|branch(?:es)?|council members|unions?|representatives|reps|negotiators|"
    r"conference)\b[^.;]{0,30}\bmeets?\b[^.;]{0,30}\b"
    r"to (?:decide|draw up|choose|consider|plan|agree|set|settle|recommend|"
    r"discuss (?:its|their|the next)|name)\b|"
    r"\b(?:executive|committee|conference|delegates)\b[^.;]{0,25}\bmeets?\b"
    r"(?![^.;]{0,40}(?:\bwith\b|BODY|MINISTER|management|employers|managers|company))"
)
#: "refusing to attend meetings" is action and no talks.
_REFUSED = re.compile(r"\b(?:refus|declin|boycott)\w* $")
#: Meetings of one side alone.
_OWN_MEETING = re.compile(
    r"\b(?:general|branch|mass|members'?|staff|annual|council|board|committee|executive|union|"
    r"shareholders'?) meetings?\b"
)
_HYPOTHETICAL = re.compile(r"(?:\b(?:if|unless|should|whether)|(?:^|[,;] )were)\b[^.;]{0,20}$")
#: What the law lets an employer do is no application.
_MAY_GO_TO_COURT = re.compile(r"\b(?:can|could|may|might|would|if|whether)\b[^.;]{0,20}$")
_SIDES = re.compile(
    r"UNION|BODY|MINISTER|PERSON|\bunion|employer|minister|government|management|bosses|company|"
    r"council|acas|sides|they|representatives|negotiat|leaders|officials|\bit\b|\bwe\b"
)
#: The next sentence tells that a meeting brought nothing: "It broke up after 40 minutes".
_NOTHING_CAME = re.compile(
    r"\b(?:broke up|came to nothing|no (?:agreement|progress|breakthrough|new offer|deal)|"
    r"without (?:agreement|result|a deal|progress)|empty-handed|(?:could|can) ?not be (?:resolved|settled)|"
    r"nothing (?:new|came|had changed|was)|got nowhere|\bfailed\b|deadlock|lasted (?:all of |only |"
    r"just )?\w+ minutes|not a penny|walked out|would(?: not|n't) (?:move|budge|shift|give))\b"
)
#: A day that belongs to action, a vote or an offer and not to the meeting beside it.
_OTHER_DAY = re.compile(
    r"\b(?:strik\w*|walk\w*|stoppage\w*|action|ballot\w*|vot\w+|out|due to start|offer\w*|backdated)\b[^.;]{0,20}$"
)
#: "Talks have collapsed and staff will walk out on two further Saturdays, 13 and 20 October".
_STOPPAGE = re.compile(r"\b(?:strik\w*|walk(?:s|ed|ing)? ?-?outs?|stoppages?|picket\w*)\b")
#: "This follows talks at Acas today to end the row": a meeting of the day that lies behind what is told.
_BEHIND = re.compile(r"\b(?:follow(?:s|ed)|after|following) (?:[\w-]+ ){0,3}$")
_AFTER = re.compile(r"(?<!soon )\b(?:after|following)\b")
#: A trigger may begin with such a word: so much of it is looked at.
AFTER_REACH = 10
_OF_DISPUTE = phrase(
    r"UNION|\bunions?\b|{strike}|\bstrik|industrial action|pickets?|ballot|overtime ban|walk-?out|lock-?out"
)
#: An application and its outcome stand at most this many sentences apart.
ACT_REACH = 6
#: The lead tells that talks failed; when they were held follows within this many sentences.
MEETING_REACH = 5
_FUTURE = re.compile(r"\b(?:will|to be|due|set to|is to|are to|next|agreed to|scheduled|planned|resume)\b")


def talks(ctx: Context) -> list[Draft]:
    """Return the drafts of meetings between the sides, at most one a stage and sentence."""
    drafts: list[Draft] = []
    for view in ctx.views:
        told: dict[str, Draft] = {}
        for trigger in rule_table("talks").find(view):
            draft = _talk(ctx, trigger)
            if draft is not None:
                told.setdefault(draft.stage, draft)
        if "failed" in told:
            told.pop("held", None)
            if told.get("scheduled") and not _FUTURE.search(view.masked):
                told.pop("scheduled")
        elif "held" in told and _brought_nothing(ctx, view):
            told["held"].stage = "failed"
        drafts.extend(told.values())
    return _joined(drafts)


def _joined(drafts: list[Draft]) -> list[Draft]:
    """Give the day of a meeting to the sentence that says it failed, where one has the day and one the failure."""
    out = []
    for draft in drafts:
        failed = [
            d
            for d in drafts
            if d.stage == "failed"
            and abs(d.view.index - draft.view.index) <= MEETING_REACH
            and set(d.unions) & set(draft.unions)
        ]
        host = next((d for d in failed if d.date_edtf in (None, draft.date_edtf)), None)
        if draft.stage == "held" and draft.date_edtf and host is not None:
            host.date_edtf = draft.date_edtf
            continue
        out.append(draft)
    return out


def _talk(ctx: Context, trigger: Trigger) -> Draft | None:
    view, rule = trigger.view, trigger.rule
    if rule.stage != "failed" and _SOUGHT.search(view.masked[max(trigger.start - 70, 0) : trigger.start]):
        return None
    if _HYPOTHETICAL.search(view.masked[max(trigger.start - 30, 0) : trigger.start]):
        return None
    if rule.stage == "scheduled" and _REFUSED.search(view.masked[: trigger.start]):
        return None
    if _OWN_MEETING.search(view.masked[trigger.start : trigger.end]):
        return None
    if rule.stage == "held" and not _SIDES.search(view.masked):
        return None
    if _ASKED_FOR.search(view.masked[trigger.start : trigger.end]) or (
        rule.stage == "scheduled" and _AMONG_THEMSELVES.search(view.masked)
    ):
        return None
    stage = rule.stage
    date = _date(view, trigger)
    if ctx.published is not None and date is not None and len(date) == len("2023-02-01"):
        today = ctx.published.isoformat()
        if stage == "held" and date > today:
            stage = "scheduled"
        elif stage == "scheduled" and (
            (date < today and not _FUTURE.search(view.clause_text(trigger.start)))
            or (date == today and _BEHIND.search(view.masked[: trigger.start]))
        ):
            stage = "held"
    who = ctx.who(view, trigger.start)
    people = tuple(dict.fromkeys(g.mentions[0].norm or g.mentions[0].text for g in view.labelled("MINISTER")))
    return Draft(
        "talks",
        stage,
        view,
        rule.id,
        rule.confidence,
        unions=who.unions,
        explicit=who.explicit,
        people=people,
        date_edtf=date,
    )


def _brought_nothing(ctx: Context, view: SentenceView) -> bool:
    """Say whether the sentence itself or the next one tells that a meeting ended with nothing."""
    following = (
        ctx.views[view.index + 1].masked
        if view.index + 1 < len(ctx.views) and ctx.views[view.index + 1].paragraph == view.paragraph
        else ""
    )
    return _NOTHING_CAME.search(view.masked) is not None or _NOTHING_CAME.search(following[:140]) is not None


def legal(ctx: Context) -> list[Draft]:
    """Return the drafts of what courts were asked and did about a dispute."""
    return list(
        _merge_acts(
            d for view in ctx.views for t in rule_table("legal").find(view) if (d := _act(ctx, t)) is not None
        )
    )


def _act(ctx: Context, trigger: Trigger) -> Draft | None:
    view = trigger.view
    around = " ".join(v.masked for v in ctx.views[max(view.index - 2, 0) : view.index + 2])
    if not _OF_DISPUTE.search(around):
        return None
    before = view.masked[max(trigger.start - 30, 0) : trigger.start]
    if trigger.rule.stage == "sought" and _MAY_GO_TO_COURT.search(before):
        return None
    who = ctx.who(view, trigger.start)
    return Draft(
        "legal",
        trigger.rule.stage,
        view,
        trigger.rule.id,
        trigger.rule.confidence,
        unions=who.unions,
        explicit=who.explicit,
        date_edtf=_date(view, trigger),
    )


def _merge_acts(drafts: Iterator[Draft]) -> Iterator[Draft]:
    """One act told once gets its latest stage: a bid, here or a few sentences before, is its outcome."""
    found = list(drafts)
    outcomes = [d for d in found if d.stage != "sought"]
    for draft in found:
        if draft.stage != "sought":
            same = [d for d in outcomes if d.view is draft.view and d.date_edtf == draft.date_edtf]
            if same[0] is draft:
                yield draft
            continue
        outcome = next(
            (
                d
                for d in outcomes
                if 0 <= d.view.index - draft.view.index <= ACT_REACH and set(d.unions) & set(draft.unions)
            ),
            None,
        )
        if outcome is None:
            yield draft
        elif outcome.date_edtf is None:
            outcome.date_edtf = draft.date_edtf


def _date(view: SentenceView, trigger: Trigger) -> str | None:
    """Return the date nearest to the trigger that belongs to no strike, vote or offer."""
    best: tuple[int, str] | None = None
    for days in day_lists(view):
        if _OTHER_DAY.search(view.masked[max(days.start - 35, 0) : days.start]):
            continue
        if _STOPPAGE.search(view.masked[trigger.end : max(days.start, trigger.end)]):
            continue
        # "The strike on Friday is off after talks": what stands before "after" happened at another time.
        if days.end <= trigger.start and _AFTER.search(view.masked[days.end : trigger.start + AFTER_REACH]):
            continue
        distance = min(abs(days.start - trigger.end), abs(days.end - trigger.start))
        if trigger.start <= days.start < trigger.end:
            distance = 0
        if best is None or distance < best[0]:
            best = (distance, days.edtf.split("/")[0])
    return best[1] if best else None
