import datetime as dt

import pytest

from pipeline.annotate.entities import Union, find_entities


def union_ids(text: str, on: dt.date | None = None) -> list[str | None]:
    return [f.target.union_id for f in find_entities(text, on) if isinstance(f.target, Union)]


def union_spans(text: str) -> list[str]:
    return [text[f.start:f.end] for f in find_entities(text) if isinstance(f.target, Union)]


@pytest.mark.parametrize("text, ids", [
    ("The National Education Union (NEU) will ballot.", ["NEU", "NEU"]),
    ("The NEU's ballot closed.", ["NEU"]),
    ("A statement by NASUWT, The Teachers’ Union, was short.", ["NASUWT"]),
    ("NEU/NASUWT members in Great Snoring walked out.", ["NEU", "NASUWT"]),
    ("The Rail, Maritime and Transport union said no.", ["RMT"]),
    ("The Rail, Maritime & Transport Workers Union said no.", ["RMT"]),
    ("Transport Salaried Staffs' Association members", ["TSSA"]),
    ("Transport Salaried Staffs’ Association members", ["TSSA"]),
    ("The Communications Workers' Union and the Communication Workers Union", ["CWU", "CWU"]),
    ("The Public and Commercial Services (PCS) union", ["PCS", "PCS"]),
    ("Usdaw, Balpa, Nipsa and Aslef met.", ["USDAW", "BALPA", "NIPSA", "ASLEF"]),
    ("EIS-FELA and EIS-Fela members, and NAHT Cymru's", ["EIS", "EIS", "NAHT"]),
    ("GMB Scotland and RCN Northern Ireland agreed.", ["GMB", "RCN"]),
    ("The old National Union of Teachers met.", ["NUT"]),
    ("Cabin crew of BASSA voted.", ["UNITE"]),
    ("The CGT called out train crews in Paris.", [None]),
])
def test_names_and_wordings(text: str, ids: list[str | None]) -> None:
    assert union_ids(text) == ids


@pytest.mark.parametrize("text", [
    "The European Union fined the firm.",
    "She chairs the National Union of Students.",
    "The students' union bar shut.",
    "A credit union and the Rugby Football Union shared a Union Jack.",
    "See www.gmb.org.uk or mail press@UCU.org or @RMT.",
    "Nurses went into the hall.",
    "Unite Students runs the halls in Snoring.",
])
def test_what_is_no_union(text: str) -> None:
    assert union_ids(text) == []


@pytest.mark.parametrize("yes, no", [
    ("Members of Unite struck.", "Drivers unite in anger."),
    ("Unite said the offer was poor.", "Unite behind me, the mayor said to the crowd."),
    ("STRIKE OFF: Unite members accept", "BUS DRIVERS UNITE AGAINST CUTS"),
    ("DEPOTS SHUT AS UNITE MEMBERS WALK OUT", "TEACHERS UNITE FOR PAY as snow falls on schools"),
    ("The steel union Community will ballot.", "Community leaders in Snoring will meet."),
    ("Prospect general secretary Ann Orr spoke.", "The Prospect of a deal is near, a union said."),
    ("A ballot run by Equity backed a strike.", "Equity in schools matters."),
    ("Members of INTO will strike.", "NURSES MARCH INTO TOWN"),
    ("The mandarins' union, the FDA, voted.", "The drug agency, the FDA, voted."),
    ("Officials in the FDA union voted.", "The FDA approved a drug."),
    ("The GMB union joined Good Morning Britain.", "Piers Quill hosts GMB, the Good Morning Britain show."),
    ("The EIS will strike.", "The Enterprise Investment Scheme (EIS) ends. EIS funds grew."),
])
def test_everyday_words_and_rivals(yes: str, no: str) -> None:
    assert len(union_ids(yes)) == 1
    assert union_ids(no) == []


def test_a_firm_name_bears_out_a_weak_one() -> None:
    text = "The steel union Community met. Community said no. Community spirit lives. The Community hall is shut."
    assert union_spans(text) == ["Community", "Community"]


def test_a_list_passes_on_what_is_firm() -> None:
    assert union_ids("Community, Unite and the GMB met the firm.") == ["COMMUNITY", "UNITE", "GMB"]
    assert union_ids("DEPOTS SHUT BY UNITE AND GMB") == ["UNITE", "GMB"]


@pytest.mark.parametrize("text, spans", [
    ("Unite’s members", ["Unite"]),
    ("the Prison Officers' Association's branch", ["Prison Officers' Association"]),
    ("BMA Cymru Wales said", ["BMA Cymru Wales"]),
    ("GMB Scotland's organiser", ["GMB Scotland"]),
])
def test_spans_leave_out_the_possessive_and_take_in_the_nation(text: str, spans: list[str]) -> None:
    assert union_spans(text) == spans


def test_an_acronym_means_what_the_text_defines() -> None:
    assert union_ids("The Nigeria Union of Teachers (NUT) met. The NUT said so.") == [None, None, None]
