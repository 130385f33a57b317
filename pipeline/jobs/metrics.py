"""A run as figures for Prometheus, in a file that its node exporter collects.

Comes in: the figures of one run. Goes out: a textfile, replaced whole. It refuses to serve anything.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from prometheus_client import CollectorRegistry, Gauge, generate_latest

from pipeline.export.atomic import write_if_changed
from pipeline.jobs.coverage import Silence
from pipeline.records import CoverageRow

METRICS_NAME = "metrics.prom"
_BY_SOURCE = ("listed", "fetched", "failed", "articles", "relevant")


def write_metrics(
    out: Path,
    *,
    finished_at: float,
    seconds: float,
    exit_code: int,
    counts: Mapping[str, int],
    rows: Iterable[CoverageRow],
    silent: Iterable[Silence],
) -> None:
    """Write `out/metrics.prom`. `finished_at` is in seconds since 1970, `rows` are those of the run's day.

    Raises `OutputError`.
    """
    registry = CollectorRegistry()

    def gauge(name: str, text: str, labels: tuple[str, ...] = ()) -> Gauge:
        return Gauge(f"picketline_{name}", text, labels, registry=registry)

    gauge("last_run_timestamp_seconds", "When the last run ended.").set(finished_at)
    gauge("last_run_duration_seconds", "How long the last run took.").set(seconds)
    gauge("last_run_exit_code", "Its exit code: 0 done, 1 some addresses or captures failed.").set(exit_code)
    table = gauge("rows", "Rows of each table.", ("table",))
    for name, value in sorted(counts.items()):
        table.labels(name).set(value)
    by_source = {name: gauge(f"source_{name}", f"Coverage of the last run's day: {name}.", ("source",))
                 for name in _BY_SOURCE}
    for row in rows:
        for name, metric in by_source.items():
            metric.labels(row.source).set(getattr(row, name))
    nights = gauge("source_silent_nights", "Nights without anything new, of sources silent against their habit.",
                   ("source",))
    for silence in silent:
        nights.labels(silence.source).set(silence.nights)
    write_if_changed(out / METRICS_NAME, generate_latest(registry))
