"""The tables of picketline: their closed lists, what every column means, and what a value must fulfil.

Comes in: records of the stages, or Arrow tables. Goes out: `SCHEMAS`, tables made from records and back, and
`validate`. It refuses to repair: a value outside its list or its bounds is named and raised, never replaced.

    lists -> columns -> rows (records and tables), checks (violations)
"""

from pipeline.schema.checks import SchemaError, Violation, is_edtf, validate, validate_all, violations
from pipeline.schema.columns import COLUMNS, KEYS, LEDGER, SCHEMAS, TABLES, UNITS, Column
from pipeline.schema.lists import (
    ACTION_KINDS,
    EVENT_STAGES,
    ISSUES,
    JURISDICTIONS,
    LABELS,
    QUESTIONS,
    ROLES,
    SECTORS,
    STAGES,
    TYPES,
)
from pipeline.schema.rows import RECORDS, to_records, to_table

__all__ = [
    "ACTION_KINDS",
    "COLUMNS",
    "EVENT_STAGES",
    "ISSUES",
    "JURISDICTIONS",
    "KEYS",
    "LABELS",
    "LEDGER",
    "QUESTIONS",
    "RECORDS",
    "ROLES",
    "SCHEMAS",
    "SECTORS",
    "STAGES",
    "TABLES",
    "TYPES",
    "UNITS",
    "Column",
    "SchemaError",
    "Violation",
    "is_edtf",
    "to_records",
    "to_table",
    "validate",
    "validate_all",
    "violations",
]
