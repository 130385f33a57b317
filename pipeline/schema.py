"""The five tables, their closed lists and what every column means: the one home of the contract.

Comes in: records of the stages, or Arrow tables. Goes out: `SCHEMAS` (Arrow, with description, unit,
example and closed list in each field's metadata), tables made from records and back, and `validate`.
It refuses to repair: a value outside its list or its bounds is named and raised, never replaced.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.errors import PicketlineError
from pipeline.records import Article, Dispute, Event, Mention, Report

#: Every event type with its stages, in the order in which a dispute usually meets them.
EVENT_STAGES: Final[dict[str, tuple[str, ...]]] = {
    "demand": ("made",),
    "offer": ("considered", "made", "improved", "recommended", "imposed", "withdrawn"),
    "response": ("consulting", "accepted", "rejected"),
    "ballot": ("planned", "open", "result"),
    "action": ("threatened", "announced", "under_way", "held", "suspended"),
    "talks": ("scheduled", "held", "failed"),
    "settlement": ("reached",),
    "legal": ("sought", "granted", "refused"),
}
TYPES: Final = tuple(EVENT_STAGES)
STAGES: Final = tuple(dict.fromkeys(stage for stages in EVENT_STAGES.values() for stage in stages))
LABELS: Final = ("UNION", "MINISTER", "PERSON", "BODY", "PERCENT", "MONEY", "DATE", "COUNT", "PLACE")
ROLES: Final = ("pay_offer", "pay_demand", "pay_award", "pay_deal", "vote_for", "vote_against", "turnout", "threshold",
                "inflation", "real_terms", "other")
SECTORS: Final = ("education", "health", "rail", "post", "civil_service", "local_government", "universities", "fire",
                  "transport", "other")
ISSUES: Final = ("pay", "pensions", "jobs", "workload", "conditions", "safety", "recognition", "other")
QUESTIONS: Final = ("strike", "action_short", "offer")
ACTION_KINDS: Final = ("strike", "action_short", "overtime_ban", "work_to_rule", "lockout")
JURISDICTIONS: Final = ("England", "Wales", "Scotland", "Northern Ireland", "UK")

_STRING, _INT, _FLOAT, _BOOL, _DATE = pa.string(), pa.int64(), pa.float64(), pa.bool_(), pa.date32()
_STRINGS, _FLOATS, _DATES = pa.list_(_STRING), pa.list_(_FLOAT), pa.list_(_DATE)
_MOMENT = pa.timestamp("us", tz="UTC")


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its Arrow type and what a reader must know of it. `values` closes the list."""

    name: str
    type: Any
    description: str
    example: str
    unit: str | None = None
    values: tuple[str, ...] = ()
    nullable: bool = True

    def field(self) -> pa.Field:
        """Return the Arrow field; its metadata holds the same facts as text, `values` as JSON."""
        facts = {"description": self.description, "example": self.example}
        if self.unit:
            facts["unit"] = self.unit
        if self.values:
            facts["values"] = json.dumps(self.values)
        return pa.field(self.name, self.type, nullable=self.nullable, metadata=facts)


def _key(name: str, description: str, example: str, *, nullable: bool = False) -> Column:
    return Column(name, _STRING, description, example, nullable=nullable)


_SLOTS: Final = (
    Column("type", _STRING, "What kind of event it is.", "ballot", values=TYPES, nullable=False),
    Column("stage", _STRING, "How far it has come; each type has its own stages.", "result", values=STAGES,
           nullable=False),
    Column("unions", _STRINGS, "Ids of the workers' side: the usual short name in capitals.", "NEU, NASUWT"),
    Column("employers", _STRINGS, "Canonical names of the bodies on the employer side.", "Welsh Government"),
    Column("people", _STRINGS, "Full names of ministers and others who act in the event.", "Jo Marsh"),
    Column("jurisdiction", _STRINGS, "Where in the United Kingdom the dispute lies.", "Wales", values=JURISDICTIONS),
    Column("sector", _STRING, "The part of the economy.", "education", values=SECTORS),
    Column("workers", _STRING, "Who the workers are, in the words of the trade.", "teachers"),
    Column("issues", _STRINGS, "What the dispute is about.", "pay, workload", values=ISSUES),
    Column("date_start", _DATE, "First day of the event itself, not of the article.", "2023-02-01", unit="day"),
    Column("date_end", _DATE, "Last day of the event, the first day again if there is one only.", "2023-02-02",
           unit="day"),
    Column("date_edtf", _STRING, "The event's date in EDTF (ISO 8601-2), no more exact than the text.",
           "2023-02-01/2023-02-02"),
    Column("pay_pct", _FLOATS, "Percentages of an offer, demand, award or deal, one for each step.", "5.0, 3.0",
           unit="per cent"),
    Column("pay_gbp", _FLOATS, "Money amounts of an offer, demand, award or deal.", "1000.0", unit="GBP"),
    Column("one_off", _BOOL, "The money is a lump sum that leaves the pay scale as it was.", "true"),
    Column("question", _STRING, "What a ballot asks.", "strike", values=QUESTIONS),
    Column("indicative", _BOOL, "The ballot only tests opinion and gives no legal mandate.", "false"),
    Column("share_for", _FLOAT, "Votes for the question, of those cast.", "87.0", unit="per cent"),
    Column("share_against", _FLOAT, "Votes against the question, of those cast.", "13.0", unit="per cent"),
    Column("turnout", _FLOAT, "Votes cast, of those entitled.", "62.5", unit="per cent"),
    Column("threshold", _FLOAT, "Turnout that the law or the rules ask for.", "50.0", unit="per cent"),
    Column("mandate", _BOOL, "The result allows what was asked.", "true"),
    Column("action_kind", _STRING, "The form of the action.", "strike", values=ACTION_KINDS),
    Column("action_dates", _DATES, "Each day of action that is named.", "2023-02-01, 2023-03-02", unit="day"),
    Column("n_days", _INT, "Number of days of action.", "2", unit="days"),
    Column("n_workers", _INT, "Workers called out or balloted.", "45000", unit="workers"),
    Column("n_sites", _INT, "Schools, trusts, depots or other workplaces affected.", "150", unit="workplaces"),
    Column("evidence", _STRING, "The sentence that says it, letter for letter.",
           "Members voted by 87% to walk out."),
    Column("evidence_start", _INT, "Where the evidence starts in the text of its article.", "120", unit="characters"),
    Column("evidence_end", _INT, "Where the evidence ends, exclusive.", "153", unit="characters"),
    Column("confidence", _FLOAT, "How sure the program is: of rows at 0.8 about four in five are right.", "0.8",
           unit="0 to 1"),
)
_FIRST = Column("first_reported", _DATE, "Earliest publication among its reports.", "2023-01-16", unit="day")
_LAST = Column("last_reported", _DATE, "Latest publication among its reports.", "2023-02-02", unit="day")

#: The columns of each table, in order. Lists are null where nothing is known, never empty.
COLUMNS: Final[dict[str, tuple[Column, ...]]] = {
    "articles": (
        _key("article_id", "Id of the article.", "a3f1c29d0b7e4455"),
        Column("url", _STRING, "Address it came from.", "https://example.org/news/1"),
        Column("canonical_url", _STRING, "Address the page names as its own.", "https://example.org/news/1"),
        Column("source", _STRING, "Outlet, or host of the address.", "example.org"),
        Column("title", _STRING, "Headline.", "Teachers to strike in Ambleford"),
        Column("authors", _STRINGS, "Names in the byline.", "Jo Marsh"),
        Column("published", _DATE, "Day of publication; null where the page bears none.", "2023-01-16", unit="day"),
        Column("fetched_at", _MOMENT, "When the capture was made.", "2023-01-16T21:04:00Z", unit="UTC"),
        Column("language", _STRING, "Language of the text.", "en"),
        Column("text", _STRING, "The text that all offsets point into.", "Members voted ...", nullable=False),
        Column("text_sha256", _STRING, "SHA-256 of the text in UTF-8, in hexadecimal.", "9c56cc51b374c3ba",
               nullable=False),
        Column("n_words", _INT, "Length of the text.", "412", unit="words", nullable=False),
        Column("relevant", _BOOL, "It tells of an industrial dispute in the United Kingdom.", "true"),
        Column("relevance", _FLOAT, "How sure the program is that it does.", "0.97", unit="0 to 1"),
        Column("raw_ref", _STRING, "Where the capture lies in the raw archive.", "2023-01.warc.gz#8841"),
        Column("pipeline_version", _STRING, "Version of the program.", "0.1.0"),
        Column("model_version", _STRING, "Version of the trained model.", "0.1.0"),
    ),
    "mentions": (
        _key("article_id", "The article it stands in.", "a3f1c29d0b7e4455"),
        Column("label", _STRING, "What the span is.", "PERCENT", values=LABELS, nullable=False),
        Column("start", _INT, "Where the span starts in the text.", "17", unit="characters", nullable=False),
        Column("end", _INT, "Where the span ends, exclusive.", "20", unit="characters", nullable=False),
        Column("text", _STRING, "The span itself.", "87%", nullable=False),
        Column("norm", _STRING, "Canonical name, or a plain reading of the value.", "87 per cent"),
        Column("entity_id", _STRING, "Id of the union or person.", "NEU"),
        Column("value", _FLOAT, "The number: per cent for PERCENT, pounds for MONEY, `unit` for COUNT.", "87.0",
               unit="by label"),
        Column("unit", _STRING, "What a COUNT counts.", "schools"),
        Column("role", _STRING, "What a PERCENT is a percentage of.", "vote_for", values=ROLES),
        Column("office", _STRING, "Office of a person, the short title.", "general secretary"),
        Column("affiliation", _STRING, "Government, union or body of a person.", "NEU"),
        Column("edtf", _STRING, "A DATE in EDTF, resolved against the day of publication.", "2023-02-01"),
        Column("date_start", _DATE, "First day of the DATE.", "2023-02-01", unit="day"),
        Column("date_end", _DATE, "Last day of the DATE.", "2023-02-01", unit="day"),
    ),
    "reports": (
        _key("report_id", "Id of the report.", "r5b21d7c09aa1e3f"),
        _key("event_id", "The event it tells of.", "e0c4417be21f9d60", nullable=True),
        _key("article_id", "The article that tells it.", "a3f1c29d0b7e4455"),
        Column("published", _DATE, "Day of publication of that article.", "2023-01-16", unit="day"),
        *_SLOTS,
    ),
    "events": (
        _key("event_id", "Id of the event.", "e0c4417be21f9d60"),
        _key("dispute_id", "The dispute it belongs to.", "d77aa02b41c8e913", nullable=True),
        Column("article_ids", _STRINGS, "Articles that tell of it, earliest first.", "a3f1c29d0b7e4455",
               nullable=False),
        Column("n_articles", _INT, "Number of those articles.", "9", unit="articles", nullable=False),
        _FIRST, _LAST, *_SLOTS,
    ),
    "disputes": (
        _key("dispute_id", "Id of the dispute.", "d77aa02b41c8e913"),
        Column("event_ids", _STRINGS, "Its events in the order of their days.", "e0c4417be21f9d60", nullable=False),
        Column("n_events", _INT, "Number of those events.", "12", unit="events", nullable=False),
        Column("n_articles", _INT, "Number of articles that tell of any of them.", "31", unit="articles",
               nullable=False),
        _FIRST, _LAST,
        *(column for column in _SLOTS
          if column.name in {"unions", "employers", "jurisdiction", "sector", "workers", "issues"}),
        Column("settled", _BOOL, "A settlement is the latest thing known of it.", "false", nullable=False),
        Column("latest_type", _STRING, "Type of its latest event.", "action", values=TYPES),
        Column("latest_stage", _STRING, "Stage of its latest event.", "held", values=STAGES),
    ),
}
#: What one row is; kept in the metadata of each table.
UNITS: Final = {
    "articles": "a text with its source: a page as it was captured, or a file",
    "mentions": "a name, number or date in an article, with what it stands for",
    "reports": "what a single article tells of a single event",
    "events": "something done, decided or planned, as all its reports together tell it",
    "disputes": "the events of one round between two sides, in their order",
}
SCHEMAS: Final[dict[str, pa.Schema]] = {
    name: pa.schema([column.field() for column in columns], metadata={"table": name, "description": UNITS[name]})
    for name, columns in COLUMNS.items()
}
TABLES: Final = tuple(SCHEMAS)
#: The columns that tell the rows of a table apart, and by which its files are sorted.
KEYS: Final[dict[str, tuple[str, ...]]] = {
    "articles": ("article_id",),
    "mentions": ("article_id", "start", "end", "label", "norm", "value", "role"),
    "reports": ("report_id",),
    "events": ("event_id",),
    "disputes": ("dispute_id",),
}
RECORDS: Final[dict[str, type[Any]]] = {
    "articles": Article, "mentions": Mention, "reports": Report, "events": Event, "disputes": Dispute,
}

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
    **dict.fromkeys(("n_days", "n_workers", "n_sites", "n_words", "n_articles", "n_events", "start", "evidence_start"),
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
