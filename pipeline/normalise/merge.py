"""The stage as a whole: reports -> events -> disputes.

Comes in: reports and articles in any order, and the ids of an earlier run. Goes out: the reports with
their `event_id`, the events, the disputes. It refuses to depend on the order of the input: any
permutation gives the same rows, ids included.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import replace

from pipeline.issues import IssueLog
from pipeline.normalise.clusters import Cluster, cluster_reports
from pipeline.normalise.disputes import form_disputes
from pipeline.normalise.naming import Group, assign_ids
from pipeline.normalise.revisions import note_revisions, withdrawn_values
from pipeline.normalise.slots import merge_slots
from pipeline.records import Article, Dispute, Event, Report

#: First letters of the ids that this stage gives.
EVENT_PREFIX = "e"


def merge(
    reports: Iterable[Report],
    articles: Iterable[Article] = (),
    *,
    known_events: Mapping[str, str] | None = None,
    known_disputes: Mapping[str, str] | None = None,
    issues: IssueLog | None = None,
) -> tuple[list[Report], list[Event], list[Dispute]]:
    """Merge `reports` into events and those into disputes; see `identity`, `slots` and `disputes`.

    `articles` give the day of publication where a report has none, tell copies of one text apart from
    independent ones, and say which are versions of one page, those that hold no report included. `issues`
    gets what a page told otherwise in a later version, or no more. `known_events` maps report ids to the event
    ids of an earlier run, `known_disputes` event ids to dispute ids. Without them, ids are the same for the same
    reports, and stay while all new articles come later than the old ones (by publication, then id); an article that
    comes earlier can rename the events and disputes that it now begins. With them, nothing known is
    renamed, unless two events turn out to be one: then the lower id stays.

    Reports and events come in canonical order, disputes in the order of their first events. Raises
    `SchemaError` where two different reports bear one id.
    """
    by_id = {article.article_id: article for article in articles}
    dated = (_with_publication(report, by_id.get(report.article_id)) for report in reports)
    clusters = cluster_reports(dated, by_id)
    groups = [Group(tuple(r.report_id for r in cluster.reports), _facts(cluster)) for cluster in clusters]
    event_ids = assign_ids(EVENT_PREFIX, groups, known_events or {})
    coded: list[Report] = []
    events: list[Event] = []
    for cluster, event_id in zip(clusters, event_ids, strict=True):
        coded.extend(replace(report, event_id=event_id) for report in cluster.reports)
        events.append(_event(cluster, event_id, by_id))
        if issues is not None:
            note_revisions(cluster, event_id, issues)
    events, disputes = form_disputes(events, known_disputes or {}, _pages(clusters))
    return coded, events, disputes


def _with_publication(report: Report, article: Article | None) -> Report:
    if report.published is None and article is not None and article.published is not None:
        return replace(report, published=article.published)
    return report


def _facts(cluster: Cluster) -> tuple[str, ...]:
    """Return the facts of the founder that the id is made of; see `naming`."""
    founder = cluster.reports[0]
    parties = sorted(founder.unions) or sorted(founder.employers) or [founder.sector or ""]
    month = f"{founder.published:%Y-%m}" if founder.published else ""
    return founder.type, founder.stage, ",".join(parties), founder.question or "", founder.date_edtf or f"~{month}"


def _event(cluster: Cluster, event_id: str, articles: Mapping[str, Article]) -> Event:
    """Return the event of `cluster`: each page speaks once, as its versions together leave it."""
    reports = sorted(cluster.reports, key=lambda report: report.published or dt.date.max)
    days = [report.published for report in reports if report.published is not None]
    article_ids = tuple(dict.fromkeys(report.article_id for report in reports))
    told = [report for thread in cluster.threads for report in thread.states[-1]]
    voices = [_voice(report, articles) for report in told]
    return Event(
        **merge_slots(told, voices, withdrawn_values(cluster)), event_id=event_id,
        article_ids=article_ids, n_articles=len(cluster.threads),
        first_reported=min(days, default=None), last_reported=max(days, default=None),
    )


def _pages(clusters: Iterable[Cluster]) -> dict[str, str]:
    """Return the page of each article that tells of an event."""
    return {report.article_id: thread.story.key
            for cluster in clusters for thread in cluster.threads for report in thread.reports}


def _voice(report: Report, articles: Mapping[str, Article]) -> str:
    """Return what tells independent reports from copies: the evidence, else the whole text."""
    if report.evidence:
        return " ".join(report.evidence.split()).casefold()
    article = articles.get(report.article_id)
    return article.text_sha256 if article is not None else report.article_id
