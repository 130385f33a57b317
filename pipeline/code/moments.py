"""Moments: the day on which an offer was put or answered, as its own verb tells it.

Comes in: a view and the place of the verb. Goes out: an EDTF date or None. It refuses days of
payment, of action and of votes, days still to come, and dates of another verb.
"""

from __future__ import annotations

import re

from pipeline.code.context import Context
from pipeline.code.dates import edtf_of, is_day
from pipeline.code.rules import Trigger, phrase
from pipeline.code.view import SentenceView

#: A date stands with a verb this near, in characters of masked text; at the head of a sentence at any distance.
BESIDE_CHARS = 60
HEAD_CHARS = 12
_STOPPAGE = phrase(r"{stoppage}|\bstrik\w+|\bstoppage|walk\w*")
#: "for 2024", "until June", "backdated to April": days that are no day of an answer.
_NOT_THE_DAY = re.compile(
    r"\b(?:for|from|until|till|to|since|backdated|next|by|of|than|between|after|before|ahead of|following|over|with|"
    r"and|about)\b(?: the| this)?\s*$"
)
_ANNOUNCED = re.compile(
    r"\b(?:announc\w+|said|says|confirm\w+|reveal\w+|declar\w+|told \w+)\s*(?:on |late on |"
    r"late )?$"
)
_OFFERING = re.compile(
    r"\b(?:offer(?:ed|ing)?|tabled|put (?:forward|on the table|to|it|its)|made|proposed|came|come|presented|raised|"
    r"upped|improved|imposed|announced|laid before|held out|opened|began|started(?: out)?|"
    r"sent|arrived|unveiled|grew|went|rose|submitted|dangled|withdr\w+|taken off|took|pulled|paid|paying|pay|get|set|"
    r"released|delivered|whipped|given|handed|boosted|awarded)\b[^.;]{0,100}$"
)
_NOT_PUT_ON = re.compile(
    r"\b(?:backdated|back|effective|from|for|until|till|since|to|than|next|by|of|between|due|"
    r"after|before|following|with|over)\b(?: the| this)?(?: \w+)?\s*$"
)
_OTHER_VERB = phrase(
    r"\b(?:{reject}|spurn\w*|{accept}|strik\w+|stoppage\w*|walk\w*|vot(?:e|ed|ing)|balloted|"
    r"inflation|talks|met)\b"
)
#: "took the deal that the GMB had accepted in May": the date is of the other's answer.
_ANSWERED = phrase(r"\b(?:which|that|as)\b[^.;,]{0,40}\b(?:{turn_down}|accept(?:ed|s))\b")
_SAID_NO = phrase(r"\b(?:{turn_down}|voted?)\b")
#: "rejected a proposal drawn up on Monday", "which began in May": the date is of the offer or of the dispute.
_PUT_FORWARD = re.compile(
    r"\b(?:hammered|thrashed|drawn|made|tabled|put|offered|presented|unveiled|published|proposed|negotiated|brokered|"
    r"announced|begun|began|started|dating)\b[^.;,]{0,30}$"
)
#: "the latest offer on Monday, after one of 6% was turned down": what follows happened before the date.
_OF_BEFORE = re.compile(r"\b(?:after|following)\b|\b(?:began|begun|started)\b")
#: "called off on Friday when the union accepted": the clause that follows a date tells what happened then.
_WHEN = re.compile(r",? (?:when|as) (?!soon\b|well\b|many\b|much\b)[^.;:,]{0,50}")
_WITHDRAWN = re.compile(r"\b(?:withdr\w+|taken off|pulled|whipped)\b")


def offer_date(
    ctx: Context, view: SentenceView, low: int, high: int, position: int, *, withdrawn: bool = False
) -> str | None:
    """Return the date that stands with the verb of offering in a stretch; no effective date."""
    for group in view.labelled("DATE"):
        mention = group.mentions[0]
        if not low <= group.start < high or mention.edtf is None or "/" in mention.edtf:
            continue
        if mention.date_start and ctx.published and mention.date_start > ctx.published:
            continue
        if (
            _NOT_PUT_ON.search(view.masked[max(group.start - 22, 0) : group.start])
            or view.masked[group.end : group.end + 2] == "'s"
        ):
            continue
        if group.start < position:
            between, before = view.masked[group.end : position], view.masked[max(group.start - 12, low) : group.start]
            head = (
                re.search(
                    r"(?:\band|\bbut|[,;:–—-])\s*(?:(?:late|early)\s+)?(?:in|on|last|by|"
                    r"-)?\s*$",
                    before,
                )
                is not None
                or re.fullmatch(
                    r"\s*(?:(?:late|early)\s+)?(?:in|on|"
                    r"last)?\s*",
                    view.masked[: group.start],
                )
                is not None
            )
            head = head or re.match(r",? when\b", between) is not None
            if (
                head
                and len(between) < 110
                and not _OTHER_VERB.search(between)
                and (_OFFERING.search(between) or re.match(r"\s*:", between))
            ):
                return mention.edtf
            if re.search(r"\b(?:after|following|replac\w+)\b", between) or _SAID_NO.search(between):
                continue
        before = view.masked[low : group.start]
        verb = _OFFERING.search(before)
        if (
            verb
            and (withdrawn or not _WITHDRAWN.search(verb[0]))
            and not _OTHER_VERB.search(verb[0])
            and not re.search(r"\b(?:rise|increase|uplift)\b[^.;]*$", before)
        ):
            return mention.edtf
    return None


def answer_date(ctx: Context, view: SentenceView, trigger: Trigger) -> str | None:
    """Return the day or month of an answer: one that stands with its verb, else the day it was announced."""
    announced: str | None = None
    for group in view.labelled("DATE"):
        mention = group.mentions[0]
        edtf = edtf_of(group)
        if edtf is None or not (is_day(group) or re.fullmatch(r"(?:\d{4}|XXXX)-(?:0\d|1[0-2])", edtf)):
            continue
        future = mention.date_start is not None and ctx.published is not None and mention.date_start > ctx.published
        before = view.masked[max(group.start - 25, 0) : group.start]
        if future or _NOT_THE_DAY.search(before) or view.masked.startswith("'s", group.end):
            continue
        if _beside(view, trigger, group.start, group.end):
            return edtf
        if is_day(group) and _ANNOUNCED.search(before):
            announced = announced or edtf
    return announced


def _beside(view: SentenceView, trigger: Trigger, start: int, end: int) -> bool:
    """Say whether a date at `start`:`end` stands with the verb of a trigger."""
    if trigger.start <= start < trigger.end:
        told = view.masked[trigger.start : start]
        return not _PUT_FORWARD.search(told) and not _OF_BEFORE.search(view.masked[end : trigger.end])
    if start >= trigger.end:
        between = view.masked[trigger.end : start]
        return (
            len(between) <= BESIDE_CHARS
            and not re.search(
                r"\b(?:and(?! (?:the )?(?:UNION|BODY|PERSON|MINISTER)\b)|but|which|while|when|after|before|inflation|"
                r"meant)\b|[;:]",
                between,
            )
            and not _PUT_FORWARD.search(between)
            and not _ANSWERED.search(between)
        )
    between = view.masked[end : trigger.start]
    if re.match(r"\s*:\s", between) or _WHEN.fullmatch(between):
        return True
    same = view.clause_at(trigger.start).start <= start and not _STOPPAGE.search(between)
    return same and not _OF_BEFORE.search(between) and (start < HEAD_CHARS or len(between) < BESIDE_CHARS)
