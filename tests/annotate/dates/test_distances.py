"""Distances in time: what is exact to the day, what is not, and that every offset lies in the text."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.annotate.dates import find_dates
from pipeline.annotate.dates.distances import FROM_PUBLICATION, FROM_TOLD, distance_at, find_distances

WEDNESDAY = dt.date(2023, 3, 1)
#: What is told, its code, its days.
EXACT = [
    ("three days ago", FROM_PUBLICATION, -3),
    ("31 days ago", FROM_PUBLICATION, -31),
    ("a fortnight ago", FROM_PUBLICATION, -14),
    ("a week last Friday", FROM_PUBLICATION, -7),
    ("two weeks on Friday", FROM_PUBLICATION, 14),
    ("two days' time", FROM_PUBLICATION, 2),
    ("a year ago", FROM_PUBLICATION, None),
    ("two days later", FROM_TOLD, 2),
    ("one day earlier", FROM_TOLD, -1),
    ("the following day", FROM_TOLD, 1),
    ("the next morning", FROM_TOLD, 1),
    ("the previous night", FROM_TOLD, -1),
    ("the day after that", FROM_TOLD, 1),
    ("later that year", FROM_TOLD, None),
]
INEXACT = [
    "32 days ago", "a couple of days later", "more than ten days ago", "nearly two days later",
    "the day after the vote", "the next day of action", "over the next day", "two weeks on",
    "two days later than planned", "within three days",
]  # fmt: skip


@pytest.mark.parametrize("wording, code, days", EXACT)
def test_exact(wording: str, code: str, days: int | None) -> None:
    text = f"It was {wording}, they said."
    [(start, found)] = find_distances(text, 0, len(text)).items()
    assert (found.code, found.days) == (code, days)
    assert wording.startswith(text[start : found.end])
    assert distance_at(text, start) == found


@pytest.mark.parametrize("wording", INEXACT)
def test_inexact(wording: str) -> None:
    text = f"It was {wording}, they said."
    assert find_distances(text, 0, len(text)) == {}


@given(days=st.integers(1, 31), before=st.text(alphabet="ab .,\n", max_size=12))
def test_days_ago_count_from_publication(days: int, before: str) -> None:
    text = f"{before}\nThe row began {days} days ago."
    [found] = find_dates(text, WEDNESDAY)
    assert found.date_start == WEDNESDAY - dt.timedelta(days=days)
    assert (text[found.start : found.end], found.looks) == (f"{days} days ago", -1)


WORDS = [*(wording for wording, _, _ in EXACT), *INEXACT, "on", "Monday", "7 May", "."]


@given(text=st.lists(st.sampled_from(WORDS)).map(" ".join))
def test_offsets_lie_in_the_text(text: str) -> None:
    for start, found in find_distances(text, 0, len(text)).items():
        assert 0 <= start < found.end <= len(text)
    dates = find_dates(text, WEDNESDAY)
    assert all(text[each.start : each.end] == each.text for each in dates)
    assert all(left.end <= right.start for left, right in itertools.pairwise(dates))
