"""`show` finds an article by each key, marks its mentions and quotes the evidence."""

import pytest

from pipeline import cli
from pipeline.report.show import STYLES, marked
from pipeline.schema import LABELS


def shown(sample_run, key, capsys):
    assert cli.main(["show", str(key), "--out", str(sample_run.out)]) == cli.DONE
    return " ".join(capsys.readouterr().out.replace("│", " ").split())


@pytest.fixture(scope="module")
def report(sample_run):
    return next(r for r in sample_run.reports if r.type == "ballot" and r.share_for is not None)


@pytest.fixture(scope="module")
def article(sample_run, report):
    return next(a for a in sample_run.articles if a.article_id == report.article_id)


@pytest.mark.parametrize("key", ["article_id", "canonical_url", "report_id", "event_id"])
def test_every_key_finds_the_article(key, sample_run, report, article, capsys):
    value = getattr(report if hasattr(report, key) else article, key)
    printed = shown(sample_run, value, capsys)
    assert article.title in printed
    assert report.report_id in printed
    assert " ".join(report.evidence.split()) in printed
    assert f"{report.share_for:g} vote_for" in printed


def test_an_event_shows_every_article_that_tells_it(sample_run, capsys):
    event = max(sample_run.events, key=lambda e: e.n_articles)
    printed = shown(sample_run, event.event_id, capsys)
    assert event.n_articles > 1
    assert all(article_id in printed for article_id in event.article_ids)


@pytest.mark.parametrize("key", ["a0000000000000000", "https://nowhere.example/", ""])
def test_an_unknown_key_is_wrong_usage(key, sample_run, capsys):
    assert cli.main(["show", key, "--out", str(sample_run.out)]) == cli.WRONG
    assert str(sample_run.out) in capsys.readouterr().err


def test_a_folder_without_tables_is_named(tmp_path, capsys):
    assert cli.main(["show", "a1", "--out", str(tmp_path)]) == cli.WRONG
    assert str(tmp_path) in capsys.readouterr().err


def test_every_label_has_a_style():
    assert set(STYLES) == set(LABELS)


def test_marked_keeps_the_text_and_skips_what_overlaps():
    empty = dict.fromkeys(("edtf", "entity_id", "value", "norm", "role", "office", "unit"))
    rows = [
        empty | {"start": 4, "end": 7, "label": "UNION", "entity_id": "NEU"},
        empty | {"start": 5, "end": 9, "label": "BODY", "norm": "x"},
        empty | {"start": 11, "end": 14, "label": "PERCENT", "value": 87.0, "role": "vote_for"},
    ]
    assert marked("The NEU by 87%.", rows).plain == "The NEU[UNION NEU] by 87%[PERCENT 87 vote_for]."

