"""A run as a whole: repeatable, complete, followable from event to text, and honest in its manifest."""

import json
import shutil

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipeline.config import make_settings
from pipeline.errors import ConfigError
from pipeline.export.datasets import read_dataset
from pipeline.run import process
from pipeline.schema import TABLES, validate_all

SETTINGS = make_settings(workers=1)
TEXT = "Porters in UNISON at Hexley Infirmary will strike on 3 March 2025. " * 3


def state(out):
    """Return the bytes and the time stamp of every file of a run but the lock."""
    files = (p for p in out.rglob("*") if p.is_file() and not p.name.endswith(".lock"))
    return {str(p.relative_to(out)): (p.read_bytes(), p.stat().st_mtime_ns) for p in files}


def written(tmp_path, name, *rows):
    path = tmp_path / name
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def test_the_sample_gives_all_tables_and_they_are_valid(sample_run):
    tables = {name: read_dataset(sample_run.out, name) for name in TABLES}
    validate_all(tables)
    assert {name: table.num_rows for name, table in tables.items()} == {n: sample_run.counts[n] for n in TABLES}
    assert sample_run.counts["articles"] >= 12
    assert not sample_run.failures


def test_articles_without_a_dispute_give_no_report(sample_run):
    without = {a.article_id for a in sample_run.articles if a.relevant is False}
    assert len(without) == 2
    assert without.isdisjoint(r.article_id for r in sample_run.reports)


def test_one_event_that_three_outlets_tell_is_one_event(sample_run):
    assert max(e.n_articles for e in sample_run.events) >= 3


def test_the_sample_covers_four_nations_and_several_sectors(sample_run):
    assert {"England", "Wales", "Scotland", "Northern Ireland"} <= {
        j for e in sample_run.events for j in e.jurisdiction
    }
    assert len({e.sector for e in sample_run.events if e.sector}) >= 4


def test_every_row_leads_back_to_the_text(sample_run):
    texts = {a.article_id: a.text for a in sample_run.articles}
    events = {e.event_id for e in sample_run.events}
    disputes = {d.dispute_id for d in sample_run.disputes}
    for report in sample_run.reports:
        assert texts[report.article_id][report.evidence_start : report.evidence_end] == report.evidence
        assert report.event_id in events
    assert {e.dispute_id for e in sample_run.events} == disputes
    for mention in read_dataset(sample_run.out, "mentions").to_pylist():
        assert texts[mention["article_id"]][mention["start"] : mention["end"]] == mention["text"]


def test_the_second_run_changes_no_file_but_the_times_in_the_manifest(sample, tmp_path):
    process([sample], tmp_path, SETTINGS)
    first, told = state(tmp_path), json.loads((tmp_path / "run.json").read_text("utf-8"))
    again = process([sample], tmp_path, SETTINGS)
    second, retold = state(tmp_path), json.loads((tmp_path / "run.json").read_text("utf-8"))
    assert again.files_changed == 0
    assert {name: kept for name, kept in second.items() if name != "run.json"} == {
        name: kept for name, kept in first.items() if name != "run.json"
    }
    assert told.keys() == retold.keys()
    assert {k for k in told if told[k] != retold[k]} <= {"timing"}


def test_the_manifest_says_what_made_the_tables(sample_run):
    told = json.loads((sample_run.out / "run.json").read_text("utf-8"))
    assert told["counts"] == sample_run.counts
    assert told["issues"] == sample_run.issues
    assert told["settings_sha256"] == SETTINGS.digest()
    assert set(told["timing"]["stage_seconds"]) == {"extract", "annotate", "code", "normalise", "export"}
    assert {"pipeline_version", "model_version", "python", "dependencies"} <= told.keys()


def test_issues_are_one_object_a_line_and_counted(sample_run):
    lines = (sample_run.out / "issues.jsonl").read_text("utf-8").splitlines()
    assert sum(json.loads(line)["n"] for line in lines) == sum(sample_run.issues.values())


def test_no_output_names_a_folder_of_this_machine(sample_run):
    for path in sample_run.out.rglob("*"):
        if path.is_file():
            assert str(sample_run.out).encode() not in path.read_bytes(), path
    assert not any((a.raw_ref or "").startswith("/") for a in sample_run.articles)


def test_one_article_in_two_inputs_is_one_article_whichever_comes_first(tmp_path):
    url = "https://wire.example/porters"
    undated = written(tmp_path, "a.jsonl", {"url": url, "text": TEXT})
    dated = written(tmp_path, "b.jsonl", {"url": url, "text": TEXT, "published": "2025-02-20"})
    runs = [
        process(inputs, tmp_path / out, SETTINGS) for inputs, out in (([undated, dated], "1"), ([dated, undated], "2"))
    ]
    for run in runs:
        assert [(str(a.published), a.raw_ref) for a in run.articles] == [("2025-02-20", "b.jsonl:1")]
        assert run.issues == {"extract.duplicate": 1}
    assert (tmp_path / "1" / "issues.jsonl").read_bytes() == (tmp_path / "2" / "issues.jsonl").read_bytes()


def test_a_new_article_joins_a_known_event_without_renaming_it(tmp_path):
    told = {
        "text": "UNISON said that porters at Hexley Infirmary had voted by 84% to strike, on a turnout of 61%. " * 2
    }
    later = written(tmp_path, "later.jsonl", told | {"url": "https://wire.example/2", "published": "2025-02-20"})
    earlier = written(tmp_path, "earlier.jsonl", told | {"url": "https://courier.example/1", "published": "2025-02-19"})
    first = process([later], tmp_path / "out", SETTINGS)
    second = process([later, earlier], tmp_path / "out", SETTINGS)
    known = {e.event_id for e in first.events}
    assert known
    assert known <= {e.event_id for e in second.events}
    assert max(e.n_articles for e in second.events) == 2


def test_tables_of_a_last_run_that_cannot_be_read_are_replaced_with_an_issue(sample, tmp_path):
    first = process([sample], tmp_path, SETTINGS)
    broken = next((tmp_path / "reports").rglob("*.parquet"))
    broken.write_bytes(b"no parquet")
    again = process([sample], tmp_path, SETTINGS)
    assert again.counts == first.counts
    assert again.issues.get("export.last-run-unreadable") == 1
    assert pq.read_table(broken).num_rows > 0


def test_months_that_no_longer_have_rows_go_and_foreign_files_stay(sample, tmp_path):
    process([sample], tmp_path, SETTINGS)
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    one = tmp_path / "in"
    one.mkdir()
    shutil.copy(sample / "undated-hadrian-buses-echo.html", one)
    process([one], tmp_path, SETTINGS)
    assert [p.name for p in (tmp_path / "articles").iterdir()] == ["month=unknown"]
    assert (tmp_path / "notes.txt").read_text("utf-8") == "mine"


def test_an_empty_run_gives_empty_tables_that_open(tmp_path):
    empty = tmp_path / "none.jsonl"
    empty.write_text("{}\n", encoding="utf-8")
    run = process([empty], tmp_path / "out", SETTINGS)
    assert len(run.failures) == 1
    for name in TABLES:
        table = read_dataset(tmp_path / "out", name)
        assert isinstance(table, pa.Table)
        assert table.num_rows == 0


@pytest.mark.parametrize("values", [{"workers": -1}, {"workers": 65}, {"colour": "red"}, {"published": "soon"}])
def test_settings_refuse_what_they_do_not_know(values):
    with pytest.raises(ConfigError, match=next(iter(values))):
        make_settings(**values)


def test_the_hash_of_the_settings_leaves_out_what_changes_no_table():
    assert make_settings(workers=1).digest() == make_settings(workers=2).digest()
    assert make_settings().digest() != make_settings(published="2025-01-01").digest()


def test_progress_tells_of_articles_done(sample, tmp_path):
    told = []
    process([sample], tmp_path, SETTINGS, told.append)
    assert told == sorted(told)
    assert told[-1] == 17
