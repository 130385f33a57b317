"""The command line end to end: exit codes 0, 1, 2 and 3, each failure named on the error stream, good articles kept."""

import gzip
import json
import os
import subprocess
import sys
from pathlib import Path

import filelock
import pytest

from pipeline import cli
from pipeline.export.datasets import read_dataset
from pipeline.locking import LOCK_NAME

ROOT = Path(__file__).parents[1]
TEXT = "Drivers in the RMT voted by 81% to strike at Hexley Trams on 3 March 2025, on a turnout of 67%. " * 4
PAGE = f"<!doctype html><html><head><title>Trams</title></head><body><article><p>{TEXT}</p></article></body></html>"
GOOD = {"url": "https://wire.example/trams", "published": "2025-02-20", "title": "Trams", "text": TEXT}


def run(*argv):
    """Run the command in this process; argparse leaves by SystemExit, with its exit code."""
    try:
        return cli.main([str(a) for a in argv])
    except SystemExit as leaving:
        return leaving.code


@pytest.fixture
def good(tmp_path):
    path = tmp_path / "good.jsonl"
    path.write_text(json.dumps(GOOD) + "\n", encoding="utf-8")
    return path


BAD_FILES = {
    "empty.html": b"",
    "binary.html": bytes(range(256)) * 40,
    "broken.txt": b"The strike \xff\xfe\xff goes on " * 9,
    "cut.txt.gz": gzip.compress(TEXT.encode() * 50)[:60],
    "no_text.csv": b"url,published\nhttps://a.example/1,2025-01-01\n",
    "broken.jsonl": b'{"url": "https://a.example/1", "text": \n',
    "nothing.jsonl": b'{"url": "https://a.example/1", "text": null}\n',
    "long.jsonl": b'{"text": "' + b"a" * (11 * 1024 * 1024) + b'"}\n',
    "broken.parquet": b"PAR1 and no more",
    "notes.docx": b"not a format of ours",
}


@pytest.mark.parametrize("name", BAD_FILES)
def test_a_bad_file_is_named_and_the_good_article_comes_out(name, good, tmp_path, capsys):
    bad = tmp_path / name
    bad.write_bytes(BAD_FILES[name])
    out = tmp_path / "out"
    assert run("process", bad, good, "--out", out, "--quiet", "--workers", 1) == cli.SOME_UNREADABLE
    assert str(bad) in capsys.readouterr().err
    articles = read_dataset(out, "articles").to_pylist()
    assert [a["url"] for a in articles] == [GOOD["url"]]
    logged = [json.loads(line) for line in (out / "issues.jsonl").read_text("utf-8").splitlines()]
    assert any(issue["code"] == "unreadable" and issue["where"] == str(bad) for issue in logged)


def test_a_bad_line_is_named_by_number_and_its_neighbours_come_out(tmp_path, capsys):
    path = tmp_path / "mixed.jsonl"
    other = GOOD | {"url": "https://wire.example/other", "published": "the day before"}
    path.write_text("\n".join([json.dumps(GOOD), "{no json", json.dumps(other)]) + "\n", encoding="utf-8")
    assert run("process", path, "--out", tmp_path / "out", "--quiet") == cli.SOME_UNREADABLE
    assert f"{path}, line 2" in capsys.readouterr().err
    articles = {a["url"]: a["published"] for a in read_dataset(tmp_path / "out", "articles").to_pylist()}
    assert str(articles[GOOD["url"]]) == "2025-02-20"
    assert articles[other["url"]] is None
    assert "bad-date" in (tmp_path / "out" / "issues.jsonl").read_text("utf-8")


def test_a_missing_file_is_named(tmp_path, capsys):
    missing = tmp_path / "nowhere.html"
    assert run("process", missing, "--out", tmp_path / "out") == cli.SOME_UNREADABLE
    assert capsys.readouterr().err == f"picketline: {missing}: no such file or directory\n"


def test_where_nothing_can_be_read_the_tables_of_the_last_run_stay(good, tmp_path):
    out = tmp_path / "out"
    assert run("process", good, "--out", out, "--quiet") == cli.DONE
    before = {p: p.read_bytes() for p in out.rglob("*") if p.is_file()}
    assert run("process", tmp_path / "mistyped.jsonl", "--out", out, "--quiet") == cli.SOME_UNREADABLE
    assert {p: p.read_bytes() for p in out.rglob("*") if p.is_file()} == before


def test_published_dates_a_text(tmp_path):
    page = tmp_path / "page.txt"
    page.write_text(TEXT, encoding="utf-8")
    assert run("process", page, "--out", tmp_path / "out", "--published", "2025-02-20", "--quiet") == cli.DONE
    assert (tmp_path / "out" / "articles" / "month=2025-02").is_dir()


@pytest.mark.parametrize(
    "argv,says",
    [
        (["process"], "--out"),
        (["process", "--out", "OUT"], "needs inputs"),
        (["process", "a.html", "--sample", "--out", "OUT"], "not both"),
        (["process", "a.html", "--out", "OUT", "--published", "2025-02-30"], "2025-02-30"),
        (["process", "a.html", "--out", "OUT", "--workers", "-1"], "workers"),
        (["process", "a.html", "--out", "OUT", "--workers", "two"], "two"),
        (["process", "a.html", "--out", "OUT", "--colour", "red"], "--colour"),
        (["translate"], "translate"),
        ([], "COMMAND"),
    ],
)
def test_wrong_usage(argv, says, tmp_path, capsys):
    assert run(*[tmp_path / "out" if a == "OUT" else a for a in argv]) == cli.WRONG
    assert says in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_an_output_folder_that_cannot_be_made_is_named(good, tmp_path, capsys):
    blocked = good / "out"
    assert run("process", good, "--out", blocked) == cli.WRONG
    assert str(blocked) in capsys.readouterr().err


def test_an_output_folder_that_cannot_be_written_is_named(good, tmp_path, capsys):
    out = tmp_path / "out"
    out.mkdir()
    (out / "articles").write_text("a file where the dataset belongs", encoding="utf-8")
    assert run("process", good, "--out", out) == cli.WRONG
    assert str(out) in capsys.readouterr().err


def test_a_run_that_is_stopped_says_so_and_goes_on_later(good, tmp_path, capsys, monkeypatch):
    def stopped(*args, **kwargs):
        raise KeyboardInterrupt

    out = tmp_path / "out"
    with monkeypatch.context() as patch:
        patch.setattr(cli, "process", stopped)
        assert run("process", good, "--out", out) == cli.STOPPED
    assert "stopped" in capsys.readouterr().err
    assert run("process", good, "--out", out, "--quiet") == cli.DONE


def test_a_held_lock(good, tmp_path, capsys):
    out = tmp_path / "out"
    out.mkdir()
    with filelock.FileLock(out / LOCK_NAME):
        assert run("process", good, "--out", out) == cli.LOCKED
    assert str(out) in capsys.readouterr().err
    assert run("process", good, "--out", out, "--quiet") == cli.DONE


def test_quiet_prints_nothing(good, tmp_path, capsys):
    assert run("process", good, "--out", tmp_path / "out", "--quiet") == cli.DONE
    assert capsys.readouterr() == ("", "")


def test_the_summary_says_what_was_found_and_where(good, tmp_path, capsys):
    out = tmp_path / "out"
    assert run("process", good, "--out", out) == cli.DONE
    printed = capsys.readouterr().out
    assert "ballot" in printed
    assert "RMT" in printed
    assert f"Parquet: {out}" in printed


def test_the_command_in_a_process_of_its_own(good, tmp_path):
    """From another folder, with no environment but a path: the exit code is the process's."""
    env = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "HOME": str(tmp_path)}
    command = [sys.executable, "-m", "pipeline.cli", "process", str(good), "missing.html", "--out", "out"]
    done = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == cli.SOME_UNREADABLE
    assert "missing.html" in done.stderr
    assert (tmp_path / "out" / "events").is_dir()


def test_version_and_help(capsys):
    assert run("--version") == cli.DONE
    assert run("process", "--help") == cli.DONE
    assert "picketline" in capsys.readouterr().out


def test_every_page_of_a_folder_of_pages(tmp_path):
    (tmp_path / "in" / "deep").mkdir(parents=True)
    (tmp_path / "in" / "one.html").write_text(PAGE, encoding="utf-8")
    (tmp_path / "in" / "deep" / "two.html").write_text(PAGE.replace("81%", "82%"), encoding="utf-8")
    assert run("process", tmp_path / "in", "--out", tmp_path / "out", "--quiet") == cli.DONE
    refs = [a["raw_ref"] for a in read_dataset(tmp_path / "out", "articles").to_pylist()]
    assert sorted(refs) == ["deep/two.html", "one.html"]
