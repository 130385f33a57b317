"""Inputs of any kind into `Article` records: the first stage after the archive.

Comes in: files and folders of HTML, text, JSONL, CSV, Parquet and WARC. Goes out: `Article`s,
issues, and an `InputError` for each input that cannot be read. It refuses to look at what a
text says; that is for `annotate`.
"""

from pipeline.extract.article import to_article, try_article
from pipeline.extract.inputs import Duplicates, read_inputs, read_units
from pipeline.extract.pages import unit_of_capture
from pipeline.extract.units import MAX_RECORD_BYTES, ArchiveReader, Unit

__all__ = [
    "MAX_RECORD_BYTES",
    "ArchiveReader",
    "Duplicates",
    "Unit",
    "read_inputs",
    "read_units",
    "to_article",
    "try_article",
    "unit_of_capture",
]
