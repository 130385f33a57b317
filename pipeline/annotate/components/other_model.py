"""The component `picketline_other_model`: any installed spaCy pipeline in the place of the trained encoder.

Comes in: `Doc`s as `picketline_encoder` takes them, and the name or folder of a spaCy pipeline. Goes out: the same as
that component gives, for the heads that such a pipeline has: names, tags and tense. It refuses a pipeline that is not
installed.
"""

from __future__ import annotations

import spacy
from spacy.language import Language

from pipeline.annotate import extensions
from pipeline.annotate.components.encoder import Encoder
from pipeline.annotate.encoder.other import OtherPipeline
from pipeline.errors import ConfigError


@Language.factory(
    "picketline_other_model",
    default_config={"model": "en_core_web_sm", "heads": ["ner", "tag", "tense"], "every_sentence": False},
    assigns=["doc.ents", "token.tag", "token.morph"],
)
def make_other_model(nlp: Language, name: str, model: str, heads: list[str], every_sentence: bool) -> Encoder:
    """Make the component from the installed spaCy pipeline `model`; raises `ConfigError` where there is none."""
    extensions.register()
    return Encoder(OtherPipeline(load(model)), frozenset(heads), every_sentence=every_sentence)


def load(model: str) -> Language:
    """Return the installed spaCy pipeline `model`; raises `ConfigError` where there is none."""
    try:
        return spacy.load(model)
    except OSError as error:
        raise ConfigError(f"no spaCy pipeline {model!r} is installed: {error}") from error
