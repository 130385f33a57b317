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


#: A page's facts: what each sentence says, with the day and the figure that an editor may change.
FACTS = [
    ("ballot", "result", "NEU", "NEU members voted to strike on {day} on a turnout of {n}%, the union said."),
    ("ballot", "result", "RMT", "A turnout of {n}% was reported by the RMT, which counted its papers on {day}."),
    ("action", "announced", "NEU", "Teachers of the NEU are to stop work for one day on {day}, it was announced."),
    ("action", "announced", "UNITE", "Caretakers who belong to Unite walk out at noon on {day}."),
    ("offer", "made", "NEU", "The council put a rise of {n}% on the table for its teachers on {day}."),
    ("talks", "scheduled", "RMT", "Both sides in the depot row meet at Acas on {day}."),
]
SYNONYMS = {"said": "stated", "members": "staff", "are": "were", "put": "laid", "meet": "gather", "noon": "midday"}


@dataclasses.dataclass(frozen=True)
class Told:
    """One fact as one version tells it."""

    fact: int
    figure: float = 60.0
    day: dt.date = dt.date(2023, 3, 1)
    reworded: bool = False

    def report(self, article_id, published):
        """Return the report that a reader of the sentence would make."""
        kind, stage, union, sentence = FACTS[self.fact]
        sentence = sentence.format(day=f"{self.day:%d %B}", n=self.figure)
        if self.reworded:
            sentence = " ".join(SYNONYMS.get(word, word) for word in sentence.split())
        given = {"turnout": self.figure} if kind == "ballot" else {"pay_pct": (self.figure,)} if kind == "offer" else {}
        days = (self.day,) if kind == "action" else ()
        return Report(
            kind, stage, unions=(union,), employers=("Ambleford Council",), date_start=self.day, date_end=self.day,
            date_edtf=self.day.isoformat(), action_dates=days, n_days=len(days) or None, evidence=sentence,
            evidence_start=200 * self.fact, report_id=f"r{article_id}{self.fact}", article_id=article_id,
            published=published, **given)


@st.composite
def edits(draw, told):
    """The facts a version later: each kept, reworded, given another figure or day, or dropped; perhaps new ones."""
    after = []
    for fact in range(len(FACTS)):
        here = next((one for one in told if one.fact == fact), None)
        change = draw(st.sampled_from(["keep", "reword", "figure", "day", "drop"] if here else ["keep", "add"]))
        if here is None and change == "add":
            after.append(Told(fact))
        elif here is not None and change != "drop":
            after.append({
                "keep": here,
                "reword": dataclasses.replace(here, reworded=not here.reworded),
                "figure": dataclasses.replace(here, figure=draw(st.sampled_from([16.0, 51.5, 90.0]))),
                "day": dataclasses.replace(here, day=here.day + dt.timedelta(draw(st.sampled_from([-2, 1, 5])))),
            }[change])
    return after


@st.composite
def edited_stories(draw):
    """Two or three versions of a page, a day apart, oldest first: articles, reports, and the facts of each."""
    told = [Told(fact) for fact in sorted(draw(st.sets(st.integers(0, len(FACTS) - 1), min_size=1)))]
    versions = [told]
    for _ in range(draw(st.integers(1, 2))):
        versions.append(draw(edits(versions[-1])))
    published = dt.date(2023, 2, 20)
    articles = [Article(f"a{i}", "t", f"{i}", 1, canonical_url="https://courier.example/1", published=published,
                        fetched_at=dt.datetime(2023, 2, 20 + i, tzinfo=dt.UTC)) for i in range(len(versions))]
    reports = [one.report(f"a{i}", published) for i, told in enumerate(versions) for one in told]
    return articles, reports, versions


@settings(deadline=None)
@given(edited_stories(), st.randoms(use_true_random=False))
def test_the_versions_of_a_page_tell_each_fact_once(story, random):
    articles, reports, versions = story
    coded, events, disputes = merge(reports, articles)
    facts = {one.fact for told in versions for one in told}
    assert sorted((e.type, e.stage, *e.unions) for e in events) == sorted(FACTS[fact][:3] for fact in facts)
    assert {e.n_articles for e in events} == {d.n_articles for d in disputes} == {1}
    # The newest version that tells a fact has the word on it.
    for event in events:
        newest = next(one for told in reversed(versions) for one in told
                      if (event.type, event.stage, *event.unions) == FACTS[one.fact][:3])
        assert event.date_start == newest.day
        assert event.turnout == (newest.figure if event.type == "ballot" else None)
    random.shuffle(reports)
    random.shuffle(articles)
    assert merge(reports, articles) == (coded, events, disputes)


@settings(deadline=None)
@given(edited_stories())
def test_versions_that_arrive_one_by_one_rename_and_double_nothing(story):
    articles, reports, _ = story
    known_events, known_disputes, ids = {}, {}, set()
    for n in range(1, len(articles) + 1):
        names = {article.article_id for article in articles[:n]}
        coded, events, disputes = merge([r for r in reports if r.article_id in names], articles[:n],
                                        known_events=known_events, known_disputes=known_disputes)
        assert ids <= {event.event_id for event in events}
        ids = {event.event_id for event in events}
        known_events = {r.report_id: r.event_id for r in coded}
        known_disputes = {e.event_id: e.dispute_id for e in events}
    assert (coded, events, disputes) == merge(reports, articles)


@settings(deadline=None)
@given(many_reports(), st.lists(st.integers(0, 2), min_size=5, max_size=5), st.randoms(use_true_random=False))
def test_whatever_is_a_version_of_what_no_report_is_lost_and_order_says_nothing(reports, pages, random):
    articles = [Article(f"a{i}", "t", f"{i}", 1, url=f"https://{page}.example/1", published=dt.date(2023, 1, 1 + i))
                for i, page in enumerate(pages)]
    coded, events, disputes = merge(reports, articles)
    assert sorted(r.report_id for r in coded) == sorted(r.report_id for r in reports)
    of_article = {article.article_id: article.url for article in articles}
    for event in events:
        assert event.n_articles == len({of_article[name] for name in event.article_ids})
        assert set(event.article_ids) == {r.article_id for r in coded if r.event_id == event.event_id}
    random.shuffle(reports)
    assert merge(reports, reversed(articles)) == (coded, events, disputes)


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
