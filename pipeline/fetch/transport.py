"""The wire: httpx's transport over httpcore, with every connection going through the guard.

Comes in: an `httpx.Request`. Goes out: an `httpx.Response` whose body is still on the wire. It
refuses proxies, cookies, redirects and decoding; TLS is always checked, with no setting to forget.
"""

from __future__ import annotations

import contextlib
import ssl
from collections.abc import AsyncIterator, Iterator

import httpcore
import httpx

from pipeline.fetch.guard import AddressGuard, GuardedBackend
from pipeline.fetch.settings import MAX_IN_FLIGHT

#: Idle connections are kept this long: two turns at the usual rate.
KEEPALIVE_S = 6.0

#: From the most to the least special: the first that fits is the name httpx has for it.
_NAMES: tuple[tuple[type[Exception], type[httpx.TransportError]], ...] = (
    (httpcore.ConnectTimeout, httpx.ConnectTimeout),
    (httpcore.TimeoutException, httpx.ReadTimeout),
    (httpcore.ConnectError, httpx.ConnectError),
    (httpcore.NetworkError, httpx.ReadError),
    (httpcore.ProtocolError, httpx.RemoteProtocolError),
    (httpcore.UnsupportedProtocol, httpx.UnsupportedProtocol),
)


@contextlib.contextmanager
def _named(request: httpx.Request) -> Iterator[None]:
    try:
        yield
    except tuple(theirs for theirs, _ in _NAMES) as err:
        ours = next(name for theirs, name in _NAMES if isinstance(err, theirs))
        raise ours(str(err), request=request) from err


class _Stream(httpx.AsyncByteStream):
    def __init__(self, response: httpcore.Response, request: httpx.Request) -> None:
        self._response = response
        self._request = request

    async def __aiter__(self) -> AsyncIterator[bytes]:
        with _named(self._request):
            async for piece in self._response.aiter_stream():
                yield piece

    async def aclose(self) -> None:
        with _named(self._request):
            await self._response.aclose()


class GuardedTransport(httpx.AsyncBaseTransport):
    """Speaks HTTP/1.1 with machines that the guard lets pass.

    `tls` is for tests with a certificate authority of their own; one that does not check is refused.
    """

    def __init__(self, guard: AddressGuard, *, tls: ssl.SSLContext | None = None) -> None:
        context = tls if tls is not None else httpx.create_ssl_context()
        if context.verify_mode is not ssl.CERT_REQUIRED or not context.check_hostname:
            raise ValueError("this TLS context does not check certificates")
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=context,
            max_connections=2 * MAX_IN_FLIGHT,
            max_keepalive_connections=MAX_IN_FLIGHT,
            keepalive_expiry=KEEPALIVE_S,
            network_backend=GuardedBackend(guard),
        )

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send `request`. Raises `httpx.TransportError` and the guard's `FetchFailure`."""
        url = request.url
        raw = httpcore.Request(
            request.method,
            httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
            headers=request.headers.raw,
            extensions=dict(request.extensions),
        )
        with _named(request):
            response = await self._pool.handle_async_request(raw)
        return httpx.Response(
            response.status,
            headers=response.headers,
            stream=_Stream(response, request),
            extensions=dict(response.extensions),
            request=request,
        )

    async def aclose(self) -> None:
        """Close every connection."""
        await self._pool.aclose()
