"""Talks and courts: stage, date, and what is neither. Published on Wednesday 8 March 2023."""

from __future__ import annotations

import pytest

TALKS = [
    ("scheduled", "2023-03-13", "Unite and the council will meet again on Monday."),
    ("scheduled", None, "Unite looks forward to continuing the talks with the council."),
    ("scheduled", None, "There will be further meetings between Unite and the council."),
    ("scheduled", "2023-03-10", "Talks between Unite and the company are due to resume on Friday."),
    ("held", "2023-03-06", "Unite leaders met managers on Monday."),
    ("held", None, "Unite and the council met for the sixth time about pay."),
    ("held", "2023-03-06", "The change was agreed in talks with Unite on Monday."),
    ("held", "2023-03-06", "Talks between Unite and the council took place at Acas on Monday."),
    ("failed", "2023-03-06", "Talks between Unite and the council broke down on Monday."),
    ("failed", "2023-03-06", "Unite leaders met managers on Monday. The meeting broke up without agreement."),
    ("failed", None, "Ministers have refused to meet Unite."),
    ("failed", "2023-03-03", "The Unite strikes were announced after talks at Acas broke down on Friday."),
    ("failed", None, "Unite said two months of talks had brought no new proposals."),
    ("failed", None, "Unite said there was no progress in negotiations with the council."),
    ("held", None, "Unite members struck after three weeks of intensive talks."),
    ("held", None, "The council says it is holding constructive talks with Unite."),
    ("failed", None, "Unite and the council failed to reach agreement at Acas."),
]


@pytest.mark.parametrize(("stage", "date", "text"), TALKS)
def test_talks(coded, stage: str, date: str | None, text: str) -> None:
    assert [(d.stage, d.date_edtf) for d in coded(text, kind="talks")] == [(stage, date)]


@pytest.mark.parametrize(
    "text",
    [
        "Unite urged the council to return to talks.",
        "Unite said the council should meet its officials.",
        "Unite is ready to hold talks if the council is.",
        "The offer met the demands of most Unite members.",
        "Unite delayed its strike to allow time for negotiations.",
        "Unite members are refusing to attend some meetings.",
        "Unite said ministers could begin genuine talks about pay.",
        "Unite held an extraordinary general meeting on Monday.",
        'The council is "open to ongoing discussions" with Unite.',
        "Unite offered to meet the council half way.",
        "Unite had spoken to the council and wanted an urgent meeting.",
        "Unite members were opposed to talks on shifts.",
    ],
)
def test_a_meeting_only_sought_is_none(coded, text: str) -> None:
    assert coded(text, kind="talks") == []


LEGAL = [
    ("granted", "2023-03-06", "The High Court on Monday granted an injunction against the Unite strike."),
    ("granted", "2023-03-06", "On Monday a judge blocked the Unite walkout."),
    ("refused", "2023-03-06", "The airline on Monday lost its bid for an injunction against the Unite strike."),
    (
        "refused",
        "2023-03-06",
        "The company went to court over the Unite strike but its application was refused on Monday.",
    ),
    ("sought", None, "The council is seeking an injunction to stop the Unite strike."),
]


@pytest.mark.parametrize(("stage", "date", "text"), LEGAL)
def test_courts(coded, stage: str, date: str | None, text: str) -> None:
    assert [(d.stage, d.date_edtf) for d in coded(text, kind="legal")] == [(stage, date)]


def test_a_court_that_hears_of_something_else_is_none(coded) -> None:
    text = "A man who stole a van was refused bail by the court on Monday. He will be sentenced in May."
    assert coded(text, kind="legal") == []
