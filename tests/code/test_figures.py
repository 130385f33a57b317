"""Counts of workers, sites and days that belong to an event."""

from __future__ import annotations

import pytest

from pipeline.annotate.quantities.counts import find_counts
from pipeline.code.figures import day_count, people_count, site_count

NEAR = r"strik|walk|out\b"


@pytest.mark.parametrize(
    "text, expected",
    [
        ("About 400 drivers will strike on 2 May.", 400),
        ("About 320 phlebotomists will strike on 2 May.", 320),  # no row has the trade
        ("More than 2,300 pickers and packers will strike.", 2300),
        ("Two brothers will strike on 2 May.", None),
        ("The strike leaves 400 pupils at home.", None),
        ("The strike is about 113 workers made redundant.", None),
        ("About 400 drivers met on 2 May.", None),  # far from any word of action
        ("Crews, of whom there are more than 160, walked out.", 160),
        ("Crews, 130 of whom walked out on 2 May, are back.", 130),
        ("Crews at Number 10 walked out.", None),
        ("Some 26 of the 320 nurses walked out.", 26),  # the part, not the whole
        ("The drivers will strike.", None),
    ],
)
def test_people_count(context, text, expected):
    assert people_count(context(text).views, NEAR) == expected


@pytest.mark.parametrize(
    "text, expected",
    [
        ("Unite members in 33 hostels and refuges walked out.", 33),
        ("Crews on 100 platforms walked out.", 100),
        ("Crews in 26 of Scotland's 32 council areas walked out.", 26),
        ("Staff at one of its nine depots walked out.", None),
        ("Staff at two of Harcourts' seven depots walked out.", None),
        ("Staff at two of ScotRail's seven depots walked out.", None),
        ("Staff at nine depots walked out.", 9),
        ("Examiners at 258 test centres walked out.", 258),
        ("Staff walked out for nine days.", None),
    ],
)
def test_site_count(context, text, expected):
    assert site_count(context(text).views) == expected


@pytest.mark.parametrize(
    "text, expected",
    [
        ("They will strike for five days.", 5),
        ("They will strike for 24 hours.", 1),
        ("They will strike for 12 hours.", None),
        ("They will hold two 48-hour strikes.", 4),
        ("They held a series of 24-hour and 48-hour strikes.", None),  # nobody says how many of each
        ("They held one-day and two-day strikes.", None),
        ("They will strike for 48 hours from Monday and for a further 72 hours from Friday.", 5),
        ("They will strike for 24 hours on 2 May and 48 hours on 9 May.", 1),
        ("The union gave 14 days' notice of the strike.", None),
        ("They will hold a week-long strike.", None),
        ("They will strike.", None),
    ],
)
def test_day_count(context, text, expected):
    view = context(text).views[0]
    assert day_count(view, 0, len(view.masked)) == expected


def test_days_outside_the_stretch_do_not_count(context):
    view = context("They will strike for five days.").views[0]
    assert day_count(view, 0, view.masked.index("five")) is None


@pytest.mark.parametrize(
    "text, value",
    [
        ("62 deckhands", 62),
        ("10 phlebotomists", 10),
        ("9 phlebotomists", None),
        ("40 angry letters", None),
        ("£40 phlebotomists", None),
        ("in 2019 phlebotomists", None),
    ],
)
def test_agents_that_no_row_has_are_counted_as_workers(text, value):
    assert [(q.value, q.unit) for q in find_counts(text)] == ([(value, "workers")] if value else [])
