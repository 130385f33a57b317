"""One gate a host: when it may be asked next, and whether it may be asked at all.

Comes in: the wish to ask a host, and how the last request went. Goes out: a turn, one at a time.
It refuses turns that would fall after the run's end, and hosts whose circuit stays open.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from urllib.parse import urlsplit

from pipeline.fetch.clock import Clock
from pipeline.fetch.failure import FetchFailure
from pipeline.fetch.settings import BREAKER_COOL_S, BREAKER_FAILURES, BREAKER_TRIALS, MAX_IN_FLIGHT


class HostGate:
    """The rate, the pause a server asked for and the circuit breaker of one host."""

    def __init__(self, clock: Clock, slots: asyncio.Semaphore, interval_s: float, ends_at: float) -> None:
        self._clock = clock
        self._slots = slots
        self._lock = asyncio.Lock()
        self._ends_at = ends_at
        self.interval_s = interval_s
        self._next_at = float("-inf")
        self._held_until = float("-inf")
        self._open_until = float("-inf")
        self._failures = 0
        self._openings = 0

    @contextlib.asynccontextmanager
    async def turn(self, url: str) -> AsyncIterator[None]:
        """Wait for the host's next turn and hold it: nobody else asks the host meanwhile.

        Raises `FetchFailure` (`circuit_open`, `retry_after`, `run_deadline`) at once where the turn
        would come too late.
        """
        async with self._lock:
            await self._wait(url)
            async with self._slots:
                self._next_at = self._clock.monotonic() + self.interval_s
                yield

    async def _wait(self, url: str) -> None:
        now = self._clock.monotonic()
        if self._openings > BREAKER_TRIALS:
            raise FetchFailure("circuit_open", url, f"{self._openings - 1} trials failed")
        for until, code in (
            (now, "run_deadline"),
            (self._held_until, "retry_after"),
            (self._open_until, "circuit_open"),
            (self._next_at, "run_deadline"),
        ):
            if until >= self._ends_at:
                raise FetchFailure(code, url)
        pause = max(self._next_at, self._held_until, self._open_until) - now
        if pause > 0:
            await self._clock.sleep(pause)

    def slow_to(self, interval_s: float) -> None:
        """Keep at least `interval_s` seconds between requests from now on."""
        if interval_s > self.interval_s:
            # The turn that was just taken counts under the new interval too.
            self._next_at += interval_s - self.interval_s
            self.interval_s = interval_s

    def hold(self, seconds: float) -> None:
        """Ask nothing for so many seconds, as the server wished."""
        self._held_until = max(self._held_until, self._clock.monotonic() + seconds)

    def succeeded(self) -> None:
        """Close the circuit: the host answers."""
        self._failures = self._openings = 0

    def failed(self) -> None:
        """Count an address that the host failed; open the circuit where there were too many in a row."""
        self._failures += 1
        if self._failures >= BREAKER_FAILURES or self._openings:
            self._openings += 1
            self._open_until = self._clock.monotonic() + BREAKER_COOL_S * 2 ** (self._openings - 1)


class Gates:
    """The gates of a run, made as hosts turn up."""

    def __init__(self, clock: Clock, *, interval_s: float, ends_at: float) -> None:
        self._clock = clock
        self._interval_s = interval_s
        self._ends_at = ends_at
        self._slots = asyncio.Semaphore(MAX_IN_FLIGHT)
        self._gates: dict[str, HostGate] = {}

    def of(self, url: str) -> HostGate:
        """Return the gate of the host of `url`."""
        key = host_key(url)
        if key not in self._gates:
            self._gates[key] = HostGate(self._clock, self._slots, self._interval_s, self._ends_at)
        return self._gates[key]


def host_key(url: str) -> str:
    """Return what stands for the machine: the host name, and the port where it is not the scheme's own."""
    parts = urlsplit(url)
    usual = {"http": 80, "https": 443}.get(parts.scheme)
    port = parts.port if parts.port not in (None, usual) else None
    return f"{parts.hostname or ''}{f':{port}' if port else ''}"
