"""`run.json` and `issues.jsonl` are whole, sorted, and left alone where nothing changed."""

import datetime as dt
import json

import pytest

from pipeline.errors import OutputError
from pipeline.export.atomic import write_if_changed
from pipeline.export.manifest import write_issues, write_run_manifest
from pipeline.issues import IssueLog


def test_manifest_has_its_timing_last(tmp_path):
    manifest = {"timing": {"seconds": 1.5}, "rows": {"events": 2}, "asked_for": tmp_path, "as_of": dt.date(2023, 2, 1)}
    assert write_run_manifest(tmp_path, manifest)
    found = json.loads((tmp_path / "run.json").read_text(encoding="utf-8"))
    assert list(found) == ["as_of", "asked_for", "rows", "timing"]
    assert found["as_of"] == "2023-02-01"


def test_manifest_differs_in_its_timing_alone(tmp_path):
    write_run_manifest(tmp_path, {"rows": 2, "timing": {"seconds": 1.5}})
    before = json.loads((tmp_path / "run.json").read_text(encoding="utf-8"))
    assert write_run_manifest(tmp_path, {"timing": {"seconds": 0.1}, "rows": 2})
    after = json.loads((tmp_path / "run.json").read_text(encoding="utf-8"))
    assert {key for key in before if before[key] != after[key]} == {"timing"}


def test_issues_in_any_order_give_the_same_file(tmp_path):
    log = IssueLog()
    log.add("extract", "no_date", "b.html")
    log.add("extract", "no_date", "a.html", "café")
    assert write_issues(tmp_path, log)
    lines = (tmp_path / "issues.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["where"] for line in lines] == ["a.html", "b.html"]
    assert "café" in lines[0]
    stamp = (tmp_path / "issues.jsonl").stat().st_mtime_ns
    assert not write_issues(tmp_path, IssueLog(reversed(list(log))))
    assert (tmp_path / "issues.jsonl").stat().st_mtime_ns == stamp


def test_no_issues_is_an_empty_file(tmp_path):
    write_issues(tmp_path, IssueLog())
    assert (tmp_path / "issues.jsonl").read_bytes() == b""


def test_the_folder_is_made(tmp_path):
    assert write_if_changed(tmp_path / "new/deep/file", b"x")
    assert (tmp_path / "new/deep/file").read_bytes() == b"x"


def test_a_folder_in_the_place_of_a_file_is_named_and_leaves_nothing_behind(tmp_path):
    (tmp_path / "run.json").mkdir()
    with pytest.raises(OutputError, match=r"run\.json"):
        write_run_manifest(tmp_path, {"rows": 2})
    assert [path.name for path in tmp_path.iterdir()] == ["run.json"]
