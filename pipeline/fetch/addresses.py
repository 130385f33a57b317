"""Addresses as they are asked for.

Comes in: an address out of a feed, a page or a source file. Goes out: the same in a form that can
be asked for and compared, without fragment and tracking. It refuses what is no http address.
"""

from __future__ import annotations

import re
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

from pipeline.fetch.failure import FetchFailure
from pipeline.fetch.settings import MAX_URL_CHARS

#: Parameters that say where a reader came from, as feeds add them; none of them chooses a page.
TRACKING = re.compile(
    r"(?:utm_\w+|at_\w+|ns_\w+|mc_[ce]id|fbclid|gclid|dclid|msclkid|igshid|ito|cmp|cmpid|ocid|xtor|ftag|smid)",
    re.IGNORECASE,
)
#: What may stand in an address as it is; the rest is percent-encoded (RFC 3986, and "%" kept).
_SAFE = "%/:=&?~+!$,;'@()*[]|"


def clean_address(text: str, base: str | None = None) -> str:
    """Return `text` as an absolute address to ask for. Raises `FetchFailure` (`bad_url`).

    White space around and inside is dropped, as browsers do; the host is in lower case and in
    ASCII, the port left out where it is the scheme's own.
    """
    shown = text[:200]
    try:
        url = re.sub(r"[\s\x00-\x1f]+", "" if re.search(r"[\r\n\t]", text) else "%20", text.strip())
        if base is not None:
            url = urljoin(base, url)
        if len(url) > MAX_URL_CHARS:
            raise FetchFailure("bad_url", shown, f"over {MAX_URL_CHARS} characters")
        parts = urlsplit(url)
        port = parts.port
        host = (parts.hostname or "").rstrip(".")
        ascii_host = host if ":" in host else host.encode("idna").decode("ascii").lower()
    except ValueError as err:  # UnicodeError is one too.
        raise FetchFailure("bad_url", shown, str(err)[:100]) from err
    if parts.scheme not in ("http", "https"):
        raise FetchFailure("bad_url", shown, f"scheme {parts.scheme[:20]!r}")
    if not ascii_host or re.search(r"[^\w.:-]", ascii_host):
        raise FetchFailure("bad_url", shown, "no host")
    if parts.username is not None or parts.password is not None:
        raise FetchFailure("bad_url", shown, "a user name in it")
    if ":" in ascii_host:
        ascii_host = f"[{ascii_host}]"
    usual = {"http": 80, "https": 443}[parts.scheme]
    netloc = ascii_host if port in (None, usual) else f"{ascii_host}:{port}"
    path = quote(parts.path or "/", safe=_SAFE)
    query = "&".join(pair for pair in parts.query.split("&") if not TRACKING.fullmatch(pair.partition("=")[0]))
    return urlunsplit((parts.scheme, netloc, path, quote(query, safe=_SAFE), ""))


def same_page_key(url: str) -> str:
    """Return what two addresses of one page share: neither scheme, nor `www.`, nor a last slash."""
    parts = urlsplit(url)
    host = parts.netloc.removeprefix("www.")
    return f"{host}{parts.path.rstrip('/')}{f'?{parts.query}' if parts.query else ''}"


def site_of(url: str) -> str:
    """Return the host without `www.`, port included."""
    return urlsplit(url).netloc.lower().removeprefix("www.")
