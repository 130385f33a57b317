"""Kills backfills at chosen points, in processes of its own: what `test_kills` runs as a script.

Comes in: a folder, how many points, a seed. Goes out: one JSON line a point, with what was found after the next
backfill of the same days. It refuses to know what is killed: a point is a line of the package that runs.
"""

from __future__ import annotations

import datetime as dt
import functools
import random
import sys
from pathlib import Path
from unittest import mock

from pipeline.backfill import backfill
from tests.backfill.test_backfill import Row, day, town_with_sitemaps, warc
from tests.nightly.kills import (
    CREWS,
    STORY,
    TOWNS,
    UNIONS,
    Points,
    first_night,
    in_child,
    kill_at_points,
    stories,
    warm_up,
)
from tests.nightly.town import Clock, install

FIRST, LAST = dt.date(2031, 5, 1), dt.date(2031, 5, 31)
#: Small, so that files and captures are cut into several shards.
SHARD_CAPTURES = 3
PLAIN = b"<html><body><p>A bakery in Norby has won a prize. No strike, no union, said Unite's baker.</p></body></html>"


def rows(file: int) -> list[Row]:
    """Two stories and a page that passes the prefilter alone; the last file repeats a page of the first."""
    numbers = (2 * file, 2 * file + 1 if file < 2 else 0)
    pages = [STORY.format(crew=CREWS[n], town=TOWNS[-1 - n], union=UNIONS[n], day=20 + n, share=60 + n, offer=3 + n)
             for n in numbers]
    found: list[Row] = [(f"https://b.example/{n}", "text/html", "200 OK", day(3 + file, n), page.encode())
                        for n, page in zip(numbers, pages, strict=True)]
    return [*found, (f"https://b.example/plain-{file}", "text/html", "200 OK", day(3 + file), PLAIN)]


def days_gone_by(root: Path, at: int | None, count_to: Path | None = None) -> None:
    """Bring in May, killed at a point; web and crawl, over what a night before has left."""
    job, town = install(root), stories(second=True)
    town_with_sitemaps(root, town)
    points = Points(at)
    with mock.patch("pipeline.backfill.SHARD_CAPTURES", SHARD_CAPTURES):
        sys.settrace(points)
        backfill(job, FIRST, LAST, environment={}, clock=Clock(300), rng=random.Random(5),
                 transport=town.transport(), cc_news=str(root / "news"))
        sys.settrace(None)
    if count_to is not None:
        count_to.write_text(str(points.n), encoding="utf-8")


def main(root: Path, n_points: int, seed: int) -> None:
    """Kill a backfill at `n_points` lines, over what a night before has left."""
    warm_up()
    first = root / "first"
    in_child(functools.partial(first_night, first))
    for file in range(3):
        warc(first / "news" / f"CC-NEWS-2031050{3 + file}000000-0000{file}.warc.gz", rows(file))
    kill_at_points(root, n_points, seed, days_gone_by)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
