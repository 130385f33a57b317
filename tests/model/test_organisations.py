"""BODY mentions of employers that no rule knows: made where a model bears the name out, and only there."""

import itertools

import numpy as np
import pytest
import spacy

from pipeline.annotate import annotate, build_nlp
from pipeline.annotate.components.encoder import Encoder
from pipeline.annotate.components.organisations import organisations
from pipeline.annotate.encoder.reading import Scores
from pipeline.records import Article

TEXT = (
    "Drivers at Halcote Haulage will strike on Monday over pay, Unite said.\n"
    "Halcote has offered 3%, and Halcote's depot in Leeds will shut. The strike at Halcote Haulage is the first.\n"
    "Talks with Royal Mail are no part of it."
)
LABELS = ("O", "B-ORG", "I-ORG", "B-LOC", "I-LOC")


class Stub:
    """A reader that finds an organisation, of that probability, wherever words of `name` stand in a row."""

    heads = frozenset({"ner"})

    def __init__(self, name, share):
        self.name, self.share = name.split(), share

    def read_all(self, texts):
        return [{"ner": self._scores(list(words))} for words, _ in texts]

    def _scores(self, words):
        rows = np.full((len(words), len(LABELS)), np.log(1e-6), dtype=np.float32)
        rows[:, 0] = 0.0
        for start in range(len(words)):
            if words[start : start + len(self.name)] == self.name:
                for offset in range(len(self.name)):
                    rows[start + offset, 0] = np.log(1e-6)
                    rows[start + offset, 1 + bool(offset)] = np.log(self.share)
                    rows[start + offset, 3 + bool(offset)] = np.log(1 - self.share)
        return Scores(LABELS, rows)


@pytest.fixture(scope="module")
def rules():
    return build_nlp("none")


def read(rules, text, name="Halcote Haulage", share=0.9):
    doc = next(annotate(rules, [Article("a", text, "0" * 64, len(text.split()))]))[1]
    doc._.relevant = True
    return organisations(Encoder(Stub(name, share), frozenset({"ner"}))(doc))


def bodies(doc):
    return [(m.text, m.norm) for m in sorted(doc._.mentions, key=lambda m: m.start) if m.label == "BODY"]


def without_mail(text):
    return text.splitlines()[0] + "\n" + text.splitlines()[1]


def test_a_name_is_one_body_over_the_article_with_its_short_form(rules):
    doc = read(rules, without_mail(TEXT))
    full, short = ("Halcote Haulage", "Halcote Haulage"), ("Halcote", "Halcote Haulage")
    assert bodies(doc) == [full, short, short, full]
    made = [m for m in doc._.mentions if m.label == "BODY"]
    assert all(m.entity_id is None and TEXT[m.start : m.end] == m.text for m in made)
    assert set(doc._.model_names) == {(m.start, m.end) for m in made}
    assert min(doc._.model_names.values()) == pytest.approx(0.9, abs=0.001)


def test_a_second_call_adds_nothing(rules):
    doc = read(rules, without_mail(TEXT))
    mentions, names = list(doc._.mentions), dict(doc._.model_names)
    assert organisations(doc) is doc
    assert (doc._.mentions, doc._.model_names) == (mentions, names)


@pytest.mark.parametrize(
    ("text", "name", "share", "found"),
    [
        ("Drivers at Halcote Haulage will strike.", "Halcote Haulage", 0.21, True),
        ("Drivers at Halcote Haulage will strike.", "Halcote Haulage", 0.19, False),
        ("Halcote Haulage bosses fear a strike.", "Halcote Haulage", 0.51, True),
        ("Halcote Haulage bosses fear a strike.", "Halcote Haulage", 0.49, False),
        ("They work for Halcote and will strike.", "Halcote", 0.51, True),
        ("They work for Halcote and will strike.", "Halcote", 0.49, False),
        ("Drivers at Halcote will strike.", "Halcote", 0.71, True),
        ("Drivers at Halcote will strike.", "Halcote", 0.69, False),
    ],
)
def test_how_sure_the_model_must_be(rules, text, name, share, found):
    assert bool(bodies(read(rules, text, name, share))) is found


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        ("Drivers at Halcote & Sons will strike.", "Halcote", "Halcote & Sons"),
        ("Drivers at Halcote foundry will strike.", "Halcote foundry", None),
        ("Drivers at the Halcote Herald will strike.", "Halcote Herald", None),
        ("Drivers will strike, said Halcote Haulage.", "Halcote Haulage", None),
        ("Drivers at Leeds Castings will strike.", "Leeds Castings", "Leeds Castings"),
    ],
)
def test_which_names_are_taken(rules, text, name, expected):
    doc = read(rules, text, name)
    assert {norm for _, norm in bodies(doc)} == ({expected} if expected else set())
    spans = sorted((m.start, m.end) for m in doc._.mentions if m.label in ("BODY", "PLACE"))
    assert all(one[1] <= other[0] for one, other in itertools.pairwise(spans))


def test_without_the_head_and_without_a_model_nothing_is_made(rules):
    article = Article("a", without_mail(TEXT), "0" * 64, 30)
    for nlp in (rules, build_nlp(heads=["role"])):
        assert bodies(next(annotate(nlp, [article]))[1]) == []


def test_the_shipped_model_and_another_pipeline_find_it_alike(tmp_path):
    made = spacy.blank("en")
    made.add_pipe("entity_ruler").add_patterns([{"label": "ORG", "pattern": "Halcote Haulage"}])
    made.to_disk(tmp_path / "other")
    article = Article("a", without_mail(TEXT), "0" * 64, 30)
    found = [bodies(next(annotate(build_nlp(model), [article]))[1]) for model in ("small", str(tmp_path / "other"))]
    assert found[0] == found[1]
    assert ("Halcote Haulage", "Halcote Haulage") in found[0]


def test_what_is_said_of_roles_does_not_hang_on_whether_names_are_asked():
    article = Article("a", without_mail(TEXT).replace("has offered 3%", "spoke of 3%"), "0" * 64, 30)
    roles = [
        [m.role for m in next(annotate(build_nlp(heads=heads), [article]))[1]._.mentions if m.label == "PERCENT"]
        for heads in (["role"], ["role", "ner"])
    ]
    assert roles[0] == roles[1]
