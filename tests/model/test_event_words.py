"""Training the table of words that tell events: what it learns, refuses and writes."""

import json

import pytest

from pipeline.code.event_words import ALWAYS, EventWords
from pipeline.errors import ConfigError
from pipeline.model.event_words import read_examples, score, train, write

LABELS = ("response.rejected", "action.suspended")
TEXTS = (
    "Porters rejected{response.rejected} an offer of 3%{pay_offer}.",
    "Cooks rejected{response.rejected} the terms.",
    "Guards rejected{response.rejected} it. Trains ran.",
    "The strike was called off{action.suspended} on Friday.",
    "A walkout was called off{action.suspended}.",
    "Nurses called it off{action.suspended}.",
    "It rained in the north.",
    "The museum opens at noon.",
    "Trains ran on time.",
    "Bakers rejected{response.rejected} a deal.",
)


@pytest.fixture
def marked(tmp_path):
    path = tmp_path / "marked.jsonl"
    rows = [json.dumps({"id": str(n), "text": text}) for n, text in enumerate(TEXTS)]
    path.write_text("\n".join(rows), encoding="utf-8")
    return path


def test_sentences_with_their_events_and_every_tenth_paragraph_held_out(marked):
    examples = list(read_examples([marked]))
    assert [events for _, events in examples[:4]] == [{LABELS[0]}, {LABELS[0]}, {LABELS[0]}, set()]
    assert all(ALWAYS in features for features, _ in examples)
    ((_, events),) = read_examples([marked], held_out=True)
    assert events == {LABELS[0]}


def test_the_words_that_tell_are_learnt_and_the_same_each_time(marked, tmp_path):
    examples = list(read_examples([marked]))
    table = train(examples, LABELS)
    assert table == train(examples, LABELS)
    assert table.shares("UNION rejected this")[LABELS[0]] > 0.5 > table.shares("UNION rejected this")[LABELS[1]]
    assert score(table, read_examples([marked], held_out=True)) == (1.0, 1.0, 1.0)
    write(table, tmp_path / "table.json")
    read = json.loads((tmp_path / "table.json").read_text(encoding="utf-8"))
    assert EventWords(tuple(read["labels"]), read["weights"]) == table


def test_an_event_that_is_none_is_refused():
    with pytest.raises(ConfigError, match=r"no such events: response\.ignored"):
        train([({ALWAYS}, {"response.ignored"})], LABELS)
