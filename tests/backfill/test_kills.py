"""A backfill that is killed at any point and run again leaves what an uninterrupted one leaves."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

#: Points at which a backfill is killed; the two settings are those of the nights' kills.
N_POINTS = int(os.environ.get("PICKETLINE_KILLS", "20"))
SEED = int(os.environ.get("PICKETLINE_KILLS_SEED", "7"))


@pytest.mark.skipif(not hasattr(os, "fork"), reason="kills forked processes, which this system has none of")
def test_killed_at_any_point_and_run_again_the_tables_are_those_of_one_run(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.backfill.kills", str(tmp_path), str(N_POINTS), str(SEED)]
    done = subprocess.run(command, cwd=Path(__file__).parents[2], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    whole, *kills = map(json.loads, done.stdout.splitlines())
    assert whole["ended"] == 0
    # Four of the night, five of the crawl, two of the sitemaps.
    assert (whole["captures"], whole["articles"]) == (11, 11)
    assert len(kills) == N_POINTS
    for kill in kills:
        assert kill == {"at": kill["at"], "killed": True, "again": 0, "wrong": [], "captures": True, "findings": [],
                        "left": []}
