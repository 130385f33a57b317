"""The versions of one page as one story.

Comes in: reports in any order, and the articles they stand in. Goes out: `Story`, its versions in the order
in which the page showed them, the reports of each in the order of the text. It refuses to guess at that
order: the moment of capture says it, else the day of publication; what has neither comes first.

Articles of one canonical address are versions of one story: an outlet that rewords a page has not told a
thing twice. An article without an address is a story of its own.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pipeline.records import Article, Report
from pipeline.schema import EVENT_STAGES, SchemaError

_NO_MOMENT = dt.datetime.min.replace(tzinfo=dt.UTC)
#: The moment of a version: the day first, so that a capture and a dated text can be compared.
_Moment = tuple[dt.date, dt.datetime, dt.date]


@dataclass(frozen=True, slots=True)
class Version:
    """One article of a story; `reports` in the order of its text, none where it tells of no event."""

    article_id: str
    moment: _Moment
    reports: tuple[Report, ...] = ()

    @property
    def day(self) -> dt.date | None:
        """The day on which the page read so, None where nothing tells it."""
        return None if self.moment[0] == dt.date.min else self.moment[0]


@dataclass(frozen=True, slots=True)
class Story:
    """All versions of one page, earliest first; `key` is its address, or the id of its only article."""

    key: str
    versions: tuple[Version, ...]

    def follows(self, earlier: str, later: str) -> bool:
        """Say whether the moments of two versions, by article id, tell that `later` came after `earlier`."""
        moments = {version.article_id: version.moment for version in self.versions}
        return moments[earlier] < moments[later]


def key_of(article: Article) -> str:
    """Return what the versions of one page share."""
    return article.canonical_url or article.url or article.article_id


def tell_stories(reports: Iterable[Report], articles: Mapping[str, Article]) -> list[Story]:
    """Return the stories that hold `reports`, by the earliest day of publication of what they report, then id.

    A version without reports is in its story where `articles`, by id, have it. Raises `SchemaError` where two
    different reports bear one id, or a stage is not of its type; the same report twice counts once.
    """
    told: dict[str, list[Report]] = {}
    for report in _checked(reports):
        told.setdefault(report.article_id, []).append(report)
    keys = {article_id: _key(article_id, articles) for article_id in told}
    wanted = set(keys.values())
    keys |= {name: key_of(article) for name, article in articles.items() if key_of(article) in wanted}
    members: dict[str, list[Version]] = {}
    for article_id, key in keys.items():
        members.setdefault(key, []).append(_version(article_id, articles.get(article_id), told.get(article_id, [])))
    stories = [Story(key, tuple(sorted(versions, key=lambda version: (version.moment, version.article_id))))
               for key, versions in members.items()]
    return sorted(stories, key=_order)


def _key(article_id: str, articles: Mapping[str, Article]) -> str:
    article = articles.get(article_id)
    return article_id if article is None else key_of(article)


def _version(article_id: str, article: Article | None, reports: Sequence[Report]) -> Version:
    published = article.published if article is not None else None
    published = published or min((r.published for r in reports if r.published is not None), default=None)
    fetched = article.fetched_at if article is not None else None
    if fetched is not None and fetched.tzinfo is None:
        fetched = fetched.replace(tzinfo=dt.UTC)
    day = fetched.astimezone(dt.UTC).date() if fetched is not None else published
    moment = day or dt.date.min, fetched or _NO_MOMENT, published or dt.date.min
    return Version(article_id, moment, tuple(sorted(reports, key=_place)))


def _place(report: Report) -> tuple[bool, int, str]:
    return report.evidence_start is None, report.evidence_start or 0, report.report_id


def _order(story: Story) -> tuple[dt.date, str]:
    days = [report.published or dt.date.max for version in story.versions for report in version.reports]
    return min(days), story.versions[0].article_id


def _checked(reports: Iterable[Report]) -> Iterable[Report]:
    unique: dict[str, Report] = {}
    for report in reports:
        if unique.setdefault(report.report_id, report) != report:
            raise SchemaError(f"reports, row {report.report_id}, column report_id: must be unique")
        if report.stage not in EVENT_STAGES.get(report.type, ()):
            raise SchemaError(f"reports, row {report.report_id}, column stage: no such stage of {report.type!r}, "
                              f"got {report.stage!r}")
    return unique.values()
