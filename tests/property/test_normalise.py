"""What must hold for any reports: the order of the input says nothing, ids stay, nothing is lost."""

import dataclasses
import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import schema
from pipeline.normalise import disputes as disputes_module
from pipeline.normalise import merge
from pipeline.records import Article, Report

UNIONS, EMPLOYERS = ["NEU", "RMT", "UNITE"], ["Ambleford Council", "UK Government", "Welsh Government"]
DAYS = st.dates(dt.date(2023, 1, 1), dt.date(2023, 6, 30))
PAIRS = [("ballot", "result"), ("action", "announced"), ("action", "held"), ("offer", "made"),
         ("settlement", "reached")]


def some(values):
    return st.lists(st.sampled_from(values), max_size=2, unique=True).map(tuple)


@st.composite
def many_reports(draw):
    """Up to a dozen reports in a few articles, drawn from so few values that many are alike."""
    articles = draw(st.lists(st.none() | DAYS, min_size=1, max_size=5))
    found = []
    for i in range(draw(st.integers(0, 12))):
        number = draw(st.integers(0, len(articles) - 1))
        kind, stage = draw(st.sampled_from(PAIRS))
        start = draw(st.none() | DAYS)
        days = tuple(sorted(draw(st.sets(DAYS, max_size=2)))) if kind == "action" else ()
        found.append(Report(
            kind, stage, unions=draw(some(UNIONS)), employers=draw(some(EMPLOYERS)),
            sector=draw(st.sampled_from([None, "education", "rail"])),
            jurisdiction=draw(some(["England", "Wales", "UK"])),
            date_start=start, date_end=start, date_edtf=start.isoformat() if start else None, action_dates=days,
            turnout=draw(st.sampled_from([None, 61.0, 61.2])) if kind == "ballot" else None,
            pay_pct=draw(st.sampled_from([(), (5.0,), (5.0, 3.0)])) if kind == "offer" else (),
            confidence=draw(st.sampled_from([None, 0.5, 0.9])), evidence=draw(st.sampled_from([None, "One.", "Two."])),
            evidence_start=draw(st.sampled_from([None, 0, 40])), evidence_end=None,
            report_id=f"r{i}", article_id=f"a{number}", published=articles[number],
        ))
    return found


@settings(deadline=None)
@given(many_reports(), st.randoms(use_true_random=False))
def test_any_order_gives_the_same_rows(reports, random):
    shuffled = list(reports)
    random.shuffle(shuffled)
    assert merge(shuffled) == merge(reports)


@settings(deadline=None)
@given(many_reports())
def test_a_second_run_that_knows_the_first_gives_the_same_rows(reports):
    coded, events, disputes = merge(reports)
    again = merge(coded, known_events={r.report_id: r.event_id for r in coded},
                  known_disputes={e.event_id: e.dispute_id for e in events})
    assert again == (coded, events, disputes)


@settings(deadline=None)
@given(many_reports(), many_reports())
def test_later_articles_rename_no_event(reports, news):
    later = [
        dataclasses.replace(r, report_id=f"n{r.report_id}", article_id=f"n{r.article_id}",
                            published=r.published + dt.timedelta(200) if r.published else None)
        for r in news
    ]
    reports = [r for r in reports if r.published is not None]
    before = {r.report_id: r.event_id for r in merge(reports)[0]}
    after = {r.report_id: r.event_id for r in merge([*later, *reports])[0]}
    assert before.items() <= after.items()


@settings(deadline=None)
@given(many_reports(), many_reports())
def test_known_events_are_never_renamed_by_articles_of_any_day(reports, news):
    """An id may be given up where two events turn out to be one, and never passes to another event."""
    more = [dataclasses.replace(r, report_id=f"n{r.report_id}", article_id=f"n{r.article_id}") for r in news]
    known = {r.report_id: r.event_id for r in merge(reports)[0]}
    after = {r.report_id: r.event_id for r in merge([*more, *reports], known_events=known)[0]}
    for name in {after[report_id] for report_id in known} & set(known.values()):
        assert any(known[report_id] == name for report_id in known if after[report_id] == name)


@settings(deadline=None)
@given(many_reports())
def test_the_tables_are_sound(reports):
    reports = [dataclasses.replace(r, evidence_start=None) for r in reports]
    articles = [Article(name, "text", "0", 1) for name in sorted({r.article_id for r in reports})]
    coded, events, disputes = merge(reports, articles)
    assert sorted(r.report_id for r in coded) == sorted(r.report_id for r in reports)
    assert sum(d.n_events for d in disputes) == len(events)
    schema.validate_all({name: schema.to_table(name, rows) for name, rows in
                         zip(schema.TABLES, (articles, [], coded, events, disputes), strict=True)})


@settings(deadline=None)
@given(many_reports())
def test_an_event_says_nothing_that_no_report_says(reports):
    coded, events, _ = merge(reports)
    for event in events:
        members = [r for r in coded if r.event_id == event.event_id]
        assert event.turnout in {r.turnout for r in members}
        assert set(event.unions) == {union for r in members for union in r.unions}
        assert set(event.article_ids) == {r.article_id for r in members}
        identities = {(r.article_id, r.turnout, r.pay_pct, r.date_start, r.unions) for r in members}
        assert len(identities) == event.n_articles


@settings(deadline=None)
@given(many_reports())
def test_looking_at_fewer_chains_finds_the_same_disputes(reports):
    narrow = merge(reports)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(disputes_module, "_probes", lambda parties: parties.tokens())
        assert merge(reports) == narrow
