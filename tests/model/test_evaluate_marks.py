"""Scores of roles and events, with a model that says what it is told to."""

import json
from types import SimpleNamespace

import numpy as np
import pytest

from pipeline.errors import InputError
from pipeline.model.evaluate_marks import mark_counts
from pipeline.model.labels import HEADS
from pipeline.model.scores import Count
from pipeline.model.settings import Data, Marked

TEXT = "Porters rejected{response.rejected} 3%{pay_offer}. They meet{talks.scheduled} again, 9 to 10%{other} came."
ARTICLE = {
    "id": "a1",
    "text": "Porters rejected 3% on Monday.\nThey meet again.",
    "mentions": [
        {"label": "PERCENT", "start": 17, "end": 19, "role": "pay_award"},
        {"label": "DATE", "start": 23, "end": 29},
    ],
    "events": [{"type": "response", "stage": "rejected"}, {"type": "talks", "stage": "held"}],
}


class Model:
    """Says of a word what the table has for it."""

    config = SimpleNamespace(heads=HEADS)

    def __init__(self, **says):
        self._says = says

    def read(self, words, spaces):
        assert len(words) == len(spaces)
        heads = {head: np.zeros((len(words), len(labels)), dtype=np.float32) for head, labels in HEADS.items()}
        for number, word in enumerate(words):
            for head, label in self._says.get(word, {}).items():
                heads[head][number, HEADS[head].index(label)] = 1
        return heads


@pytest.fixture
def data(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    rows = [json.dumps({"id": f"t{n}", "text": TEXT if n == 10 else "None."}) for n in range(1, 11)]
    (tmp_path / "one.jsonl").write_text("\n".join(rows), encoding="utf-8")
    (tmp_path / "a1.json").write_text(json.dumps(ARTICLE), encoding="utf-8")
    return Data(repeats={}, marked={"one": Marked(files="one.jsonl", events=True)}, articles="a*.json")


def counts(model, data):
    return {(task, test, label): count for task, test, label, count in mark_counts(model, data)}


def test_roles_count_at_the_first_word_and_events_by_sentence_and_article(data):
    model = Model(
        rejected={"event": "response.rejected"}, again={"event": "talks.scheduled"},
        **{"3": {"role": "pay_offer"}, "10": {"role": "turnout"}, "%": {"role": "other"}},
    )
    found = counts(model, data)
    assert found["roles", "paragraphs", ""] == Count(1, 2, 2)
    assert found["roles", "paragraphs", "pay_offer"] == Count(1, 1, 1)
    assert found["events", "paragraphs", ""] == Count(2, 2, 2)
    assert found["roles", "articles", ""] == Count(0, 1, 1)
    assert found["events", "articles", ""] == Count(1, 2, 2)
    assert found["events", "articles", "talks.held"] == Count(0, 0, 1)


def test_a_model_that_tells_nothing_finds_nothing(data):
    found = counts(Model(), data)
    assert found["events", "paragraphs", ""] == Count(0, 0, 2)
    assert found["events", "articles", ""] == Count(0, 0, 2)


def test_articles_that_are_not_there_or_damaged_are_named(data, tmp_path):
    with pytest.raises(InputError, match=r"nowhere/\*"):
        counts(Model(), data.model_copy(update={"articles": "nowhere/*"}))
    (tmp_path / "a2.json").write_text("{}", encoding="utf-8")
    with pytest.raises(InputError, match=r"a2\.json"):
        counts(Model(), data)
