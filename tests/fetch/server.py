"""A web server on loopback whose answers a test writes, down to the bytes.

Comes in: a function from path to `Reply` or to a `Raw` that writes to the socket itself. Goes out:
a base address and a log of what was asked when. It refuses connections from nowhere else.
"""

from __future__ import annotations

import hashlib
import http.server
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Reply:
    body: bytes = b""
    kind: str = "text/html; charset=utf-8"
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    #: Whether to send an ETag and answer 304 to it.
    validates: bool = True


@dataclass(frozen=True)
class Raw:
    """Writes the answer itself; the connection ends when it returns."""

    write: Callable[[Any], None]


@dataclass(frozen=True)
class Asked:
    path: str
    at_s: float
    headers: dict[str, str]
    status: int


@dataclass
class Site:
    """One server; `answer` may be changed between two runs."""

    answer: Callable[[str], Reply | Raw]
    asked: list[Asked] = field(default_factory=list)

    def __enter__(self) -> Site:
        site = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def log_message(self, *args: Any) -> None:
                pass

            def do_GET(self) -> None:
                site.serve(self)

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        # What breaks is what the test wants to break.
        self._server.handle_error = lambda request, client_address: None  # type: ignore[method-assign]
        self.stop = threading.Event()
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *error: object) -> None:
        self.stop.set()
        self._server.shutdown()
        self._server.socket.close()

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def serve(self, handler: http.server.BaseHTTPRequestHandler) -> None:
        found = self.answer(handler.path)
        if isinstance(found, Raw):
            self._log(handler, 0)
            handler.close_connection = True
            found.write(handler)
            return
        etag = f'"{hashlib.sha256(found.body).hexdigest()[:16]}"'
        status = found.status
        if found.validates and status == 200 and handler.headers.get("If-None-Match") == etag:
            status = 304
        self._log(handler, status)
        handler.send_response(status)
        for name, value in found.headers:
            handler.send_header(name, value)
        if found.validates and found.status == 200:
            handler.send_header("ETag", etag)
        body = b"" if status == 304 else found.body
        handler.send_header("Content-Type", found.kind)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    def _log(self, handler: http.server.BaseHTTPRequestHandler, status: int) -> None:
        self.asked.append(Asked(handler.path, time.monotonic(), dict(handler.headers), status))

    def paths(self) -> list[str]:
        return [one.path for one in self.asked]
