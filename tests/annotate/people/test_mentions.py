"""People with office and affiliation, as articles tell them; all but the ministers are fictional."""

import datetime as dt
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.annotate.people.affiliations import Entity
from pipeline.annotate.people.mentions import MINISTER, PERSON, find_people
from pipeline.annotate.people.tokens import tokenise, within

DAY = dt.date(2023, 2, 1)
HERE = Path(__file__).parent
#: Wordings of offices as sentences and what they tell, a JSON object a line.
TOLD = [json.loads(line) for line in (HERE / "offices_told.jsonl").read_text(encoding="utf-8").splitlines()]
WORDINGS = [
    ("General secretary Martha Quill said no.", {("Martha Quill", "general secretary")}),
    ("Martha Quill, general secretary of the Weavers, said no.", {("Martha Quill", "general secretary")}),
    ("Martha Quill, the Weavers' joint general secretary, said no.", {("Martha Quill", "joint general secretary")}),
    ("Martha Quill, 55, the Weavers' president, left.", {("Martha Quill", "president")}),
    ("Martha Quill (branch secretary) spoke.", {("Martha Quill", "branch secretary")}),
    ("Martha Quill – Weavers general secretary", {("Martha Quill", "general secretary")}),
    ("Martha Quill is branch secretary at the mill.", {("Martha Quill", "branch secretary")}),
    ("Martha Quill, who chairs the committee, said so.", {("Martha Quill", "chair")}),
    ("Martha Quill was elected president.", {("Martha Quill", "president")}),
    ("Martha Quill won 40 votes to become general secretary of the Weavers.", {("Martha Quill", "general secretary")}),
    ("The union's lead negotiator, Martha Quill, said no.", {("Martha Quill", "lead negotiator")}),
    ("Weavers regional officer, Martha Quill, said no.", {("Martha Quill", "regional officer")}),
    ("Weavers branch secretary, Martha Quill said that was it.", {("Martha Quill", "branch secretary")}),
    ("The general secretary of the Weavers, Martha Quill, left.", {("Martha Quill", "general secretary")}),
    ("The chief executive of Fennick Motors Martha Quill left.", {("Martha Quill", "chief executive")}),
    ("Weavers president and mill worker Martha Quill agreed.", {("Martha Quill", "president")}),
    ("Martha Quill of the north branch, its secretary, wrote in.", {("Martha Quill", "secretary")}),
    (
        "The general secretaries, Dr Petra Voss and Colin Ashdown, agreed.",
        {("Petra Voss", "general secretary"), ("Colin Ashdown", "general secretary")},
    ),
    (
        "Petra Voss and Colin Ashdown, co-chairs of the committee, agreed.",
        {("Petra Voss", "co-chair"), ("Colin Ashdown", "co-chair")},
    ),
    (
        "The chair met Colin Ashdown, head of workforce, and council leader Petra Voss.",
        {("Colin Ashdown", "head of workforce"), ("Petra Voss", "council leader")},
    ),
    ("Weavers general secretary (acting) Martha Quill left.", {("Martha Quill", "general secretary")}),
    ("Coast Buses business director, Martha Quill said no.", {("Martha Quill", "business director")}),
    ("Martha Quill, who took over as director, said no.", {("Martha Quill", "director")}),
    ("It is up to the weavers' bosses and the council leader, Martha Quill said.", set()),
    ("Martha Quill, the Bank of Wyre governor, left.", {("Martha Quill", "governor")}),
    ("Zorblat Quill, chief executive of the port, agreed.", {("Zorblat Quill", "chief executive")}),
    ("The then principal, Professor Colin Ashdown, left.", {("Colin Ashdown", "principal")}),
    ("There is no offer from the chief executive, Martha Quill said.", set()),
    ("Martha Quill, a teacher, met a spokesperson for the council.", set()),
    ("Weavers boss Martha Quill raged. Martha Quill, chair, left.", {("Martha Quill", "chair")}),
]


def told(text: str, day: dt.date | None = DAY, entities: tuple[Entity, ...] = ()) -> set[tuple[str, str | None]]:
    return {(m.name, m.office) for m in find_people(text, entities, day) if m.office}


@pytest.mark.parametrize("text, expected", WORDINGS)
def test_office_told(text: str, expected: set[tuple[str, str]]) -> None:
    assert told(text) == expected


@pytest.mark.parametrize("case", TOLD, ids=lambda case: case["text"])
def test_office_of_each_sentence(case: dict) -> None:
    assert told(case["text"]) == {(name, office) for name, office in case["people"]}


def test_a_unions_leader_gives_way_to_the_office_itself() -> None:
    text = "Weavers leader Martha Quill spoke. Martha Quill, general secretary, left. "
    text += "Mill leader Colin Ashdown, chair, spoke."
    union = Entity(0, 7, "UNION", "WEAVERS")
    assert told(text, entities=(union,)) == {("Martha Quill", "general secretary"), ("Colin Ashdown", "leader")}


def test_a_surname_after_a_title_is_the_holder_of_that_day() -> None:
    assert told("Education Secretary Keegan refused.") == {("Gillian Keegan", "Education Secretary")}
    assert told("Education Secretary Keegan refused.", dt.date(2020, 2, 1)) == set()


def test_brackets_and_titles_after_a_name() -> None:
    text = "A meeting with [chair of the mill trust] Martha Quill. "
    text += "Colin Ashdown General Secretary of the Weavers stated so."
    assert told(text) == {("Martha Quill", "chair"), ("Colin Ashdown", "general secretary")}


def test_later_surnames_are_the_person_told_in_full() -> None:
    text = "Weavers president Martha Quill spoke. Ms Quill left. Quill said so. Quill Road was shut."
    found = find_people(text)
    assert [text[m.start : m.end] for m in found] == ["Martha Quill", "Ms Quill", "Quill"]
    assert {(m.name, m.office) for m in found} == {("Martha Quill", "president")}


def test_a_judge_has_no_office() -> None:
    assert told("Mr Justice Wendover, president of the court, ruled.") == set()


def test_a_serving_minister_is_known_by_name_but_given_no_office_untold() -> None:
    (found,) = find_people("The offer of Mark Drakeford was turned down.", (), DAY)
    assert (found.label, found.entity_id, found.office) == (MINISTER, "mark-drakeford", None)
    assert found.affiliation == "Welsh Government"


@pytest.mark.parametrize(
    "day, label",
    [
        (dt.date(2022, 10, 24), PERSON),
        (dt.date(2022, 10, 25), MINISTER),
        (dt.date(2024, 7, 5), MINISTER),
        (dt.date(2024, 7, 6), PERSON),
        (None, PERSON),
    ],
)
def test_a_minister_is_one_from_the_first_day_to_the_last(day: dt.date | None, label: str) -> None:
    (found,) = find_people("A letter went to Gillian Keegan.", (), day)
    assert found.label == label


def test_the_title_beside_a_minister_is_in_the_span() -> None:
    text = "They met Education Secretary Gillian Keegan and Martha Quill, the branch secretary."
    minister, person = find_people(text, (), DAY)
    assert text[minister.start : minister.end] == "Education Secretary Gillian Keegan"
    assert text[person.start : person.end] == "Martha Quill"
    assert (minister.entity_id, minister.affiliation) == ("gillian-keegan", "UK Government")


def test_a_title_without_a_name_is_the_holders() -> None:
    text = "The education secretary wrote. Gillian Keegan was firm."
    assert told(text) == {("Gillian Keegan", "Education Secretary")}


def test_a_title_of_another_government_needs_that_government_beside_it() -> None:
    text = "the Welsh Government’s Education Secretary met unions. Jeremy Miles was firm."
    start = text.index("Welsh Government")
    body = Entity(start, start + 16, "BODY", "Welsh Government")
    assert told(text, entities=(body,)) == {("Jeremy Miles", "Education Secretary")}
    assert told("The education secretary met unions. Jeremy Miles was firm.") == set()


def test_a_unions_national_secretary_is_no_minister() -> None:
    text = "Martha Quill, Welsh Secretary of the Weavers union, left."
    union = Entity(text.index("Weavers"), text.index("Weavers") + 7, "UNION", "WEAVERS")
    (found,) = find_people(text, (union,), DAY)
    assert (found.label, found.office, found.affiliation) == (PERSON, "Welsh Secretary", "WEAVERS")


def test_clutter_is_left_out() -> None:
    text = "By Martha Quill, president. Colin Ashdown, chair, spoke."
    assert [m.name for m in find_people(text, skipped=[(0, 27)])] == ["Colin Ashdown"]


PIECES = st.sampled_from(
    [
        "Martha", "Quill", "Mr", "Dr", "Colin", "Ashdown's", "general secretary", "Education Secretary", ",", "the",
        "chair of", "and", "said", ".", "\n", "’", "(", "GMB", "is", "minister for", "health", "of", "-", "J.", "–",
        "]", "Lord", "O'Quill",
    ]
)


@given(st.lists(PIECES, max_size=30).map(" ".join) | st.text(max_size=60))
def test_offsets_lie_in_the_text_and_do_not_overlap(text: str) -> None:
    found = find_people(text, (), DAY)
    assert found == find_people(text, (), DAY)
    end = 0
    for mention in found:
        assert end <= mention.start < mention.end <= len(text)
        assert text[mention.start : mention.end].strip() == text[mention.start : mention.end]
        end = mention.end


RANGES = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=6)


@given(st.text(alphabet="Ab. -", max_size=50), RANGES)
def test_tokens_within_ranges_are_those_that_start_in_one(text: str, ranges: list[tuple[int, int]]) -> None:
    tokens = tokenise(text)
    expected = {i for i, token in enumerate(tokens) if any(start <= token.start < end for start, end in ranges)}
    assert within(tokens, ranges) == expected


AFFILIATIONS = [
    ("Weavers president Martha Quill left.", "WEAVERS"),
    ("Martha Quill, president of the Weavers, left.", "WEAVERS"),
    ("Martha Quill, president, Weavers", "WEAVERS"),
    ("Martha Quill, the Weavers’ national officer for Fennick Motors, left.", "WEAVERS"),
    ("Martha Quill, director of mill managers’ union Weavers, left.", "WEAVERS"),
    ("Martha Quill, who chairs Weavers committee, left.", "WEAVERS"),
    ("The Weavers’ Martha Quill left.", "WEAVERS"),
    ("The Weavers rejected it. General secretary Martha Quill left.", "WEAVERS"),
    ("The Weavers rejected it. Chief executive Martha Quill left.", None),
    ("Martha Quill, the mill's chief executive, said the Weavers were wrong.", None),
]


@pytest.mark.parametrize("text, expected", AFFILIATIONS)
def test_affiliation(text: str, expected: str | None) -> None:
    union = Entity(text.index("Weavers"), text.index("Weavers") + 7, "UNION", "WEAVERS")
    (found,) = find_people(text, (union,), DAY)
    assert found.affiliation == expected
