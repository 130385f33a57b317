"""A real news site in small: outlets with feeds, sitemaps, robots, pagination and edits.

Comes in: which outlet. Goes out: its answers, which change when an article is edited or added. It
refuses to misbehave: that is the hostile site's part.
"""

from __future__ import annotations

import gzip
from dataclasses import dataclass, field

from tests.fetch.server import Reply, Site

XML = "application/xml; charset=utf-8"
NAMES = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:n="http://www.google.com/schemas/sitemap-news/0.9"'
#: Articles on one section page.
PAGE_SIZE = 4


@dataclass
class Story:
    path: str
    title: str
    published: str
    updated: str
    text: str

    def html(self) -> bytes:
        return f"<html><head><title>{self.title}</title></head><body><p>{self.text}</p></body></html>".encode()


@dataclass
class Newsroom:
    """One outlet; `stories` newest first. Disallows /members/, and asks for `delay_s` between requests."""

    name: str
    stories: list[Story] = field(default_factory=list)
    delay_s: float = 0.0
    site: Site = field(init=False)

    def __post_init__(self) -> None:
        self.site = Site(self.answer)

    def write(self, count: int) -> None:
        """Add so many stories, dated day by day."""
        for number in range(len(self.stories) + 1, len(self.stories) + count + 1):
            day = f"2021-05-{number:02}T06:00:00Z"
            path = f"/news/{self.name}-depot-crews-vote-{number}"
            self.stories.insert(0, Story(path, f"Crews vote {number}", day, day, f"Ballot {number} closes."))

    def edit(self, number: int, text: str, *, tell: bool) -> Story:
        """Change the text of a story; `tell` moves its date in the lists."""
        story = self.stories[number]
        story.text = text
        if tell:
            story.updated = "2021-06-30T06:00:00Z"
        return story

    def answer(self, path: str) -> Reply:
        base = self.site.base
        lists = {
            "/robots.txt": lambda: Reply(
                f"User-agent: *\nDisallow: /members/\nCrawl-delay: {self.delay_s}\n".encode(), "text/plain"
            ),
            "/feed.rss": lambda: Reply(self._rss(base), "application/rss+xml"),
            "/feed.atom": lambda: Reply(self._atom(base), "application/atom+xml"),
            "/sitemap_index.xml": lambda: Reply(self._index(base), XML),
            "/sitemap-news.xml.gz": lambda: Reply(gzip.compress(self._sitemap(base), mtime=0), "application/gzip"),
        }
        if path in lists:
            return lists[path]()
        if path == "/news" or path.startswith("/news?page="):
            return Reply(self._section(int(path.partition("=")[2] or 1)))
        for story in self.stories:
            if path.partition("?")[0] == story.path:
                return Reply(story.html())
        return Reply(b"gone", status=404)

    def _rss(self, base: str) -> bytes:
        items = "".join(
            f"<item><title>{s.title}</title><link>{base}{s.path}?utm_source=rss</link>"
            f"<pubDate>{s.published}</pubDate></item>"
            for s in self.stories[:10]
        )
        return f'<rss version="2.0"><channel><title>{self.name}</title>{items}</channel></rss>'.encode()

    def _atom(self, base: str) -> bytes:
        entries = "".join(
            f'<entry><title>{s.title}</title><link href="{s.path}"/><id>{base}{s.path}</id>'
            f"<updated>{s.updated}</updated></entry>"
            for s in self.stories[:10]
        )
        return f'<feed xmlns="http://www.w3.org/2005/Atom"><title>{self.name}</title>{entries}</feed>'.encode()

    def _index(self, base: str) -> bytes:
        # It names itself too, as broken sites do.
        parts = ("/sitemap-news.xml.gz", "/sitemap_index.xml")
        rows = "".join(f"<sitemap><loc>{base}{part}</loc></sitemap>" for part in parts)
        return f"<sitemapindex {NAMES}>{rows}</sitemapindex>".encode()

    def _sitemap(self, base: str) -> bytes:
        rows = "".join(
            f"<url><loc>{base}{s.path}</loc><lastmod>{s.updated}</lastmod><n:news><n:publication_date>{s.published}"
            f"</n:publication_date><n:title>{s.title}</n:title></n:news></url>"
            for s in self.stories
        )
        return f"<urlset {NAMES}>{rows}</urlset>".encode()

    def _section(self, number: int) -> bytes:
        shown = self.stories[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]
        links = "".join(f'<h3><a href="{s.path}">{s.title}</a></h3>' for s in shown)
        last = number * PAGE_SIZE >= len(self.stories)
        more = "" if last else f'<a rel="next" href="/news?page={number + 1}">Next</a>'
        return f'<html><body><nav><a href="/about-our-paper">About</a></nav>{links}{more}</body></html>'.encode()
