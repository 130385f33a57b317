"""Check the annotated articles: offsets, closed lists, complete marks, values that stand in the text.

Comes in: `articles/*.json` and their sources under `authored/`. Goes out: a failure that
names article and place. It scores nothing and runs no part of the pipeline but its schema.
"""

from __future__ import annotations

import importlib.util
import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from pipeline import schema

HERE = Path(__file__).parent
ARTICLES = sorted((HERE / "articles").glob("*.json"))
#: Slots whose value has to stand in the text wherever it is given.
STATED = ("pay_pct", "pay_gbp", "share_for", "share_against", "turnout", "threshold", "n_workers", "n_sites",
          "action_dates")  # fmt: skip
#: Which mentions may state which slot.
STATED_BY = {
    "pay_pct": {"PERCENT"}, "share_for": {"PERCENT"}, "share_against": {"PERCENT"}, "turnout": {"PERCENT"},
    "threshold": {"PERCENT"}, "pay_gbp": {"MONEY"}, "n_workers": {"COUNT"}, "n_sites": {"COUNT"},
    "n_days": {"COUNT"}, "action_dates": {"DATE"}, "date_edtf": {"DATE"}, "unions": {"UNION"},
    "employers": {"BODY"}, "people": {"MINISTER", "PERSON"},
}  # fmt: skip
#: The roles that a slot's percentages may have.
ROLE_OF = {
    "turnout": {"turnout"}, "threshold": {"threshold"}, "share_for": {"vote_for"}, "share_against": {"vote_against"},
    "pay_pct": {"pay_offer", "pay_demand", "pay_award", "pay_deal"},
}  # fmt: skip
COUNT_UNITS = {"workers", "sites", "days", "hours"}
MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
#: Wordings that always are a percentage, an amount or a day, so that a mark over them may not be missing.
ALWAYS = {
    "PERCENT": re.compile(r"\d(?:[\d.]*)(?:%| ?per ?cent|pc\b)|\b(?:one|nine|four) (?:in|out of) (?:five|ten|10)\b"),
    "MONEY": re.compile(r"£\d"),
    "DATE": re.compile(rf"\b(?:\d{{1,2}} (?:{MONTHS})|(?:{MONTHS}) \d{{1,2}}|yesterday|today|tomorrow|"
                       r"(?:Mon|Tues|Wednes|Thurs|Fri)day)\b", re.IGNORECASE),
}  # fmt: skip
#: "every Friday": a habit and no day.
NO_DAY = re.compile(r"(?:every|each) $", re.IGNORECASE)
UNION_WORDS = re.compile(r"\b(?:NEU|NASUWT|UNISON|Unison|Unite|GMB|RMT|Aslef|PCS|CWU|UCU|RCN|RCM|BMA|FBU|EIS|Usdaw)\b")


#: The roles that money-like percentages have in each type and stage; other stages may have any of a pay rise.
PAY_ROLE_OF = {
    ("demand", "made"): {"pay_demand"},
    ("offer", "recommended"): {"pay_award"},
    ("offer", "imposed"): {"pay_award"},
    ("offer", "withdrawn"): {"pay_offer"},
    ("offer", "considered"): {"pay_offer"},
    ("offer", "made"): {"pay_offer", "pay_deal"},
    ("offer", "improved"): {"pay_offer", "pay_deal"},
    ("settlement", "reached"): {"pay_deal"},
}


def _load(path: Path) -> dict[str, Any]:
    return dict(json.loads(path.read_text(encoding="utf-8")))


def _author() -> ModuleType:
    spec = importlib.util.spec_from_file_location("quality_author", HERE / "author.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(params=ARTICLES, ids=lambda path: path.stem)
def article(request: pytest.FixtureRequest) -> dict[str, Any]:
    return _load(request.param)


def spans(event: dict[str, Any], slot: str) -> Iterator[tuple[int, int]]:
    """Yield the spans at which the text states a slot of an event."""
    for span in event["slot_spans"].get(slot, []):
        yield span["start"], span["end"]


def in_clutter(article: dict[str, Any], start: int) -> bool:
    return any(line["start"] <= start < line["end"] for line in article["clutter"])


def test_ids_are_unique_and_name_the_file() -> None:
    loaded = [_load(path) for path in ARTICLES]
    assert [a["id"] for a in loaded] == [path.stem for path in ARTICLES]
    assert [a["url"] for a in loaded] == [f"quality:{path.stem}" for path in ARTICLES]
    assert max(Counter(a["text"] for a in loaded).values()) == 1


def test_every_json_is_what_its_source_gives() -> None:
    author = _author()
    sources = sorted((HERE / "authored").glob("q*.txt"))
    assert [path.stem for path in sources] == [path.stem for path in ARTICLES]
    stale = [s.stem for s, j in zip(sources, ARTICLES, strict=True) if author.rendered(s) != j.read_text("utf-8")]
    assert not stale, "run tests/quality/author.py"


def test_offsets(article: dict[str, Any]) -> None:
    text, last = article["text"], 0
    for mention in article["mentions"]:
        assert last <= mention["start"] < mention["end"]
        assert text[mention["start"] : mention["end"]] == mention["text"] == mention["text"].strip()
        last = mention["end"]
    for event in article["events"]:
        evidence = text[event["evidence"]["start"] : event["evidence"]["end"]]
        assert evidence
        assert evidence == evidence.strip()
        assert "\n" not in evidence


def test_closed_lists(article: dict[str, Any]) -> None:
    for mention in article["mentions"]:
        assert mention["label"] in schema.LABELS
        if mention["label"] == "PERCENT":
            assert mention["role"] in schema.ROLES
        if mention["label"] == "COUNT":
            assert mention["unit"] in COUNT_UNITS
    for event in article["events"]:
        assert event["stage"] in schema.EVENT_STAGES[event["type"]]
        assert set(event["jurisdiction"]) <= set(schema.JURISDICTIONS)
        assert set(event["issues"]) <= set(schema.ISSUES)
        assert event["sector"] in schema.SECTORS
        assert event.get("question") in (None, *schema.QUESTIONS)
        assert event.get("action_kind") in (None, *schema.ACTION_KINDS)


def test_slots_belong_to_the_type(article: dict[str, Any]) -> None:
    """An action has a kind, and only a ballot has shares and a mandate, as the codebook says."""
    for event in article["events"]:
        if event["type"] == "action" and not event.get("optional"):
            assert event.get("action_kind"), event
        if event["type"] != "ballot":
            assert not {"share_for", "share_against", "turnout", "threshold", "mandate", "question"} & event.keys()
        if event.get("mandate") is not None:
            assert event["question"] in ("strike", "action_short")
            assert not event.get("indicative")


def test_a_negative_tells_no_event(article: dict[str, Any]) -> None:
    assert bool(article["events"]) != article["negative"]
    if article["negative"]:
        assert {m["role"] for m in article["mentions"] if m["label"] == "PERCENT"} <= {"other"}


def test_nothing_of_the_kind_is_unmarked(article: dict[str, Any]) -> None:
    """Every wording that must be a percentage, an amount, a day or a union has its mark."""
    text = article["text"]
    marked = {(m["label"], n) for m in article["mentions"] for n in range(m["start"], m["end"])}
    for label, pattern in [*ALWAYS.items(), ("UNION", UNION_WORDS)]:
        for hit in pattern.finditer(text):
            habit = label == "DATE" and NO_DAY.search(text[: hit.start()])
            if in_clutter(article, hit.start()) or habit:
                continue
            if label == "DATE" and re.search(r"^[A-Z]+, \w+ \d+ \([^)]+\) - ", text) and hit.start() < 30:
                continue  # a dateline is no mention (rule 13)
            assert (label, hit.start()) in marked, text[max(0, hit.start() - 40) : hit.end() + 40]


def test_pay_roles_fit_the_event(article: dict[str, Any]) -> None:
    """The role of a rise goes by its status (rule 10), which the type and stage of the event say too."""
    by_span = {(m["start"], m["end"]): m for m in article["mentions"]}
    for event in article["events"]:
        roles = {by_span[span]["role"] for span in spans(event, "pay_pct")}
        assert not roles or roles <= PAY_ROLE_OF[event["type"], event["stage"]], event


def test_unions_of_events_are_mentioned(article: dict[str, Any]) -> None:
    mentioned = {m.get("entity_id") for m in article["mentions"] if m["label"] == "UNION"}
    for event in article["events"]:
        assert set(event["unions"]) <= mentioned


def test_values_stand_in_the_text(article: dict[str, Any]) -> None:
    """Every stated value has its span, the span is a mention, and the mention has value and role."""
    by_span = {(m["start"], m["end"]): m for m in article["mentions"]}
    for event in article["events"]:
        for slot, labels in STATED_BY.items():
            stated = [by_span[span] for span in spans(event, slot)]
            assert {m["label"] for m in stated} <= labels, (slot, event)
            values = event.get(slot)
            if slot in STATED and values not in (None, []):
                assert stated, (slot, event)
            if slot in ("pay_pct", "pay_gbp"):
                assert [m["value"] for m in stated] == (values or []), (slot, event)
            if slot in ROLE_OF:
                assert {m["role"] for m in stated} <= ROLE_OF[slot], (slot, event)
            if slot in ROLE_OF and slot != "pay_pct" and values is not None:
                assert [m["value"] for m in stated] == [values], (slot, event)


def test_dates_are_ordered_days(article: dict[str, Any]) -> None:
    for event in article["events"]:
        days = event.get("action_dates", [])
        assert len(set(days)) == len(days)
        if days and not any("X" in day for day in days):
            assert event["date_start"] == min(days)
            assert event["date_end"] == max(days)
        if article["published"] is None:
            assert not days or all(day.startswith("X") for day in days)
