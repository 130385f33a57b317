"""What the versions of a page changed, for the log of issues.

Comes in: a cluster of threads. Goes out: issues for a person who checks a row, and the values that no version in
force gives any more. It refuses to take an event away: what the newest version leaves out stays, and is named.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pipeline.issues import IssueLog
from pipeline.normalise.clusters import Cluster
from pipeline.normalise.revise import WITHDRAWN, changes
from pipeline.normalise.slots import Withdrawn
from pipeline.normalise.threads import Thread

STAGE = "normalise"
#: A later version says otherwise, in other words.
REVISED = "revised"
#: The sentence is the same and was read otherwise, as what stands around it or the day of publication changed.
READ_OTHERWISE = "read-otherwise"
#: Two versions differ, and nothing tells which is the later one.
UNORDERED = "versions-unordered"
#: The newest version of a page no longer tells of the event.
NO_LONGER_TOLD = "no-longer-told"


def note_revisions(cluster: Cluster, event_id: str, issues: IssueLog) -> None:
    """Add to `issues` what the pages of one event changed about it; `where` is the event's id."""
    for thread in cluster.threads:
        if len(thread.story.versions) > 1:
            for code, value, message in (*_changes(thread), *_silence(thread)):
                issues.add(STAGE, code, event_id, value, message)


def withdrawn_values(cluster: Cluster) -> Withdrawn:
    """Return by slot the values that a page has given up for others."""
    gone: dict[str, set[Any]] = {}
    for thread in cluster.threads:
        for name in WITHDRAWN if len(thread.states) > 1 else ():
            now = {value for report in thread.states[-1] for value in _values(report, name)}
            before = {value for state in thread.states[:-1] for report in state for value in _values(report, name)}
            if now and before - now:
                gone.setdefault(name, set()).update(before - now)
    return gone


def _values(report: object, name: str) -> tuple[Any, ...]:
    value = getattr(report, name)
    return value if isinstance(value, tuple) else () if value is None else (value,)


def _changes(thread: Thread) -> Iterator[tuple[str, str, str]]:
    for number, untouched in enumerate(thread.untouched, start=1):
        earlier, later = thread.tellings[number - 1].version, thread.tellings[number].version
        said, before = thread.tellings[number].reports[0], thread.states[number - 1][0]
        for change in changes(before, said, thread.states[number][0]):
            is_ordered = thread.story.follows(earlier.article_id, later.article_id)
            code = UNORDERED if not is_ordered else READ_OTHERWISE if untouched else REVISED
            kept = "the former stands" if change.after == change.before else "the latter stands"
            yield (code, f"{change.slot}: {_plain(change.before)} -> {_plain(change.said)}",
                   f"{earlier.article_id} and {later.article_id}, versions of {thread.story.key}: {kept}")


def _silence(thread: Thread) -> Iterator[tuple[str, str, str]]:
    told, newest = thread.tellings[-1].version, thread.story.versions[-1]
    if thread.story.follows(told.article_id, newest.article_id):
        yield (NO_LONGER_TOLD, thread.story.key,
               f"{told.article_id} tells of it, {newest.article_id}, the newest version, does not")


def _plain(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)
