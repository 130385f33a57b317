"""Datasets are whole, dated, sorted, the same every time, and never half written."""

import dataclasses
import datetime as dt
import random

import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq
import pytest

from pipeline import schema
from pipeline.errors import InputError, OutputError
from pipeline.export import atomic
from pipeline.export.datasets import known_ids, read_dataset, write_dataset
from pipeline.records import Article, Event, Mention, Report

ARTICLES = [
    Article("a3", "Undated text.", "3", 2),
    Article("a1", "Members voted by 87%.", "1", 4, published=dt.date(2023, 1, 31), authors=("Jo Marsh", "Al Pike")),
    Article("a2", "A later text.", "2", 3, published=dt.date(2023, 2, 1),
            fetched_at=dt.datetime(2023, 2, 1, 9, 30, tzinfo=dt.UTC)),
]
MENTIONS = [
    Mention("a3", "COUNT", 0, 7, "Undated"), Mention("a1", "PERCENT", 17, 20, "87%", value=87.0, role="vote_for"),
    Mention("a1", "COUNT", 0, 7, "Members"),
]
REPORTS = [
    Report("ballot", "result", share_for=87.0, report_id=f"r{i}", article_id=f"a{i}", event_id="e1",
           published=published)
    for i, published in ((2, dt.date(2023, 2, 1)), (1, dt.date(2023, 1, 31)), (3, None))
]
EVENTS = [
    Event("ballot", "result", unions=("NEU",), share_for=87.0, event_id="e1", article_ids=("a1", "a2", "a3"),
          n_articles=3, action_dates=(dt.date(2023, 2, 14), dt.date(2023, 2, 15)),
          first_reported=dt.date(2023, 1, 31)),
]
ROWS = {"articles": ARTICLES, "mentions": MENTIONS, "reports": REPORTS, "events": EVENTS, "disputes": []}


def tables(**rows):
    return {name: schema.to_table(name, rows.get(name, given)) for name, given in ROWS.items()}


def files(out):
    return {str(path.relative_to(out)): path.read_bytes() for path in sorted(out.rglob("*")) if path.is_file()}


def months(out, name):
    return sorted(path.name for path in (out / name).iterdir())


def test_partitions_are_months_of_publication(tmp_path):
    summary = write_dataset(tmp_path, tables())
    assert months(tmp_path, "articles") == ["month=2023-01", "month=2023-02", "month=unknown"]
    assert months(tmp_path, "reports") == ["month=2023-01", "month=2023-02", "month=unknown"]
    assert months(tmp_path, "mentions") == ["month=2023-01", "month=unknown"]  # those of their articles
    assert months(tmp_path, "events") == ["month=2023-01"]
    assert summary.rows == {"articles": 3, "disputes": 0, "events": 1, "mentions": 3, "reports": 3}
    assert set(summary.written) == set(files(tmp_path))


def test_rows_are_sorted_by_id(tmp_path):
    write_dataset(tmp_path, tables())
    part = pq.read_table(tmp_path / "mentions/month=2023-01/part-0.parquet")
    assert part["start"].to_pylist() == [0, 17]


def test_what_is_read_is_what_was_written(tmp_path):
    given = tables()
    write_dataset(tmp_path, given)
    for name, table in given.items():
        back = read_dataset(tmp_path, name)
        assert back.schema.equals(table.schema, check_metadata=True)
        assert sorted(back.to_pylist(), key=repr) == sorted(table.to_pylist(), key=repr)


def test_the_files_say_what_the_columns_mean(tmp_path):
    write_dataset(tmp_path, tables())
    found = pq.read_schema(tmp_path / "events/month=2023-01/part-0.parquet")
    assert found.metadata[b"table"] == b"events"
    assert found.field("turnout").metadata[b"unit"] == b"per cent"
    for field in found:
        assert field.metadata[b"description"]
        assert field.type == schema.SCHEMAS["events"].field(field.name).type


def test_files_are_compressed_with_zstd(tmp_path):
    write_dataset(tmp_path, tables())
    group = pq.ParquetFile(tmp_path / "articles/month=2023-01/part-0.parquet").metadata.row_group(0)
    assert {group.column(i).compression for i in range(group.num_columns)} == {"ZSTD"}


def test_the_same_rows_in_any_order_give_the_same_bytes(tmp_path):
    write_dataset(tmp_path / "one", tables())
    shuffled = {name: random.Random(7).sample(rows, len(rows)) for name, rows in ROWS.items()}
    write_dataset(tmp_path / "two", tables(**shuffled))
    assert files(tmp_path / "one") == files(tmp_path / "two")


def test_chunks_of_the_input_do_not_show_in_the_bytes(tmp_path):
    write_dataset(tmp_path / "one", tables())
    chunked = {name: pa.concat_tables([table.slice(i, 1) for i in range(table.num_rows)] or [table])
               for name, table in tables().items()}
    write_dataset(tmp_path / "two", chunked)
    assert files(tmp_path / "one") == files(tmp_path / "two")


def test_a_second_run_touches_nothing(tmp_path):
    first = write_dataset(tmp_path, tables())
    before = {path: (path.stat().st_mtime_ns, path.stat().st_ino) for path in tmp_path.rglob("*.parquet")}
    second = write_dataset(tmp_path, tables())
    assert second.written == second.removed == ()
    assert second.unchanged == first.written
    assert before == {path: (path.stat().st_mtime_ns, path.stat().st_ino) for path in tmp_path.rglob("*.parquet")}


def test_only_the_month_that_changed_is_rewritten(tmp_path):
    write_dataset(tmp_path, tables())
    changed = [dataclasses.replace(report, turnout=61.0) if report.report_id == "r2" else report for report in REPORTS]
    assert write_dataset(tmp_path, tables(reports=changed)).written == ("reports/month=2023-02/part-0.parquet",)


def test_a_month_without_rows_goes_and_foreign_files_stay(tmp_path):
    write_dataset(tmp_path, tables())
    (tmp_path / "reports/month=2023-02/notes.txt").write_text("mine")
    (tmp_path / "reports/month=unknown/.part-0.parquet.123.tmp").write_text("left by a killed run")
    summary = write_dataset(tmp_path, tables(reports=REPORTS[1:2]))
    assert "reports/month=2023-02/part-0.parquet" in summary.removed
    assert months(tmp_path, "reports") == ["month=2023-01", "month=2023-02"]
    assert [path.name for path in (tmp_path / "reports/month=2023-02").iterdir()] == ["notes.txt"]


def test_tables_without_rows_are_readable(tmp_path):
    empty = {name: table.empty_table() for name, table in schema.SCHEMAS.items()}
    write_dataset(tmp_path, empty)
    for name in schema.TABLES:
        assert months(tmp_path, name) == ["month=unknown"]
        found = ds.dataset(tmp_path / name, format="parquet", partitioning="hive").to_table()
        assert found.num_rows == 0
        assert found.drop_columns(["month"]).schema.equals(schema.SCHEMAS[name])
        assert read_dataset(tmp_path, name).equals(empty[name])


def test_the_first_rows_replace_the_empty_file(tmp_path):
    write_dataset(tmp_path, tables(events=[]))
    write_dataset(tmp_path, tables())
    assert months(tmp_path, "events") == ["month=2023-01"]


@pytest.mark.parametrize("fail_at", range(1, 9))
def test_a_failure_while_writing_leaves_the_old_data(tmp_path, monkeypatch, fail_at):
    write_dataset(tmp_path, tables())
    before = files(tmp_path)
    changed = tables(
        articles=[dataclasses.replace(article, title="New") for article in ARTICLES]
        + [Article("a9", "New.", "9", 1, published=dt.date(2024, 1, 1))],
        reports=[dataclasses.replace(report, turnout=61.0) for report in REPORTS],
        events=[dataclasses.replace(EVENTS[0], turnout=61.0)],
    )
    calls = 0

    def full_disk(_descriptor):
        nonlocal calls
        calls += 1
        if calls == fail_at:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(atomic.os, "fsync", full_disk)
    with pytest.raises(OutputError, match="No space left on device") as caught:
        write_dataset(tmp_path, changed)
    assert str(tmp_path) in str(caught.value)
    assert files(tmp_path) == before
    assert not (tmp_path / "articles/month=2024-01").exists()


def test_every_new_file_is_on_the_disk_before_the_first_takes_its_place(tmp_path, monkeypatch):
    write_dataset(tmp_path, tables())
    seen = []
    replace = atomic.Path.replace

    def watch(self, target):
        seen.append(sum(path.suffix == ".tmp" for path in tmp_path.rglob(".*")))
        return replace(self, target)

    monkeypatch.setattr(atomic.Path, "replace", watch)
    write_dataset(tmp_path, tables(reports=[dataclasses.replace(report, turnout=61.0) for report in REPORTS]))
    assert seen == [3, 2, 1]


def test_no_temporary_file_is_left(tmp_path):
    write_dataset(tmp_path, tables())
    assert {path.name for path in tmp_path.rglob("*") if path.is_file()} == {"part-0.parquet"}


def test_a_folder_that_is_a_file_is_named(tmp_path):
    (tmp_path / "out").write_text("")
    with pytest.raises(OutputError, match=str(tmp_path / "out")):
        write_dataset(tmp_path / "out", tables())


def test_a_folder_without_permission_is_named(tmp_path, monkeypatch):
    def refuse(self, **_):
        raise PermissionError(13, "Permission denied", str(self))

    monkeypatch.setattr(atomic.Path, "mkdir", refuse)  # the file mode would not stop root
    with pytest.raises(OutputError, match=f"{tmp_path}: cannot write .*: Permission denied"):
        write_dataset(tmp_path, tables())


def test_a_table_with_other_columns_is_refused_before_anything_is_written(tmp_path):
    wrong = tables() | {"reports": tables()["reports"].drop_columns(["turnout"])}
    with pytest.raises(schema.SchemaError, match="reports: the columns"):
        write_dataset(tmp_path, wrong)
    assert not list(tmp_path.iterdir())


def test_mentions_need_their_articles(tmp_path):
    with pytest.raises(schema.SchemaError, match="mentions: the articles"):
        write_dataset(tmp_path, {"mentions": tables()["mentions"]})


def test_metadata_of_another_hand_does_not_reach_the_files(tmp_path):
    write_dataset(tmp_path / "one", tables())
    table = tables()["events"]
    write_dataset(tmp_path / "two", tables() | {"events": table.replace_schema_metadata({"made": "just now"})})
    assert files(tmp_path / "one") == files(tmp_path / "two")


def test_a_missing_dataset_is_named(tmp_path):
    with pytest.raises(InputError, match=str(tmp_path / "events")):
        read_dataset(tmp_path, "events")


def test_a_broken_file_is_named(tmp_path):
    write_dataset(tmp_path, tables())
    (tmp_path / "events/month=2023-01/part-0.parquet").write_bytes(b"no parquet")
    with pytest.raises(InputError, match="cannot be read as events"):
        read_dataset(tmp_path, "events")


def test_the_ids_of_the_last_run_are_known(tmp_path):
    assert known_ids(tmp_path) == ({}, {})
    write_dataset(tmp_path, tables(events=[dataclasses.replace(EVENTS[0], dispute_id="d1")]))
    assert known_ids(tmp_path) == ({"r1": "e1", "r2": "e1", "r3": "e1"}, {"e1": "d1"})
    write_dataset(tmp_path, tables())
    assert known_ids(tmp_path)[1] == {}
