"""For any text: `text[start:end]` is the mention and the evidence, letter for letter; a second look sees the same."""

import datetime as dt
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.annotate import annotate, ask, build_nlp
from pipeline.code import EVENT_HEAD, first_reading, reports
from pipeline.records import Article, stable_id
from pipeline.schema import EVENT_STAGES, LABELS, to_table, validate

NLP = build_nlp()
QUALITY = sorted((Path(__file__).parents[1] / "quality" / "articles").glob("*.json"))

UNIONS = st.sampled_from(
    ["the NEU", "Unite", "ASLEF", "the Royal College of Nursing (RCN)", "Unison and the GMB", "EIS-FELA"]
)
PEOPLE = st.sampled_from(
    ["Bryn Ashdown", "Dr Meera Sandhu-Cole", "Education Secretary Gillian Keegan", "Mr O’Dowd", "Zoë Łuka"]
)
BODIES = st.sampled_from(["Hexley Council", "Network Rail", "the Welsh Government", "COSLA", "Hexley Trams Ltd"])
PERCENTS = st.one_of(
    st.decimals(0, 120, places=1).map(lambda d: f"{d}%"),
    st.integers(1, 99).flatmap(
        lambda n: st.sampled_from([f"{n} per cent", f"{n}pc", f"{n}-{n + 1}%", f"{n}%-{100 - n}%"])
    ),
    st.sampled_from(["nine out of 10", "two thirds", "half", "ninety-one per cent", "3.5–4%"]),
)
DAYS = st.one_of(
    st.dates(dt.date(2019, 1, 1), dt.date(2026, 12, 31)).map(lambda d: f"{d.day} {d:%B %Y}"),
    st.sampled_from(
        [
            "Wednesday",
            "15 and 16 March",
            "next Tuesday",
            "1-3 May",
            "31 February",
            "yesterday",
            "a fortnight ago",
            "the week of 6 March",
            "Good Friday",
            "11th January,",
            "30/02/2023",
            "autumn",
            "the 2024/25 school year",
        ]
    ),
)
COUNTS = st.integers(0, 3_000_000).flatmap(
    lambda n: st.sampled_from([f"{n:,} nurses", f"{n} schools", f"{n}-day", f"{n} of its members"])
)
MONEY = st.sampled_from(["£1,000", "£2.5bn", "£1.2m", "a £650 lump sum", "£0", "£250 million", "50p"])
TEMPLATES = (
    "Members of {u} voted by {p} to strike, on a turnout of {q}.",
    "{u} will walk out on {d} and {e}, {n} said.",
    "{b} offered {p} and {m}; {u} rejected it on {d}.",
    "“We want {p},” said {n}, general secretary of {u}, in {b}’s car park.",
    "{b} and {u} meet on {d} – the {c} action was suspended.",
    "Inflation was {p} in {d}, while {n} of {b} called {q} “fair”.",
    "A judge refused {b} an injunction against {u} ({d}).",
    "Read more: {u} strike dates: {d}, {e}",
    "{c} balloted by {u} accepted {b}'s {p} deal worth {m}.",
    "{n}: {u}\t{p}\u00a0{q} \U0001f6a9 {d}",
)


@st.composite
def texts(draw):
    """Up to eight sentences and paragraphs, with what real pages leave behind them: odd spaces, emoji, accents."""
    pieces = []
    for _ in range(draw(st.integers(1, 8))):
        sentence = draw(st.sampled_from(TEMPLATES)).format(
            u=draw(UNIONS),
            n=draw(PEOPLE),
            b=draw(BODIES),
            p=draw(PERCENTS),
            q=draw(PERCENTS),
            d=draw(DAYS),
            e=draw(DAYS),
            c=draw(COUNTS),
            m=draw(MONEY),
        )
        pieces.append(draw(st.sampled_from([sentence, sentence.upper(), sentence.rstrip("."), f"\u200b{sentence} é"])))
        pieces.append(draw(st.sampled_from([" ", "\n", "\n\n", "  ", "\n- "])))
    return "".join(pieces) + draw(st.text(max_size=12))


def annotated(text, published):
    article = Article(stable_id("a", "", text), text, "0" * 64, len(text.split()), published=published)
    return next(annotate(NLP, [article]))[1]


def coded(doc):
    first = first_reading(doc)
    ask(NLP, EVENT_HEAD, first.sentences())
    return reports(first)


def check(text, published):
    doc = annotated(text, published)
    found = coded(doc)
    assert doc.text == text
    for mention in doc._.mentions:
        assert mention.label in LABELS
        assert 0 <= mention.start < mention.end <= len(text)
        assert text[mention.start : mention.end] == mention.text
    for report in found:
        assert report.stage in EVENT_STAGES[report.type]
        assert 0 <= report.evidence_start < report.evidence_end <= len(text)
        assert text[report.evidence_start : report.evidence_end] == report.evidence
    assert len({r.report_id for r in found}) == len(found)
    validate("mentions", to_table("mentions", doc._.mentions))
    again = annotated(text, published)
    assert again._.mentions == doc._.mentions
    assert coded(again) == found
    return found


@settings(max_examples=60)
@given(text=texts(), published=st.none() | st.dates(dt.date(2015, 1, 1), dt.date(2026, 12, 31)))
def test_generated_texts(text, published):
    check(text, published)


@settings(max_examples=40)
@given(text=st.text(max_size=200), published=st.none() | st.dates())
def test_any_characters_at_all(text, published):
    check(text, published)


@pytest.mark.parametrize("path", QUALITY, ids=lambda p: p.stem)
def test_annotated_articles(path):
    one = json.loads(path.read_text(encoding="utf-8"))
    check(one["text"], dt.date.fromisoformat(one["published"]) if one["published"] else None)


def test_the_sample(sample_run):
    assert sum(len(check(article.text, article.published)) for article in sample_run.articles) > 50
