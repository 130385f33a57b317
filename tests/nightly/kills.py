"""Kills nights at chosen points, in processes of its own: what `test_kills` runs as a script.

Comes in: a folder, how many points, a seed. Goes out: one JSON line a point, with what was found after the
next night. It refuses to know what is killed: a point is the n-th line that any module of the package runs.
"""

from __future__ import annotations

import functools
import json
import os
import random
import shutil
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

import pipeline
from pipeline.archive import Archive
from pipeline.export.datasets import read_dataset
from pipeline.extract import unit_of_capture
from pipeline.records import Capture
from pipeline.schema import SCHEMAS
from pipeline.work import work
from tests.nightly.town import PAPERS, START, Town, install, night

PACKAGE = str(Path(pipeline.__file__).parent)
#: Lines of these change files; the others compute, and one kill there is as good as another.
WRITERS = ("archive", "jobs", "export", "fetch/memory.py", "fetch/runner.py", "nightly.py", "backfill.py",
           "locking.py")
#: What tells of a capture's place and not of the article.
OF_THE_PLACE = ("raw_ref",)


class Points:
    """Counts the lines that the writers run, and kills the process at the one asked for."""

    def __init__(self, at: int | None) -> None:
        self.at = at
        self.n = 0

    def __call__(self, frame: FrameType, event: str, argument: Any) -> Any:
        name = frame.f_code.co_filename
        if not name.startswith(PACKAGE) or not name[len(PACKAGE) + 1 :].startswith(WRITERS):
            return None
        if event == "line":
            self.n += 1
            if self.n == self.at:
                os.kill(os.getpid(), signal.SIGKILL)
        return self


#: A story short enough that a hundred nights take minutes, and long enough to be an article.
STORY = (
    "<html><head><title>{crew} in {town} to strike over pay</title></head><body><article><h1>{crew} in {town} to "
    "strike over pay</h1><p>Published 1 May 2031</p><p>{crew} at the {town} depot will strike on {day} May 2031, "
    "{union} said.</p><p>Members voted by {share}% for strikes on a turnout of 61%, and turned down an offer of "
    "{offer}%. The company said that it was sorry for the trouble to come.</p></article></body></html>"
)
CREWS = ("Porters", "Drivers", "Cleaners", "Guards", "Fitters", "Carters")
TOWNS = ("Hexley", "Ambleford", "Brackenford", "Fenwick", "Norby", "Oxhill")
UNIONS = ("UNISON", "Unite", "GMB", "RMT", "PCS", "UCU")


def stories(second: bool) -> Town:
    """What is out on the first night, and on the second: two stories more and one edited."""
    town = Town()
    for number in range(6 if second else 4):
        page = STORY.format(crew=CREWS[number], town=TOWNS[number], union=UNIONS[number], day=10 + number,
                            share=70 + number, offer=2 + number)
        town.stories[PAPERS[number % 2]][f"/news/{CREWS[number].lower()}-vote-for-strikes"] = page.encode()
    if second:
        edited = town.stories[PAPERS[0]]
        edited["/news/porters-vote-for-strikes"] = edited["/news/porters-vote-for-strikes"].replace(b"61%", b"62%")
    return town


def in_child(act: Callable[[], None]) -> int:
    """Run `act` in a process of its own and return how it ended."""
    child = os.fork()
    if child == 0:
        code = 70
        try:
            act()
            code = 0
        finally:
            os._exit(code)
    return os.waitpid(child, 0)[1]


def warm_up() -> None:
    """Build and load, once and for all children, whatever the first article needs."""
    page = next(iter(stories(second=False).stories[PAPERS[0]].values()))
    capture = Capture("https://hexley.example/a", page, "text/html", raw_ref="a:0", fetched_at=START)
    work([unit_of_capture(capture, path="a")])


def first_night(root: Path) -> None:
    night(install(root), stories(second=False))


def second_night(root: Path, at: int | None, count_to: Path | None = None) -> None:
    job, points = install(root), Points(at)
    sys.settrace(points)
    night(job, stories(second=True), 1)
    sys.settrace(None)
    if count_to is not None:
        count_to.write_text(str(points.n), encoding="utf-8")


def state(root: Path) -> dict[str, Any]:
    """Return all that must be the same whether or not a night was killed."""
    job = install(root)
    tables = {}
    for name in SCHEMAS:
        table = read_dataset(job.out, name)
        table = table.drop_columns([column for column in OF_THE_PLACE if column in table.column_names])
        tables[name] = [json.dumps(row, default=str) for row in table.to_pylist()]
    with Archive(job.raw) as archive:
        captures = sorted((e.url, e.digest) for e in archive.entries() if e.state == "new")
    findings = [str(finding) for finding in Archive(job.raw).verify().findings]
    left = [path.name for path in root.rglob("*") if path.name.endswith((".part", ".tmp", ".new"))]
    return {"tables": tables, "captures": captures, "findings": findings, "left": left}


def kill_at_points(root: Path, n_points: int, seed: int, run: Callable[..., None]) -> None:
    """Kill `run` at `n_points` lines, run it again, and compare with one that was left alone.

    `run(folder, at, count_to)` works on a copy of `root / "first"` and dies at the line `at`; None leaves it alone.
    """
    whole, counted = root / "whole", root / "lines"
    shutil.copytree(root / "first", whole)
    ended = in_child(functools.partial(run, whole, None, counted))
    expected = state(whole)
    n_lines = int(counted.read_text("utf-8"))
    points = sorted(random.Random(seed).sample(range(1, n_lines + 1), n_points))
    print(json.dumps({"ended": ended, "lines": n_lines, "findings": expected["findings"],
                      "captures": len(expected["captures"]), "articles": len(expected["tables"]["articles"]),
                      "events": len(expected["tables"]["events"])}))
    for at in points:
        here = root / f"at-{at}"
        shutil.copytree(root / "first", here)
        killed = in_child(functools.partial(run, here, at))
        again = in_child(functools.partial(run, here, None))
        found = state(here)
        wrong = [part for part in expected["tables"] if found["tables"][part] != expected["tables"][part]]
        print(json.dumps({"at": at, "killed": os.WIFSIGNALED(killed), "again": again, "wrong": wrong,
                          "captures": found["captures"] == expected["captures"], "findings": found["findings"],
                          "left": found["left"]}), flush=True)


def main(root: Path, n_points: int, seed: int) -> None:
    """Kill the second night at `n_points` lines."""
    warm_up()
    in_child(functools.partial(first_night, root / "first"))
    kill_at_points(root, n_points, seed, second_night)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
