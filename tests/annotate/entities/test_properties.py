import itertools

import spacy
from hypothesis import given
from hypothesis import strategies as st

from pipeline.annotate import extensions
from pipeline.annotate.components import entities as component
from pipeline.annotate.entities import find_entities
from pipeline.annotate.entities.phrases import split_words

PIECES = st.sampled_from([
    "Unite", "UNITE", "Community", "the GMB", "(NEU)", "National Education Union", "Snoring", "City Council", "and",
    "NHS", "Trust", "University of", "Hospital", "Wales", "Bath", "’s", "'s", ", ", ". ", "\n", " ", "(", ")", "&", "/",
    "-", "Department of Health", "union", "members", "é", "\u00a0", "King's College", "said", "EIS", "(EIS)",
])
TEXTS = st.lists(PIECES, max_size=25).map(" ".join) | st.lists(PIECES, max_size=25).map("".join) | st.text(max_size=80)


@given(TEXTS)
def test_spans_lie_inside_the_text_in_order_without_overlap(text: str) -> None:
    last = 0
    for found in find_entities(text):
        assert last <= found.start < found.end <= len(text)
        assert text[found.start:found.end] == text[found.start:found.end].strip()
        last = found.end


@given(TEXTS)
def test_the_same_text_gives_the_same_answer(text: str) -> None:
    assert find_entities(text) == find_entities(text)


@given(TEXTS)
def test_nothing_is_read_from_what_is_left_out(text: str) -> None:
    assert find_entities(text, skip=[(0, len(text))]) == []


@given(st.text(max_size=60))
def test_words_are_slices_in_order(text: str) -> None:
    words = split_words(text)
    assert all(a.end <= b.start for a, b in itertools.pairwise(words))


def test_the_component_appends_mentions_once_and_skips_clutter() -> None:
    extensions.register()
    nlp = spacy.blank("en")
    doc = nlp.make_doc("The NEU met Cosla in Cardiff. Read more: GMB strike.")
    for token in doc:
        token.is_sent_start = token.text in {"The", "Read"}
    list(doc.sents)[1]._.clutter = True
    doc._.article_id, doc._.mentions = "a1", []
    finder = component.EntityFinder()
    mentions = finder(finder(doc))._.mentions
    assert [(m.label, m.text, m.norm, m.entity_id, m.affiliation) for m in mentions] == [
        ("UNION", "NEU", "National Education Union", "NEU", None),
        ("BODY", "Cosla", "COSLA", "cosla", None),
        ("PLACE", "Cardiff", "Cardiff", None, "Wales"),
    ]
    assert all(doc.text[m.start:m.end] == m.text and m.article_id == "a1" for m in mentions)
