"""Relevance: UK disputes against students, football, elections and strikes abroad."""

import pytest

from pipeline.annotate.components.relevance import RELEVANT_AT, cues, relevance

DISPUTES = [
    ("Bin workers in Fenwick are on strike this week. Rubbish has piled up and the council is sorry.", 0),
    ("Tram drivers at Marlow have rejected a pay offer of 4% and will ballot on industrial action.", 0),
    ("Unison members at Fenwick Hospital voted by 81% to strike. Turnout was above the 50% threshold.", 1),
    ("Cooks took the new pay offer, so the strike action that was set for Monday is off, and pickets went home.", 0),
]
OTHERS = [
    ("The students' union at Fenwick held its sabbatical elections. Turnout was 12% the president-elect is glad.", 1),
    ("Fans jeered as the striker missed a penalty and Fenwick Town lost 2-0; supporters walked out of the match.", 0),
    ("She was elected general secretary of the union. The leadership election drew a turnout of 9% of members.", 1),
    ("German train drivers began a six-day strike in Berlin after rejecting Deutsche Bahn's pay offer.", 0),
    ("The presenter quit GMB live on air, to the surprise of viewers and of his co-host.", 1),
    ("An air strike on a village killed four, and troops moved in, the militia said.", 0),
    ("The museum has bought a painting for £2m.", 0),
]


@pytest.mark.parametrize(("text", "unions"), DISPUTES)
def test_a_uk_dispute_is_relevant(text: str, unions: int) -> None:
    assert relevance(text, unions) >= RELEVANT_AT


@pytest.mark.parametrize(("text", "unions"), OTHERS)
def test_anything_else_is_not(text: str, unions: int) -> None:
    assert relevance(text, unions) < RELEVANT_AT


@pytest.mark.parametrize("cue", cues(), ids=lambda cue: cue.id)
def test_the_example_fires_its_cue(cue) -> None:  # type: ignore[no-untyped-def]
    assert cue.pattern.search(cue.example)
    assert cue.cap >= 1


def test_a_union_adds_up_to_its_cap() -> None:
    scores = [relevance("Porters walked out.", n) for n in range(4)]
    assert scores[0] < scores[1] < scores[2] == scores[3]
    assert all(0 <= score <= 1 for score in scores)
