"""Another spaCy pipeline in the encoder's place: a small one, made on the spot."""

import pytest
import spacy

from pipeline.annotate.components import load_factories
from pipeline.annotate.encoder.other import TENSES, tense_of
from pipeline.errors import ConfigError


@pytest.fixture(scope="module", autouse=True)
def factories():
    load_factories()


def read(installed, text, **config):
    nlp = spacy.blank("en")
    nlp.add_pipe("picketline_other_model", config={"model": str(installed), "every_sentence": True, **config})
    return nlp(text)


def test_names_and_tense_are_mapped_and_other_kinds_dropped(installed):
    doc = read(installed, "Ada Poe said\nthat Fernhill will vote on Monday.")
    assert [(ent.text, ent.label_) for ent in doc.ents] == [("Ada Poe", "PERSON"), ("Fernhill", "LOC")]
    said = {token.text: (token.tag_, str(token.morph)) for token in doc}
    assert said["will"] == ("MD", "Tense=Fut|VerbForm=Fin")
    assert said["said"] == ("VBD", "Tense=Past|VerbForm=Fin")
    assert doc._.encoded.label("tense", 2) == "past"
    assert doc._.encoded.odds("tense", 2)["future"] < -5


def test_it_has_no_head_for_roles_and_says_nothing_of_them(installed):
    doc = read(installed, "Ada Poe said 9% on Monday.", heads=["role", "tense"])
    assert doc._.encoded.odds("role", 3) is None
    assert doc._.encoded.label("tense", 2) == "past"
    assert not doc.ents


def test_a_pipeline_that_is_not_installed_is_named():
    nlp = spacy.blank("en")
    with pytest.raises(ConfigError, match="no_such_pipeline"):
        nlp.add_pipe("picketline_other_model", config={"model": "no_such_pipeline"})


@pytest.mark.parametrize(
    ("tag", "word", "features", "expected"),
    [
        ("MD", "shall", "", "future"),
        ("MD", "could", "VerbForm=Fin", "modal"),
        ("NN", "will", "Number=Sing", "none"),
        ("VBD", "said", "Tense=Past|VerbForm=Fin", "past"),
        ("VBD", "said", "", "past"),
        ("VBZ", "says", "Number=Sing|VerbForm=Fin", "present"),
        ("VB", "go", "Mood=Imp|VerbForm=Fin", "imperative"),
        ("VB", "go", "VerbForm=Inf", "infinitive"),
        ("VBG", "going", "Tense=Pres|VerbForm=Part", "gerund"),
        ("VBN", "gone", "Tense=Past|VerbForm=Part", "participle"),
    ],
)
def test_tense(tag, word, features, expected):
    assert tense_of(tag, word, dict(part.split("=") for part in features.split("|") if part)) == expected
    assert expected in TENSES
