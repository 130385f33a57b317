"""Confidence: how often reports like this one are right, of 100 how many.

Comes in: a draft's raw confidence (its rule's, raised by each further telling) and its type and
stage. Goes out: a share from 0 to 1. The table `resources/models/confidence.json` was fitted by
`tests/quality/calibrate.py`; it names the articles. It refuses to say 0 or 1.
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
    """log-odds = intercept + slope * log-odds of the raw confidence + offset of the type and stage."""

    intercept: float
    slope: float
    offsets: dict[str, float]

    def share_right(self, raw: float, type_: str, stage: str) -> float:
        """Return the calibrated confidence, rounded to three decimals."""
        low, high = BOUNDS
        odds = self.intercept + self.slope * log_odds(raw) + self.offsets.get(f"{type_}/{stage}", 0.0)
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
    missing = {"intercept", "slope", "offsets"} - row.keys()
    if missing:
        raise ConfigError(f"{TABLE}: lacks {sorted(missing)}")
    return Calibration(float(row["intercept"]), float(row["slope"]), {k: float(v) for k, v in row["offsets"].items()})
