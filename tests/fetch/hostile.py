"""A site that does what sites do at their worst, with a few good articles among it.

Comes in: nothing. Goes out: its answers. Good articles lie under /good/, and everything else has
the name of the failure that it must end in.
"""

from __future__ import annotations

import contextlib
import gzip
import socket
import struct
import zlib
from collections import Counter
from typing import Any

from tests.fetch.server import Raw, Reply, Site

GOOD = b"<html><body><p>Members reject the offer.</p></body></html>"
BILLION = (
    '<?xml version="1.0"?><!DOCTYPE r ['
    + '<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True))
    + "]>"
)
#: Dates of the good articles in the feed, one format each.
DATES = (
    "Tue, 06 May 2021 07:08:09 GMT", "6 May 2021", "2021-05-06T07:08:09+01:00", "06/05/2021 07:08", "1620284889",
    "yesterday-ish", "", "Tue, 99 May 2021 99:99:99", "2021-05-06T07:08:09.999999999Z", "0000-00-00T00:00:00Z",
)  # fmt: skip
#: How each address of the site ends; the first part of the path tells the kind.
FATES = {
    "/drip": "timeout", "/drip-headers": "timeout", "/hang": "timeout", "/endless": "too_large",
    "/declared": "too_large", "/bomb": "too_large", "/loop": "redirect_loop", "/chain/0": "too_many_redirects",
    "/private": "private_address", "/metadata": "private_address", "/file": "bad_redirect", "/short": "cut_off",
    "/reset": "reset", "/close": "reset", "/noise": "protocol", "/503": "server_error",
    "/429-for-ever": "retry_after", "/not-gzip": "coding", "/cut-gzip": "cut_off", "/picture": "media_type",
    "/410": "http_status", "/members/a": "robots",
}  # fmt: skip


class Hostile:
    """The hostile site; counts what was asked, so that some things get better at the second time."""

    def __init__(self) -> None:
        self.site = Site(self.answer)
        self.count: Counter[str] = Counter()

    def answer(self, path: str) -> Reply | Raw:
        self.count[path] += 1
        if path == "/robots.txt":
            return Reply(b"User-agent: *\nDisallow: /members/\n\x00\xff\nnonsense: : :", "text/plain")
        if path.startswith("/good/"):
            return Reply(GOOD)
        if path.startswith("/chain/"):
            return redirect(f"/chain/{int(path.rpartition('/')[2]) + 1}")
        simple = {
            "/feed": lambda: Reply(self._feed(), "text/html; charset=utf-16"),
            "/html-feed": lambda: Reply(b"<!DOCTYPE html><html><body>Feed</body></html>", "application/rss+xml"),
            "/entities-feed": lambda: Reply((BILLION + "<rss><channel>&i;</channel></rss>").encode(), "text/xml"),
            "/entities-map": lambda: Reply((BILLION + "<urlset><loc>&i;</loc></urlset>").encode(), "text/xml"),
            "/endless-map": lambda: Raw(endless),
            "/loop": lambda: redirect("/loop-b"),
            "/loop-b": lambda: redirect("/loop"),
            "/private": lambda: redirect("http://10.255.255.1/a"),
            "/metadata": lambda: redirect("http://169.254.169.254/latest/meta-data/"),
            "/file": lambda: redirect("file:///etc/hostname"),
            "/drip": lambda: Raw(self._drip),
            "/drip-headers": lambda: Raw(self._drip_headers),
            "/hang": lambda: Raw(self._hang),
            "/endless": lambda: Raw(endless),
            "/declared": lambda: Raw(declared),
            "/bomb": lambda: Raw(bomb),
            "/short": lambda: Raw(short),
            "/reset": lambda: Raw(reset),
            "/close": lambda: Raw(lambda handler: None),
            "/noise": lambda: Raw(lambda handler: handler.wfile.write(b"\x00\xff\x01 no http at all\r\n\r\n" * 5)),
            "/503": lambda: Reply(status=503, body=b"down"),
            "/429-for-ever": lambda: Reply(status=429, headers=(("Retry-After", "999999"),)),
            "/not-gzip": lambda: Reply(GOOD, headers=(("Content-Encoding", "gzip"),)),
            "/cut-gzip": lambda: Reply(gzip.compress(GOOD)[:-9], headers=(("Content-Encoding", "gzip"),)),
            "/picture": lambda: Reply(b"\x89PNG", "image/png"),
            "/410": lambda: Reply(status=410),
            "/busy": lambda: self._at_second("/busy", Reply(status=429, headers=(("Retry-After", "1"),))),
            "/weak": lambda: self._at_second("/weak", Reply(status=503, headers=(("Retry-After", "0"),))),
            "/long-length": lambda: Raw(long_length),
            "/latin": lambda: Reply("<p>Vot\u00e9 \u2019</p>".encode("cp1252"), "text/html; charset=utf-8"),
            "/no-charset": lambda: Reply(GOOD, "text/html; charset=no-such-thing"),
            "/sets-cookies": lambda: Reply(GOOD, headers=(("Set-Cookie", "a=b"),) * 50),
        }
        return simple[path]() if path in simple else Reply(status=404)

    def _at_second(self, path: str, first: Reply) -> Reply:
        return first if self.count[path] == 1 else Reply(GOOD)

    def _feed(self) -> bytes:
        """Return a feed with one guid for all, dates of every kind, and links that are none."""
        items = "".join(
            f'<item><guid isPermaLink="false">1</guid><title>Vote &amp; walkout {n}</title>'
            f"<link>{self.site.base}/good/{n}</link><pubDate>{date}</pubDate></item>"
            for n, date in enumerate(DATES)
        )
        odd = "<item><link>javascript:alert(1)</link></item><item><link>file:///etc/hostname</link></item><item/>"
        return f'<?xml version="1.0"?><rss version="2.0"><channel>{items}{items}{odd}</channel></rss>'.encode()

    def _drip(self, handler: Any) -> None:
        start(handler, b"Content-Length: 100000")
        while not self.site.stop.wait(0.05):
            handler.wfile.write(b".")

    def _drip_headers(self, handler: Any) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
        while not self.site.stop.wait(0.05):
            handler.wfile.write(b".")

    def _hang(self, handler: Any) -> None:
        self.site.stop.wait(30)


def redirect(target: str) -> Reply:
    return Reply(status=302, headers=(("Location", target),))


def start(handler: Any, *headers: bytes) -> None:
    lines = (b"HTTP/1.1 200 OK", b"Content-Type: text/html", *headers, b"", b"")
    handler.wfile.write(b"\r\n".join(lines))


def endless(handler: Any) -> None:
    start(handler, b"Transfer-Encoding: chunked")
    with contextlib.suppress(OSError):
        while True:
            handler.wfile.write(b"10000\r\n" + b"x" * 0x10000 + b"\r\n")


def declared(handler: Any) -> None:
    start(handler, b"Content-Length: 999999999999")
    with contextlib.suppress(OSError):
        while True:
            handler.wfile.write(b"x" * 0x10000)


def bomb(handler: Any) -> None:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    start(handler, b"Content-Encoding: gzip", b"Transfer-Encoding: chunked")
    with contextlib.suppress(OSError):
        for _ in range(100):
            piece = packer.compress(bytes(10_000_000))
            if piece:
                handler.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece))


def short(handler: Any) -> None:
    start(handler, b"Content-Length: 1000")
    handler.wfile.write(GOOD)


def long_length(handler: Any) -> None:
    start(handler, b"Content-Length: %d" % len(GOOD))
    handler.wfile.write(GOOD + b"and more than was declared")


def reset(handler: Any) -> None:
    start(handler, b"Content-Length: 1000")
    handler.wfile.write(b"<p>")
    handler.wfile.flush()
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    handler.connection.close()
