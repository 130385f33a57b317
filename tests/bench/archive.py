"""The benchmarks of the archive: what the prefilter costs on top of reading a WARC.

Comes in: a `Size`. Goes out: a `Job` each, over one and the same file. They refuse real pages of others: the file is
made up, in what decides the speed like Common Crawl's news: pages of tens of kilobytes, most of it markup, scripts and
teasers, packed to a quarter, English in its words (the quality articles', shuffled, without those of the prefilter),
one page in three with one word of a dispute in a teaser and one in twenty on a dispute.
"""

from __future__ import annotations

import datetime as dt
import json
import random
import re
from importlib import resources
from pathlib import Path

from tests.bench.registry import Job, Size, benchmark

RECORDS_A_COPY = 200
#: Sizes are log-normal. Common Crawl's news pages have some 35 kB packed and 100 kB unpacked on average; whole pages
#: of British papers have four times as much.
MEDIAN_BYTES, SIGMA = 80_000, 0.6
MIN_BYTES, MAX_BYTES = 15_000, 500_000
#: One page in so many is about a dispute, one has one sign of it: of general pages 4% hold two and 32% hold one.
RELEVANT_EVERY, SIGN_EVERY = 20, 3
SIGN = "Rail strike"
MOMENT = dt.datetime(2031, 5, 6, tzinfo=dt.UTC)
QUALITY = Path(__file__).parents[1] / "quality" / "articles"
N_CLASSES, N_WORDS = 60, 250


def _archive(size: Size) -> Path:
    from pipeline.archive import ArchiveWriter
    from pipeline.records import Capture

    path = size.folder / f"bench-{size.copies}.warc.gz"
    if path.exists():
        return path
    rng = random.Random(7)
    words = _words()
    sample = Path(str(resources.files("pipeline"))) / "resources" / "sample"
    pages = [page.read_bytes() for page in sorted(sample.glob("*.html"))]
    size.folder.mkdir(parents=True, exist_ok=True)
    with ArchiveWriter(path, written_at=MOMENT) as writer:
        for number in range(RECORDS_A_COPY * size.copies):
            head = pages[number % len(pages)] if number % RELEVANT_EVERY == 0 else b"<!doctype html><html><body>"
            n_bytes = min(max(int(rng.lognormvariate(0, SIGMA) * MEDIAN_BYTES), MIN_BYTES), MAX_BYTES)
            body = head + _filler(rng, words, n_bytes - len(head), SIGN if number % SIGN_EVERY == 1 else "")
            capture = Capture(f"https://bench.example/{number}", body, "text/html", "utf-8", MOMENT)
            writer.write(capture, http_headers=[("Content-Type", "text/html; charset=utf-8")])
    return path


def _words() -> list[str]:
    """Return the words of the quality articles, as often as they stand there, without what makes up a sign."""
    from pipeline.archive.prefilter import load_terms

    # Words of two letters stay: without the others of their phrase they are no sign.
    signs = {word for term in load_terms() for word in re.split("[ -]", term.text) if len(word) > 2}
    texts = [json.loads(path.read_text(encoding="utf-8"))["text"] for path in sorted(QUALITY.glob("*.json"))]
    return [word for text in texts for word in re.findall("[A-Za-z]+", text) if word.lower() not in signs]


def _filler(rng: random.Random, words: list[str], n_bytes: int, sign: str) -> bytes:
    classes = ["-".join(rng.choices(words, k=2)).lower() for _ in range(N_CLASSES)]
    # A page keeps to a subject: what it repeats makes it pack as well as a real one.
    words = rng.choices(words, k=N_WORDS)
    lines = [sign]
    while n_bytes > 0:
        first, second, third = rng.choices(classes, k=3)
        key, number = f"{rng.getrandbits(48):012x}", rng.randrange(10**4)
        text, slug = " ".join(rng.choices(words, k=rng.randint(4, 16))), "-".join(rng.choices(words, k=4)).lower()
        lines.append(rng.choice((
            f'<div class="{first} {second}__item {third}--wide" data-id="{key}" data-position="{number}">',
            f'<li class="{first}__item"><a class="{second}__link" href="https://bench.example/news/{slug}">{text}</a>',
            f'<script>window.cards.push({{"id": "{key}", "type": "{first}", "order": {number}, "next": 0}})</script>',
            f'<img class="{second}" src="https://img.bench.example/{key}/{number}x{number // 2}.jpg" alt="">',
            f"<style>.{first} .{third} {{ margin: 0 auto; padding: {number}px; color: #{key[:6]} }}</style>",
            f'<p class="{third}__text">{text}.</p>',
        )))
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
