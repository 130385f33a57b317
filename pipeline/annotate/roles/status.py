"""What became of the pay on the table: offered, demanded, set or agreed.

Comes in: masked sentences. Goes out: the status of a clause or of a whole article as one of
the pay roles. It refuses to read a number: which percentage has the status is for `decide`.
"""

from __future__ import annotations

import re

#: Cues in the clause of a rise; the last one before the target, else the first after it, wins.
_CUES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("pay_offer", re.compile(
        r"\b(?:offer(?:s|ed|ing)?|propos\w+|tabled|put forward|on the table|reject\w*|spurn\w*|turn(?:ed|ing)? down"
        r"|threw out|original\w*|initial\w*|would have|previous(?:ly)? (?:one|version|offer)|first bid)\b")),
    ("pay_award", re.compile(
        r"\b(?:impos\w+|award(?:ed|s)?|recommended (?:by|a|an|#)|review body|decreed|went ahead and paid|implement\w*"
        r"|been given|paying it|paid anyway|anyway)\b")),
    ("pay_deal", re.compile(
        r"\b(?:accept(?:ed|ing)|settle[ds]?(?: for)?|settlement|deal (?:was|is|includes|means|will|gives|puts|lifts|raises)"
        r"|(?:the|this) (?:new |pay |latest )?deal, which|agreed"
        r"|agreement|secured|won|will (?:get|receive|see|pocket))\b")),
    ("pay_demand", re.compile(
        r"\b(?:demand\w*|seek\w*|sought|want(?:s|ed|ing)?|call(?:s|ed|ing)? for|claim|holding out|ask(?:s|ed|ing) for)\b")),
)  # fmt: skip

_REACHED = re.compile(
    r"\b(?:accept(?:ed|ing)\b.{0,60}\b(?:offer|deal|rise|award|package|terms|proposals?|increase)"
    r"|vot\w+ (?:overwhelmingly |in favour |strongly )*(?:to accept|of accepting|for the deal|for the latest pay deal|of the)"
    r"|(?:deal|agreement|settlement) (?:has been|was|had been|is) (?:agreed|reached|struck|done|accepted|secured)"
    r"|(?:ended|end|ends|ending|over|settled|settling|resolved|come to an end|draws? a line)\b.{0,40}\b(?:strikes?|dispute|row|action)"
    r"|(?:strikes?|dispute|row|action) (?:has |have |is |are |was |were |will |now )*(?:ended|over|settled|resolved|come to an end"
    r"|at an end)|having settled|won\b.{0,30}\b(?:rise|increase|deal)|(?:pay )?deal (?:ends|ended)|take pay (?:rise|deal))"
)
_NOT_YET = re.compile(
    r"\b(?:reject\w*|spurn\w*|throw\w* out|threw out|thrown out|turn(?:ed|ing)? down|urg\w+ .{0,30}to accept|will (?:now )?(?:be )?"
    r"(?:vote|balloted|asked)|asked to vote|if (?:members|they) accept|to put .{0,30}to (?:its |their )?members|set to strike"
    r"|will strike|further strikes|strike dates|begin(?:s|ning)? vot\w+|start\w* voting)\b"
)
#: Said of an offer in one of the next sentences, it makes an award of it.
_SET_ANYWAY = re.compile(
    r"\b(?:pay(?:ing|s)?|paid|impos(?:ed|ing)|implement(?:ed|ing)|push(?:ed|ing) (?:it )?through|go(?:ing|ne)? ahead|went ahead)\b"
    r".{0,40}\b(?:anyway|regardless|without agreement|nonetheless|all the same)\b|\bimposed (?:it|them|the (?:rise|offer|award))\b"
)
#: Said of an offer in one of the next sentences, it makes a deal of it.
_TAKEN_BY_MOST = re.compile(
    r"\bmost (?:of the )?(?:other )?(?:[a-z]+ ){0,3}unions (?:have |had )?(?:said yes|accepted|voted to accept|agreed|signed|took)\b"
    r"|\bmost other (?:[a-z]+ ){0,2}unions said yes\b|\bmajority of (?:[a-z]+ ){0,3}unions (?:accepted|agreed|backed)\b"
)
#: Marks an offer that is not the one accepted in the end.
EARLIER = re.compile(
    r"\b(?:initial\w*|original\w*|earlier|previous\w*|first|reject\w*|spurn\w*|turned down|threw out|had offered|derisory)\b"
)
#: How many sentences after an offer may say what became of it.
SEQUEL_SENTENCES = 2

#: The sentences in which a story says what became of the dispute.
LEAD_SENTENCES = 5


def clause_status(left: str, right: str) -> str | None:
    """Return the pay role that the words around a rise tell, or None.

    `left` and `right` are masked text before and after the target, in lower case. What stands
    before it and nearest counts first; after it only the same clause counts.
    """
    best: tuple[int, str] | None = None
    for role, cue in _CUES:
        for found in cue.finditer(left):
            if best is None or found.start() > best[0]:
                best = (found.start(), role)
    if best is not None:
        return best[1]
    clause = re.split(r"[;:.#]|, (?:but|and|which)\b|\b(?:rather than|on top of)\b", right, maxsplit=1)[0]
    hits = [(found.start(), role) for role, cue in _CUES if (found := cue.search(clause))]
    return min(hits)[1] if hits else None


def deal_reached(sentences: list[str]) -> bool:
    """Tell whether a story says, in its lead, that terms were accepted and none refused or awaited.

    `sentences` are normalised as by `view.normalise`.
    """
    lead = sentences[:LEAD_SENTENCES]
    reached = sum(bool(_REACHED.search(s)) for s in lead)
    pending = sum(bool(_NOT_YET.search(s)) for s in lead)
    return reached > pending


def sequel_status(sentence: str) -> str | None:
    """Return what a later sentence makes of an offer before it: an award, a deal, or None."""
    if _SET_ANYWAY.search(sentence):
        return "pay_award"
    return "pay_deal" if _TAKEN_BY_MOST.search(sentence) else None
