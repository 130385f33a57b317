"""Which address stands for a page.

Comes in: an address as given, and what the page says of itself. Goes out: the canonical
address, and the host without `www.`. It refuses to touch what is no http address: ids of a
corpus ("corpus:0017") pass through letter for letter.
"""

from __future__ import annotations

from urllib.parse import urldefrag, urljoin, urlsplit

from courlan import clean_url


def is_web(url: str | None) -> bool:
    """Say whether `url` is an http or https address with a host."""
    if url is None or not url.lower().startswith(("http://", "https://")):
        return False
    try:
        return bool(urlsplit(url).hostname)
    except ValueError:
        return False


def canonical_url(url: str | None, declared: str | None = None) -> str | None:
    """Return the address without tracking parameters and fragment, host in lower case.

    `declared` is the page's own `rel=canonical`; it stands unless it is no address or names
    a site's front page for a page that is none, as broken templates do.
    """
    if declared is not None and url is not None and is_web(url):
        try:
            declared = urljoin(url, declared)
        except ValueError:
            declared = None
    if url is None or not is_web(url):
        return url if url is not None or not is_web(declared) else _clean(declared or "")
    if declared is not None and is_web(declared) and (_is_front(url) or not _is_front(declared)):
        return _clean(declared)
    return _clean(url)


def host_of(url: str | None) -> str | None:
    """Return the host without `www.`, None for what is no web address."""
    if url is None or not is_web(url):
        return None
    return (urlsplit(url).hostname or "").removeprefix("www.") or None


def _is_front(url: str) -> bool:
    parts = urlsplit(url)
    return parts.path in ("", "/") and not parts.query


def _clean(url: str) -> str:
    # Fragment first: courlan keeps those that hold no tracker.
    return clean_url(urldefrag(url).url) or url
