"""Which events are one dispute, and what the dispute says."""

import dataclasses
import datetime as dt

import pytest

from pipeline.normalise.disputes import ROUND_GAP_DAYS, event_day, form_disputes
from pipeline.records import Event

FIRST = dt.date(2023, 1, 16)
BALLOT = Event(
    "ballot", "result", unions=("RMT",), employers=("Dunmere Trams",), jurisdiction=("England",), sector="transport",
    workers="tram drivers", issues=("pay",), event_id="e1", article_ids=("a1",), n_articles=1, first_reported=FIRST,
    last_reported=FIRST,
)


def later(days, **changes):
    """A strike of the same sides `days` after the ballot, with `changes`."""
    when = FIRST + dt.timedelta(days)
    given = {"type": "action", "stage": "held", "event_id": "e2", "article_ids": ("a2",), "first_reported": when,
             "last_reported": when}
    return dataclasses.replace(BALLOT, **(given | changes))


@pytest.mark.parametrize(("event", "n"), [
    pytest.param(later(30), 1, id="the same sides"),
    pytest.param(later(ROUND_GAP_DAYS), 1, id="at the end of the round"),
    pytest.param(later(ROUND_GAP_DAYS + 1), 2, id="another round"),
    pytest.param(later(30, unions=("RMT", "UNITE")), 1, id="joint action"),
    pytest.param(later(30, unions=("UNITE",)), 2, id="another union"),
    pytest.param(later(30, employers=("Tarnside Buses",)), 2, id="another employer"),
    pytest.param(later(30, employers=()), 1, id="employer unknown, the same sector and nation"),
    pytest.param(later(30, employers=(), sector=None), 2, id="employer and sector unknown"),
    pytest.param(later(30, employers=(), jurisdiction=("Scotland",)), 2, id="employer unknown, another nation"),
    pytest.param(later(30, employers=(), workers="cleaners"), 2, id="employer unknown, other workers"),
    pytest.param(later(30, unions=()), 1, id="union unknown, the same employer"),
    pytest.param(later(30, first_reported=None, last_reported=None), 1, id="no day"),
])
def test_one_dispute_or_two(event, n):
    events, disputes = form_disputes([BALLOT, event], {})
    assert len(disputes) == n
    assert len({event.dispute_id for event in events}) == n


def test_the_dispute_says_what_its_events_say():
    action = later(30, unions=("RMT", "UNITE"), issues=("pay", "safety"), article_ids=("a1", "a2"), n_articles=2)
    events, (dispute,) = form_disputes([action, BALLOT], {})
    assert [event.event_id for event in events] == ["e2", "e1"]  # the order given
    assert dispute.event_ids == ("e1", "e2")  # the order of their days
    assert (dispute.n_events, dispute.n_articles) == (2, 2)
    assert dispute.unions == ("RMT", "UNITE")
    assert dispute.employers == ("Dunmere Trams",)
    assert dispute.issues == ("pay", "safety")
    assert (dispute.sector, dispute.workers) == ("transport", "tram drivers")
    assert (dispute.first_reported, dispute.last_reported) == (FIRST, FIRST + dt.timedelta(30))
    assert (dispute.latest_type, dispute.latest_stage, dispute.settled) == ("action", "held", False)


@pytest.mark.parametrize(("days", "settled"), [(29, False), (30, True), (31, True)])
def test_settled_where_the_settlement_is_the_latest(days, settled):
    deal = later(days, type="settlement", stage="reached", event_id="e3")
    _, (dispute,) = form_disputes([BALLOT, later(30), deal], {})
    assert dispute.settled is settled


def test_a_settlement_ends_its_day():
    deal = later(30, type="settlement", stage="reached", event_id="e3")
    ruling = later(30, type="legal", stage="granted", event_id="e4")
    _, (dispute,) = form_disputes([deal, ruling], {})
    assert dispute.settled


def test_a_strike_called_for_a_later_day_does_not_outlive_the_deal():
    called = later(10, stage="announced", date_start=FIRST + dt.timedelta(60), date_end=FIRST + dt.timedelta(60))
    deal = later(20, type="settlement", stage="reached", event_id="e3")
    _, (dispute,) = form_disputes([called, deal], {})
    assert dispute.settled


@pytest.mark.parametrize(("event", "expected"), [
    (BALLOT, FIRST),
    (dataclasses.replace(BALLOT, date_start=dt.date(2023, 1, 13)), dt.date(2023, 1, 13)),
    (dataclasses.replace(BALLOT, stage="planned", date_start=dt.date(2023, 3, 1)), FIRST),
    (dataclasses.replace(BALLOT, stage="planned", date_start=dt.date(2022, 3, 1)), dt.date(2022, 3, 1)),
    (dataclasses.replace(BALLOT, first_reported=None), None),
])
def test_the_day_of_an_event(event, expected):
    assert event_day(event) == expected


def test_a_joint_action_does_not_make_two_disputes_one():
    second = dataclasses.replace(BALLOT, event_id="e9", unions=("UNITE",))
    joint = later(5, event_id="e5", unions=("RMT", "UNITE"))
    _, disputes = form_disputes([BALLOT, second, joint], {})
    assert sorted(dispute.n_events for dispute in disputes) == [1, 2]


def test_a_known_dispute_keeps_its_id_when_an_older_event_is_found():
    _, (before,) = form_disputes([later(30)], {})
    older = dataclasses.replace(BALLOT, unions=("RMT", "UNITE"))
    _, (kept,) = form_disputes([later(30), older], {"e2": before.dispute_id})
    assert kept.dispute_id == before.dispute_id


def test_after_a_joint_strike_news_of_one_employer_belongs_to_its_own_dispute():
    second = dataclasses.replace(BALLOT, event_id="e9", employers=("Tarnside Buses",))
    joint = later(5, event_id="e5", employers=("Dunmere Trams", "Tarnside Buses"))
    offer = later(9, event_id="e7", type="offer", stage="made", employers=("Tarnside Buses",))
    for first, other in ((BALLOT, second), (second, BALLOT)):
        events, disputes = form_disputes([first, other, joint, offer], {})
        of_event = {event.event_id: event.dispute_id for event in events}
        assert len(disputes) == 2
        assert of_event["e7"] == of_event["e9"]
