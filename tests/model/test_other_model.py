"""Another spaCy pipeline in the encoder's place: a small one, made on the spot."""

import pytest
import spacy

from pipeline.annotate.components import other_model
from pipeline.errors import ConfigError


@pytest.fixture
def installed(tmp_path):
    """Return the folder of a pipeline that knows some names and tags by rule."""
    made = spacy.blank("en")
    made.add_pipe("entity_ruler").add_patterns(
        [
            {"label": "PER", "pattern": "Ada Poe"},
            {"label": "GPE", "pattern": "Fernhill"},
            {"label": "DATE", "pattern": "Monday"},
        ]
    )
    ruler = made.add_pipe("attribute_ruler")
    for word, tag, features in (("will", "MD", "VerbForm=Fin"), ("said", "VBD", "Tense=Past|VerbForm=Fin")):
        ruler.add([[{"LOWER": word}]], {"TAG": tag, "MORPH": features})
    made.to_disk(tmp_path / "other")
    return tmp_path / "other"


def test_names_and_tense_are_mapped_and_other_kinds_dropped(installed):
    nlp = spacy.blank("en")
    nlp.add_pipe("picketline_other_model", config={"model": str(installed)})
    doc = nlp("Ada Poe said\nthat Fernhill will vote on Monday.")
    assert [(ent.text, ent.label_) for ent in doc.ents] == [("Ada Poe", "PERSON"), ("Fernhill", "LOC")]
    said = {token.text: (token.tag_, str(token.morph)) for token in doc}
    assert said["will"] == ("MD", "Tense=Fut|VerbForm=Fin")
    assert said["said"] == ("VBD", "Tense=Past|VerbForm=Fin")


def test_a_pipeline_that_is_not_installed_is_named():
    nlp = spacy.blank("en")
    with pytest.raises(ConfigError, match="no_such_pipeline"):
        nlp.add_pipe("picketline_other_model", config={"model": "no_such_pipeline"})


@pytest.mark.parametrize(
    ("tag", "word", "expected"),
    [
        ("MD", "shall", other_model.FUTURE_MORPH),
        ("MD", "could", other_model.MODAL_MORPH),
        ("NN", "will", "Number=Sing"),
    ],
)
def test_modals(tag, word, expected):
    assert other_model.morph(tag, word, "Number=Sing") == expected
