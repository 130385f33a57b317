"""The component `picketline_dates` on a `Doc` made by hand."""

from __future__ import annotations

import datetime as dt

import pytest
import spacy

from pipeline.annotate import extensions
from pipeline.annotate.components import dates as component


@pytest.fixture(scope="module")
def nlp():
    extensions.register()
    made = spacy.blank("en")
    made.add_pipe("sentencizer")
    return made


def test_mentions_of_a_doc(nlp):
    doc = nlp("Porters walked out on Monday. They will strike from 9 to 11 March.")
    doc._.article_id, doc._.published_on = "a1", dt.date(2023, 3, 1)
    assert component.DatesComponent()(doc) is doc
    assert [(m.label, m.article_id, m.edtf) for m in doc._.mentions] == [
        ("DATE", "a1", "2023-02-27"),
        ("DATE", "a1", "2023-03-09"),
        ("DATE", "a1", "2023-03-11"),
    ]
    assert all(doc.text[m.start : m.end] == m.text for m in doc._.mentions)
    assert [each.range_role for each in doc._.date_mentions] == [None, "start", "end"]


def test_clutter_is_skipped(nlp):
    doc = nlp("Porters walked out on Monday. They struck on Tuesday.")
    doc._.published_on = dt.date(2023, 3, 1)
    next(iter(doc.sents))._.clutter = True
    component.DatesComponent()(doc)
    assert [m.edtf for m in doc._.mentions] == ["2023-02-28"]


def test_without_a_day_of_publication(nlp):
    doc = nlp("Porters walked out on Monday. They will strike on 11 March.")
    component.DatesComponent()(doc)
    assert [m.edtf for m in doc._.mentions] == [None, "XXXX-03-11"]


def test_factory_is_registered(nlp):
    made = spacy.blank("en")
    made.add_pipe("sentencizer")
    made.add_pipe("picketline_dates")
    assert made("Out on 2 May 2022.")._.mentions[0].edtf == "2022-05-02"
