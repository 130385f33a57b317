"""Which machines may be spoken to.

Comes in: a host name and port at the moment of connecting. Goes out: a connection to an address
that was checked, resolved once: what DNS says a second later plays no part. It refuses addresses
that are not public (RFC 6890), also inside IPv6 wrappings, unless the settings allow them.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
import threading
from collections.abc import Awaitable, Callable, Iterable

import httpcore
from httpcore import SOCKET_OPTION

from pipeline.fetch.failure import FetchFailure

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
#: Turns a host and port into textual IP addresses; raises `OSError` where there are none.
Resolve = Callable[[str, int], Awaitable[list[str]]]

#: IPv6 prefixes that carry an IPv4 address in their last 32 bits: NAT64 (RFC 6052, RFC 8215).
NAT64 = tuple(ipaddress.IPv6Network(net) for net in ("64:ff9b::/96", "64:ff9b:1::/48"))
#: Addresses tried one after another, so that a host with many dead ones does not hold things up.
MAX_TRIED = 3


def is_public(address: Address) -> bool:
    """Say whether `address` is on the public internet, and so are those wrapped in it."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = _wrapped(address)
        if inner is not None:
            return is_public(inner)
    return address.is_global and not address.is_multicast and not address.is_reserved


def _wrapped(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address.sixtofour is not None:
        return address.sixtofour
    if any(address in net for net in NAT64) or int(address) < 2**32:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.teredo[1] if address.teredo is not None else None


async def resolve_by_system(host: str, port: int) -> list[str]:
    """Ask the machine's resolver, in a thread that nothing waits for: a hung one dies with the process."""
    loop = asyncio.get_running_loop()
    future: asyncio.Future[list[str]] = loop.create_future()

    def settle(found: list[str] | None, error: OSError | UnicodeError | None) -> None:
        if future.done():
            return
        if error is not None:
            future.set_exception(error)
        else:
            future.set_result(found or [])

    def ask() -> None:
        found: list[str] | None = None
        error: OSError | UnicodeError | None = None
        try:
            rows = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            found = list(dict.fromkeys(str(row[4][0]) for row in rows))
        except (OSError, UnicodeError) as err:
            error = err
        if not loop.is_closed():
            loop.call_soon_threadsafe(settle, found, error)

    threading.Thread(target=ask, name=f"resolve {host}", daemon=True).start()
    return await future


class AddressGuard:
    """Resolves a host and lets only public addresses pass."""

    def __init__(self, *, allow_private: bool, resolve: Resolve = resolve_by_system) -> None:
        self._allow_private = allow_private
        self._resolve = resolve

    async def addresses(self, host: str, port: int) -> list[str]:
        """Return the addresses of `host`. Raises `FetchFailure` (`dns`, `private_address`).

        One that is not public condemns the name: a name that answers both ways is set up to confuse.
        """
        try:
            found = await self._resolve(host, port)
            checked = [ipaddress.ip_address(text.partition("%")[0]) for text in found]
        except (OSError, ValueError) as err:
            raise FetchFailure("dns", host, str(err)) from err
        if not checked:
            raise FetchFailure("dns", host, "no address")
        if not self._allow_private:
            for address in checked:
                if not is_public(address):
                    raise FetchFailure("private_address", host, str(address))
        return found


class GuardedBackend(httpcore.AsyncNetworkBackend):
    """Connects to checked addresses alone; TLS still asks for a certificate in the host's name."""

    def __init__(self, guard: AddressGuard) -> None:
        self._guard = guard
        self._inner = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Connect to the first address of `host` that answers."""
        addresses = await self._guard.addresses(host, port)
        last: httpcore.ConnectError | None = None
        for address in addresses[:MAX_TRIED]:
            try:
                return await self._inner.connect_tcp(address, port, timeout, local_address, socket_options)
            except httpcore.ConnectError as err:
                last = err
        raise last if last is not None else httpcore.ConnectError(f"{host} has no address")

    async def connect_unix_socket(
        self, path: str, timeout: float | None = None, socket_options: Iterable[SOCKET_OPTION] | None = None
    ) -> httpcore.AsyncNetworkStream:
        """Refuse: no page lies behind a socket of this machine."""
        raise FetchFailure("private_address", path, "a socket of this machine")

    async def sleep(self, seconds: float) -> None:
        """Wait, as the backend beneath does."""
        await self._inner.sleep(seconds)
