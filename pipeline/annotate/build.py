"""Assembles the pipeline: a blank English spaCy with picketline's components in their order.

Comes in: the name of a language model, or that of none; else nothing but the resources of the package. Goes out:
`build_nlp`, `annotate` and `ask`. It refuses to fetch a model: one that is not installed is named.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice

import spacy
from spacy.language import Language
from spacy.tokens import Doc, Span

from pipeline.annotate import extensions
from pipeline.annotate.components import load_factories
from pipeline.annotate.encoder.package import is_package
from pipeline.annotate.models import identify
from pipeline.annotate.words import KeepingTokenizer
from pipeline.config import NO_MODEL, SHIPPED
from pipeline.records import Article

#: What the model's component is called in the pipeline, whichever model it runs.
MODEL = "model"
#: Articles that a component reads one after another, its tables and code at hand: an eighth faster than each article
#: going through all components by itself; from 8 to 32 differ by little.
TOGETHER = 16
#: Each component reads what those before it set: clutter needs sentences, relevance unions. What tells which
#: sentences need the model stands before it, and what may ask it behind.
BEFORE_MODEL = (
    "picketline_sentences",
    "picketline_clutter",
    "picketline_entities",
    "picketline_relevance",
    "picketline_quantities",
    "picketline_role_draft",
    "picketline_people",
)
BEHIND_MODEL = ("picketline_organisations", "picketline_dates", "picketline_roles")
#: The heads that pay here: roles of percentages, and names for employers that no rule finds. Events are asked about
#: later (`ask`), once it is known what the rules of coding leave open.
HEADS = ("role", "ner")


def build_nlp(model: str = SHIPPED, heads: Sequence[str] = HEADS) -> Language:
    """Return a new spaCy pipeline with every component, ready to annotate.

    `model` is the name or folder of a package or of an installed spaCy pipeline, or `NO_MODEL`; `heads` are those that
    it is asked for where it has them. Raises `ConfigError` where there is no such model.
    """
    extensions.register()
    load_factories()
    nlp = spacy.blank("en")
    nlp.max_length = 20_000_000
    nlp.tokenizer = KeepingTokenizer(nlp.tokenizer)
    for name in BEFORE_MODEL:
        nlp.add_pipe(name)
    identify(model)
    if model != NO_MODEL:
        config: dict[str, object] = {"model": model, "heads": list(heads)}
        nlp.add_pipe("picketline_encoder" if is_package(model) else "picketline_other_model", MODEL, config=config)
    for name in BEHIND_MODEL:
        nlp.add_pipe(name)
    return nlp


def ask(nlp: Language, head: str, sentences: Iterable[Span]) -> None:
    """Ask the model of `nlp` what `head` says of some sentences of documents that `nlp` has annotated.

    `nlp` is one that `build_nlp` made. What the model says stands in `doc._.encoded`. Nothing is read where there is no
    model, or one without that head.
    """
    if MODEL in nlp.pipe_names:
        nlp.get_pipe(MODEL).ask(head, sentences)  # type: ignore[attr-defined]  # a component of ours, as `build_nlp` made it


def annotate(nlp: Language, articles: Iterable[Article]) -> Iterator[tuple[Article, Doc]]:
    """Yield each article with its annotated `Doc`, in the order given.

    The model reads the sentences of many articles together, so some are held back; what an article gets does not
    hang on the others.
    """
    waiting: deque[Article] = deque()

    def docs() -> Iterator[Doc]:
        for article in articles:
            waiting.append(article)
            yield _doc(nlp, article)

    stream = docs()
    for _, component in nlp.pipeline:
        stream = component.pipe(stream) if hasattr(component, "pipe") else _in_turn(component, stream)
    for doc in stream:
        yield waiting.popleft(), doc


def _in_turn(component: Callable[[Doc], Doc], docs: Iterator[Doc]) -> Iterator[Doc]:
    """Yield the documents that a component has read, `TOGETHER` of them before the next component reads the first."""
    while chunk := list(islice(docs, TOGETHER)):
        for place, doc in enumerate(chunk):
            chunk[place] = component(doc)
        yield from chunk


def _doc(nlp: Language, article: Article) -> Doc:
    doc = nlp.make_doc(article.text)
    extensions.keep_text(doc, article.text)
    doc._.article_id = article.article_id
    doc._.published_on = article.published
    doc._.mentions = []
    return doc
