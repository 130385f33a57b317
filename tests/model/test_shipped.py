"""The package that ships: its files belong together, and its labels are the same twice."""

import hashlib
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.annotate.encoder.package import CONFIG, GRAPH, LanguageModel, find_package
from pipeline.errors import ConfigError
from pipeline.model.labels import HEADS

TEXT = (
    "Teachers in Fernhill will walk out on Monday, the Lowland Teachers' Guild said.\n"
    "Ada Poe, its general secretary, rejected the offer last week. She will meet the council in May."
)
MOST_MB = 30


@pytest.fixture(scope="module")
def folder():
    return find_package("small")


@pytest.fixture(scope="module")
def nlp():
    import spacy

    from pipeline.annotate.components import encoder  # noqa: F401 - registers the factory

    made = spacy.blank("en")
    made.add_pipe("picketline_encoder", config={"heads": ["ner", "tag", "tense"], "sentences": True})
    return made


def test_the_files_belong_together(folder):
    config = json.loads((folder / CONFIG).read_text(encoding="utf-8"))
    assert hashlib.sha256((folder / GRAPH).read_bytes()).hexdigest() == config["sha256"]
    # A package may lack a head; what hangs on it stays with the rules then.
    assert {head: tuple(labels) for head, labels in config["heads"].items()}.items() <= HEADS.items()
    assert sum(path.stat().st_size for path in folder.parent.rglob("*") if path.is_file()) <= MOST_MB * 1e6


def test_a_model_that_is_not_there_is_named():
    with pytest.raises(ConfigError, match="no model 'nosuch'"):
        find_package("nosuch")


def test_a_damaged_package_is_refused(folder, tmp_path):
    (tmp_path / CONFIG).write_text((folder / CONFIG).read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / GRAPH).write_bytes(b"")
    with pytest.raises(ConfigError, match="not the file"):
        LanguageModel(tmp_path)


def test_names_tags_tense_and_sentences(nlp):
    doc = nlp(TEXT)
    found = {(ent.text, ent.label_) for ent in doc.ents}
    assert {("Fernhill", "LOC"), ("Ada Poe", "PERSON")} <= found
    tense = {token.text: str(token.morph) for token in doc}
    assert tense["will"] == "Tense=Fut|VerbForm=Fin"
    assert tense["said"] == "Tense=Past|VerbForm=Fin"
    assert doc[0].tag_ == "NNS"
    assert [sent.text.split()[0] for sent in doc.sents] == ["Teachers", "Ada", "She"]


@pytest.mark.xfail(strict=True, reason="the head of tense falters at some words that tell events")
def test_the_tense_of_a_word_that_tells_an_event(nlp):
    tense = {token.text: str(token.morph) for token in nlp(TEXT)}
    assert tense["rejected"] == "Tense=Past|VerbForm=Fin"


LINES = (
    "Ada Poe spoke .", "Guards at Fernhill walked out on Monday over pay", "No .", "", "Talks failed \n again", "9 %",
)


@settings(deadline=None, max_examples=20)
@given(lines=st.lists(st.sampled_from(LINES), max_size=8), data=st.data())
def test_the_same_text_gets_the_same_bits_alone_among_others_and_in_any_order(nlp, lines, data):
    model = nlp.get_pipe("picketline_encoder").model
    texts = [(line.split(), [" "] * len(line.split())) for line in lines]
    order = data.draw(st.permutations(range(len(lines))))
    together = model.read_all(texts)
    shuffled = model.read_all([texts[number] for number in order])
    for place, number in enumerate(order):
        alone = model.read(*texts[number])
        for head, logits in alone.items():
            assert (logits == together[number][head].logits).all()
            assert (logits == shuffled[place][head].logits).all()


@pytest.mark.parametrize("text", ["", " ", "\n\n", "\u200b", "a" * 5000, "Word " * 400, "🪧 NEU‑2"])
def test_odd_texts_are_read(nlp, text):
    doc = nlp(text)
    assert all(doc.text[ent.start_char : ent.end_char] == ent.text for ent in doc.ents)
    assert all(token.tag_ for token in doc if not token.is_space)


def test_the_recorded_scores_reach_the_floors(folder):
    recorded = json.loads((folder / "scores.json").read_text(encoding="utf-8"))
    assert not {key: recorded["scores"][key] for key, floor in floors() if recorded["scores"][key] < floor}
    assert recorded["load_s"] < 2


def floors():
    from pipeline.model.evaluate import FLOORS

    return [(f"{task}/{test}", floor) for (task, test), floor in FLOORS.items()]
