"""Articles written in a test, annotated by the real pipeline and coded."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from spacy.language import Language

from pipeline.annotate import build_nlp
from pipeline.code.coder import draft_views
from pipeline.code.context import Context
from pipeline.code.draft import Draft
from pipeline.code.view import sentence_views

Coded = Callable[..., list[Draft]]


@pytest.fixture(scope="session")
def nlp() -> Language:
    return build_nlp()


@pytest.fixture(scope="session")
def context(nlp: Language) -> Callable[..., Context]:
    def make(text: str, published: str | None = "2023-03-08") -> Context:
        doc = nlp.make_doc(text)
        doc._.article_id = "a0"
        doc._.published_on = dt.date.fromisoformat(published) if published else None
        doc._.mentions = []
        nlp(doc)
        return Context(sentence_views(doc), doc._.published_on)

    return make


@pytest.fixture(scope="session")
def coded(context: Callable[..., Context]) -> Coded:
    def make(text: str, published: str | None = "2023-03-08", kind: str | None = None) -> list[Draft]:
        return [d for d in draft_views(context(text, published)) if kind is None or d.type == kind]

    return make
