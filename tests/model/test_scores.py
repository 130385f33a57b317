"""Counts and settings: what is scored, and what a config may say."""

import pytest

from pipeline.errors import ConfigError
from pipeline.model.labels import HEADS, PARTIAL, targets
from pipeline.model.scores import Count, count_labels, count_names, count_tense
from pipeline.model.settings import read_settings


def test_names_count_by_both_ends_and_kind():
    gold = ["B-ORG", "I-ORG", "O|NORP", "B-LOC"]
    assert count_names(gold, ["B-ORG", "I-ORG", "O", "B-LOC"]) == Count(2, 2, 2)
    assert count_names(gold, ["B-ORG", "O", "O", "B-PERSON"]) == Count(0, 2, 2)
    assert count_names(gold, ["B-ORG", "I-ORG", "B-NORP", "O"], "ORG") == Count(1, 1, 1)


def test_unlabelled_words_count_neither_way():
    assert count_names([None, "O"], ["B-ORG", "O"]) == Count()
    assert count_labels([None, "NN"], ["XX", "NN"]) == Count(1, 1, 1)


def test_tense_counts_finite_verbs_alone():
    assert count_tense(["past", "infinitive", "none"], ["present", "past", "none"]) == Count(0, 2, 1)
    assert count_tense(["future", "modal"], ["future", "none"]) == Count(1, 1, 1)


@pytest.mark.parametrize(("count", "f1"), [(Count(), 0.0), (Count(1, 2, 2), 0.5), (Count(3, 3, 3), 1.0)])
def test_f1(count, f1):
    assert count.f1 == f1
    assert (count + count).f1 == f1


@pytest.mark.parametrize("head", HEADS)
def test_partial_labels_stand_for_labels(head):
    assert len(set(targets(head))) == len(targets(head))
    assert all(set(allowed) <= set(HEADS[head]) for allowed in PARTIAL[head].values())


def test_the_config_that_ships_is_read(pytestconfig):
    settings = read_settings(pytestconfig.rootpath / "models" / "configs" / "small.toml")
    assert settings.name == "small"
    assert set(settings.weights) == set(HEADS)


@pytest.mark.parametrize(("old", "new"), [("epochs =", "epoch ="), ("threads = 1", "threads = 0")])
def test_a_config_with_a_slip_is_refused(pytestconfig, tmp_path, old, new):
    text = (pytestconfig.rootpath / "models" / "configs" / "small.toml").read_text(encoding="utf-8")
    (tmp_path / "slip.toml").write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ConfigError, match=r"slip\.toml"):
        read_settings(tmp_path / "slip.toml")
