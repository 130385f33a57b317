"""The heads of the model and their labels, each in one fixed order.

Comes in: nothing. Goes out: `HEADS` and the partial labels of data that does not decide. It refuses to grow by itself:
a label that no head has here is not trained on, and a word of a test set that bears one counts as wrong.
"""

from __future__ import annotations

ENTITIES = ("PERSON", "ORG", "LOC", "NORP")

#: The label of a word that tells no event.
NO_EVENT = "none"

#: Every head with its labels. `start` says whether a word begins a sentence, `role` what a percentage is (it holds for
#: words of percentages alone), `event` which type and stage of the codebook a word tells.
HEADS: dict[str, tuple[str, ...]] = {
    "ner": ("O", *(f"{side}-{kind}" for kind in ENTITIES for side in "BI")),
    "tag": (
        "$", "''", ",", "-LRB-", "-RRB-", ".", ":", "ADD", "AFX", "CC", "CD", "DT", "EX", "FW", "GW", "HYPH", "IN",
        "JJ", "JJR", "JJS", "LS", "MD", "NFP", "NN", "NNP", "NNPS", "NNS", "PDT", "POS", "PRP", "PRP$", "RB", "RBR",
        "RBS", "RP", "SYM", "TO", "UH", "VB", "VBD", "VBG", "VBN", "VBP", "VBZ", "WDT", "WP", "WP$", "WRB", "XX", "``",
    ),
    "tense": ("none", "past", "present", "future", "modal", "imperative", "infinitive", "participle", "gerund"),
    "start": ("inside", "start"),
    "role": (
        "pay_offer", "pay_demand", "pay_award", "pay_deal", "vote_for", "vote_against", "turnout", "threshold",
        "inflation", "real_terms", "other",
    ),
    "event": (
        NO_EVENT, "demand.made", "offer.made", "offer.improved", "offer.considered", "offer.recommended",
        "offer.imposed", "offer.withdrawn", "response.accepted", "response.rejected", "response.consulting",
        "ballot.planned", "ballot.open", "ballot.result", "action.threatened", "action.announced", "action.under_way",
        "action.held", "action.suspended", "talks.scheduled", "talks.held", "talks.failed", "settlement.reached",
        "legal.sought", "legal.granted", "legal.refused",
    ),
}

#: Labels of data that leaves a choice: the sum of their probabilities is what is trained.
#: Most corpora mark no nationalities, so their "no name" may be one.
PARTIAL: dict[str, dict[str, tuple[str, ...]]] = {
    "ner": {"O|NORP": ("O", "B-NORP", "I-NORP")},
    "tag": {}, "tense": {}, "start": {}, "role": {}, "event": {},
}

#: Finite verbs, as the score of tense counts them.
FINITE = ("past", "present", "future")


def targets(head: str) -> tuple[str, ...]:
    """Return what data may say of a word for `head`: its labels, then its partial labels."""
    return (*HEADS[head], *PARTIAL[head])
