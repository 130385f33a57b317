"""The table of words that tell events: what its features are, how it scores, and that what ships is sound."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.code.event_words import ALWAYS, EventWords, event_words, features
from pipeline.schema.lists import EVENT_STAGES


def test_features_are_the_words_and_the_pairs_of_neighbours() -> None:
    assert features("UNION won 83 votes") == {
        ALWAYS, "<", "UNION", "won", "0", "votes", ">", "< UNION", "UNION won", "won 0", "0 votes", "votes >",
    }


def test_weights_add_up_in_log_odds_and_what_is_unknown_counts_nothing() -> None:
    table = EventWords(("talks.held", "talks.failed"), {ALWAYS: [0, -200], "no": [0, 100], "no deal": [0, 100]})
    assert table.shares("no deal") == {"talks.held": 0.5, "talks.failed": 0.5}
    assert table.shares("nothing") == pytest.approx({"talks.held": 0.5, "talks.failed": 0.1192}, abs=1e-4)


def test_what_ships_knows_each_event_of_the_codebook() -> None:
    known = {f"{type_}.{stage}" for type_, stages in EVENT_STAGES.items() for stage in stages}
    assert set(event_words().labels) == known


@pytest.mark.parametrize(("masked", "label"), [
    ("UNION members have rejected the offer by PCT to PCT.", "response.rejected"),
    ("UNION has called off the strike planned for DATE.", "action.suspended"),
    ("UNION will ballot its members on strike action.", "ballot.planned"),
    ("bus drivers in UNION will walk out on DATE.", "action.announced"),
    ("talks between UNION and the council broke down on DATE.", "talks.failed"),
])
def test_plain_tellings_are_likeliest_what_they_tell(masked: str, label: str) -> None:
    shares = event_words().shares(masked)
    assert max(shares, key=lambda one: shares[one]) == label
    assert shares[label] > 0.5


@pytest.mark.parametrize("masked", ["the museum opens at noon.", "it rained in the north.", ""])
def test_what_tells_nothing_is_unlikely_to_tell_anything(masked: str) -> None:
    assert max(event_words().shares(masked).values()) < 0.2


@given(st.text(max_size=200))
def test_every_text_has_a_share_for_each_event(text: str) -> None:
    assert all(0 <= share <= 1 for share in event_words().shares(text).values())
