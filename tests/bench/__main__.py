"""The command `python -m tests.bench`: options in, a table or JSON out.

Comes in: `--short`, `--json`, `--only NAME`. Goes out: figures of this run. It refuses to judge them.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.bench import archive, benchmarks, cascade  # noqa: F401  # registers them
from tests.bench.measure import Result, measure, peak_memory, run_once
from tests.bench.registry import BENCHMARKS, Size

#: Enough for a spread below a tenth on a machine that does nothing else; `--short` is for a first look and for CI.
COPIES, REPEATS, TURNS_S = 3, 5, 8.0
SHORT_COPIES, SHORT_REPEATS = 1, 2
WIDTH = 120


def main(argv: Sequence[str] | None = None) -> int:
    """Measure, print, return 0."""
    args = _parser().parse_args(argv)
    copies = args.copies or (SHORT_COPIES if args.short else COPIES)
    if args.memory_of:
        print(run_once(args.memory_of, copies))
        return 0
    with tempfile.TemporaryDirectory() as folder:
        repeats, turns_s = (SHORT_REPEATS, 0.0) if args.short else (REPEATS, TURNS_S)
        size = Size(copies, repeats, Path(folder), turns_s)
        results = [replace(r, peak_mib=peak_memory(r.name, copies)) for r in measure(args.only or BENCHMARKS, size)]
    if args.json:
        print(json.dumps(as_json(results, size), indent=2))
    else:
        console = Console(width=None if sys.stdout.isatty() else WIDTH)
        console.print(rates_table(results), shares_table(results), sep="\n")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description="Speed as ratios, and peak memory.")
    parser.add_argument("--short", action="store_true", help="less text, fewer runs")
    parser.add_argument("--json", action="store_true", help="print JSON in the place of tables")
    parser.add_argument("--only", nargs="+", choices=BENCHMARKS, metavar="NAME", help=f"of {', '.join(BENCHMARKS)}")
    parser.add_argument("--copies", type=int, metavar="N", help="times that every text is repeated")
    parser.add_argument("--memory-of", choices=BENCHMARKS, help=argparse.SUPPRESS)
    return parser


def rates_table(results: Sequence[Result]) -> Table:
    """Return one row a benchmark: its rate, its ratio by its own clock and on the wall, its memory."""
    table = Table(title="Speed in this run", title_justify="left")
    table.add_column("benchmark")
    for name in ("a second", "slowest to fastest", "ratio", "on the wall", "peak MiB"):
        table.add_column(name, justify="right")
    table.add_column("what is timed")
    for r in results:
        ratio = f"{r.ratio:.3f} of {r.against}" if r.ratio is not None else ""
        spread = f"{min(r.rates):,.1f} to {max(r.rates):,.1f}"
        wall = f"{r.wall_ratio:.3f}" if r.wall_ratio is not None else ""
        memory = f"{r.peak_mib:,.0f}" if r.peak_mib is not None else ""
        table.add_row(r.name, f"{r.rate:,.1f} {r.unit}", spread, ratio, wall, memory, BENCHMARKS[r.name].meaning)
    return table


def shares_table(results: Sequence[Result]) -> Table:
    """Return the share of the time that each part of a benchmark takes."""
    table = Table(title="Where the time goes", title_justify="left")
    table.add_column("benchmark")
    table.add_column("part")
    table.add_column("share", justify="right")
    for r in results:
        for part, share in r.shares.items():
            table.add_row(r.name, part.removeprefix("picketline_"), f"{share:.1%}")
    return table


def as_json(results: Sequence[Result], size: Size) -> dict[str, object]:
    """Return the figures with what they depend on."""
    return {
        "python": platform.python_version(),
        "machine": platform.machine(),
        "cores": os.cpu_count(),
        "copies": size.copies,
        "repeats": size.repeats,
        "benchmarks": {
            r.name: {
                "unit": r.unit,
                "per_second": r.rate,
                "runs": r.rates,
                "cpu_runs": r.cpu_rates,
                "against": r.against,
                "ratio": r.ratio,
                "wall_ratio": r.wall_ratio,
                "shares": r.shares,
                "peak_mib": r.peak_mib,
            }
            for r in results
        },
    }


if __name__ == "__main__":
    sys.exit(main())
