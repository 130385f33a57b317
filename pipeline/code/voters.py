"""How many were asked to vote, and at how many workplaces.

Comes in: a sentence view with its COUNT mentions. Goes out: the number of people balloted and
of sites that the sentence states. It refuses those who voted, and those for or against.
"""

from __future__ import annotations

import re

from pipeline.code.figures import NEAR, NOT_WORKERS
from pipeline.code.view import SentenceView
from pipeline.tables.units import unit_kinds

_ASKED_BEFORE = re.compile(
    r"\b(?:(?:re-?)?ballot\w*|poll(?:ed|ing)?|consult\w+|covering|covers|covered|took in|takes in|among|"
    r"entitled to vote|eligible(?: to vote)?|sent|issued|posted|"
    r"asked|dropped through|put [^.;]{0,40} to|vote (?:among|of)|referendum of|of whom there are|"
    r"turn-?out of)\b[^.;,]{0,45}$"
)
_ASKED_AFTER = re.compile(
    r"^[^.;]{0,60}?\b(?:entitled|eligible|(?:re-?)?ballot(?:ed|ing)?|sent (?:a|their|ballot|voting)|"
    r"asked (?:to vote|whether)|be asked|polled|to vote|"
    r"(?:ballot|voting) papers|(?:are|were) voting|have until|will vote)\b"
)
_VOTED = re.compile(
    r"^ ?(?:of them |people |members |workers |staff |had |have )*(?:voted|opposed|backed|supported|took part|"
    r"taken part|did\b|for\b|against|in favour|votes?\b|came back|returned|cast|said|were (?:for|against|"
    r"in favour))"
)
#: "67% of its 2,600 members had voted": the whole of which a share is told.
_SHARE_OF = re.compile(r"\bPCT of (?:(?:the|its|their|all|some|nearly|almost|about|around|union's) )*$")
_WHO_VOTED = re.compile(
    r"^ ?(?:\w+ )?(?:who|that) (?:voted|took part|returned|cast)|^ ?(?:voters|votes|ballots|papers)\b"
)
_VOTE_WORD = re.compile(
    r"\b(?:(?:re-?)?ballot\w*|vot(?:e|ed|ing)|mandate|threshold|barrier|members|polled|turnout|PCT)\b"
)
_CALLED_OUT = re.compile(r"^[^.;,]{0,30}\b(?:walk|strike|stop work|striking|closed|will stay)\b")
_ENTITLED = re.compile(r"\bentitled to vote: ?$|\bpapers (?:issued|sent out): ?$")
_BARE = re.compile(
    r"\b(\d{1,3}(?:,\d{3})+|\d{2,6})\b(?= (?:who )?(?:were |are )?(?:entitled|eligible))|"
    r"(?<=entitled to vote: )(\d[\d,]*)"
)


def sites_in(view: SentenceView, start: int, end: int) -> int | None:
    """Return the number of workplaces that a vote covers, from the part of a sentence that speaks of it."""
    for at, mention in view.counts:
        if (
            not start <= at < end
            or mention.value is None
            or mention.unit is None
            or unit_kinds().get(mention.unit) != "sites"
        ):
            continue
        low = max(view.masked.rfind(";", 0, at) + 1, start, at - NEAR)
        high = view.masked.find(";", at)
        near = view.masked[low : min(high if high > 0 else end, at + NEAR)]
        if _VOTE_WORD.search(near) and not _CALLED_OUT.search(view.masked[at : at + NEAR]):
            return int(mention.value)
    return None


def voters_in(view: SentenceView) -> int | None:
    """Return the number of people who may vote, as a sentence states it."""
    for at, mention in view.counts:
        unit, value = mention.unit, mention.value
        if (
            value is None
            or unit is None
            or unit in NOT_WORKERS
            or unit == "votes"
            or unit_kinds().get(unit) not in ("people", "votes")
        ):
            continue
        before, after = view.masked[max(at - 70, 0) : at], view.masked[at + len(mention.text) :]
        if _SHARE_OF.search(before) and not _WHO_VOTED.match(after):
            return int(value)
        if _VOTED.match(after) and not _ENTITLED.search(before):
            continue
        if _ASKED_BEFORE.search(before) or _ASKED_AFTER.match(after):
            return int(value)
    bare = _BARE.search(view.masked)
    return int((bare[1] or bare[2]).replace(",", "")) if bare else None
