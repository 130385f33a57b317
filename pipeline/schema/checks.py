"""What a table must fulfil beyond its types.

Comes in: Arrow tables. Goes out: every value that breaks the schema, as a `Violation` or raised. It refuses to
repair: a value outside its list or its bounds is named, never replaced.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.errors import PicketlineError
from pipeline.schema.columns import COLUMNS, KEYS, SCHEMAS
from pipeline.schema.lists import EVENT_STAGES, STAGES

_YEAR, _MONTH, _DAY = r"(?:\d{4}|\d{3}X|XXXX)", r"(?:0[1-9]|1[0-2]|2[1-4]|XX)", r"(?:0[1-9]|[12]\d|3[01]|XX)"
_POINT = rf"{_YEAR}(?:-{_MONTH}(?:-{_DAY})?)?[~?%]?"
#: The subset of EDTF that the program writes: a day, month, season (21 to 24) or year, `X` for an
#: unknown digit of a year, month or day, a qualifier at the end, and intervals of two such points
#: or with one open side.
_EDTF = re.compile(rf"{_POINT}(?:/(?:{_POINT}|\.\.))?|\.\./{_POINT}")
_FULL_DAY = re.compile(r"\d{4}-\d\d-\d\d")

_BOUNDS: Final[dict[str, tuple[float, float]]] = {
    **dict.fromkeys(("share_for", "share_against", "turnout", "threshold"), (0.0, 100.0)),
    **dict.fromkeys(("confidence", "relevance"), (0.0, 1.0)),
    **dict.fromkeys(("n_days", "n_workers", "n_sites", "n_words", "n_articles", "n_events", "start", "evidence_start",
                     "listed", "fetched", "failed", "articles"),
                    (0.0, float("inf"))),
}
_FOREIGN: Final = (
    ("mentions", "article_id", "articles"), ("reports", "article_id", "articles"), ("reports", "event_id", "events"),
    ("events", "dispute_id", "disputes"), ("events", "article_ids", "articles"), ("disputes", "event_ids", "events"),
)
#: Table, the columns of its span, and the column that must be the text between them. The evidence of
#: an event lies in the article of one of its reports and is checked there.
_SPANS: Final = {
    "mentions": ("start", "end", "text"),
    "reports": ("evidence_start", "evidence_end", "evidence"),
}


class SchemaError(PicketlineError):
    """A table breaks the schema: a fault of the program or of a file that another hand has written."""


@dataclass(frozen=True, slots=True)
class Violation:
    """One value that breaks the schema, and where it stands."""

    table: str
    row: str
    column: str
    value: str
    rule: str

    def __str__(self) -> str:
        return f"{self.table}, row {self.row}, column {self.column}: {self.rule}, got {self.value}"


#: Makes the violation of one row from its number, the column, the value and the rule.
_Fault = Callable[[int, str, object, str], Violation]


def is_edtf(value: str) -> bool:
    """Say whether `value` is of our subset of EDTF; a full day must be one of the calendar."""
    if not _EDTF.fullmatch(value):
        return False
    for day in _FULL_DAY.findall(value):
        try:
            dt.date.fromisoformat(day)
        except ValueError:
            return False
    return True


def validate(name: str, table: pa.Table, others: Mapping[str, pa.Table] | None = None) -> None:
    """Raise `SchemaError` at the first value of `table` that breaks the schema of the table `name`.

    `others` are the other tables by name: foreign keys and offsets are checked where the table that
    they point into is among them.
    """
    found = list(violations(name, table, others))
    if found:
        more = f" (and {len(found) - 1} more)" if len(found) > 1 else ""
        raise SchemaError(f"{found[0]}{more}")


def validate_all(tables: Mapping[str, pa.Table]) -> None:
    """Validate every table of `tables` against its schema and against the others."""
    for name, table in tables.items():
        validate(name, table, tables)


def violations(name: str, table: pa.Table, others: Mapping[str, pa.Table] | None = None) -> Iterator[Violation]:
    """Yield every value of `table` that breaks the schema; a wrong set of columns ends the search."""
    schema = SCHEMAS[name]
    if not table.schema.equals(schema):
        there = {field.name: field.type for field in table.schema}
        wrong = [field.name for field in schema if there.get(field.name) != field.type] or [
            column for column in there if column not in schema.names]
        yield Violation(name, "-", ", ".join(wrong) or "-", ", ".join(there),
                        "columns must be those of the schema, in its order, with its types")
        return
    key = [table.column(column) for column in (("article_id", "start", "end") if name == "mentions" else KEYS[name])]

    def fault(i: int, column: str, value: object, rule: str) -> Violation:
        return Violation(name, ":".join(str(part[i].as_py()) for part in key), column, repr(value), rule)

    yield from _key_violations(name, table, fault)
    yield from _value_violations(name, table, fault)
    yield from _order_violations(table, fault)
    yield from _foreign_violations(name, table, others or {}, fault)
    yield from _span_violations(name, table, others or {}, fault)


def _key_violations(name: str, table: pa.Table, fault: _Fault) -> Iterator[Violation]:
    for field in SCHEMAS[name]:
        if not field.nullable:
            missing = _where(pc.is_null(table.column(field.name)))
            yield from (fault(i, field.name, None, "must not be null") for i in missing)
    seen: set[tuple[Any, ...]] = set()
    for i, row in enumerate(zip(*(table.column(column).to_pylist() for column in KEYS[name]), strict=True)):
        if row in seen or row[0] == "":
            yield fault(i, KEYS[name][0], row[0], "must be unique" if row in seen else "must not be empty")
        seen.add(row)


def _value_violations(name: str, table: pa.Table, fault: _Fault) -> Iterator[Violation]:
    for column in COLUMNS[name]:
        values = table.column(column.name)
        if column.values and not _all_in(values, pa.array(column.values)):
            rule = f"must be one of {', '.join(column.values)}"
            yield from (fault(i, column.name, value, rule) for i, value in _items(values) if value not in column.values)
        if column.name in _BOUNDS:
            low, high = _BOUNDS[column.name]
            outside = _where(pc.invert(pc.and_(pc.greater_equal(values, low), pc.less_equal(values, high))))
            yield from (fault(i, column.name, values[i].as_py(), f"must lie in {low:g} to {high:g}") for i in outside)
        if column.name in {"edtf", "date_edtf"}:
            wrong = ((i, value) for i, value in _items(values) if not is_edtf(value))
            yield from (fault(i, column.name, value, "must be EDTF") for i, value in wrong)
    if "stage" in table.column_names:
        for i, (kind, stage) in enumerate(zip(table["type"].to_pylist(), table["stage"].to_pylist(), strict=True)):
            if kind in EVENT_STAGES and stage in STAGES and stage not in EVENT_STAGES[kind]:
                yield fault(i, "stage", stage, f"must be a stage of {kind}")


def _order_violations(table: pa.Table, fault: _Fault) -> Iterator[Violation]:
    for first, last, is_span in (("date_start", "date_end", False), ("first_reported", "last_reported", False),
                                 ("start", "end", True), ("evidence_start", "evidence_end", True)):
        if first in table.column_names:
            wrong = (pc.greater_equal if is_span else pc.greater)(table[first], table[last])
            rule = f"must {'come after' if is_span else 'not come before'} {first}"
            yield from (fault(i, last, str(table[last][i].as_py()), rule) for i in _where(wrong))


def _foreign_violations(
    name: str, table: pa.Table, others: Mapping[str, pa.Table], fault: _Fault
) -> Iterator[Violation]:
    for owner, column, target in _FOREIGN:
        if owner == name and target in others:
            ids = others[target].column(KEYS[target][0]).combine_chunks()
            if not _all_in(table.column(column), ids):
                known = set(ids.to_pylist())
                yield from (fault(i, column, value, f"must be in {target}")
                            for i, value in _items(table.column(column)) if value not in known)


def _span_violations(
    name: str, table: pa.Table, others: Mapping[str, pa.Table], fault: _Fault
) -> Iterator[Violation]:
    if name not in _SPANS or "articles" not in others:
        return
    articles = others["articles"]
    texts = dict(zip(articles["article_id"].to_pylist(), articles["text"].to_pylist(), strict=True))
    _, end_name, span_name = _SPANS[name]
    columns = (table.column(column).to_pylist() for column in ("article_id", *_SPANS[name]))
    for i, (article_id, start, end, span) in enumerate(zip(*columns, strict=True)):
        text = texts.get(article_id)
        if start is None or end is None or text is None:
            continue
        if end > len(text):
            yield fault(i, end_name, end, f"must lie in the text of {len(text)} characters")
        elif text[start:end] != span:
            yield fault(i, span_name, span, f"must be the text there, {text[start:end]!r}")


def _where(mask: pa.ChunkedArray) -> list[int]:
    """Return the rows at which `mask` is true; null counts as false."""
    return [int(i) for i in pc.indices_nonzero(pc.fill_null(mask, False)).to_pylist()]


def _items(column: pa.ChunkedArray) -> Iterator[tuple[int, Any]]:
    """Yield row and value of every value that is not null, those of lists one by one."""
    for i, value in enumerate(column.to_pylist()):
        if value is not None:
            yield from ((i, item) for item in (value if isinstance(value, list) else [value]))


def _all_in(column: pa.ChunkedArray, allowed: pa.Array) -> bool:
    """Say, without a loop, whether every value is among `allowed`; null is."""
    flat = pc.list_flatten(column) if pa.types.is_list(column.type) else column
    return pc.all(pc.or_(pc.is_null(flat), pc.is_in(flat, value_set=allowed))).as_py() is not False
