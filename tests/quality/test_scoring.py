"""The scorer counts as the codebook says, on cases small enough to count by hand."""

import datetime as dt

import pytest

from pipeline.records import Article, Mention, Report
from tests.quality.scoring import office_words, pair_events, score, slot_values

URL = "quality:t"
STRIKE = {
    "type": "action",
    "stage": "announced",
    "unions": ["RMT"],
    "n_days": 2,
    "action_dates": ["2023-02-01", "2023-02-02"],
}


def gold(mentions=(), events=()):
    rows = [{"label": "PERSON", "start": 0, "end": 1, "text": "x"} | m for m in mentions]
    return [{"id": "t", "url": URL, "mentions": rows, "events": list(events)}]


def scored(wanted, mentions=(), reports=()):
    article = Article("a1", "text", "0" * 64, 1, url=URL)
    found = [
        Mention(**({"article_id": "a1", "label": "PERSON", "start": 0, "end": 1, "text": "x"} | m)) for m in mentions
    ]
    return score(wanted, [article], found, [Report(**r, article_id="a1") for r in reports])


def counts(scores, family):
    tally = scores.families[family]
    return tally.right, tally.spurious, tally.missed


@pytest.mark.parametrize(
    "family,wanted,found,expected",
    [
        ("unions", [{"label": "UNION", "entity_id": "NEU"}], [{"label": "UNION", "entity_id": "NEU"}] * 2, (1, 0, 0)),
        ("unions", [{"label": "UNION", "entity_id": "NEU"}], [{"label": "UNION", "entity_id": "GMB"}], (0, 1, 1)),
        ("unions", [], [{"label": "UNION", "entity_id": None}], (0, 0, 0)),
        (
            "percents",
            [{"label": "PERCENT", "value": 7, "role": "turnout"}],
            [{"label": "PERCENT", "value": 7.04, "role": "turnout"}],
            (1, 0, 0),
        ),
        (
            "percents",
            [{"label": "PERCENT", "value": 7, "role": "turnout"}],
            [{"label": "PERCENT", "value": 7.06, "role": "turnout"}],
            (0, 1, 1),
        ),
        (
            "percents",
            [{"label": "PERCENT", "value": 7, "role": "turnout"}],
            [{"label": "PERCENT", "value": 7.0, "role": "other"}],
            (0, 1, 1),
        ),
        ("dates", [{"label": "DATE", "edtf": "2023-02"}], [{"label": "DATE", "edtf": "2023"}], (0, 0, 0)),
        ("dates", [{"label": "DATE", "edtf": "XXXX-03-11"}], [{"label": "DATE", "edtf": "XXXX-03-11"}], (1, 0, 0)),
        (
            "people",
            [{"norm": "Jo Marsh", "office": "chairwoman"}],
            [{"norm": "Jo Marsh", "office": "chair of the council"}],
            (1, 0, 0),
        ),
        (
            "people",
            [{"norm": "Jo Marsh", "office": "chair"}],
            [{"norm": "Jo Marsh", "office": "branch secretary"}],
            (0, 1, 1),
        ),
        ("people", [{"norm": "Jo Marsh", "office": None}], [{"norm": "Jo Marsh", "office": None}], (0, 0, 0)),
    ],
)
def test_facts_of_mentions(family, wanted, found, expected):
    assert counts(scored(gold(wanted), found), family) == expected


@pytest.mark.parametrize(
    "wanted,unions,expected",
    [
        (STRIKE, ("RMT", "ASLEF"), (1, 0, 0)),
        (STRIKE, (), (1, 0, 0)),
        (STRIKE, ("ASLEF",), (0, 1, 1)),
        (STRIKE | {"unions": []}, ("ASLEF",), (1, 0, 0)),
        (STRIKE | {"optional": True}, ("RMT",), (0, 0, 0)),
        (STRIKE | {"optional": True}, ("ASLEF",), (0, 1, 0)),
    ],
)
def test_events_pair_by_unions_and_optional_ones_are_neutral(wanted, unions, expected):
    scores = scored(gold(events=[wanted]), reports=[{"type": "action", "stage": "announced", "unions": unions}])
    assert counts(scores, "events") == expected
    assert (scores.stages["action/announced"].right, scores.stages["action/announced"].spurious) == expected[:2]


def test_another_stage_is_another_event():
    scores = scored(gold(events=[STRIKE]), reports=[{"type": "action", "stage": "held", "unions": ("RMT",)}])
    assert counts(scores, "events") == (0, 1, 1)


def test_slots_count_over_pairs_alone_and_lists_by_value():
    report = {
        "type": "action",
        "stage": "announced",
        "unions": ("RMT",),
        "n_days": 3,
        "action_dates": (dt.date(2023, 2, 1),),
    }
    scores = scored(gold(events=[STRIKE]), reports=[report, {"type": "talks", "stage": "held", "n_workers": 5}])
    assert counts(scores, "slots") == (1, 1, 2)
    assert scores.slots["action_dates"].recall == 0.5


def test_pairs_go_to_the_events_that_agree_most():
    wanted = [{"type": "offer", "stage": "made", "pay_pct": [5]}, {"type": "offer", "stage": "made", "pay_pct": [7]}]
    assert pair_events(wanted, list(reversed(wanted))) == {0: 1, 1: 0}


def test_an_article_that_the_run_lacks_is_missed():
    scores = score(gold([{"label": "UNION", "entity_id": "NEU"}], [STRIKE]), [], [], [])
    assert counts(scores, "unions") == (0, 0, 1)
    assert counts(scores, "events") == (0, 0, 1)


def test_false_is_a_value_and_none_is_none():
    assert slot_values({"mandate": False, "turnout": 42, "threshold": None, "pay_pct": None}) == {
        ("mandate", False),
        ("turnout", 42.0),
    }


def test_office_words():
    assert office_words("Secretary of State for Education") == office_words("education secretary")
