"""Every exception that picketline raises on purpose.

    PicketlineError
    ├── ConfigError          a setting, a flag or a resource file is wrong        (exit code 2)
    ├── InputError           an input cannot be read; names the file and the place (exit code 1)
    ├── OutputError          the output folder cannot be written                   (exit code 2)
    └── LockedError          another run holds the lock                            (exit code 3)

Comes in: nothing. Goes out: the classes. It refuses to hold any handling: `cli` alone turns
an exception into an exit code.
"""

from __future__ import annotations


class PicketlineError(Exception):
    """The root: whatever picketline raises on purpose is one of these."""


class ConfigError(PicketlineError):
    """A setting, a flag or a resource that ships with the package is wrong."""


class InputError(PicketlineError):
    """One input could not be read; the message names the file and the place in it."""

    def __init__(self, message: str, *, path: str, place: str | None = None) -> None:
        self.path = path
        self.place = place
        super().__init__(f"{path}{f', {place}' if place else ''}: {message}")


class OutputError(PicketlineError):
    """The output folder cannot be written."""


class LockedError(PicketlineError):
    """Another run holds the lock of the output folder."""
