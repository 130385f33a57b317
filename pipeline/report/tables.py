"""The tables that a run prints: what was found, and the events in short.

Comes in: a `RunSummary`'s records. Goes out: `rich` tables. It refuses to hide: what is left
out for room is counted in the caption.
"""

from __future__ import annotations

from collections.abc import Sequence

from rich.table import Table

from pipeline.records import Event

#: Rows that fit a screen; the rest is in the Parquet.
MAX_ROWS = 24


def counts_table(counts: dict[str, int]) -> Table:
    """Return the number of rows of each table."""
    table = Table(title="What was found", title_justify="left")
    table.add_column("table")
    table.add_column("rows", justify="right")
    for name in ("articles", "relevant", "mentions", "reports", "events", "disputes"):
        table.add_row(f"  of them {name}" if name == "relevant" else name, f"{counts[name]:,}")
    return table


def events_table(events: Sequence[Event]) -> Table:
    """Return the events reported most, each in one line."""
    ranked = sorted(events, key=lambda e: (-e.n_articles, str(e.first_reported), e.event_id))[:MAX_ROWS]
    caption = f"{len(ranked)} of {len(events)} events, those in most articles first" if len(events) > MAX_ROWS else None
    table = Table(title="Events", title_justify="left", caption=caption, caption_justify="left")
    for name in ("event", "type", "stage", "unions", "when", "what"):
        table.add_column(name, no_wrap=name in ("event", "type", "stage"))
    table.add_column("articles", justify="right")
    for event in ranked:
        table.add_row(
            event.event_id,
            event.type,
            event.stage,
            ", ".join(event.unions) or "–",
            event.date_edtf or "–",
            gist(event),
            str(event.n_articles),
        )
    return table


def gist(event: Event) -> str:
    """Return an event's figures in a few words."""
    parts = [
        f"{'+'.join(f'{v:g}' for v in event.pay_pct)}%" if event.pay_pct else "",
        f"£{'+£'.join(f'{v:,.0f}' for v in event.pay_gbp)}" if event.pay_gbp else "",
        event.question or "",
        f"for {event.share_for:g}%" if event.share_for is not None else "",
        f"against {event.share_against:g}%" if event.share_against is not None else "",
        f"turnout {event.turnout:g}%" if event.turnout is not None else "",
        "no mandate" if event.mandate is False else "",
        event.action_kind or "",
        f"{event.n_days} days" if event.n_days and event.n_days > 1 else "",
        f"{event.n_workers:,} workers" if event.n_workers else "",
    ]
    return ", ".join(p for p in parts if p)
