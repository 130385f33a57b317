"""Dates as lists write them."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.fetch.dates import FIRST_DAY, MAX_FREE, DateReader

LONDON = ZoneInfo("Europe/London")
NOW = dt.datetime(2031, 7, 10, 12, 0, tzinfo=dt.UTC)

CASES = [
    ("Sun, 06 Jul 2031 07:08:09 GMT", "2031-07-06 07:08:09"),
    ("Sun, 06 Jul 2031 07:08:09 +0100", "2031-07-06 06:08:09"),
    ("Sun, 06 Jul 2031 07:08:09 BST", "2031-07-06 06:08:09"),
    ("06 Jul 2031 07:08 Z", "2031-07-06 07:08:00"),
    ("Sun, 6 Jul 31 07:08:09 GMT", "2031-07-06 07:08:09"),
    ("2031-07-06T07:08:09Z", "2031-07-06 07:08:09"),
    ("2031-07-06T07:08:09.123456+01:00", "2031-07-06 06:08:09.123456"),
    ("2031-07-06T07:08:09", "2031-07-06 06:08:09"),
    ("2031-01-06T07:08:09", "2031-01-06 07:08:09"),
    ("2031-07-06 07:08", "2031-07-06 06:08:00"),
    ("2031-07-06", "2031-07-05 23:00:00"),
    ("20310706T070809Z", "2031-07-06 07:08:09"),
    ("1941087600", "2031-07-06 07:00:00"),
    ("1941087600000", "2031-07-06 07:00:00"),
    ("06/07/2031", "2031-07-05 23:00:00"),
    ("6 July 2031", "2031-07-05 23:00:00"),
    ("July 6, 2031, 7:08 am", "2031-07-06 06:08:00"),
    ("Sunday 6th July 2031 at 7.08pm", None),
    ("6 Gorffennaf 2031", "2031-07-05 23:00:00"),
    (" \n2031-07-06T07:08:09Z ", "2031-07-06 07:08:09"),
]


@pytest.mark.parametrize("text, moment", CASES)
def test_formats(text, moment):
    found = DateReader(LONDON, NOW).read(text)
    if moment is None:
        # Read or not: what matters is that the day is not a wrong one.
        assert found is None or found.astimezone(LONDON).date() == dt.date(2031, 7, 6)
    else:
        assert found == dt.datetime.fromisoformat(moment).replace(tzinfo=dt.UTC)


@pytest.mark.parametrize(
    "text",
    [None, "", "soon", "today", "July", "2031", "July 2031", "07:08", "0000-00-00", "99999999999999999999",
     "Mon, 45 Foo 2031 99:99:99", "1900-01-01", "2050-01-01T00:00:00Z", "9999-12-31T23:59:59-23:59", "1" * 500,
     "2031-07-06T07:08:09Z and a paragraph that somebody put into the element for the date, at length"],
)  # fmt: skip
def test_what_is_no_date(text):
    assert DateReader(LONDON, NOW).read(text) is None


@pytest.mark.parametrize("hours, passes", [(47, True), (49, False)])
def test_the_future_ends_after_two_days(hours, passes):
    text = (NOW + dt.timedelta(hours=hours)).isoformat()
    assert (DateReader(LONDON, NOW).read(text) is not None) is passes


@given(st.one_of(st.text(max_size=40), st.from_regex(r"[0-9A-Za-z:+,/ .-]{1,40}", fullmatch=True)))
def test_any_text_gives_a_time_of_the_web_or_none(text):
    found = DateReader(LONDON, NOW).read(text)
    assert found is None or FIRST_DAY <= found <= NOW + dt.timedelta(days=2)


@given(st.datetimes(min_value=dt.datetime(1992, 1, 1), max_value=dt.datetime(2031, 7, 1)))
def test_iso_round_trip(naive):
    moment = naive.replace(tzinfo=dt.UTC)
    assert DateReader(LONDON, NOW).read(moment.isoformat()) == moment


def test_so_many_odd_dates_and_no_more():
    reader = DateReader(LONDON, NOW)
    found = [reader.read("July 6, 2031") for _ in range(MAX_FREE + 1)]
    assert None not in found[:-1]
    assert found[-1] is None
    assert reader.read("2031-07-06T07:08:09Z") is not None
