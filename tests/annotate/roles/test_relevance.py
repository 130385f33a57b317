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
    ("Shareholders in the brewer Fenwick Ales rejected the remuneration report: 34% voted against its pay.", 0),
    ("MPs should get a pay rise of 9%, Ipsa said. The pay award was rejected by the leaders of all parties.", 0),
    ("Elections to the union's National Executive drew a turnout of 6%, and 8% in the NEC seats for women members.", 1),
    ("German train drivers began a six-day strike in Berlin after rejecting Deutsche Bahn's pay offer.", 0),
    ("The presenter quit GMB live on air, to the surprise of viewers and of his co-host.", 1),
    ("An air strike on a village killed four, and troops moved in, the militia said.", 0),
    ("The museum has bought a painting for £2m.", 0),
]
#: UK stories of a few lines, without the words that most stories have.
FEW_CUES = [
    (
        "Waiters at two Fenwick hotels did not turn up for the breakfast shift on Sunday. They say the "
        "owners keep a third of the service charge that guests leave. About 40 of them stood outside with "
        "placards until noon. The owners say the money pays for breakages. More of the same is planned for "
        "the bank holiday.",
        0,
    ),
    (
        "Kitchen staff at a chain of pizza restaurants have downed tools in a row over tips. Branches in "
        "Leeds and Marlow were shut at the weekend. The chain said it was sorry for any inconvenience.",
        0,
    ),
    (
        "There will be no bin collections in Coldwell next week. The council says residents should keep "
        "their rubbish at home until loaders go back to work. The loaders are unhappy about new rotas.",
        0,
    ),
    (
        "Why are nurses on strike? Nurses in England want a bigger pay rise. They say prices are going up "
        "faster than their wages. Some operations will have to wait. Emergency care will go on as usual.",
        0,
    ),
    (
        "Passengers face a third day without ferries. Crews refused to sail over plans to bring in agency "
        "workers. The company has told them that they will not be paid.",
        0,
    ),
    (
        "The Prospect union has written to the aviation regulator about air traffic controllers' rosters. "
        "Its members will vote on whether to stop working overtime at three airports.",
        1,
    ),
    (
        "Lollipop ladies in the county are to lose their jobs. Unison says it will fight the cuts and has "
        "told the council that it is in dispute.",
        1,
    ),
    (
        "Journalists at the Fenwick Mercury staged a mandatory chapel meeting lasting all day after four of "
        "them were told they would be made redundant. The NUJ said they would not go back until the threat "
        "was lifted.",
        1,
    ),
    (
        "Teachers have won their fight over marking. The academy trust has dropped its plan and the NASUWT "
        "has cancelled tomorrow's walkout.",
        1,
    ),
    (
        "Staff at the theatre voted 60 to 4 against new contracts. Bectu says its members may refuse to "
        "work on Sundays.",
        1,
    ),
    (
        "Cleaners at a Hadleigh office block who get the minimum wage say they will stop work on Monday "
        "unless the contractor pays sick leave. Their union, the IWGB, has 30 members there.",
        1,
    ),
    (
        "Lorry drivers who bring beer to pubs will not work for three days before the cup final. They have "
        "been told there is no money for a rise.",
        0,
    ),
    (
        "Court staff are working to rule. Hearings end at four sharp. They have been offered less than they asked.",
        0,
    ),
]
#: Strikes abroad, of pupils and tenants, votes and rises of other kinds.
NEAR_MISSES = [
    (
        "The general secretary of Unite has said she will vote against the party's welfare plans. She told "
        "a rally in Liverpool that members felt let down by the government.",
        1,
    ),
    (
        "Brewery workers in Munich laid down tools for two hours on Monday. The NGG union wants 6.5% more. "
        "The brewers have offered 3%. Bavaria's beer gardens opened late.",
        0,
    ),
    (
        "Air traffic controllers in France will strike on Thursday, and airlines have cancelled 300 flights "
        "from British airports. Ryanair said it was outrageous. The controllers belong to SNCTA.",
        0,
    ),
    (
        "Hundreds of teenagers left lessons to march on the town hall over the climate. One school said it "
        "would treat the walkout as truancy.",
        0,
    ),
    (
        "The council has approved plans for 300 homes in Fenwick. Councillors voted by nine to four. "
        "Residents had objected to the loss of a field.",
        0,
    ),
    (
        "A worker was struck by a falling beam at a factory in Leeds. The Health and Safety Executive is "
        "investigating. His union said safety had to come first.",
        1,
    ),
    (
        "House prices rose by 3% in a year, the building society said. Wages went up by 5% and inflation was 2%.",
        0,
    ),
    (
        "The two parties have struck a deal to run the council. Members backed it by 80%. It includes a pay "
        "rise for councillors.",
        0,
    ),
    (
        "Boeing machinists in Seattle have voted by 96% to walk out after rejecting a 25% pay offer. The "
        "strike will halt production of the 737.",
        0,
    ),
    (
        "Students who withheld rent at the university have ended their rent strike after winning a 30% rebate.",
        0,
    ),
    (
        "The credit union in Fenwick has 4,000 members and has paid a dividend of 2%. Its annual meeting is "
        "on Tuesday.",
        0,
    ),
    (
        "England's players may strike over the number of games, their union's chief executive has said. The "
        "PFA says footballers are exhausted. Fans are split.",
        0,
    ),
]


@pytest.mark.parametrize(("text", "unions"), DISPUTES + FEW_CUES)
def test_a_uk_dispute_is_relevant(text: str, unions: int) -> None:
    assert relevance(text, unions) >= RELEVANT_AT


@pytest.mark.parametrize(("text", "unions"), OTHERS + NEAR_MISSES)
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
