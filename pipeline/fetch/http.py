"""The polite client: the only place that asks the web for anything.

Comes in: an `Ask`. Goes out: an `Exchange` of status 200 or 304, after robots.txt, the host's turn,
redirects, retries and limits. It refuses, as a `FetchFailure`, whatever is not that.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import urlencode, urlsplit

import httpx

from pipeline.fetch.addresses import clean_address
from pipeline.fetch.body import ACCEPT_ENCODING, Limits, coding_of, media_type, plain_body, read_capped
from pipeline.fetch.clock import Clock
from pipeline.fetch.failure import FetchFailure
from pipeline.fetch.gates import Gates, host_key
from pipeline.fetch.replies import pairs, pieces, redirect_target, retry_after_s, transport_failure
from pipeline.fetch.robots import Rules, robots_address, rules_from_body, rules_from_failure
from pipeline.fetch.settings import (
    BACKOFF_S,
    MAX_ATTEMPTS,
    MAX_PAGE_BYTES,
    MAX_REDIRECTS,
    MAX_ROBOTS_BYTES,
    MAX_UNPACKED_BYTES,
    FetchSettings,
)
from pipeline.records import Exchange

PAGE_LIMITS = Limits(MAX_PAGE_BYTES, MAX_UNPACKED_BYTES)
ROBOTS_LIMITS = Limits(MAX_ROBOTS_BYTES, MAX_ROBOTS_BYTES, cut=True)
REDIRECTS = frozenset({301, 302, 303, 307, 308})
#: Statuses that a later attempt may better.
PASSING = frozenset({408, 429, 500, 502, 503, 504})
#: Kinds of document that hold an article; "" where the server does not say.
PAGE_TYPES = frozenset({"text/html", "application/xhtml+xml", ""})


@dataclass(frozen=True, slots=True)
class Ask:
    """One address to ask for; `etag` and `last_modified` make it conditional.

    `secret` goes into the query on the wire and into no record, log or message. `types` are the
    media types that are read, None for any. `span` asks for those bytes alone, first and last; the
    answer then has status 206.
    """

    url: str
    source: str
    etag: str | None = None
    last_modified: str | None = None
    limits: Limits = PAGE_LIMITS
    types: frozenset[str] | None = None
    secret: tuple[tuple[str, str], ...] = ()
    span: tuple[int, int] | None = None


class _Budget:
    """The seconds left of one address's deadline."""

    def __init__(self, seconds: float) -> None:
        self.left_s = seconds


class PoliteClient:
    """Asks for addresses one by one; many asks may wait at the same time.

    `ends_at` is the run's end on the clock's `monotonic`: nothing is asked for later.
    """

    def __init__(
        self,
        settings: FetchSettings,
        *,
        transport: httpx.AsyncBaseTransport,
        clock: Clock,
        rng: random.Random,
        ends_at: float,
    ) -> None:
        self._settings = settings
        self._transport = transport
        self._clock = clock
        self._rng = rng
        self._ends_at = ends_at
        self._gates = Gates(clock, interval_s=settings.rate_s, ends_at=ends_at)
        self._rules: dict[str, asyncio.Task[Rules]] = {}

    async def get(self, ask: Ask) -> Exchange:
        """Return the answer, of status 200 or 304, or 206 for a span. Raises `FetchFailure`."""
        return await self._try(ask, robots=True)

    async def _try(self, ask: Ask, *, robots: bool) -> Exchange:
        budget = _Budget(self._settings.deadline_s)
        attempt = 1
        while True:
            try:
                return await self._follow(ask, budget, robots=robots)
            except FetchFailure as failure:
                pause = BACKOFF_S * 2 ** (attempt - 1) * self._rng.uniform(0.5, 1.0)
                if failure.retry_after_s is not None:
                    # The gate keeps everyone waiting, this address too, and that wait is not its fault.
                    self._gates.of(failure.url).hold(failure.retry_after_s)
                    pause = 0.0
                if not failure.kind.again or attempt == MAX_ATTEMPTS or pause >= budget.left_s:
                    self._blame(failure)
                    raise
            budget.left_s -= pause
            attempt += 1
            await self._clock.sleep(pause)

    def _blame(self, failure: FetchFailure) -> None:
        if failure.kind.host:
            self._gates.of(failure.url).failed()

    async def _follow(self, ask: Ask, budget: _Budget, *, robots: bool) -> Exchange:
        url = clean_address(ask.url)
        seen = {url}
        while True:
            if robots:
                rules = await self._rules_for(url, ask.source)
                rules.check(url)
                self._gates.of(url).slow_to(rules.delay_s)
            async with self._gates.of(url).turn(url):
                found = await self._send(ask, url, budget)
            if isinstance(found, Exchange):
                return found
            if found in seen:
                raise FetchFailure("redirect_loop", url, found)
            if len(seen) > MAX_REDIRECTS:
                raise FetchFailure("too_many_redirects", url, f"over {MAX_REDIRECTS}")
            seen.add(found)
            url = found

    async def _rules_for(self, url: str, source: str) -> Rules:
        address = robots_address(url)
        key = host_key(url) + urlsplit(url).scheme
        if key not in self._rules:
            self._rules[key] = asyncio.create_task(self._read_rules(address, source))
        # Shielded: one address that is given up must not take the rules away from the others.
        return await asyncio.shield(self._rules[key])

    async def _read_rules(self, address: str, source: str) -> Rules:
        try:
            exchange = await self._try(Ask(address, source, limits=ROBOTS_LIMITS), robots=False)
            return rules_from_body(plain_body(exchange, MAX_ROBOTS_BYTES, cut=True), limit=MAX_ROBOTS_BYTES)
        except FetchFailure as failure:
            return rules_from_failure(failure)

    async def _send(self, ask: Ask, url: str, budget: _Budget) -> Exchange | str:
        """Send one request; return the answer, or the address that it redirects to."""
        began = self._clock.monotonic()
        left = min(budget.left_s, self._ends_at - began)
        late = "timeout" if budget.left_s < self._ends_at - began else "run_deadline"
        if left <= 0:
            raise FetchFailure(late, url)

        def tick() -> None:
            if self._clock.monotonic() - began > left:
                raise FetchFailure(late, url, f"{left:.1f} s")

        try:
            async with asyncio.timeout(left):
                return await self._exchange(ask, url, tick)
        except TimeoutError as err:
            raise FetchFailure(late, url, f"{left:.1f} s") from err
        except httpx.TransportError as err:
            raise transport_failure(err, url) from err
        except FetchFailure as failure:
            raise failure if failure.url == url else FetchFailure(failure.code, url, failure.detail) from failure
        finally:
            budget.left_s -= self._clock.monotonic() - began

    async def _exchange(self, ask: Ask, url: str, tick: Callable[[], None]) -> Exchange | str:
        began = self._clock.monotonic()
        request = self._request(ask, url)
        response = await self._transport.handle_async_request(request)
        try:
            tick()
            status = response.status_code
            if status in REDIRECTS:
                self._gates.of(url).succeeded()
                return redirect_target(response, url)
            self._judge(ask, url, response)
            coding, body = None, b""
            if status != HTTPStatus.NOT_MODIFIED:
                coding = coding_of(response.headers.get("content-encoding"), url)
                body = await read_capped(pieces(response), coding, ask.limits, url, tick)
        finally:
            # A connection that breaks while it is being closed has given what it had.
            with contextlib.suppress(httpx.TransportError):
                await response.aclose()
        return Exchange(
            url=ask.url,
            final_url=url,
            request_headers=pairs(request.headers),
            status=status,
            reason=response.reason_phrase,
            response_headers=pairs(response.headers),
            body=body,
            fetched_at=self._clock.now(),
            source=ask.source,
            not_modified=status == HTTPStatus.NOT_MODIFIED,
            elapsed_s=self._clock.monotonic() - began,
            content_encoding=coding,
            http_version=response.http_version,
        )

    def _request(self, ask: Ask, url: str) -> httpx.Request:
        wanted = {
            "User-Agent": self._settings.user_agent,
            "Accept": "text/html, application/xhtml+xml, application/xml;q=0.9, */*;q=0.5",
            "Accept-Encoding": ACCEPT_ENCODING if ask.span is None else "identity",
            "Range": f"bytes={ask.span[0]}-{ask.span[1]}" if ask.span is not None else None,
            "If-None-Match": ask.etag,
            "If-Modified-Since": ask.last_modified,
        }
        # A stored validator is what a server sent: nothing in it may end the header line.
        headers = {name: value for name, value in wanted.items() if value and value.isascii() and value.isprintable()}
        sent = url
        if ask.secret and host_key(url) == host_key(ask.url):
            sent = f"{url}{'&' if urlsplit(url).query else '?'}{urlencode(ask.secret)}"
        try:
            return httpx.Request("GET", sent, headers=headers)
        except (httpx.InvalidURL, ValueError) as err:
            raise FetchFailure("bad_url", url, str(err)[:100]) from err

    def _judge(self, ask: Ask, url: str, response: httpx.Response) -> None:
        """Raise where the answer brings nothing; close the host's circuit where it shows that it works."""
        status = response.status_code
        shown = f"{status} {response.reason_phrase}".strip()
        if status in PASSING or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            wait = retry_after_s(response.headers.get("retry-after"), self._clock)
            raise FetchFailure("server_error", url, shown, status=status, retry_after_s=wait)
        self._gates.of(url).succeeded()
        if status == HTTPStatus.NOT_MODIFIED:
            if not (ask.etag or ask.last_modified):
                raise FetchFailure("unasked_304", url)
            return
        if status != (HTTPStatus.OK if ask.span is None else HTTPStatus.PARTIAL_CONTENT):
            raise FetchFailure("http_status", url, shown, status=status)
        kind = media_type(response.headers.get("content-type"))
        if ask.types is not None and kind not in ask.types:
            raise FetchFailure("media_type", url, kind)
