"""Parquet datasets by month of publication.

Comes in: the tables of `schema` by name. Goes out: one folder a table, `month=2023-01/part-0.parquet`
in it, rows sorted by id, the same tables giving the same bytes. It refuses to write a table whose
columns are not the schema's, and to touch a file that would not change.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds
import pyarrow.parquet as pq

from pipeline.errors import InputError, OutputError
from pipeline.export.atomic import TEMPORARY_PREFIX, TEMPORARY_SUFFIX, Replacement
from pipeline.schema import KEYS, SCHEMAS, SchemaError

#: The partition of rows whose article, or whose every report, bears no date.
UNKNOWN_MONTH = "unknown"
PARTITION = "month"
FILE_NAME = "part-0.parquet"

#: Which column dates a row. Mentions have none of their own and take their article's.
_DATED_BY = {"articles": "published", "reports": "published", "events": "first_reported", "disputes": "first_reported",
             "coverage": "day"}

#: zstd at its default level: 100,000 rows of 35 columns take half a second to write.
_COMPRESSION = "zstd"
#: Fixed, so that a change of the library's default does not rewrite every file.
_ROWS_A_GROUP = 131_072


@dataclass(frozen=True, slots=True)
class WriteSummary:
    """What `write_dataset` did: rows by table, and paths relative to the output folder."""

    rows: dict[str, int]
    written: tuple[str, ...]
    unchanged: tuple[str, ...]
    removed: tuple[str, ...]


def write_dataset(out: Path, tables: Mapping[str, pa.Table]) -> WriteSummary:
    """Write each table of `tables` as the dataset `out/NAME`, replacing what stands there.

    Mentions need `articles` beside them, for their month. All new files are on the disk before the
    first one takes its place; partitions that no longer have rows go last. Raises `OutputError` where
    `out` cannot be written, `SchemaError` where the columns are not the schema's.
    """
    expected: set[Path] = set()
    with Replacement(out) as replacement:
        for name in sorted(tables):
            for month, part in _partitions(name, tables):
                path = out / name / f"{PARTITION}={month}" / FILE_NAME
                expected.add(path)
                replacement.put(path, _encode(name, part))
    removed = [path for name in sorted(tables) for path in _remove_stale(out / name, expected)]
    return WriteSummary(
        rows={name: tables[name].num_rows for name in sorted(tables)},
        written=tuple(sorted(str(path.relative_to(out)) for path in replacement.written)),
        unchanged=tuple(sorted(str(path.relative_to(out)) for path in replacement.unchanged)),
        removed=tuple(str(path.relative_to(out)) for path in removed),
    )


def read_dataset(out: Path, name: str) -> pa.Table:
    """Return the table `name` under `out` with the schema's columns, in the order of month and id.

    Raises `InputError` where the folder is not there or is no dataset of that table.
    """
    folder = out / name
    if not folder.is_dir():
        raise InputError(f"no {name} dataset here", path=str(folder))
    try:
        dataset = ds.dataset(folder, schema=SCHEMAS[name], format="parquet", partitioning="hive")
        return dataset.to_table(columns=SCHEMAS[name].names).replace_schema_metadata(SCHEMAS[name].metadata)
    except (pa.ArrowException, OSError) as error:
        raise InputError(f"cannot be read as {name}: {error}", path=str(folder)) from error


def known_ids(out: Path) -> tuple[dict[str, str], dict[str, str]]:
    """Return the ids of the last run: event by report, dispute by event; empty where there was none.

    They are what `normalise.merge` takes as `known_events` and `known_disputes`. Raises `InputError`
    where the datasets are there and cannot be read.
    """
    found = []
    for name, key, value in (("reports", "report_id", "event_id"), ("events", "event_id", "dispute_id")):
        rows = read_dataset(out, name).select([key, value]).drop_null() if (out / name).is_dir() else None
        found.append(dict(zip(*(column.to_pylist() for column in rows.columns), strict=True)) if rows else {})
    return found[0], found[1]


def _partitions(name: str, tables: Mapping[str, pa.Table]) -> Iterator[tuple[str, pa.Table]]:
    """Yield month and rows; a table without rows is one empty part under the unknown month."""
    table = tables[name]
    if not table.schema.equals(SCHEMAS[name]):
        raise SchemaError(f"{name}: the columns are not those of the schema: {', '.join(table.schema.names)}")
    table = table.cast(SCHEMAS[name]).sort_by([(column, "ascending") for column in KEYS[name]])
    months = pc.fill_null(pc.strftime(_days(name, table, tables), format="%Y-%m"), UNKNOWN_MONTH)
    for month in sorted(pc.unique(months).to_pylist()) or [UNKNOWN_MONTH]:
        yield month, table.filter(pc.equal(months, month)).combine_chunks()


def _days(name: str, table: pa.Table, tables: Mapping[str, pa.Table]) -> pa.ChunkedArray:
    if name != "mentions":
        return table.column(_DATED_BY[name])
    if "articles" not in tables:
        raise SchemaError("mentions: the articles must be written with them, for their month")
    articles = tables["articles"]
    rows = pc.index_in(table.column("article_id"), value_set=articles.column("article_id").combine_chunks())
    return articles.column("published").take(rows)


def _encode(name: str, part: pa.Table) -> bytes:
    """Return the bytes of one Parquet file. Nothing in them depends on the clock or the machine."""
    sink = io.BytesIO()
    pq.write_table(
        part.replace_schema_metadata(SCHEMAS[name].metadata), sink, compression=_COMPRESSION, version="2.6",
        row_group_size=_ROWS_A_GROUP, write_statistics=True, use_dictionary=True,
    )
    return sink.getvalue()


def _remove_stale(folder: Path, expected: set[Path]) -> list[Path]:
    """Remove partitions of an earlier run, and what a killed run left; no file that is not ours."""
    removed = []
    try:
        for path in sorted(folder.glob(f"{PARTITION}=*/*")):
            is_left_over = path.name.startswith(TEMPORARY_PREFIX) and path.name.endswith(TEMPORARY_SUFFIX)
            if is_left_over or (path.name == FILE_NAME and path not in expected):
                path.unlink()
                removed.append(path)
                if not any(path.parent.iterdir()):
                    path.parent.rmdir()
    except OSError as error:
        raise OutputError(f"{folder}: cannot remove what is stale: {error.strerror or error}") from error
    return removed
