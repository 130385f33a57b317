"""What a reply says beside its body.

Comes in: an `httpx.Response` or the error in its place. Goes out: header pairs, where it redirects
to, how long it wants one to wait, and the failure's name. It refuses to read bodies.
"""

from __future__ import annotations

import datetime as dt
import email.utils
import ssl
from collections.abc import AsyncIterable

import httpx

from pipeline.fetch.addresses import clean_address
from pipeline.fetch.clock import Clock
from pipeline.fetch.failure import FetchFailure

#: Beyond this a wish to wait is a mistake or a joke; the run ends long before.
MAX_WAIT_S = 365 * 86_400.0


def pairs(headers: httpx.Headers) -> tuple[tuple[str, str], ...]:
    """Return the headers as sent, in their order and letter case, bytes read as Latin-1 so that none is lost."""
    return tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in headers.raw)


def pieces(response: httpx.Response) -> AsyncIterable[bytes]:
    """Return the body as it arrives, its content coding still on."""
    stream = response.stream
    if not isinstance(stream, httpx.AsyncByteStream):
        raise TypeError("the transport must be an asynchronous one")
    return stream


def redirect_target(response: httpx.Response, url: str) -> str:
    """Return the address that a redirect names. Raises `FetchFailure` (`bad_redirect`)."""
    location = response.headers.get("location", "")
    if not location.strip():
        raise FetchFailure("bad_redirect", url, "no Location")
    try:
        return clean_address(location, url)
    except FetchFailure as failure:
        raise FetchFailure("bad_redirect", url, f"{location[:80]}: {failure.detail}") from failure


def retry_after_s(header: str | None, clock: Clock) -> float | None:
    """Return the seconds that a Retry-After asks for, as a number or as a date; None where it asks for nothing."""
    text = (header or "").strip()
    if text.isascii() and text.isdigit():
        return min(float(text[:12]), MAX_WAIT_S)
    try:
        moment = email.utils.parsedate_to_datetime(text)
    except (TypeError, ValueError, IndexError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=dt.UTC)
    return min(max((moment - clock.now()).total_seconds(), 0.0), MAX_WAIT_S)


def transport_failure(error: httpx.TransportError, url: str) -> FetchFailure:
    """Return the name of what went wrong on the wire."""
    detail = (str(error) or type(error).__name__)[:200]
    if isinstance(error, httpx.TimeoutException):
        return FetchFailure("timeout", url, detail)
    if _by_tls(error):
        return FetchFailure("tls", url, detail)
    if isinstance(error, httpx.ConnectError):
        return FetchFailure("connect", url, detail)
    if isinstance(error, httpx.NetworkError):
        return FetchFailure("reset", url, detail)
    if isinstance(error, httpx.RemoteProtocolError):
        if "complete message body" in detail or "incomplete chunked" in detail:
            return FetchFailure("cut_off", url, detail)
        return FetchFailure("reset" if "disconnected" in detail else "protocol", url, detail)
    return FetchFailure("protocol", url, detail)


def _by_tls(error: BaseException) -> bool:
    seen: set[int] = set()
    here: BaseException | None = error
    while here is not None and id(here) not in seen:
        if isinstance(here, ssl.SSLError):
            return True
        seen.add(id(here))
        here = here.__cause__ or here.__context__
    return False
