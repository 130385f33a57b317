"""The files of the archive: one that grows, and what a killed run has left of one.

Comes in: whole records as bytes. Goes out: `NAME.warc.gz`, synced before it bears that name. It
refuses to overwrite a file, and leaves no half record behind a write that failed.
"""

from __future__ import annotations

import os
from pathlib import Path

from pipeline.archive.scan import scan, whole_bytes
from pipeline.disk import sync_folder
from pipeline.errors import InputError, OutputError

WARC_SUFFIX = ".warc.gz"
PART_SUFFIX = ".part"
#: A part whose records cannot be read keeps its bytes under this name, for a person to look at.
DAMAGED_SUFFIX = ".damaged"
#: SOURCE/YYYY/MM/NAME.
WARC_GLOB = f"*/[0-9][0-9][0-9][0-9]/[0-9][0-9]/*{WARC_SUFFIX}"


class Part:
    """A WARC file that grows under a temporary name."""

    def __init__(self, path: Path, descriptor: int) -> None:
        self.path = path
        self.size = 0
        self._descriptor = descriptor

    @classmethod
    def begin(cls, folder: Path, stem: str) -> Part:
        """Begin the first `STEM-NNN.warc.gz` in `folder` that there is not yet. Raises `OutputError`."""
        try:
            folder.mkdir(parents=True, exist_ok=True)
            number = 1
            while (path := folder / f"{stem}-{number:03d}{WARC_SUFFIX}").exists() or _part_of(path).exists():
                number += 1
            return cls(path, os.open(_part_of(path), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644))
        except OSError as err:
            raise OutputError(f"{folder}: cannot be written: {err.strerror or err}") from err

    def append(self, data: bytes) -> int:
        """Append whole records and return the offset of the first. Raises `OutputError`, and is then as before."""
        offset = self.size
        try:
            _write_all(self._descriptor, data)
        except OSError as err:
            os.ftruncate(self._descriptor, offset)
            os.lseek(self._descriptor, offset, os.SEEK_SET)
            raise OutputError(f"{self.path}: cannot be written: {err.strerror or err}") from err
        self.size += len(data)
        return offset

    def seal(self) -> Path:
        """Sync and close the file and give it its name, which is returned. Raises `OutputError`."""
        try:
            try:
                os.fsync(self._descriptor)
            finally:
                os.close(self._descriptor)
            _rename(_part_of(self.path), self.path)
        except OSError as err:
            raise OutputError(f"{self.path}: cannot be closed: {err.strerror or err}") from err
        return self.path

    def abandon(self) -> None:
        """Close the file as it is, for the next run to take in."""
        os.close(self._descriptor)


def adopt(part: Path) -> Path | None:
    """Close what a killed run left at `part`, up to its last whole record, and return its name.

    None where it holds no capture; then it is removed. Raises OSError.
    """
    whole = whole_bytes(part)
    path = part.with_name(part.name.removesuffix(PART_SUFFIX))
    try:
        os.truncate(part, whole)
        holds_capture = whole > 0 and any(found.entry is not None for found in scan(part, part.name))
    except InputError:
        part.replace(part.with_name(f"{path.name}{DAMAGED_SUFFIX}"))
        return None
    if not holds_capture:
        part.unlink()
        return None
    descriptor = os.open(part, os.O_WRONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    _rename(part, path)
    return path


def name_of(root: Path, path: Path) -> str:
    """Return how the archive calls a file: its way from the root, the same on every machine."""
    return path.relative_to(root).as_posix()


def _part_of(path: Path) -> Path:
    return path.with_name(path.name + PART_SUFFIX)


def _rename(source: Path, target: Path) -> None:
    if target.exists():
        raise FileExistsError(17, "exists already", str(target))
    source.replace(target)
    # The folders of a new source or month are names too, which must last.
    for folder in (target.parent, *target.parents[1:4]):
        sync_folder(folder)


def _write_all(descriptor: int, data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(descriptor, rest):]
