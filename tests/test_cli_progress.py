"""Milestones of a long job: few, with the time left at the pace so far."""

from __future__ import annotations

import pytest

from pipeline.cli_progress import Milestones


class Steps:
    """A job whose every step takes so many seconds."""

    def __init__(self, every_s: float = 600.0) -> None:
        self.now_s = 50.0
        self.lines: list[str] = []
        self.milestones = Milestones(self.lines.append, clock=lambda: self.now_s, every_s=every_s)

    def run(self, stage: str, steps: range, total: int, *, each_s: float) -> None:
        for done in steps:
            self.milestones(stage, done, total)
            self.now_s += each_s


def test_a_line_every_ten_minutes_with_the_time_left() -> None:
    job = Steps()
    job.run("going through WARC files", range(31), 480, each_s=60.0)
    assert job.lines == [
        "going through WARC files: 10 of 480, about 7:50 h left",
        "going through WARC files: 20 of 480, about 7:40 h left",
        "going through WARC files: 30 of 480, about 7:30 h left",
    ]


def test_a_job_that_is_over_soon_leaves_no_line() -> None:
    job = Steps()
    job.run("fetching pages", range(60), 60, each_s=4.9)
    job.run("processing captures", range(60), 60, each_s=4.9)
    assert job.lines == []


def test_the_pace_is_that_of_the_steps_done_in_this_run() -> None:
    job = Steps()
    job.run("going through WARC files", range(400, 411), 480, each_s=60.0)
    assert job.lines == ["going through WARC files: 410 of 480, about 1:10 h left"]


def test_a_stage_that_starts_again_is_timed_anew() -> None:
    job = Steps()
    job.run("processing captures", range(0, 2000, 1000), 2000, each_s=100.0)
    job.run("processing captures", range(0, 500, 100), 2000, each_s=100.0)
    assert job.lines == ["processing captures: 400 of 2,000, about 0:27 h left"]


def test_stages_that_take_turns_keep_their_pace() -> None:
    """What is processed between two files is part of what a file takes: 600 seconds in all."""
    job = Steps()
    for file in range(3):
        job.run("going through WARC files", range(file, file + 1), 100, each_s=300.0)
        job.run("processing captures", range(0, 3, 2), 2, each_s=150.0)
    assert job.lines == [
        "going through WARC files: 1 of 100, about 16:30 h left",
        "going through WARC files: 2 of 100, about 16:20 h left",
    ]


@pytest.mark.parametrize(("done", "total"), [(0, 0), (0, 5), (5, 5), (7, 5)])
def test_what_gives_no_pace_gives_no_time(done: int, total: int) -> None:
    job = Steps(every_s=0.0)
    job.milestones("fetching pages", done, total)
    assert job.lines == [f"fetching pages: {done} of {total}"]
