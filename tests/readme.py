"""The generated parts of README.md: what a run over the sample gives, and the pinned quality.

Comes in: README.md with marks such as `<!-- begin events -->`. Goes out: the same text with what stands between them
made anew. It refuses to touch the rest. `python -m tests.readme` rewrites the file.
"""

from __future__ import annotations

import re
import sys
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

from pipeline.config import make_settings
from pipeline.records import Event
from pipeline.run import process
from tests.quality.report import floors, gold_articles

README = Path(__file__).parents[1] / "README.md"
SAMPLE = Path(__file__).parents[1] / "pipeline" / "resources" / "sample"
#: Columns of `events` that tell most in little room, and rows.
COLUMNS = ("type", "stage", "unions", "jurisdiction", "date_edtf", "pay_pct", "question", "share_for", "turnout",
           "n_days", "n_articles")  # fmt: skip
ROWS = 10


def events_excerpt(events: Iterable[Event]) -> str:
    """Return the events that most articles tell as a Markdown table, null as an empty cell."""
    told = sorted(events, key=lambda e: (-e.n_articles, str(e.first_reported), e.event_id))[:ROWS]
    return _markdown(COLUMNS, ([_cell(getattr(event, name)) for name in COLUMNS] for event in told))


def quality_table() -> str:
    """Return the pinned F1 of each family."""
    pinned = floors()["f1"]
    return _markdown(
        (f"{len(gold_articles())} articles", *pinned), [["F1, at least", *(f"{v:.2f}" for v in pinned.values())]]
    )


def refresh(text: str, events: Iterable[Event]) -> str:
    """Return `text` with its generated parts made anew."""
    for name, part in (("events", events_excerpt(events)), ("quality", quality_table())):
        block = re.compile(rf"(<!-- begin {name} -->\n).*?(<!-- end {name} -->)", re.DOTALL)
        text, n = block.subn(lambda found, part=part: f"{found[1]}\n{part}\n\n{found[2]}", text)
        if n != 1:
            raise ValueError(f"README.md: {n} parts are called {name!r}, not one")
    return text


def _markdown(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    return "\n".join(f"| {' | '.join(row)} |" for row in (head, ["---"] * len(head), *rows))


def _cell(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(map(_cell, value))
    return "" if value is None else f"{value:g}" if isinstance(value, float) else str(value)


def main() -> int:
    """Rewrite README.md from a new run over the sample."""
    with tempfile.TemporaryDirectory() as folder:
        events = process([SAMPLE], Path(folder), make_settings(workers=1)).events
    README.write_text(refresh(README.read_text(encoding="utf-8"), events), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
