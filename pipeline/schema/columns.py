"""The tables and what every column means: the one home of the contract.

Comes in: nothing. Goes out: `COLUMNS`, and `SCHEMAS` (Arrow, with description, unit, example and closed list in each
field's metadata). It refuses to say anything of a table twice: codebook, checks and writers read it here.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Final

import pyarrow as pa

from pipeline.schema.lists import (
    ACTION_KINDS,
    ISSUES,
    JURISDICTIONS,
    LABELS,
    QUESTIONS,
    ROLES,
    SECTORS,
    STAGES,
    TYPES,
)

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
        Column("article_ids", _STRINGS, "Articles that tell of it, every version of a page, earliest first.",
               "a3f1c29d0b7e4455", nullable=False),
        Column("n_articles", _INT, "Number of those articles, versions of one page counted once.", "9", unit="articles",
               nullable=False),
        _FIRST, _LAST, *_SLOTS,
    ),
    "disputes": (
        _key("dispute_id", "Id of the dispute.", "d77aa02b41c8e913"),
        Column("event_ids", _STRINGS, "Its events in the order of their days.", "e0c4417be21f9d60", nullable=False),
        Column("n_events", _INT, "Number of those events.", "12", unit="events", nullable=False),
        Column("n_articles", _INT, "Number of articles that tell of any of them, versions of one page once.", "31",
               unit="articles", nullable=False),
        _FIRST, _LAST,
        *(column for column in _SLOTS
          if column.name in {"unions", "employers", "jurisdiction", "sector", "workers", "issues"}),
        Column("settled", _BOOL, "A settlement is the latest thing known of it.", "false", nullable=False),
        Column("latest_type", _STRING, "Type of its latest event.", "action", values=TYPES),
        Column("latest_stage", _STRING, "Stage of its latest event.", "held", values=STAGES),
    ),
    "coverage": (
        _key("source", "Name of the source.", "hexley-courier"),
        Column("day", _DATE, "Day of the run, in UTC.", "2026-11-23", unit="day", nullable=False),
        Column("listed", _INT, "Articles that its lists named.", "40", unit="articles", nullable=False),
        Column("fetched", _INT, "Pages of it that came into the archive.", "7", unit="captures", nullable=False),
        Column("failed", _INT, "Pages and lists that failed in the last run of the day.", "1", unit="addresses",
               nullable=False),
        Column("articles", _INT, "Articles in those pages.", "6", unit="articles", nullable=False),
        Column("relevant", _INT, "Those of them that tell of a dispute.", "2", unit="articles", nullable=False),
    ),
}
#: What one row is; kept in the metadata of each table.
UNITS: Final = {
    "articles": "a text with its source: a page as it was captured, or a file",
    "mentions": "a name, number or date in an article, with what it stands for",
    "reports": "what a single article tells of a single event",
    "events": "something done, decided or planned, as all its reports together tell it",
    "disputes": "the events of one round between two sides, in their order",
    "coverage": "what one source gave on one day",
}
SCHEMAS: Final[dict[str, pa.Schema]] = {
    name: pa.schema([column.field() for column in columns], metadata={"table": name, "description": UNITS[name]})
    for name, columns in COLUMNS.items()
}
#: The ledger of an installation that fetches, which no run over files has.
LEDGER: Final = "coverage"
#: The tables of every run.
TABLES: Final = tuple(name for name in SCHEMAS if name != LEDGER)
#: The columns that tell the rows of a table apart, and by which its files are sorted.
KEYS: Final[dict[str, tuple[str, ...]]] = {
    "articles": ("article_id",),
    "mentions": ("article_id", "start", "end", "label", "norm", "value", "role"),
    "reports": ("report_id",),
    "events": ("event_id",),
    "disputes": ("dispute_id",),
    "coverage": ("source", "day"),
}
