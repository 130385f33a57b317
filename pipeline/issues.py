"""The log of what was dubious: counted, and written out as an output of its own.

Comes in: `Issue` records from any stage. Goes out: counts by (stage, code) and the lines of
`issues.jsonl`, sorted so that two runs over the same input write the same bytes. It refuses
to decide what an issue means: a stage that must fail raises instead.
"""

from __future__ import annotations

import collections
import json
import operator
from collections.abc import Iterable, Iterator

from pipeline.records import Issue

#: A value is evidence, not a dump: longer ones are cut here.
VALUE_CHARS = 200


class IssueLog:
    """Collects issues in memory; equal issues are kept once with their count."""

    def __init__(self, issues: Iterable[Issue] = ()) -> None:
        self._counts: collections.Counter[Issue] = collections.Counter(issues)

    def add(self, stage: str, code: str, where: str, value: object = "", message: str = "") -> None:
        """Record one issue; `value` is cut to `VALUE_CHARS` characters."""
        self._counts[Issue(stage, code, where, str(value)[:VALUE_CHARS], message)] += 1

    def extend(self, issues: Iterable[Issue]) -> None:
        """Record many issues, as a worker hands them back."""
        self._counts.update(issues)

    def __iter__(self) -> Iterator[Issue]:
        return iter(self._counts.elements())

    def __len__(self) -> int:
        return sum(self._counts.values())

    def summary(self) -> dict[str, int]:
        """Return the number of issues by `stage.code`, keys sorted."""
        found: collections.Counter[str] = collections.Counter()
        for issue, n in self._counts.items():
            found[f"{issue.stage}.{issue.code}"] += n
        return dict(sorted(found.items()))

    def lines(self) -> Iterator[str]:
        """Yield one JSON object a line, sorted, without line ends."""
        rows = self._counts.items()
        by_place = operator.attrgetter("stage", "code", "where", "value", "message")
        for issue, n in sorted(rows, key=lambda row: by_place(row[0])):
            yield json.dumps(
                {"stage": issue.stage, "code": issue.code, "where": issue.where, "value": issue.value,
                 "message": issue.message, "n": n},
                ensure_ascii=False,
            )
