"""The benchmarks run on a tiny input and print what they say; nothing here is timed."""

import json

import pytest

from tests.bench import __main__ as command
from tests.bench.measure import measure, with_needed
from tests.bench.registry import BENCHMARKS, Clock, Job, Size, benchmark


@pytest.mark.parametrize("name", BENCHMARKS)
def test_every_benchmark_runs(name, tmp_path):
    results = measure([name], Size(copies=1, repeats=1, folder=tmp_path))
    assert [r.name for r in results] == with_needed([name])
    assert all(rate > 0 for r in results for rate in r.rates)
    assert (results[-1].ratio is None) == (BENCHMARKS[name].against is None)
    assert BENCHMARKS[name].meaning


def test_json_has_the_ratios_the_shares_and_the_memory(capsys):
    assert command.main(["--short", "--json", "--only", "nlp"]) == 0
    told = json.loads(capsys.readouterr().out)["benchmarks"]
    assert set(told) == {"tokenizer", "nlp"}
    assert 0 < told["nlp"]["ratio"] < 1
    assert sum(told["nlp"]["shares"].values()) == pytest.approx(1)
    assert told["nlp"]["peak_mib"] > 20


def test_a_name_is_given_once_and_compares_with_one_that_is_there(monkeypatch):
    monkeypatch.setattr("tests.bench.registry.BENCHMARKS", {})
    benchmark("one", unit="words")(lambda size: Job(lambda: None, size.copies))
    with pytest.raises(ValueError, match="already"):
        benchmark("one", unit="words")(lambda size: Job(lambda: None, 1))
    with pytest.raises(ValueError, match="none"):
        benchmark("two", unit="words", against="none")(lambda size: Job(lambda: None, 1))


def test_jobs_that_are_compared_take_turns_and_change_places(monkeypatch, tmp_path):
    ran: list[str] = []
    monkeypatch.setattr("tests.bench.registry.BENCHMARKS", registered := {})
    monkeypatch.setattr("tests.bench.measure.BENCHMARKS", registered)

    def job(name: str, steps: int) -> Job:
        return Job(lambda: ran.append(name) or sum(range(steps)), 1)

    benchmark("base", unit="runs")(lambda size: job("base", 200_000))
    benchmark("apart", unit="runs")(lambda size: job("apart", 10))
    benchmark("half", unit="runs", against="base")(lambda size: job("half", 800_000))
    results = {r.name: r for r in measure(registered, Size(copies=1, repeats=3, folder=tmp_path))}
    assert ran == ["base", "half", "base", "half", "half", "base", "base", "half", *["apart"] * 4]
    assert results["apart"].ratio is None
    assert 0 < results["half"].ratio < 1
    assert 0 < results["half"].wall_ratio < 1
    assert [len(r.rates) for r in results.values()] == [len(r.cpu_rates) for r in results.values()] == [3, 3, 3]


@pytest.mark.parametrize("clock, expected", [(Clock.CPU, 4.0), (Clock.WALL, 2.0)])
def test_a_benchmark_is_compared_by_its_own_clock(monkeypatch, tmp_path, clock, expected):
    wall, cpu = [0.0], [0.0]
    monkeypatch.setattr("tests.bench.registry.BENCHMARKS", registered := {})
    monkeypatch.setattr("tests.bench.measure.BENCHMARKS", registered)
    monkeypatch.setattr("tests.bench.measure.time.perf_counter", lambda: wall[0])
    monkeypatch.setattr("tests.bench.measure.time.process_time", lambda: cpu[0])

    def spend(on_wall: float, of_processor: float) -> Job:
        def run() -> None:
            wall[0] += on_wall
            cpu[0] += of_processor

        return Job(run, 1)

    benchmark("base", unit="runs")(lambda size: spend(2.0, 2.0))
    benchmark("split", unit="runs", against="base", clock=clock)(lambda size: spend(1.0, 0.5))
    result = measure(registered, Size(copies=1, repeats=2, folder=tmp_path))[-1]
    assert (result.ratio, result.wall_ratio) == (expected, 2.0)
