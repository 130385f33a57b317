"""Files that are replaced whole or not at all.

Comes in: paths and their bytes. Goes out: those files, written beside their place, flushed and
renamed; a file that already holds the bytes is left alone, time stamp included. It refuses to
rename anything before everything is on the disk.
"""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from types import TracebackType

from pipeline.disk import sync_folder, write_synced
from pipeline.errors import OutputError

#: A temporary file begins with a dot and does not end in `.parquet`, so that no reader takes it for data.
TEMPORARY_PREFIX, TEMPORARY_SUFFIX = ".", ".tmp"


class Replacement:
    """A set of files that take the place of the old ones together, as a context manager.

    `put` writes temporary files; leaving the block without an error renames them all, leaving it
    with one removes them. A crash between two renames leaves some files new and some old, each of
    them whole; the next run repairs that.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self.written: list[Path] = []
        self.unchanged: list[Path] = []
        self._temporary: dict[Path, Path] = {}
        self._made: list[Path] = []

    def __enter__(self) -> Replacement:
        return self

    def put(self, path: Path, body: bytes) -> None:
        """Stage `body` for `path`. Raises `OutputError` where the folder cannot be written."""
        try:
            if path.is_file() and path.read_bytes() == body:
                self.unchanged.append(path)
                return
            self._make_folder(path.parent)
            temporary = path.with_name(f"{TEMPORARY_PREFIX}{path.name}.{os.getpid()}{TEMPORARY_SUFFIX}")
            self._temporary[path] = temporary
            write_synced(temporary, body)
        except OSError as error:
            raise OutputError(f"{self.root}: cannot write {path}: {error.strerror or error}") from error

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if kind is None:
                self._rename()
        finally:
            self._clean()

    def _rename(self) -> None:
        for path, temporary in list(self._temporary.items()):
            try:
                temporary.replace(path)
            except OSError as error:
                raise OutputError(f"{self.root}: cannot replace {path}: {error.strerror or error}") from error
            self.written.append(path)
            del self._temporary[path]
        # The folder of a new month or table is a name too, which must last.
        for folder in sorted({path.parent for path in self.written} | {made.parent for made in self._made}):
            try:
                sync_folder(folder)
            except OSError as error:
                raise OutputError(f"{self.root}: cannot write {folder}: {error.strerror or error}") from error

    def _clean(self) -> None:
        # What cannot be removed either, as on a disk that has just gone read-only, is swept by the next run; the
        # error that led here tells more.
        with contextlib.suppress(OSError):
            for temporary in self._temporary.values():
                temporary.unlink(missing_ok=True)
            for folder in reversed(self._made):
                if folder.is_dir() and not any(folder.iterdir()):
                    folder.rmdir()

    def _make_folder(self, folder: Path) -> None:
        missing = [parent for parent in (folder, *folder.parents) if not parent.exists()]
        for parent in reversed(missing):
            parent.mkdir(exist_ok=True)
            self._made.append(parent)


def write_if_changed(path: Path, body: bytes) -> bool:
    """Replace one file atomically; return whether its bytes changed. Raises `OutputError`."""
    with Replacement(path.parent) as replacement:
        replacement.put(path, body)
    return bool(replacement.written)
