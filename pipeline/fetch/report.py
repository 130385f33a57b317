"""What a run over the sources did, counted.

Comes in: nothing; the runner fills it. Goes out: a report by source and one of the run. It refuses to judge:
exit codes are the jobs' own.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field


@dataclass(slots=True)
class SourceReport:
    """What a run did for one source; all counts are of articles but `lists_failed`."""

    source: str
    #: Articles that the lists name.
    listed: int = 0
    #: Pages that were answered in full and are in the archive.
    fetched: int = 0
    #: Pages that the archive holds and that had not changed, or had been answered in this run under another address.
    unchanged: int = 0
    #: Pages that the archive holds and that were not asked for again.
    known: int = 0
    #: Pages left for the next run: over the limit of one source, or when the run's time was up.
    left: int = 0
    failed: int = 0
    #: Feeds, sitemaps and section pages that could not be read.
    lists_failed: int = 0
    failures: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class FetchReport:
    """What a run did; `references` are the archive's, in the order in which the pages came."""

    started_at: dt.datetime
    finished_at: dt.datetime
    sources: tuple[SourceReport, ...]
    references: tuple[str, ...]
    #: Whether the time was up before everything was done.
    out_of_time: bool

    @property
    def fetched(self) -> int:
        """Pages that came into the archive."""
        return sum(report.fetched for report in self.sources)

    @property
    def left(self) -> int:
        """Pages that the next run is to ask for."""
        return sum(report.left for report in self.sources)

    @property
    def failed(self) -> int:
        """Pages and lists that failed."""
        return sum(report.failed + report.lists_failed for report in self.sources)
