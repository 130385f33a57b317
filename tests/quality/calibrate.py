"""Fits the confidence of reports: a logistic curve over the raw confidence and the likelihood of the words, with an
offset a type and stage.

Comes in: annotated articles (ours, and any folder of gold with its texts). Goes out: `confidence.json`
and a table of how often reports of each confidence are right. It refuses to judge an optional event.

    python -m tests.quality.calibrate [TEXTS.jsonl:GOLD_FOLDER ...] --out pipeline/resources/models/confidence.json
    ... --set-on TEXTS.jsonl:GOLD_FOLDER      sets the intercept on articles that no rule was written beside
    python -m tests.quality.calibrate --check [TEXTS.jsonl:GOLD_FOLDER ...]      judges the table that ships
"""

from __future__ import annotations

import argparse
import datetime as dt
import itertools
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from pipeline.annotate import ask, build_nlp
from pipeline.code import EVENT_HEAD, first_reading
from pipeline.code.coder import draft_events, likely
from pipeline.code.confidence import calibration, log_odds
from tests.quality.report import gold_articles
from tests.quality.scoring import pair_events

#: Pull of each offset towards nought: that of six reports of doubtful worth.
RIDGE = 1.5
STEPS, STEP_SIZE = 4000, 0.02
_PAIRED_BY = ("type", "stage", "unions", "share_for", "turnout", "n_days")
BINS = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)


@dataclass(frozen=True, slots=True)
class Judged:
    """One report: its raw confidence, what its words make likely, type/stage, and whether the annotators have it."""

    raw: float
    likely: float
    kind: str
    right: bool


def judged(sources: Sequence[str], *, ours: bool = True) -> list[Judged]:
    """Code every annotated article and judge each report; those that match an optional event are left out."""
    nlp = build_nlp()
    out: list[Judged] = []
    for text, published, gold in _articles(sources, ours):
        doc = nlp.make_doc(text)
        doc._.published_on = published
        doc._.mentions = []
        nlp(doc)
        first = first_reading(doc)
        ask(nlp, EVENT_HEAD, first.sentences())
        drafts = draft_events(first)
        found = [{name: getattr(draft, name) for name in _PAIRED_BY} for draft in drafts]
        pairs = {j: i for i, j in pair_events(gold, found).items()}
        for j, draft in enumerate(drafts):
            if j in pairs and gold[pairs[j]].get("optional"):
                continue
            out.append(Judged(draft.confidence, likely(draft), f"{draft.type}/{draft.stage}", j in pairs))
    return out


def _articles(
    sources: Sequence[str], ours: bool
) -> Iterator[tuple[str, dt.date | None, Sequence[Mapping[str, Any]]]]:
    for one in gold_articles() if ours else ():
        yield one["text"], _day(one["published"]), one["events"]
    for source in sources:
        texts, _, folder = source.partition(":")
        rows = {r["url"]: r for r in map(json.loads, Path(texts).read_text(encoding="utf-8").splitlines())}
        for path in sorted(Path(folder).glob("*.json")):
            gold = json.loads(path.read_text(encoding="utf-8"))
            row = rows[gold["url"]]
            yield row["text"], _day(row["published"]), gold.get("events", [])


def _day(value: str | None) -> dt.date | None:
    return dt.date.fromisoformat(value) if value else None


def fit(reports: Sequence[Judged]) -> dict[str, Any]:
    """Return intercept, slope, weight of the words and offsets by gradient descent on the penalised log-loss."""
    kinds = sorted({r.kind for r in reports})
    x = np.array([log_odds(r.raw) for r in reports])
    w = np.array([log_odds(r.likely) for r in reports])
    y = np.array([float(r.right) for r in reports])
    k = np.array([kinds.index(r.kind) for r in reports])
    intercept, slope, words, offsets = 0.0, 1.0, 0.0, np.zeros(len(kinds))
    for _ in range(STEPS):
        wrong = 1 / (1 + np.exp(-(intercept + slope * x + words * w + offsets[k]))) - y
        intercept -= STEP_SIZE * wrong.mean()
        slope -= STEP_SIZE * (wrong * x).mean()
        words -= STEP_SIZE * (wrong * w).mean()
        pull = np.bincount(k, weights=wrong, minlength=len(kinds)) + RIDGE * offsets
        offsets -= STEP_SIZE * pull / np.bincount(k, minlength=len(kinds))
    return {
        "intercept": round(intercept, 3), "slope": round(slope, 3), "words": round(words, 3),
        "offsets": {kind: round(float(o), 3) for kind, o in zip(kinds, offsets, strict=True)},
    }


def set_intercept(table: dict[str, Any], reports: Sequence[Judged]) -> None:
    """Shift the intercept until the mean confidence of `reports` is the share of them that is right."""
    right = np.mean([r.right for r in reports])
    x = np.array([
        table["slope"] * log_odds(r.raw) + table["words"] * log_odds(r.likely) + table["offsets"].get(r.kind, 0.0)
        for r in reports
    ])
    low, high = -10.0, 10.0
    while high - low > 1e-4:
        middle = (low + high) / 2
        low, high = (middle, high) if np.mean(1 / (1 + np.exp(-(middle + x)))) < right else (low, middle)
    table["intercept"] = round(low, 3)


def reliability(reports: Sequence[Judged]) -> Iterator[str]:
    """Yield a line a bin: reports, mean confidence, share right."""
    now = calibration()
    shares = [(now.share_right(r.raw, r.likely, *r.kind.split("/")), r.right) for r in reports]
    for low, high in itertools.pairwise(BINS):
        inside = [(c, right) for c, right in shares if low <= c < high or c == high == 1.0]
        if inside:
            mean, right = np.mean([c for c, _ in inside]), np.mean([r for _, r in inside])
            yield f"{low:.1f} to {high:.1f}: {len(inside):4d} reports, confidence {mean:.2f}, right {right:.2f}"


def main() -> int:
    """Fit and write, or check."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sources", nargs="*", metavar="TEXTS:GOLD")
    parser.add_argument("--out", type=Path)
    parser.add_argument("--set-on", metavar="TEXTS:GOLD")
    parser.add_argument("--check", action="store_true")
    args = parser.parse_args()
    if args.set_on and not args.out:
        parser.error("--set-on sets what --out writes")
    reports = judged(args.sources)
    if args.check:
        print("\n".join(reliability(reports)))
    if args.out:
        table = {"reports": len(reports), "right": sum(r.right for r in reports), **fit(reports)}
        if args.set_on:
            set_intercept(table, judged([args.set_on], ours=False))
        args.out.write_text(json.dumps(table, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
