"""The archive of an installation: what goes in comes out, once, also behind a kill, a fault or a full disk."""

from __future__ import annotations

import datetime as dt
import gzip
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator as WarcioIterator

from pipeline.archive import Archive, Entry, State
from pipeline.errors import ConfigError, InputError, LockedError, OutputError
from pipeline.records import Capture, Exchange

MOMENT = dt.datetime(2031, 5, 6, 7, 8, 9, 123456, tzinfo=dt.UTC)
PAGE = b"<html><body><p>Porters voted to walk out.</p></body></html>"
LIMIT = 1_000_000


def exchange(n: int = 1, body: bytes = PAGE, **changes: object) -> Exchange:
    url = f"https://courier.example/{n}"
    values: dict[str, object] = {
        "url": url, "final_url": url, "request_headers": (("Host", "courier.example"), ("User-Agent", "test")),
        "status": 200, "reason": "OK", "body": body, "fetched_at": MOMENT, "source": "courier",
        "response_headers": (("Content-Type", "text/html; charset=utf-8"), ("ETag", f'"{n}"'),
                             ("Last-Modified", "Tue, 06 May 2031 07:00:00 GMT")),
    }
    return Exchange(**(values | changes))  # type: ignore[arg-type]


def not_modified(n: int = 1, **changes: object) -> Exchange:
    return exchange(n, b"", status=304, reason="Not Modified", response_headers=(), not_modified=True, **changes)


def later(hours: int) -> dt.datetime:
    return MOMENT + dt.timedelta(hours=hours)


def add(root: Path, *exchanges: Exchange) -> list[str]:
    with Archive(root) as archive:
        return [archive.add(one) for one in exchanges]


def entries(root: Path) -> list[Entry]:
    with Archive(root) as archive:
        return list(archive.entries())


def warcs(root: Path) -> list[Path]:
    return sorted(root.rglob("*.warc.gz"))


def codes(root: Path) -> list[str]:
    return sorted(finding.code for finding in Archive(root).verify().findings)


def flipped(path: Path, offset: int) -> None:
    """Spoil one byte of a payload and pack the record again, so that only its digest can tell."""
    data = path.read_bytes()
    spoilt = gzip.decompress(data[offset:]).replace(b"Porters", b"Waiters", 1)
    path.write_bytes(data[:offset] + gzip.compress(spoilt, mtime=0))


def test_a_capture_comes_back_as_it_was_fetched(tmp_path: Path) -> None:
    packed = exchange(2, gzip.compress(PAGE, mtime=0), content_encoding="gzip",
                      response_headers=(("Content-Type", "text/html"), ("Content-Encoding", "gzip"),
                                        ("Transfer-Encoding", "chunked")))
    refs = add(tmp_path, exchange(), packed)
    with Archive(tmp_path) as archive:
        found = list(archive.entries())
        pages = [archive.read(entry, max_body_bytes=LIMIT) for entry in found]
    assert [entry.raw_ref for entry in found] == refs
    assert all(ref.startswith("courier/2031/05/courier-20310506070809-001.warc.gz:") for ref in refs)
    assert [page.body for page in pages if isinstance(page, Capture)] == [PAGE, PAGE]
    assert [(page.url, page.fetched_at, page.raw_ref) for page in pages if isinstance(page, Capture)] == [
        (f"https://courier.example/{n}", MOMENT, ref) for n, ref in zip((1, 2), refs, strict=True)]
    assert (found[0].etag, found[0].state, found[0].status) == ('"1"', State.NEW, 200)


def test_request_and_response_stand_side_by_side_and_warcio_agrees(tmp_path: Path) -> None:
    add(tmp_path, exchange(), exchange(fetched_at=later(1)), not_modified(fetched_at=later(2)),
        exchange(3, b"", status=404))
    [path] = warcs(tmp_path)
    with path.open("rb") as handle:
        records = [(r.rec_type, r.rec_headers) for r in WarcioIterator(handle, check_digests="raise")]
    found = [(kind, h.get_header("WARC-Record-ID"), h.get_header("WARC-Concurrent-To")) for kind, h in records]
    kinds = [kind for kind, *_ in found]
    assert kinds == ["warcinfo", *["request", "response"], *["request", "revisit"] * 2, *["request", "response"]]
    assert [concurrent for kind, _, concurrent in found if kind == "request"] == [
        record_id for kind, record_id, _ in found if kind in ("response", "revisit")]
    check = subprocess.run([sys.executable, "-m", "warcio.cli", "check", str(path)], capture_output=True, check=False)
    assert check.returncode == 0, check.stdout


def test_what_has_not_changed_is_stored_once(tmp_path: Path) -> None:
    add(tmp_path, exchange(), exchange(fetched_at=later(1)))
    add(tmp_path, not_modified(fetched_at=later(24)), exchange(fetched_at=later(25)))
    found = entries(tmp_path)
    assert [entry.state for entry in found] == [State.NEW, State.REVISIT, State.NOT_MODIFIED, State.REVISIT]
    assert len({entry.digest for entry in found}) == 1
    assert codes(tmp_path) == []


def test_an_edited_page_is_a_new_capture_and_both_stay(tmp_path: Path) -> None:
    edited = PAGE.replace(b"voted", b"decided")
    add(tmp_path, exchange())
    add(tmp_path, exchange(body=edited, fetched_at=later(24)))
    add(tmp_path, exchange(fetched_at=later(48)))
    with Archive(tmp_path) as archive:
        found = list(archive.entries())
        bodies = [archive.read(e, max_body_bytes=LIMIT) for e in found if e.state is State.NEW]
    assert [entry.state for entry in found] == [State.NEW, State.NEW, State.REVISIT]
    assert [one.body for one in bodies if isinstance(one, Capture)] == [PAGE, edited]


def test_known_gives_the_validators_of_the_latest_capture(tmp_path: Path) -> None:
    with Archive(tmp_path) as archive:
        assert archive.known("https://courier.example/1") is None
        archive.add(exchange())
        first = archive.known("https://courier.example/1")
        assert first is not None
        assert first.etag == '"1"'
    with Archive(tmp_path) as archive:
        archive.add(not_modified(fetched_at=later(1)))
        archive.add(exchange(fetched_at=later(2), status=500, body=b"oops"))
    with Archive(tmp_path) as archive:
        again = archive.known("https://courier.example/1")
        assert again is not None
        assert (again.state, again.etag, again.last_modified) == (
            State.NOT_MODIFIED, '"1"', "Tue, 06 May 2031 07:00:00 GMT")


def test_redirects_keep_both_addresses(tmp_path: Path) -> None:
    add(tmp_path, exchange(url="https://courier.example/short"))
    [entry] = entries(tmp_path)
    assert (entry.url, entry.canonical_url) == ("https://courier.example/short", "https://courier.example/1")
    with Archive(tmp_path) as archive:
        assert archive.known("https://courier.example/1?utm_source=feed") == entry


@pytest.mark.parametrize("source", ["", "../up", "a/b", "A", ".hidden", "x" * 101])
def test_a_source_is_a_plain_name(tmp_path: Path, source: str) -> None:
    with Archive(tmp_path) as archive, pytest.raises(ConfigError):
        archive.add(exchange(source=source))


def test_headers_cannot_forge_records(tmp_path: Path) -> None:
    evil = (("Content-Type", "text/html"), ("X-Odd", "a\r\nWARC/1.1\r\n\r\nWARC-Type: response"), ("a b:c\n", "\u2019"))
    add(tmp_path, exchange(response_headers=evil, reason="OK\r\nX: y", url="https://courier.example/ \u00e9\r\nx"))
    assert len(entries(tmp_path)) == 1
    assert codes(tmp_path) == []


def test_months_and_sources_have_folders_and_large_files_rotate(tmp_path: Path) -> None:
    with Archive(tmp_path, rotate_bytes=1) as archive:
        for n, source in enumerate(("courier", "courier", "beacon")):
            archive.add(exchange(n, source=source))
        archive.add(exchange(9, fetched_at=MOMENT + dt.timedelta(days=30)))
    assert [path.relative_to(tmp_path).as_posix() for path in warcs(tmp_path)] == [
        "beacon/2031/05/beacon-20310506070809-001.warc.gz", "courier/2031/05/courier-20310506070809-001.warc.gz",
        "courier/2031/05/courier-20310506070809-002.warc.gz", "courier/2031/06/courier-20310605070809-001.warc.gz"]
    assert codes(tmp_path) == []


def test_the_index_is_made_again_as_it_was(tmp_path: Path) -> None:
    add(tmp_path, exchange(), exchange(2), not_modified(fetched_at=later(1)), exchange(3, b"", status=404))
    before = entries(tmp_path)
    (tmp_path / "index.sqlite").unlink()
    assert codes(tmp_path) == ["no-index"]
    verdict = Archive(tmp_path).reindex()
    assert (verdict.n_files, verdict.n_captures, verdict.findings) == (1, 4, [])
    assert entries(tmp_path) == before
    assert codes(tmp_path) == []


def test_verify_finds_what_is_wrong(tmp_path: Path) -> None:
    add(tmp_path, exchange(), exchange(2, PAGE + b" "))
    add(tmp_path, exchange(fetched_at=later(1)))
    first, second = warcs(tmp_path)
    offset = entries(tmp_path)[1].offset
    whole = first.read_bytes()

    flipped(first, offset)
    assert codes(tmp_path)[-2:] == ["digest"] * 2
    first.write_bytes(whole[:-30])
    assert codes(tmp_path) == ["broken", "differs", "missing-capture"]
    first.write_bytes(b"no archive")
    assert "broken" in codes(tmp_path)
    first.unlink()
    assert codes(tmp_path) == ["missing-file"]
    first.write_bytes(whole)
    shutil.copy(second, second.with_name("courier-x.warc.gz"))
    assert codes(tmp_path) == ["unindexed-file"]
    second.with_name("courier-x.warc.gz").unlink()
    with sqlite3.connect(tmp_path / "index.sqlite") as base:
        base.execute("UPDATE captures SET etag = 'other' WHERE offset = ? AND file LIKE '%-001%'", (offset,))
        base.execute("INSERT INTO captures SELECT file, 1, source, url, canonical_url, fetched_at, status, media_type, "
                     "digest, etag, last_modified, state, record_id FROM captures LIMIT 1")
    assert codes(tmp_path) == ["differs", "missing-capture"]
    with sqlite3.connect(tmp_path / "index.sqlite") as base:
        base.execute("DELETE FROM captures WHERE state = 'new'")
    assert "unindexed-capture" in codes(tmp_path)
    assert "dangling" in codes(tmp_path)
    Archive(tmp_path).reindex()
    assert codes(tmp_path) == []


def test_two_runs_at_once_are_refused(tmp_path: Path) -> None:
    with Archive(tmp_path), pytest.raises(LockedError), Archive(tmp_path):
        pass
    with Archive(tmp_path), pytest.raises(LockedError):
        Archive(tmp_path).reindex()


def killed_while_adding(root: Path) -> None:
    """Add two captures and end without closing anything, as a killed process does."""
    child = os.fork()
    if child == 0:
        archive = Archive(root)
        archive.__enter__()
        archive.add(exchange())
        archive.add(exchange(2))
        os._exit(0)
    os.waitpid(child, 0)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
@pytest.mark.parametrize("lost", [0, 1, 30, 400, 10_000])
def test_what_a_killed_run_left_is_taken_in(tmp_path: Path, lost: int) -> None:
    killed_while_adding(tmp_path)
    [part] = tmp_path.rglob("*.part")
    data = part.read_bytes()
    part.write_bytes(data[: max(len(data) - lost, 0)])
    assert codes(tmp_path) == ["unsealed"]
    found = entries(tmp_path)
    assert [entry.url[-1] for entry in found] == {0: ["1", "2"], 1: ["1"], 30: ["1"], 400: ["1"]}.get(lost, [])
    assert codes(tmp_path) == []
    assert not list(tmp_path.rglob("*.part"))


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_no_cut_of_a_part_is_too_much(tmp_path: Path) -> None:
    killed_while_adding(tmp_path)
    [part] = tmp_path.rglob("*.part")
    data = part.read_bytes()
    last = 0
    for kept in range(0, len(data) + 1, 61):
        root = tmp_path / str(kept)
        path = root / part.relative_to(tmp_path)
        path.parent.mkdir(parents=True)
        path.write_bytes(data[:kept])
        found = entries(root)
        assert len(found) >= last
        last = len(found)
        assert codes(root) == []


def test_a_file_that_the_index_does_not_know_is_taken_in(tmp_path: Path) -> None:
    add(tmp_path / "a", exchange())
    [path] = warcs(tmp_path / "a")
    copy = tmp_path / "b" / path.relative_to(tmp_path / "a")
    copy.parent.mkdir(parents=True)
    shutil.copy(path, copy)
    assert entries(tmp_path / "b") == entries(tmp_path / "a")


def test_an_error_keeps_what_was_fetched(tmp_path: Path) -> None:
    def run() -> None:
        with Archive(tmp_path) as archive:
            archive.add(exchange())
            raise RuntimeError("the network is gone")

    with pytest.raises(RuntimeError):
        run()
    assert len(entries(tmp_path)) == 1


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 256 KiB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = shutil.which("mount")
    if mount is None or os.name != "posix" or os.geteuid() != 0:
        pytest.skip("mounting a small tmpfs needs root")
    command = [mount, "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(folder)]
    if subprocess.run(command, capture_output=True, check=False).returncode != 0:
        pytest.skip("this system lets nobody mount a tmpfs")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_a_full_disk_is_told_and_costs_nothing_that_was_there(small_disk: Path) -> None:
    add(small_disk, exchange())
    before = entries(small_disk)
    filler = small_disk / "filler"
    filler.write_bytes(bytes(60_000))
    with pytest.raises(OutputError, match="No space left"):
        add(small_disk, *(exchange(n, os.urandom(20_000)) for n in range(2, 100)))
    assert set(codes(small_disk)) <= {"unindexed-file", "unsealed"}
    filler.unlink()
    found = entries(small_disk)
    assert set(before) < set(found)
    assert len(found) > 2
    assert codes(small_disk) == []


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="needs POSIX permissions")
def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    """Root may write anywhere, so the folder is taken by a file instead."""
    add(tmp_path / "raw", exchange())
    (tmp_path / "raw" / "beacon").write_text("in the way", encoding="utf-8")
    with Archive(tmp_path / "raw") as archive, pytest.raises(OutputError, match="cannot be written"):
        archive.add(exchange(source="beacon"))
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(OutputError, match="cannot be written"), Archive(tmp_path / "file"):
        pass
    assert len(entries(tmp_path / "raw")) == 1


def test_an_index_that_is_none_is_told(tmp_path: Path) -> None:
    add(tmp_path, exchange())
    (tmp_path / "index.sqlite").write_bytes(b"no index" * 1000)
    with pytest.raises(OutputError, match=r"index\.sqlite"), Archive(tmp_path):
        pass
    Archive(tmp_path).reindex()
    assert codes(tmp_path) == []


def test_what_is_no_page_cannot_be_read_as_one(tmp_path: Path) -> None:
    add(tmp_path, exchange(response_headers=(("Content-Type", "application/rss+xml"),)))
    with Archive(tmp_path) as archive:
        [entry] = archive.entries()
        assert isinstance(archive.read(entry, max_body_bytes=LIMIT), InputError)


@settings(max_examples=40)
@given(
    body=st.binary(max_size=300), url=st.text(max_size=40), reason=st.text(max_size=10),
    headers=st.lists(st.tuples(st.text(max_size=10), st.text(max_size=20)), max_size=5),
    status=st.integers(100, 599),
)
def test_any_answer_can_be_kept(
    tmp_path_factory: pytest.TempPathFactory, body: bytes, url: str, reason: str, headers: list[tuple[str, str]],
    status: int,
) -> None:
    root = tmp_path_factory.mktemp("raw")
    address = f"https://courier.example/{url}"
    add(root, exchange(url=address, final_url=address, body=body, reason=reason, status=status,
                       response_headers=tuple(headers)), exchange(2, fetched_at=later(1)))
    assert len(entries(root)) == 2
    assert codes(root) == []
