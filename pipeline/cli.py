"""The command line: arguments in, one call, an exit code out; the only place that prints.

Comes in: `sys.argv`. Goes out: 0 done; 1 some inputs could not be read (all others were, and the
bad ones are named); 2 wrong usage or configuration; 3 another run holds the lock. It refuses
to decide anything else.
"""

from __future__ import annotations

import argparse
import datetime as dt
import functools
import os
import sys
from collections.abc import Sequence
from importlib import resources
from pathlib import Path
from typing import Any, Final, TextIO

from rich.console import Console
from rich.progress import MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from pipeline.cli_jobs import add_commands, add_model
from pipeline.config import SHIPPED, make_settings
from pipeline.errors import ConfigError, InputError, LockedError, PicketlineError
from pipeline.export.datasets import read_dataset
from pipeline.report.show import show
from pipeline.report.tables import counts_table, events_table
from pipeline.run import RunSummary, process
from pipeline.version import PIPELINE_VERSION

DONE, SOME_UNREADABLE, WRONG, LOCKED = 0, 1, 2, 3
#: What a shell gives for a process that Ctrl-C ends.
STOPPED = 130
#: Failures printed one by one; all of them are in issues.jsonl.
MAX_FAILURES_PRINTED = 50
#: Messages hold paths: they are neither read as markup nor broken over lines, so that a script can find them.
PLAIN_RED: Final[dict[str, Any]] = {"style": "red", "markup": False, "highlight": False, "soft_wrap": True}
#: Columns of the output where it goes to a file or a pipe.
PLAIN_WIDTH = 132


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    args = _parser().parse_args(argv)
    console, errors = Console(width=_width(sys.stdout)), Console(stderr=True, width=_width(sys.stderr))
    try:
        return int(args.command(args, console, errors))
    except LockedError as err:
        errors.print(f"picketline: {err}", **PLAIN_RED)
        return LOCKED
    except InputError as err:
        errors.print(f"picketline: {err}", **PLAIN_RED)
        return SOME_UNREADABLE
    except PicketlineError as err:
        errors.print(f"picketline: {err}", **PLAIN_RED)
        return WRONG
    except KeyboardInterrupt:
        errors.print("picketline: stopped; the tables are whole, and the same command starts again", **PLAIN_RED)
        return STOPPED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="picketline", description="Turns news about UK industrial disputes into a dataset of dispute events."
    )
    parser.add_argument("--version", action="version", version=f"picketline {PIPELINE_VERSION}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    run = commands.add_parser("process", help="articles in, Parquet datasets out")
    run.add_argument(
        "inputs",
        nargs="*",
        type=Path,
        metavar="INPUT",
        help="files and folders of .html .txt .jsonl .csv .parquet .warc .warc.gz",
    )
    run.add_argument("--sample", action="store_true", help="process the sample of pages that ships with the package")
    run.add_argument(
        "--out",
        type=Path,
        required=True,
        metavar="DIR",
        help="gets articles/ mentions/ reports/ events/ disputes/, run.json and issues.jsonl",
    )
    run.add_argument(
        "--published", type=_date, metavar="YYYY-MM-DD", help="day of publication of .txt and .html inputs"
    )
    run.add_argument(
        "--workers",
        type=int,
        default=0,
        metavar="N",
        help="worker processes (default: one a core once there is enough to do)",
    )
    add_model(run, SHIPPED)
    run.add_argument("--quiet", action="store_true", help="print errors alone")
    run.set_defaults(command=_process)

    look = commands.add_parser("show", help="an article with its mentions marked and its reports with their evidence")
    look.add_argument("key", metavar="ID|URL", help="an article, report or event id, or the article's URL")
    look.add_argument("--out", type=Path, required=True, metavar="DIR", help="the output folder of a run")
    look.set_defaults(command=_show)

    add_commands(commands)
    return parser


def _width(stream: TextIO) -> int | None:
    """Return None where `rich` can ask the terminal or the environment, else a width that tables fit."""
    return None if stream.isatty() or "COLUMNS" in os.environ else PLAIN_WIDTH


def _date(value: str) -> dt.date:
    try:
        return dt.date.fromisoformat(value)
    except ValueError as err:
        raise argparse.ArgumentTypeError(f"{value!r} is no date of the form YYYY-MM-DD") from err


def _process(args: argparse.Namespace, console: Console, errors: Console) -> int:
    settings = make_settings(published=args.published, workers=args.workers, model=args.model)
    if bool(args.inputs) == args.sample:
        errors.print("picketline: process needs inputs, or --sample, and not both", style="red")
        return WRONG
    with resources.as_file(resources.files("pipeline") / "resources" / "sample") as sample:
        inputs = sorted(sample.glob("*.html")) if args.sample else args.inputs
        columns = SpinnerColumn(), TextColumn("{task.description}"), MofNCompleteColumn(), TimeElapsedColumn()
        hidden = args.quiet or not errors.is_terminal  # in a log a bar is one blank line
        with Progress(*columns, console=errors, transient=True, disable=hidden) as bar:
            task = bar.add_task("articles read", total=None)
            summary = process(inputs, args.out, settings, lambda done: bar.update(task, completed=done))
    _report_failures(summary, errors)
    if not args.quiet:
        _print_summary(summary, console)
    return SOME_UNREADABLE if summary.failures else DONE


def _report_failures(summary: RunSummary, errors: Console) -> None:
    for failure in summary.failures[:MAX_FAILURES_PRINTED]:
        errors.print(f"picketline: {failure}", **PLAIN_RED)
    more = len(summary.failures) - MAX_FAILURES_PRINTED
    if more > 0:
        errors.print(
            f"picketline: {more} more inputs that could not be read, see {summary.out / 'issues.jsonl'}", **PLAIN_RED
        )


def _print_summary(summary: RunSummary, console: Console) -> None:
    changed = "no file changed" if summary.files_changed == 0 else f"{summary.files_changed} files written"
    if summary.articles:
        console.print(counts_table(summary.counts))
        console.print(events_table(summary.events))
    console.print(f"{summary.counts['articles']} articles in {summary.seconds:.1f} s; {changed}", highlight=False)
    console.print(f"Parquet: {summary.out.resolve()}", highlight=False, soft_wrap=True)
    if summary.issues and summary.articles:
        issues = summary.out.resolve() / "issues.jsonl"
        console.print(f"Issues: {sum(summary.issues.values())}, see {issues}", highlight=False, soft_wrap=True)


def _show(args: argparse.Namespace, console: Console, errors: Console) -> int:
    try:
        found = show(functools.partial(read_dataset, args.out), args.key)
    except ConfigError as err:
        raise ConfigError(f"{err}, under {args.out}") from err
    except InputError as err:
        raise ConfigError(f"{args.out}: no output of a run to show ({err})") from err
    console.print(found)
    return DONE


if __name__ == "__main__":
    sys.exit(main())
