import csv
from importlib import resources

import pytest

from pipeline.annotate.entities import Body, Union, find_entities


def table(name: str) -> list[dict[str, str]]:
    text = resources.files("pipeline").joinpath("resources", "gazetteers", name).read_text("utf-8")
    return list(csv.DictReader(text.splitlines()))


@pytest.mark.parametrize("row", table("body_patterns.csv"), ids=lambda row: row["pattern_id"])
def test_the_example_of_each_pattern(row: dict[str, str]) -> None:
    text = f"Staff at {row['example']} met."
    assert [text[f.start:f.end] for f in find_entities(text) if isinstance(f.target, Body)] == [row["example"]]


@pytest.mark.parametrize("row", [r for r in table("entity_context.csv") if r["kind"] == "block"],
                         ids=lambda row: row["rule_id"])
def test_a_blocked_phrase_names_no_union(row: dict[str, str]) -> None:
    found = find_entities(f"They spoke of {row['phrase']} today.")
    assert [f for f in found if isinstance(f.target, Union)] == []
