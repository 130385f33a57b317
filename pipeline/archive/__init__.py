"""The raw archive: every page as it came, in WARC files and nothing else.

Comes in: `Exchange`s of a fetch, `Capture`s of an import. Goes out: WARC 1.1 files with their index, and
the captures read back from these or from anybody's. It refuses to judge a page.
"""

from pipeline.archive.check import Finding, Verdict
from pipeline.archive.index import Entry, State
from pipeline.archive.reader import read_captures
from pipeline.archive.store import Archive
from pipeline.archive.writer import ArchiveWriter

__all__ = ["Archive", "ArchiveWriter", "Entry", "Finding", "State", "Verdict", "read_captures"]
