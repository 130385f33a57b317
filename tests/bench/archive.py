"""The benchmarks of the archive: what the prefilter costs on top of reading a WARC.

Comes in: a `Size`. Goes out: a `Job` each. They refuse real pages of others: the file is made up of the sample's
pages, in the size of a paper's page, most of them about something else.
"""

from __future__ import annotations

import datetime as dt
import random
from importlib import resources
from pathlib import Path

from tests.bench.registry import Job, Size, benchmark

RECORDS_A_COPY = 200
#: Of 25 real pages of British papers the median has 400 kB; Common Crawl's news pages have about 100 kB.
PAGE_BYTES = 100_000
#: One page in so many is about a dispute.
RELEVANT_EVERY = 20
MOMENT = dt.datetime(2031, 5, 6, tzinfo=dt.UTC)
#: Made-up words that make the rest of a page: as hard to search as text, and about as hard to unpack.
SYLLABLES = ("ba", "cor", "den", "fi", "gra", "hel", "in", "ju", "ker", "lo", "mar", "nel", "or", "pis", "ran", "sta",
             "tor", "um", "ver", "wal", "str", "un", "pay", "pi")


def _archive(size: Size) -> Path:
    from pipeline.archive import ArchiveWriter
    from pipeline.records import Capture

    path = size.folder / f"bench-{size.copies}.warc.gz"
    if path.exists():
        return path
    rng = random.Random(7)
    words = ["".join(rng.choices(SYLLABLES, k=rng.randint(1, 4))) for _ in range(4000)]
    sample = Path(str(resources.files("pipeline"))) / "resources" / "sample"
    pages = [page.read_bytes() for page in sorted(sample.glob("*.html"))]
    size.folder.mkdir(parents=True, exist_ok=True)
    with ArchiveWriter(path, written_at=MOMENT) as writer:
        for number in range(RECORDS_A_COPY * size.copies):
            head = pages[number % len(pages)] if number % RELEVANT_EVERY == 0 else b"<html><body>"
            body = head + _filler(rng, words, PAGE_BYTES - len(head))
            capture = Capture(f"https://bench.example/{number}", body, "text/html", "utf-8", MOMENT)
            writer.write(capture, http_headers=[("Content-Type", "text/html; charset=utf-8")])
    return path


def _filler(rng: random.Random, words: list[str], n_bytes: int) -> bytes:
    lines = []
    while n_bytes > 0:
        text = " ".join(rng.choices(words, k=14))
        lines.append(f'<div class="{rng.choice(words)}-{rng.choice(words)}"><a href="/{rng.choice(words)}">{text}</a>')
        n_bytes -= len(lines[-1]) + 1
    return "\n".join(lines).encode()


@benchmark("warc", unit="records")
def plain_iteration(size: Size) -> Job:
    """FastWARC over a file, every body read."""
    from fastwarc.warc import ArchiveIterator, WarcRecordType

    path = _archive(size)

    def read() -> None:
        with path.open("rb") as handle:
            for record in ArchiveIterator(handle, record_types=WarcRecordType.response):
                record.reader.read()

    return Job(read, RECORDS_A_COPY * size.copies)


@benchmark("prefilter", unit="records", against="warc")
def prefilter(size: Size) -> Job:
    """The same with the prefilter of a backfill on top."""
    import collections

    from pipeline.archive.prefilter import Prefilter
    from pipeline.archive.sieve import sift

    path, automaton = _archive(size), Prefilter()
    window = MOMENT.date(), MOMENT.date()
    n_relevant = RECORDS_A_COPY * size.copies // RELEVANT_EVERY

    def read() -> None:
        counts: collections.Counter[str] = collections.Counter()
        passed = sum(1 for _ in sift(path, automaton, window, counts, source="bench", max_body_bytes=10**7))
        if not 0 < passed <= n_relevant:
            raise ValueError(f"{passed} pages passed: the ratio would be wrong")

    return Job(read, RECORDS_A_COPY * size.copies)
