"""How far a long job has come, for a log: a line now and then in the place of a bar.

Comes in: a stage's name, what is done, of how many. Goes out: lines with the time that is left. It refuses to fill
a log: a job that is over soon leaves none.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass

#: Between two lines of one stage: six an hour of a backfill that runs for days.
EVERY_S = 600.0


@dataclass(slots=True)
class _Stage:
    """Where a stage began in this run and when, and where it is."""

    first: int
    began_s: float
    done: int


class Milestones:
    """Told of every step, writes a line every `every_s` seconds; `tell` prints, `clock` gives seconds."""

    def __init__(
        self, tell: Callable[[str], None], *, clock: Callable[[], float] = time.monotonic, every_s: float = EVERY_S
    ) -> None:
        self._tell = tell
        self._clock = clock
        self._every_s = every_s
        self._told_s = clock()
        self._stages: dict[str, _Stage] = {}

    def __call__(self, name: str, done: int, total: int) -> None:
        """Note that `done` of `total` are done of a stage; one that starts again is timed anew."""
        now = self._clock()
        stage = self._stages.get(name)
        if stage is None or done < stage.done:
            stage = self._stages[name] = _Stage(done, now, done)
        stage.done = done
        if now - self._told_s >= self._every_s:
            self._told_s = now
            self._tell(f"{name}: {done:,} of {total:,}{_left(stage, now, total)}")


def _left(stage: _Stage, now: float, total: int) -> str:
    """Return the time left at the pace of the stage so far, in hours and minutes; nothing before its first step."""
    steps, rest = stage.done - stage.first, total - stage.done
    if steps <= 0 or rest <= 0:
        return ""
    minutes = math.ceil((now - stage.began_s) / steps * rest / 60)
    return f", about {minutes // 60}:{minutes % 60:02} h left"
