"""`--model`: which model a run asks, what its manifest says of it, and what a backfill does under another."""

import dataclasses
import datetime as dt
import json
from pathlib import Path

import pytest

from pipeline import cli
from pipeline.annotate import annotate, build_nlp
from pipeline.annotate.build import MODEL
from pipeline.annotate.encoder.package import CONFIG, find_package
from pipeline.annotate.models import identify
from pipeline.config import make_settings
from pipeline.errors import ConfigError
from pipeline.export.datasets import read_dataset
from pipeline.jobs.captures import coded_by
from pipeline.records import Article
from pipeline.version import RULES_VERSION
from tests.backfill.test_backfill import run
from tests.nightly.town import START, Town, install, night

TEXT = "Porters at Fernhill will strike over pay on Monday, Ada Poe of the Unite union said. Its members voted by 83%."


@pytest.fixture
def story(tmp_path):
    path = tmp_path / "story.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def process(story, model):
    out = story.parent / f"out-{Path(model).name}"
    code = cli.main(["process", str(story), "--out", str(out), "--published", "2031-05-06", "--quiet", "--workers", "1",
                     "--model", model])
    return code, out


def test_the_manifest_and_every_article_say_which_model_was_asked(story, installed):
    expected = {
        "small": json.loads((find_package("small") / CONFIG).read_text(encoding="utf-8"))["sha256"],
        "none": "",
        str(installed): identify(str(installed)).sha256,
    }
    versions = set()
    for model, sha256 in expected.items():
        code, out = process(story, model)
        assert code == 0
        told = json.loads((out / "run.json").read_text(encoding="utf-8"))
        assert told["model"]["sha256"] == sha256
        assert str(installed) not in json.dumps(told)
        assert read_dataset(out, "articles")["model_version"].to_pylist() == [told["model_version"]]
        versions.add(told["model_version"])
    assert len(versions) == 3
    assert RULES_VERSION in versions


def test_an_unknown_model_is_wrong_usage_and_nothing_is_written(story, capsys):
    code, out = process(story, "en_core_web_nowhere")
    assert code == cli.WRONG
    assert "en_core_web_nowhere" in capsys.readouterr().err
    assert not out.exists()


def test_a_change_in_the_files_of_a_pipeline_is_another_model(installed):
    before = identify(str(installed))
    identify.cache_clear()
    assert identify(str(installed)) == before
    (installed / "tokenizer").write_bytes((installed / "tokenizer").read_bytes() + b" ")
    identify.cache_clear()
    assert identify(str(installed)).sha256 != before.sha256


def test_another_pipeline_names_and_tells_tense_where_the_encoder_would(installed):
    article = Article("a", TEXT, "0" * 64, 20, published=dt.date(2031, 5, 6))
    nlp = build_nlp(str(installed), ["tense", "ner", "role"])
    doc = next(annotate(nlp, [article]))[1]
    assert nlp.has_pipe(MODEL)
    will = next(token for token in doc if token.text == "will")
    assert doc._.encoded.label("tense", will.i) == "future"
    assert doc._.encoded.tokens("role") == []
    alone = next(annotate(build_nlp("none"), [article]))[1]
    assert alone._.encoded is None
    assert alone._.mentions == doc._.mentions


def test_a_pipeline_without_names_is_no_model():
    with pytest.raises(ConfigError, match="installed spaCy pipeline"):
        identify("nosuch")


def test_settings_with_another_model_have_another_digest():
    assert make_settings(model="none").digest() != make_settings().digest()


def test_a_backfill_codes_again_what_another_model_coded(tmp_path):
    job, town = install(tmp_path), Town()
    town.publish(3)
    night(job, town)
    day = START.date()
    assert run(job, town, day, day, web=False).n_captures == 0
    rules = job.model_copy(update={"model": "none"})
    assert coded_by("none") != coded_by(job.model)
    assert run(rules, town, day, day, web=False).n_captures == 3
    assert set(read_dataset(job.out, "articles")["model_version"].to_pylist()) == {RULES_VERSION}
    assert run(rules, town, day, day, web=False).n_captures == 0
    assert dataclasses.asdict(identify("none")) == {"name": "none", "version": "", "sha256": ""}
