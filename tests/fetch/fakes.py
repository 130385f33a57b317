"""Stand-ins for what a run is handed: a clock that need not wait, an archive in memory, a scripted wire.

Comes in: nothing. Goes out: the fakes. They refuse to know what is being tested.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import hashlib
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import httpx

from pipeline.fetch.failure import FetchFailure
from pipeline.fetch.http import Ask, PoliteClient
from pipeline.fetch.settings import FetchSettings, make_fetch_settings
from pipeline.records import Exchange

SITE = "https://courier.example"
PAGE = {"content-type": "text/html; charset=utf-8"}
START = dt.datetime(2031, 5, 6, 7, 8, 9, tzinfo=dt.UTC)


class FakeClock:
    """Time passes when somebody sleeps, or when told to."""

    def __init__(self) -> None:
        self.passed_s = 0.0
        self.sleeps: list[float] = []

    def now(self) -> dt.datetime:
        return START + dt.timedelta(seconds=self.passed_s)

    def monotonic(self) -> float:
        return 1000.0 + self.passed_s

    async def sleep(self, seconds: float) -> None:
        self.sleeps.append(seconds)
        self.passed_s += seconds
        await asyncio.sleep(0)


@dataclass(frozen=True)
class Held:
    etag: str | None
    last_modified: str | None
    digest: str
    fetched_at: dt.datetime


@dataclass
class MemoryArchive:
    """Keeps exchanges in a list; what it knows of an address is the latest answer with a body."""

    kept: list[Exchange] = field(default_factory=list)

    def known(self, url: str) -> Held | None:
        for one in reversed(self.kept):
            if one.url == url and not one.not_modified:
                digest = hashlib.sha256(one.body).hexdigest()
                return Held(one.header("etag"), one.header("last-modified"), digest, one.fetched_at)
        return None

    def add(self, exchange: Exchange) -> str:
        self.kept.append(exchange)
        return f"memory:{len(self.kept) - 1}"

    def pages(self) -> list[str]:
        """Return the addresses of the answers with a body, without scheme and host."""
        return [httpx.URL(one.url).raw_path.decode() for one in self.kept if not one.not_modified]


Script = Callable[[httpx.Request], httpx.Response]


def settings(**values: object) -> FetchSettings:
    return make_fetch_settings({"contact": "desk@newsroom.example", "rate_s": 1.0, "deadline_s": 20.0} | values)


def scripted(script: Script, *, robots: str | None = None) -> httpx.MockTransport:
    """Return a wire that answers as `script` says; robots.txt is served as given, 404 by default."""

    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/robots.txt":
            return httpx.Response(404) if robots is None else httpx.Response(200, text=robots)
        return script(request)

    return httpx.MockTransport(answer)


def client(transport: httpx.AsyncBaseTransport, clock: FakeClock, **values: object) -> PoliteClient:
    made = settings(**values)
    return PoliteClient(
        made, transport=transport, clock=clock, rng=random.Random(7), ends_at=clock.monotonic() + made.run_deadline_s
    )


def replies(*found: httpx.Response) -> Script:
    """Return a script that gives one reply after another, and the last one for ever."""
    line: Iterator[httpx.Response] = iter(found[:-1])
    return lambda request: next(line, found[-1])


def page(text: str = "<p>Crews vote.</p>", **headers: str) -> httpx.Response:
    """Return a good page; header names with underscores for dashes."""
    return httpx.Response(200, text=text, headers=PAGE | {k.replace("_", "-"): v for k, v in headers.items()})


def get(
    transport: httpx.AsyncBaseTransport, clock: FakeClock | None = None, url: str = f"{SITE}/a", *,
    ask: Ask | None = None, **values: object,
) -> Any:
    """Return the exchange, or the failure."""
    async def once() -> Exchange:
        return await client(transport, clock or FakeClock(), **values).get(ask or Ask(url, "courier"))

    try:
        return asyncio.run(once())
    except FetchFailure as failure:
        return failure


def get_all(
    transport: httpx.AsyncBaseTransport, clock: FakeClock, urls: list[str], **values: object
) -> list[int | str]:
    """Return what one client gets of several addresses, one after the other."""

    async def every() -> list[int | str]:
        polite = client(transport, clock, **values)
        found: list[int | str] = []
        for url in urls:
            try:
                found.append((await polite.get(Ask(url, "courier"))).status)
            except FetchFailure as failure:
                found.append(failure.code)
        return found

    return asyncio.run(every())
