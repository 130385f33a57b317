"""The frozen records that cross from one stage to the next.

Comes in: values that a stage has checked. Goes out: `Capture`, `Article`, `Mention`,
`Report`, `Event`, `Dispute`, whose fields are the columns of `schema`. They refuse to
change and to compute anything but their own identity.

Offsets are code points of `Article.text`, `end` exclusive: `text[start:end]` is the span.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass, field

#: Length in hexadecimal digits of the digest in every id: 64 bits, so that a collision among
#: ten million rows has a chance of about 3 in a million.
ID_DIGITS = 16


def stable_id(prefix: str, *parts: str) -> str:
    """Return `prefix` and a digest of `parts`: the same parts give the same id for ever."""
    digest = hashlib.sha256("\x1f".join(parts).encode("utf-8")).hexdigest()
    return f"{prefix}{digest[:ID_DIGITS]}"


@dataclass(frozen=True, slots=True)
class Capture:
    """One page as it was fetched or imported: bytes, and what the transport said of them."""

    url: str | None
    body: bytes
    media_type: str
    charset: str | None = None
    fetched_at: dt.datetime | None = None
    published_on: dt.date | None = None
    title: str | None = None
    raw_ref: str | None = None


@dataclass(frozen=True, slots=True)
class Article:
    """One text with what is known about it; a row of `articles`."""

    article_id: str
    text: str
    text_sha256: str
    n_words: int
    url: str | None = None
    canonical_url: str | None = None
    source: str | None = None
    title: str | None = None
    authors: tuple[str, ...] = ()
    published: dt.date | None = None
    fetched_at: dt.datetime | None = None
    language: str | None = None
    relevant: bool | None = None
    relevance: float | None = None
    raw_ref: str | None = None
    pipeline_version: str | None = None
    model_version: str | None = None


@dataclass(frozen=True, slots=True)
class Mention:
    """One typed span of an article with its normalised value; a row of `mentions`.

    `value` is in per cent for PERCENT, pounds for MONEY, units of `unit` for COUNT.
    """

    article_id: str
    label: str
    start: int
    end: int
    text: str
    norm: str | None = None
    entity_id: str | None = None
    value: float | None = None
    unit: str | None = None
    role: str | None = None
    office: str | None = None
    affiliation: str | None = None
    edtf: str | None = None
    date_start: dt.date | None = None
    date_end: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Slots:
    """What one event is made of, as one article tells it or as all its reports together do.

    Shares, turnout and threshold are in per cent, `pay_gbp` in pounds. Unknown is None or ().
    """

    type: str
    stage: str
    unions: tuple[str, ...] = ()
    employers: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    jurisdiction: tuple[str, ...] = ()
    sector: str | None = None
    workers: str | None = None
    issues: tuple[str, ...] = ()
    date_start: dt.date | None = None
    date_end: dt.date | None = None
    date_edtf: str | None = None
    pay_pct: tuple[float, ...] = ()
    pay_gbp: tuple[float, ...] = ()
    one_off: bool | None = None
    question: str | None = None
    indicative: bool | None = None
    share_for: float | None = None
    share_against: float | None = None
    turnout: float | None = None
    threshold: float | None = None
    mandate: bool | None = None
    action_kind: str | None = None
    action_dates: tuple[dt.date, ...] = ()
    n_days: int | None = None
    n_workers: int | None = None
    n_sites: int | None = None
    evidence: str | None = None
    evidence_start: int | None = None
    evidence_end: int | None = None
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class Report(Slots):
    """One event as one article tells it; a row of `reports`."""

    report_id: str = ""
    event_id: str | None = None
    article_id: str = ""
    published: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Event(Slots):
    """One thing that happened or is planned, merged over its reports; a row of `events`."""

    event_id: str = ""
    dispute_id: str | None = None
    article_ids: tuple[str, ...] = ()
    n_articles: int = 0
    first_reported: dt.date | None = None
    last_reported: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Dispute:
    """The chain of events between the same sides over the same round; a row of `disputes`."""

    dispute_id: str
    unions: tuple[str, ...] = ()
    employers: tuple[str, ...] = ()
    jurisdiction: tuple[str, ...] = ()
    sector: str | None = None
    workers: str | None = None
    issues: tuple[str, ...] = ()
    event_ids: tuple[str, ...] = ()
    n_events: int = 0
    n_articles: int = 0
    first_reported: dt.date | None = None
    last_reported: dt.date | None = None
    settled: bool = False
    latest_type: str | None = None
    latest_stage: str | None = None


@dataclass(frozen=True, slots=True)
class CoverageRow:
    """What one source gave on one day; a row of `coverage`, the ledger of an installation that fetches."""

    source: str
    day: dt.date
    listed: int = 0
    fetched: int = 0
    failed: int = 0
    articles: int = 0
    relevant: int = 0


@dataclass(frozen=True, slots=True)
class Issue:
    """Something dubious that a person should know of: which stage, what, where, the value."""

    stage: str
    code: str
    where: str
    value: str = ""
    message: str = field(default="")


@dataclass(frozen=True, slots=True)
class Exchange:
    """One address as it was asked for and answered over HTTP; what a WARC keeps of a fetch.

    `body` holds the bytes as received, without the transfer coding (chunks joined) but with the
    content coding still on: `content_encoding` names it ("gzip", "deflate"), None where there is
    none. A reply that is no newer than what is kept has `not_modified` true, status 304 and no
    body. `url` is the address as listed, `final_url` the one that answered after redirects; the
    request headers, status and response headers are those of `final_url`. Times are in UTC.
    """

    url: str
    final_url: str
    request_headers: tuple[tuple[str, str], ...]
    status: int
    reason: str
    response_headers: tuple[tuple[str, str], ...]
    body: bytes
    fetched_at: dt.datetime
    source: str
    not_modified: bool = False
    elapsed_s: float = 0.0
    content_encoding: str | None = None
    http_version: str = "HTTP/1.1"

    def header(self, name: str) -> str | None:
        """Return the first response header of that name, whatever its case; None where there is none."""
        return next((value for key, value in self.response_headers if key.lower() == name.lower()), None)
