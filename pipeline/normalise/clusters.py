"""Which reports belong together.

Comes in: reports in any order. Goes out: clusters of reports, one an event, in canonical order. It
refuses to look at the order of the input: reports are sorted first, by the day of publication of
their article, its id, and the place in the text.

Articles are taken in that order. The reports of an article and the clusters so far are paired best
affinity first; a report joins a cluster only where it agrees with every report in it, so that no
chain of small steps joins what differs at its ends. What finds no cluster founds one. An article
that comes later can thus never change what earlier ones have formed. Two reports of one article
stay apart, unless their identities are equal.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections import defaultdict
from collections.abc import Iterable, Iterator

from pipeline.normalise.identity import NUMBERS_SLACK_DAYS, WINDOW_DAYS, Identity, affinity, agree
from pipeline.records import Report
from pipeline.schema import EVENT_STAGES, SchemaError

#: Clusters are looked up by month. A date of more than two years is found by its first two alone.
_MOST_MONTHS = 24
_Key = tuple[str, str, str, int | None]


class Cluster:
    """The reports of one event, in canonical order, and the distinct identities among them."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.reports: list[Report] = []
        self.identities: dict[Identity, None] = {}

    def admits(self, identity: Identity) -> bool:
        """Say whether a report of another article with this identity agrees with every report here."""
        return identity in self.identities or all(agree(identity, other) for other in self.identities)

    def affinity(self, identity: Identity) -> tuple[int, float, int]:
        """Return the affinity to the nearest report."""
        return max(affinity(identity, other) for other in self.identities)

    def add(self, identity: Identity, reports: Iterable[Report]) -> None:
        """Add the reports of one article that share one identity."""
        self.reports.extend(reports)
        self.identities[identity] = None


class _Index:
    """Finds the clusters that could admit an identity, by type, stage, party and month."""

    def __init__(self) -> None:
        self._clusters: defaultdict[_Key, dict[int, Cluster]] = defaultdict(dict)

    def add(self, identity: Identity, cluster: Cluster) -> None:
        months = [*_months(identity.start, identity.end, 0), None] if identity.start else [0, None]
        for token, month in itertools.product(identity.parties.tokens(), months):
            self._clusters[identity.type, identity.stage, token, month][cluster.number] = cluster

    def near(self, identity: Identity) -> list[Cluster]:
        """Return the candidates in the order of their founding. Month 0 holds what has no day, None all."""
        slack = max(WINDOW_DAYS, NUMBERS_SLACK_DAYS)
        months = [*_months(identity.start, identity.end, slack), 0] if identity.start else [None]
        found: dict[int, Cluster] = {}
        for token, month in itertools.product(identity.parties.tokens(), months):
            found.update(self._clusters.get((identity.type, identity.stage, token, month), {}))
        return [found[number] for number in sorted(found)]


def cluster_reports(reports: Iterable[Report]) -> list[Cluster]:
    """Return the clusters of `reports` in the canonical order of their founders.

    Raises `SchemaError` where two different reports bear one id, or a stage is not of its type; the same
    report twice counts once.
    """
    clusters: list[Cluster] = []
    index = _Index()
    for article in _by_article(reports):
        for identity, alike, cluster in _assign(article, index):
            home = cluster
            if home is None:
                home = Cluster(len(clusters))
                clusters.append(home)
            home.add(identity, alike)
            index.add(identity, home)
    return clusters


def _assign(
    article: list[Report], index: _Index
) -> Iterator[tuple[Identity, list[Report], Cluster | None]]:
    """Yield the reports of one article by identity, each with the cluster it joins or None."""
    groups: dict[Identity, list[Report]] = {}
    for report in article:
        groups.setdefault(Identity.of(report), []).append(report)
    pairs = [
        (cluster.affinity(identity), -place, -cluster.number, identity, cluster)
        for place, identity in enumerate(groups)
        for cluster in index.near(identity)
        if cluster.admits(identity)
    ]
    joined: dict[Identity, Cluster] = {}
    full: set[int] = set()
    for *_, identity, cluster in sorted(pairs, key=lambda pair: pair[:3], reverse=True):
        if identity not in joined and cluster.number not in full:
            joined[identity] = cluster
            full.add(cluster.number)
    for identity, alike in groups.items():
        yield identity, alike, joined.get(identity)


def _by_article(reports: Iterable[Report]) -> Iterator[list[Report]]:
    unique: dict[str, Report] = {}
    for report in reports:
        if unique.setdefault(report.report_id, report) != report:
            raise SchemaError(f"reports, row {report.report_id}, column report_id: must be unique")
        if report.stage not in EVENT_STAGES.get(report.type, ()):
            raise SchemaError(f"reports, row {report.report_id}, column stage: no such stage of {report.type!r}, "
                              f"got {report.stage!r}")
    days: dict[str, dt.date] = {}
    for report in unique.values():
        day = report.published or dt.date.max
        days[report.article_id] = min(day, days.get(report.article_id, dt.date.max))

    def order(report: Report) -> tuple[dt.date, str, bool, int, str]:
        start = report.evidence_start
        return days[report.article_id], report.article_id, start is None, start or 0, report.report_id

    ordered = sorted(unique.values(), key=order)
    for _, group in itertools.groupby(ordered, key=lambda report: report.article_id):
        yield list(group)


def _months(start: dt.date | None, end: dt.date | None, slack_days: int) -> list[int]:
    """Return the months, counted from year 0, that a span of days with slack on both sides touches."""
    if start is None or end is None:
        return []
    first, last = start.toordinal() - slack_days, end.toordinal() + slack_days
    from_day, to_day = (dt.date.fromordinal(min(max(day, 1), dt.date.max.toordinal())) for day in (first, last))
    low, high = 12 * from_day.year + from_day.month, 12 * to_day.year + to_day.month
    return list(range(low, min(high, low + _MOST_MONTHS) + 1))
