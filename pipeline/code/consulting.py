"""Consultations: whether members are really asked about terms, and when.

Comes in: a trigger of stage `consulting` in its sentence. Goes out: whether it holds, and the window of
the vote. It refuses votes on action, votes that are over, and votes that others only ask the union for.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.code.context import Context
from pipeline.code.draft import Draft
from pipeline.code.rules import Trigger, phrase
from pipeline.code.view import SentenceView
from pipeline.code.voting_days import ballot_window

#: A vote on an offer that others ask the union for, or that may come, is no consultation.
_ASKED = re.compile(
    r"\b(?:could|would|may|might|can|if|should|unless|once|hop\w+|towards|want\w* to|appeal\w*|urg\w*|"
    r"call\w* (?:on|for|to)|ask(?:s|ed|ing)?|press\w*|demand\w*)\b[^.;]{0,130}$"
)
#: "we ask the union to think again and put our offer to its members": the second verb hangs on the first's "to".
_ASKED_ALSO = re.compile(
    r"\b(?:ask(?:s|ed|ing)?|urg\w+|call\w* (?:on|for)|appeal\w*|press\w*|invit\w+|challeng\w+|want\w*|should|must|"
    r"needs? to|ought to)\b[^.;]{0,130}(?:\band|,) $"
)
_BARE_VERB = re.compile(r"(?:put|take|consult|ballot|poll|let|give|allow|ask|recommend)\b")
#: "said it would consult": what a union says that it will do, in reported speech.
_REPORTED = re.compile(
    r"\b(?:said|says|announced|confirmed|added|told \w+) (?:that )?(?:it|they|he|she|the union|UNION) would\b"
)
_HELD_UP = re.compile(r"\bhad (?:\w+ )?been\b")
_DEAL = phrase(r"\b{pay_terms}\b|\bagreement\b|\bratif\w+|\brecommend\w*|\bendors\w+")
#: "failed to win a mandate for strikes and is re-balloting its members": a vote on action.
_BALLOTING = re.compile(r"\b(?:re-?)?(?:balloting|polling)\b")
_MANDATE = re.compile(r"\bmandates?\b|\bstrik\w+|\bindustrial action")
_STOPPAGE = phrase(r"{stoppage}|\bstrik\w+|\bstoppage|walk\w*")


def is_consultation(view: SentenceView, trigger: Trigger) -> bool:
    """Say whether members are asked about terms: the vote is not over, and not one on action."""
    said = view.masked[trigger.start : trigger.end]
    if trigger.rule.id.endswith(".put") and phrase("{turned_down}").search(view.masked[trigger.end :]):
        return False  # "an offer put to members in May was turned down": the vote is over
    if _BALLOTING.search(said) and _MANDATE.search(view.masked) and not phrase("{pay_terms}").search(view.masked):
        return False
    return not re.search(r"\bindustrial action|\bstrike", said)


def on_a_deal(view: SentenceView, found: Sequence[Draft]) -> bool:
    """Say whether a vote that is told without its question is one on terms: its sentence or an earlier one tells so."""
    if _MANDATE.search(view.masked) or phrase("{turned_down}|{turn_down}").search(view.masked):
        return False
    return _DEAL.search(view.masked) is not None or any(d.stage == "consulting" for d in found)


def asked(view: SentenceView, trigger: Trigger) -> bool:
    """Say whether a consultation is only asked for, or possible."""
    before = view.masked[: trigger.start]
    if before.endswith(" to "):
        # An infinitive hangs on a verb that may stand in an earlier clause: "appealed to them ..., and to ask".
        return (
            _ASKED.search(before) is not None or re.search(r"\bfor (?:the )?(?:UNION|unions?) to $", before) is not None
        )
    if _BARE_VERB.match(view.masked, trigger.start) and _ASKED_ALSO.search(before):
        return True
    clause = before[view.clause_at(trigger.start).start :]
    if ".while" in trigger.rule.id and _HELD_UP.search(clause) and trigger.view.masked[: trigger.end].endswith("ed"):
        return True  # "its strike had been suspended while they voted": the vote is over
    return _ASKED.search(_REPORTED.sub("", clause)) is not None


def consulted_when(ctx: Context, view: SentenceView, trigger: Trigger) -> str | None:
    """Return the window of a consultation, where the sentence's dates are not those of action."""
    if _STOPPAGE.search(view.masked):
        return None
    if not re.search(
        r"\b(?:vot\w+|ballot\w*|consult\w*|poll\w*|referendum|decid\w*|until|clos\w+|open\w*|answer|"
        r"result|asked)\b",
        view.masked,
    ):
        return None
    return ballot_window(ctx, view, trigger.start)
