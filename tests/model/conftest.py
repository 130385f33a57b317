"""A spaCy pipeline as an installation may have one beside ours, made on the spot."""

import pytest
import spacy


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
