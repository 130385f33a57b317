"""The first stage: asks the web, politely, for what the sources list.

Comes in: source files, settings, and an archive that knows what it holds. Goes out: `Exchange`
records into the archive and a report of the run. It refuses to read articles: that is `extract`.

    load_sources -> run_fetch -> for each source: listings (feeds, sitemaps, pages, urls, guardian)
                                 -> for each page that is new or may be edited: http -> the archive
"""

from pipeline.fetch.check import SourceCheck, check_sources, mark_checked
from pipeline.fetch.report import FetchReport, SourceReport
from pipeline.fetch.runner import run_fetch
from pipeline.fetch.settings import FetchSettings, make_fetch_settings
from pipeline.fetch.sources import Source, load_sources

__all__ = [
    "FetchReport",
    "FetchSettings",
    "Source",
    "SourceCheck",
    "SourceReport",
    "check_sources",
    "load_sources",
    "make_fetch_settings",
    "mark_checked",
    "run_fetch",
]
