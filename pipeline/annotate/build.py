"""Assembles the pipeline: a blank English spaCy with picketline's components in their order.

Comes in: nothing but the resources of the package. Goes out: `build_nlp` and `annotate`. It
refuses to load a language model: what it needs ships with the package.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import spacy
from spacy.language import Language
from spacy.tokens import Doc

from pipeline.annotate import extensions
from pipeline.annotate.components import load_factories
from pipeline.records import Article

#: Each component reads what those before it set: clutter needs sentences, roles need relevance.
COMPONENTS = (
    "picketline_sentences",
    "picketline_clutter",
    "picketline_entities",
    "picketline_people",
    "picketline_quantities",
    "picketline_dates",
    "picketline_relevance",
    "picketline_roles",
)


def build_nlp() -> Language:
    """Return a new spaCy pipeline with every component, ready to annotate."""
    extensions.register()
    load_factories()
    nlp = spacy.blank("en")
    nlp.max_length = 20_000_000
    for name in COMPONENTS:
        nlp.add_pipe(name)
    return nlp


def annotate(nlp: Language, articles: Iterable[Article]) -> Iterator[tuple[Article, Doc]]:
    """Yield each article with its annotated `Doc`, in the order given."""
    for article in articles:
        doc = nlp.make_doc(article.text)
        doc._.article_id = article.article_id
        doc._.published_on = article.published
        doc._.mentions = []
        yield article, nlp(doc)
