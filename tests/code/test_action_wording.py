"""Action told by conditions, ranges and ellipsis. Published on Wednesday 8 March 2023."""

from __future__ import annotations

import datetime as dt

import pytest

CONDITIONS = [
    ("threatened", "Unite walkouts will spread to Dunmore if the offer is turned down."),
    ("threatened", "Unite strikes at the depot could intensify over the summer."),
    ("threatened", "Unite said the dispute could thereafter escalate to an all-out strike."),
    ("threatened", "If members reject the offer, two Unite strikes set for 20 and 27 March will go ahead."),
    ("announced", "The Unite strike set for 20 March will go ahead unless the firm moves."),
    ("announced", "After the vote for industrial action, Unite has called three strike days for 13, 14 and 15 March."),
    ("under_way", "The Unite strike at the depot has now passed the six-month mark."),
]


@pytest.mark.parametrize(("stage", "text"), CONDITIONS)
def test_stage_of_what_hangs_on_something(coded, stage: str, text: str) -> None:
    assert [d.stage for d in coded(text, kind="action")] == [stage]


TOLD_OTHERWISE = [
    ("under_way", "A Unite walkout by baggage staff at Carrow began at midnight."),
    ("under_way", "Unite dockers have set up pickets at the gates of the port."),
    ("held", "Unite members were among tens of thousands who took part in a day of action last Thursday."),
    ("held", "On 1 February Unite members commenced seven days of industrial action."),
    ("suspended", "Unite said it had called off the action after a last meeting."),
    ("announced", "On 3 April Unite members begin a five-day strike."),
    ("announced", "The firm has been told that the 72-hour action by Unite members will start on 3 April."),
    ("announced", "Unite members voted to strike from 20 March to 24 March."),
    ("announced", "On Tuesday, drivers in the north also said they planned a 24-hour strike on 20 March."),
    ("held", "Depots were shut by Unite's first strike earlier this month."),
    ("under_way", "Unite members at both depots began another two weeks of strikes on 1 March."),
    ("held", "Unite members at both depots began a five-day strike on 1 March."),
    ("announced", "Unite members have now been instructed to take action on 20 March."),
    ("under_way", "Services were hit on Wednesday because of a fresh Unite strike."),
    ("under_way", "Unite members walked out on 1 March, with the strike due to last until 20 March."),
    ("announced", "The announcement comes before a Unite strike on 3 April."),
]


@pytest.mark.parametrize(("stage", "text"), TOLD_OTHERWISE)
def test_stage_of_what_is_told_in_passing(coded, stage: str, text: str) -> None:
    assert [d.stage for d in coded(text, kind="action")] == [stage]


NOTHING = [
    "Unite lost two strikes in the past month alone, its rival said.",
    "Unite members at Carrow have started a ballot for strike action.",
    "Free travel was suspended following an earlier Unite strike.",
    "If the firm agrees, Unite will call off its industrial action.",
    "Unite members voted for industrial action on Monday.",
    "Unite offered to drop its industrial action following a plea by bishops on Monday.",
    "The announcement came after Unite renewed its mandate for industrial action.",
    "After the vote Unite members were asked to back industrial action on 13 March.",
    "Unite said yesterday that these strikes are part of a long campaign.",
    "Unite said the offer could improve if the firm sold the Carrow depot.",
]


@pytest.mark.parametrize("text", NOTHING)
def test_nothing_is_told(coded, text: str) -> None:
    assert coded(text, kind="action") == []


DAYS = [
    ("Unite has called a strike commencing on 20 March and continuing each day up to 22 March.", [20, 21, 22], 3),
    ("Unite members will strike from Monday 20 March until the end of Wednesday 22 March.", [20, 21, 22], 3),
    (
        "Unite members will strike from 20 March until 22 March and again from 27 to 28 March.",
        [20, 21, 22, 27, 28],
        5,
    ),
    ("Unite was today due to confirm a strike on 20 March.", [20], 1),
    ("On Tuesday, drivers in the north said they planned a Unite strike on 20 March.", [20], 1),
    ("Unite members will take industrial action at both depots, commencing Monday 20 March.", [20], None),
]


@pytest.mark.parametrize(("text", "days", "n_days"), DAYS)
def test_ends_of_a_range(coded, text: str, days: list[int], n_days: int | None) -> None:
    (draft,) = coded(text, kind="action")
    assert [d.day for d in draft.action_dates] == days
    assert draft.n_days == n_days


def test_a_period_of_months_has_no_number_of_days(coded) -> None:
    (draft,) = coded("Unite members will refuse overtime from 13 March to 30 June.", kind="action")
    assert draft.n_days is None
    assert draft.action_dates == (dt.date(2023, 3, 13), dt.date(2023, 6, 30))


def test_the_start_that_was_due_is_a_start_for_the_suspension(coded) -> None:
    said = "A Unite strike at the depot has been called off.\nIt was due to begin two months of walkouts on 20 March."
    (draft,) = coded(said, kind="action")
    assert (draft.stage, draft.n_days) == ("suspended", None)


def test_a_day_to_come_is_no_line_of_what_was_held(coded) -> None:
    said = "Unite members at Carrow walked out on 1 February.\nOn Monday there will be pickets at Dunmore."
    assert [d.date_edtf for d in coded(said, kind="action") if d.stage == "held"] == ["2023-02-01"]


def test_days_of_talks_are_no_days_of_action(coded) -> None:
    said = "The Unite strike on 1 February went ahead after three days of fruitless late talks."
    (draft,) = coded(said, kind="action")
    assert draft.n_days == 1


def test_stretches_of_one_sentence_are_one_call(coded) -> None:
    said = "Unite members will hold a three-day strike from 13 March, followed by a five-day stoppage from 20 March."
    (draft,) = coded(said, kind="action")
    assert [d.day for d in draft.action_dates] == [13, 20]
    assert draft.n_days == 8


def test_strikes_that_end_without_a_deal_settle_nothing(coded) -> None:
    assert coded("A Unite strike has ended without a resolution of the pay dispute.", kind="settlement") == []


def test_what_follows_a_deal_demands_nothing(coded) -> None:
    assert coded("The strike was called off by Unite after a late deal on pay was reached.", kind="demand") == []


def test_a_deadlocked_row_is_no_failure_of_talks(coded) -> None:
    said = "Talks between Unite and the firm were held on Monday in a bid to end the deadlocked row."
    assert [d.stage for d in coded(said, kind="talks")] == ["held"]


def test_a_strike_that_will_go_ahead_is_the_one_that_was_announced(coded) -> None:
    said = (
        "Unite has called a strike at both depots for 20 March.\n"
        "Unless an offer is made the strike will go ahead as planned."
    )
    assert [d.stage for d in coded(said, kind="action")] == ["announced"]


SETTLED = [
    "Talks between Unite and the firm have reached agreement in the long dispute.",
    "Both sides came to an agreement on Monday, Unite said.",
    "Unite members took the offer, bringing strike action to an end.",
    "Unite said a resolution had been reached.",
]


@pytest.mark.parametrize("text", SETTLED)
def test_settlement(coded, text: str) -> None:
    assert [d.stage for d in coded(text, kind="settlement")] == ["reached"]


UNSETTLED = [
    "Unite has extended its industrial action at both depots.",
    "Unite is suspending its industrial action.",
    "Unite is in talks to reach agreement in the long dispute.",
    "Unite hopes that a resolution can be reached.",
    "Unite wants an offer that would bring the strikes to an end.",
]


@pytest.mark.parametrize("text", UNSETTLED)
def test_no_settlement(coded, text: str) -> None:
    assert coded(text, kind="settlement") == []


MEETINGS = [
    ("held", None, "A Unite strike due on Friday has been suspended after talks at Acas."),
    ("held", "2023-03-08", "This follows talks with Unite at Acas earlier today to end the row."),
    ("held", "2023-03-07", "Leaders of Unite were meeting senior managers last night."),
    ("failed", None, "The Unite strike follows the break-down of talks at the firm."),
    ("failed", None, "Talks with Unite had collapsed and staff would strike on two further Mondays, 13 and 20 March."),
    ("failed", None, "Talks between Unite and the firm took place last week but the dispute could not be resolved."),
]


@pytest.mark.parametrize(("stage", "date", "text"), MEETINGS)
def test_meetings(coded, stage: str, date: str | None, text: str) -> None:
    (draft,) = coded(text, kind="talks")
    assert draft.stage == stage
    assert draft.date_edtf == date


def test_the_end_of_a_strike_under_way_is_no_second_day(coded) -> None:
    (draft,) = coded("Unite members walked out on 1 March, with the strike due to last until 20 March.", kind="action")
    assert draft.n_days is None


def test_a_meeting_on_which_plans_hang_is_not_fixed(coded) -> None:
    said = "Further Unite action will be cancelled if talks go ahead next week."
    assert coded(said, kind="talks") == []


def test_those_who_were_out_and_will_be_so_again(coded) -> None:
    said = "Unite members at Carrow walked out on 1 February and will do so again on Monday 20 March."
    assert [(d.stage, d.date_edtf) for d in coded(said, kind="action")] == [
        ("held", "2023-02-01"),
        ("announced", "2023-03-20"),
    ]
