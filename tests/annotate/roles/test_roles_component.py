"""The components on a Doc: roles set, rules kept, all `other` where no dispute is told."""

import spacy
from spacy.tokens import Doc

from pipeline.annotate import extensions
from pipeline.annotate.components import quantities, relevance, roles  # noqa: F401  registers the factories

DISPUTE = "Tram drivers voted by 92% to strike. Turnout was 61%. They rejected a 4% pay offer."
ABROAD = "French tram drivers in Paris voted by 92% to strike. Turnout was 61% across France."


def _doc(text: str, clutter: int | None = None) -> Doc:
    extensions.register()
    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    doc = nlp(text)
    if clutter is not None:
        list(doc.sents)[clutter]._.clutter = True
    for name in ("picketline_quantities", "picketline_relevance", "picketline_roles"):
        doc = nlp.create_pipe(name)(doc)
    return doc


def test_roles_in_a_dispute() -> None:
    doc = _doc(DISPUTE)
    percents = [m for m in doc._.mentions if m.label == "PERCENT"]
    assert [(m.text, m.role) for m in percents] == [("92%", "vote_for"), ("61%", "turnout"), ("4%", "pay_offer")]
    assert set(doc._.role_rules) == {(m.start, m.end) for m in percents}
    assert doc._.relevant is True


def test_all_other_abroad() -> None:
    doc = _doc(ABROAD)
    assert {m.role for m in doc._.mentions if m.label == "PERCENT"} == {"other"}
    assert set(doc._.role_rules.values()) == {"irrelevant"}


def test_clutter_is_skipped() -> None:
    assert [m.text for m in _doc(DISPUTE, clutter=1)._.mentions if m.label == "PERCENT"] == ["92%", "4%"]


def test_other_mentions_are_left_alone() -> None:
    doc = _doc(DISPUTE + " It cost £5m.")
    assert [m.role for m in doc._.mentions if m.label == "MONEY"] == [None]
