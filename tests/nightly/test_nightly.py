"""Nights in a small town: what is new comes in once, what is known stays, and each night says what it did."""

from __future__ import annotations

import datetime as dt
import json
import os
from pathlib import Path

import pytest

from pipeline.archive import Archive
from pipeline.config import make_settings
from pipeline.errors import ConfigError, LockedError, OutputError
from pipeline.export.datasets import read_dataset
from pipeline.export.load import load
from pipeline.jobs.config import load_job
from pipeline.jobs.coverage import silences
from pipeline.locking import Lock
from pipeline.records import CoverageRow
from pipeline.run import process
from pipeline.schema import TABLES, validate, validate_all
from tests.nightly.town import PAPERS, START, Town, install, night

#: What tells of the capture and not of the article.
OF_THE_CAPTURE = ["raw_ref", "fetched_at", "source"]


@pytest.fixture
def town() -> Town:
    found = Town()
    found.publish(6)
    return found


def rows(out: Path, name: str) -> list[dict[str, object]]:
    table = read_dataset(out, name)
    return table.drop_columns([c for c in OF_THE_CAPTURE if c in table.column_names]).to_pylist()


def files(out: Path) -> dict[str, int]:
    """The time stamp of every table's file."""
    return {str(path.relative_to(out)): path.stat().st_mtime_ns for path in sorted(out.rglob("*.parquet"))}


def coverage(out: Path) -> list[tuple[object, ...]]:
    return [tuple(row.values()) for row in read_dataset(out, "coverage").to_pylist()]


def test_the_first_night_fills_archive_tables_and_ledger(tmp_path: Path, town: Town) -> None:
    job = install(tmp_path)
    summary = night(job, town)
    assert (summary.exit_code, summary.fetch.fetched, summary.update.n_new_articles) == (0, 6, 6)
    tables = {name: read_dataset(job.out, name) for name in TABLES}
    validate_all(tables)
    assert tables["articles"].num_rows == 6
    assert tables["reports"].num_rows > 3
    assert set(tables["articles"]["source"].to_pylist()) == {"The Hexley-Beacon", "The Hexley-Courier"}
    assert Archive(job.raw).verify().findings == []
    relevant = sum(tables["articles"]["relevant"].to_pylist())
    by_paper = coverage(job.out)
    assert [row[:6] for row in by_paper] == [(paper, START.date(), 3, 3, 0, 3) for paper in PAPERS]
    assert sum(row[6] for row in by_paper) == relevant


def test_every_row_leads_back_to_the_archive(tmp_path: Path, town: Town) -> None:
    job = install(tmp_path)
    night(job, town)
    with Archive(job.raw) as archive:
        refs = {entry.raw_ref for entry in archive.entries()}
    assert set(read_dataset(job.out, "articles")["raw_ref"].to_pylist()) == refs


def test_a_night_with_nothing_new_rewrites_nothing(tmp_path: Path, town: Town) -> None:
    job = install(tmp_path)
    night(job, town)
    before = files(job.out)
    issues = (job.out / "issues.jsonl").stat().st_mtime_ns
    again = night(job, town)
    assert (again.fetch.fetched, again.update.files_changed, again.exit_code) == (0, 0, 0)
    assert files(job.out) == before
    assert (job.out / "issues.jsonl").stat().st_mtime_ns == issues
    assert "0 new articles" in again.line
    # The next day is a new row of the ledger, and of nothing else.
    next_day = night(job, town, day=1)
    assert next_day.update.files_changed == 1
    after = files(job.out)
    assert {name for name in after if after[name] != before.get(name)} == {"coverage/month=2031-05/part-0.parquet"}
    assert [row[:4] for row in coverage(job.out) if row[1] == START.date() + dt.timedelta(days=1)] == [
        (paper, START.date() + dt.timedelta(days=1), 3, 0) for paper in PAPERS]


def test_nights_together_give_the_tables_of_one_run(tmp_path: Path, town: Town) -> None:
    job = install(tmp_path / "nights")
    night(job, town)
    for day, first in enumerate((6, 11), 1):
        town.publish(6, first)
        summary = night(job, town, day)
        assert summary.update.n_new_articles > 0
    at_once = process([job.raw], tmp_path / "once", make_settings(workers=1))
    for name in ("articles", "mentions"):
        assert rows(job.out, name) == rows(at_once.out, name)
    assert [{**row, "event_id": None} for row in rows(job.out, "reports")] == [
        {**row, "event_id": None} for row in rows(at_once.out, "reports")]
    assert len(rows(job.out, "events")) == len(rows(at_once.out, "events"))


def test_known_events_keep_their_ids_when_the_next_night_tells_of_them_too(tmp_path: Path) -> None:
    town = Town()
    town.publish(17)
    wales = {paper: {p: b for p, b in town.stories[paper].items() if "wales-teachers-vote" in p} for paper in PAPERS}
    town.stories = {PAPERS[0]: dict(list(wales[PAPERS[0]].items())[:1]), PAPERS[1]: {}}
    job = install(tmp_path)
    night(job, town)
    before = {row["event_id"] for row in rows(job.out, "events")}
    town.stories = wales
    night(job, town, 1)
    after = rows(job.out, "events")
    assert before
    assert before <= {row["event_id"] for row in after}
    assert max(row["n_articles"] for row in after) >= 2


def test_an_edited_article_is_a_row_of_its_own_and_both_captures_stay(tmp_path: Path, town: Town) -> None:
    job = install(tmp_path)
    night(job, town)
    path, page = next(iter(town.stories[PAPERS[0]].items()))
    # An edit of the markup alone leaves the article as it is; one of the text makes another.
    town.stories[PAPERS[0]][path] = page.replace(b"</body>", b"<!-- ad --></body>")
    assert night(job, town, 1).update.n_new_articles == 0
    town.stories[PAPERS[0]][path] = page.replace(b".</p>", b", it was said.</p>")
    assert night(job, town, 2).update.n_new_articles == 1
    found = [row for row in rows(job.out, "articles") if str(row["url"]).endswith(path)]
    assert len(found) == 2
    with Archive(job.raw) as archive:
        assert len([e for e in archive.entries() if e.url.endswith(path)]) == 3


def test_what_failed_is_named_and_counted(tmp_path: Path, town: Town) -> None:
    job = install(tmp_path)
    path = next(iter(town.stories[PAPERS[1]]))
    town.broken = {path}
    summary = night(job, town)
    assert (summary.exit_code, summary.fetch.failed) == (1, 1)
    told = json.loads((job.out / "nightly.json").read_text("utf-8"))
    assert [failure["where"] for failure in told["failures"]] == [f"https://{PAPERS[1]}.example{path}"]
    assert told["sources"][PAPERS[1]]["failures"] == {"http_status": 1}
    assert [row[4] for row in coverage(job.out)] == [0, 1]
    assert f'picketline_source_failed{{source="{PAPERS[1]}"}} 1.0' in (job.out / "metrics.prom").read_text("utf-8")
    # Put right on the same day, it is no failure of that day any more.
    town.broken = set()
    assert night(job, town).exit_code == 0
    assert [row[2:5] for row in coverage(job.out)] == [(3, 3, 0)] * 2


def test_a_page_without_text_is_looked_at_once(tmp_path: Path, town: Town) -> None:
    job = install(tmp_path)
    town.stories[PAPERS[0]]["/news/an-empty-page-story"] = b"<html><body></body></html>"
    first, second = night(job, town), night(job, town)
    assert first.update.n_new_articles == 6
    assert first.issues.summary().get("extract.no-article") == 1
    assert second.update.counts == {}


def test_the_summary_is_one_line_and_a_file_for_machines(tmp_path: Path, town: Town) -> None:
    job = install(tmp_path)
    summary = night(job, town)
    told = json.loads((job.out / "nightly.json").read_text("utf-8"))
    assert "\n" not in summary.line
    assert summary.line.startswith("nightly 2031-05-06: 6 listed, 6 fetched, 0 failed; 6 new articles")
    assert told["line"] == summary.line
    assert (told["rows"]["articles"], told["rows"]["coverage"]) == (6, 2)
    assert told["sources"][PAPERS[0]]["articles"] == 3
    metrics = (job.out / "metrics.prom").read_text("utf-8")
    assert 'picketline_rows{table="articles"} 6.0' in metrics
    assert "picketline_last_run_exit_code 0.0" in metrics


def test_two_nights_at_once_are_refused(tmp_path: Path, town: Town) -> None:
    job = install(tmp_path)
    with Lock(job.out), pytest.raises(LockedError):
        night(job, town)
    with Archive(job.raw), pytest.raises(LockedError):
        night(job, town)
    assert night(job, town).exit_code == 0


def test_a_folder_that_cannot_be_written_is_told_and_costs_nothing(tmp_path: Path, town: Town) -> None:
    job = install(tmp_path)
    night(job, town)
    before = {name: rows(job.out, name) for name in TABLES}
    town.publish(6, 6)
    (job.out / "mentions").rename(job.out / "kept")
    (job.out / "mentions").write_text("in the way", encoding="utf-8")
    with pytest.raises(OutputError):
        night(job, town, 1)
    (job.out / "mentions").unlink()
    (job.out / "kept").rename(job.out / "mentions")
    assert {name: rows(job.out, name) for name in TABLES} == before
    assert night(job, town, 1).update.n_new_articles == 6


@pytest.mark.parametrize(
    "text, message",
    [("", "sources"), ('sources = "s"\nraw = "r"\nout = "o"\ncolour = 1\n', "colour"), ("[fetch", "Expected"),
     ('sources = "s"\nraw = "r"\nout = "o"\nfetch = 1\n', "fetch"),
     ('sources = "s"\nraw = "r"\nout = "o"\n[fetch]\nrate_s = 1\n', "contact")],
)
def test_a_wrong_configuration_is_named(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "job.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError, match=message):
        load_job(path)


def test_paths_of_the_configuration_are_its_folders_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    job = install(tmp_path / "deep", raw='"../elsewhere/raw"')
    assert os.path.normpath(job.raw) == str(tmp_path / "elsewhere" / "raw")
    assert job.out == tmp_path / "deep" / "out"
    with pytest.raises(ConfigError, match=r"none\.toml"):
        load_job(tmp_path / "none.toml")


@pytest.mark.parametrize(
    "pattern, expected",
    [
        ("1111111", None), ("11111000", 3), ("1111100", None), ("10101010100", None), ("10010010010010000", None),
        ("100100100100100000", 5), ("1010101010000", 4), ("1111000", None), ("0000000", None), ("", None),
        ("1010101000000000101000", None),
    ],
)
def test_a_source_is_silent_against_its_own_habit(pattern: str, expected: int | None) -> None:
    first = dt.date(2031, 5, 1)
    ledger = [CoverageRow("courier", first + dt.timedelta(days=n), 5, int(c)) for n, c in enumerate(pattern)]
    found = silences(ledger, ["courier"])
    assert [silence.nights for silence in found] == ([] if expected is None else [expected])
    assert silences(ledger, ["another"]) == []


def test_nights_that_were_not_run_make_no_source_silent() -> None:
    days = [*range(1, 8), 28, 29]
    ledger = [CoverageRow("courier", dt.date(2031, 5, day), 5, int(day < 8)) for day in days]
    assert silences(ledger, ["courier"]) == []


def test_the_ledger_is_a_table_like_the_others(tmp_path: Path, town: Town) -> None:
    job = install(tmp_path)
    night(job, town)
    frame = load(job.out, "coverage")
    assert list(frame["source"]) == list(PAPERS)
    assert frame["fetched"].sum() == 6
    validate("coverage", read_dataset(job.out, "coverage"))
