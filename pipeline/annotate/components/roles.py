"""The components `picketline_role_draft` and `picketline_roles`: each PERCENT mention gets its role.

Comes in: a `Doc` with PERCENT mentions and, where known, its relevance. The first goes through the rules and tells
which sentences leave a role unsure; the language model may be asked about those; the second decides. Goes out: `role`
set and `doc._.role_rules` filled. In an article that tells of no UK dispute every role is `other`. They refuse to find
or drop a mention.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, replace

from spacy.language import Language
from spacy.tokens import Doc

from pipeline.annotate.components.relevance import RELEVANT_AT
from pipeline.annotate.extensions import Sentence, sentences, text_of
from pipeline.annotate.roles import Decision, Draft, Odds, Percentage
from pipeline.records import Mention

#: The head of the language model that tells roles.
HEAD = "role"
#: The rule id of every percentage in an article that tells of no UK dispute.
IRRELEVANT = "irrelevant"


@Language.factory("picketline_roles")
def make_roles(nlp: Language, name: str) -> RoleDecider:
    """Make the component; it has no settings."""
    return RoleDecider()


@Language.component("picketline_role_draft", requires=["doc.sents"], assigns=["doc._.role_draft"])
def role_draft(doc: Doc) -> Doc:
    """Set `doc._.role_draft` where there is a percentage to decide on."""
    found = sorted((m for m in doc._.mentions if m.label == "PERCENT"), key=lambda m: m.start)
    if found and not _is_irrelevant(doc):
        text = text_of(doc)
        story = {number: sentence for number, sentence in enumerate(sentences(doc)) if not sentence.clutter}
        inside = {number: _inside(sentence, found) for number, sentence in story.items()}
        draft = Draft([(text[sentence.start : sentence.end], inside[number]) for number, sentence in story.items()])
        doc._.role_draft = DocDraft(story, inside, draft)
    return doc


@dataclass(frozen=True, slots=True)
class DocDraft:
    """The draft of a document's roles: its sentences that are no furniture, by number, and their percentages."""

    sentences: dict[int, Sentence]
    inside: dict[int, list[Percentage]]
    draft: Draft

    def unsure(self) -> set[int]:
        """Return the numbers of the sentences that leave a role unsure."""
        numbers = list(self.sentences)
        return {numbers[place] for place in self.draft.unsure()}

    def decide(self, doc: Doc) -> dict[tuple[int, int], Decision]:
        """Return the decision on each percentage of `doc` by its offsets, the language model heard."""
        heard = [
            [_heard(doc, sentence, percent) for percent in self.inside[number]]
            for number, sentence in self.sentences.items()
        ]
        decided = zip(self.sentences.items(), self.draft.decide(heard), strict=True)
        return {
            (sentence.start + percent.start, sentence.start + percent.end): decision
            for (number, sentence), row in decided
            for percent, decision in zip(self.inside[number], row, strict=True)
        }


class RoleDecider:
    """Sets the roles of the percentages of a document."""

    def __call__(self, doc: Doc) -> Doc:
        """Return `doc` with roles; `doc._.role_rules` maps (start, end) to the id of the rule that decided."""
        if doc._.role_draft is None:
            doc = role_draft(doc)
        if _is_irrelevant(doc):
            spans = ((m.start, m.end) for m in doc._.mentions if _may_have_role(m))
            decided = {span: Decision("other", IRRELEVANT, 0.0) for span in spans}
        else:
            decided = {} if doc._.role_draft is None else doc._.role_draft.decide(doc)
        doc._.mentions = [_with_role(mention, decided) for mention in doc._.mentions]
        doc._.role_rules = {span: decision.rule for span, decision in decided.items()}
        doc._.role_draft = None
        return doc


def _is_irrelevant(doc: Doc) -> bool:
    return doc._.relevance is not None and doc._.relevance < RELEVANT_AT


def _may_have_role(mention: Mention) -> bool:
    return mention.label == "PERCENT" and mention.value is not None


def _heard(doc: Doc, sentence: Sentence, percent: Percentage) -> Odds | None:
    """Return what the language model says of a percentage: of its first word, as it was trained."""
    reading = doc._.encoded
    if reading is None:
        return None
    begin, tokens = sentence.start + percent.start, range(sentence.first, sentence.last)
    place = bisect_right(tokens, begin, key=lambda number: doc[number].idx + len(doc[number]))
    odds: Odds | None = reading.odds(HEAD, tokens[place]) if place < len(tokens) else None
    return odds


def _inside(sentence: Sentence, mentions: list[Mention]) -> list[Percentage]:
    begin, end = sentence.start, sentence.end
    return [
        Percentage(mention.value, mention.start - begin, mention.end - begin)
        for mention in mentions
        if mention.value is not None and begin <= mention.start and mention.end <= end
    ]


def _with_role(mention: Mention, decided: dict[tuple[int, int], Decision]) -> Mention:
    decision = decided.get((mention.start, mention.end)) if mention.label == "PERCENT" else None
    return mention if decision is None else replace(mention, role=decision.role)
