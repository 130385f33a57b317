"""Offers: one report a step of a history, with the figures of all sentences that tell of it."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

#: What makes a short text one about a dispute at all.
LEAD = "Workers voted to strike in a ballot in the dispute over pay. "

#: Text, then each offer in reading order: stage, percentages, pounds.
HISTORIES = [
    pytest.param(
        "Brackley Buses offered a rise of 3% in June. Unite members rejected it. The firm has raised its offer to 5%.",
        [("made", (3.0,), ()), ("improved", (5.0,), ())],
        id="made-then-improved",
    ),
    pytest.param(
        "Members of the GMB will vote on a pay offer of 6% from Harrow Cleaning, up from the 4% that they turned down.",
        [("improved", (6.0,), ()), ("made", (4.0,), ())],
        id="up-from",
    ),
    pytest.param(
        "Unite said the company had upped its offer from 4% to 6%.",
        [("made", (4.0,), ()), ("improved", (6.0,), ())],
        id="from-to",
    ),
    pytest.param(
        "Unison is to consult members on a revised offer. It would give staff a rise of 4%. "
        "They would get a one-off £500 too.",
        [("improved", (4.0,), (500.0,))],
        id="terms-over-three-sentences",
    ),
    pytest.param(
        "Ministers had first offered Unison members 4% in January. It came back with 5% and finally with 6%.",
        [("made", (4.0,), ()), ("improved", (5.0,), ()), ("improved", (6.0,), ())],
        id="came-back-and-finally",
    ),
    pytest.param(
        "Unite turned down an offer of 4%, which the company then imposed.",
        [("made", (4.0,), ()), ("imposed", (4.0,), ())],
        id="then-imposed",
    ),
    pytest.param(
        "The RMT rejected a pay offer of 3%. The union said that the 3% offer was an insult.",
        [("made", (3.0,), ())],
        id="told-again",
    ),
    pytest.param(
        "A one-off payment was offered to nurses in the RCN at a meeting with ministers.",
        [("made", (), ())],
        id="passive-without-figures",
    ),
    pytest.param(
        "Ministers are considering a one-off payment of £1,000 for members of the RCN.",
        [("considered", (), (1000.0,))],
        id="considered",
    ),
    pytest.param(
        "The council offered Unison members a rise of 3%, but the offer was withdrawn on Friday.",
        [("made", (3.0,), ()), ("withdrawn", (3.0,), ())],
        id="withdrawn-with-its-figures",
    ),
    pytest.param(
        "Employers offered the NEU a rise of 5%. The deal would cost the council £49 million.",
        [("made", (5.0,), (49_000_000.0,))],
        id="money-set-aside",
    ),
    pytest.param(
        "Employers offered the NEU a rise of 5%. Strikes cost the economy £49 million.",
        [("made", (5.0,), ())],
        id="cost-of-strikes-is-none",
    ),
    pytest.param(
        "Kelby Foundry opened with a pay freeze and has gone on to an offer of 2% for Unite members.",
        [("improved", (2.0,), ())],
        id="gone-on-to",
    ),
    pytest.param(
        "Unison members at Oxter Waste accepted 7%, but the GMB threw it out. The starting point had been 2%.",
        [("improved", (7.0,), ()), ("made", (2.0,), ())],
        id="starting-point-of-all-unions",
    ),
    pytest.param(
        "An initial offer of 4% was turned down by Prospect before 5% was put forward.",
        [("made", (4.0,), ()), ("improved", (5.0,), ())],
        id="before-a-better-one",
    ),
    pytest.param(
        "The firm's refusal to better its 3% offer led Unite members to vote for strikes.",
        [("made", (3.0,), ())],
        id="refusal-to-better",
    ),
    pytest.param(
        "An improved offer came in February, 400 training places over two years. The BMA turned it down.",
        [("improved", (), ())],
        id="came-without-a-percentage",
    ),
    pytest.param(
        "The college has offered UCU members a guarantee of no compulsory redundancies until June.",
        [("made", (), ())],
        id="no-redundancies-is-an-offer",
    ),
    pytest.param("The college has offered its students a free lunch, UCU said.", [], id="lunch-is-no-offer"),
    pytest.param("Cleaners in the GMB were offered less than inflation.", [("made", (), ())], id="less-than-inflation"),
    pytest.param('"We made a fair pay offer," the ferry company told the RMT.', [("made", (), ())], id="we-made"),
    pytest.param("We made an offer to talk, the ferry company told the RMT.", [], id="offer-to-talk"),
    pytest.param(
        "Drivers in Unite, who earn £11 an hour, are being offered £12 an hour.",
        [("made", (), (12.0,))],
        id="earnings-are-no-offer",
    ),
    pytest.param("Bosses brought in a pay freeze for Unite members in March.", [("imposed", (), ())], id="freeze"),
    pytest.param("Unite members have suffered years of pay freezes.", [], id="years-of-freezes"),
    pytest.param(
        "The trust brought in new contracts in May without Unison's agreement.", [("imposed", (), ())], id="contracts"
    ),
    pytest.param(
        "Porters in the GMB were given £1,200, as the review body had advised.",
        [("imposed", (), (1200.0,)), ("recommended", (), (1200.0,))],
        id="given-as-advised",
    ),
    pytest.param(
        "Ministers offered Napo 6%, the figure that an independent review had called fair.",
        [("made", (6.0,), ()), ("recommended", (6.0,), ())],
        id="called-for-by-a-review",
    ),
    pytest.param(
        "The employers offered Unison 3%. Every additional 1% would cost £90 million, ministers said.",
        [("made", (3.0,), ())],
        id="a-further-point-is-no-award",
    ),
    pytest.param(
        "Unite was handed an offer:\n\n• porters, 3.5%\n• cooks, 2%\n• cleaners, 4.5%",
        [("made", (3.5, 2.0, 4.5), ())],
        id="a-list-is-one-offer",
    ),
    pytest.param(
        "The employers offered Unison 3%. Of that, 1.5 per cent would be consolidated.",
        [("made", (3.0,), ())],
        id="a-part-is-no-offer",
    ),
    pytest.param("Managers propose to shave £5 million off costs, the UCU said.", [], id="savings-are-no-offer"),
    pytest.param("Only an improved offer could head off the stoppage, Unite warned.", [], id="wished-for"),
    pytest.param("Unite will strike unless the firm comes back with an improved offer.", [], id="unless"),
    pytest.param("Unite urged the company to make a better offer to its members.", [], id="urged"),
    pytest.param("The union hopes to negotiate an improved pay offer, Unite said.", [], id="hoped-for"),
]


@pytest.mark.parametrize("text,expected", HISTORIES)
def test_offers_of_a_history(coded, text, expected):
    assert [(d.stage, d.pay_pct, d.pay_gbp) for d in coded(LEAD + text, kind="offer")] == expected


@pytest.mark.parametrize(
    "text,date",
    [
        ("In January the employers offered Unison members 3%.", "2023-01"),
        ("Employers offered Unison members 3%, backdated to January.", None),
        ("The offer of 3% to Unison members runs until April.", None),
        ("The offer, which the council made on 2 March, gave Unite nothing new.", "2023-03-02"),
        ("The offer, issued on Thursday, gave Unite nothing new.", "2023-03-02"),
        ("Employers brought in a wage freeze for Unite members on 1 March.", "2023-03-01"),
    ],
)
def test_the_date_of_an_offer_is_that_of_its_verb(coded, text, date):
    assert [d.date_edtf for d in coded(LEAD + text, kind="offer")] == [date]


@given(first=st.integers(1, 4), step=st.integers(1, 5))
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_better_offer_follows_a_first_whatever_the_figures(coded, first, step):
    text = f"The firm first offered Unite members {first}%. It later raised its offer to {first + step}%."
    assert [(d.stage, d.pay_pct) for d in coded(LEAD + text, kind="offer")] == [
        ("made", (float(first),)),
        ("improved", (float(first + step),)),
    ]


@pytest.mark.parametrize(
    "text,count",
    [
        ("The dispute at Calder Castings is over. Unite members have accepted a rise of 8%.", 1),
        ("The deal ends a long-running dispute between the RMT and Marsh Ferries.", 1),
        ("Unison members settled in December after a vote.", 1),
        ("The dispute is over shift pay, Usdaw said.", 0),
        ("Talks aimed at ending the dispute with Unite resume today.", 0),
        ("Unite reached an agreement in principle with the airport.", 0),
        ("The five-day strike by Unite ends on Friday.", 0),
    ],
)
def test_a_settlement_is_a_dispute_that_ended_or_a_deal_agreed(coded, text, count):
    assert len(coded(LEAD + text, kind="settlement")) == count
