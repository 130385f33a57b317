"""Section pages: what a reader would click on.

Comes in: the HTML of a front or section page. Goes out: the articles it links to and its next
pages. It refuses links that lead off the site, and those into its furniture: menus, tags, authors.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import ClassVar
from urllib.parse import urlsplit

from lxml import html

from pipeline.fetch.addresses import clean_address, same_page_key, site_of
from pipeline.fetch.base import Document, Further, Listed, Listing, Scope, days_told
from pipeline.fetch.body import Limits
from pipeline.fetch.failure import FetchFailure
from pipeline.fetch.markup import parse_html
from pipeline.fetch.settings import MAX_PAGE_BYTES, MAX_UNPACKED_BYTES

#: Links read of one page; a long section page has a few hundred.
MAX_LINKS = 5000
TITLE_CHARS = 500
#: Where menus and the like stand; what they link to is no article.
_FURNITURE = frozenset({"nav", "header", "footer", "aside", "form"})
#: Path segments of pages that list or serve, and are no article themselves.
_SERVICE = frozenset((
    "tag", "tags", "topic", "topics", "category", "categories", "author", "authors", "profile", "people", "section",
    "sections", "page", "search", "login", "signin", "sign-in", "register", "account", "subscribe", "subscriptions",
    "newsletter", "newsletters", "about", "about-us", "contact", "contact-us", "privacy", "cookies", "terms", "help",
    "advertise", "jobs", "video", "videos", "gallery", "galleries", "podcast", "podcasts", "events", "feed", "rss",
    "wp-admin", "wp-login.php", "wp-content", "wp-json", "cart", "checkout", "share",
))
_FILE = re.compile(r"\.(?:jpe?g|png|gif|webp|svg|pdf|docx?|xlsx?|zip|mp[34]|css|js|xml|json|ico|ics)$", re.IGNORECASE)
#: What the last segment of an article's address looks like: three words, a number, an id, or a page's ending.
_SLUG = re.compile(r"[^\W_]+(?:[-_][^\W_]+){2,}")
_NUMBER = re.compile(r"\d{4,}|(?:^|[-_])\d+$|^(?=[a-z]*\d)[a-z\d]{10,}$")
_ENDING = re.compile(r"\.(?:html?|ece|stm|aspx|php)$", re.IGNORECASE)
_DATED = re.compile(r"/(?:19|20)\d\d/\d{1,2}(?:/|$)")
_HEADINGS = frozenset({"h1", "h2", "h3", "h4"})
_NEXT_TEXT = re.compile(r"(?:next|older|older posts|older stories|next page|more)\s*[›»→>]*", re.IGNORECASE)


class Pages:
    """HTML pages that link to articles, followed through their pagination."""

    key: ClassVar[str] = "pages"
    limits: ClassVar[Limits] = Limits(MAX_PAGE_BYTES, MAX_UNPACKED_BYTES)
    by_date: ClassVar[bool] = False

    def start(self, address: str, scope: Scope) -> Listing:
        """Return the section page itself as the document to read."""
        return Listing(further=(Further(clean_address(address)),))

    def read(self, document: Document, scope: Scope) -> Listing:
        """Return the articles that a page links to. Raises `FetchFailure` (`no_listing`).

        The links bear no date: within a window only those pass whose address tells a month or a day of it.
        """
        tree = parse_html(document.body, document.charset)
        if tree is None:
            raise FetchFailure("no_listing", document.url, "no HTML")
        items: dict[str, Listed] = {}
        further: dict[str, Further] = {}
        for anchor, url in _links(tree, document.url):
            if is_next(anchor):
                further.setdefault(url, Further(url))
            elif is_article_link(anchor, url, document.url):
                text = " ".join(anchor.text_content().split())[:TITLE_CHARS]
                items.setdefault(same_page_key(url), Listed(url, title=text or None))
        wanted = [item for item in items.values() if _may_be_of_the_window(item.url, scope)]
        return Listing(tuple(wanted), tuple(further.values()))


def _links(tree: html.HtmlElement, base: str) -> Iterator[tuple[html.HtmlElement, str]]:
    declared = tree.find(".//base[@href]")
    if declared is not None:
        try:
            base = clean_address(str(declared.get("href")), base)
        except FetchFailure:
            declared = None  # A broken <base> is passed over, as browsers do.
    for count, element in enumerate(tree.iter("a", "link")):
        if count >= MAX_LINKS:
            return
        href = element.get("href")
        if not href or href.startswith("#") or (element.tag == "link" and "next" not in _words(element, "rel")):
            continue
        try:
            url = clean_address(href, base)
        except FetchFailure:
            continue  # mailto:, javascript: and the like: no page to list.
        if site_of(url) == site_of(base):
            yield element, url


def _words(element: html.HtmlElement, name: str) -> list[str]:
    return (element.get(name) or "").lower().split()


def is_next(anchor: html.HtmlElement) -> bool:
    """Say whether a link leads to the next page of the same list."""
    if "next" in _words(anchor, "rel") or "next" in _words(anchor, "class"):
        return True
    label = " ".join(anchor.text_content().split())
    return len(label) < 30 and _NEXT_TEXT.fullmatch(label) is not None


def is_article_link(anchor: html.HtmlElement, url: str, page: str) -> bool:
    """Say whether a link looks like one to an article: by its address, or by standing in a heading."""
    path = urlsplit(url).path
    segments = [segment.lower() for segment in path.split("/") if segment]
    if not segments or same_page_key(url) == same_page_key(page) or _FILE.search(path):
        return False
    if _SERVICE.intersection(segments):
        return False
    around = {ancestor.tag for ancestor in anchor.iterancestors()}
    if around & _FURNITURE and not around & {"article", "main"}:
        return False
    last = segments[-1]
    if _SLUG.search(last) or _NUMBER.search(last) or _ENDING.search(last) or _DATED.search(path):
        return True
    return bool(around & (_HEADINGS | {"article"}) or any(child.tag in _HEADINGS for child in anchor.iter()))


def _may_be_of_the_window(url: str, scope: Scope) -> bool:
    days = days_told(url)
    return scope.window is None or (days is not None and days[0] <= scope.window[1] and scope.window[0] <= days[1])
