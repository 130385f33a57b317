"""The raw archive: every page as it came, in WARC files and nothing else.

Comes in: `Capture`s from a fetch or an import. Goes out: WARC 1.1 files, and the captures
read back from these or from anybody's. It refuses to look into a page.
"""

from pipeline.archive.reader import read_captures
from pipeline.archive.writer import ArchiveWriter

__all__ = ["ArchiveWriter", "read_captures"]
