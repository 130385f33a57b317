"""The files open at the first try in the four libraries that people use, and in `load`."""

import datetime as dt

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.dataset as ds
import pytest

from pipeline import schema
from pipeline.errors import ConfigError
from pipeline.export.datasets import write_dataset
from pipeline.export.load import load
from pipeline.records import Article, Dispute, Event, Report

DAY = dt.date(2023, 2, 1)
REPORTS = [
    Report("action", "held", unions=("NEU", "NASUWT"), report_id="r1", article_id="a1", published=dt.date(2023, 1, 31),
           action_dates=(DAY,), date_start=DAY, date_end=DAY, n_days=1, turnout=61.2, one_off=False),
    Report("talks", "held", report_id="r2", article_id="a2"),
]
ROWS = {
    "articles": [Article("a1", "One.", "1", 1, published=dt.date(2023, 1, 31)),
                 Article("a2", "Two.", "2", 1, fetched_at=dt.datetime(2023, 2, 1, 9, 30, tzinfo=dt.UTC))],
    "mentions": [],
    "reports": REPORTS,
    "events": [Event("action", "held", event_id="e1", article_ids=("a1",), n_articles=1, first_reported=DAY)],
    "disputes": [Dispute("d1", event_ids=("e1",), n_events=1, n_articles=1)],
}


@pytest.fixture(scope="module")
def out(tmp_path_factory):
    folder = tmp_path_factory.mktemp("out")
    write_dataset(folder, {name: schema.to_table(name, rows) for name, rows in ROWS.items()})
    return folder


def test_pyarrow(out):
    for name in schema.TABLES:
        table = ds.dataset(str(out / name), format="parquet", partitioning="hive").to_table()
        assert table.num_rows == len(ROWS[name])
        assert table.drop_columns(["month"]).schema.equals(schema.SCHEMAS[name])
        assert table.schema.field("month").type == pa.string()
    rows = ds.dataset(str(out / "reports"), format="parquet", partitioning="hive").to_table().to_pylist()
    assert [(row["report_id"], row["month"]) for row in rows] == [("r1", "2023-01"), ("r2", "unknown")]
    assert rows[0]["action_dates"] == [DAY]
    assert rows[1]["unions"] is None


def test_pandas(out):
    frame = pd.read_parquet(out / "reports").set_index("report_id")
    assert frame["month"].astype(str).to_dict() == {"r1": "2023-01", "r2": "unknown"}
    assert list(frame.loc["r1", "unions"]) == ["NEU", "NASUWT"]
    assert frame["turnout"].dtype == "float64"
    assert frame.loc["r1", "published"] == dt.date(2023, 1, 31)


def test_polars(out):
    frame = pl.read_parquet(out / "reports", hive_partitioning=True).sort("report_id")
    assert frame["month"].to_list() == ["2023-01", "unknown"]
    assert frame.schema["published"] == pl.Date
    assert frame.schema["unions"] == pl.List(pl.String)
    assert frame.schema["action_dates"] == pl.List(pl.Date)
    assert frame.schema["n_days"] == pl.Int64
    moments = pl.scan_parquet(out / "articles/**/*.parquet", hive_partitioning=True).collect()
    assert moments.schema["fetched_at"] == pl.Datetime("us", "UTC")


def test_duckdb(out):
    with duckdb.connect() as connection:
        rows = connection.execute(
            "select report_id, month, typeof(month), typeof(published), typeof(unions), typeof(turnout) "
            "from read_parquet(?, hive_partitioning = true) order by report_id", [str(out / "reports/**/*.parquet")],
        ).fetchall()
    types = ("VARCHAR", "DATE", "VARCHAR[]", "DOUBLE")
    assert rows == [("r1", "2023-01", *types), ("r2", "unknown", *types)]


def test_duckdb_keeps_a_lone_month_a_text(out):
    with duckdb.connect() as connection:
        row = connection.execute(
            "select month, typeof(month) from read_parquet(?, hive_partitioning = true)",
            [str(out / "events/**/*.parquet")]).fetchone()
    assert row == ("2023-02", "VARCHAR")


def test_load(out):
    frame = load(out, "reports").set_index("report_id")
    assert ["report_id", *frame.columns] == schema.SCHEMAS["reports"].names
    assert frame.loc["r1", "unions"] == ["NEU", "NASUWT"]
    assert frame.loc["r2", "unions"] == []
    assert frame.loc["r1", "action_dates"] == [DAY]
    assert frame.loc["r1", "published"] == pd.Timestamp("2023-01-31")
    assert pd.isna(frame.loc["r2", "published"])
    assert frame["n_days"].dtype == "Int64"
    assert pd.isna(frame.loc["r2", "n_days"])
    assert frame["one_off"].dtype == "boolean"
    assert frame.explode("unions")["unions"].dropna().tolist() == ["NEU", "NASUWT"]


def test_load_gives_events_and_takes_a_string(out):
    assert load(str(out))["event_id"].tolist() == ["e1"]


def test_load_keeps_the_columns_of_an_empty_table(out):
    frame = load(out, "mentions")
    assert list(frame.columns) == schema.SCHEMAS["mentions"].names
    assert frame.empty


def test_load_names_the_tables_there_are(out):
    with pytest.raises(ConfigError, match="no table 'event': there are articles, mentions"):
        load(out, "event")
