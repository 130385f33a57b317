"""Which reports belong together.

Comes in: reports in any order, and the articles they stand in. Goes out: clusters of threads, one an event, in
canonical order. It refuses to look at the order of the input: stories are sorted first, by the earliest day of
publication of a report in them and the id of their first version.

Stories, each the versions of one page (`stories`, `threads`), are taken in that order. The threads of a story
and the clusters so far are paired best affinity first; a thread joins a cluster only where it agrees with every
thread in it, so that no chain of small steps joins what differs at its ends. What finds no cluster founds one.
A story that comes later can thus never change what earlier ones have formed. Two threads of one story stay apart.

A page that was corrected agrees with those that tell the event as it did before, and with those that tell it as
it does now: the page itself says that the one became the other, and both may stand in its cluster.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections import defaultdict
from collections.abc import Iterable, Mapping

from pipeline.normalise.identity import (
    NUMBERS_SLACK_DAYS,
    WINDOW_DAYS,
    Closeness,
    Identity,
    affinity,
    agree,
)
from pipeline.normalise.stories import tell_stories
from pipeline.normalise.threads import Thread, threads_of
from pipeline.records import Article, Report

#: Clusters are looked up by month. A date of more than two years is found by its first two alone.
_MOST_MONTHS = 24
_Key = tuple[str, str, str, int | None]
#: The identities of one thread: more than one where versions of its page differ.
_Identities = tuple[Identity, ...]


class Cluster:
    """The threads of one event, in canonical order, and the distinct identities among them."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.threads: list[Thread] = []
        self.identities: dict[_Identities, None] = {}

    @property
    def reports(self) -> list[Report]:
        """The reports of all threads, in their order."""
        return [report for thread in self.threads for report in thread.reports]

    def admits(self, identities: _Identities) -> bool:
        """Say whether a thread of another story with these identities agrees with every thread here."""
        if identities in self.identities:
            return True
        corrected = [page for page in self.identities if len(page) > 1]
        return all(
            _linked(identities, other) or any(_bridges(page, identities, other) for page in corrected)
            for other in self.identities
        )

    def affinity(self, identities: _Identities) -> Closeness:
        """Return the affinity to the nearest thread."""
        return max(affinity(a, b) for other in self.identities for a in identities for b in other)

    def add(self, identities: _Identities, thread: Thread) -> None:
        """Add a thread."""
        self.threads.append(thread)
        self.identities[identities] = None


class _Index:
    """Finds the clusters that could admit an identity, by type, stage, party and month."""

    def __init__(self) -> None:
        self._clusters: defaultdict[_Key, dict[int, Cluster]] = defaultdict(dict)

    def add(self, identities: _Identities, cluster: Cluster) -> None:
        for identity in identities:
            months = [*_months(identity.start, identity.end, 0), None] if identity.start else [0, None]
            for token, month in itertools.product(identity.parties.tokens(), months):
                self._clusters[identity.type, identity.stage, token, month][cluster.number] = cluster

    def near(self, identities: _Identities) -> list[Cluster]:
        """Return the candidates in the order of their founding. Month 0 holds what has no day, None all."""
        slack = max(WINDOW_DAYS, NUMBERS_SLACK_DAYS)
        found: dict[int, Cluster] = {}
        for identity in identities:
            months = [*_months(identity.start, identity.end, slack), 0] if identity.start else [None]
            for token, month in itertools.product(identity.parties.tokens(), months):
                found.update(self._clusters.get((identity.type, identity.stage, token, month), {}))
        return [found[number] for number in sorted(found)]


def cluster_reports(reports: Iterable[Report], articles: Mapping[str, Article] | None = None) -> list[Cluster]:
    """Return the clusters of `reports` in the canonical order of their founders.

    `articles`, by id, tell which are versions of one page. Raises `SchemaError` where two different reports bear
    one id, or a stage is not of its type; the same report twice counts once.
    """
    clusters: list[Cluster] = []
    index = _Index()
    for story in tell_stories(reports, articles or {}):
        threads = [(thread.identities(), thread) for thread in threads_of(story)]
        homes = _assign([identities for identities, _ in threads], index)
        for place, (identities, thread) in enumerate(threads):
            home = homes.get(place)
            if home is None:
                home = Cluster(len(clusters))
                clusters.append(home)
            home.add(identities, thread)
            index.add(identities, home)
    return clusters


def _assign(threads: list[_Identities], index: _Index) -> dict[int, Cluster]:
    """Return the clusters that the threads of one story join, by the thread's place; no cluster takes two."""
    pairs = [
        (cluster.affinity(identities), -place, -cluster.number, cluster)
        for place, identities in enumerate(threads)
        for cluster in index.near(identities)
        if cluster.admits(identities)
    ]
    joined: dict[int, Cluster] = {}
    full: set[int] = set()
    for _, place, number, cluster in sorted(pairs, key=lambda pair: pair[:3], reverse=True):
        if -place not in joined and number not in full:
            joined[-place] = cluster
            full.add(number)
    return joined


def _linked(one: _Identities, other: _Identities) -> bool:
    return any(agree(a, b) for a in one for b in other)


def _bridges(page: _Identities, one: _Identities, other: _Identities) -> bool:
    """Say whether a page told it as `one` does in one version and as `other` does in another, and never as both."""
    with_one = [any(agree(state, a) for a in one) for state in page]
    with_other = [any(agree(state, b) for b in other) for state in page]
    return any(with_one) and any(with_other) and not any(map(all, zip(with_one, with_other, strict=True)))


def _months(start: dt.date | None, end: dt.date | None, slack_days: int) -> list[int]:
    """Return the months, counted from year 0, that a span of days with slack on both sides touches."""
    if start is None or end is None:
        return []
    first, last = start.toordinal() - slack_days, end.toordinal() + slack_days
    from_day, to_day = (dt.date.fromordinal(min(max(day, 1), dt.date.max.toordinal())) for day in (first, last))
    low, high = 12 * from_day.year + from_day.month, 12 * to_day.year + to_day.month
    return list(range(low, min(high, low + _MOST_MONTHS) + 1))
