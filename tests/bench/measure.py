"""From benchmarks to figures: medians of several runs taken in turn, and peak memory in a process of its own.

Comes in: names of benchmarks and a `Size`. Goes out: `Result`s. It refuses to time one benchmark to its end before
the next: a machine that slows down meanwhile would show as a ratio.
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
from dataclasses import dataclass, replace
from pathlib import Path

from tests.bench.registry import BENCHMARKS, Size

ROOT = Path(__file__).parents[2]
#: `ru_maxrss` is in kibibytes, but in bytes on macOS.
RSS_UNIT = 1 if sys.platform == "darwin" else 1024


@dataclass(frozen=True, slots=True)
class Result:
    """Units a second of each run, what they are compared with, the share of each part, peak memory in MiB."""

    name: str
    unit: str
    rates: tuple[float, ...]
    against: str | None
    ratio: float | None
    shares: dict[str, float]
    peak_mib: float | None = None

    @property
    def rate(self) -> float:
        """The median of the runs, in units a second."""
        return statistics.median(self.rates)


def with_needed(names: Iterable[str]) -> list[str]:
    """Return `names` and what they are compared with, in the order of the registry."""
    wanted = set(names)
    wanted |= {BENCHMARKS[name].against or name for name in wanted}
    return [name for name in BENCHMARKS if name in wanted]


def measure(names: Iterable[str], size: Size) -> list[Result]:
    """Return one result a benchmark; the first run of each is not counted."""
    chosen = with_needed(names)
    jobs = {name: BENCHMARKS[name].prepare(replace(size, folder=size.folder / name)) for name in chosen}
    for job in jobs.values():
        job.run()
        job.parts.clear()
    rates: dict[str, list[float]] = {name: [] for name in chosen}
    for _ in range(size.repeats):
        for name, job in jobs.items():
            gc.collect()
            started = time.perf_counter()
            job.run()
            rates[name].append(job.amount / (time.perf_counter() - started))
    results = []
    for name in chosen:
        against = BENCHMARKS[name].against
        ratio = statistics.median(rates[name]) / statistics.median(rates[against]) if against else None
        total = sum(jobs[name].parts.values())
        shares = {part: seconds / total for part, seconds in jobs[name].parts.items()} if total else {}
        results.append(Result(name, BENCHMARKS[name].unit, tuple(rates[name]), against, ratio, shares))
    return results


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
