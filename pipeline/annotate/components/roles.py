"""The component `picketline_roles`: replaces each PERCENT mention by one with its role.

Comes in: a `Doc` with PERCENT mentions and, where known, its relevance and what the language
model says. Goes out: the same with `role` set and `doc._.role_rules` filled. In an article
that tells of no UK dispute every role is `other`. It refuses to find or drop a mention.
"""

from __future__ import annotations

from dataclasses import replace

from spacy.language import Language
from spacy.tokens import Doc, Span

from pipeline.annotate.components.relevance import RELEVANT_AT
from pipeline.annotate.extensions import sentence_text
from pipeline.annotate.roles import Decision, Odds, Percentage, decide
from pipeline.records import Mention

#: The head of the language model that tells roles.
HEAD = "role"
#: The rule id of every percentage in an article that tells of no UK dispute.
IRRELEVANT = "irrelevant"


@Language.factory("picketline_roles")
def make_roles(nlp: Language, name: str) -> RoleDecider:
    """Make the component; it has no settings."""
    return RoleDecider()


class RoleDecider:
    """Sets the roles of the percentages of a document."""

    def __call__(self, doc: Doc) -> Doc:
        """Return `doc` with roles; `doc._.role_rules` maps (start, end) to the id of the rule that decided."""
        decided = _decisions(doc)
        relevance = doc._.relevance
        if relevance is not None and relevance < RELEVANT_AT:
            decided = {span: Decision("other", IRRELEVANT, 0.0) for span in decided}
        doc._.mentions = [_with_role(mention, decided) for mention in doc._.mentions]
        doc._.role_rules = {span: decision.rule for span, decision in decided.items()}
        return doc


def _decisions(doc: Doc) -> dict[tuple[int, int], Decision]:
    """Decide over all sentences that are no clutter, so that neighbours can be used."""
    found = sorted((m for m in doc._.mentions if m.label == "PERCENT"), key=lambda m: m.start)
    sents = [sent for sent in doc.sents if not sent._.clutter]
    inside = [_inside(sent, found) for sent in sents]
    heard = [[_heard(sent, percent) for percent in percents] for sent, percents in zip(sents, inside, strict=True)]
    decisions = decide([(sentence_text(sent), percents) for sent, percents in zip(sents, inside, strict=True)], heard)
    return {
        (sent.start_char + percent.start, sent.start_char + percent.end): decision
        for sent, percents, row in zip(sents, inside, decisions, strict=True)
        for percent, decision in zip(percents, row, strict=True)
    }


def _heard(sent: Span, percent: Percentage) -> Odds | None:
    """Return what the language model says of a percentage: of its first word, as it was trained."""
    reading = sent.doc._.encoded
    if reading is None:
        return None
    begin = sent.start_char + percent.start
    first = next((token.i for token in sent if begin < token.idx + len(token)), None)
    odds: Odds | None = None if first is None else reading.odds(HEAD, first)
    return odds


def _inside(sent: Span, mentions: list[Mention]) -> list[Percentage]:
    begin, end = sent.start_char, sent.end_char
    return [
        Percentage(mention.value, mention.start - begin, mention.end - begin)
        for mention in mentions
        if mention.value is not None and begin <= mention.start and mention.end <= end
    ]


def _with_role(mention: Mention, decided: dict[tuple[int, int], Decision]) -> Mention:
    decision = decided.get((mention.start, mention.end)) if mention.label == "PERCENT" else None
    return mention if decision is None else replace(mention, role=decision.role)
