"""Worker processes: chunks of units out, batches back in their order.

Comes in: units, and what to do with a chunk of them. Goes out: a `Batch` for each chunk, in the order of the
units whatever finishes first. It refuses to hold a large input: a few chunks a worker are under way at a time.
"""

from __future__ import annotations

import collections
import functools
import itertools
import multiprocessing
import os
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from types import TracebackType
from typing import Protocol

from pipeline.config import SHIPPED
from pipeline.errors import PicketlineError
from pipeline.extract import Unit
from pipeline.work import Batch, work

#: Units that one worker takes at a time: enough to hide the hand-over, few enough to share evenly.
CHUNK_UNITS = 16
#: Below this many units a second process costs more (2 s to start) than it saves.
PARALLEL_FROM_UNITS = 96
#: Chunks in flight a worker, so that a large input is never read into memory whole.
CHUNKS_AHEAD = 4


class Act(Protocol):
    """Does one chunk with a model; `work.work` and `work.judge` are such."""

    def __call__(self, units: Sequence[Unit], model: str) -> Batch:
        """Return what came of the chunk."""


class Workers:
    """So many processes, 0 for one a core once there is enough to do; a context, which ends them.

    Each asks the language model `model`. They are started by the first input that is worth it, and kept for the next
    ones; they end with the process that started them, however that ends.
    """

    def __init__(self, workers: int, model: str = SHIPPED) -> None:
        self._model = model
        self._count = workers or (os.cpu_count() or 1)
        self._at_once = workers > 1
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Workers:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, err: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)
            self._pool = None

    def batches(self, units: Iterable[Unit], act: Act = work) -> Iterator[Batch]:
        """Yield what `act` makes of all units, chunk by chunk in order.

        Raises `PicketlineError` where a worker was ended from outside.
        """
        rest = iter(units)
        head = list(itertools.islice(rest, PARALLEL_FROM_UNITS))
        chunks = _chunks(itertools.chain(head, rest))
        do = functools.partial(act, model=self._model)
        is_small = not self._at_once and self._pool is None and len(head) < PARALLEL_FROM_UNITS
        if self._count == 1 or is_small:
            yield from map(do, chunks)
            return
        if self._pool is None:
            context = multiprocessing.get_context("spawn")
            self._pool = ProcessPoolExecutor(self._count, mp_context=context, initializer=_end_with_parent)
        try:
            yield from self._in_order(self._pool, do, chunks)
        except BrokenProcessPool as err:
            raise PicketlineError(
                "a worker process was ended from outside, as a system does that runs out of memory: set fewer workers"
            ) from err

    def _in_order(
        self, pool: ProcessPoolExecutor, do: Callable[[list[Unit]], Batch], chunks: Iterator[list[Unit]]
    ) -> Iterator[Batch]:
        waiting = collections.deque(
            pool.submit(do, chunk) for chunk in itertools.islice(chunks, self._count * CHUNKS_AHEAD)
        )
        while waiting:
            yield waiting.popleft().result()
            waiting.extend(pool.submit(do, chunk) for chunk in itertools.islice(chunks, 1))


def _end_with_parent() -> None:
    """Let a worker end when the run that started it is killed; it would wait for another chunk for ever."""
    parent = multiprocessing.parent_process()
    if parent is None:
        return

    def watch() -> None:
        parent.join()
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def _chunks(units: Iterable[Unit]) -> Iterator[list[Unit]]:
    iterator = iter(units)
    while chunk := list(itertools.islice(iterator, CHUNK_UNITS)):
        yield chunk
