"""The clock of a run, passed in so that tests need not wait.

Comes in: nothing. Goes out: the `Clock` protocol and the machine's own clock. It refuses to hold
time zones: `now` is in UTC, `monotonic` in seconds from anywhere.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import time
from typing import Protocol


class Clock(Protocol):
    """What the fetcher asks of time."""

    def now(self) -> dt.datetime:
        """Return the time in UTC."""

    def monotonic(self) -> float:
        """Return seconds that never go back."""

    async def sleep(self, seconds: float) -> None:
        """Wait."""


class SystemClock:
    """The machine's own clock."""

    def now(self) -> dt.datetime:
        """Return the time in UTC."""
        return dt.datetime.now(dt.UTC)

    def monotonic(self) -> float:
        """Return seconds that never go back."""
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        """Wait, without holding up what else goes on."""
        await asyncio.sleep(seconds)
