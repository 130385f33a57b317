"""How many were asked to vote, and at how many workplaces.

Comes in: a sentence view with its COUNT mentions. Goes out: the number of people balloted and
of sites that the sentence states. It refuses those who voted, and those for or against.
"""

from __future__ import annotations

import re

from pipeline.code.figures import NEAR, NOT_WORKERS, WHOLE
from pipeline.code.view import SentenceView
from pipeline.tables.units import unit_kinds

_ASKED_BEFORE = re.compile(
    r"\b(?:(?:re-?)?ballot\w*|poll(?:ed|ing)?|consult\w+|covering|covers|covered|took in|takes in|among|"
    r"entitled to vote|eligible(?: to vote)?|sent|issued|posted|"
    r"ask(?:ed|ing)?|dropped through|put [^.;]{0,40} to|vote (?:among|of)|referendum of|"
    r"of whom there are|who number|numbering|"
    r"turn-?out of)\b[^.;,]{0,45}$"
)
_ASKED_AFTER = re.compile(
    r"^[^.;]{0,60}?\b(?:entitled|eligible|(?:re-?)?ballot(?:ed|ing)?|sent (?:a|their|ballot|voting)|"
    r"asked (?:to vote|whether)|be asked|polled|to vote|"
    r"(?:can|could) (?:vote|take part|have a say)|had (?:a vote|a say|the right to vote)|"
    r"(?:ballot|voting) papers|(?:are|were) voting|(?:start|begin)(?:s|ning|ing)? (?:voting|to vote)|"
    r"have until|will vote)\b"
)
_VOTED = re.compile(
    r"^(?: ?\w+)? ?[-–—] ?(?:turned out|voted|took part)|"
    r"^ ?(?:of them |people |members |workers |staff |had |have )*(?:voted|opposed|backed|supported|took part|"
    r"taken part|did\b|for\b|against|in favour|votes?\b|came back|returned|cast|said|were (?:for|against|"
    r"in favour))"
)
#: A sentence that goes on about who may vote.
ELECTORATE = re.compile(r"\b(?:eligible|entitled|consulting|could (?:vote|take part)|had a (?:vote|say))\b")
#: "at three colleges the turnout failed to reach the line": the number of a part of a vote.
_FELL_THERE = re.compile(
    r"^,? (?:the |whose |where )*(?:turnouts?|members|staff|votes?) (?:was|were|failed|fell|did not|missed)\b"
)
#: "67% of its 2,600 members had voted": the whole of which a share is told.
_SHARE_OF = re.compile(
    r"\bPCT of (?:(?:the|its|their|our|all|some|nearly|almost|about|around|roughly|(?:more|fewer|less) than|over|up to|"
    r"(?:UNION )?union's|UNION(?:'s?)?) )*$"
)
_WHO_VOTED = re.compile(
    r"^ ?(?:\w+ )?(?:who|that) (?:had |have )?(?:voted|took part|taken part|turned out|returned|cast|responded|replied|"
    r"answered)|^ ?(?:voters|votes|ballots|papers)\b"
)
_VOTE_WORD = re.compile(
    r"\b(?:(?:re-?)?ballot\w*|vot(?:e|ed|ing)|mandate|threshold|barrier|members|polled|turnout|PCT)\b"
)
#: "54,000 eligible doctors", "560 drivers balloted": the count itself says who may vote.
_ELIGIBLE = re.compile(r"\b(?:eligible|balloted)\b")
#: "two members with no right to a paper": a mistake, and not the electorate.
_BY_MISTAKE = re.compile(r"^[^.;]{0,80}\b(?:no right|not entitled|ineligible|wrongly|by mistake|in error)\b")
_CALLED_OUT = re.compile(r"^[^.;,]{0,30}\b(?:walk|strike|stop work|striking|closed|will stay)\b")
_ENTITLED = re.compile(r"\bentitled to vote(?: in the (?:ballot|poll|vote))?: ?$|\bpapers (?:issued|sent out): ?$")
_BARE = re.compile(
    r"\b(\d{1,3}(?:,\d{3})+|\d{2,6})\b(?= (?:who )?(?:were |are )?(?:entitled|eligible))|"
    r"\bentitled to vote(?: in the (?:ballot|poll|vote))?\s?[:=] ?(\d[\d,]*)"
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
        whole = WHOLE.search(view.masked[max(at - NEAR, 0) : at])
        if whole and not whole["part"]:
            continue
        low = max(view.masked.rfind(";", 0, at) + 1, start, at - NEAR)
        high = view.masked.find(";", at)
        near = view.masked[low : min(high if high > 0 else end, at + NEAR)]
        if _FELL_THERE.match(view.masked[at + len(mention.text) :]):
            continue
        if _VOTE_WORD.search(near) and not _CALLED_OUT.search(view.masked[at : at + NEAR]):
            return int(whole["part"].replace(",", "")) if whole else int(mention.value)
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
        if _BY_MISTAKE.match(after) or (_WHO_VOTED.match(after) and not _ENTITLED.search(before)):
            continue
        if _SHARE_OF.search(before) or _ELIGIBLE.search(mention.text.lower()):
            return int(value)
        if _VOTED.match(after) and not _ENTITLED.search(before):
            continue
        if _ASKED_BEFORE.search(before) or _ASKED_AFTER.match(after):
            return int(value)
    bare = _BARE.search(view.masked)
    return int((bare[1] or bare[2]).replace(",", "")) if bare else None
