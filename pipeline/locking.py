"""One run at a time in a folder.

Comes in: a folder. Goes out: a lock in it that ends with the process, however that ends. It refuses
to wait: who comes second is told so at once.
"""

from __future__ import annotations

from pathlib import Path
from types import TracebackType

import filelock

from pipeline.errors import LockedError, OutputError

LOCK_NAME = ".picketline.lock"


class Lock:
    """The lock of `folder`, which is made where it is not there; a context, and re-entrant in one process."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._lock = filelock.FileLock(folder / LOCK_NAME, timeout=0, is_singleton=False)

    def acquire(self) -> None:
        """Take the lock. Raises `LockedError` where another run has it, `OutputError` where it cannot be written."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            self._lock.acquire()
        except filelock.Timeout as err:
            raise LockedError(f"{self.folder}: another run holds the lock {LOCK_NAME}") from err
        except OSError as err:
            raise OutputError(f"{self.folder}: cannot be written ({err.strerror or err})") from err

    def release(self) -> None:
        """Give the lock back."""
        self._lock.release()

    def __enter__(self) -> Lock:
        self.acquire()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, err: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()
