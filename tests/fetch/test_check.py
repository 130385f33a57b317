"""Checking sources: ok, dead, moved, empty, silent."""

from __future__ import annotations

import random

import httpx
import pytest

from pipeline.fetch.check import State, check_sources
from tests.fetch.fakes import FakeClock, scripted, settings
from tests.fetch.test_hostile import source

SITE = "https://courier.example"


def feed(*days):
    items = "".join(f"<item><link>{SITE}/{n}</link><pubDate>{day}</pubDate></item>" for n, day in enumerate(days))
    return httpx.Response(200, text=f'<rss version="2.0"><channel>{items}</channel></rss>')


def section(*links):
    found = "".join(f'<h2><a href="{link}">Vote</a></h2>' for link in links)
    return httpx.Response(200, html=f"<html><body>News{found}</body></html>")


PAGES = {
    "/fresh": lambda: feed("2031-05-01", "2019-01-01"),
    "/undated": lambda: feed("", ""),
    "/old": lambda: feed("2031-03-01", "2031-02-01"),
    "/empty": lambda: feed(),
    "/gone": lambda: httpx.Response(410),
    "/html": lambda: httpx.Response(200, html="<html>Not here</html>"),
    "/moved": lambda: httpx.Response(301, headers={"location": "/fresh"}),
    "/moved-away": lambda: httpx.Response(301, headers={"location": "/gone"}),
    "/news": lambda: section("/a-vote-for-strike"),
    "/nothing": lambda: section(),
    "/index": lambda: httpx.Response(
        200, text=f"<sitemapindex><sitemap><loc>{SITE}/map</loc></sitemap></sitemapindex>"
    ),
    "/map": lambda: httpx.Response(200, text=f"<urlset><url><loc>{SITE}/a</loc></url></urlset>"),
    "/article": lambda: httpx.Response(200, html="<p>Vote</p>"),
}


def check(**lists):
    transport = scripted(lambda request: PAGES.get(request.url.path, lambda: httpx.Response(404))())
    return check_sources(
        [source("courier", **{kind: [SITE + path for path in paths] for kind, paths in lists.items()})],
        settings(), clock=FakeClock(), rng=random.Random(1), transport=transport,
    )  # fmt: skip


@pytest.mark.parametrize(
    "kind, path, state, listed",
    [
        ("feeds", "/fresh", State.OK, 2),
        ("feeds", "/undated", State.OK, 2),
        ("feeds", "/old", State.SILENT, 2),
        ("feeds", "/empty", State.EMPTY, 0),
        ("feeds", "/gone", State.DEAD, 0),
        ("feeds", "/html", State.DEAD, 0),
        ("feeds", "/moved", State.MOVED, 2),
        ("feeds", "/moved-away", State.DEAD, 0),
        ("pages", "/news", State.OK, 1),
        ("pages", "/nothing", State.EMPTY, 0),
        ("sitemaps", "/index", State.OK, 1),
        ("sitemaps", "/news", State.DEAD, 0),
        ("urls", "/article", State.OK, 1),
        ("urls", "/gone", State.DEAD, 1),
    ],
)
def test_states(kind, path, state, listed):
    (found,) = check(**{kind: [path]})
    assert (found.state, found.n_listed) == (state, listed), found.detail
    assert (found.source, found.kind, found.address) == ("courier", kind, SITE + path)


def test_where_it_moved_to_and_why_it_is_dead():
    moved, dead = check(feeds=["/moved", "/gone"])
    assert moved.detail == f"{SITE}/fresh"
    assert "410" in dead.detail


def test_every_address_in_order():
    found = check(feeds=["/fresh", "/old"], pages=["/news"])
    assert [one.address.removeprefix(SITE) for one in found] == ["/fresh", "/old", "/news"]
