"""Events that the language model reads: a trigger where no rule has found one, nothing where it is unsure."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
from spacy.language import Language
from spacy.tokens import Doc

from pipeline.annotate.encoder.reading import Reading, Scores
from pipeline.code.coder import draft_events
from pipeline.code.context import Context
from pipeline.code.draft import Draft
from pipeline.code.view import sentence_views

LABELS = ("none", "action.suspended", "talks.held", "response.rejected")
#: No rule of action, talks or answers knows this wording.
TEXT = "Unite is in a dispute over pay with the council. The union and the council sparred over figures on Monday."


def read(nlp: Language, word: str, label: str, share: float) -> list[Draft]:
    """Code `TEXT` with a model that reads `label` at `word` with probability `share`."""
    doc: Doc = nlp.make_doc(TEXT)
    doc._.article_id, doc._.published_on, doc._.mentions = "a0", dt.date(2023, 3, 8), []
    nlp(doc)
    shares = np.full((len(doc), len(LABELS)), 1e-4)
    shares[:, 0] = 1.0
    at = next(token.i for token in doc if token.text == word)
    shares[at] = 1e-4
    shares[at, 0], shares[at, LABELS.index(label)] = 1 - share, share
    reading = Reading()
    reading.add("event", Scores(LABELS, np.log(shares).astype(np.float32)), {token.i: token.i for token in doc})
    doc._.encoded = reading
    return draft_events(Context(sentence_views(doc), doc._.published_on))


def test_what_no_rule_finds_is_told_by_the_model(nlp: Language) -> None:
    (talk,) = [d for d in read(nlp, "sparred", "talks.held", 0.97) if d.type == "talks"]
    assert (talk.stage, talk.date_edtf, talk.unions, talk.rule) == ("held", "2023-03-06", ("UNITE",), "talks.held.read")


@pytest.mark.parametrize("share", [0.05, 0.5, 0.85])
def test_what_the_model_is_unsure_of_tells_nothing(nlp: Language, share: float) -> None:
    assert [d for d in read(nlp, "sparred", "talks.held", share) if d.type == "talks"] == []


def test_a_word_inside_a_mention_bears_no_event(nlp: Language) -> None:
    assert [d for d in read(nlp, "Monday", "action.suspended", 0.97) if d.type == "action"] == []
