"""Whether the archive is whole: digests, files and index against each other.

Comes in: the root of an archive. Goes out: a `Verdict` with every finding, or an index made anew.
It refuses to repair a file: what is broken is named and stays as it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from pathlib import Path

from pipeline.archive.files import DAMAGED_SUFFIX, PART_SUFFIX, WARC_GLOB, name_of
from pipeline.archive.index import INDEX_NAME, Entry, Index, State
from pipeline.archive.scan import scan, whole_bytes
from pipeline.disk import sync_folder
from pipeline.errors import InputError, OutputError

#: Of a journal that SQLite keeps beside its file while it writes.
_JOURNAL_SUFFIX = "-journal"
_NEW_SUFFIX = ".new"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not as it should be: what, in which file, at which offset, and the facts."""

    code: str
    file: str
    offset: int | None
    message: str

    def __str__(self) -> str:
        place = "" if self.offset is None else f", record at {self.offset}"
        return f"{self.file}{place}: {self.code}: {self.message}"


@dataclass(slots=True)
class Verdict:
    """What was looked at and what was found."""

    n_files: int = 0
    n_records: int = 0
    n_captures: int = 0
    findings: list[Finding] = field(default_factory=list)

    def add(self, code: str, file: str, offset: int | None, message: str) -> None:
        """Record one finding."""
        self.findings.append(Finding(code, file, offset, message))


def verify(root: Path) -> Verdict:
    """Check every digest of every file, and that files and index say the same.

    Codes: `digest` (a record is not what its digest says), `broken` (a file cannot be read to its end),
    `unsealed` and `damaged` (left by a killed run; the next run takes the first in), `no-index`,
    `unindexed-file`, `missing-file`, `unindexed-capture`, `missing-capture`, `differs`, `dangling` (a revisit of
    a payload that is not there). Raises `OutputError` where the index cannot be opened.
    """
    verdict = Verdict()
    index = Index(root / INDEX_NAME, read_only=True) if (root / INDEX_NAME).exists() else None
    try:
        indexed = index.files() if index else {}
        if index is None:
            verdict.add("no-index", INDEX_NAME, None, "there is none; `picketline archive reindex` makes it")
        on_disk = {name_of(root, path): path for path in sorted(root.glob(WARC_GLOB))}
        for name, path in on_disk.items():
            entries = _check_file(path, name, verdict)
            if index is not None:
                _compare(name, path.stat().st_size, entries, index, indexed, verdict)
        for name in sorted(set(indexed) - set(on_disk)):
            verdict.add("missing-file", name, None, "the index knows it and it is not there")
    finally:
        if index is not None:
            index.close()
    for code, suffix in (("unsealed", PART_SUFFIX), ("damaged", DAMAGED_SUFFIX)):
        for path in sorted(root.glob(WARC_GLOB + suffix)):
            verdict.add(code, name_of(root, path), None, "a run is under way or was killed")
    return verdict


def reindex(root: Path) -> Verdict:
    """Make the index anew from the files and put it in the old one's place. Raises `OutputError`.

    The caller holds the archive's lock. Of a file that cannot be read to its end, the captures before the break
    are indexed and the verdict names it.
    """
    verdict = Verdict()
    new = root / f"{INDEX_NAME}{_NEW_SUFFIX}"
    try:
        for left in (new, new.with_name(new.name + _JOURNAL_SUFFIX)):
            left.unlink(missing_ok=True)
        index = Index(new)
        try:
            for path in sorted(root.glob(WARC_GLOB)):
                name = name_of(root, path)
                index.add_file(name, path.stat().st_size, _check_file(path, name, verdict, check_digests=False))
        finally:
            index.close()
        # The journal of the index that is replaced must not be played back into the new one.
        (root / f"{INDEX_NAME}{_JOURNAL_SUFFIX}").unlink(missing_ok=True)
        new.replace(root / INDEX_NAME)
        sync_folder(root)
    except OSError as err:
        raise OutputError(f"{root}: cannot be indexed: {err.strerror or err}") from err
    return verdict


def _check_file(path: Path, name: str, verdict: Verdict, *, check_digests: bool = True) -> list[Entry]:
    """Return the captures of one file; what is wrong with it goes to the verdict."""
    entries = []
    verdict.n_files += 1
    whole, size = whole_bytes(path), path.stat().st_size
    if whole != size:
        verdict.add("broken", name, whole, f"{size - whole:,} bytes at the end are no whole record")
    try:
        for found in scan(path, name, check_digests=check_digests):
            if found.offset >= whole:
                break
            verdict.n_records += 1
            for which in found.wrong_digests:
                verdict.add("digest", name, found.offset, f"the {which} is not what its digest says")
            if found.entry is not None:
                entries.append(found.entry)
    except InputError as err:
        verdict.add("broken", name, None, str(err))
    verdict.n_captures += len(entries)
    return entries


def _compare(
    name: str, size: int, entries: list[Entry], index: Index, indexed: dict[str, int], verdict: Verdict
) -> None:
    if name not in indexed:
        verdict.add("unindexed-file", name, None, f"the index does not know it, with {len(entries)} captures")
        return
    if indexed[name] != size:
        verdict.add("differs", name, None, f"has {size:,} bytes, the index says {indexed[name]:,}")
    there = {entry.offset: entry for entry in entries}
    said = {entry.offset: entry for entry in index.of_file(name)}
    for offset in sorted(set(there) - set(said)):
        verdict.add("unindexed-capture", name, offset, f"the index does not know it: {there[offset].url}")
    for offset in sorted(set(said) - set(there)):
        verdict.add("missing-capture", name, offset, f"the index knows it and it is not there: {said[offset].url}")
    for offset in sorted(set(said) & set(there)):
        for difference in _differences(there[offset], said[offset]):
            verdict.add("differs", name, offset, difference)
    for entry in entries:
        is_revisit = entry.state in (State.REVISIT, State.NOT_MODIFIED)
        if is_revisit and index.same_payload(entry.canonical_url, entry.digest) is None:
            verdict.add("dangling", name, entry.offset, f"no capture of the page holds the payload {entry.digest}")


def _differences(there: Entry, said: Entry) -> Iterator[str]:
    for column in fields(Entry):
        mine, other = getattr(there, column.name), getattr(said, column.name)
        if mine != other:
            yield f"{column.name} is {mine!r}, the index says {other!r}"
