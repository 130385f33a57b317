"""The commands of an installation: fetch, nightly, backfill, archive, sources.

Comes in: the parser of `cli` and parsed arguments. Goes out: printed lines and an exit code, as `cli` has
them. It refuses to decide anything: each command is one call.
"""

from __future__ import annotations

import argparse
import collections
import datetime as dt
import os
from pathlib import Path
from typing import Any, Final

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from pipeline.archive import Archive, Verdict
from pipeline.backfill import backfill
from pipeline.cli_progress import Milestones
from pipeline.config import NO_MODEL, SHIPPED
from pipeline.errors import ConfigError
from pipeline.fetch.check import State, check_sources, mark_checked
from pipeline.fetch.sources import load_sources
from pipeline.issues import IssueLog
from pipeline.jobs.config import Job, load_job
from pipeline.nightly import fetch, nightly

DONE, SOME_FAILED = 0, 1
#: Lines of failures or findings printed one by one; all are in `issues.jsonl` or told again by the command.
MAX_LINES = 50
PLAIN: Final[dict[str, Any]] = {"markup": False, "highlight": False, "soft_wrap": True}


def add_commands(commands: Any) -> None:
    """Add the commands to the subparsers of `cli`."""
    one = _command(commands, "fetch", "what the sources list now into the raw archive, and nothing more", _fetch)
    one.add_argument("--quiet", action="store_true", help="print errors alone")
    one = _command(commands, "nightly", "fetch, process what is new, write the tables and the ledger", _nightly)
    one.add_argument("--quiet", action="store_true", help="print errors and the summary line alone")
    add_model(one)
    one = _command(commands, "backfill", "days gone by: from sitemaps, the raw archive, Common Crawl", _backfill)
    one.add_argument("--from", dest="first", type=_day, required=True, metavar="YYYY-MM-DD", help="the first day")
    one.add_argument("--to", dest="last", type=_day, required=True, metavar="YYYY-MM-DD", help="the last day")
    one.add_argument("--source", metavar="NAME", help="one source (default: all)")
    one.add_argument("--cc-news", metavar="WHERE", help="WARC files of Common Crawl's news archive: a folder, a file, "
                     "a list of files or an address of any of them")
    one.add_argument("--no-web", action="store_true", help="leave out the sources' sitemaps and interfaces")
    one.add_argument("--quiet", action="store_true", help="print errors and the summary line alone")
    add_model(one)

    archive = commands.add_parser("archive", help="the raw archive: verify, reindex").add_subparsers(
        required=True, metavar="ACTION")
    _command(archive, "verify", "check every digest, and files and index against each other", _verify)
    _command(archive, "reindex", "make the index again from the files", _reindex)
    sources = commands.add_parser("sources", help="the source files: check").add_subparsers(
        required=True, metavar="ACTION")
    one = _command(sources, "check", "ask every address: dead, moved, empty, silent or ok", _check)
    one.add_argument("--mark", action="store_true", help="take what is ok off `unverified` in the source files")


def _command(commands: Any, name: str, text: str, act: Any) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser(name, help=text)
    parser.add_argument("--config", type=Path, required=True, metavar="FILE", help="the configuration, in TOML")
    parser.set_defaults(command=act)
    return parser


def add_model(parser: argparse.ArgumentParser, default: str | None = None) -> None:
    """Add `--model`; without a default the configuration's stays."""
    parser.add_argument(
        "--model", default=default, metavar="NAME",
        help=f"the language model: {SHIPPED}, {NO_MODEL} for the rules alone, or an installed spaCy pipeline "
        f"(default: {default or 'what the configuration says, or ' + SHIPPED})",
    )


def _job(args: argparse.Namespace) -> Job:
    job = load_job(args.config)
    return job if args.model is None else job.model_copy(update={"model": args.model})


def _day(value: str) -> dt.date:
    try:
        return dt.date.fromisoformat(value)
    except ValueError as err:
        raise argparse.ArgumentTypeError(f"{value!r} is no date of the form YYYY-MM-DD") from err


def _fetch(args: argparse.Namespace, console: Console, errors: Console) -> int:
    report, issues = fetch(load_job(args.config), environment=os.environ)
    _print_failures(issues, errors)
    if not args.quiet:
        listed = sum(source.listed for source in report.sources)
        console.print(f"fetch: {listed} listed, {report.fetched} fetched, {report.failed} failed", **PLAIN)
    return SOME_FAILED if report.failed else DONE


def _nightly(args: argparse.Namespace, console: Console, errors: Console) -> int:
    with _bar(errors, args.quiet) as bar:
        task = bar.add_task("new captures processed", total=None)
        summary = nightly(
            _job(args), environment=os.environ, progress=lambda done: bar.update(task, completed=done)
        )
    _print_failures(summary.issues, errors)
    for failure in summary.update.failures[:MAX_LINES]:
        errors.print(f"picketline: {failure}", **PLAIN)
    for silence in summary.silent:
        errors.print(f"picketline: warning: {silence}", **PLAIN)
    console.print(summary.line, **PLAIN)
    return summary.exit_code


def _backfill(args: argparse.Namespace, console: Console, errors: Console) -> int:
    with _bar(errors, args.quiet) as bar:
        tasks: dict[str, Any] = {}
        # Nobody watches a log, and a backfill may write into one for days.
        milestones = Milestones(lambda line: errors.print(f"picketline: {line}", **PLAIN))

        def told(stage: str, done: int, total: int) -> None:
            if not errors.is_terminal and not args.quiet:
                milestones(stage, done, total)
            if stage not in tasks:
                tasks[stage] = bar.add_task(stage, total=total)
            bar.update(tasks[stage], completed=done, total=total)

        summary = backfill(
            _job(args), args.first, args.last, environment=os.environ, source=args.source,
            cc_news=args.cc_news, web=not args.no_web, progress=told,
        )
    _print_failures(summary.issues, errors)
    for failure in summary.failures[:MAX_LINES]:
        errors.print(f"picketline: {failure}", **PLAIN)
    console.print(summary.line, **PLAIN)
    return summary.exit_code


def _verify(args: argparse.Namespace, console: Console, errors: Console) -> int:
    return _print_verdict(Archive(_raw(args)).verify(), "verified", console, errors)


def _reindex(args: argparse.Namespace, console: Console, errors: Console) -> int:
    return _print_verdict(Archive(_raw(args)).reindex(), "indexed", console, errors)


def _raw(args: argparse.Namespace) -> Path:
    raw = load_job(args.config).raw
    if not raw.is_dir():
        raise ConfigError(f"{raw}: there is no archive yet")
    return raw


def _check(args: argparse.Namespace, console: Console, errors: Console) -> int:
    job = load_job(args.config)
    checks = check_sources(load_sources(job.sources), job.web, environment=os.environ)
    for check in checks:
        detail = f": {check.detail}" if check.detail else ""
        console.print(f"{check.state:6} {check.source} {check.kind} {check.address}{detail}", **PLAIN)
    if args.mark:
        for path in mark_checked(job.sources, checks):
            console.print(f"marked {path.name}", **PLAIN)
    found = collections.Counter(check.state for check in checks)
    console.print(", ".join(f"{found[state]} {state}" for state in State), **PLAIN)
    return SOME_FAILED if found[State.DEAD] else DONE


def _bar(errors: Console, quiet: bool) -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(),
               TimeRemainingColumn())
    return Progress(*columns, console=errors, transient=True, disable=quiet or not errors.is_terminal)


def _print_failures(issues: IssueLog, errors: Console) -> None:
    failures = [issue for issue in dict.fromkeys(issues) if issue.stage == "fetch"]
    for issue in failures[:MAX_LINES]:
        value = f" ({issue.value})" if issue.value else ""
        errors.print(f"picketline: {issue.where}: {issue.code}{value}", **PLAIN)
    if len(failures) > MAX_LINES:
        errors.print(f"picketline: {len(failures) - MAX_LINES} more that failed", **PLAIN)


def _print_verdict(verdict: Verdict, what: str, console: Console, errors: Console) -> int:
    for finding in verdict.findings[:MAX_LINES]:
        errors.print(f"picketline: {finding}", **PLAIN)
    if len(verdict.findings) > MAX_LINES:
        errors.print(f"picketline: {len(verdict.findings) - MAX_LINES} more findings", **PLAIN)
    console.print(f"{what}: {verdict.n_files} files, {verdict.n_records} records, {verdict.n_captures} captures; "
                  f"{len(verdict.findings)} findings", **PLAIN)
    return SOME_FAILED if verdict.findings else DONE
