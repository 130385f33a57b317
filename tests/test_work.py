"""One article that trips a rule, or one row that breaks the schema, costs itself alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pytest
from spacy.language import Language
from spacy.tokens import Span

from pipeline import work as work_module
from pipeline.code import FirstReading, coder
from pipeline.errors import ConfigError
from pipeline.extract import Unit
from pipeline.records import Report
from pipeline.work import work

TEXT = "Unite members at the Carrow depot voted by 84% to strike, on a turnout of 71%."


def unit(name: str) -> Unit:
    return Unit(path=name, place=None, raw_ref=name, text=f"{TEXT} Story {name}.", url=f"https://paper.example/{name}")


def test_a_fault_over_one_article_names_it_and_spares_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    real = work_module.reports

    def trips(first: FirstReading) -> list[Report]:
        if "Story b" in first.doc.text:
            raise IndexError("list index out of range")
        return real(first)

    monkeypatch.setattr(work_module, "reports", trips)
    batch = work([unit("a"), unit("b"), unit("c")])
    assert [c.article.raw_ref for c in batch.coded] == ["a", "c"]
    ((message, where, _),) = batch.failures
    assert where == "b"
    assert "IndexError: list index out of range" in message
    assert batch.issues.summary() == {"code.fault": 1}


def test_a_row_that_breaks_the_schema_is_left_out_and_named(monkeypatch: pytest.MonkeyPatch) -> None:
    real = work_module.reports

    def breaks(first: FirstReading) -> list[Report]:
        report, *rest = real(first)
        return [replace(report, turnout=171.0), *rest]

    sound = len(work([unit("a")]).coded[0].reports)
    monkeypatch.setattr(work_module, "reports", breaks)
    batch = work([unit("a")])
    assert len(batch.coded[0].reports) == sound - 1
    assert batch.issues.summary() == {"code.unsound": 1}


def test_a_model_that_stumbles_over_one_article_is_asked_about_each_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    real = work_module.ask

    def trips(nlp: Language, head: str, sentences: Iterable[Span]) -> None:
        asked = list(sentences)
        if any("Story b" in sent.doc.text for sent in asked):
            raise IndexError("list index out of range")
        real(nlp, head, asked)

    monkeypatch.setattr(work_module, "ask", trips)
    monkeypatch.setattr(coder, "worth_asking", lambda masked, told: frozenset({"talks.held"}))
    batch = work([unit("a"), unit("b"), unit("c")])
    assert [c.article.raw_ref for c in batch.coded] == ["a", "c"]
    assert [where for _, where, _ in batch.failures] == ["b"]


def test_a_broken_table_is_no_fault_of_an_article(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(first: FirstReading) -> list[Report]:
        raise ConfigError("event_words.json: lacks a label")

    monkeypatch.setattr(work_module, "reports", broken)
    with pytest.raises(ConfigError, match="lacks a label"):
        work([unit("a")])
