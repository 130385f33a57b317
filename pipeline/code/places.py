"""Places: which step of a history the words beside an offer's figures call it: first, better, latest.

Comes in: the words of one stretch of a masked sentence. Goes out: "first", "better", "latest" or "".
It refuses to call better what was not bettered ("its refusal to improve the 3%").
"""

from __future__ import annotations

import re

from pipeline.code.rules import phrase

#: "had begun with a freeze and gone on to an offer of 2%": what it came to is the better one.
_MOVED_ON = phrase(
    r"\b(?:begun|began|started|opened|starting)\b[^.;]{0,60}?\b(?:went|gone|moved|come|came|going) (?:on|up|on up) "
    r"to\b[^;]{0,60}$"
)
#: "its refusal to better the 3% offer": what was not bettered.
_NOT_BETTERED = re.compile(
    r"\b(?:refus(?:al|ed|es|ing)|fail(?:ure|ed|s|ing)|declin(?:ed|es|ing)|unwilling(?:ness)?|unable|inability) to "
    r"(?:better|improve|raise|increase|up|move|budge)\w*(?: on| from)?|"
    r"\b(?:will|would|could|did) not (?:better|improve)\b"
)
_OPENING = re.compile(
    r"\b(?:initial\w*|at first|first (?:offer(?:ed)?|put|proposed|tabled)|opening|opened|original\w*|"
    r"earlier(?! (?:this|today|on\b|in\b))|"
    r"previous(?:ly)?|"
    r"began|started|begun|at the outset|before that|"
    r"stuck on|had (?:previously|earlier|initially|only)|rather than|where only|argument about|last offer|"
    r"to begin with|starting (?:point|position)|to start with)\b"
)
_BETTER = phrase(
    r"\b(?:(?:vastly |much |slightly |significantly )?improved|revised|enhanced|increased (?:it|its|their|that|the|"
    r"this|to)|(?:raised|upped|lifted|sweetened|doubled) (?:it|its|that|this|their|the)\b(?! (?:pay|wages?|salar\w+))|"
    r"now promising|(?:last-minute|last-ditch|eleventh-hour) MONEY|"
    r"better(?!\s+than)|came back with(?! another)|"
    r"up from|went up (?:to|again)|(?:grew|went|rose|climbed|moved) to|arrived at|"
    r"(?:second|third|fourth) (?:offer|attempt|bid|proposal)|fresh money)\b"
)
_LATEST = phrase(r"\b(?:new|fresh|latest|final|later|present|current|replac\w+) (?:[\w-]+ ){0,3}?{offer_noun}")
_FIRST_PUT = re.compile(r"\bfirst (?:put|made|offered|tabled|proposed)\b")


def placed(between: str, words: str, after: str) -> str:
    """Return a step's place: what stands between it and its neighbour, its own words, what follows it.

    A step that a later one betters ("earlier") is the first unless it betters one itself.
    """
    own = _place(words) or ("first" if _FIRST_PUT.search(after) else "")
    if between == "earlier":
        return "better" if own == "better" else "first"
    return between or own


def _place(words: str) -> str:
    words = _NOT_BETTERED.sub("", words)
    if _MOVED_ON.search(words):
        return "better"
    if _OPENING.search(words):
        return "first"
    if _BETTER.search(words):
        return "better"
    return "latest" if _LATEST.search(words) else ""
