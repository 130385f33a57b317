"""Answers and demands: who says yes or no to which offer, and what the workers' side asks for."""

import pytest

#: What makes a short text one about a dispute at all.
LEAD = "Workers voted to strike in a ballot in the dispute over pay. "

#: Text, then each answer in reading order: stage, unions.
ANSWERS = [
    pytest.param("Unite members rejected a pay offer of 3%.", [("rejected", {"UNITE"})], id="verb"),
    pytest.param("The 3% pay offer was thrown out by the GMB.", [("rejected", {"GMB"})], id="passive"),
    pytest.param(
        "Bosses made an offer of 3%. Unison's committee turned it down.", [("rejected", {"UNISON"})], id="pronoun"
    ),
    pytest.param("The firm made an offer of 3%, which the RMT kicked out.", [("rejected", {"RMT"})], id="relative"),
    pytest.param("The firm has offered 3%. Aslef said no.", [("rejected", {"ASLEF"})], id="said-no"),
    pytest.param(
        "In April RCN members spurned a pay offer of 3%. Unite did likewise.",
        [("rejected", {"RCN"}), ("rejected", {"UNITE"})],
        id="likewise",
    ),
    pytest.param(
        "The first offer was 3%, which Unite refused. The firm then offered 4%, which Unite refused too.",
        [("rejected", {"UNITE"}), ("rejected", {"UNITE"})],
        id="two-offers-two-answers",
    ),
    pytest.param("Unite members have accepted a pay offer of 5%.", [("accepted", {"UNITE"})], id="accepted"),
    pytest.param("GMB members have taken a pay offer of 5%.", [("accepted", {"GMB"})], id="taken"),
    pytest.param("The firm has offered 3%. The TSSA was content to take it.", [("accepted", {"TSSA"})], id="content"),
    pytest.param("Unison will put the offer to its members next week.", [("consulting", {"UNISON"})], id="put"),
    pytest.param("The EIS recommended that members accept the offer.", [("consulting", {"EIS"})], id="recommend"),
    pytest.param("Unite members will vote on the new offer on Friday.", [("consulting", {"UNITE"})], id="vote-on"),
    pytest.param("The GMB's consultation on the offer runs until Friday.", [("consulting", {"GMB"})], id="runs"),
    pytest.param("The GMB said it would consult members on the offer.", [("consulting", {"GMB"})], id="reported"),
    pytest.param("The GMB said it would not accept the proposals.", [("rejected", {"GMB"})], id="would-not-accept"),
    pytest.param("The college union EIS did not accept a new offer.", [("rejected", {"EIS"})], id="did-not-accept"),
    pytest.param(
        "Bosses are dismayed that Unite members voted not to accept the offer.", [("rejected", {"UNITE"})], id="not-to"
    ),
    pytest.param("The EIS has not yet accepted the offer.", [], id="not-yet"),
    pytest.param("The council cannot accept Unison's claim.", [], id="cannot-accept-a-claim"),
    pytest.param("A judge threw out the firm's bid to stop the strike by Unite members.", [], id="a-judge-threw-out"),
    pytest.param("Unite said years of refusing to deal with unions had cost the firm dear.", [], id="to-deal"),
    pytest.param("Unite said the firm had taken £40m out of the pension scheme.", [], id="taken-out"),
    pytest.param("Unite accepted that the offer was final.", [], id="accepted-that"),
    pytest.param("Crews in the RMT rejected a pay freeze.", [("rejected", {"RMT"})], id="pay-freeze"),
    pytest.param(
        "The firm put forward terms that the union Usdaw found wanting.", [("rejected", {"USDAW"})], id="wanting"
    ),
    pytest.param("RMT members accepted assurances over jobs.", [("accepted", {"RMT"})], id="assurances"),
    pytest.param(
        "The firm set the RMT a deadline to take the deal that two other unions, Aslef and the TSSA, had accepted.",
        [("accepted", {"ASLEF", "TSSA"})],
        id="accepted-by-others",
    ),
    pytest.param(
        "The firm offered 3%. The GMB will let its members have a vote.", [("consulting", {"GMB"})], id="have-a-vote"
    ),
    pytest.param(
        "The firm offered 3%. Bosses urged the GMB to let its members have a vote.", [], id="urged-to-have-a-vote"
    ),
    pytest.param("The GMB will let its members have a vote on further strikes.", [], id="a-vote-on-strikes"),
    pytest.param('"We ask Unite to think again and put our offer to members," the firm said.', [], id="ask-and-put"),
    pytest.param(
        "Unite's executive ratified the agreement and members will be balloted shortly.",
        [("accepted", {"UNITE"}), ("consulting", {"UNITE"})],
        id="ratified-and-balloted",
    ),
    pytest.param("Unite members will be balloted next month on strike action.", [], id="balloted-on-strikes"),
    pytest.param(
        "Unite members are to be balloted shortly after rejecting the offer.",
        [("rejected", {"UNITE"})],
        id="balloted-after-rejecting",
    ),
    pytest.param("Unite's officials met the firm to ask questions about the pay offer.", [], id="questions"),
    pytest.param("Bosses made Unite an offer of 3% and took it back.", [], id="took-it-back"),
    pytest.param("The firm offered 3%. Unite members are ready to take action over the deal.", [], id="take-action"),
    pytest.param("The firm offered 3%. Unite members vote for strike over the offer.", [], id="strike-over-offer"),
    pytest.param("Unite rejected claims that its members had been reckless.", [], id="claims"),
    pytest.param("Unite members have not rejected the offer.", [], id="negated"),
    pytest.param("Ministers rejected Unite's demand for a pay offer.", [], id="employer-rejects"),
    pytest.param("The council rejected the offer of talks from Unison.", [], id="offer-of-talks"),
    pytest.param("Refuse workers in Unite want a better deal.", [], id="refuse-is-no-verb"),
    pytest.param("Walkouts had the support of 88% of Unite members in a ballot.", [], id="a-share-is-no-offer"),
    pytest.param("Unite members would reject the offer, it said.", [], id="would"),
]


@pytest.mark.parametrize("text,expected", ANSWERS)
def test_answers(coded, text, expected):
    assert [(d.stage, set(d.unions)) for d in coded(LEAD + text, kind="response")] == expected


@pytest.mark.parametrize(
    "text,date",
    [
        ("In January Unite members turned down a pay offer of 3%.", "2023-01"),
        ("Unite members turned down a pay offer of 3% in January.", "2023-01"),
        ("Unite members turned down a pay offer of 3% from January.", None),
        ("Unite members turned down a pay offer of 3% backdated to January.", None),
        ("Unite members turned down a pay offer of 3% drawn up on Monday.", None),
        ("The latest offer on Monday came after a pay offer of 3% was turned down by Unite in January.", "2023-01"),
        ("The walkouts were called off on Thursday when Unite accepted a pay offer of 3%.", "2023-03-02"),
        ("Unite members turned down the pay offer. The result was announced on Monday.", "2023-03-06"),
    ],
)
def test_the_date_of_an_answer_is_that_of_its_verb(coded, text, date):
    assert [d.date_edtf for d in coded(LEAD + text, kind="response")] == [date]


@pytest.mark.parametrize(
    "text,expected",
    [
        ("The RMT is demanding a pay rise of 10%. Later it said it wanted 10%.", [((10.0,), ())]),
        ("Unite wants an extra £2 an hour.", [((), (2.0,))]),
        ("The GMB is calling for guarantees against compulsory redundancies.", [((), ())]),
        ("The GMB is calling for urgent talks.", []),
        ("The GMB wants ministers to get back to the negotiating table over pay.", []),
        ("The company wants longer hours, Unite said.", []),
        ("Unite members rejected 2% and want a rise that matches prices.", [((), ())]),
        ("Managers cut jobs and want a shorter pay scale, Unite said.", []),
        ("Our ask is simple: no compulsory redundancies, said the UCU.", [((), ())]),
        ("It's 3% they need to settle the dispute, the GMB said.", [((3.0,), ())]),
        ("What the strikers want is equal pay, the GMB said.", [((), ())]),
        ('A spokesman for the firm said: "What we want is a pay deal that we can afford."', []),
        ("UCU called on the college to rule out compulsory redundancies.", [((), ())]),
        ("Ministers called on the UCU to rule out further pay strikes.", []),
        ("The rise that Unite is demanding would cost £14 million.", [((), (14_000_000.0,))]),
    ],
)
def test_a_demand_is_for_something_of_substance_and_told_once(coded, text, expected):
    assert [(d.pay_pct, d.pay_gbp) for d in coded(LEAD + text, kind="demand")] == expected
