"""Any installed spaCy pipeline in the place of the trained encoder: names, tags and tense, its labels mapped.

Comes in: a spaCy pipeline, words and the white space before each. Goes out: `Scores` as the encoder gives them. It
refuses to seem unsure where it does not tell how sure it is: what it says gets all but a sliver of the probability.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

import numpy as np
from spacy.language import Language
from spacy.tokens import Doc, Token

from pipeline.annotate.encoder.decode import KINDS
from pipeline.annotate.encoder.reading import Scores, Text

#: What other pipelines call the kinds of the encoder (OntoNotes, CoNLL, WikiNER); what is not here is dropped.
NAMES = {
    "PERSON": "PERSON", "PER": "PERSON", "ORG": "ORG", "GPE": "LOC", "LOC": "LOC", "FAC": "LOC", "NORP": "NORP",
}
#: The modals that look ahead: pipelines tag them as any modal.
FUTURE = frozenset({"will", "shall", "'ll", "’ll", "wo", "sha"})
TENSES = ("none", "past", "present", "future", "modal", "imperative", "infinitive", "participle", "gerund")
#: The tense of a Penn Treebank tag, where a pipeline gives no features.
_OF_TAG = {
    "VBD": "past", "VBP": "present", "VBZ": "present", "VB": "infinitive", "VBN": "participle", "VBG": "gerund",
}
_LABELS = ("O", *(f"{side}-{kind}" for kind in KINDS for side in "BI"))
#: What is left for every label that the pipeline does not choose, as a logit.
_UNLIKELY = math.log(0.001)


class OtherPipeline:
    """Another pipeline as a `Reader`."""

    heads = frozenset({"ner", "tag", "tense"})

    def __init__(self, other: Language) -> None:
        self._other = other

    def read_all(self, texts: Sequence[Text]) -> list[dict[str, Scores]]:
        """Return what the pipeline says of each text; it may find sentences of its own in it."""
        docs = (self._doc(words, spaces) for words, spaces in texts)
        return [_scores(doc) for doc in self._other.pipe(docs)]

    def _doc(self, words: Sequence[str], spaces: Sequence[str]) -> Doc:
        return Doc(self._other.vocab, words=list(words), spaces=[bool(space) for space in (*spaces[1:], "")])


def _scores(doc: Doc) -> dict[str, Scores]:
    tags = [token.tag_ for token in doc]
    return {
        "ner": _one_hot(_LABELS, (name_label(token) for token in doc)),
        "tag": _one_hot(tuple(sorted(set(tags))), tags),
        "tense": _one_hot(TENSES, (tense_of(token.tag_, token.lower_, token.morph.to_dict()) for token in doc)),
    }


def _one_hot(labels: tuple[str, ...], said: Iterable[str]) -> Scores:
    columns = [labels.index(label) for label in said]
    logits = np.full((len(columns), len(labels)), _UNLIKELY, dtype=np.float32)
    logits[np.arange(len(columns)), columns] = 0.0
    return Scores(labels, logits)


def name_label(token: Token) -> str:
    """Return the BIO label of a token among the encoder's kinds."""
    kind = NAMES.get(token.ent_type_)
    return f"{token.ent_iob_}-{kind}" if kind is not None and token.ent_iob_ in ("B", "I") else "O"


def tense_of(tag: str, word: str, features: dict[str, str]) -> str:
    """Return the label of the encoder's head `tense` for a word, by its features or else by its tag."""
    if tag == "MD":
        return "future" if word in FUTURE else "modal"
    form = features.get("VerbForm", "")
    if form == "Fin":
        if features.get("Mood") == "Imp":
            return "imperative"
        tense = {"Past": "past", "Pres": "present", "Fut": "future"}.get(features.get("Tense", ""))
        return tense or _OF_TAG.get(tag, "none")
    if form == "Part":
        return _OF_TAG.get(tag, "participle")
    return {"Inf": "infinitive", "Ger": "gerund"}.get(form, _OF_TAG.get(tag, "none"))
