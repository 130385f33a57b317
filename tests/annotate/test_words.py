"""The keeping tokenizer cuts as spaCy's does, and what a document keeps of its sentences is what it holds."""

from __future__ import annotations

import datetime as dt

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st
from spacy.tokens import Doc

from pipeline.annotate import annotate, build_nlp
from pipeline.annotate.build import TOGETHER
from pipeline.annotate.extensions import Sentence, forget_sentences, keep_sentences, register, sentences
from pipeline.annotate.words import KeepingTokenizer
from pipeline.config import NO_MODEL
from pipeline.records import Article

PLAIN, KEEPING = spacy.blank("en"), KeepingTokenizer(spacy.blank("en").tokenizer)
PIECES = (
    "Don't", "the vote,", " ", "  ", "\n", "\n\n", "\u2003", "9%", "U.K.",
    "(Fennick)", "https://a.example/b", "a.m.",
)  # fmt: skip


def _told(doc: Doc) -> list[tuple[str, int, str]]:
    return [(token.text, token.idx, token.whitespace_) for token in doc]


@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
def test_words_are_cut_as_by_spacy(text: str) -> None:
    expected = _told(PLAIN.make_doc(text))
    assert _told(KEEPING(text)) == expected
    assert _told(KEEPING(text)) == expected


@pytest.mark.parametrize("count", [0, 1, TOGETHER - 1, TOGETHER, TOGETHER + 1])
def test_articles_come_out_in_their_order(count: int) -> None:
    texts = [f"Drivers at depot {n} walk out on Monday over a {n}% offer." for n in range(count)]
    articles = [Article(str(n), text, "", 9, published=dt.date(2031, 5, 6)) for n, text in enumerate(texts)]
    found = list(annotate(build_nlp(NO_MODEL), articles))
    assert [(article.article_id, doc.text) for article, doc in found] == [(str(n), t) for n, t in enumerate(texts)]
    assert all(doc._.article_id == article.article_id for article, doc in found)


def _doc() -> Doc:
    register()
    return Doc(PLAIN.vocab, words=["One", ".", "Two", "."], sent_starts=[True, False, True, False])


def test_sentences_are_those_of_the_document() -> None:
    assert sentences(_doc()) == (Sentence(0, 5, 0, 2, clutter=False), Sentence(6, 11, 2, 4, clutter=False))


def test_clutter_told_later_is_heard() -> None:
    doc = _doc()
    first, second = sentences(doc)
    keep_sentences(doc, (first._replace(clutter=True), second))
    assert [sent._.clutter for sent in doc.sents] == [each.clutter for each in sentences(doc)] == [True, False]
    for sent, clutter in zip(doc.sents, (False, True), strict=True):
        sent._.clutter = clutter
    assert [each.clutter for each in sentences(doc)] == [False, True]


def test_moved_starts_are_found_once_the_old_are_forgotten() -> None:
    doc = _doc()
    keep_sentences(doc, sentences(doc))
    doc[2].is_sent_start = False
    forget_sentences(doc)
    assert len(sentences(doc)) == 1
