"""The spaCy component: clutter, affiliations from earlier mentions, offsets."""

import datetime as dt

import pytest
import spacy
from spacy.language import Language

import pipeline.annotate.components.people
from pipeline.annotate import extensions
from pipeline.records import Mention


@pytest.fixture
def nlp() -> Language:
    extensions.register()
    blank = spacy.blank("en")
    blank.add_pipe("sentencizer")
    return blank


def test_mentions_are_appended_with_their_body(nlp: Language) -> None:
    text = "Weavers president Martha Quill met Education Secretary Gillian Keegan."
    doc = nlp(text)
    doc._.article_id, doc._.published_on = "a1", dt.date(2023, 2, 1)
    union = Mention("a1", "UNION", 0, 7, "Weavers", norm="Weavers", entity_id="WEAVERS")
    doc._.mentions = [union]
    pipeline.annotate.components.people.people(doc)
    assert doc._.mentions[0] == union
    person, minister = doc._.mentions[1:]
    assert (person.label, person.norm, person.office, person.affiliation) == (
        "PERSON", "Martha Quill", "president", "WEAVERS"
    )
    assert (minister.label, minister.entity_id) == ("MINISTER", "gillian-keegan")
    assert minister.office == "Education Secretary"
    assert all(text[m.start : m.end] == m.text and m.article_id == "a1" for m in doc._.mentions)


def test_clutter_tells_of_nobody(nlp: Language) -> None:
    doc = nlp("Martha Quill, president, spoke. Colin Ashdown, chair, spoke.")
    next(iter(doc.sents))._.clutter = True
    pipeline.annotate.components.people.people(doc)
    assert [m.norm for m in doc._.mentions] == ["Colin Ashdown"]


def test_the_factory_is_registered(nlp: Language) -> None:
    nlp.add_pipe("picketline_people")
    assert nlp("Martha Quill, president, spoke.")._.mentions[0].office == "president"
