"""Events that the language model reads: a trigger where no rule has found one, nothing where it is unsure."""

from __future__ import annotations

import datetime as dt
import math

import numpy as np
import pytest
from spacy.language import Language
from spacy.tokens import Doc

from pipeline.annotate.encoder.reading import Reading, Scores
from pipeline.code import model_events
from pipeline.code.coder import draft_events, read_by_rules
from pipeline.code.context import Context
from pipeline.code.draft import Draft
from pipeline.code.event_words import ALWAYS, SCALE, EventWords
from pipeline.code.model_events import BELIEVED, WORTH_ASKING, worth_asking
from pipeline.code.view import sentence_views

LABELS = ("none", "action.suspended", "action.held", "talks.held", "talks.failed", "response.rejected")
#: No rule of talks knows this wording.
TEXT = "Unite is in a dispute over pay with the council. Talks with the council ran into the sand on Monday."


@pytest.fixture(autouse=True)
def words(monkeypatch: pytest.MonkeyPatch) -> None:
    """A table of one word, so that what is tested does not hang on the one that ships."""
    sure, never = round(SCALE * math.log(WORTH_ASKING / (1 - WORTH_ASKING))) + 1, -900
    weights = {ALWAYS: [never] * len(LABELS[1:]), "sand": [0, 0, 0, sure - never, 0]}
    monkeypatch.setattr(model_events, "event_words", lambda: EventWords(LABELS[1:], weights))


def document(nlp: Language, text: str) -> Doc:
    doc: Doc = nlp.make_doc(text)
    doc._.article_id, doc._.published_on, doc._.mentions = "a0", dt.date(2023, 3, 8), []
    return doc


def read(nlp: Language, word: str, label: str, share: float, text: str = TEXT) -> list[Draft]:
    """Code `text` with a model that reads `label` at `word` with probability `share`."""
    doc = nlp(document(nlp, text))
    shares = np.full((len(doc), len(LABELS)), 1e-4)
    shares[:, 0] = 1.0
    at = next(token.i for token in doc if token.text == word)
    shares[at] = 1e-4
    shares[at, 0], shares[at, LABELS.index(label)] = 1 - share, share
    reading = Reading()
    reading.add("event", Scores(LABELS, np.log(shares).astype(np.float32)), {token.i: token.i for token in doc})
    doc._.encoded = reading
    return draft_events(read_by_rules(doc, Context(sentence_views(doc), doc._.published_on)))


def test_what_no_rule_finds_is_told_by_the_model(nlp: Language) -> None:
    (talk,) = [d for d in read(nlp, "sand", "talks.failed", 0.97) if d.type == "talks"]
    assert (talk.stage, talk.date_edtf, talk.unions) == ("failed", "2023-03-06", ("UNITE",))
    assert talk.rule == "talks.failed.read"


@pytest.mark.parametrize(("label", "share", "told"), [
    ("talks.failed", 0.05, 0), ("talks.failed", BELIEVED - 0.01, 0), ("talks.failed", BELIEVED + 0.01, 1),
    ("action.suspended", 0.97, 0),  # nothing in the words of the sentence speaks for it
])
def test_the_model_must_be_sure_and_the_words_must_allow_it(nlp: Language, label: str, share: float, told: int) -> None:
    assert len([d for d in read(nlp, "sand", label, share) if d.type == label.split(".")[0]]) == told


def test_what_a_rule_has_found_anywhere_is_not_told_again_by_the_model(nlp: Language) -> None:
    text = "The talks broke down on Friday, the council said. " + TEXT
    found = read(nlp, "sand", "talks.failed", 0.97, text)
    assert [d.rule.endswith(".read") for d in found if d.type == "talks"] == [False]


def test_a_word_inside_a_mention_bears_no_event(nlp: Language) -> None:
    assert [d for d in read(nlp, "Monday", "talks.failed", 0.97) if d.type == "talks"] == []


def test_the_model_is_asked_where_the_words_make_likely_what_no_rule_has_found(nlp: Language) -> None:
    doc = nlp(document(nlp, TEXT))
    first = read_by_rules(doc, Context(sentence_views(doc), doc._.published_on))
    assert [sent.text.split()[0] for sent in first.sentences()] == ["Talks"]
    assert "talks.failed" in first.unclear[1]


def test_what_is_told_is_not_worth_asking_about() -> None:
    masked = "talks between the union and the council ran into the sand on DATE."
    assert worth_asking(masked, ()) == {"talks.failed"}
    assert worth_asking(masked, {"talks.failed"}) == frozenset()
    assert worth_asking("it was sunny.", ()) == frozenset()
