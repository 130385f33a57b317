"""The schema agrees with the records, says what every column means, and `validate` finds what breaks it."""

import dataclasses
import datetime as dt
import json

import pyarrow as pa
import pytest

from pipeline import schema
from pipeline.records import Article, CoverageRow, Dispute, Event, Mention, Report

TEXT = "Members in Ambleford voted by 87% to walk out. Ballots went out in May."
ARTICLE = Article("a1", TEXT, "0" * 64, 14, published=dt.date(2023, 1, 16), authors=("Jo Marsh",), relevance=0.9)
MENTION = Mention("a1", "PERCENT", 30, 33, "87%", norm="87 per cent", value=87.0, role="vote_for")
REPORT = Report(
    "ballot", "result", unions=("NEU",), question="strike", share_for=87.0, date_edtf="2023-01",
    jurisdiction=("Wales",), date_start=dt.date(2023, 1, 1), date_end=dt.date(2023, 1, 31),
    evidence=TEXT[:46], evidence_start=0, evidence_end=46, confidence=0.8, report_id="r1", event_id="e1",
    article_id="a1", published=dt.date(2023, 1, 16),
)
EVENT = Event(
    "ballot", "result", unions=("NEU",), event_id="e1", dispute_id="d1", article_ids=("a1",), n_articles=1,
    action_dates=(dt.date(2023, 2, 1),), pay_pct=(5.0, 3.0),
)
DISPUTE = Dispute("d1", unions=("NEU",), event_ids=("e1",), n_events=1, n_articles=1, latest_type="ballot",
                  latest_stage="result")
COVERAGE = CoverageRow("hexley-courier", dt.date(2023, 1, 16), 40, 7, 1, 6, 2)
ROWS = {"articles": ARTICLE, "mentions": MENTION, "reports": REPORT, "events": EVENT, "disputes": DISPUTE,
        "coverage": COVERAGE}


def tables(**rows):
    return {name: schema.to_table(name, [rows.get(name, row)]) for name, row in ROWS.items()}


@pytest.mark.parametrize("name", schema.SCHEMAS)
def test_record_fields_and_columns_agree(name):
    assert {f.name for f in dataclasses.fields(schema.RECORDS[name])} == set(schema.SCHEMAS[name].names)


@pytest.mark.parametrize("name", schema.SCHEMAS)
def test_every_column_says_what_it_means(name):
    for field in schema.SCHEMAS[name]:
        facts = {key.decode(): value.decode() for key, value in field.metadata.items()}
        assert facts["description"].endswith("."), field.name
        assert facts["example"], field.name
        if "values" in facts:
            listed = json.loads(facts["values"])
            assert set(facts["example"].split(", ")) <= set(listed), field.name


@pytest.mark.parametrize("name", schema.SCHEMAS)
def test_records_survive_the_way_there_and_back(name):
    assert schema.to_records(name, schema.to_table(name, [ROWS[name]])) == [ROWS[name]]


def test_an_empty_list_of_slots_is_null():
    assert schema.to_table("reports", [REPORT])["employers"].to_pylist() == [None]


def test_key_columns_come_first():
    assert schema.SCHEMAS["reports"].names[:4] == ["report_id", "event_id", "article_id", "published"]
    assert schema.SCHEMAS["events"].names[:6] == [
        "event_id", "dispute_id", "article_ids", "n_articles", "first_reported", "last_reported"]


def test_sound_tables_pass():
    schema.validate_all(tables())


@pytest.mark.parametrize("name", schema.SCHEMAS)
def test_empty_tables_pass(name):
    schema.validate(name, schema.SCHEMAS[name].empty_table(), {n: s.empty_table() for n, s in schema.SCHEMAS.items()})


BROKEN = [
    ("articles", ARTICLE, {"relevance": 1.01}, "relevance"),
    ("articles", ARTICLE, {"n_words": -1}, "n_words"),
    ("articles", ARTICLE, {"article_id": ""}, "article_id"),
    ("mentions", MENTION, {"label": "PERCENTAGE"}, "label"),
    ("mentions", MENTION, {"role": "pay_rise"}, "role"),
    ("mentions", MENTION, {"end": 30}, "end"),
    ("mentions", MENTION, {"start": -3}, "start"),
    ("mentions", MENTION, {"end": 300}, "end"),
    ("mentions", MENTION, {"text": "88%"}, "text"),
    ("mentions", MENTION, {"edtf": "1 May 2023"}, "edtf"),
    ("mentions", MENTION, {"article_id": "a9"}, "article_id"),
    ("reports", REPORT, {"type": "vote"}, "type"),
    ("reports", REPORT, {"stage": "finished"}, "stage"),
    ("reports", REPORT, {"stage": "held"}, "stage"),
    ("reports", REPORT, {"sector": "mining"}, "sector"),
    ("reports", REPORT, {"issues": ("pay", "weather")}, "issues"),
    ("reports", REPORT, {"jurisdiction": ("France",)}, "jurisdiction"),
    ("reports", REPORT, {"question": "merger"}, "question"),
    ("reports", REPORT, {"action_kind": "picnic"}, "action_kind"),
    ("reports", REPORT, {"share_for": 100.1}, "share_for"),
    ("reports", REPORT, {"share_against": -0.1}, "share_against"),
    ("reports", REPORT, {"turnout": 101.0}, "turnout"),
    ("reports", REPORT, {"turnout": float("nan")}, "turnout"),
    ("reports", REPORT, {"threshold": 400.0}, "threshold"),
    ("reports", REPORT, {"confidence": 1.5}, "confidence"),
    ("reports", REPORT, {"n_days": -1}, "n_days"),
    ("reports", REPORT, {"date_end": dt.date(2022, 12, 31)}, "date_end"),
    ("reports", REPORT, {"evidence_end": 45}, "evidence"),
    ("reports", REPORT, {"article_id": "a9"}, "article_id"),
    ("reports", REPORT, {"event_id": "e9"}, "event_id"),
    ("events", EVENT, {"dispute_id": "d9"}, "dispute_id"),
    ("events", EVENT, {"article_ids": ("a1", "a9")}, "article_ids"),
    ("disputes", DISPUTE, {"event_ids": ("e9",)}, "event_ids"),
    ("coverage", COVERAGE, {"source": ""}, "source"),
    ("coverage", COVERAGE, {"fetched": -1}, "fetched"),
]


@pytest.mark.parametrize(("name", "row", "change", "column"), BROKEN)
def test_what_breaks_the_schema_is_named(name, row, change, column):
    changed = dataclasses.replace(row, **change)
    broken = tables(**{name: changed})
    with pytest.raises(schema.SchemaError, match=rf"{name}, row .*, column {column}: ") as caught:
        schema.validate(name, broken[name], broken)
    key = schema.KEYS[name][0]
    assert getattr(changed, key) in str(caught.value)


ON_THE_BOUNDARY = [
    {"share_for": 0.0, "share_against": 100.0}, {"turnout": 100.0}, {"confidence": 0.0}, {"confidence": 1.0},
    {"n_days": 0}, {"date_end": dt.date(2023, 1, 1)}, {"event_id": None},
    {"evidence": None, "evidence_start": None, "evidence_end": None},
]


@pytest.mark.parametrize("change", ON_THE_BOUNDARY)
def test_the_boundary_itself_is_sound(change):
    schema.validate_all(tables(reports=dataclasses.replace(REPORT, **change)))


@pytest.mark.parametrize("name", schema.SCHEMAS)
def test_ids_are_unique(name):
    twice = schema.to_table(name, [ROWS[name], ROWS[name]])
    with pytest.raises(schema.SchemaError, match=f"{name}, row .* must be unique"):
        schema.validate(name, twice)


def test_a_missing_id_is_named():
    table = tables()["reports"]
    column = table.column_names.index("article_id")
    broken = table.set_column(column, schema.SCHEMAS["reports"].field("article_id"), pa.array([None], pa.string()))
    with pytest.raises(schema.SchemaError, match="reports, row r1, column article_id: must not be null"):
        schema.validate("reports", broken)


def test_a_column_of_another_type_is_named():
    table = tables()["reports"]
    broken = table.set_column(table.column_names.index("turnout"), "turnout", pa.array(["62"]))
    with pytest.raises(schema.SchemaError, match="reports, row -, column turnout: "):
        schema.validate("reports", broken)


def test_the_error_counts_the_rest():
    broken = schema.to_table("reports", [dataclasses.replace(REPORT, turnout=101.0, confidence=2.0)])
    with pytest.raises(schema.SchemaError, match=r"\(and 1 more\)"):
        schema.validate("reports", broken)


GOOD_EDTF = ["2023", "2023-02", "2023-02-01", "2024-02-29", "XXXX-03-11", "2023-02-XX", "202X", "2023-21",
             "2023-02-01~", "2023-02?", "2023-02/2023-03", "XXXX-03-11/XXXX-03-12", "2023-02-01/..", "../2023-02-01"]
BAD_EDTF = ["", "23", "2023-2-1", "2023-13", "2023-25", "2023-02-30", "2023-02-29", "2023-02-32", "01/02/2023",
            "2023-02/", "../..", "2023-02-01 ", "2023-W05", "2023-02-01/2023-02-02/2023-02-03", "next Monday"]


@pytest.mark.parametrize("value", GOOD_EDTF)
def test_our_edtf(value):
    assert schema.is_edtf(value)


@pytest.mark.parametrize("value", BAD_EDTF)
def test_not_our_edtf(value):
    assert not schema.is_edtf(value)
