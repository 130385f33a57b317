"""What makes a write outlast a loss of power: bytes, and then the names they stand under.

Comes in: a path, and for a file its bytes. Goes out: nothing; what was handed in is on the disk when a call
returns. It refuses to turn an OSError into an error of ours: the caller knows what it was writing.
"""

from __future__ import annotations

import os
from pathlib import Path


def write_synced(path: Path, body: bytes) -> None:
    """Write `body` to `path`, whatever stood there, and wait until the disk has it. Raises OSError."""
    with path.open("wb") as file:
        file.write(body)
        file.flush()
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Make renames in `folder` survive a loss of power, where the system can open folders. Raises OSError."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
