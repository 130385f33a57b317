"""Which machines may be spoken to: addresses of every wrapping, names that change their mind, real certificates."""

from __future__ import annotations

import asyncio
import http.server
import ipaddress
import random
import ssl
import threading
import time
from pathlib import Path

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.fetch.clock import SystemClock
from pipeline.fetch.failure import FetchFailure
from pipeline.fetch.guard import AddressGuard, is_public, resolve_by_system
from pipeline.fetch.http import Ask, PoliteClient
from pipeline.fetch.transport import GuardedTransport
from tests.fetch.fakes import settings

CERTS = Path(__file__).parent / "certs"

PUBLIC = ["93.184.215.14", "8.8.8.8", "2606:2800:21f:cb07:6820:80da:af6b:8b2c", "64:ff9b::808:808", "2002:808:808::1"]
NOT_PUBLIC = [
    "127.0.0.1", "127.255.255.254", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254",
    "100.64.0.1", "0.0.0.0", "255.255.255.255", "224.0.0.1", "240.0.0.1", "192.0.2.1", "198.18.0.1",
    "::1", "::", "fe80::1", "fc00::1", "fd12:3456::1", "ff02::1", "2001:db8::1",
    "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a00:1", "2002:7f00:1::", "::7f00:1",
]  # fmt: skip


@pytest.mark.parametrize("text", PUBLIC)
def test_public_addresses_pass(text):
    assert is_public(ipaddress.ip_address(text))


@pytest.mark.parametrize("text", NOT_PUBLIC)
def test_all_others_do_not(text):
    assert not is_public(ipaddress.ip_address(text))


@given(st.ip_addresses(v=4))
def test_an_ipv4_address_is_judged_the_same_in_every_wrapping(address):
    number = int(address)
    wrapped = [f"::ffff:{address}", ipaddress.IPv6Address((0x64FF9B << 96) | number),
               ipaddress.IPv6Address((0x2002 << 112) | (number << 80) | 1)]
    assert {is_public(ipaddress.ip_address(one)) for one in wrapped} == {is_public(address)}


def addresses(found, *, allow_private=False):
    async def resolve(host, port):
        if isinstance(found, Exception):
            raise found
        return found

    try:
        return asyncio.run(AddressGuard(allow_private=allow_private, resolve=resolve).addresses("courier.example", 443))
    except FetchFailure as failure:
        return failure.code


@pytest.mark.parametrize(
    "found, allowed, result",
    [
        (["8.8.8.8"], False, ["8.8.8.8"]),
        (["8.8.8.8", "10.0.0.1"], False, "private_address"),
        (["fe80::1%eth0"], False, "private_address"),
        (["127.0.0.1"], True, ["127.0.0.1"]),
        ([], False, "dns"),
        (["nonsense"], False, "dns"),
        (OSError("no such name"), False, "dns"),
        (UnicodeError("label too long"), False, "dns"),
    ],
)
def test_names_are_judged_by_all_their_addresses(found, allowed, result):
    assert addresses(found, allow_private=allowed) == result


@pytest.mark.parametrize("name", ["localhost", "127.0.0.1", "127.1", "0x7f.1", "2130706433", "[::1]"])
def test_no_spelling_of_this_machine_passes(name):
    guard = AddressGuard(allow_private=False, resolve=resolve_by_system)
    with pytest.raises(FetchFailure) as caught:
        asyncio.run(guard.addresses(name.strip("[]"), 80))
    assert caught.value.code in ("private_address", "dns")


class Page(http.server.BaseHTTPRequestHandler):
    def log_message(self, *args):
        pass

    def do_GET(self):
        body = b"<p>Talks resume.</p>"
        self.send_response(404 if self.path == "/robots.txt" else 200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@pytest.fixture
def serve():
    servers = []

    def start(tls=None):
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Page)
        server.daemon_threads = True
        # A refused handshake is what these tests are about, not news.
        server.handle_error = lambda request, client_address: None
        if tls is not None:
            server.socket = tls.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        servers.append(server)
        return server.server_port

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def get(url, guard, tls=None, deadline_s=5.0):
    async def once():
        transport = GuardedTransport(guard, tls=tls)
        clock = SystemClock()
        polite = PoliteClient(
            settings(rate_s=0, deadline_s=deadline_s), transport=transport, clock=clock, rng=random.Random(3),
            ends_at=clock.monotonic() + 20,
        )
        try:
            return (await polite.get(Ask(url, "courier"))).status
        except FetchFailure as failure:
            return failure.code
        finally:
            await transport.aclose()

    return asyncio.run(once())


def test_a_name_is_resolved_once_and_that_address_is_connected_to(serve):
    port = serve()
    asked = []

    async def rebinding(host, port):
        asked.append(host)
        return ["127.0.0.1"] if len(asked) <= 2 else ["192.0.2.1"]

    guard = AddressGuard(allow_private=True, resolve=rebinding)
    assert get(f"http://courier.example:{port}/a", guard) == 200
    # Keep-alive may save the second; none is asked between the check and the connection.
    assert set(asked) == {"courier.example"}
    assert len(asked) <= 2


def test_loopback_is_refused_unless_allowed(serve):
    port = serve()
    assert get(f"http://localhost:{port}/a", AddressGuard(allow_private=False)) == "private_address"
    assert get(f"http://localhost:{port}/a", AddressGuard(allow_private=True)) == 200


async def here(host, port):
    return ["127.0.0.1"]


def test_certificates_are_checked(serve):
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(CERTS / "courier.pem")
    port = serve(tls)
    guard = AddressGuard(allow_private=True, resolve=here)
    trusting = ssl.create_default_context(cafile=CERTS / "courier.pem")
    assert get(f"https://courier.example:{port}/a", guard, trusting) == 200
    assert get(f"https://courier.example:{port}/a", guard) == "tls", "signed by nobody known"
    assert get(f"https://echo.example:{port}/a", guard, trusting) == "tls", "made out to another name"


def test_plain_http_where_tls_is_spoken_and_the_other_way_round(serve):
    guard = AddressGuard(allow_private=True, resolve=here)
    assert get(f"https://courier.example:{serve()}/a", guard) == "tls"


def test_a_context_that_checks_nothing_is_refused():
    lax = httpx.create_ssl_context(verify=False)
    with pytest.raises(ValueError, match="does not check"):
        GuardedTransport(AddressGuard(allow_private=False), tls=lax)


def test_a_resolver_that_hangs_costs_the_deadline_alone():
    async def hang(host, port):
        await asyncio.sleep(30)
        return []

    began = time.monotonic()
    guard = AddressGuard(allow_private=True, resolve=hang)
    assert get("https://courier.example/a", guard, deadline_s=0.3) == "robots_unreachable"
    assert time.monotonic() - began < 5


def test_a_closed_port_is_no_connection(serve):
    guard = AddressGuard(allow_private=True, resolve=here)
    assert get("http://courier.example:9/a", guard, deadline_s=0.4) == "connect"
