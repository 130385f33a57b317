"""From the paths a user names to the files that can be read.

Comes in: files and folders. Goes out: `Source`s in sorted order, and an `InputError` for what
was asked for and cannot be had. It refuses to open a file's content, and to follow a link to
a folder, so that no loop of links can hold it.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import InputError
from pipeline.extract.normal_text import encodable
from pipeline.extract.units import STAGE
from pipeline.issues import IssueLog

#: The reader of each suffix; `.gz` may follow any but Parquet, which compresses itself.
FORMATS = {
    ".html": "html",
    ".htm": "html",
    ".txt": "txt",
    ".jsonl": "jsonl",
    ".csv": "csv",
    ".parquet": "parquet",
    ".warc": "warc",
}


@dataclass(frozen=True, slots=True)
class Source:
    """One readable file: where it lies, what the output calls it, and which reader takes it."""

    path: Path
    name: str
    format: str
    compressed: bool

    @property
    def shown(self) -> str:
        """The path as messages name it."""
        return encodable(self.path)


def find_sources(paths: Sequence[Path], *, issues: IssueLog) -> Iterator[Source | InputError]:
    """Yield every file to read, in the order of `paths` and sorted within a folder.

    A file named outright must have a known suffix; in a folder others are passed over with
    an issue. A folder with nothing to read is an error.
    """
    for path in paths:
        try:
            mode = path.stat().st_mode
        except OSError as err:
            yield InputError(_reason(err), path=encodable(path))
            continue
        if stat.S_ISDIR(mode):
            yield from _in_folder(path, issues)
        elif not stat.S_ISREG(mode):
            yield InputError("is neither a file nor a folder", path=encodable(path))
        else:
            source = _source(path, encodable(path.name))
            yield source or InputError(f"has no suffix that can be read ({', '.join(FORMATS)})", path=encodable(path))


def _in_folder(folder: Path, issues: IssueLog) -> Iterator[Source | InputError]:
    refused: list[OSError] = []
    found = False
    for here, subfolders, names in os.walk(folder, onerror=refused.append, followlinks=False):
        subfolders.sort()
        for link in [name for name in subfolders if Path(here, name).is_symlink()]:
            where = _name(Path(here, link), folder)
            issues.add(STAGE, "linked-folder", where, message="a link to a folder is passed over")
        for name in sorted(names):
            result = _file_in_folder(Path(here, name), folder, issues)
            if result is not None:
                found = True
                yield result
    for err in refused:
        found = True
        yield InputError(_reason(err), path=encodable(err.filename))
    if not found:
        yield InputError("the folder holds no file that can be read", path=encodable(folder))


def _file_in_folder(path: Path, folder: Path, issues: IssueLog) -> Source | InputError | None:
    name = _name(path, folder)
    source = _source(path, name)
    if source is None:
        issues.add(STAGE, "ignored-file", name, message="no suffix that can be read")
        return None
    try:
        mode = path.stat().st_mode
    except OSError as err:
        return InputError(_reason(err), path=encodable(path))
    if not stat.S_ISREG(mode):
        issues.add(STAGE, "ignored-file", name, message="not a regular file")
        return None
    return source


def _source(path: Path, name: str) -> Source | None:
    lowered = path.name.lower()
    compressed = lowered.endswith(".gz")
    kind = FORMATS.get(Path(lowered.removesuffix(".gz")).suffix)
    if kind is None or (compressed and kind == "parquet"):
        return None
    return Source(path, name, kind, compressed)


def _name(path: Path, folder: Path) -> str:
    """Name a file in the output: its way below the folder given, the same on every machine."""
    return encodable(path.relative_to(folder).as_posix())


def _reason(err: OSError) -> str:
    return (err.strerror or str(err)).lower()
