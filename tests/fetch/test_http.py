"""What the client asks, what it reads and what it hands over, on a scripted wire."""

from __future__ import annotations

import gzip
import ssl
import zlib

import httpx
import pytest

from pipeline.errors import ConfigError
from pipeline.fetch.body import Limits
from pipeline.fetch.http import PAGE_TYPES, Ask
from pipeline.fetch.settings import make_fetch_settings
from tests.fetch.fakes import PAGE, SITE, START, FakeClock, get, page, replies, scripted


def test_an_exchange_says_what_was_asked_and_answered():
    found = get(scripted(replies(page(ETag='"v1"'))), rate_s=0)
    assert (found.url, found.final_url, found.status, found.reason) == (f"{SITE}/a", f"{SITE}/a", 200, "OK")
    assert found.body == b"<p>Crews vote.</p>"
    assert found.header("etag") == '"v1"'
    assert found.fetched_at == START
    assert found.source == "courier"
    assert not found.not_modified
    sent = dict(found.request_headers)
    assert sent["User-Agent"].startswith("picketline/")
    assert sent["User-Agent"].endswith("(+desk@newsroom.example)")
    assert "If-None-Match" not in sent
    assert "Cookie" not in sent


def test_a_conditional_request_and_its_304():
    seen = []

    def script(request):
        seen.append(request.headers)
        return httpx.Response(304, headers={"etag": '"v1"'})

    ask = Ask(f"{SITE}/a", "courier", etag='"v1"', last_modified="Tue, 06 May 2031 06:00:00 GMT")
    found = get(scripted(script), ask=ask)
    assert found.not_modified
    assert (found.status, found.body) == (304, b"")
    assert seen[0]["if-none-match"] == '"v1"'
    assert seen[0]["if-modified-since"] == "Tue, 06 May 2031 06:00:00 GMT"


def test_a_304_that_nobody_asked_for():
    assert get(scripted(replies(httpx.Response(304)))).code == "unasked_304"


def test_a_stored_validator_cannot_add_a_header():
    ask = Ask(f"{SITE}/a", "courier", etag='"v1"\r\nX-Evil: 1')
    assert "If-None-Match" not in dict(get(scripted(replies(page())), ask=ask).request_headers)


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 204, 206])
def test_statuses_that_bring_no_page(status):
    clock = FakeClock()
    found = get(scripted(replies(httpx.Response(status))), clock)
    assert (found.code, found.status) == ("http_status", status)


def test_a_body_over_the_limit_is_not_read_on():
    read = []

    async def endless():
        while True:
            read.append(1)
            yield b"x" * 1000

    transport = scripted(lambda request: httpx.Response(200, content=endless(), headers=PAGE))
    ask = Ask(f"{SITE}/a", "courier", limits=Limits(10_000, 20_000))
    assert get(transport, ask=ask).code == "too_large"
    assert len(read) == 11


@pytest.mark.parametrize("extra, code", [(0, None), (1, "too_large")])
def test_the_limit_itself_still_passes(extra, code):
    transport = scripted(replies(httpx.Response(200, content=b"x" * (1000 + extra), headers=PAGE)))
    found = get(transport, ask=Ask(f"{SITE}/a", "courier", limits=Limits(1000, 2000)))
    assert getattr(found, "code", None) == code


def raw_deflate(data):
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


class Wire(httpx.AsyncByteStream):
    """Bytes as they come, not decoded by the test's own client."""

    def __init__(self, data, piece=100):
        self.data, self.piece = data, piece

    async def __aiter__(self):
        for start in range(0, len(self.data), self.piece):
            yield self.data[start : start + self.piece]


def coded(data, coding):
    return scripted(lambda r: httpx.Response(200, stream=Wire(data), headers=PAGE | {"content-encoding": coding}))


TEXT = b"<p>" + b"The ballot closes. " * 50 + b"</p>"


@pytest.mark.parametrize(
    "data, coding, kept",
    [
        (gzip.compress(TEXT, mtime=0), "gzip", "gzip"),
        (gzip.compress(TEXT, mtime=0), "x-gzip", "gzip"),
        (zlib.compress(TEXT), "deflate", "deflate"),
        (raw_deflate(TEXT), "deflate", "deflate"),
        (gzip.compress(TEXT[:99], mtime=0) + gzip.compress(TEXT[99:], mtime=0), "gzip", "gzip"),
        (TEXT, "identity", None),
    ],
)
def test_the_body_is_kept_as_it_was_sent(data, coding, kept):
    found = get(coded(data, coding))
    assert (found.body, found.content_encoding) == (data, kept)


@pytest.mark.parametrize(
    "data, coding, code",
    [
        (gzip.compress(bytes(50_000_000), mtime=0), "gzip", "too_large"),
        (gzip.compress(TEXT, mtime=0)[:-9], "gzip", "cut_off"),
        (TEXT, "gzip", "coding"),
        (TEXT, "br", "coding"),
        (gzip.compress(gzip.compress(TEXT)), "gzip, gzip", "coding"),
    ],
)
def test_codings_that_go_wrong(data, coding, code):
    assert get(coded(data, coding)).code == code


def test_documents_of_another_kind_are_not_read():
    transport = scripted(replies(httpx.Response(200, content=b"%PDF", headers={"content-type": "application/pdf"})))
    found = get(transport, ask=Ask(f"{SITE}/a", "courier", types=PAGE_TYPES))
    assert (found.code, found.detail) == ("media_type", "application/pdf")


def test_certificates_that_are_not_good_are_named_and_not_tried_again():
    clock = FakeClock()

    def script(request):
        raise httpx.ConnectError("handshake") from ssl.SSLCertVerificationError("self-signed certificate")

    assert get(scripted(script), clock).code == "tls"
    assert clock.passed_s <= 1


def test_a_secret_is_sent_and_kept_nowhere():
    sent = []

    def script(request):
        sent.append(str(request.url))
        return page()

    ask = Ask(f"{SITE}/search?q=a", "courier", secret=(("api-key", "hush"),))
    found = get(scripted(script), ask=ask)
    assert sent == [f"{SITE}/search?q=a&api-key=hush"]
    assert "hush" not in repr(found)


def test_a_secret_does_not_follow_a_redirect_to_another_host():
    sent = []

    def script(request):
        sent.append(str(request.url))
        return page() if request.url.host == "echo.example" else httpx.Response(
            302, headers={"location": "https://echo.example/b"}
        )

    get(scripted(script), ask=Ask(f"{SITE}/a", "courier", secret=(("api-key", "hush"),)))
    assert sent == [f"{SITE}/a?api-key=hush", "https://echo.example/b"]


@pytest.mark.parametrize(
    "values, name",
    [
        ({}, "contact"),
        ({"contact": "x"}, "contact"),
        ({"contact": "a@b.example\r\nX-Evil: 1"}, "contact"),
        ({"contact": "a@b.example", "rate_s": -1}, "rate_s"),
        ({"contact": "a@b.example", "deadline_s": 0}, "deadline_s"),
        ({"contact": "a@b.example", "run_deadline_s": float("inf")}, "run_deadline_s"),
        ({"contact": "a@b.example", "robots": False}, "robots"),
    ],
)
def test_settings_that_are_wrong(values, name):
    with pytest.raises(ConfigError, match=name):
        make_fetch_settings(values)
