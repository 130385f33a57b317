"""Confidence: within bounds, rising with the raw confidence, by type and stage, from a table that ships."""

from __future__ import annotations

import pytest

from pipeline.code.confidence import BOUNDS, Calibration, calibration, log_odds
from pipeline.schema import EVENT_STAGES

EVEN = Calibration(0.0, 1.0, 0.5, {"legal/sought": -2.0})


@pytest.mark.parametrize("raw", [0.1, 0.5, 0.75, 0.95])
def test_an_even_calibration_changes_nothing(raw: float) -> None:
    assert EVEN.share_right(raw, 0.5, "action", "held") == pytest.approx(raw, abs=0.001)


def test_an_offset_is_of_its_type_and_stage_alone() -> None:
    assert EVEN.share_right(0.8, 0.5, "legal", "sought") < EVEN.share_right(0.8, 0.5, "legal", "granted")


def test_what_the_words_make_likely_is_trusted_more() -> None:
    shares = [EVEN.share_right(0.8, likely, "action", "held") for likely in (0.1, 0.5, 0.9)]
    assert shares == sorted(shares)
    assert shares[0] < shares[1] < shares[2]


@pytest.mark.parametrize("raw", [0.0, 1.0])
def test_nothing_is_certain(raw: float) -> None:
    assert BOUNDS[0] <= EVEN.share_right(raw, 0.5, "action", "held") <= BOUNDS[1]


def test_the_table_that_ships_knows_the_codebooks_stages_and_rises() -> None:
    shipped = calibration()
    known = {f"{type_}/{stage}" for type_, stages in EVENT_STAGES.items() for stage in stages}
    assert set(shipped.offsets) <= known
    assert shipped.slope > 0
    assert shipped.words > 0


def test_log_odds_are_nought_at_one_half() -> None:
    assert log_odds(0.5) == 0.0
