import datetime as dt

import pytest

from pipeline.annotate.entities import Body, find_entities


def bodies(text: str, on: dt.date | None = None) -> list[str]:
    return [f.target.name for f in find_entities(text, on) if isinstance(f.target, Body)]


@pytest.mark.parametrize("text, names", [
    ("The Welsh government met Cosla.", ["Welsh Government", "COSLA"]),
    ("Birmingham city council said no.", ["Birmingham City Council"]),
    ("Dumfries & Galloway Council said no.", ["Dumfries and Galloway Council"]),
    ("TfL and Transport for London agreed.", ["Transport for London", "Transport for London"]),
    ("HEATHROW staff", ["Heathrow Airport"]),
    ("St. Mungo's and McDonald’s", ["St Mungo's", "McDonald's"]),
    ("Snoring City Council", ["Snoring City Council"]),
    ("Meanwhile Great Snoring Academy Trust said no.", ["Great Snoring Academy Trust"]),
    ("Leeds City Council and Snoring Council", ["Leeds City Council", "Snoring Council"]),
    ("University of Little Snoring and Snoring College", ["University of Little Snoring", "Snoring College"]),
    ("King's College Hospital", ["King's College Hospital"]),
    ("Imperial College Healthcare NHS Trust", ["Imperial College Healthcare NHS Trust"]),
    ("Unite and Snoring Castings Ltd", ["Snoring Castings Ltd"]),
    ("HMP Snoring and Port of Little Snoring", ["HMP Snoring", "Port of Little Snoring"]),
    ("University of Hospital", ["University of Hospital"]),
    ("The Council met the Hospital.", []),
    ("Go ahead, he said at Go-Ahead London.", ["Go-Ahead"]),
    ("Bin Strike Hits Coventry Hospital", ["Coventry Hospital"]),
    ("the government and its ministers", []),
])
def test_names(text: str, names: list[str]) -> None:
    assert bodies(text) == names


@pytest.mark.parametrize("day, text, name, nation", [
    (dt.date(2018, 1, 7), "The Department of Health said no.", "Department of Health", "England"),
    (dt.date(2018, 1, 8), "The Department of Health said no.", "Department of Health and Social Care", "England"),
    (dt.date(2023, 9, 1), "In Belfast the Department of Health said no.", "Department of Health", "Northern Ireland"),
    (dt.date(2023, 9, 1), "The Department of Education said no.", "Department for Education", "England"),
    (dt.date(2023, 9, 1), "The Department of Education met INTO members.", "Department of Education",
     "Northern Ireland"),
])
def test_one_name_two_departments(day: dt.date, text: str, name: str, nation: str) -> None:
    found = [f.target for f in find_entities(text, day) if isinstance(f.target, Body)]
    assert [(b.name, b.jurisdiction) for b in found] == [(name, (nation,))]


def test_an_acronym_resolves_to_the_unknown_body_that_defines_it() -> None:
    text = "The Snoring Haulage Association (SHA) met. The SHA said no."
    assert bodies(text) == ["Snoring Haulage Association"] * 3


@pytest.mark.parametrize("text, names", [
    ("Aslef drivers at Northern walked out.", ["Northern"]),
    ("Walkers at Northern walked out.", []),
    ("Aslef drivers in Northern England walked out.", []),
])
def test_everyday_names_need_their_sector(text: str, names: list[str]) -> None:
    assert bodies(text) == names
