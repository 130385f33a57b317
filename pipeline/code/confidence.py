"""Confidence: how often reports like this one are right, of 100 how many.

Comes in: a draft's raw confidence (its rule's, raised by each further telling), its type and stage, and how likely the
words of its sentence make them (`event_words`). Goes out: a share from 0 to 1. The table
`resources/models/confidence.json` was fitted by `tests/quality/calibrate.py`; it names the articles. It refuses to say
0 or 1.
"""

from __future__ import annotations

import functools
import json
import math
from dataclasses import dataclass
from importlib import resources

from pipeline.errors import ConfigError

TABLE = "models/confidence.json"
#: No rule is surer than this, whatever a table says.
BOUNDS = (0.02, 0.99)


@dataclass(frozen=True, slots=True)
class Calibration:
    """log-odds = intercept + slope * those of the raw confidence + words * those of the words + offset of the kind."""

    intercept: float
    slope: float
    words: float
    offsets: dict[str, float]

    def share_right(self, raw: float, likely: float, type_: str, stage: str) -> float:
        """Return the calibrated confidence, rounded to three decimals; `likely` is what the words alone make it."""
        low, high = BOUNDS
        told = self.slope * log_odds(raw) + self.words * log_odds(likely)
        odds = self.intercept + told + self.offsets.get(f"{type_}/{stage}", 0.0)
        return round(min(max(1 / (1 + math.exp(-odds)), low), high), 3)


def log_odds(share: float) -> float:
    """Return the log-odds of a share, kept within `BOUNDS` so that it is finite."""
    low, high = BOUNDS
    bounded = min(max(share, low), high)
    return math.log(bounded / (1 - bounded))


@functools.cache
def calibration() -> Calibration:
    """Return the calibration that ships. Raises `ConfigError` where its table is not what it should be."""
    text = (resources.files("pipeline") / "resources" / TABLE).read_text(encoding="utf-8")
    row = json.loads(text)
    missing = {"intercept", "slope", "words", "offsets"} - row.keys()
    if missing:
        raise ConfigError(f"{TABLE}: lacks {sorted(missing)}")
    offsets = {kind: float(offset) for kind, offset in row["offsets"].items()}
    return Calibration(float(row["intercept"]), float(row["slope"]), float(row["words"]), offsets)
