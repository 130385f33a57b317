"""Records into tables and back.

Comes in: records of the stages, or the tables of them. Goes out: Arrow tables with the columns of the schema, or
the records again. It refuses to check what it is handed: `checks` does.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields
from typing import Any, Final

import pyarrow as pa

from pipeline.records import Article, CoverageRow, Dispute, Event, Mention, Report
from pipeline.schema.columns import SCHEMAS

RECORDS: Final[dict[str, type[Any]]] = {
    "articles": Article, "mentions": Mention, "reports": Report, "events": Event, "disputes": Dispute,
    "coverage": CoverageRow,
}


def to_table(name: str, records: Iterable[Any]) -> pa.Table:
    """Return the table of `records`, one row each in their order; an empty list of slots becomes null."""
    rows = list(records)
    arrays = []
    for field in SCHEMAS[name]:
        values = [getattr(row, field.name) for row in rows]
        if pa.types.is_list(field.type):
            values = [list(value) if value or not field.nullable else None for value in values]
        arrays.append(pa.array(values, type=field.type))
    return pa.Table.from_arrays(arrays, schema=SCHEMAS[name])


def to_records(name: str, table: pa.Table) -> list[Any]:
    """Return the rows of `table` as the records of that table: the inverse of `to_table`."""
    record = RECORDS[name]
    names = [field.name for field in fields(record)]
    columns = []
    for column in names:
        values = table.column(column).to_pylist()
        if pa.types.is_list(SCHEMAS[name].field(column).type):
            values = [tuple(value or ()) for value in values]
        columns.append(values)
    return [record(**dict(zip(names, row, strict=True))) for row in zip(*columns, strict=True)]
