"""The client's manners: robots, rates, waits, redirects, deadlines and the circuit breaker."""

from __future__ import annotations

import asyncio
import gzip
import zlib

import httpx
import pytest

from pipeline.fetch.failure import FetchFailure
from pipeline.fetch.http import Ask
from pipeline.fetch.settings import BREAKER_FAILURES, BREAKER_TRIALS, MAX_IN_FLIGHT, MAX_REDIRECTS, MAX_ROBOTS_BYTES
from tests.fetch.fakes import PAGE, SITE, FakeClock, client, get, get_all, page, replies, scripted


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


PADDING = b"# a long list of what nobody asks for\n"


def padded(first: bytes, last: bytes, *, cut_at: int = 0) -> bytes:
    """Return rules with `last` behind so much padding that the reading limit falls `cut_at` bytes into it."""
    room = MAX_ROBOTS_BYTES - len(first) - cut_at
    padding = PADDING * (room // len(PADDING))
    return first + padding + b"#" * (room - len(padding) - 1) + b"\n" + last + b"\n" + PADDING * 9000


ALL = b"User-agent: *\n"


@pytest.mark.parametrize(
    "body, code",
    [
        (padded(ALL + b"Disallow: /a\n", b"Allow: /"), "robots"),
        (padded(ALL + b"Disallow: /b\n", b"Disallow: /a"), None),
        (padded(ALL, b"Disallow: /b", cut_at=11), None),
        (padded(ALL, b"Disallow: /a", cut_at=13), "robots"),
        (b"x" * (MAX_ROBOTS_BYTES + 1), None),
        (b"x" * MAX_ROBOTS_BYTES + b"\n" + ALL + b"Disallow: /\n", None),
    ],
    ids=["before the limit", "behind it", "half a line", "the last whole line", "no line at all", "one line too long"],
)
@pytest.mark.parametrize("coding", [None, "gzip", "deflate"])
def test_of_a_robots_txt_beyond_the_limit_what_was_read_counts(body, code, coding):
    pack = {None: bytes, "gzip": gzip.compress, "deflate": zlib.compress}[coding]
    packed = pack(body)
    headers = {"content-encoding": coding} if coding else {}

    async def pieces():
        for start in range(0, len(packed), 1000):
            yield packed[start : start + 1000]

    def answer(request):
        if request.url.path != "/robots.txt":
            return page()
        return httpx.Response(200, headers=headers, stream=Pieces(pieces()))

    found = get(httpx.MockTransport(answer))
    assert (found.code if isinstance(found, FetchFailure) else None) == code


class Pieces(httpx.AsyncByteStream):
    """A body as it comes over the wire, its content coding still on."""

    def __init__(self, pieces):
        self._pieces = pieces

    def __aiter__(self):
        return self._pieces


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


def test_no_more_requests_in_flight_than_the_cap_over_all_hosts():
    clock = FakeClock()
    now, most = 0, 0

    async def answer(request):
        nonlocal now, most
        now += 1
        most = max(most, now)
        await asyncio.sleep(0.01)
        now -= 1
        return httpx.Response(404) if request.url.path == "/robots.txt" else page()

    async def all_at_once():
        polite = client(httpx.MockTransport(answer), clock, rate_s=0)
        asks = [Ask(f"https://host{n}.example/{m}", "courier") for n in range(3 * MAX_IN_FLIGHT) for m in range(2)]
        return await asyncio.gather(*(polite.get(ask) for ask in asks))

    assert len(asyncio.run(all_at_once())) == 6 * MAX_IN_FLIGHT
    assert most == MAX_IN_FLIGHT


def test_a_host_has_never_more_than_one_request_in_flight():
    clock = FakeClock()
    now, most = 0, 0

    async def answer(request):
        nonlocal now, most
        now += 1
        most = max(most, now)
        await asyncio.sleep(0.001)
        now -= 1
        return httpx.Response(404) if request.url.path == "/robots.txt" else page()

    async def all_at_once():
        polite = client(httpx.MockTransport(answer), clock, rate_s=0)
        return await asyncio.gather(*(polite.get(Ask(f"{SITE}/{n}", "courier")) for n in range(20)))

    asyncio.run(all_at_once())
    assert most == 1
