"""Action: its stage by words and dates, its days, and what joins what. Published on Wednesday 8 March 2023."""

from __future__ import annotations

import datetime as dt

import pytest

STAGES = [
    ("announced", "Unite members at the Carrow depot will walk out on Monday 13 March."),
    ("announced", "Unite said its members would stop work on 13 March."),
    ("announced", "Bus drivers to strike for two days in April, Unite says."),
    ("announced", "Unite has announced six days of strikes at the depot."),
    ("announced", "The strike by Unite members will take place on 20 March."),
    ("announced", "Unite gave notice that its drivers will meanwhile walk out for 48 hours from 20 March."),
    ("held", "Unite members walked out on Friday 3 March."),
    ("held", "Unite drivers staged a one-day strike on 1 February."),
    ("held", "The Unite strike on 1 February closed both depots."),
    ("held", "There were eleven days of strikes by Unite members last year."),
    ("under_way", "Unite members are on strike today at both depots."),
    ("under_way", "Unite drivers began an indefinite strike on 20 February."),
    ("under_way", "Unite members walked out at dawn today."),
    ("under_way", "Lorry drivers in Unite have been on strike without a break since 6 February."),
    ("suspended", "Unite has called off the walkouts planned for Monday 13 March."),
    ("suspended", "Strikes by Unite members next week have been suspended."),
    ("suspended", "The Unite walkout will no longer go ahead."),
    ("suspended", "Unite members voted to call off their strikes."),
    ("suspended", "Unite has called its strike off. Members were to have been on strike from 13 to 15 March."),
    ("under_way", "The Unite strike at both depots began on Monday and is due to last until Friday."),
    ("under_way", "Unite confirmed that strikes have resumed at both depots."),
    ("suspended", "The strike by Unite members had to be cancelled last week."),
    ("under_way", "Unite members at both depots are halfway through a fortnight of industrial action."),
    ("under_way", "Unite drivers have begun a week-long strike which ends on 14 March."),
    ("announced", "Unite members at both depots would be walking out on 13 March."),
    ("threatened", "Unite members could walk out before the summer."),
    ("threatened", "Unite warned of further strikes in the autumn."),
    ("threatened", "Unite said there would be more walkouts if the talks fail."),
    ("threatened", "Strike dates will be announced next week, Unite said."),
]


@pytest.mark.parametrize(("stage", "text"), STAGES)
def test_stage(coded, stage: str, text: str) -> None:
    assert [d.stage for d in coded(text, kind="action")] == [stage]


NOTHING = [
    "Unite members voted by 84% to strike.",
    "Asked whether Unite members would strike on 13 March, he shook his head.",
    "Unite said no dates for strikes have been set.",
    "Are Unite members prepared to take strike action?",
    "Rovers took the lead when Dunne struck in the ninth minute.",
    "Unite walked out of the talks at Acas.",
    "Unite has called a ballot for industrial action, which will open on 20 March.",
    "Unite is balloting its members on strikes from 20 March.",
    "A deal removes the threat of further Unite strikes.",
    "Staff at Unite say morale is low.",
    "Unite members would start voting on strike action on 13 March.",
    "Unite members vote to strike over dropped pay rise",
    "A vote for the deal lifts the immediate threat of Unite strikes.",
    "Unite has stepped back from the threat of walkouts.",
    "The threat of a Unite strike has been lifted by the deal.",
    "Unite said the strike could have been averted by a reasonable offer.",
    "Unite members are to be asked to strike over shifts.",
    "Inflation figures are due out on Friday, and Unite members are in dispute.",
    "The results of the Unite ballot are due out on 20 March.",
    "Nobody is calling Unite members out on Friday.",
    "The library warns of delays as Unite members ponder the strikes.",
    "Unite members are to take part in an industrial action ballot in April.",
    "Unite announced that its members had come down in favour of industrial action.",
]


@pytest.mark.parametrize("text", NOTHING)
def test_no_action_is_told(coded, text: str) -> None:
    assert coded(text, kind="action") == []


DAYS = [
    ("Unite members will strike on 13 and 14 March.", ["2023-03-13", "2023-03-14"], 2),
    (
        "Unite members will strike from 13 to 17 March.",
        ["2023-03-13", "2023-03-14", "2023-03-15", "2023-03-16", "2023-03-17"],
        5,
    ),
    ("Unite members will hold a three-day strike from 13 to 17 March.", ["2023-03-13", "2023-03-17"], 3),
    ("Unite drivers will walk out for 48 hours from 13 March.", ["2023-03-13"], 2),
    ("Unite members will begin a strike on 13 March.", ["2023-03-13"], None),
    (
        "The strike by Unite members is to run from 00:01 on 13 March until 23:59 on 15 March.",
        ["2023-03-13", "2023-03-14", "2023-03-15"],
        3,
    ),
    ("Unite members will strike from 7 a.m. on 13 March to 7 a.m. on 16 March.", ["2023-03-13", "2023-03-16"], 3),
    ("A 24-hour strike by Unite members on 16-17 March was called off.", ["2023-03-16", "2023-03-17"], 1),
    ("Unite members will hold 24-hour strikes on 16 and 17 March.", ["2023-03-16", "2023-03-17"], 2),
    (
        "The Unite strike starts on 13 March and is due to last until 15 March.",
        ["2023-03-13", "2023-03-14", "2023-03-15"],
        3,
    ),
    (
        "Unite members will strike for 48 hours from 13 March and for a further 72 hours from 20 March.",
        ["2023-03-13", "2023-03-20"],
        5,
    ),
    ("Unite has called two 48-hour strikes at the depot.", [], 4),
    (
        "Unite members will walk out for 24 hours on 13, 20 and 27 March.",
        ["2023-03-13", "2023-03-20", "2023-03-27"],
        3,
    ),
    ("Unite members will strike on 13 March with another day to follow on 20 March.", ["2023-03-13", "2023-03-20"], 2),
    ("Unite members will strike on 13 March with a second walkout on 20 March.", ["2023-03-13", "2023-03-20"], 2),
    ("Unite members will strike on 13 March, the union announced on Tuesday.", ["2023-03-13"], 1),
    ("On Tuesday it said that Unite members will strike on 13 March.", ["2023-03-13"], 1),
]


@pytest.mark.parametrize(("text", "days", "n_days"), DAYS)
def test_days_of_action(coded, text: str, days: list[str], n_days: int | None) -> None:
    (draft,) = coded(text, kind="action")
    assert draft.action_dates == tuple(map(dt.date.fromisoformat, days))
    assert draft.n_days == n_days


def test_days_without_a_year_keep_their_edtf(coded) -> None:
    (draft,) = coded("Unite members will strike on 13 and 14 March.", published=None, kind="action")
    assert (draft.action_dates, draft.date_edtf, draft.n_days) == ((), "XXXX-03-13/XXXX-03-14", 2)


def test_each_date_goes_to_its_own_verb(coded) -> None:
    drafts = coded(
        "Unite dockers, who walked out on Saturday, will down tools once more on Thursday 30 March.", kind="action"
    )
    assert [(d.stage, d.date_edtf) for d in drafts] == [("held", "2023-03-04"), ("announced", "2023-03-30")]


def test_what_had_been_due_gives_its_days_to_the_suspension(coded) -> None:
    text = "A Unite walkout at the depot is off.\nAround 300 drivers had been due to strike on 13 and 14 March."
    (draft,) = coded(text, kind="action")
    assert (draft.stage, draft.date_edtf, draft.n_workers) == ("suspended", "2023-03-13/2023-03-14", 300)


def test_a_list_below_a_header_is_its_days(coded) -> None:
    text = "Unite strikes at the Carrow depot so far:\n- Monday 6 February\n- Tuesday 14 February\n"
    (draft,) = coded(text, kind="action")
    assert (draft.stage, draft.n_days, draft.date_edtf) == ("held", 2, "2023-02-06/2023-02-14")


def test_two_past_ranges_are_two_walkouts(coded) -> None:
    text = "Unite members have been out already: from 9 to 11 January and again from 6 to 8 February."
    assert [d.date_edtf for d in coded(text, kind="action")] == ["2023-01-09/2023-01-11", "2023-02-06/2023-02-08"]


def test_one_strike_told_twice_is_one_report(coded) -> None:
    text = "Unite drivers will walk out next week.\nAbout 300 members will strike on 13 and 14 March, Unite said."
    (draft,) = coded(text, kind="action")
    assert (draft.n_workers, draft.n_days) == (300, 2)


def test_seven_unions_are_not_the_one_named(coded) -> None:
    text = (
        "Unite members will strike on 13 March.\n"
        "The strike on 13 March is expected to involve 90,000 workers from seven trade unions."
    )
    assert {d.unions for d in coded(text, kind="action")} == {("UNITE",), ()}


KINDS = [
    ("strike", "Unite members will strike on 13 March."),
    ("overtime_ban", "Unite members will begin an overtime ban on 13 March."),
    ("work_to_rule", "Unite members will begin a work to rule on 13 March."),
    ("action_short", "Unite members will take action short of a strike from 13 March."),
]


@pytest.mark.parametrize(("kind", "text"), KINDS)
def test_kind_of_action(coded, kind: str, text: str) -> None:
    assert [d.action_kind for d in coded(text, kind="action")] == [kind]


def test_others_who_do_so_on_a_further_day_belong_to_the_call(coded) -> None:
    said = "Unite members at Carrow will walk out on 13 March. Those at Dunmore depot are to do so on 15 March."
    (action,) = coded(said, kind="action")
    assert action.action_dates == (dt.date(2023, 3, 13), dt.date(2023, 3, 15))
    assert action.n_days == 2


def test_another_union_that_follows_suit_has_an_action_of_its_own(coded) -> None:
    said = "Unite members at Carrow will walk out on 13 March. GMB members will follow suit on 15 March."
    assert [a.action_dates for a in coded(said, kind="action") if a.unions == ("UNITE",)] == [(dt.date(2023, 3, 13),)]


def test_strike_notices_that_are_withdrawn_suspend_the_action(coded) -> None:
    said = "Unite members at Carrow are in a dispute over pay. The union said it had withdrawn the notices."
    assert [d.stage for d in coded(said, kind="action")] == ["suspended"]


def test_a_second_one_called_for_a_day_is_announced(coded) -> None:
    said = "Unite members at Carrow walked out on 1 February. The union has called a second for 13 March."
    assert [d.stage for d in coded(said, kind="action")] == ["held", "announced"]


def test_the_day_of_the_telling_is_no_day_of_action(coded) -> None:
    (action,) = coded("Unite confirms today that its members will stop work on 13 March.", kind="action")
    assert action.action_dates == (dt.date(2023, 3, 13),)


def test_further_days_of_one_call_are_told_together(coded) -> None:
    said = "Unite members at Carrow will walk out on 13 and 14 March. More strikes will follow on 20 and 27 March."
    (action,) = coded(said, kind="action")
    assert [d.day for d in action.action_dates] == [13, 14, 20, 27]
    assert action.n_days == 4


def test_stretches_of_stated_length_add_up_to_the_series(coded) -> None:
    said = (
        "Unite members at Carrow will begin a three-day strike on 13 March. "
        "A further five-day strike will start on 20 March."
    )
    (action,) = coded(said, kind="action")
    assert action.n_days == 8


def test_a_list_of_days_to_come_dates_what_seemed_held(coded) -> None:
    said = (
        "The NEU is in dispute over pay.\n"
        "Families face three days of closures before Easter after teachers voted to strike.\n"
        "The dates are:\nTuesday, March 14\nMonday, March 20\nTuesday, March 21"
    )
    (action,) = coded(said, kind="action")
    assert (action.stage, action.date_edtf, action.n_days) == ("announced", "2023-03-14/2023-03-21", 3)


@pytest.mark.parametrize(("then", "people"), [
    ("The firm is concerned. Up to 1,200 fitters are due to take part.", 1200),
    ("The strike will involve 300 cleaners.", 300),
    ("About 500 members took part in the ballot.", None),
    ("Some 90 porters in the GMB are to take part as well.", None),  # another union's
])
def test_a_sentence_behind_the_action_tells_who_takes_part(coded, then: str, people: int | None) -> None:
    found = coded(f"Unite members at the refinery will strike on 13 March. {then}", kind="action")
    assert next(a for a in found if a.unions == ("UNITE",)).n_workers == people


def test_each_action_has_the_days_that_stand_by_it(coded) -> None:
    said = "UCU members were on strike for 14 days in February and have announced 21 more days of action after Easter."
    assert [(a.stage, a.n_days) for a in coded(said, kind="action")] == [("held", 14), ("announced", 21)]


def test_days_gone_by_are_not_those_announced(coded) -> None:
    said = "Unite drivers, who have already been on strike for ten days, will not work on 24, 27 or 31 March."
    (action,) = coded(said, kind="action")
    assert (action.stage, action.n_days) == ("announced", 3)


@pytest.mark.parametrize(("last", "n_days"), [("20 June", 100), ("22 June", None)])
def test_a_stated_range_has_all_its_days_up_to_a_hundred(coded, last: str, n_days: int | None) -> None:
    (action,) = coded(f"Unite members will strike from 13 March to {last}.", kind="action")
    assert (len(action.action_dates), action.n_days) == ((n_days, n_days) if n_days else (2, None))
