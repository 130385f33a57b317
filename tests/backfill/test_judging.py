"""A page of Common Crawl's is judged once, in the workers, and what judging found is what the tables get."""

from __future__ import annotations

import collections
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline import work as work_module
from pipeline.annotate import annotate
from pipeline.export.datasets import read_dataset
from pipeline.schema import TABLES, validate_all
from pipeline.work import LANGUAGE, NO_ARTICLE, RELEVANCE, judge, work
from tests.backfill.test_backfill import COUNTS, rows, run, warc
from tests.nightly.town import install
from tests.test_work import unit

NAME = "CC-NEWS-20310503120000-00001.warc.gz"


@pytest.fixture
def annotated(monkeypatch: pytest.MonkeyPatch) -> collections.Counter[str]:
    """How often each address was annotated in this process."""
    found: collections.Counter[str] = collections.Counter()

    def counted(nlp, articles):
        for article, doc in annotate(nlp, articles):
            found[article.url] += 1
            yield article, doc

    monkeypatch.setattr(work_module, "annotate", counted)
    return found


def tables(out: Path) -> dict[str, list[dict[str, object]]]:
    return {name: read_dataset(out, name).to_pylist() for name in TABLES}


def test_no_page_is_annotated_twice_and_none_that_is_dropped_before(
    tmp_path: Path, annotated: collections.Counter[str]
) -> None:
    job = install(tmp_path)
    warc(tmp_path / "news" / NAME, rows())
    summary = run(job, cc_news=str(tmp_path / "news"))
    assert summary.drops == COUNTS
    # The two on disputes and the one that tells of none here; not the Welsh one, nor the one without text.
    assert annotated == {f"https://a.example/{n}": 1 for n in (1, 6, 9)}


def test_what_was_judged_is_what_the_archive_gives_when_it_is_read(tmp_path: Path) -> None:
    job = install(tmp_path)
    page = ("https://a.example/caf\u00e9 news", *rows()[0][1:])
    warc(tmp_path / "news" / NAME, [*rows(), page])
    run(job, cc_news=str(tmp_path / "news"))
    judged, issues = tables(job.out), (job.out / "issues.jsonl").read_bytes()
    validate_all({name: read_dataset(job.out, name) for name in TABLES})
    shutil.rmtree(job.out)
    run(job, web=False)
    assert tables(job.out) == judged
    assert (job.out / "issues.jsonl").read_bytes() == issues


def test_workers_find_what_one_process_finds(tmp_path: Path, annotated: collections.Counter[str]) -> None:
    found = []
    for workers in ("1", "2"):
        job = install(tmp_path / workers, workers=workers)
        warc(tmp_path / workers / "news" / NAME, [(f"{row[0]}-{n}", *row[1:]) for n in range(3) for row in rows()])
        annotated.clear()
        found.append((run(job, cc_news=str(tmp_path / workers / "news")).drops, tables(job.out)))
        assert sum(annotated.values()) == (9 if workers == "1" else 0)
    assert found[0] == found[1]


def test_a_page_that_the_archive_holds_is_not_judged_again(
    tmp_path: Path, annotated: collections.Counter[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    job = install(tmp_path)
    warc(tmp_path / "news" / NAME, rows())
    with monkeypatch.context() as patch:
        patch.setattr("pipeline.jobs.state.RunState.note_shard", interrupted)
        with pytest.raises(KeyboardInterrupt):
            run(job, cc_news=str(tmp_path / "news"))
    annotated.clear()
    summary = run(job, cc_news=str(tmp_path / "news"))
    assert (summary.drops, summary.n_captures, summary.n_new_articles) == (COUNTS, 2, 2)
    # Once for the tables, out of the archive; the page that was dropped, once to drop it again.
    assert annotated == {f"https://a.example/{n}": 1 for n in (1, 6, 9)}


def interrupted(*values: object) -> None:
    raise KeyboardInterrupt


def test_a_page_that_we_fail_over_is_named_and_costs_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(nlp, articles):
        for article, doc in annotate(nlp, articles):
            if article.url == "https://a.example/9":
                raise ValueError("a rule that trips")
            yield article, doc

    job = install(tmp_path)
    warc(tmp_path / "news" / NAME, rows())
    with monkeypatch.context() as patch:
        patch.setattr(work_module, "annotate", fails)
        summary = run(job, cc_news=str(tmp_path / "news"))
    assert summary.drops == {**COUNTS, "kept": 1, "fault": 1}
    assert summary.exit_code == 1
    assert "https://a.example/9" in str(summary.failures[0])
    assert "a rule that trips" in str(summary.failures[0])
    # This version would fail over it again; the file is done.
    assert run(job, cc_news=str(tmp_path / "news")).n_files_done_before == 1


def test_judging_drops_what_work_would_keep() -> None:
    relevant = unit("a")
    plain = replace(unit("b"), text="A bakery in Norby has won a prize for its scones, its owner said on Monday.")
    units = [relevant, plain, replace(unit("c"), text=" "), replace(unit("d"), language="cy")]
    batch = judge(units)
    assert [coded.article.raw_ref for coded in batch.coded] == ["a"]
    assert sorted(batch.dropped) == [("b", RELEVANCE), ("c", NO_ARTICLE), ("d", LANGUAGE)]
    assert (len(batch.issues), batch.failures) == (0, [])
    assert [coded.article.raw_ref for coded in work(units).coded] == ["a", "b", "d"]
    assert work(units).dropped == []
    assert batch.coded == work([relevant]).coded
