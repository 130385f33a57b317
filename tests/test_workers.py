"""Workers give what one process gives, and end with the run, however it ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pipeline.config import NO_MODEL
from pipeline.errors import PicketlineError
from pipeline.work import Batch
from pipeline.workers import CHUNK_UNITS, Workers
from tests.test_work import unit

ROOT = Path(__file__).parents[1]


def named(units, model) -> Batch:
    return Batch(failures=[(str(os.getpid()), one.path, None) for one in units])


def killed(units, model) -> Batch:
    os.kill(os.getpid(), signal.SIGKILL)
    return Batch()


def test_batches_come_in_the_order_of_the_units() -> None:
    names = [str(n) for n in range(3 * CHUNK_UNITS + 1)]
    with Workers(2, NO_MODEL) as workers:
        found = [failure for batch in workers.batches(map(unit, names), named) for failure in batch.failures]
        # The processes are kept for the next input, however small.
        again = [failure for batch in workers.batches(map(unit, names[:1]), named) for failure in batch.failures]
    assert [path for _, path, _ in found] == names
    assert str(os.getpid()) not in {pid for pid, _, _ in found}
    assert len({pid for pid, _, _ in found + again}) <= 2


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system has no SIGKILL")
def test_a_worker_that_is_killed_is_told() -> None:
    with Workers(2, NO_MODEL) as workers, pytest.raises(PicketlineError, match="set fewer workers"):
        list(workers.batches(map(unit, "ab"), killed))


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="asks /proc whether a process is there")
def test_workers_end_with_a_run_that_is_killed() -> None:
    script = (
        "import os, signal, sys\n"
        "from tests.test_workers import NO_MODEL, Workers, named, unit\n"
        "if __name__ == '__main__':\n"
        "    [batch] = Workers(2, NO_MODEL).batches([unit('a')], named)\n"
        "    print(batch.failures[0][0], flush=True)\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    run = subprocess.Popen([sys.executable, "-c", script], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert run.stdout is not None
    worker = Path("/proc") / run.stdout.readline().strip()
    run.wait()
    for _ in range(100):
        if not worker.exists():
            break
        time.sleep(0.1)
    assert not worker.exists()
    run.stdout.close()
