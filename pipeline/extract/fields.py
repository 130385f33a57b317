"""One record of a corpus (a JSON object, a row) checked and turned into a `Unit`.

Comes in: a mapping of field names to values. Goes out: a `Unit`. It refuses a record without
text, a field of the wrong type, and to drop an unknown field without an issue.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from collections.abc import Mapping

from pipeline.errors import InputError
from pipeline.extract.dates import parse_day
from pipeline.extract.normal_text import encodable
from pipeline.extract.units import MAX_RECORD_BYTES, STAGE, Unit
from pipeline.issues import IssueLog
from pipeline.records import Capture

#: The fields whose value is one piece of text, None, or a mistake.
TEXT_FIELDS = ("text", "html", "url", "canonical_url", "source", "title", "language")
#: Every field that a record may have.
FIELDS = (*TEXT_FIELDS, "published", "authors")
#: Between names in one string of authors.
_BETWEEN_AUTHORS = re.compile(r"\s*[;|]\s*")


def unit_of_record(record: Mapping[str, object], *, path: str, place: str, raw_ref: str, issues: IssueLog) -> Unit:
    """Return the unit that `record` describes; `text` wins where it has HTML as well.

    Raises InputError where there is neither text nor HTML, or a field has a wrong type.
    A day of publication that is none becomes None and the issue `bad-date`.
    """
    values = {name: _text_field(record.get(name), name, path, place) for name in TEXT_FIELDS}
    text, html = values["text"], values["html"]
    if not (text or "").strip() and not (html or "").strip():
        raise InputError("has neither text nor html", path=path, place=place)
    for name in record:
        if name not in FIELDS:
            issues.add(STAGE, "unknown-field", raw_ref.rpartition(":")[0], encodable(name), "the field is not read")
    unit = Unit(
        path=path,
        place=place,
        raw_ref=raw_ref,
        text=text if (text or "").strip() else None,
        url=(values["url"] or "").strip() or None,
        canonical_url=(values["canonical_url"] or "").strip() or None,
        source=values["source"],
        title=values["title"],
        authors=_authors(record.get("authors"), path, place),
        published=None,
        language=values["language"],
    )
    published = published_of(record.get("published"), raw_ref, issues)
    if unit.text is not None:
        return dataclasses.replace(unit, published=published)
    body = (html or "").encode("utf-8", "replace")
    if len(body) > MAX_RECORD_BYTES:
        raise InputError(f"the html is larger than the limit of {MAX_RECORD_BYTES:,} bytes", path=path, place=place)
    capture = Capture(unit.url, body, "text/html", charset="utf-8", published_on=published, raw_ref=raw_ref)
    return dataclasses.replace(unit, published=published, capture=capture)


def published_of(value: object, raw_ref: str, issues: IssueLog) -> dt.date | None:
    """Return the day that `value` states; None, with an issue, where it states none."""
    if value is None or value == "":
        return None
    day = parse_day(value)
    if day is None:
        issues.add(STAGE, "bad-date", raw_ref, encodable(value), "no day of publication; write YYYY-MM-DD")
    return day


def _text_field(value: object, name: str, path: str, place: str) -> str | None:
    if value is None or isinstance(value, str):
        return value
    raise InputError(f'the field "{name}" must be text, not {_type_name(value)}', path=path, place=place)


def _authors(value: object, path: str, place: str) -> tuple[str, ...]:
    if value is None:
        return ()
    if isinstance(value, str):
        return tuple(name for name in _BETWEEN_AUTHORS.split(value.strip()) if name)
    if isinstance(value, list) and all(isinstance(name, str) for name in value):
        return tuple(name for name in value if name.strip())
    raise InputError('the field "authors" must be text or a list of texts', path=path, place=place)


def _type_name(value: object) -> str:
    names = {bool: "true or false", int: "a number", float: "a number", list: "a list", dict: "an object"}
    return names.get(type(value), type(value).__name__)
