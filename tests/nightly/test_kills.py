"""A night that is killed at any point and run again leaves what an uninterrupted one leaves."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

#: Points at which a night is killed; PICKETLINE_KILLS=100 takes a hundred, in two to six minutes.
N_POINTS = int(os.environ.get("PICKETLINE_KILLS", "20"))
SEED = int(os.environ.get("PICKETLINE_KILLS_SEED", "7"))


@pytest.mark.skipif(not hasattr(os, "fork"), reason="kills forked processes, which this system has none of")
def test_killed_at_any_point_and_run_again_nothing_is_lost_doubled_or_broken(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.nightly.kills", str(tmp_path), str(N_POINTS), str(SEED)]
    done = subprocess.run(command, cwd=Path(__file__).parents[2], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    whole, *kills = map(json.loads, done.stdout.splitlines())
    assert whole["ended"] == 0
    assert whole["captures"] == 7
    assert whole["events"] > 6
    assert len(kills) == N_POINTS
    for kill in kills:
        assert kill == {"at": kill["at"], "killed": True, "again": 0, "wrong": [], "captures": True, "findings": [],
                        "left": []}
