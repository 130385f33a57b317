"""An edited page through a whole run, and through one run after another: the same tables, the same words on it."""

import json

import pytest

from pipeline.config import make_settings
from pipeline.export.datasets import read_dataset
from pipeline.extract import read_units
from pipeline.issues import IssueLog
from pipeline.jobs.update import bring_up_to_date
from pipeline.run import process

URL = "https://courier.example/porters"
TEXT = (
    "Porters at Hexley Infirmary have voted for strikes over pay.\n\n"
    "UNISON said that its members had voted by 84% to strike, on a turnout of 61%.\n\n"
    "They will walk out on Monday 6 March 2025, the union said."
)
VERSIONS = {
    "corrected": (TEXT.replace("61%", "51%"), {"normalise.revised": 1}),
    "shortened": (TEXT.partition("\n\nThey")[0], {"normalise.no-longer-told": 1}),
    "withdrawn": ("This page has been taken down. We are sorry.", {"normalise.no-longer-told": 2}),
    "grown": (TEXT + "\n\nThe Hexley trust runs three other hospitals in the county.", {}),
}


def written(folder, name, text, published):
    path = folder / name
    path.write_text(json.dumps({"url": URL, "published": published, "text": text}) + "\n", encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def first(tmp_path_factory):
    return written(tmp_path_factory.mktemp("first"), "1.jsonl", TEXT, "2025-02-20")


@pytest.mark.parametrize(("text", "told"), VERSIONS.values(), ids=VERSIONS)
def test_one_run_or_two(first, tmp_path, text, told):
    second = written(tmp_path, "2.jsonl", text, "2025-02-21")
    alone = process([first], tmp_path / "alone", make_settings(workers=1))
    at_once = process([second, first], tmp_path / "once", make_settings(workers=1))
    assert len(at_once.events) == len(alone.events) == 2
    assert {e.event_id for e in at_once.events} == {e.event_id for e in alone.events}
    assert {e.n_articles for e in at_once.events} == {1}
    found = {code: n for code, n in at_once.issues.items() if code.startswith("normalise")}
    assert found == told
    log, failures = IssueLog(), []
    for path in (first, second):
        log = IssueLog()
        units = read_units([path], published=None, issues=log, failures=failures)
        bring_up_to_date(tmp_path / "nights", units, log, failures, workers=1)
    assert {code: n for code, n in log.summary().items() if code.startswith("normalise")} == told
    for name in ("articles", "reports", "events", "disputes"):
        assert read_dataset(tmp_path / "nights", name).equals(read_dataset(tmp_path / "once", name))


def test_the_corrected_figure_is_the_event_s(first, tmp_path):
    second = written(tmp_path, "2.jsonl", TEXT.replace("61%", "51%"), "2025-02-21")
    run = process([first, second], tmp_path / "out", make_settings(workers=1))
    assert [e.turnout for e in run.events if e.type == "ballot"] == [51.0]
    assert sorted(r.turnout for r in run.reports if r.type == "ballot") == [51.0, 61.0]
