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
from pipeline.code.model_events import NEEDED
from pipeline.code.view import sentence_views

LABELS = ("none", "action.suspended", "action.held", "talks.held", "talks.failed", "response.rejected")
#: No rule of action, talks or answers knows this wording.
TEXT = "Unite is in a dispute over pay with the council. The union and the council sparred over figures on Monday."


def read(nlp: Language, word: str, label: str, share: float, text: str = TEXT) -> list[Draft]:
    """Code `text` with a model that reads `label` at `word` with probability `share`."""
    doc: Doc = nlp.make_doc(text)
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
    (talk,) = [d for d in read(nlp, "sparred", "talks.failed", 0.97) if d.type == "talks"]
    assert (talk.stage, talk.date_edtf, talk.unions) == ("failed", "2023-03-06", ("UNITE",))
    assert talk.rule == "talks.failed.read"


@pytest.mark.parametrize(("label", "share", "told"), [
    ("talks.failed", 0.05, 0), ("talks.failed", NEEDED["talks.failed"] - 0.01, 0),
    ("talks.failed", NEEDED["talks.failed"] + 0.01, 1),
    ("talks.held", 0.97, 0),  # it reads more of those wrong than right
])
def test_a_type_and_stage_has_its_own_bar(nlp: Language, label: str, share: float, told: int) -> None:
    assert len([d for d in read(nlp, "sparred", label, share) if d.type == "talks"]) == told


def test_what_a_rule_has_found_anywhere_is_not_told_again_by_the_model(nlp: Language) -> None:
    text = "Unite members rejected a pay offer of 3%. " + TEXT
    found = read(nlp, "sparred", "response.rejected", 0.97, text)
    assert [d.rule.endswith(".read") for d in found if d.type == "response"] == [False]


def test_a_word_inside_a_mention_bears_no_event(nlp: Language) -> None:
    assert [d for d in read(nlp, "Monday", "action.suspended", 0.97) if d.type == "action"] == []
