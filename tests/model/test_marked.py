"""Marked paragraphs, and the words for nationalities, as training reads them."""

import json
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import InputError
from pipeline.model.corpora.marked import HELD_OUT, part_marks, read_marked, read_texts
from pipeline.model.corpora.peoples import NO_NAME, peoples, settle
from pipeline.model.settings import Marked, read_settings

TEXT = (
    "Porters rejected{response.rejected} a rise of 3.5%{pay_offer}.\nOf them 83 per cent{vote_against} "
    "said no{ballot.result}, and two thirds{turnout} had voted."
)


@pytest.fixture
def write(tmp_path):
    def written(*texts):
        rows = [json.dumps({"id": f"t{n}", "text": text}) for n, text in enumerate(texts, 1)]
        (tmp_path / "texts.jsonl").write_text("\n".join(rows) + "\n", encoding="utf-8")
        return tmp_path / "texts.jsonl"

    return written


def labelled(document, head):
    return [(word.text, word.labels[head]) for word in document.words if word.labels.get(head, "none") != "none"]


def test_marks_become_labels_of_their_words(write):
    (document,) = read_marked(write(TEXT), events=True)
    assert labelled(document, "event") == [("rejected", "response.rejected"), ("no", "ballot.result")]
    assert labelled(document, "role") == [
        ("3.5", "pay_offer"), ("%", "pay_offer"), ("83", "vote_against"), ("per", "vote_against"),
        ("cent", "vote_against"), ("two", "turnout"), ("thirds", "turnout"),
    ]
    assert [sentence[0].text for sentence in document.sentences] == ["Porters", "Of"]
    assert "".join(word.space + word.text for word in document.words) == part_marks(TEXT)[0]
    assert all("event" in word.labels for word in document.words)


def test_a_file_of_roles_alone_says_nothing_of_events(write):
    (document,) = read_marked(write("It rose by 4%{inflation}."), events=False)
    assert not any("event" in word.labels for word in document.words)


@pytest.mark.parametrize(
    ("text", "events"),
    [("It fell by 4%{deflation}.", True), ("They left{action.gone}.", True), ("They left{action.held}.", False)],
)
def test_a_mark_that_is_none_is_named_by_its_paragraph(write, text, events):
    with pytest.raises(InputError, match=r"texts\.jsonl, line 1: t1: no such mark: "):
        list(read_marked(write(text), events=events))


def test_every_tenth_paragraph_is_held_out(write):
    path = write(*[f"It is {n}%{{other}}." for n in range(1, 26)])
    held = [document.document_id for document in read_marked(path, events=True, held_out=True)]
    assert held == [f"t{n}" for n in (HELD_OUT, 2 * HELD_OUT)]
    assert len(list(read_marked(path, events=True))) == 25 - len(held)


def test_texts_that_are_not_there_are_named(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError, match=r"nowhere/\*\.jsonl"):
        read_texts(Marked(files="nowhere/*.jsonl", events=True))


def test_the_texts_that_ship_are_read(pytestconfig, monkeypatch):
    monkeypatch.chdir(pytestconfig.rootpath)
    settings = read_settings(pytestconfig.rootpath / "models" / "configs" / "small.toml")
    assert all(read_texts(source, held_out=True) for source in settings.data.marked.values())


@given(st.lists(st.tuples(st.text(string.ascii_letters + "é% .", min_size=1), st.sampled_from(("", "other")))))
def test_marks_are_parted_from_any_text(parts):
    marked = "".join(f"{text}{{{mark}}}" if mark else text for text, mark in parts)
    text, found = part_marks(marked)
    assert text == "".join(text for text, _ in parts)
    assert all(0 < place <= len(text) for place in found)


@pytest.mark.parametrize(
    ("word", "tag", "label", "expected"),
    [
        ("Scottish", "JJ", NO_NAME, "B-NORP"),
        ("Muslims", "NNPS", NO_NAME, "B-NORP"),
        ("Muslims", None, NO_NAME, "B-NORP"),
        ("Muslims", "NNPS", "", "B-NORP"),
        # A language, a club, a newspaper: the tag does not say.
        ("English", "NNP", NO_NAME, NO_NAME),
        ("Scottish", None, NO_NAME, NO_NAME),
        ("conservative", "JJ", NO_NAME, NO_NAME),
        ("Anglo-French", "JJ", NO_NAME, NO_NAME),
        ("Scottish", "JJ", "B-ORG", "B-ORG"),
        ("strike", "NN", NO_NAME, "O"),
        ("Guild", "NNP", "", ""),
    ],
)
def test_nationalities_are_told_where_table_and_tag_tell_them(word, tag, label, expected):
    assert settle(word, tag, label) == expected


def test_the_table_of_peoples_has_no_word_twice():
    singles, plurals = peoples()
    assert not singles & plurals
