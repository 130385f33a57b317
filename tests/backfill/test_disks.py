"""A backfill on a full disk, or one that cannot be written: told, and nothing that was there is lost."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from pipeline.archive import Archive
from pipeline.cli import main
from pipeline.errors import OutputError
from pipeline.export.datasets import read_dataset
from pipeline.schema import TABLES
from tests.backfill.test_backfill import rows, run, town_with_sitemaps, warc
from tests.nightly.test_commands import disk, fill
from tests.nightly.town import Town, install, night

NAME = "CC-NEWS-20310503120000-00001.warc.gz"


@pytest.mark.parametrize("room", [0, 20_000, 60_000, 120_000])
def test_a_backfill_on_a_full_disk_is_told_and_goes_on_where_there_is_room(tmp_path: Path, room: int) -> None:
    """`room` bytes are left: for nothing, for some pages, for the archive, for some of the tables."""
    town = Town()
    town.publish(4)
    crawl = warc(tmp_path / "news" / NAME, rows())
    with disk(tmp_path / "disk", "4m") as root:
        job = install(root)
        night(job, town)
        before = {name: read_dataset(job.out, name).to_pylist() for name in TABLES}
        town.publish(13, 4)
        town_with_sitemaps(root, town)
        fill(root / "filler", room)
        with pytest.raises(OutputError, match=r"No space left|full"):
            run(job, town, cc_news=str(crawl))
        assert {name: read_dataset(job.out, name).to_pylist() for name in TABLES} == before
        (root / "filler").unlink()
        summary = run(job, town, cc_news=str(crawl))
        assert summary.exit_code == 0
        assert Archive(job.raw).verify().findings == []
        # Four of the night, two of the crawl, and the stories of May that the sitemaps add.
        assert read_dataset(job.out, "articles").num_rows == 4 + 2 + 7
        assert run(job, town, cc_news=str(crawl)).files_changed == 0


def test_a_backfill_where_nothing_can_be_written_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    town = Town()
    town.publish(2)
    crawl = warc(tmp_path / "news" / NAME, rows())
    with disk(tmp_path / "disk", "4m") as root:
        job = install(root)
        night(job, town)
        subprocess.run(["mount", "-o", "remount,ro", str(root)], check=True)
        days = ("--from", "2031-05-01", "--to", "2031-05-31", "--no-web", "--cc-news", str(crawl))
        assert main(["backfill", "--config", str(root / "picketline.toml"), *days]) == 2
        assert "cannot be written" in capsys.readouterr().err
        assert read_dataset(job.out, "articles").num_rows == 2
