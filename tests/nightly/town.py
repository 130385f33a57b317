"""A town with two papers, as a wire without a network: the pages of the sample, listed in feeds.

Comes in: which stories are out. Goes out: a transport, and the configuration of an installation that reads
them. It refuses to keep time: `Clock` stands still until it is told.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import hashlib
import random
from importlib import resources
from pathlib import Path

import httpx

from pipeline.jobs.config import Job, load_job
from pipeline.nightly import NightSummary, nightly

START = dt.datetime(2031, 5, 6, 2, 0, tzinfo=dt.UTC)
PAPERS = ("hexley-beacon", "hexley-courier")


class Clock:
    def __init__(self, day: int = 0) -> None:
        self.moment = START + dt.timedelta(days=day)
        self.passed_s = 0.0

    def now(self) -> dt.datetime:
        return self.moment + dt.timedelta(seconds=self.passed_s)

    def monotonic(self) -> float:
        return self.passed_s

    async def sleep(self, seconds: float) -> None:
        self.passed_s += seconds
        await asyncio.sleep(0)


class Town:
    """`stories` by paper: path to page."""

    def __init__(self) -> None:
        self.stories: dict[str, dict[str, bytes]] = {paper: {} for paper in PAPERS}
        self.broken: set[str] = set()
        self.asked: list[str] = []

    def publish(self, count: int, first: int = 0) -> None:
        """Publish so many pages of the sample, in turn in one paper and the other."""
        folder = resources.files("pipeline") / "resources" / "sample"
        names = sorted(path.name for path in folder.iterdir() if path.name.endswith(".html"))
        for number, name in enumerate(names[first : first + count], first):
            paper = PAPERS[number % len(PAPERS)]
            self.stories[paper][f"/news/{name.removesuffix('.html')}-story"] = (folder / name).read_bytes()

    def transport(self) -> httpx.MockTransport:
        return httpx.MockTransport(self._answer)

    def _answer(self, request: httpx.Request) -> httpx.Response:
        paper = request.url.host.partition(".")[0]
        self.asked.append(str(request.url))
        if request.url.path in self.broken:
            return httpx.Response(404)
        if request.url.path == "/feed.rss":
            return self._sent(request, self._feed(paper), "application/rss+xml")
        body = self.stories[paper].get(request.url.path)
        return httpx.Response(404) if body is None else self._sent(request, body, "text/html")

    def _feed(self, paper: str) -> bytes:
        items = "".join(f"<item><title>Story</title><link>https://{paper}.example{path}</link></item>"
                        for path in self.stories[paper])
        return f'<rss version="2.0"><channel><title>{paper}</title>{items}</channel></rss>'.encode()

    def _sent(self, request: httpx.Request, body: bytes, kind: str) -> httpx.Response:
        etag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
        headers = {"Content-Type": kind, "ETag": etag}
        if request.headers.get("If-None-Match") == etag:
            return httpx.Response(304, headers=headers)
        return httpx.Response(200, headers=headers, content=body)


def install(root: Path, **changes: str) -> Job:
    """Write the configuration of an installation under `root` and return it, read back."""
    (root / "sources").mkdir(parents=True, exist_ok=True)
    for paper in PAPERS:
        (root / "sources" / f"{paper}.toml").write_text(
            f'name = "{paper}"\noutlet = "The {paper.title()}"\nnation = "England"\nlanguage = "en"\n'
            f'timezone = "Europe/London"\nfeeds = ["https://{paper}.example/feed.rss"]\n', encoding="utf-8")
    lines = {"sources": '"sources"', "raw": '"raw"', "out": '"out"', "workers": "1"} | changes
    text = "".join(f"{name} = {value}\n" for name, value in lines.items())
    (root / "picketline.toml").write_text(f'{text}[fetch]\ncontact = "desk@hexley.example"\nrate_s = 0.0\n', "utf-8")
    return load_job(root / "picketline.toml")


def night(job: Job, town: Town, day: int = 0) -> NightSummary:
    return nightly(job, environment={}, clock=Clock(day), rng=random.Random(5), transport=town.transport())
