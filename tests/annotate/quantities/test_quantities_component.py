"""The component: mentions with offsets in the whole text, clutter skipped, idempotent."""

import spacy
from spacy.tokens import Doc

from pipeline.annotate import extensions
from pipeline.annotate.components import quantities  # noqa: F401  registers the factory

TEXT = "Porters want 9%. Two days are called. Sign up for £5."


def _doc() -> Doc:
    extensions.register()
    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    doc = nlp(TEXT)
    list(doc.sents)[2]._.clutter = True
    return nlp.create_pipe("picketline_quantities")(doc)


def test_mentions_and_clutter() -> None:
    doc = _doc()
    assert [(m.label, m.text, m.value, m.unit, m.norm) for m in doc._.mentions] == [
        ("PERCENT", "9%", 9.0, "percent", "9%"),
        ("COUNT", "Two days", 2.0, "days", "2 days"),
    ]
    assert all(doc.text[m.start : m.end] == m.text for m in doc._.mentions)


def test_a_second_call_adds_nothing() -> None:
    doc = _doc()
    before = list(doc._.mentions)
    assert spacy.blank("en").create_pipe("picketline_quantities")(doc)._.mentions == before
