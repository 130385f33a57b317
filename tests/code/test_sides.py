"""Who and about what: workers, employers, nations, sectors and issues of an event."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st
from spacy.language import Language

from pipeline.code.context import Context
from pipeline.code.draft import Draft
from pipeline.code.sides import Sides, issue_words
from pipeline.code.view import sentence_views
from pipeline.code.workers import LEVELS, Workers, named_trades, sector_of, trades
from pipeline.schema import ISSUES, SECTORS


@dataclass(frozen=True)
class Told:
    """An article's sides, and a draft that stands on one of its sentences."""

    sides: Sides
    ctx: Context

    def draft(self, sentence: int, *unions: str, kind: str = "action") -> Draft:
        return Draft(kind, "announced", self.ctx.views[sentence], "test", 0.8, unions)


Tell = Callable[..., Told]


@pytest.fixture(scope="module")
def tell(nlp: Language) -> Tell:
    def make(text: str, published: str = "2023-03-08") -> Told:
        doc = nlp.make_doc(text)
        doc._.article_id, doc._.published_on, doc._.mentions = "a0", dt.date.fromisoformat(published), []
        nlp(doc)
        ctx = Context(sentence_views(doc), doc._.published_on)
        return Told(Sides(doc, ctx), ctx)

    return make


@pytest.mark.parametrize("row", trades().values(), ids=lambda row: row.id)
def test_each_group_is_found_in_its_example_and_by_its_words(row):
    assert row.id in named_trades(row.example) or any(cue in row.example.lower() for cue in row.cues)
    assert row.level in LEVELS
    assert row.sector in (None, *SECTORS)
    assert named_trades(row.words[0]) == [row.id]


@pytest.mark.parametrize("name", issue_words())
def test_each_issue_is_one_of_the_codebook(name):
    assert name in ISSUES


@pytest.mark.parametrize(
    "text, expected",
    [
        ("Junior doctors and nurses were out.", ["junior doctors", "nurses"]),  # the specific before the general
        ("Doctors were out.", ["doctors"]),
        ("Bin workers’ pay", ["refuse workers"]),
        ("The shop workers' union met.", []),  # says what the union is, not who is in the dispute
        ("The shop workers met their union.", ["shop workers"]),
        ("co-workers", []),
        ("", []),
    ],
)
def test_named_trades(text, expected):
    assert named_trades(text) == expected


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=80))
def test_named_trades_are_of_the_table(text):
    assert set(named_trades(text)) <= trades().keys()


@pytest.mark.parametrize(
    "group, sector", [("teachers", "education"), ("drivers", None), ("nobody", None), (None, None)]
)
def test_sector_of(group, sector):
    assert sector_of(group) == sector


@pytest.mark.parametrize(
    "text, sentence, unions, expected",
    [
        ("The NEU will strike on 2 May.", 0, ["NEU"], "teachers"),
        ("ASLEF will strike on 2 May.", 0, ["ASLEF"], "train drivers"),
        # a union of one trade, the trade being told more exactly
        ("Junior doctors are angry. The BMA will strike on 2 May.", 1, ["BMA"], "junior doctors"),
        ("Junior doctors and doctors of all grades are angry. The BMA will strike.", 1, ["BMA"], "doctors"),
        # a general union: who stands in the sentence, else beside it, else what the article points to
        ("Unite says that bus drivers in Snoring will strike on 2 May.", 0, ["UNITE"], "bus drivers"),
        ("Porters in Unison met. Cleaners in the GMB met. Unison will strike on 2 May.", 2, ["UNISON"], "porters"),
        ("The bin strike in Snoring goes on. Unite will meet on 2 May.", 1, ["UNITE"], "refuse workers"),
        # a union whose usual members the article does not speak of
        ("Deckhands at the line are angry. The RMT will strike on 2 May.", 1, ["RMT"], "deckhands"),
        ("Rail workers are angry. The RMT will strike on 2 May.", 1, ["RMT"], "rail workers"),
        # nothing but the barest words, and nothing at all
        ("Staff at the plant are angry. Unite will strike on 2 May.", 1, ["UNITE"], "staff"),
        ("Unite will strike on 2 May.", 0, ["UNITE"], None),
    ],
)
def test_workers(tell, text, sentence, unions, expected):
    told = tell(text)
    assert told.sides.workers(told.draft(sentence, *unions)) == expected


def test_several_unions_of_several_trades_bargain_for_everyone(tell):
    text = (
        "NHS staff in Scotland have a new offer. Nurses in the RCN and midwives in the RCM will be asked. "
        "So will Unison, Unite and the GMB."
    )
    told = tell(text)
    assert told.sides.workers(told.draft(2, "UNISON", "UNITE", "GMB")) == "NHS staff"
    assert told.sides.workers(told.draft(1, "RCN")) == "nurses"


def test_workers_of_no_article():
    assert Workers("", []).of("", []) is None


@pytest.mark.parametrize(
    "text, sentence, unions, expected",
    [
        ("Unite members at Tata Steel UK will strike on 2 May.", 0, ["UNITE"], ("Tata Steel UK",)),
        # the sentence before, then the article's foremost one
        ("Talks with Royal Mail failed. The CWU will strike on 2 May.", 1, ["CWU"], ("Royal Mail",)),
        ("Royal Mail is in the red. It rained. It snowed. The CWU will strike.", 3, ["CWU"], ("Royal Mail",)),
        # no employer: conciliators, umbrella bodies of unions
        ("The NEU and the TUC met at Acas on 2 May.", 0, ["NEU"], ()),
        # a whole service gives way to the department of its minister
        (
            "Nurses in the NHS will strike. Steve Barclay, the health secretary, has not met the RCN.",
            0,
            ["RCN"],
            ("Department of Health and Social Care",),
        ),
        ("Nurses in the NHS will strike, the RCN says.", 0, ["RCN"], ("NHS",)),
        # Scotland's teachers bargain with the councils and the government, its council workers with the councils
        (
            "Teachers of the EIS turned down what Cosla put. The Scottish Government found no money.",
            0,
            ["EIS"],
            ("COSLA", "Scottish Government"),
        ),
        ("Council workers in Unison turned down what Cosla put on 2 May.", 0, ["UNISON"], ("COSLA",)),
    ],
)
def test_employers(tell, text, sentence, unions, expected):
    told = tell(text)
    assert told.sides.employers(told.draft(sentence, *unions)) == expected


@pytest.mark.parametrize(
    "text, sentence, unions, expected",
    [
        ("Teachers in Wales will strike on 2 May.", 0, ["NEU"], ("Wales",)),
        ("The EIS turned down what Cosla put.", 0, ["EIS"], ("Scotland",)),
        ("Unite members in Cardiff will strike. Unite said so.", 1, ["UNITE"], ("Wales",)),
        ("Unite will strike on 2 May.", 0, ["UNITE"], ("UK",)),
    ],
)
def test_jurisdiction(tell, text, sentence, unions, expected):
    told = tell(text)
    assert told.sides.jurisdiction(told.draft(sentence, *unions)) == expected


@pytest.mark.parametrize(
    "text, unions, expected",
    [
        ("Teachers of the EIS turned down what Cosla put.", ["EIS"], "education"),  # the workers before the employer
        ("Unite members at Tata Steel UK will strike on 2 May.", ["UNITE"], "other"),
        ("Bin workers in Unite will strike on 2 May.", ["UNITE"], "local_government"),
        ("The FBU will strike on 2 May.", ["FBU"], "fire"),
        ("Unite will strike on 2 May.", ["UNITE"], None),
    ],
)
def test_sector(tell, text, unions, expected):
    told = tell(text)
    assert told.sides.sector(told.draft(0, *unions)) == expected


@pytest.mark.parametrize(
    "text, expected",
    [
        ("The NEU will strike over class sizes on 2 May.", ("workload",)),
        ("The NEU turned down a pay offer of 3%.", ("pay",)),
        ("Unite balloted over pensions. Pensions will shrink. A wage was named once.", ("pensions",)),
        ("The NEU met on 2 May.", ()),
    ],
)
def test_issues(tell, text, expected):
    told = tell(text)
    assert told.sides.issues(told.draft(0, "NEU")) == expected


@pytest.mark.parametrize("kind, expected", [("talks", ("Steve Barclay",)), ("action", ())])
def test_ministers_act_in_talks_and_not_in_a_strike(tell, kind, expected):
    told = tell("Steve Barclay, the health secretary, met the RCN on 2 March.")
    assert told.sides.people(told.draft(0, "RCN", kind=kind)) == expected
