"""Corpora in files of many records: JSONL, CSV and Parquet.

Comes in: one `Source`. Goes out: a `Unit` for every good record and an `InputError`, naming
line or row, for every bad one. It refuses to hold more than a record (or a small batch of
rows) in memory, and to stop at the first mistake.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.errors import InputError
from pipeline.extract.bounded import read_lines
from pipeline.extract.fields import FIELDS, unit_of_record
from pipeline.extract.sources import Source
from pipeline.extract.units import MAX_RECORD_BYTES, STAGE, Unit
from pipeline.issues import IssueLog

#: Rows of a Parquet file held at once: with the largest records allowed, 640 MB; with news, 1 MB.
PARQUET_ROWS = 64
#: What may stand between the columns of a CSV.
DELIMITERS = (",", ";", "\t", "|")
_UNDECODED = re.compile("[\udc80-\udcff]")

Found = Unit | InputError


def read_jsonl(source: Source, issues: IssueLog) -> Iterator[Found]:
    """Yield one result a line that is not blank; a bad line is named and passed over."""
    path = source.shown
    records = 0
    try:
        for number, line in read_lines(source.path, compressed=source.compressed, limit=MAX_RECORD_BYTES):
            place = f"line {number}"
            if line is not None and not line.strip():
                continue
            records += 1
            try:
                record = _json_object(line, number, path, place)
                yield unit_of_record(record, path=path, place=place, raw_ref=f"{source.name}:{number}", issues=issues)
            except InputError as err:
                yield err
    except InputError as err:
        records += 1
        yield err
    if not records:
        issues.add(STAGE, "no-records", source.name, message="the file holds no record")


def _json_object(line: bytes | None, number: int, path: str, place: str) -> dict[str, object]:
    if line is None:
        raise InputError(f"longer than the limit of {MAX_RECORD_BYTES:,} bytes", path=path, place=place)
    try:
        record = json.loads(line.decode("utf-8-sig" if number == 1 else "utf-8"))
    except UnicodeDecodeError as err:
        raise InputError(f"no valid UTF-8 at byte {err.start + 1} of the line", path=path, place=place) from err
    except RecursionError as err:
        raise InputError("nested too deeply", path=path, place=place) from err
    except json.JSONDecodeError as err:
        raise InputError(f"no valid JSON: {err.msg} at column {err.colno}", path=path, place=place) from err
    except ValueError as err:  # a number of thousands of digits
        raise InputError(f"no valid JSON: {err}", path=path, place=place) from err
    if not isinstance(record, dict):
        raise InputError("is no JSON object", path=path, place=place)
    return record


def read_csv(source: Source, issues: IssueLog) -> Iterator[Found]:
    """Yield one result a row; the first line names the columns, any order, `text` or `html` among them."""
    path = source.shown
    lines = _CsvLines(source)
    # The limit is the process's own, not the reader's; every reader here wants the same.
    csv.field_size_limit(MAX_RECORD_BYTES)
    try:
        header_line = next(lines, "")
        delimiter = max(DELIMITERS, key=header_line.count)
        columns = next(csv.reader([header_line], delimiter=delimiter), [])
        columns = [_UNDECODED.sub("?", name.strip().lower()) for name in columns]
        problem = _column_problem(columns)
        if problem:
            yield InputError(problem, path=path, place="line 1")
            return
        _note_unknown(columns, source, issues)
        yield from _csv_rows(csv.reader(lines, delimiter=delimiter), lines, columns, source, issues)
    except InputError as err:
        yield err
    except csv.Error as err:
        yield InputError(f"no valid CSV: {err}", path=path, place=f"line {lines.number}")


class _CsvLines(Iterator[str]):
    """The lines of a CSV as text, bytes that are no UTF-8 kept as lone surrogates; counts them."""

    def __init__(self, source: Source) -> None:
        self._lines = read_lines(source.path, compressed=source.compressed, limit=MAX_RECORD_BYTES)
        self.number = 0

    def __next__(self) -> str:
        self.number, line = next(self._lines)
        if line is None:
            raise csv.Error(f"longer than the limit of {MAX_RECORD_BYTES:,} bytes")
        return line.decode("utf-8-sig" if self.number == 1 else "utf-8", "surrogateescape")


def _csv_rows(
    rows: Iterator[list[str]], lines: _CsvLines, columns: list[str], source: Source, issues: IssueLog
) -> Iterator[Found]:
    path = source.shown
    found = False
    while True:
        start = lines.number + 1
        place = f"line {start}"
        try:
            row = next(rows, None)
            if row is None:
                break
            if not row:
                continue
            found = True
            yield _csv_unit(row, columns, path, start, source, issues)
        except csv.Error as err:
            found = True
            yield InputError(f"no valid CSV: {err}", path=path, place=place)
        except InputError as err:
            found = True
            yield err
            if err.place != place:  # the file itself gave out
                break
    if not found:
        issues.add(STAGE, "no-records", source.name, message="the file holds no record")


def _csv_unit(row: list[str], columns: list[str], path: str, number: int, source: Source, issues: IssueLog) -> Unit:
    place = f"line {number}"
    if len(row) > len(columns):
        raise InputError(f"{len(row)} fields, but {len(columns)} columns are named", path=path, place=place)
    if any(_UNDECODED.search(value) for value in row):
        raise InputError("no valid UTF-8", path=path, place=place)
    record = {name: value or None for name, value in zip(columns, row, strict=False) if name in FIELDS}
    return unit_of_record(record, path=path, place=place, raw_ref=f"{source.name}:{number}", issues=issues)


def read_parquet(source: Source, issues: IssueLog) -> Iterator[Found]:
    """Yield one result a row, rows numbered from 1; a column of another type than text is an error."""
    path = source.shown
    row = 0
    try:
        with pq.ParquetFile(source.path) as table:
            columns = table.schema_arrow.names
            problem = _column_problem(columns) or _type_problem(table.schema_arrow)
            if problem:
                yield InputError(problem, path=path)
                return
            _note_unknown(columns, source, issues)
            wanted = [name for name in columns if name in FIELDS]
            for batch in table.iter_batches(batch_size=PARQUET_ROWS, columns=wanted):
                for record in batch.to_pylist():
                    row += 1
                    yield _parquet_unit(record, path, row, source, issues)
    except (pa.ArrowException, OSError, UnicodeDecodeError) as err:
        first = str(err).splitlines()[0] if str(err) else type(err).__name__
        yield InputError(f"no readable Parquet: {first}", path=path, place=f"row {row + 1}" if row else None)
        return
    if not row:
        issues.add(STAGE, "no-records", source.name, message="the file holds no record")


def _parquet_unit(record: dict[str, Any], path: str, row: int, source: Source, issues: IssueLog) -> Found:
    place = f"row {row}"
    if max(len(record.get(name) or "") for name in ("text", "html")) > MAX_RECORD_BYTES:
        return InputError(f"longer than the limit of {MAX_RECORD_BYTES:,} bytes", path=path, place=place)
    try:
        return unit_of_record(record, path=path, place=place, raw_ref=f"{source.name}:{row}", issues=issues)
    except InputError as err:
        return err


def _column_problem(columns: list[str]) -> str | None:
    if "text" not in columns and "html" not in columns:
        named = ", ".join(columns[:12]) or "none"
        return f'no column "text" or "html"; the columns are: {named}'
    doubled = sorted({name for name in columns if name in FIELDS and columns.count(name) > 1})
    return f"columns named twice: {', '.join(doubled)}" if doubled else None


def _type_problem(schema: pa.Schema) -> str | None:
    for name in ("text", "html"):
        index = schema.get_field_index(name)
        kind = schema.field(index).type if index >= 0 else pa.string()
        if pa.types.is_dictionary(kind):
            kind = kind.value_type
        texts = (pa.types.is_string, pa.types.is_large_string, pa.types.is_string_view, pa.types.is_null)
        if not any(test(kind) for test in texts):
            return f'the column "{name}" must be text, not {kind}'
    return None


def _note_unknown(columns: list[str], source: Source, issues: IssueLog) -> None:
    for name in columns:
        if name not in FIELDS:
            issues.add(STAGE, "unknown-field", source.name, name, "the column is not read")
