"""Employers of no table: what the words around a name must say, and where else the name stands."""

import csv
from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.annotate.entities.unlisted import (
    TABLE,
    candidates,
    foremost,
    knows_employer,
    may_employ,
    places_of,
    short_forms,
    spelt,
)
from pipeline.records import Mention

ROWS = list(csv.DictReader((resources.files("pipeline") / "resources" / TABLE).read_text("utf-8").splitlines()))


def names(text, mentions=()):
    return [text[each.start : each.end] for each in candidates(text, mentions)]


def mention(label, text, name):
    start = text.index(name)
    return Mention("a", label, start, start + len(name), name, norm=name)


@pytest.mark.parametrize("row", [row for row in ROWS if row["kind"] in ("strong", "weak")], ids=lambda row: row["id"])
def test_each_cue_finds_the_name_of_its_example(row):
    found = candidates(row["example"], [])
    assert any(row["example"][each.start : each.end].startswith("Halcote") for each in found)
    assert row["id"] in {each.cue for each in found}


@pytest.mark.parametrize("row", [row for row in ROWS if row["kind"] == "never"], ids=lambda row: row["id"])
def test_no_employer_is_named_like_that(row):
    assert not may_employ(row["example"])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Porters at the Halcote Trading Company walked out.", ["Halcote Trading Company"]),
        ("Members at waste contractor Halcote & Sons walked out.", ["Halcote & Sons"]),
        ("Staff of three sorts employed by Bank of Halcote walked out.", ["Bank of Halcote"]),
        ("Support staff walked out. Nursing staff did not.", []),
        ("Drivers at the council walked out.", []),
        ("Members of the Halcote Labour Party bosses", []),
        ("Talks with Ministers and a deal with Parliament", []),
        ("Bosses at\nHalcote", []),
        ("Talks with The Halcote Company broke down.", ["Halcote Company"]),
    ],
)
def test_candidates(text, expected):
    assert names(text) == expected


def test_what_the_rules_explain_is_no_candidate_and_a_town_within_a_name_may_be():
    text = "Staff at Halcote Mills met staff at Penworth."
    assert names(text, [mention("PLACE", text, "Penworth")]) == ["Halcote Mills"]
    assert names(text, [mention("PLACE", text, "Halcote"), mention("PERSON", text, "Penworth")]) == ["Halcote Mills"]
    assert names(text, [mention("UNION", text, "Halcote")]) == ["Penworth"]
    start = text.index("Halcote")
    assert [each.start for each in candidates(text, [], skip=[(0, start + 1)])] == [text.index("Penworth")]


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("Royal Mail", True), ("Snoring University", True), ("Welsh Government", False), ("NHS", False),
        ("Snoring Council", False), ("Snoring Hospital", False), ("Acas", False),
    ],
)
def test_firms_settle_who_employs_and_governments_and_places_do_not(name, known):
    assert knows_employer([mention("BODY", name, name)], None) is known


def test_names_with_more_cues_are_asked_about_first_and_two_at_most():
    text = "Staff at Anley. Staff at Bexley Foods. Staff at Corley. The Bexley drivers."
    chosen = foremost(text, candidates(text, []))
    assert [text[each.start : each.end] for each in chosen] == ["Bexley Foods", "Anley"]


def test_a_name_is_found_whole_and_apart():
    text = "Halcote Haulage met Old Halcote. At Halcote, the Halcote Road depot of Halcote shut. Halcote-Price said no."
    found = places_of(text, "Halcote", [])
    assert [text[max(start - 3, 0) : end] for start, end in found] == ["At Halcote", "of Halcote"]
    assert places_of(text, "Halcote", [found[0]]) == found[1:]


@pytest.mark.parametrize(
    ("text", "name", "forms"),
    [
        ("Halcote Haulage. Now, Halcote said so.", "Halcote Haulage", ["Halcote"]),
        ("Three Rivers Foods. Three Rivers said so.", "Three Rivers Foods", ["Three Rivers"]),
        ("Border Foods. The Border said so at the border.", "Border Foods", []),
        ("National Foods. So National said.", "National Foods", []),
        ("Halcote Haulage. Halcote said so.", "Halcote Haulage", []),
    ],
)
def test_short_forms(text, name, forms):
    assert short_forms(text, name) == forms


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Depots run by Halden's will shut. Halden's drivers know.", "Halden's"),
        ("Halden's drivers know. Halden’s bosses do not.", "Halden"),
        ("Depots run by Halden's will shut, Halden said.", "Halden"),
        ("Sir Ned Halden-Price of Halden's, the grocer", "Halden's"),
    ],
)
def test_an_s_that_belongs_to_the_name(text, expected):
    assert spelt(text, "Halden") == expected


WORDS = st.sampled_from(
    ["Staff at ", "Halcote ", "Haulage", " drivers", "'s ", ". ", "\n", "The ", "& ", "of ", "I ", "ß "]
)


@given(st.lists(WORDS, max_size=20).map("".join))
def test_candidates_are_names_inside_the_text(text):
    found = candidates(text, [])
    for each in found:
        name = text[each.start : each.end]
        assert may_employ(name)
        assert "\n" not in name
        assert name == name.strip()
    assert set(foremost(text, found)) <= set(found)
    for start, end in places_of(text, "Halcote", []):
        assert text[start:end] == "Halcote"
