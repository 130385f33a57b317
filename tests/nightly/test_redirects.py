"""A page that several addresses lead to is one capture, one article and, from the second night on, one request."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from pipeline.archive import Archive
from pipeline.export.datasets import read_dataset
from tests.nightly.town import PAPERS, Town, install, night

STORY = "/news/the-one-story-of-the-day"
WAYS = ("/go/first-way-to-the-story", "/go/second-way-to-the-story")


class Junction(Town):
    """One story, and two addresses that lead to it; with `varies`, no two answers have the same bytes."""

    def __init__(self, listed: tuple[str, ...], *, varies: bool = False) -> None:
        super().__init__()
        self.publish(1)
        [page] = self.stories[PAPERS[0]].values()
        self.stories[PAPERS[0]] = dict.fromkeys(listed, page)
        self.page, self.varies, self.n_sent = page, varies, 0

    def pages_asked(self) -> list[str]:
        return [path for url in self.asked if (path := urlsplit(url).path) not in ("/feed.rss", "/robots.txt")]

    def _answer(self, request: httpx.Request) -> httpx.Response:
        if request.url.path in WAYS:
            self.asked.append(str(request.url))
            return httpx.Response(302, headers={"location": STORY})
        if request.url.path != STORY:
            return super()._answer(request)
        self.asked.append(str(request.url))
        self.n_sent += 1
        mark = f"<!-- {self.n_sent} --></body>" if self.varies else "</body>"
        return self._sent(request, self.page.replace(b"</body>", mark.encode()), "text/html")


def states(job) -> list[tuple[str, str]]:
    with Archive(job.raw) as archive:
        return [(urlsplit(entry.url).path, entry.state.value) for entry in archive.entries()]


@pytest.mark.parametrize("listed", [(*WAYS, STORY), (STORY, *WAYS), (WAYS[0], STORY, WAYS[1]), WAYS])
@pytest.mark.parametrize("varies", [False, True])
def test_one_page_under_many_addresses_is_processed_once(
    tmp_path: Path, listed: tuple[str, ...], varies: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    processed: list[str] = []
    job, town = install(tmp_path), Junction(listed, varies=varies)
    monkeypatch.setattr("pipeline.work.annotate", counting(processed))
    summary = night(job, town)
    assert (summary.fetch.fetched, summary.fetch.failed, summary.update.n_new_articles) == (1, 0, 1)
    assert [state for _, state in states(job)].count("new") == 1
    assert len(processed) == 1
    assert read_dataset(job.out, "articles").num_rows == 1


def counting(processed: list[str]):
    from pipeline.annotate import annotate

    def counted(nlp, articles):
        for article, doc in annotate(nlp, articles):
            processed.append(article.article_id)
            yield article, doc

    return counted


@pytest.mark.parametrize("varies", [False, True])
def test_from_the_second_night_on_the_page_is_asked_for_once(tmp_path: Path, varies: bool) -> None:
    job, town = install(tmp_path), Junction((*WAYS, STORY), varies=varies)
    night(job, town)
    town.asked.clear()
    summary = night(job, town, 1)
    assert town.pages_asked() == [WAYS[0], STORY]
    assert summary.update.n_new_articles == 0
    assert read_dataset(job.out, "articles").num_rows == 1


def test_without_its_memory_a_night_asks_again_and_makes_no_second_article(tmp_path: Path) -> None:
    job, town = install(tmp_path), Junction((*WAYS, STORY), varies=True)
    night(job, town)
    for path in (job.raw / ".lists").iterdir():
        path.unlink()
    assert night(job, town, 1).update.n_new_articles == 0
    assert read_dataset(job.out, "articles").num_rows == 1


def test_an_address_that_leads_elsewhere_on_another_day_is_followed_there(tmp_path: Path) -> None:
    job, town = install(tmp_path), Junction(WAYS[:1])
    night(job, town)
    town.page = town.page.replace(b".</p>", b", it was said.</p>")
    assert night(job, town, 1).update.n_new_articles == 1
    assert [state for _, state in states(job)] == ["new", "new"]
