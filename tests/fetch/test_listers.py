"""What each way of listing reads out of a document."""

from __future__ import annotations

import datetime as dt
import gzip
import json
from zoneinfo import ZoneInfo

import pytest

from pipeline.fetch.base import Document, Listed, Scope
from pipeline.fetch.failure import FetchFailure
from pipeline.fetch.feeds import Feeds
from pipeline.fetch.guardian import KEY_VARIABLE, Guardian
from pipeline.fetch.pages import Pages
from pipeline.fetch.sitemaps import MAX_ENTRIES, Sitemaps
from pipeline.fetch.urls import Urls

LONDON = ZoneInfo("Europe/London")
NOW = dt.datetime(2031, 7, 10, 12, 0, tzinfo=dt.UTC)
NOW_SCOPE = Scope(LONDON)
SITE = "https://courier.example"


def document(body, path="/list", kind="application/xml", charset=None):
    return Document(SITE + path, body if isinstance(body, bytes) else body.encode(), kind, charset, NOW)


def paths(listing):
    return [item.url.removeprefix(SITE) for item in listing.items]


def rss(items, start='<?xml version="1.0"?><rss version="2.0"><channel><title>Courier</title>'):
    return f"{start}{items}</channel></rss>"


ATOM = f"""<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Courier</title>
<entry><title type="html">Porters &amp;amp; cleaners vote</title><id>tag:courier.example,2031:1</id>
<link rel="enclosure" href="{SITE}/a.mp3"/><link rel="alternate" href="/a"/>
<published>2031-07-06T07:00:00Z</published><updated>2031-07-07T08:00:00+01:00</updated></entry></feed>"""


def test_rss():
    body = rss("""<item><title> Drivers
      walk out </title><link>https://courier.example/a?utm_source=rss</link>
      <pubDate>Sun, 06 Jul 2031 07:00:00 BST</pubDate></item><item><guid isPermaLink="true">https://courier.example/b</guid></item>""")
    first, second = Feeds().read(document(body), NOW_SCOPE).items
    assert first.url == f"{SITE}/a"
    assert first.title == "Drivers walk out"
    assert first.published == dt.datetime(2031, 7, 6, 6, tzinfo=dt.UTC)
    assert first.updated is None
    assert second.url == f"{SITE}/b"
    assert second.published is None


def test_atom():
    (item,) = Feeds().read(document(ATOM, kind="application/atom+xml"), NOW_SCOPE).items
    assert item.url == f"{SITE}/a"
    assert item.published == dt.datetime(2031, 7, 6, 7, tzinfo=dt.UTC)
    assert item.updated == dt.datetime(2031, 7, 7, 7, tzinfo=dt.UTC)


def test_duplicate_guids_are_still_two_articles():
    body = rss("".join(f"<item><guid isPermaLink='false'>1</guid><link>{SITE}/{n}</link></item>" for n in "ab"))
    assert paths(Feeds().read(document(body), NOW_SCOPE)) == ["/a", "/b"]


def test_an_entry_without_a_link_and_a_date_that_is_none_are_named():
    body = rss(f"<item><title>No link</title></item><item><link>{SITE}/a</link><pubDate>shortly</pubDate></item>")
    listing = Feeds().read(document(body), NOW_SCOPE)
    assert paths(listing) == ["/a"]
    assert [code for code, _ in listing.problems] == ["bad_entry", "bad_date"]


@pytest.mark.parametrize("charset", ["utf-8", "iso-8859-1", "utf-16"])
@pytest.mark.parametrize("named", [True, False])
def test_charsets_of_feeds(charset, named):
    start = f'<?xml version="1.0" encoding="{charset}"?><rss version="2.0"><channel>'
    body = rss(f"<item><title>Vot\u00e9</title><link>{SITE}/a</link></item>", start).encode(charset)
    (item,) = Feeds().read(document(body, charset=charset if named else None), NOW_SCOPE).items
    assert item.title == "Vot\u00e9"


@pytest.mark.parametrize("charset", ["no-such-charset", "utf-8", "utf-16", "\u20ac"])
def test_a_wrong_charset_loses_letters_at_most(charset):
    body = rss(f"<item><title>A</title><link>{SITE}/a</link></item>").encode("iso-8859-1")
    assert paths(Feeds().read(document(body, charset=charset), NOW_SCOPE)) == ["/a"]


HTML = "<!DOCTYPE html><html><head><title>Not found</title></head><body><a href='/a'>A</a></body></html>"
BILLION = '<!DOCTYPE a [<!ENTITY a "x"><!ENTITY b "&a;&a;">]>'
EXTERNAL = '<!DOCTYPE a [<!ENTITY a SYSTEM "file:///etc/hostname">]>'


@pytest.mark.parametrize(
    "body, code",
    [
        (HTML, "no_listing"),
        ("", "no_listing"),
        ("{}", "no_listing"),
        ("https://courier.example/feed", "no_listing"),
        ("pyproject.toml", "no_listing"),
        ("\x00" * 100, "no_listing"),
        (BILLION + rss("<item><title>&b;</title></item>", "<rss version='2.0'><channel>"), "entities"),
        (EXTERNAL + rss("<item><title>&a;</title></item>", "<rss version='2.0'><channel>"), "entities"),
        ((EXTERNAL + "<rss/>").encode("utf-16"), "entities"),
    ],
)
@pytest.mark.parametrize("lister", [Feeds(), Sitemaps()], ids=["feeds", "sitemaps"])
def test_what_is_no_list(lister, body, code):
    with pytest.raises(FetchFailure) as caught:
        lister.read(document(body), NOW_SCOPE)
    assert caught.value.code == code


def test_a_feed_that_breaks_off_gives_what_came_before():
    body = rss("".join(f"<item><link>{SITE}/{n}</link></item>" for n in range(9)))
    assert len(paths(Feeds().read(document(body[:-40]), NOW_SCOPE))) >= 8


NEWS = f"""<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"
 xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
<url><image:image><image:loc>{SITE}/a.jpg</image:loc></image:image><loc> {SITE}/a </loc><lastmod>2031-07-07</lastmod>
<news:news><news:publication><news:name>Courier</news:name><news:language>en</news:language></news:publication>
<news:publication_date>2031-07-06T07:00:00+01:00</news:publication_date><news:title>Staff reject 3%</news:title>
</news:news></url><url><loc>{SITE}/b</loc></url><url><lastmod>2031-07-07</lastmod></url></urlset>"""


def test_news_sitemap():
    listing = Sitemaps().read(document(NEWS), NOW_SCOPE)
    first, second = listing.items
    assert (first.url, first.title) == (f"{SITE}/a", "Staff reject 3%")
    assert first.published == dt.datetime(2031, 7, 6, 6, tzinfo=dt.UTC)
    assert first.updated == dt.datetime(2031, 7, 6, 23, tzinfo=dt.UTC)
    assert second.url == f"{SITE}/b"
    assert listing.problems == (("bad_entry", "no <loc>"),)


def index(*rows):
    inner = "".join(f"<sitemap><loc>{SITE}{loc}</loc><lastmod>{day}</lastmod></sitemap>" for loc, day in rows)
    return f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{inner}</sitemapindex>'


ROWS = [("/s-2031-05.xml", ""), ("/s-2031-06.xml", "2031-07-01"), ("/s-2031-07.xml", "2031-07-09"), ("/all.xml", "")]


@pytest.mark.parametrize(
    "window, wanted",
    [
        (None, ["/s-2031-07.xml", "/s-2031-06.xml", "/s-2031-05.xml", "/all.xml"]),
        (("2031-06-10", "2031-06-20"), ["/s-2031-06.xml", "/all.xml"]),
        (("2031-07-02", "2031-07-20"), ["/s-2031-07.xml", "/all.xml"]),
    ],
)
def test_sitemap_index(window, wanted):
    days = tuple(dt.date.fromisoformat(day) for day in window) if window else None
    listing = Sitemaps().read(document(index(*ROWS)), Scope(LONDON, days))
    assert [further.url.removeprefix(SITE) for further in listing.further] == wanted
    assert listing.items == ()


def test_a_sitemap_that_breaks_off_gives_what_came_before():
    listing = Sitemaps().read(document(NEWS[: NEWS.index("<url><lastmod>")]), NOW_SCOPE)
    assert paths(listing) == ["/a", "/b"]
    assert listing.problems[0][0] == "malformed"


def test_no_more_entries_than_the_protocol_allows():
    rows = f"<url><loc>{SITE}/a</loc></url>" * (MAX_ENTRIES + 1)
    listing = Sitemaps().read(document(f"<urlset>{rows}</urlset>"), NOW_SCOPE)
    assert len(listing.items) == MAX_ENTRIES
    assert listing.problems == (("entries_left_out", "1"),)


def test_a_window_takes_items_by_their_day_where_the_source_is():
    body = rss("".join(f"<item><link>{SITE}/{n}</link><pubDate>{d}</pubDate></item>" for n, d in enumerate(
        ["2031-07-05T22:59:59Z", "2031-07-05T23:00:00Z", "2031-07-07T22:59:59Z", "2031-07-07T23:00:00Z", ""])))
    scope = Scope(LONDON, (dt.date(2031, 7, 6), dt.date(2031, 7, 7)))
    assert paths(Feeds().read(document(body), scope)) == ["/1", "/2"]


IN_ADDRESSES = [
    ("/2031/06/crews-vote", True), ("/2031/6/crews-vote", True), ("/2031/06/30/crews-vote", True),
    ("/2031/07/crews-vote", None), ("/2031/07/06/crews-vote", True), ("/2031/07/07/crews-vote", False),
    ("/2031/07/07", False), ("/2031/05/31/crews-vote", False), ("/2031/05/crews-vote", False),
    ("/2031/06/31/a-day-too-many", True), ("/2031/13/crews-vote", None), ("/2031/12345/crews-vote", None),
    ("/news/crews-vote-2031-06", None), ("/2032/crews-vote", None), ("/2031/07/3-things-to-know", None),
]


@pytest.mark.parametrize(("path", "told"), IN_ADDRESSES)
def test_a_day_in_the_address_goes_before_that_of_the_last_change(path, told):
    """What no address decides, because it tells nothing or too little, is left to the date of change."""
    scope = Scope(LONDON, (dt.date(2031, 6, 1), dt.date(2031, 7, 6)))
    for day, inside in (("2031-07-01", True), ("2031-09-01", False)):
        moment = dt.datetime.fromisoformat(f"{day}T12:00:00+00:00")
        assert scope.wants(Listed(SITE + path, updated=moment)) == (inside if told is None else told)
        assert scope.wants(Listed(SITE + path, published=moment)) == inside
    assert scope.wants(Listed(SITE + path)) == bool(told)


SECTION = """<html><head><base href="/news/"><link rel="next" href="/news/page/2"></head><body>
<nav><a href="/sport/latest-football-news-today">Sport</a></nav>
<main><h2><a href="strike">Heading</a></h2>
<a href="bus-drivers-set-dates">Slug</a> <a href="/2031/07/vote">Dated</a> <a href="c1xy9w2k3m0o">Id</a>
<a href="story-7">Number</a> <a href="12345678">Number</a> <a href="story.html">Ending</a>
<a href="bus-drivers-set-dates?utm_source=front#comments">Again</a>
<a href="/tag/bus-strike-news-2031">Tag</a> <a href="/people">Furniture</a> <a href="photo-of-the-day.jpg">Picture</a>
<a href="https://echo.example/other-site-strike-news">Off</a> <a href="mailto:desk@courier.example">Mail</a>
<a href="#top">Top</a> <a href="">None</a> <a href="http://[bad">Bad</a> <a href="?page=2">Older stories</a></main>
<footer><a href="/how-we-work-here">Footer</a></footer></body></html>"""


def test_section_pages():
    listing = Pages().read(document(SECTION, "/news/"), NOW_SCOPE)
    assert paths(listing) == [
        "/news/strike", "/news/bus-drivers-set-dates", "/2031/07/vote", "/news/c1xy9w2k3m0o", "/news/story-7",
        "/news/12345678", "/news/story.html",
    ]  # fmt: skip
    assert [further.url for further in listing.further] == [f"{SITE}/news/page/2", f"{SITE}/news/?page=2"]


@pytest.mark.parametrize("body", [b"", b"  ", b"\x00"])
def test_a_page_of_nothing(body):
    try:
        assert Pages().read(document(body), NOW_SCOPE).items == ()
    except FetchFailure as failure:
        assert failure.code == "no_listing"  # noqa: PT017


def test_urls():
    assert [item.url for item in Urls().start(f"{SITE}/a#b", NOW_SCOPE).items] == [f"{SITE}/a"]
    (further,) = Urls().start(f"{SITE}/all.txt", NOW_SCOPE).further
    assert further.url == f"{SITE}/all.txt"
    body = f"# all\n\n{SITE}/a\r\n{SITE}/b\n/c\nno address\n"
    listing = Urls().read(document(body, kind="text/plain"), NOW_SCOPE)
    assert paths(listing) == ["/a", "/b", "/c"]
    assert listing.problems == (("bad_entry", "no address"),)
    with pytest.raises(FetchFailure):
        Urls().read(document("<html>"), NOW_SCOPE)


def guardian_page(page, pages):
    row = {"webUrl": f"{SITE}/{page}", "webTitle": "Vote", "webPublicationDate": "2031-07-06T07:00:00Z",
           "fields": {"lastModified": "2031-07-06T09:00:00Z"}}
    return json.dumps({"response": {"currentPage": page, "pages": pages, "results": [row, {"id": 1}]}})


def test_guardian():
    scope = Scope(LONDON, (dt.date(2031, 7, 1), dt.date(2031, 7, 31)), {KEY_VARIABLE: "hush"})
    (first,) = Guardian().start("strike AND union", scope).further
    assert "from-date=2031-07-01" in first.url
    assert "hush" not in first.url
    assert "hush" not in repr(first)
    assert first.secret == (("api-key", "hush"),)
    made = Document(first.url, guardian_page(1, 2).encode(), "application/json", None, NOW)
    listing = Guardian().read(made, scope)
    assert listing.items[0].updated == dt.datetime(2031, 7, 6, 9, tzinfo=dt.UTC)
    assert "page=2" in listing.further[0].url
    assert "q=strike+AND+union" in listing.further[0].url
    assert listing.problems[0][0] == "bad_entry"
    last = Document(first.url, guardian_page(2, 2).encode(), "application/json", None, NOW)
    assert Guardian().read(last, scope).further == ()


def test_guardian_without_a_key():
    with pytest.raises(FetchFailure) as caught:
        Guardian().start("strike", NOW_SCOPE)
    assert caught.value.code == "no_key"


@pytest.mark.parametrize("body", ["", "{}", "[]", '{"response": 1}', '{"response": {"results": 3}}', "[" * 100_000])
def test_guardian_answers_that_are_none(body):
    with pytest.raises(FetchFailure) as caught:
        Guardian().read(document(body), Scope(LONDON, environment={KEY_VARIABLE: "hush"}))
    assert caught.value.code == "no_listing"


def test_gzip_is_no_business_of_a_lister():
    with pytest.raises(FetchFailure):
        Sitemaps().read(document(gzip.compress(NEWS.encode())), NOW_SCOPE)
