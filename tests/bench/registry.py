"""What a benchmark is, and the list of all of them.

Comes in: functions decorated with `benchmark`. Goes out: `BENCHMARKS`, by name, in the order of definition. It
refuses a name that is taken, and a comparison with a benchmark that does not stand before it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path


class Clock(StrEnum):
    """What a benchmark is compared by: the processor's clock stands still while others have the processor.

    It does not see child processes, though: a benchmark that works in some is compared by the clock on the wall.
    """

    CPU = "cpu"
    WALL = "wall"


@dataclass(frozen=True, slots=True)
class Size:
    """How much to measure: times every text is repeated, turns timed, and a folder for what is written.

    Short jobs take turns beyond `repeats` until `turns_s` seconds have gone by.
    """

    copies: int
    repeats: int
    folder: Path
    turns_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Job:
    """Prepared work: `run` does `amount` units of it, and adds the seconds of its parts to `parts`."""

    run: Callable[[], object]
    amount: int
    parts: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Benchmark:
    """One thing that is timed: `amount` is counted in `unit`; `against` names what it is compared with, by `clock`."""

    name: str
    unit: str
    against: str | None
    prepare: Callable[[Size], Job]
    clock: Clock = Clock.CPU

    @property
    def meaning(self) -> str:
        """What is timed, in the words of its function."""
        return (self.prepare.__doc__ or "").partition("\n")[0].rstrip(".")


BENCHMARKS: dict[str, Benchmark] = {}


def benchmark(
    name: str, *, unit: str, against: str | None = None, clock: Clock = Clock.CPU
) -> Callable[[Callable[[Size], Job]], Callable[[Size], Job]]:
    """Register a function that prepares a `Job`; what it does before it returns is not timed."""

    def register(prepare: Callable[[Size], Job]) -> Callable[[Size], Job]:
        if name in BENCHMARKS:
            raise ValueError(f"a benchmark is already called {name!r}")
        if against is not None and against not in BENCHMARKS:
            raise ValueError(f"{name}: no benchmark is called {against!r}")
        BENCHMARKS[name] = Benchmark(name, unit, against, prepare, clock)
        return prepare

    return register
