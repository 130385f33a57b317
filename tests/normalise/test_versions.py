"""What the versions of one page say of an event together, and what is told of their differences."""

import dataclasses
import datetime as dt
import itertools

import pytest

from pipeline.issues import IssueLog
from pipeline.normalise import merge
from pipeline.normalise.threads import CORRECTION_DAYS
from pipeline.records import Article, Report

URL = "https://courier.example/trams"
PUBLISHED = dt.date(2023, 1, 16)
RESULT = Report(
    "ballot", "result", unions=("RMT",), employers=("Dunmere Trams",), jurisdiction=("England",), sector="transport",
    question="strike", share_for=87.0, turnout=61.0, mandate=True, people=("Jo Marsh",), confidence=0.8,
    evidence="Tram drivers voted by 87% to strike on a turnout of 61%, the union said.", published=PUBLISHED,
)
STRIKE_DAY = dt.date(2023, 2, 1)


def called(day, **changes):
    """A strike called for one day."""
    given = {
        "type": "action", "stage": "announced", "question": None, "share_for": None, "turnout": None, "mandate": None,
        "action_kind": "strike", "action_dates": (day,), "date_start": day, "date_end": day, "n_days": 1,
        "date_edtf": day.isoformat(), "evidence": f"Tram drivers will walk out for a day on {day:%A %d %B}."}
    return dataclasses.replace(RESULT, **(given | changes))


STRIKE = called(STRIKE_DAY)


def version(number, *reports, url=URL, days=None, published=PUBLISHED):
    """The article of the `number`th version, captured `days` after publication, with its reports."""
    name = f"{url}-{number}"
    fetched = None if days is None else dt.datetime(2023, 1, 16, 9, tzinfo=dt.UTC) + dt.timedelta(days)
    article = Article(name, "t", name, 1, url=url, canonical_url=url, published=published, fetched_at=fetched)
    told = [dataclasses.replace(r, report_id=f"r-{name}-{i}", article_id=name, evidence_start=100 * i,
                                published=published) for i, r in enumerate(reports)]
    return article, told


def merged(*versions, **known):
    """Merge some versions; any order gives the same."""
    logs, results = [], []
    for order in itertools.permutations(versions):
        issues = IssueLog()
        results.append(merge([r for _, told in order for r in told], [a for a, _ in order], issues=issues, **known))
        logs.append(list(issues.lines()))
    assert all(result == results[0] for result in results)
    assert all(log == logs[0] for log in logs)
    return *results[0][1:], {issue.code: issue for issue in issues}


def edited(report, **changes):
    return dataclasses.replace(report, **changes)


SAME = {
    "the same words": (RESULT, RESULT),
    "reworded": (RESULT, edited(RESULT, evidence="It said that 87% were for a walkout; 61% had taken part.")),
    "a figure put right": (
        RESULT, edited(RESULT, turnout=51.0, evidence=RESULT.evidence.replace("61", "51"))),
    "a figure and with it the mandate": (
        RESULT, edited(RESULT, turnout=41.0, mandate=False, evidence=RESULT.evidence.replace("61", "41"))),
    "the day put right": (STRIKE, called(dt.date(2023, 2, 2))),
    "the union put right": (
        STRIKE, edited(STRIKE, unions=("ASLEF",), evidence=f"{STRIKE.evidence[:-1]}, Aslef said.")),
    "the same sentence after another paragraph": (RESULT, edited(RESULT, unions=("ASLEF",))),
    "the same sentence under a later day": (
        called(STRIKE_DAY, evidence="They are out tomorrow."),
        called(dt.date(2023, 2, 2), evidence="They are out tomorrow.")),
    "less is known": (RESULT, edited(RESULT, share_for=None, turnout=None, employers=(), evidence="They said yes.")),
    "nothing in common but the page": (
        edited(RESULT, employers=()), edited(RESULT, unions=(), evidence="Drivers are for it.")),
}
DIFFERENT = {
    "another stage": (STRIKE, edited(STRIKE, stage="held")),
    "another union, other days": (STRIKE, called(dt.date(2023, 2, 2), unions=("ASLEF",))),
    "another employer, other days": (STRIKE, called(dt.date(2023, 2, 2), employers=("Tarnside Buses",))),
    "another sentence, another day": (
        STRIKE, called(dt.date(2023, 2, 2), evidence="Depot staff join them a little later.")),
    "a day weeks later": (STRIKE, called(dt.date(2023, 2, 16))),
    "another vote": (RESULT, edited(RESULT, question="offer", evidence="They took the offer.")),
}


@pytest.mark.parametrize(("first", "second"), SAME.values(), ids=SAME)
def test_an_edited_article_joins_its_own_event(first, second):
    (event,), (dispute,), _ = merged(version(1, first, days=0), version(2, second, days=1))
    assert event.n_articles == dispute.n_articles == 1
    assert event.article_ids == (f"{URL}-1", f"{URL}-2")


@pytest.mark.parametrize(("first", "second"), DIFFERENT.values(), ids=DIFFERENT)
def test_what_is_new_in_a_later_version_is_an_event_of_its_own(first, second):
    events, _, _ = merged(version(1, first, days=0), version(2, second, days=1))
    assert [event.n_articles for event in events] == [1, 1]


@pytest.mark.parametrize(("days", "n"), [(CORRECTION_DAYS, 1), (CORRECTION_DAYS + 1, 2)])
def test_an_address_that_is_used_again_tells_news(days, n):
    moved = called(dt.date(2023, 2, 2))
    events, _, _ = merged(version(1, STRIKE, days=0), version(2, moved, days=days))
    assert len(events) == n


@pytest.mark.parametrize(("captured", "n"), [(8, 1), (9, 2)])
def test_a_further_day_is_news_once_the_first_has_passed(captured, n):
    # The first strike is on the eighth day after publication.
    first, further = called(PUBLISHED + dt.timedelta(8)), called(PUBLISHED + dt.timedelta(12))
    events, _, _ = merged(version(1, first, days=0), version(2, further, days=captured))
    assert len(events) == n


def test_both_days_in_the_new_version_are_two_events_and_no_third():
    both = called(STRIKE_DAY), called(dt.date(2023, 2, 2))
    events, _, _ = merged(version(1, STRIKE, days=0), version(2, *both, days=1))
    assert [event.action_dates for event in events] == [(STRIKE_DAY,), (dt.date(2023, 2, 2),)]


def test_a_correction_is_the_later_value_whoever_else_gives_the_former():
    wrong = version(1, RESULT, days=0)
    right = version(2, edited(RESULT, turnout=51.0, evidence=RESULT.evidence.replace("61", "51")), days=1)
    copy = version(1, edited(RESULT, evidence="It was 61 per cent, they say."), url="https://echo.example/t", days=0)
    now = edited(RESULT, turnout=51.0, evidence="51 per cent took part.")
    fresh = version(1, now, url="https://f.example/t", days=2)
    (event,), _, told = merged(wrong, right, copy, fresh)
    assert event.turnout == 51.0
    assert event.n_articles == 3
    assert told["revised"].value == "turnout: 61.0 -> 51.0"
    assert told["revised"].where == event.event_id
    assert told["revised"].message == f"{URL}-1 and {URL}-2, versions of {URL}: the latter stands"


def test_two_outlets_that_disagree_without_a_correction_stay_two_events():
    copy = version(1, edited(RESULT, turnout=51.0), url="https://echo.example/t", days=0)
    assert len(merged(version(1, RESULT, days=0), copy)[0]) == 2


def test_a_vague_page_in_two_versions_joins_no_two_that_disagree():
    vague = edited(RESULT, turnout=None, share_for=None)
    pages = [version(1, vague, days=0), version(2, edited(vague, evidence="Yes, they said."), days=1)]
    others = [version(1, edited(RESULT, turnout=t), url=f"https://{t}.example/t", days=2) for t in (51.0, 61.0)]
    events, _, _ = merged(*pages, *others)
    assert [event.n_articles for event in events] == [2, 1]


def test_a_page_speaks_once():
    (event,), _, _ = merged(version(1, RESULT, days=0),
                            version(2, edited(RESULT, confidence=0.7, evidence="Yes, the union said."), days=1))
    assert event.confidence == pytest.approx(0.7)
    assert event.evidence == "Yes, the union said."


def test_what_a_later_version_leaves_out_stays():
    short = edited(RESULT, turnout=None, people=(), evidence="Tram drivers voted by 87% to strike.")
    (event,), _, told = merged(version(1, RESULT, days=0), version(2, short, days=1))
    assert (event.turnout, event.people) == (61.0, ("Jo Marsh",))
    assert told == {}


def test_a_rounded_share_takes_no_decimal_away():
    exact = edited(RESULT, turnout=61.2, evidence="Turnout was 61.2%.")
    (event,), _, told = merged(version(1, exact, days=0), version(2, RESULT, days=1))
    assert event.turnout == 61.2
    assert told == {}


def test_a_month_takes_no_day_away():
    month = called(STRIKE_DAY, action_dates=(), date_end=dt.date(2023, 2, 28), date_edtf="2023-02", n_days=None)
    (event,), _, told = merged(version(1, STRIKE, days=0), version(2, month, days=1))
    assert (event.action_dates, event.date_edtf) == ((STRIKE_DAY,), "2023-02-01")
    assert told == {}


def test_tomorrow_under_a_later_day_of_publication_is_still_the_day_it_was():
    first = called(PUBLISHED + dt.timedelta(1), evidence="They are out tomorrow.")
    second = called(PUBLISHED + dt.timedelta(2), evidence="They are out tomorrow.")
    (event,), _, told = merged(version(1, first, days=0),
                               version(2, second, days=1, published=PUBLISHED + dt.timedelta(1)))
    assert event.date_start == PUBLISHED + dt.timedelta(1)
    assert told["read-otherwise"].message.endswith("the former stands")


def test_an_event_that_the_newest_version_leaves_out_stays_and_is_named():
    issue = merged(version(1, RESULT, STRIKE, days=0), version(2, RESULT, days=1))
    events, _, told = issue
    assert len(events) == 2
    assert told["no-longer-told"].value == URL
    assert told["no-longer-told"].where == next(e.event_id for e in events if e.type == "action")


def test_a_newest_version_without_any_report_is_a_version():
    events, _, told = merged(version(1, RESULT, days=0), version(2, days=1))
    assert [event.article_ids for event in events] == [(f"{URL}-1",)]
    assert told["no-longer-told"].message == f"{URL}-1 tells of it, {URL}-2, the newest version, does not"


def test_versions_without_an_order_are_said_to_be_so():
    other = edited(RESULT, turnout=51.0, evidence=RESULT.evidence.replace("61", "51"))
    (event,), _, told = merged(version(1, RESULT), version(2, other))
    assert event.turnout in {51.0, 61.0}
    assert list(told) == ["versions-unordered"]


def test_the_day_of_publication_orders_versions_that_bear_no_capture():
    other = edited(RESULT, turnout=51.0, evidence=RESULT.evidence.replace("61", "51"))
    (event,), _, _ = merged(version(2, RESULT), version(1, other, published=PUBLISHED + dt.timedelta(1)))
    assert event.turnout == 51.0


def test_articles_without_an_address_are_no_versions():
    articles = [Article(f"a{i}", "t", f"{i}", 1) for i in range(2)]
    reports = [dataclasses.replace(RESULT, report_id=f"r{i}", article_id=f"a{i}") for i in range(2)]
    _, (event,), _ = merge(reports, articles)
    assert event.n_articles == 2


def test_a_new_version_renames_nothing():
    first = version(1, RESULT, STRIKE, days=0)
    _, before, _ = merge(first[1], [first[0]])
    second = version(2, edited(RESULT, turnout=51.0, evidence=RESULT.evidence.replace("61", "51")), STRIKE, days=1)
    after, _, _ = merged(first, second)
    assert [event.event_id for event in after] == [event.event_id for event in before]
