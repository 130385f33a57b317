"""Which reports are one event, what the event says, and which ids it bears."""

import dataclasses
import datetime as dt

import pytest

from pipeline.normalise import merge
from pipeline.normalise.identity import NUMBERS_SLACK_DAYS, WINDOW_DAYS, Identity, agree
from pipeline.normalise.naming import Group, assign_ids
from pipeline.records import Article, Report, stable_id
from pipeline.schema import SchemaError


def day(text):
    return dt.date.fromisoformat(text)


PUBLISHED = day("2023-01-16")
RESULT = Report(
    "ballot", "result", unions=("NEU",), employers=("Ambleford Council",), jurisdiction=("England",),
    sector="education", question="strike", report_id="r1", article_id="a1", published=PUBLISHED, confidence=0.7,
    evidence="They voted to strike.",
)
ACTION = dataclasses.replace(
    RESULT, type="action", stage="held", question=None, action_kind="strike", action_dates=(day("2023-02-01"),),
    date_start=day("2023-02-01"), date_end=day("2023-02-01"), date_edtf="2023-02-01",
)


def other(report, **changes):
    """The same as another article tells it, a day later, with `changes`."""
    given = {"report_id": "r2", "article_id": "a2", "published": day("2023-01-17"), "evidence": "The ballot passed."}
    return dataclasses.replace(report, **(given | changes))


SAME = {
    "told alike": (RESULT, {}),
    "unions overlap": (RESULT, {"unions": ("NEU", "NASUWT")}),
    "employer unknown": (RESULT, {"employers": ()}),
    "union unknown, employer known": (RESULT, {"unions": ()}),
    "a government stands for the body it pays": (RESULT, {"employers": ("UK Government",)}),
    "the United Kingdom holds England": (RESULT, {"jurisdiction": ("UK",)}),
    "sector unknown": (RESULT, {"sector": None}),
    "other is no sector": (RESULT, {"sector": "other"}),
    "workers differ at one employer": (dataclasses.replace(RESULT, workers="teachers"), {"workers": "cleaners"}),
    "numbers rounded": (dataclasses.replace(RESULT, share_for=86.6), {"share_for": 87.0}),
    "more than 86": (dataclasses.replace(RESULT, share_for=86.6), {"share_for": 86.0}),
    "more than nine in ten": (dataclasses.replace(RESULT, share_for=93.4), {"share_for": 90.0}),
    "nearly three quarters": (dataclasses.replace(RESULT, share_for=73.1), {"share_for": 75.0}),
    "two thirds": (dataclasses.replace(RESULT, turnout=68.0), {"turnout": 66.7}),
    "a demand without its decimal": (
        dataclasses.replace(RESULT, type="demand", stage="made", question=None, pay_pct=(19.2,)), {"pay_pct": (19.0,)}),
    "number unknown": (dataclasses.replace(RESULT, turnout=61.2), {}),
    "undated, at the end of the window": (RESULT, {"published": PUBLISHED + dt.timedelta(WINDOW_DAYS)}),
    "dated and undated": (dataclasses.replace(RESULT, date_start=PUBLISHED, date_end=PUBLISHED), {}),
    "a day and its month": (
        ACTION, {"action_dates": (), "date_start": day("2023-02-01"), "date_end": day("2023-02-28")}),
    "one day in common": (ACTION, {"action_dates": (day("2023-02-01"), day("2023-02-14"))}),
    "overtime ban is short of a strike": (
        dataclasses.replace(ACTION, action_kind="overtime_ban"), {"action_kind": "action_short"}),
    "dates near and numbers equal": (
        dataclasses.replace(RESULT, turnout=61.2, date_start=PUBLISHED, date_end=PUBLISHED),
        {"date_start": PUBLISHED + dt.timedelta(NUMBERS_SLACK_DAYS),
         "date_end": PUBLISHED + dt.timedelta(NUMBERS_SLACK_DAYS)}),
    "one vote by its numbers, whoever is named as the employer": (
        dataclasses.replace(RESULT, share_for=86.6, turnout=61.0), {"employers": ("Shire Employers",)}),
    "no date at all and a number equal": (dataclasses.replace(RESULT, turnout=61.2), {"published": None}),
    "one step of an offer of two": (
        dataclasses.replace(RESULT, type="offer", stage="made", question=None, pay_pct=(5.0, 3.0)),
        {"pay_pct": (5.0,)}),
}
DIFFERENT = {
    "another type": (RESULT, {"type": "talks", "stage": "held"}),
    "another stage": (RESULT, {"stage": "open"}),
    "another union": (RESULT, {"unions": ("NASUWT",)}),
    "another employer": (RESULT, {"employers": ("Brackwell Council",)}),
    "another employer, one number equal": (
        dataclasses.replace(RESULT, turnout=61.2), {"employers": ("Brackwell Council",)}),
    "another employer, whole numbers equal": (
        dataclasses.replace(RESULT, share_for=86.0, turnout=61.0), {"employers": ("Brackwell Council",)}),
    "governments of two nations": (
        dataclasses.replace(RESULT, employers=("Welsh Government",), jurisdiction=()),
        {"employers": ("Scottish Government",)}),
    "another nation": (RESULT, {"jurisdiction": ("Wales",)}),
    "another sector": (RESULT, {"sector": "rail"}),
    "nothing known in common": (dataclasses.replace(RESULT, employers=()), {"unions": ()}),
    "workers differ, employer unknown": (
        dataclasses.replace(RESULT, workers="teachers", employers=()), {"workers": "cleaners"}),
    "another question": (RESULT, {"question": "offer"}),
    "a statutory and an indicative ballot": (dataclasses.replace(RESULT, indicative=True), {"indicative": False}),
    "another mandate": (dataclasses.replace(RESULT, mandate=True), {"mandate": False}),
    "another share": (dataclasses.replace(RESULT, share_for=86.6), {"share_for": 84.0}),
    "more than nine in ten, and too much more": (dataclasses.replace(RESULT, share_for=95.0), {"share_for": 90.0}),
    "nearly three quarters, and too little": (dataclasses.replace(RESULT, share_for=72.9), {"share_for": 75.0}),
    "two round shares": (dataclasses.replace(RESULT, share_for=80.0), {"share_for": 75.0}),
    "an offer without its decimal": (
        dataclasses.replace(RESULT, type="offer", stage="made", question=None, pay_pct=(4.75,)), {"pay_pct": (5.0,)}),
    "a demand half a point higher": (
        dataclasses.replace(RESULT, type="demand", stage="made", question=None, pay_pct=(7.5,)), {"pay_pct": (7.0,)}),
    "another turnout": (dataclasses.replace(RESULT, turnout=61.2), {"turnout": 61.3}),
    "undated, past the window": (RESULT, {"published": PUBLISHED + dt.timedelta(WINDOW_DAYS + 1)}),
    "no date at all, nothing equal": (RESULT, {"published": None}),
    "another day": (ACTION, {"action_dates": (day("2023-02-02"),)}),
    "a day and its year": (
        ACTION, {"action_dates": (), "date_start": day("2023-01-01"), "date_end": day("2023-12-31")}),
    "another kind of action": (ACTION, {"action_kind": "overtime_ban"}),
    "dates far and numbers equal": (
        dataclasses.replace(RESULT, turnout=61.2, date_start=PUBLISHED, date_end=PUBLISHED),
        {"date_start": PUBLISHED + dt.timedelta(NUMBERS_SLACK_DAYS + 1),
         "date_end": PUBLISHED + dt.timedelta(NUMBERS_SLACK_DAYS + 1)}),
    "dates near and no number": (
        dataclasses.replace(RESULT, date_start=PUBLISHED, date_end=PUBLISHED),
        {"date_start": PUBLISHED + dt.timedelta(1), "date_end": PUBLISHED + dt.timedelta(1)}),
    "another offer": (
        dataclasses.replace(RESULT, type="offer", stage="made", question=None, pay_pct=(5.0,)), {"pay_pct": (7.0,)}),
    "other days of action": (
        dataclasses.replace(ACTION, stage="threatened", action_dates=(), date_start=None, date_end=None, n_days=2),
        {"n_days": 3}),
}


@pytest.mark.parametrize(("first", "changes"), SAME.values(), ids=SAME)
def test_same_event(first, changes):
    reports, events, _ = merge([first, other(first, **changes)])
    assert len(events) == 1
    assert {report.event_id for report in reports} == {events[0].event_id}
    assert events[0].n_articles == 2


@pytest.mark.parametrize(("first", "changes"), DIFFERENT.values(), ids=DIFFERENT)
def test_different_events(first, changes):
    _, events, _ = merge([first, other(first, **changes)])
    assert len(events) == 2


@pytest.mark.parametrize(("first", "changes"), [*SAME.values(), *DIFFERENT.values()], ids=[*SAME, *DIFFERENT])
def test_agreement_is_mutual(first, changes):
    a, b = Identity.of(first), Identity.of(other(first, **changes))
    assert agree(a, b) == agree(b, a)


def test_two_reports_of_one_article_stay_apart():
    vague = dataclasses.replace(RESULT, report_id="r2", evidence_start=90)
    exact = dataclasses.replace(RESULT, turnout=61.2)
    _, events, _ = merge([exact, vague])
    assert len(events) == 2


def test_one_thing_told_twice_in_an_article_is_one_event():
    _, events, _ = merge([RESULT, dataclasses.replace(RESULT, report_id="r2", evidence="Again.")])
    assert [(event.n_articles, event.article_ids) for event in events] == [(1, ("a1",))]


def test_reports_of_an_article_find_the_event_that_fits_them_best():
    first = dataclasses.replace(RESULT, turnout=61.2)
    vague = other(RESULT, report_id="r2", evidence_start=0)
    exact = other(RESULT, report_id="r3", evidence_start=50, turnout=61.2)
    reports, _, _ = merge([first, vague, exact])
    of_report = {report.report_id: report.event_id for report in reports}
    assert of_report["r1"] == of_report["r3"] != of_report["r2"]


def test_no_chain_joins_what_differs_at_its_ends():
    step = dt.timedelta(WINDOW_DAYS - 5)
    chain = [dataclasses.replace(RESULT, report_id=f"r{i}", article_id=f"a{i}", published=PUBLISHED + i * step)
             for i in range(3)]
    _, events, _ = merge(chain)
    assert [event.n_articles for event in events] == [2, 1]


def test_the_event_says_what_its_reports_say_together():
    reports = [
        dataclasses.replace(RESULT, share_for=87.0, workers="teachers", people=("Jo Marsh",), confidence=0.5),
        other(RESULT, share_for=86.6, unions=("NEU", "NASUWT"), workers="school staff and teachers", confidence=0.9,
              evidence_start=5, evidence_end=23),
        other(RESULT, report_id="r3", article_id="a3", share_for=87.0, workers="teachers", turnout=61.0,
              people=("Al Pike",), published=day("2023-01-18"), evidence="Turnout was 61%.", confidence=0.5),
    ]
    _, (event,), _ = merge(reports)
    assert event.share_for == 86.6  # more exact than what most say
    assert event.turnout == 61.0  # something beats nothing
    assert event.workers == "teachers"  # most say so
    assert event.unions == ("NEU", "NASUWT")
    assert event.people == ("Jo Marsh", "Al Pike")
    assert (event.evidence, event.evidence_start, event.evidence_end) == ("The ballot passed.", 5, 23)
    assert event.article_ids == ("a1", "a2", "a3")
    assert (event.first_reported, event.last_reported) == (PUBLISHED, day("2023-01-18"))
    assert event.confidence == pytest.approx(1 - 0.5 * 0.1 * 0.5)


def test_an_exact_share_beats_a_round_one_however_many_say_it():
    round_ones = [other(RESULT, report_id=f"r{i}", article_id=f"a{i}", share_for=90.0, evidence=f"{i}") for i in (2, 3)]
    _, (event,), _ = merge([dataclasses.replace(RESULT, share_for=92.0), *round_ones])
    assert event.share_for == 92.0


def test_named_days_give_the_date_and_their_number():
    days = (day("2023-02-01"), day("2023-02-14"))
    _, (event,), _ = merge([dataclasses.replace(ACTION, n_days=1), other(ACTION, action_dates=days, n_days=2)])
    assert event.action_dates == days
    assert (event.date_start, event.date_end, event.date_edtf) == (*days, "2023-02-01/2023-02-14")
    assert event.n_days == 2


def test_the_more_exact_date_wins():
    month = dataclasses.replace(RESULT, date_edtf="2023-01", date_start=day("2023-01-01"), date_end=day("2023-01-31"))
    exact = other(RESULT, date_edtf="2023-01-13", date_start=day("2023-01-13"), date_end=day("2023-01-13"))
    _, (event,), _ = merge([month, exact])
    assert (event.date_start, event.date_end, event.date_edtf) == (day("2023-01-13"), day("2023-01-13"), "2023-01-13")


@pytest.mark.parametrize(("evidence", "expected"), [("They voted  to strike.", 0.7), ("Other words.", 0.88)])
def test_copies_of_one_text_count_once_at_their_best(evidence, expected):
    _, (event,), _ = merge([RESULT, other(RESULT, evidence=evidence, confidence=0.6)])
    assert event.confidence == pytest.approx(expected)


def test_copies_without_evidence_are_told_by_the_hash_of_the_text():
    articles = [Article(name, "t", "same", 1) for name in ("a1", "a2")]
    _, (event,), _ = merge([dataclasses.replace(RESULT, evidence=None), other(RESULT, evidence=None)], articles)
    assert event.confidence == pytest.approx(0.7)


def test_many_outlets_make_nothing_certain():
    reports = [dataclasses.replace(RESULT, report_id=f"r{i}", article_id=f"a{i}", evidence=f"Version {i}.")
               for i in range(9)]
    _, (event,), _ = merge(reports)
    assert event.confidence == 0.99


def test_without_confidence_there_is_none():
    _, (event,), _ = merge([dataclasses.replace(RESULT, confidence=None)])
    assert event.confidence is None


def test_the_article_dates_a_report_without_a_date():
    article = Article("a1", "t", "x", 1, published=PUBLISHED)
    (report,), (event,), _ = merge([dataclasses.replace(RESULT, published=None)], [article])
    assert report.published == event.first_reported == PUBLISHED


def test_nothing_gives_nothing():
    assert merge([]) == ([], [], [])


def test_two_reports_with_one_id_are_refused():
    with pytest.raises(SchemaError, match="row r1"):
        merge([RESULT, dataclasses.replace(RESULT, turnout=3.0)])


def test_an_unknown_stage_is_refused():
    with pytest.raises(SchemaError, match="no such stage of 'ballot', got 'held'"):
        merge([dataclasses.replace(RESULT, stage="held")])


class TestIds:
    def test_a_later_article_joins_without_renaming(self):
        _, (before,), (dispute,) = merge([RESULT])
        _, (after,), (dispute_after,) = merge([RESULT, other(RESULT, turnout=61.2, date_edtf="2023-01-13")])
        assert after.event_id == before.event_id
        assert dispute_after.dispute_id == dispute.dispute_id
        assert after.n_articles == 2

    def test_an_earlier_article_with_the_same_facts_does_not_rename(self):
        _, (before,), _ = merge([RESULT])
        _, (after,), _ = merge([RESULT, other(RESULT, published=day("2023-01-15"), turnout=61.2)])
        assert after.event_id == before.event_id

    def test_an_earlier_article_with_other_facts_renames_unless_the_event_is_known(self):
        earlier = other(RESULT, published=day("2023-01-15"), unions=("NASUWT", "NEU"))
        reports, (before,), (dispute,) = merge([RESULT])
        _, (renamed,), _ = merge([RESULT, earlier])
        assert renamed.event_id != before.event_id
        _, (kept,), (kept_dispute,) = merge(
            [RESULT, earlier], known_events={r.report_id: r.event_id for r in reports},
            known_disputes={before.event_id: dispute.dispute_id})
        assert kept.event_id == before.event_id
        assert kept_dispute.dispute_id == dispute.dispute_id

    def test_the_lowest_id_stays_where_two_known_events_are_one(self):
        _, (event,), _ = merge([RESULT, other(RESULT)], known_events={"r1": "e7", "r2": "e3"})
        assert event.event_id == "e3"

    def test_the_first_part_keeps_the_id_where_a_known_event_falls_apart(self):
        apart = other(RESULT, unions=("RMT",))
        _, events, _ = merge([apart, RESULT], known_events={"r1": "e7", "r2": "e7"})
        assert events[0].event_id == "e7"
        assert events[1].event_id != "e7"

    def test_events_with_the_same_facts_have_ids_of_their_own(self):
        apart = other(RESULT, employers=("Brackwell Council",))
        _, events, _ = merge([RESULT, apart])
        assert len({event.event_id for event in events}) == 2

    def test_an_id_that_was_merged_away_is_not_given_to_another_event(self):
        fresh = stable_id("e", "ballot")
        groups = [Group(("r1", "r2"), ("action",)), Group(("r3",), ("ballot",))]
        names = assign_ids("e", groups, {"r1": "e0", "r2": fresh})
        assert names[0] == "e0"
        assert names[1] not in {"e0", fresh}
