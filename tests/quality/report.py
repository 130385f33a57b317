"""`make quality`: the pipeline over the annotated articles, scored and printed.

Comes in: `articles/*.json`, `floors.toml`. Goes out: tables of precision, recall and F1 by family, by
event type and stage, and by slot; exit code 1 where a family is below its floor. It refuses to lower a floor.

    python -m tests.quality.report [--errors [FAMILY ...]] [--json] [--pin]
"""

from __future__ import annotations

import argparse
import functools
import hashlib
import json
import math
import sys
import tomllib
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from pipeline.extract import Unit
from pipeline.work import work
from tests.quality.scoring import FAMILIES, Scores, Tally, score

HERE = Path(__file__).parent
FLOORS = HERE / "floors.toml"
#: Wide enough for one error a line where the output is no terminal.
WIDTH = 140
#: How far under what is reached a floor is pinned: about two facts of the smallest family, so that a rule that
#: trades one fact for another is not held up.
MARGIN = 0.01
FLOORS_HEAD = """\
# F1 on the annotated articles that no change may fall under; lowering one needs a dated line in docs/decisions.md.
# Raise when it rises: `make quality` prints what is reached, `make quality ARGS=--pin` writes it here.
"""


@functools.cache
def gold_articles() -> tuple[dict[str, Any], ...]:
    """Return the annotated articles in the order of their names."""
    return tuple(json.loads(path.read_text(encoding="utf-8")) for path in sorted((HERE / "articles").glob("*.json")))


def data_sha256() -> str:
    """Return the SHA-256 over the names and bytes of the annotated articles, in the order of their names."""
    digest = hashlib.sha256()
    for path in sorted((HERE / "articles").glob("*.json")):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def floors() -> dict[str, Any]:
    """Return the pinned F1 by family and the hash of the data they were measured on."""
    return tomllib.loads(FLOORS.read_text(encoding="utf-8"))


def pin(scores: Scores) -> None:
    """Raise each floor to what is reached, less `MARGIN`, in hundredths; pin the hash of the data."""
    pinned = floors()["f1"]
    raised = {
        name: max(pinned.get(name, 0.0), math.floor((tally.f1 - MARGIN) * 100) / 100)
        for name, tally in scores.families.items()
    }
    lines = [f'data_sha256 = "{data_sha256()}"', "", "[f1]", *(f"{name} = {f1:.2f}" for name, f1 in raised.items())]
    FLOORS.write_text(FLOORS_HEAD + "\n".join(lines) + "\n", encoding="utf-8")


@functools.cache
def run_scores() -> Scores:
    """Run the pipeline in this process over the annotated articles and return its scores."""
    gold = gold_articles()
    batch = work([_unit(one) for one in gold])
    if batch.failures:
        raise ValueError(f"an annotated article could not be read: {batch.failures[0][0]}")
    found = batch.coded
    return score(
        gold, [c.article for c in found], [m for c in found for m in c.mentions], [r for c in found for r in c.reports]
    )


def _unit(one: Mapping[str, Any]) -> Unit:
    published = date.fromisoformat(one["published"]) if one["published"] else None
    return Unit(
        path=f"{one['id']}.json",
        place=None,
        raw_ref=one["id"],
        text=one["text"],
        url=one["url"],
        title=one["title"],
        published=published,
    )


def tally_table(title: str, tallies: Mapping[str, Tally], pinned: Mapping[str, float] | None = None) -> Table:
    """Return one row a name: precision, recall, F1 and the counts behind them."""
    table = Table(title=title, title_justify="left")
    table.add_column(title.split(",")[0].removeprefix("By "))
    names = ["P", "R", "F1", *(["floor"] if pinned else []), "right", "spurious", "missed"]
    for name in names:
        table.add_column(name, justify="right")
    for name, t in tallies.items():
        floor = [f"{pinned[name]:.3f}"] if pinned else []
        table.add_row(
            name,
            f"{t.precision:.3f}",
            f"{t.recall:.3f}",
            f"{t.f1:.3f}",
            *floor,
            str(t.right),
            str(t.spurious),
            str(t.missed),
        )
    return table


def main(argv: Sequence[str] | None = None) -> int:
    """Print the report; return 1 where a family is below its floor."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.quality.report", description="Scores on the annotated articles."
    )
    parser.add_argument(
        "--errors", nargs="*", metavar="FAMILY", choices=FAMILIES, help="list the errors, of these families or all"
    )
    parser.add_argument("--json", action="store_true", help="print the F1 of each family as JSON and nothing else")
    parser.add_argument("--pin", action="store_true", help="raise the floors to what is reached")
    args = parser.parse_args(argv)
    if args.pin:
        pin(run_scores())
    console = Console(width=None if sys.stdout.isatty() else WIDTH)
    scores, pinned = run_scores(), floors()["f1"]
    if args.json:
        print(json.dumps({name: round(tally.f1, 4) for name, tally in scores.families.items()}))
    else:
        console.print(tally_table(f"By family, {len(gold_articles())} articles", scores.families, pinned))
        console.print(tally_table("By event", dict(sorted(scores.stages.items()))))
        console.print(tally_table("By slot", dict(sorted(scores.slots.items()))))
    if args.errors is not None:
        for article, family, kind, fact in scores.errors:
            if not args.errors or family in args.errors:
                console.print(f"{article}  {family:8}  {kind:8}  {fact}", markup=False, highlight=False, soft_wrap=True)
    low = [name for name, tally in scores.families.items() if tally.f1 < pinned[name]]
    for name in low:
        print(f"quality: {name} {scores.families[name].f1:.3f} is below its floor {pinned[name]:.3f}", file=sys.stderr)
    return 1 if low else 0


if __name__ == "__main__":
    sys.exit(main())
