"""The component `picketline_other_model`: any installed spaCy pipeline in the place of the trained encoder.

Comes in: a tokenised `Doc` and the name or folder of a spaCy pipeline. Goes out: the same `Doc` with `doc.ents`,
`token.tag_` and `token.morph` as `picketline_encoder` sets them, labels mapped. It refuses a kind of name that the
encoder does not have.
"""

from __future__ import annotations

import spacy
from spacy.language import Language
from spacy.tokens import Doc, Span

from pipeline.errors import ConfigError

#: What other pipelines call the kinds of the encoder (OntoNotes, CoNLL, WikiNER); what is not here is dropped.
KINDS = {
    "PERSON": "PERSON",
    "PER": "PERSON",
    "ORG": "ORG",
    "GPE": "LOC",
    "LOC": "LOC",
    "FAC": "LOC",
}
#: The modals that look ahead: pipelines tag them as any modal.
FUTURE = frozenset({"will", "shall", "'ll", "’ll", "wo", "sha"})
MODAL_MORPH, FUTURE_MORPH = "VerbForm=Fin|VerbType=Mod", "Tense=Fut|VerbForm=Fin"


@Language.factory(
    "picketline_other_model",
    default_config={"model": "en_core_web_sm"},
    assigns=["doc.ents", "token.tag", "token.morph"],
)
def make_other_model(nlp: Language, name: str, model: str) -> OtherModel:
    """Make the component from the installed spaCy pipeline `model`; raises `ConfigError` where there is none."""
    try:
        other = spacy.load(model)
    except OSError as error:
        raise ConfigError(f"no spaCy pipeline {model!r} is installed: {error}") from error
    return OtherModel(other)


class OtherModel:
    """Runs another pipeline over the same tokens and copies what it says."""

    def __init__(self, other: Language) -> None:
        self._other = other

    def __call__(self, doc: Doc) -> Doc:
        """Return `doc` with the other pipeline's names, tags and tense; sentences stay as they are."""
        words = [token.text for token in doc]
        read = self._other(Doc(self._other.vocab, words=words, spaces=[bool(token.whitespace_) for token in doc]))
        for token, said in zip(doc, read, strict=True):
            token.tag_ = said.tag_
            token.set_morph(morph(said.tag_, said.lower_, str(said.morph)))  # type: ignore[attr-defined]  # not in stubs
        doc.ents = tuple(
            Span(doc, ent.start, ent.end, label=KINDS[ent.label_]) for ent in read.ents if ent.label_ in KINDS
        )
        return doc


def morph(tag: str, word: str, said: str) -> str:
    """Return the features of a word: the other pipeline's own, but for modals, whose future it does not tell."""
    if tag != "MD":
        return said
    return FUTURE_MORPH if word in FUTURE else MODAL_MORPH
