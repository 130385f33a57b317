"""From benchmarks to figures: jobs that are compared take turns, and peak memory in a process of its own.

Comes in: names of benchmarks and a `Size`. Goes out: `Result`s. It refuses to time one job to its end before the one
it is compared with: a machine that slows down meanwhile would show as a ratio.
"""

from __future__ import annotations

import gc
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from tests.bench.registry import BENCHMARKS, Clock, Job, Size

ROOT = Path(__file__).parents[2]
#: `ru_maxrss` is in kibibytes, but in bytes on macOS.
RSS_UNIT = 1 if sys.platform == "darwin" else 1024
MAX_TURNS = 100


class Seconds(NamedTuple):
    """What one turn took, on the wall and of the processor."""

    wall: float
    cpu: float


@dataclass(frozen=True, slots=True)
class Result:
    """Units a second of each turn, what they are compared with, the share of each part, peak memory in MiB.

    `ratio` is the median over the turns of one rate by the other, both by the benchmark's clock; `wall_ratio` is the
    same by the clock on the wall.
    """

    name: str
    unit: str
    rates: tuple[float, ...]
    cpu_rates: tuple[float, ...]
    against: str | None
    ratio: float | None
    wall_ratio: float | None
    shares: dict[str, float]
    peak_mib: float | None = None

    @property
    def rate(self) -> float:
        """The median of the turns, in units a second on the wall."""
        return statistics.median(self.rates)


def with_needed(names: Iterable[str]) -> list[str]:
    """Return `names` and what they are compared with, in the order of the registry."""
    wanted = set(names)
    wanted |= {BENCHMARKS[name].against or name for name in wanted}
    return [name for name in BENCHMARKS if name in wanted]


def measure(names: Iterable[str], size: Size) -> list[Result]:
    """Return one result a benchmark; the first run of each is not counted."""
    chosen = with_needed(names)
    jobs = {name: BENCHMARKS[name].prepare(size) for name in chosen}
    seconds: dict[str, list[Seconds]] = {}
    for base in chosen:
        if BENCHMARKS[base].against is None:
            group = [name for name in chosen if base in (name, BENCHMARKS[name].against)]
            seconds |= _take_turns({name: jobs[name] for name in group}, size)
    return [_result(name, jobs, seconds) for name in chosen]


def _take_turns(jobs: dict[str, Job], size: Size) -> dict[str, list[Seconds]]:
    """Return the seconds of each turn of each job. Every other turn goes backwards, so that none is always first."""
    for job in jobs.values():
        job.run()
        job.parts.clear()
    seconds: dict[str, list[Seconds]] = {name: [] for name in jobs}
    order = list(jobs)
    started, turns = time.perf_counter(), 0
    while turns < size.repeats or (turns < MAX_TURNS and time.perf_counter() - started < size.turns_s):
        for name in order:
            gc.collect()
            wall, cpu = time.perf_counter(), time.process_time()
            jobs[name].run()
            seconds[name].append(Seconds(time.perf_counter() - wall, time.process_time() - cpu))
        order.reverse()
        turns += 1
    return seconds


def _result(name: str, jobs: dict[str, Job], seconds: dict[str, list[Seconds]]) -> Result:
    job, mine, against = jobs[name], seconds[name], BENCHMARKS[name].against
    wall, cpu = [job.amount / turn.wall for turn in mine], [job.amount / turn.cpu for turn in mine]
    ratio = wall_ratio = None
    if against is not None:
        base, theirs = jobs[against], seconds[against]
        wall_ratio = statistics.median(w * other.wall / base.amount for w, other in zip(wall, theirs, strict=True))
        ratio = statistics.median(c * other.cpu / base.amount for c, other in zip(cpu, theirs, strict=True))
        ratio = wall_ratio if BENCHMARKS[name].clock is Clock.WALL else ratio
    total = sum(job.parts.values())
    shares = {part: spent / total for part, spent in job.parts.items()} if total else {}
    return Result(name, BENCHMARKS[name].unit, tuple(wall), tuple(cpu), against, ratio, wall_ratio, shares)


def run_once(name: str, copies: int) -> float:
    """Run one benchmark once in this process; return the process's peak memory in MiB."""
    with tempfile.TemporaryDirectory() as folder:
        BENCHMARKS[name].prepare(Size(copies, 1, Path(folder))).run()
    return _peak_mib()


def _peak_mib() -> float:
    """Return the peak of this process. On Linux `ru_maxrss` starts at what the parent held, `VmHWM` at nothing."""
    status = Path("/proc/self/status")
    if status.is_file():
        line = next(line for line in status.read_text(encoding="ascii").splitlines() if line.startswith("VmHWM:"))
        return int(line.split()[1]) / 2**10
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * RSS_UNIT / 2**20


def peak_memory(name: str, copies: int) -> float:
    """Return the peak memory in MiB of a new process that runs one benchmark once, imports included."""
    command = [sys.executable, "-m", "tests.bench", "--memory-of", name, "--copies", str(copies)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return float(done.stdout)
