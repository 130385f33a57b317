"""The commands of an installation against a site on loopback: what they do, print and return."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from importlib import resources
from pathlib import Path

import pytest

from pipeline.archive import Archive
from pipeline.cli import main
from pipeline.errors import OutputError
from pipeline.export.datasets import read_dataset
from pipeline.locking import Lock
from pipeline.schema import TABLES
from tests.fetch.server import Reply, Site
from tests.nightly.town import Town, install, night

SAMPLE = resources.files("pipeline") / "resources" / "sample"
PAGES = {f"/news/{name}-in-full": (SAMPLE / f"{name}.html").read_bytes()
         for name in ("wales-teachers-vote-beacon", "ni-nurses-strike-laganpost")}


def answer(path: str) -> Reply:
    if path == "/feed.rss":
        items = "".join(f"<item><title>Story</title><link>{page}</link></item>" for page in PAGES)
        return Reply(f'<rss version="2.0"><channel><title>Beacon</title>{items}</channel></rss>'.encode(),
                     "application/rss+xml")
    return Reply(PAGES[path]) if path in PAGES else Reply(b"gone", status=404)


@pytest.fixture
def config(tmp_path: Path) -> Iterator[Path]:
    with Site(answer) as site:
        (tmp_path / "sources").mkdir()
        (tmp_path / "sources" / "beacon.toml").write_text(
            f'name = "beacon"\noutlet = "The Beacon"\nnation = "Wales"\nlanguage = "en"\ntimezone = "Europe/London"\n'
            f'feeds = ["{site.base}/feed.rss"]\nunverified = true\n', encoding="utf-8")
        path = tmp_path / "job.toml"
        path.write_text('sources = "sources"\nraw = "raw"\nout = "out"\n[fetch]\ncontact = "desk@beacon.example"\n'
                        "allow_private = true\nrate_s = 0.0\ndeadline_s = 5.0\nrun_deadline_s = 30.0\n", "utf-8")
        yield path


def run(*arguments: object) -> int:
    return main([str(argument) for argument in arguments])


def test_a_night_and_the_next(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("nightly", "--config", config) == 0
    told = capsys.readouterr().out.splitlines()
    assert len(told) == 1
    assert "2 listed, 2 fetched, 0 failed; 2 new articles, 2 on disputes" in told[0]
    out = config.parent / "out"
    before = {path: path.stat().st_mtime_ns for path in out.rglob("*.parquet")}
    assert run("nightly", "--config", config, "--quiet") == 0
    assert {path: path.stat().st_mtime_ns for path in out.rglob("*.parquet")} == before
    assert json.loads((out / "nightly.json").read_text("utf-8"))["exit_code"] == 0


def test_fetch_alone_fills_the_archive_and_the_next_night_processes_it(
    config: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("fetch", "--config", config) == 0
    assert "2 listed, 2 fetched, 0 failed" in capsys.readouterr().out
    assert not (config.parent / "out").exists()
    assert run("nightly", "--config", config) == 0
    assert "0 fetched, 0 failed; 2 new articles" in capsys.readouterr().out


def test_what_fails_is_named_and_the_exit_code_says_so(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = config.parent / "sources" / "beacon.toml"
    text = source.read_text("utf-8")
    gone = text.partition('feeds = ["')[2].partition("/feed.rss")[0] + "/is-gone-for-good"
    source.write_text(text.replace("feeds", f'urls = ["{gone}"]\nfeeds'), "utf-8")
    assert run("nightly", "--config", config) == 1
    captured = capsys.readouterr()
    assert f"{gone}: http_status (404 Not Found)" in captured.err
    assert "3 listed, 2 fetched, 1 failed" in captured.out


def test_two_at_once_are_refused(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with Lock(config.parent / "out"):
        assert run("nightly", "--config", config) == 3
        assert run("backfill", "--config", config, "--from", "2031-05-01", "--to", "2031-05-31") == 3
    with Archive(config.parent / "raw"):
        assert run("fetch", "--config", config) == 3
        assert run("archive", "reindex", "--config", config) == 3
    assert "another run holds the lock" in capsys.readouterr().err


def test_the_archive_is_verified_and_indexed_again(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("archive", "verify", "--config", config) == 2
    run("fetch", "--config", config)
    capsys.readouterr()
    assert run("archive", "verify", "--config", config) == 0
    assert "verified: 1 files, 5 records, 2 captures; 0 findings" in capsys.readouterr().out
    [path] = (config.parent / "raw").rglob("*.warc.gz")
    data = path.read_bytes()
    path.write_bytes(data[:-20])
    assert run("archive", "verify", "--config", config) == 1
    assert "broken" in capsys.readouterr().err
    path.write_bytes(data)
    (config.parent / "raw" / "index.sqlite").unlink()
    assert run("archive", "verify", "--config", config) == 1
    assert run("archive", "reindex", "--config", config) == 0
    assert run("archive", "verify", "--config", config) == 0


def test_a_backfill_says_what_it_did(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run("fetch", "--config", config)
    capsys.readouterr()
    arguments = ("backfill", "--config", config, "--from", "2020-01-01", "--to", "2099-12-31", "--source", "beacon")
    assert run(*arguments) == 0
    assert "2 captures processed, 2 new articles" in capsys.readouterr().out
    assert run(*arguments) == 0
    assert "0 captures processed, 0 new articles" in capsys.readouterr().out


def test_sources_are_checked_and_marked(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("sources", "check", "--config", config) == 0
    assert "1 ok, 0 dead" in capsys.readouterr().out
    source = config.parent / "sources" / "beacon.toml"
    assert "unverified = true" in source.read_text("utf-8")
    assert run("sources", "check", "--config", config, "--mark") == 0
    assert "unverified" not in source.read_text("utf-8")


@pytest.mark.parametrize("text", ["", "[fetch", 'sources = "s"\nraw = "r"\nout = "o"\ncolour = "red"\n'])
def test_a_wrong_configuration_is_exit_code_2(tmp_path: Path, text: str, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "job.toml").write_text(text, encoding="utf-8")
    assert run("nightly", "--config", tmp_path / "job.toml") == 2
    assert run("nightly", "--config", tmp_path / "none.toml") == 2
    assert "job.toml" in capsys.readouterr().err


def test_a_first_night_without_anything_leaves_tables_that_open(config: Path) -> None:
    source = config.parent / "sources" / "beacon.toml"
    source.write_text(source.read_text("utf-8").replace("/feed.rss", "/none.rss"), encoding="utf-8")
    assert run("nightly", "--config", config) == 1
    for name in TABLES:
        assert read_dataset(config.parent / "out", name).num_rows == 0


@contextlib.contextmanager
def disk(folder: Path, size: str) -> Iterator[Path]:
    """A file system of its own, as small as a test wants it."""
    mount = shutil.which("mount")
    if mount is None or os.name != "posix" or os.geteuid() != 0:
        pytest.skip("mounting a small tmpfs needs root")
    folder.mkdir()
    command = [mount, "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)]
    if subprocess.run(command, capture_output=True, check=False).returncode != 0:
        pytest.skip("this system lets nobody mount a tmpfs")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


@pytest.mark.parametrize("room", [0, 30_000, 120_000, 250_000])
def test_a_night_on_a_full_disk_is_told_and_costs_nothing_that_was_there(tmp_path: Path, room: int) -> None:
    """`room` bytes are left: for nothing, for some pages, for the archive, for some of the tables."""
    town = Town()
    town.publish(4)
    with disk(tmp_path / "disk", "4m") as root:
        job = install(root)
        night(job, town)
        before = {name: read_dataset(job.out, name).to_pylist() for name in TABLES}
        town.publish(13, 4)
        fill(root / "filler", room)
        with pytest.raises(OutputError, match=r"No space left|full"):
            night(job, town, 1)
        assert {name: read_dataset(job.out, name).to_pylist() for name in TABLES} == before
        (root / "filler").unlink()
        night(job, town, 1)
        assert read_dataset(job.out, "articles").num_rows == 17
        assert Archive(job.raw).verify().findings == []


def fill(path: Path, room: int) -> None:
    free = shutil.disk_usage(path.parent).free
    path.write_bytes(bytes(max(free - room, 0)))


def test_a_night_where_nothing_can_be_written_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    town = Town()
    town.publish(2)
    with disk(tmp_path / "disk", "4m") as root:
        job = install(root)
        night(job, town)
        subprocess.run(["mount", "-o", "remount,ro", str(root)], check=True)
        assert run("nightly", "--config", root / "picketline.toml") == 2
        assert "cannot be written" in capsys.readouterr().err
        assert run("archive", "verify", "--config", root / "picketline.toml") == 0
        assert read_dataset(job.out, "articles").num_rows == 2
