"""`python -m tests.quality.employers`: the employers of events, with and without heads of the language model.

Comes in: annotated articles, ours or a folder of them, and the heads to ask. Goes out: precision, recall and F1 of the
employers over the reports that match an annotated event. It refuses to judge spellings: letter for letter is right.

    python -m tests.quality.employers [--articles DIR] [--heads role ner]
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import sys
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from pipeline.annotate import annotate, ask, build_nlp
from pipeline.annotate.build import HEADS
from pipeline.code import EVENT_HEAD, first_reading, reports
from pipeline.records import Article
from tests.quality.scoring import Tally, pair_events

ARTICLES = Path(__file__).parent / "articles"


def employers(gold: Sequence[Mapping[str, Any]], heads: Sequence[str]) -> Tally:
    """Return the tally of the employers of matched events; events that are optional count neither way."""
    articles = [_article(one) for one in gold]
    tally = Tally()
    nlp = build_nlp(heads=heads)
    for one, (_, doc) in zip(gold, annotate(nlp, articles), strict=True):
        first = first_reading(doc)
        ask(nlp, EVENT_HEAD, first.sentences())
        found_reports = [dataclasses.asdict(report) for report in reports(first)]
        for wanted, got in pair_events(one["events"], found_reports).items():
            if not one["events"][wanted].get("optional"):
                told = set(one["events"][wanted].get("employers") or ())
                found = set(found_reports[got]["employers"])
                tally.count(len(told & found), len(found - told), len(told - found))
    return tally


def _article(one: Mapping[str, Any]) -> Article:
    published = date.fromisoformat(one["published"]) if one["published"] else None
    return Article(one["id"], one["text"], "0" * 64, len(one["text"].split()), published=published)


def main(argv: Sequence[str] | None = None) -> int:
    """Print the tally on one line."""
    parser = argparse.ArgumentParser(prog="python -m tests.quality.employers", description=__doc__.partition("\n")[0])
    parser.add_argument("--articles", type=Path, default=ARTICLES, help="folder of annotated articles (JSON)")
    parser.add_argument("--heads", nargs="*", default=list(HEADS), help="heads of the language model that are asked")
    options = parser.parse_args(argv)
    gold = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(options.articles.glob("*.json"))]
    tally = employers(gold, options.heads)
    print(
        f"employers P {tally.precision:.3f} R {tally.recall:.3f} F1 {tally.f1:.3f} "
        f"({tally.right} right, {tally.spurious} spurious, {tally.missed} missed)"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
