"""Why an address gave nothing, by name.

Comes in: a code of the table below, the address and what was seen. Goes out: `FetchFailure`, which
knows whether another attempt makes sense and whether the host is to blame. It refuses codes that
the table does not hold.
"""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.errors import PicketlineError


@dataclass(frozen=True, slots=True)
class Kind:
    """What follows from a failure: `again` in this run, `host` counts against the whole host."""

    meaning: str
    again: bool = False
    host: bool = False


#: Every way a fetch fails; the codes are those of `issues.jsonl`.
KINDS = {
    "bad_url": Kind("no http address that can be asked for"),
    "private_address": Kind("a private, loopback, link-local or otherwise not public address"),
    "dns": Kind("the name has no address", again=True, host=True),
    "connect": Kind("no connection", again=True, host=True),
    "tls": Kind("the certificate or the handshake is not good", host=True),
    "timeout": Kind("not done within its deadline", again=True, host=True),
    "reset": Kind("the connection broke", again=True, host=True),
    "cut_off": Kind("the reply ended before its stated length", again=True),
    "protocol": Kind("the reply is no HTTP"),
    "server_error": Kind("status 5xx, 429 or 408", again=True, host=True),
    "http_status": Kind("a status that brings no page"),
    "unasked_304": Kind("not modified, though nothing was known"),
    "retry_after": Kind("the server asks to come back after the run's end"),
    "circuit_open": Kind("the host failed too often in this run"),
    "run_deadline": Kind("the run's time was up"),
    "robots": Kind("robots.txt forbids it"),
    "robots_unreachable": Kind("robots.txt could not be read, which forbids everything"),
    "too_many_redirects": Kind("more redirects than are followed"),
    "redirect_loop": Kind("redirects in a circle"),
    "bad_redirect": Kind("a redirect to nowhere"),
    "too_large": Kind("more bytes than are read, as sent or unpacked"),
    "coding": Kind("a content coding that was not asked for, or bytes that are not in it"),
    "media_type": Kind("a kind of document that was not asked for"),
    "no_listing": Kind("not the kind of list it is declared to be"),
    "entities": Kind("declares entities of its own"),
    "no_key": Kind("the key that the API needs is not set in the environment"),
}


class FetchFailure(PicketlineError):
    """One address gave nothing; `code` is a key of `KINDS`."""

    def __init__(
        self, code: str, url: str, detail: str = "", *, status: int | None = None, retry_after_s: float | None = None
    ) -> None:
        self.kind = KINDS[code]
        self.code = code
        self.url = url
        self.detail = detail
        self.status = status
        self.retry_after_s = retry_after_s
        super().__init__(f"{url}: {self.kind.meaning}{f' ({detail})' if detail else ''}")
