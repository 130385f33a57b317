"""One article for a person who checks a row: its text with mentions marked, its reports below.

Comes in: a reader of a run's tables and an id or a URL. Goes out: a `rich` group to print. It
refuses an id that no table knows.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from pipeline.errors import ConfigError

Row = Mapping[str, Any]
#: Takes the name of a table, gives its rows; the export stage has it, the command line hands it in.
Reader = Callable[[str], pa.Table]

#: Label -> style; the label itself is printed too, so that no meaning hangs on colour alone.
STYLES = {
    "UNION": "bold red",
    "MINISTER": "bold magenta",
    "PERSON": "magenta",
    "BODY": "blue",
    "PERCENT": "bold green",
    "MONEY": "green",
    "DATE": "bold yellow",
    "COUNT": "yellow",
    "PLACE": "cyan",
}
#: Slots printed in this order; the rest of a report's columns are its keys and its evidence.
SLOTS = (
    "unions",
    "employers",
    "people",
    "workers",
    "jurisdiction",
    "sector",
    "issues",
    "question",
    "indicative",
    "share_for",
    "share_against",
    "turnout",
    "threshold",
    "mandate",
    "pay_pct",
    "pay_gbp",
    "one_off",
    "action_kind",
    "action_dates",
    "n_days",
    "n_workers",
    "n_sites",
    "date_edtf",
    "confidence",
)


def show(read: Reader, key: str) -> RenderableType:
    """Return the article that `key` names, several where a URL or an event has several.

    `key` is an article, report or event id, or a URL. Raises `ConfigError` where no table knows it.
    """
    articles = _find_articles(read, key)
    if not articles:
        raise ConfigError(f"{key}: no article, report or event has this id or URL")
    mentions, reports = read("mentions"), read("reports")
    return Group(*(part for article in articles for part in _article(article, mentions, reports)))


def _find_articles(read: Reader, key: str) -> list[Row]:
    articles = read("articles")
    by_url = pc.or_kleene(pc.equal(articles["url"], key), pc.equal(articles["canonical_url"], key))
    wanted = pc.or_kleene(by_url, pc.equal(articles["article_id"], key))
    found: list[Row] = articles.filter(pc.fill_null(wanted, False)).to_pylist()
    if found:
        return found
    reports = read("reports")
    of_key = pc.or_kleene(pc.equal(reports["report_id"], key), pc.equal(reports["event_id"], key))
    ids = reports.filter(pc.fill_null(of_key, False))["article_id"].combine_chunks()
    rows: list[Row] = articles.filter(pc.is_in(articles["article_id"], ids)).to_pylist()
    return rows


def _article(article: Row, all_mentions: pa.Table, all_reports: pa.Table) -> Sequence[RenderableType]:
    only = pc.field("article_id") == article["article_id"]
    mentions = all_mentions.filter(only).to_pylist()
    reports = all_reports.filter(only).to_pylist()
    head = Text(article["title"] or article["url"] or article["article_id"], style="bold")
    address = article["url"] or article["canonical_url"] or "no address"
    origin = address, article["published"] or "no date", article["source"] or ""
    facts = "  ".join((article["article_id"], *map(str, origin)))
    told = "tells of a dispute" if article["relevant"] else "tells of no UK dispute"
    relevance = "" if article["relevance"] is None else f" ({article['relevance']:.2f})"
    return [
        head,
        Text(facts.rstrip()),
        Text(told + relevance),
        Text(),
        marked(article["text"], mentions),
        Text(),
        *(_report(r) for r in sorted(reports, key=lambda r: r["evidence_start"] or 0)),
    ]


def marked(text: str, mentions: Sequence[Row]) -> Text:
    """Return `text` with each mention in its style, followed by its label and normalised value."""
    out = Text()
    at = 0
    for m in sorted(mentions, key=lambda m: (m["start"], -m["end"])):
        if m["start"] < at:
            continue
        out.append(text[at : m["start"]])
        out.append(text[m["start"] : m["end"]], style=STYLES.get(m["label"], "bold"))
        out.append(f"[{_value(m)}]", style="dim")
        at = m["end"]
    out.append(text[at:])
    return out


def _value(m: Row) -> str:
    value = m["edtf"] or m["entity_id"] or (f"{m['value']:g}" if m["value"] is not None else m["norm"])
    extra = m["role"] or m["office"] or m["unit"]
    return " ".join(part for part in (m["label"], value, extra) if part)


def _report(report: Row) -> Panel:
    table = Table(show_header=False, box=None, pad_edge=False)
    for name in SLOTS:
        value = report[name]
        if value is None or value == []:
            continue
        table.add_row(Text(name, style="dim"), Text(_plain(value)))
    evidence = Text(f"“{report['evidence']}”", style="italic")
    place = Text(
        f"characters {report['evidence_start']} to {report['evidence_end']}; event {report['event_id']}", style="dim"
    )
    return Panel(
        Group(table, evidence, place),
        title=Text(f"{report['type']} / {report['stage']}  {report['report_id']}"),
        title_align="left",
    )


def _plain(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(_plain(v) for v in value)
    if isinstance(value, float):
        return f"{value:g}" if value < 1e6 else f"{value:.0f}"
    return value.isoformat() if isinstance(value, dt.date) else str(value)
