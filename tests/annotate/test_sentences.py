"""Where sentences begin, case by case; and that they always cover the text, line by line."""

from __future__ import annotations

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.language import Language

import pipeline.annotate.components.sentences
from pipeline.annotate.components.sentences import word_kinds


@pytest.fixture(scope="module")
def nlp() -> Language:
    assert pipeline.annotate.components.sentences
    nlp = spacy.blank("en")
    nlp.add_pipe("picketline_sentences")
    return nlp


# "|" stands where a sentence is to begin.
CASES = [
    "The crews voted. |The firm did not. |Will it? |No! |It will not.",
    "Mr. Orr met Mrs. Hale. |Dr. A. B. Lee and Prof. Quill were there. |St. Brannoc’s is shut.",
    "It begins at 5 a.m. on Monday and ends at 6 p.m. |The firm was told at 9 a.m. |“Fine,” it said.",
    "The U.K. Government and the U.S. firm agreed. |It left the E.U. |But the N.I. Executive stayed.",
    "Talks were held at No. 10 and on pp. 4 and 5. |No. |The answer was no. |Then came the vote.",
    "Crews, e.g. Ferry staff, i.e. Deck hands, met Orr vs. Quill etc. |The firm of Orr Ltd. Harbours agreed.",
    "Pay fell by 3.5 per cent. |4.2 per cent was asked. |£2.50 was offered. |57 per cent voted.",
    "1. The union has called a strike.\n|2. The firm has not answered.\n|b. A second list.",
    "1. The first.\n|2. The second.\n|- The third. |It has two sentences.",
    "He waited... and went. |“We waited…” |Then it rained… |The end.",
    "“This is the last chance. |However, we hope,” she said. |“We do.” |He nodded.",
    "'We will go.' |\"So will we.\" |(They did.) |[All did.] |Then others came.",
    "She asked: “Will you go?” and left. |He said “No!” to that.",
    "Staff walked out in Sept. 2030 and on Oct. 4. |They were back by Nov. |The vote came in Dec. and Jan.",
    "The offer was low.|The union said so, by hand.|The firm was not moved.",
    "Heading without a stop\n|The text begins.\n\n\n|More text",
    "easyJet flew. |eBay sold. |iPhones rang.",
    "Write to crews@union.example or see www.union.example. |Then wait.",
    "• A point |• Another",
    "It was on Facebook and X. |Send us more.",
    "J. Orr and M. T. Quill spoke. |Plan B. |The end of it.",
    "The claim is for 10%. |That is 1.5 points more than R.P.I. inflation.",
]


@pytest.mark.parametrize("case", CASES)
def test_where_sentences_begin(nlp: Language, case: str) -> None:
    expected = [part.strip() for part in case.split("|")]
    assert [sent.text.strip() for sent in nlp(case.replace("|", "")).sents] == expected


def test_an_empty_text_has_no_sentence(nlp: Language) -> None:
    assert list(nlp("").sents) == []


TEXTS = st.text(st.sampled_from("aB1 .!?…\n“”\"'()-•£%,Mr"), max_size=120) | st.text(max_size=60)


@settings(max_examples=300, deadline=None)
@given(text=TEXTS)
def test_sentences_cover_the_text_and_never_cross_a_line(nlp: Language, text: str) -> None:
    doc = nlp(text)
    sents = list(doc.sents)
    assert "".join(sent.text_with_ws for sent in sents) == text
    for sent in sents[1:]:
        assert sent.text.strip()
    for sent in sents:
        assert "\n" not in sent.text.strip() or not sent.text.isprintable()
    assert [sent.start for sent in nlp(text).sents] == [sent.start for sent in sents]


def test_every_word_of_the_table_has_a_known_kind() -> None:
    kinds = word_kinds()
    assert set(kinds.values()) == {"before_name", "before_number", "inner", "either", "starter", "plain"}
    assert not any(word.endswith(".") for word in kinds)
