"""The client's manners, on a scripted wire and a clock that need not wait."""

from __future__ import annotations

import asyncio
import gzip
import ssl
import zlib

import httpx
import pytest

from pipeline.errors import ConfigError
from pipeline.fetch.body import Limits
from pipeline.fetch.failure import FetchFailure
from pipeline.fetch.http import PAGE_TYPES, Ask
from pipeline.fetch.settings import BREAKER_FAILURES, BREAKER_TRIALS, MAX_REDIRECTS, make_fetch_settings
from tests.fetch.fakes import START, FakeClock, client, replies, scripted

SITE = "https://courier.example"
PAGE = {"content-type": "text/html; charset=utf-8"}


def page(text: str = "<p>Crews vote.</p>", **headers: str) -> httpx.Response:
    return httpx.Response(200, text=text, headers=PAGE | {k.replace("_", "-"): v for k, v in headers.items()})


def get(transport, clock=None, url=f"{SITE}/a", *, ask=None, **values):
    """Return the exchange, or the failure."""
    clock = clock or FakeClock()

    async def once():
        return await client(transport, clock, **values).get(ask or Ask(url, "courier"))

    try:
        return asyncio.run(once())
    except FetchFailure as failure:
        return failure


def get_all(transport, clock, urls, **values):
    """Return what one client gets of several addresses, one after the other."""

    async def every():
        polite = client(transport, clock, **values)
        found = []
        for url in urls:
            try:
                found.append((await polite.get(Ask(url, "courier"))).status)
            except FetchFailure as failure:
                found.append(failure.code)
        return found

    return asyncio.run(every())


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


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503, 504])
def test_passing_troubles_are_tried_again_with_growing_pauses(status):
    clock = FakeClock()
    found = get(scripted(replies(httpx.Response(status), httpx.Response(status), page())), clock, rate_s=0)
    assert found.status == 200
    first, second = clock.sleeps
    assert 0.5 <= first <= 1.0
    assert 1.0 <= second <= 2.0


def test_troubles_that_do_not_pass():
    clock = FakeClock()
    found = get(scripted(replies(httpx.Response(503))), clock, rate_s=0)
    assert (found.code, found.detail) == ("server_error", "503 Service Unavailable")
    assert len(clock.sleeps) == 2


@pytest.mark.parametrize("wish", ["7", "Tue, 06 May 2031 07:08:16 GMT"])
def test_retry_after_is_waited_for(wish):
    clock = FakeClock()
    transport = scripted(replies(httpx.Response(429, headers={"retry-after": wish}), page()))
    assert get(transport, clock, rate_s=0, deadline_s=5.0).status == 200
    assert clock.passed_s == 7.0


def test_retry_after_holds_the_whole_host():
    clock = FakeClock()
    moments = {}

    def script(request):
        moments.setdefault(request.url.path, []).append(clock.passed_s)
        return httpx.Response(503, headers={"retry-after": "60"}) if clock.passed_s < 60 else page()

    found = get_all(scripted(script), clock, [f"{SITE}/a", f"{SITE}/b"], rate_s=0)
    assert found == [200, 200]
    assert moments == {"/a": [0.0, 60.0], "/b": [60.0]}


def test_retry_after_the_runs_end_is_named_at_once():
    clock = FakeClock()
    transport = scripted(replies(httpx.Response(429, headers={"retry-after": "86400"})))
    assert get(transport, clock, run_deadline_s=600.0).code == "retry_after"
    assert clock.passed_s < 10


@pytest.mark.parametrize("wish", ["", "soon", "-5", "1e9", "9" * 500])
def test_wishes_that_make_no_sense_break_nothing(wish):
    transport = scripted(replies(httpx.Response(503, headers={"retry-after": wish}), page()))
    assert isinstance(get(transport), FetchFailure) or get(transport).status == 200


def test_one_host_is_asked_at_its_rate_and_others_meanwhile():
    clock = FakeClock()
    asked = []

    def script(request):
        asked.append((request.url.host, clock.passed_s))
        return page()

    urls = [f"{SITE}/a", f"{SITE}/b", "https://echo.example/a", f"{SITE}/c"]
    assert get_all(scripted(script), clock, urls, rate_s=5.0) == [200] * 4
    courier = [when for host, when in asked if host == "courier.example"]
    # robots.txt takes the first turn of a host.
    assert courier == [5.0, 10.0, 15.0]
    assert ("echo.example", 15.0) in asked


def test_the_crawl_delay_of_robots_holds():
    clock = FakeClock()
    asked = []

    def script(request):
        asked.append(clock.passed_s)
        return page()

    transport = scripted(script, robots="User-agent: *\nCrawl-delay: 11\n")
    get_all(transport, clock, [f"{SITE}/a", f"{SITE}/b"], rate_s=1.0)
    assert asked == [11.0, 22.0]


ROBOTS = "User-agent: *\nDisallow: /private/\n\nUser-agent: picketline\nDisallow: /members/\n"


@pytest.mark.parametrize("path, code", [("/members/a", "robots"), ("/private/a", None), ("/a", None)])
def test_robots_rules_by_name_come_before_those_for_all(path, code):
    found = get(scripted(replies(page()), robots=ROBOTS), url=SITE + path)
    assert (found.code if isinstance(found, FetchFailure) else None) == code


def test_robots_are_asked_again_after_a_redirect():
    script = replies(httpx.Response(302, headers={"location": "/members/b"}), page())
    assert get(scripted(script, robots=ROBOTS)).code == "robots"


@pytest.mark.parametrize("status, allowed", [(404, True), (403, True), (410, True), (500, False), (503, False)])
def test_a_missing_robots_allows_and_an_unreadable_one_forbids(status, allowed):
    transport = httpx.MockTransport(
        lambda request: httpx.Response(status) if request.url.path == "/robots.txt" else page()
    )
    found = get(transport)
    assert isinstance(found, FetchFailure) != allowed
    if not allowed:
        assert found.code == "robots_unreachable"


def test_robots_are_read_once():
    asked = []

    def answer(request):
        asked.append(request.url.path)
        return httpx.Response(200, text="") if request.url.path == "/robots.txt" else page()

    get_all(httpx.MockTransport(answer), FakeClock(), [f"{SITE}/{n}" for n in range(4)])
    assert asked.count("/robots.txt") == 1


def hops(count):
    def script(request):
        number = int(request.url.path[1:] or 0)
        return page() if number >= count else httpx.Response(301, headers={"location": f"/{number + 1}"})

    return script


def test_redirects_are_followed_to_a_limit():
    assert get(scripted(hops(MAX_REDIRECTS)), url=f"{SITE}/0").final_url == f"{SITE}/{MAX_REDIRECTS}"
    assert get(scripted(hops(MAX_REDIRECTS + 1)), url=f"{SITE}/0").code == "too_many_redirects"


@pytest.mark.parametrize(
    "location, code",
    [
        ("/a", "redirect_loop"),
        ("", "bad_redirect"),
        ("file:///etc/hosts", "bad_redirect"),
        ("ftp://courier.example/a", "bad_redirect"),
        ("https://user:word@courier.example/b", "bad_redirect"),
        ("http://[::1", "bad_redirect"),
        ("javascript:alert(1)", "bad_redirect"),
    ],
)
def test_redirects_to_nowhere(location, code):
    assert get(scripted(replies(httpx.Response(302, headers={"location": location})))).code == code


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


def test_a_drip_ends_at_the_deadline():
    clock = FakeClock()

    async def drip():
        while True:
            clock.passed_s += 3
            yield b"."

    found = get(scripted(lambda request: httpx.Response(200, content=drip(), headers=PAGE)), clock, rate_s=0)
    assert found.code == "timeout"
    assert 20 < clock.passed_s < 25


def test_a_hung_server_ends_at_the_deadline():
    async def hang(request):
        if request.url.path == "/robots.txt":
            return httpx.Response(404)
        await asyncio.sleep(60)
        return page()

    assert get(httpx.MockTransport(hang), deadline_s=0.05).code == "timeout"


def test_nothing_is_asked_after_the_runs_end():
    clock = FakeClock()
    urls = [f"{SITE}/{n}" for n in range(6)]
    assert get_all(scripted(replies(page())), clock, urls, rate_s=10.0, run_deadline_s=35.0) == [200] * 3 + [
        "run_deadline"
    ] * 3
    assert clock.passed_s <= 35


def test_the_circuit_opens_and_closes():
    clock = FakeClock()
    asked = []

    def script(request):
        asked.append(request.url.path)
        raise httpx.ConnectError("refused") if len(asked) <= BREAKER_FAILURES * 3 else httpx.ReadError("x")

    urls = [f"{SITE}/{n}" for n in range(BREAKER_FAILURES + BREAKER_TRIALS + 10)]
    found = get_all(scripted(script), clock, urls, rate_s=0)
    tried = BREAKER_FAILURES + BREAKER_TRIALS
    assert found[:BREAKER_FAILURES] == ["connect"] * BREAKER_FAILURES
    assert found[BREAKER_FAILURES:tried] == ["reset"] * BREAKER_TRIALS
    assert found[tried:] == ["circuit_open"] * 10
    assert [s for s in clock.sleeps if s >= 9] == pytest.approx([10.0, 20.0, 40.0])


def test_one_good_answer_closes_the_circuit():
    clock = FakeClock()
    bad = {f"/{n}" for n in range(BREAKER_FAILURES)}

    def script(request):
        if request.url.path in bad:
            raise httpx.ReadError("reset")
        return page()

    urls = [f"{SITE}/{n}" for n in range(BREAKER_FAILURES + 5)]
    assert get_all(scripted(script), clock, urls, rate_s=0)[BREAKER_FAILURES:] == [200] * 5


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
