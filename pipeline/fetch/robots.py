"""What a site's robots.txt allows.

Comes in: how robots.txt was answered. Goes out: `Rules`, which say yes or no to an address and how
long to wait between two. It refuses everything where robots.txt could not be read (RFC 9309, 2.3.1.4).
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from urllib.parse import urlsplit, urlunsplit

from protego import Protego

from pipeline.fetch.failure import FetchFailure
from pipeline.fetch.settings import ROBOT_NAME

#: Failures that have nothing to do with robots.txt: they keep their name for the page itself.
OF_THE_HOST = frozenset(
    {"private_address", "bad_url", "dns", "connect", "tls", "run_deadline", "circuit_open", "retry_after"}
)


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of one host; neither `parser` nor `failure` allows everything."""

    parser: Protego | None = field(default=None, repr=False)
    #: Why nothing may be asked for, None where the parser decides.
    failure: FetchFailure | None = None

    @property
    def delay_s(self) -> float:
        """Seconds that the site wants between two requests, 0 where it says nothing."""
        if self.parser is None:
            return 0.0
        delay = float(self.parser.crawl_delay(ROBOT_NAME) or 0.0)
        rate = self.parser.request_rate(ROBOT_NAME)
        if rate is not None and rate.requests > 0:
            delay = max(delay, rate.seconds / rate.requests)
        return delay if math.isfinite(delay) and delay > 0 else 0.0

    def check(self, url: str) -> None:
        """Raise `FetchFailure` (`robots`, `robots_unreachable`, or why the host is out of reach)."""
        if self.failure is not None:
            if self.failure.code in OF_THE_HOST:
                raise FetchFailure(self.failure.code, url, self.failure.detail)
            raise FetchFailure("robots_unreachable", url, f"{self.failure.code} {self.failure.detail}".strip())
        if self.parser is not None and not self.parser.can_fetch(url, ROBOT_NAME):
            raise FetchFailure("robots", url)


def robots_address(url: str) -> str:
    """Return the address of the robots.txt that governs `url`."""
    parts = urlsplit(url)
    return urlunsplit((parts.scheme, parts.netloc, "/robots.txt", "", ""))


def rules_from_body(body: bytes, *, limit: int | None = None) -> Rules:
    """Return the rules of a robots.txt; bytes that are no UTF-8 and lines that make no sense are passed over.

    Of a body that reaches the `limit` of what is read, the whole lines count (RFC 9309, 2.5): half a line might
    forbid more than the whole one.
    """
    if limit is not None and len(body) >= limit:
        body = body[: max(body.rfind(b"\n"), body.rfind(b"\r")) + 1]
    text = body.decode("utf-8-sig", errors="replace").replace("\x00", "")
    return Rules(parser=Protego.parse(text))


def rules_from_failure(failure: FetchFailure) -> Rules:
    """Return the rules where there was no robots.txt: a 4xx allows everything, all else nothing."""
    if failure.code == "http_status" and failure.status is not None and 400 <= failure.status < 500:
        return Rules()
    return Rules(failure=failure)
