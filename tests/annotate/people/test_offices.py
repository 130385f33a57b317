"""Offices: heads, what is kept before and after them, and ministers' titles in every wording."""

import pytest

from pipeline.annotate.people.lexicon import lexicon
from pipeline.annotate.people.offices import find_offices
from pipeline.annotate.people.tokens import tokenise

OFFICES = [
    ("the union's general secretary", ["general secretary"]),
    ("joint general secretaries", ["joint general secretary"]),
    ("its director of employment relations", ["director of employment relations"]),
    ("director of the pilots' union", ["director"]),
    ("head of primary care at the trust", ["head of primary care"]),
    ("head of the drivers' union", ["head"]),
    ("Coast Rail chief executive", ["chief executive"]),
    ("interim chief executive", ["interim chief executive"]),
    ("chief operating officer", ["chief operating officer"]),
    ("the union's Scottish organiser", ["Scottish organiser"]),
    ("national officer for Fennick Motors", ["national officer"]),
    ("co-chairmen of the committee", ["co-chair"]),
    ("former general secretary", ["former general secretary"]),
    ("the national secretary for public services", ["national secretary"]),
    ("general secretary of the Fire Fighters", ["general secretary"]),
    ("an officer of some kind", []),
    ("an executive of some kind", []),
    ("the next steps to chair", []),
    ("national executive member for the north", ["national executive member"]),
    ("a member of some kind", []),
    ("the general secretary-elect", ["general secretary-elect"]),
    ("our head office", []),
]
MINISTERS = [
    ("Education Secretary", "Education Secretary"),
    ("the secretary of state for education", "Education Secretary"),
    ("Cabinet Secretary for Education and Skills", "Education Secretary"),
    ("Minister for Health and Social Services", "Health Minister"),
    ("Education and Welsh Language Minister", "Education Minister"),
    ("the Minister for the Cabinet Office", "Cabinet Office Minister"),
    ("Northern Ireland Secretary", "Northern Ireland Secretary"),
    ("deputy First Minister", "Deputy First Minister"),
    ("Chancellor of the Exchequer", "Chancellor"),
    ("the justice secretary", "Justice Secretary"),
    ("secretary of state for Wales", "Welsh Secretary"),
    ("local government minister", "Local Government Minister"),
    ("the Scottish health secretary", "Health Secretary"),
    ("chief secretary to the Treasury", "Chief Secretary to the Treasury"),
    ("secretary of state", "Secretary of State"),
]


@pytest.mark.parametrize("text, titles", OFFICES)
def test_office(text: str, titles: list[str]) -> None:
    assert [office.title for office in find_offices(tokenise(text), lexicon())] == titles


@pytest.mark.parametrize("text, title", MINISTERS)
def test_ministers_title(text: str, title: str) -> None:
    (office,) = find_offices(tokenise(text), lexicon())
    assert (office.title, office.minister) == (title, True)


@pytest.mark.parametrize("text", ["shadow education secretary", "former health secretary", "shadow chancellor"])
def test_who_is_not_in_government_is_no_minister(text: str) -> None:
    (office,) = find_offices(tokenise(text), lexicon())
    assert (office.title, office.minister) == (text, False)
