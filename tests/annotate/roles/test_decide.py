"""The role of a percentage from its clause, its partner, its neighbours and its story."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.annotate.quantities import find_percents
from pipeline.annotate.roles import ROLES, Decision, Percentage, decide


def _decide(*sentences: str) -> list[Decision]:
    rows = [(s, [Percentage(q.value or 0.0, q.start, q.end) for q in find_percents(s)]) for s in sentences]
    return [decision for row in decide(rows) for decision in row]


def _roles(*sentences: str) -> list[str]:
    return [decision.role for decision in _decide(*sentences)]


ONE_SENTENCE = [
    ("Porters voted by 82% to reject the sum.", ["vote_against"]),
    ("Tram drivers backed strikes by 92% on a turnout of 61%.", ["vote_for", "turnout"]),
    ("Of the cleaners who took part, 71% were in favour of a walkout.", ["vote_for"]),
    ("Crews threw out the offer by 57pc to 43pc.", ["vote_against", "vote_for"]),
    ("Staff split 66.1% to 33.9% against accepting.", ["vote_against", "vote_for"]),
    ("Members there split 76%-24% in favour of the terms.", ["vote_for", "vote_against"]),
    ("Eight in ten of the voters said no to these terms.", ["vote_against"]),
    ("Turnout, at 46%, missed the 50% threshold.", ["turnout", "threshold"]),
    ("At least 40% of the cooks entitled to vote must say yes.", ["threshold"]),
    ("Some 81% of those entitled to vote did so.", ["turnout"]),
    ("Only 55% of everyone entitled to vote backed it.", ["other"]),
    ("With inflation at 9.6%, they want 12%.", ["inflation", "pay_demand"]),
    ("They asked for inflation plus 2%.", ["pay_demand"]),
    ("In public services more than 50% have to take part.", ["threshold"]),
    ("There can be no strike unless 50 per cent of members vote.", ["threshold"]),
    ("No, they should hold out for more (40%, 607 votes)", ["other"]),
    ("Porters' pay fell by 14% in real terms since 2011.", ["real_terms"]),
    ("The council imposed a rise of 5% in April.", ["pay_award"]),
    ("The review body recommended 3.5%.", ["pay_award"]),
    ("The firm has offered 2 to 3 per cent.", ["pay_offer", "pay_offer"]),
    ("Crews have accepted a 7% rise.", ["pay_deal"]),
    ("They refused 4% plus a lump sum of 1%.", ["pay_offer", "pay_offer"]),
    ("The line cancelled a third of its services.", ["other"]),
    ("Managers docked the crews 100% of their wages.", ["other"]),
]


@pytest.mark.parametrize(("sentence", "roles"), ONE_SENTENCE)
def test_clause(sentence: str, roles: list[str]) -> None:
    assert _roles(sentence) == roles


def test_status_and_not_the_noun_decides_a_deal() -> None:
    story = ("Tram drivers ended their strike after accepting an improved offer.", "The offer is worth 9% overall.")
    assert _roles(*story) == ["pay_deal"]


def test_an_offer_awaiting_a_vote_stays_an_offer() -> None:
    story = ("Tram drivers will vote next week on an improved offer.", "The offer is worth 9% overall.")
    assert _roles(*story) == ["pay_offer"]


def test_the_first_offer_of_a_settled_story_stays_an_offer() -> None:
    story = ("Tram drivers have accepted a pay deal worth 9%.", "They had rejected an initial offer of 4%.")
    assert _roles(*story) == ["pay_deal", "pay_offer"]


def test_an_offer_paid_regardless_is_an_award() -> None:
    story = ("The port offered 7%.", "It is paying it anyway.")
    assert _roles(*story) == ["pay_award"]


def test_a_bare_figure_takes_the_role_before_it() -> None:
    story = ("At the depot 83% of voters were against.", "At the garage the figure was 67%.")
    assert _roles(*story) == ["vote_against", "vote_against"]


@pytest.mark.parametrize(("heading", "role"), [
    ("The council came back with a revised offer:", "pay_offer"),
    ("The unions are asking for:", "pay_demand"),
    ("The review body recommended these rises:", "pay_award"),
    ("Under the agreement:", "pay_deal"),
])
def test_the_items_of_a_list_are_what_its_heading_says(heading: str, role: str) -> None:
    assert _roles(heading, "• porters, 3.5%", "• cooks, 2%") == [role, role]


@pytest.mark.parametrize("heading", ["Results of the ballot on the offer:", "Inflation since the last agreement:"])
def test_a_heading_that_is_not_one_of_rises_says_nothing_of_them(heading: str) -> None:
    assert not {"pay_offer", "pay_deal"} & set(_roles(heading, "• Leeds, 21%", "• York, 23%"))


def test_a_numbered_heading_counts_for_the_items_below_it() -> None:
    assert _roles("1. The unions demanded:", "• porters, 8%", "2. The offer:", "• porters, 3%") == [
        "pay_demand", "pay_offer",
    ]


def test_an_item_that_says_what_it_is_keeps_its_role() -> None:
    assert _roles("The revised offer:", "• 83% of members voted against it") == ["vote_against"]


def test_nothing_to_go_by_is_other() -> None:
    (decision,) = _decide("The new roof has let through 12% of it.")
    assert decision.role == "other"


def test_the_rules_that_fired_are_kept() -> None:
    (decision,) = _decide("Tram drivers backed strikes by 92%.")
    assert "for.backed_by" in decision.fired
    assert decision.weight > 0


WORDS = st.sampled_from(
    ["turnout", "of", "9%", "62%", "38%", "to", "strike", "offer", "rejected", "inflation", "and", ",", "for", "by"]
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(WORDS, max_size=14).map(" ".join), max_size=4))
def test_every_percentage_gets_one_known_role_and_always_the_same(sentences: list[str]) -> None:
    first, second = _roles(*sentences), _roles(*sentences)
    assert first == second
    assert set(first) <= ROLES
    assert len(first) == sum(len(find_percents(s)) for s in sentences)
