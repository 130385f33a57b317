"""Every rule of the event tables finds its own example, through the real annotation."""

import datetime as dt
import json
from importlib import resources

import pytest

from pipeline.annotate import annotate, build_nlp
from pipeline.code.rules import rule_table
from pipeline.code.view import sentence_views
from pipeline.records import Article
from pipeline.schema import EVENT_STAGES

TABLES = ("action", "ballot", "demand", "legal", "offer", "response", "settlement", "talks")
#: Stages that the coder itself turns into one of the codebook's, from what the article tells elsewhere.
PROVISIONAL = {"open", "was_due", "likewise"}
#: Examples speak of weekdays, which mean nothing without a day of publication: a Thursday.
PUBLISHED = dt.date(2025, 2, 20)
NLP = build_nlp()
RULES = [
    (name, row["id"])
    for name in TABLES
    for row in map(
        json.loads,
        (resources.files("pipeline") / "resources" / "patterns" / f"{name}.jsonl")
        .read_text(encoding="utf-8")
        .splitlines(),
    )
    if "id" in row
]


def views(text):
    article = Article("a1", text, "0" * 64, len(text.split()), published=PUBLISHED)
    return sentence_views(next(annotate(NLP, [article]))[1])


def rule(name, rule_id):
    return next(r for r in rule_table(name).rules if r.id == rule_id)


@pytest.mark.parametrize("name,rule_id", RULES, ids=[rule_id for _, rule_id in RULES])
def test_a_rule_matches_its_example(name, rule_id):
    one = rule(name, rule_id)
    masked = [view.masked for view in views(one.example)]
    assert any(one.pattern.search(text) for text in masked), f"{rule_id} does not match {masked}"
    assert any(rule_table(name).gate.search(text) for text in masked), f"the gate of {name} shuts out {masked}"


@pytest.mark.parametrize("name", TABLES)
def test_ids_are_unique_and_stages_are_known(name):
    rules = rule_table(name).rules
    assert len({r.id for r in rules}) == len(rules)
    for one in rules:
        assert one.stage in EVENT_STAGES[one.type] or one.stage in PROVISIONAL, one.id
        assert 0 < one.confidence <= 1, one.id
