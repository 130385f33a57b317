"""The words between a name and its office: what joins the two, and what keeps them apart.

Comes in: nothing. Goes out: sets of words in lower case, for `linking`. It refuses words of offices and names: those
are gazetteers.
"""

from __future__ import annotations

PREPOSITIONS = frozenset({
    "of", "for", "at", "with", "in", "from", "by", "to", "on", "about", "after", "before", "against", "over",
    "under", "into", "as", "during",
})
VERBS = frozenset({
    "said", "says", "say", "told", "tells", "added", "adds", "has", "have", "had", "will", "would", "could",
    "should", "can", "may", "was", "were", "is", "are", "be", "been", "warned", "called", "welcomed",
    "described", "accused", "urged", "met", "wrote", "insisted", "claimed", "argued", "asked", "hit", "took",
    "made", "gave", "went", "came", "spoke", "did", "does", "do", "confirmed", "announced", "admitted",
    "denied", "blamed", "backed", "joined", "chaired", "led", "believes", "thinks", "wants", "who", "which",
    "that",
})
SPEECH = frozenset({
    "said", "says", "told", "tells", "added", "adds", "warned", "called", "welcomed", "described", "accused",
    "insisted", "claimed", "argued", "confirmed", "announced", "admitted", "denied", "blamed", "commented",
    "explained", "stated", "wrote", "responded", "replied",
})
COPULAS = frozenset({
    "is", "was", "became", "becomes", "become", "remains", "as",
})
RAISED = frozenset({
    "elected", "re-elected", "appointed", "reappointed", "named", "chosen", "confirmed", "unveiled",
    "installed",
})
OWNERS = frozenset({
    "its", "their", "his", "her", "our", "the", "this", "a", "an",
})
DETERMINERS = OWNERS | frozenset({
    "both", "joint", "union", "union's", "college's", "party", "party's", "association's", "federation's",
    "company",
})
