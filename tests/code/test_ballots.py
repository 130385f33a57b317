"""Ballots: whose vote, on what question, with which figures, voters, days and mandate."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

#: Text, then each ballot in reading order: stage, unions, and the slots that matter.
RESULTS = [
    pytest.param(
        "Bus drivers are in dispute over pay. "
        "Unite said 84 per cent of voters backed walkouts, on a turnout of 71 per cent.",
        [("result", ("UNITE",), {"question": "strike", "share_for": 84.0, "turnout": 71.0, "mandate": True})],
        id="share-and-turnout",
    ),
    pytest.param(
        "The RMT said that on a turnout of 58%, 72% of its members voted to strike at Lakeline Trains.",
        [("result", ("RMT",), {"share_for": 72.0, "turnout": 58.0, "mandate": True})],
        id="turnout-first",
    ),
    pytest.param(
        "RMT members at Lakeline Trains voted on a pay offer. In a referendum 76% voted against and 24% for.",
        [("result", ("RMT",), {"question": "offer", "share_for": 24.0, "share_against": 76.0, "mandate": None})],
        id="offer-has-no-mandate",
    ),
    pytest.param(
        "The walkout got near-unanimous support from members of the RMT at Lakeline Trains.",
        [("result", ("RMT",), {"question": "strike", "mandate": True})],
        id="action-that-got-support",
    ),
    pytest.param(
        "Bus drivers are in dispute over pay. A vote for strikes would close every depot in Marlow, for drivers "
        "are being balloted by Unite.",
        [("open", ("UNITE",), {"question": "strike"})],
        id="a-vote-that-would",
    ),
    pytest.param(
        "Porters at Larkhill Trust have been on strike. Unison members voted by 79% to accept the new offer, "
        "so there will be no more strikes this summer.",
        [("result", ("UNISON",), {"question": "offer", "share_for": 79.0, "mandate": None})],
        id="strikes-that-a-yes-rules-out",
    ),
    pytest.param(
        "The GMB will strike on Monday. It said 64% of its members voted against what the council had put forward.",
        [("result", ("GMB",), {"question": "offer", "share_against": 64.0, "mandate": None})],
        id="what-was-put-forward",
    ),
    pytest.param(
        "The GMB said 64% of its members had backed a strike over the 2% pay offer from the council.",
        [("result", ("GMB",), {"question": "strike", "share_for": 64.0, "mandate": True})],
        id="a-strike-over-the-offer",
    ),
    pytest.param(
        "Of UCU members who voted, 72% were for strikes and 83% for action short of a strike. Turnout was 44%. "
        "The law demands at least 50%.",
        [
            ("result", ("UCU",), {"question": "strike", "share_for": 72.0, "turnout": 44.0, "mandate": False}),
            ("result", ("UCU",), {"question": "action_short", "share_for": 83.0, "turnout": 44.0, "mandate": False}),
        ],
        id="two-questions-share-the-turnout",
    ),
    pytest.param(
        "Unite and the RMT have members at the yard. Both want more pay. "
        "Turnout in the Unite ballot was 86%, and 99% voted for strike action.",
        [("result", ("UNITE",), {"question": "strike", "share_for": 99.0, "turnout": 86.0})],
        id="turnout-in-the-ballot",
    ),
    pytest.param(
        "GMB members voted 91% to 9% against the pay deal.",
        [("result", ("GMB",), {"question": "offer", "share_for": 9.0, "share_against": 91.0})],
        id="a-pair-against",
    ),
    pytest.param(
        "Aslef members at the company voted against industrial action, by 52% to 48%.",
        [("result", ("ASLEF",), {"share_for": 48.0, "share_against": 52.0, "mandate": False})],
        id="lost",
    ),
    pytest.param(
        "Two unions at the yard have voted to strike. Unite said 91% were in favour on a turnout of 60%.",
        [("result", ("UNITE",), {"share_for": 91.0, "turnout": 60.0})],
        id="unions-in-general-are-those-told-later",
    ),
    pytest.param(
        "Prospect and PCS members voted by 82 per cent and 79 per cent respectively for industrial action. "
        "Turnouts were 61 per cent and 55 per cent.",
        [
            ("result", ("PROSPECT",), {"share_for": 82.0, "turnout": 61.0}),
            ("result", ("PCS",), {"share_for": 79.0, "turnout": 55.0}),
        ],
        id="each-union-its-own",
    ),
    pytest.param(
        "The BMA's ballot of consultants returned a majority of 86% for strikes; 71% of those eligible voted. "
        "A previous ballot in June 2022 failed with a turnout of 48%.",
        [
            ("result", ("BMA",), {"share_for": 86.0, "turnout": 71.0, "mandate": True, "date_edtf": None}),
            ("result", ("BMA",), {"share_for": None, "turnout": 48.0, "mandate": False, "date_edtf": "2022-06"}),
        ],
        id="an-earlier-vote-apart",
    ),
    pytest.param(
        "NASUWT members in Northern Ireland backed action short of a strike by 79.8% on a turnout of 39%.",
        [("result", ("NASUWT",), {"question": "action_short", "turnout": 39.0, "mandate": True})],
        id="no-threshold-in-northern-ireland",
    ),
    pytest.param(
        "EIS members voted 95% in favour of strike action in a consultative ballot with a turnout of 70%.",
        [("result", ("EIS",), {"share_for": 95.0, "indicative": True, "mandate": None})],
        id="indicative-has-no-mandate",
    ),
    pytest.param(
        "Only 31 per cent of USDAW members who voted supported strike action, and 69 per cent opposed it.",
        [("result", ("USDAW",), {"share_for": 31.0, "share_against": 69.0, "mandate": False})],
        id="lost",
    ),
    pytest.param(
        "Lecturers backed strikes by two to one. The UCU said turnout was 62%, well above the 50% legal requirement.",
        [("result", ("UCU",), {"question": "strike", "turnout": 62.0, "threshold": 50.0, "mandate": True})],
        id="turnout-joins-a-result-in-words",
    ),
    pytest.param(
        "The UCU result is as follows. Are you prepared to take industrial action consisting of strike action?\n"
        "Yes: 81.1%\nNo: 18.9%\n"
        "Are you prepared to take industrial action consisting of action short of strike action?\n"
        "Yes: 88.7%\nNo: 11.3%",
        [
            ("result", ("UCU",), {"question": "strike", "share_for": 81.1, "share_against": 18.9}),
            ("result", ("UCU",), {"question": "action_short", "share_for": 88.7, "share_against": 11.3}),
        ],
        id="a-scrutineers-table",
    ),
]

#: Votes without a figure.
WORDS = [
    pytest.param(
        "Unite members at Harrow Foods will be balloted for strike action. "
        "The ballot opens on 20 March and closes on 6 April. About 400 workers will be asked to vote.",
        [("planned", ("UNITE",), {"question": "strike", "n_workers": 400, "date_edtf": "2023-03-20/2023-04-06"})],
        id="planned-with-window",
    ),
    pytest.param(
        "The GMB has announced it will ballot 1,200 workers at three warehouses.",
        [("planned", ("GMB",), {"n_workers": 1200, "n_sites": 3})],
        id="planned-with-voters",
    ),
    pytest.param(
        "Nurses in the RCN are voting on whether to strike. The ballot, which opened on 1 March, closes on 30 March.",
        [("open", ("RCN",), {"question": "strike", "date_edtf": "2023-03-01/2023-03-30"})],
        id="open-with-window",
    ),
    pytest.param(
        "More than 300 members of the TSSA have received ballot papers and have until April 4 to return them.",
        [("open", ("TSSA",), {"n_workers": 300, "date_edtf": "2023-04-04"})],
        id="open-until",
    ),
    pytest.param(
        "Unite has threatened to ballot its members if the company does not improve its offer.",
        [("planned", ("UNITE",), {"question": "strike"})],
        id="the-offer-is-not-the-question",
    ),
    pytest.param(
        "The strike by Unite crews at Dunmore Waste has lasted two weeks. Unite's members will have a vote on the "
        "company's new offer. Collections go on. Bins were full. Streets stank. Unite members will vote on Friday.",
        [("planned", ("UNITE",), {"question": "offer"})],
        id="a-vote-without-question-is-on-the-offer-consulted-on",
    ),
    pytest.param(
        "The CWU has reached a deal with Royal Mail on pay. Its executive ratified it on Monday and members will be "
        "balloted shortly.",
        [("planned", ("CWU",), {"question": "offer"})],
        id="a-vote-on-what-the-executive-ratified",
    ),
    pytest.param(
        "The NEU won a mandate for strikes in January.",
        [("result", ("NEU",), {"question": "strike", "mandate": True, "date_edtf": "2023-01"})],
        id="mandate-won",
    ),
    pytest.param(
        "Unite's ballot at Ashwick Aero opens on 20 March and will finish on 3 April.",
        [("planned", ("UNITE",), {"date_edtf": "2023-03-20/2023-04-03"})],
        id="begins-and-finishes",
    ),
    pytest.param(
        "The GMB lost its mandate for strikes last year and is re-balloting its members.",
        [("result", ("GMB",), {"mandate": False}), ("open", ("GMB",), {"question": "strike"})],
        id="lost-and-voting-again",
    ),
    pytest.param(
        "The firm has raised its offer to 8.5%. Unite is recommending acceptance. The ballot closes on 26 March.",
        [("open", ("UNITE",), {"question": "offer", "date_edtf": "2023-03-26"})],
        id="a-vote-on-the-terms-just-told",
    ),
    pytest.param("The company urged Unite to put the offer to a ballot.", [], id="a-wish-is-no-ballot"),
    pytest.param(
        "Unison will ask about 13,000 porters at eight trusts to vote again in April.",
        [("planned", ("UNISON",), {"n_workers": 13000, "n_sites": 8, "date_edtf": "2023-04", "question": "strike"})],
        id="asked-to-vote-again",
    ),
    pytest.param("The firm will ask staff to work overtime, Unite said.", [], id="asked-to-do-something-else"),
    pytest.param(
        "The GMB said more than 4,100 of its members would start voting on strike action on Wednesday 15 March. "
        "It is balloting at almost 700 schools.",
        [("open", ("GMB",), {"n_workers": 4100, "n_sites": 700, "date_edtf": "2023-03-15"})],
        id="starts-voting-today",
    ),
    pytest.param(
        "The GMB will open a ballot for strikes on Monday 20 March. It closes on 17 April.",
        [("planned", ("GMB",), {"question": "strike", "date_edtf": "2023-03-20/2023-04-17"})],
        id="it-closes-on",
    ),
    pytest.param(
        "The RMT has agreed to halt its action and to let its members have a vote.",
        [("planned", ("RMT",), {"question": "offer"})],
        id="let-them-have-a-vote",
    ),
    pytest.param("The council should let its staff have their say, Unite said.", [], id="should-let-them"),
    pytest.param("Ministers let workers have a say over strikes, said Unite.", [], id="a-say-over-strikes"),
    pytest.param(
        "UCU is asking members at 138 universities whether they will strike over pay. The ballot closes on 28 April.",
        [("open", ("UCU",), {"n_sites": 138, "date_edtf": "2023-04-28"})],
        id="asking-whether",
    ),
    pytest.param(
        "Consultants in the BMA are being asked in separate indicative ballots whether they would strike over "
        "this year's award.",
        [("open", ("BMA",), {"indicative": True, "date_edtf": None})],
        id="over-the-award-of-a-year",
    ),
    pytest.param(
        "It is expected that 2,000 drivers in Unite will take part in the ballot, which closes on 18 April.",
        [("planned", ("UNITE",), {"n_workers": 2000, "date_edtf": "2023-04-18"})],
        id="will-take-part",
    ),
    pytest.param("Leaders of the POA will announce the result of the ballot next week.", [], id="only-its-result"),
    pytest.param(
        "Unison's vote at Larkhill Trust did not get past the turnout that the law asks for. "
        "It will ask 1,300 porters to vote again.",
        [
            ("result", ("UNISON",), {"mandate": False, "n_workers": None}),
            ("planned", ("UNISON",), {"n_workers": 1300}),
        ],
        id="turnout-missed-in-words",
    ),
    pytest.param(
        "The NASUWT said that fewer than half of its ballot papers were returned.",
        [("result", ("NASUWT",), {"mandate": False, "question": "strike"})],
        id="fewer-than-half-returned",
    ),
    pytest.param(
        "The UCU vote at Larkhill College failed, as too few members had taken part.",
        [("result", ("UCU",), {"mandate": False})],
        id="too-few-took-part",
    ),
    pytest.param(
        "Turnout was too low at three colleges, but UCU members elsewhere voted to strike.",
        [("result", ("UCU",), {"mandate": True, "n_sites": None})],
        id="too-low-in-places",
    ),
    pytest.param("The minister supported the right to strike of RCN members.", [], id="a-right-is-no-vote"),
    pytest.param(
        "PCS members in 115 government departments have a mandate for strikes until November.",
        [("result", ("PCS",), {"n_sites": 115})],
        id="departments-with-a-mandate",
    ),
    pytest.param(
        "Unison members at 12 of the 44 trusts voted for strikes.",
        [("result", ("UNISON",), {"n_sites": 12})],
        id="some-of-all-sites",
    ),
    pytest.param(
        "Barristers voted to go on strike, the Criminal Bar Association said.",
        [("result", ("CBA",), {"mandate": None})],
        id="outside-the-law-of-unions",
    ),
    pytest.param(
        "Unite suspended the rest of the strike as a sign of good faith and will now ballot its members on the "
        "revised terms.",
        [("planned", ("UNITE",), {"question": "offer"})],
        id="terms-behind-the-ballot",
    ),
    pytest.param(
        "The GMB will ballot its members for a walkout over the terms that the council imposed.",
        [("planned", ("GMB",), {"question": "strike"})],
        id="walkout-over-terms",
    ),
    pytest.param(
        "Unison members voted last week by a 55% to 45% majority to strike, after rejecting a rise of 2%.",
        [("result", ("UNISON",), {"question": "strike", "share_for": 55.0, "share_against": 45.0, "mandate": True})],
        id="majority-to-strike",
    ),
    pytest.param(
        "PCS members at Larkhill Galleries have voted for action.\n\n"
        "Question 1: Are you prepared to take part in strike action?\n"
        "1. Number of individuals who were entitled to vote in the ballot: 62\n"
        "2. Number of votes cast in the ballot: 37\n"
        '3. Number of "YES" votes: 35 (94.59%)\n'
        '4. Number of "NO" votes: 2 (5.41%)\n\n'
        "Question 2: Are you prepared to take part in industrial action short of a strike?\n"
        "1. Number of individuals who were entitled to vote in the ballot: 62\n"
        "2. Number of votes cast in the ballot: 37\n"
        '3. Number of "YES" votes: 37 (100%)\n'
        '4. Number of "NO" votes: 0 (0%)\n',
        [
            ("result", ("PCS",), {"question": "strike", "share_for": 94.59, "n_workers": 62}),
            ("result", ("PCS",), {"question": "action_short", "share_for": 100.0, "n_workers": 62}),
        ],
        id="numbered-table",
    ),
    pytest.param("Unite said turnout at the Ashwick branch was 63 per cent.", [], id="a-turnout-alone-is-none"),
]


@pytest.mark.parametrize(("text", "expected"), RESULTS + WORDS)
def test_ballots_of_a_text(coded, text, expected):
    found = coded(text, "2023-03-15", kind="ballot")
    told = [
        (d.stage, d.unions, {name: getattr(d, name) for name in slots})
        for d, (_, _, slots) in zip(found, expected, strict=False)
    ]
    assert len(found) == len(expected)
    assert told == expected


@pytest.mark.parametrize(
    ("published", "mandate"),
    [pytest.param("2017-02-28", True, id="before-the-act"), pytest.param("2017-03-01", False, id="under-the-act")],
)
def test_threshold_holds_from_the_day_of_the_act(coded, published, mandate):
    text = "Aslef members voted by 90% for strikes on a turnout of 45%."
    assert [d.mandate for d in coded(text, published, kind="ballot")] == [mandate]


@pytest.mark.parametrize(
    ("text", "date"),
    [
        pytest.param("Unite announced on Monday that 84% had voted to strike.", "2023-03-13", id="announced"),
        pytest.param("Unite said 84% voted to strike. The ballot closed on Friday.", "2023-03-10", id="closed-after"),
        pytest.param("Unite said 84% voted to strike in a ballot last month.", "2023-02", id="month"),
        pytest.param("Unite said 84% voted to strike. They will walk out on 3 April.", None, id="not-of-the-strike"),
        pytest.param("Unite said 84% of its members voted to strike.", None, id="never-the-articles-own"),
        pytest.param(
            "It was on 6 March that Unite announced the result. It said 84% voted to strike.", "2023-03-06", id="it-was"
        ),
        pytest.param("Unite said 84% voted to strike. The results came out on Friday.", "2023-03-10", id="out"),
        pytest.param("Unite members, balloted last week, voted to strike.", None, id="week-of-voting"),
        pytest.param(
            "In January and February Unite ran a consultation in which 84% of members supported strikes.",
            "2023-01/2023-02",
            id="two-months",
        ),
    ],
)
def test_date_of_a_result(coded, text, date):
    assert [d.date_edtf for d in coded(text, "2023-03-15", kind="ballot")] == [date]


@pytest.mark.parametrize(
    ("text", "voters"),
    [
        pytest.param("Of the 2,000 CWU members who replied, 81% backed a strike.", None, id="those-who-replied"),
        pytest.param("In all 28 votes were cast by 54 eligible GMB members, 93% for strikes.", 54, id="eligible"),
        pytest.param("Almost 70% of Unite's 8,000 members in the depots voted to strike.", 8000, id="share-of-a-union"),
        pytest.param("Unite's crews, who number 450, voted by 84% to strike.", 450, id="who-number"),
        pytest.param("Unite's crews voted by 84% to strike. Some 900 people were eligible.", 900, id="next"),
        pytest.param("Two Aslef members were sent papers by mistake. Its vote was 87% to strike.", None, id="mistake"),
        pytest.param(
            "Number of individuals who were entitled to vote in the ballot: 62. Unite said 84% voted to strike.",
            62,
            id="scrutineer",
        ),
    ],
)
def test_number_of_voters(coded, text, voters):
    assert [d.n_workers for d in coded(text, "2023-03-15", kind="ballot")] == [voters]


@pytest.mark.parametrize(
    ("text", "indicative"),
    [
        pytest.param("Unite ran a consultation in which 93% backed strikes.", True, id="ran-a-consultation"),
        pytest.param("Unite asked for a show of hands and 93% backed strikes.", True, id="show-of-hands"),
        pytest.param("Unite said 93% voted for strikes after the consultation on cuts.", None, id="of-the-employer"),
    ],
)
def test_a_vote_that_binds_nobody(coded, text, indicative):
    (found,) = coded(text, "2023-03-15", kind="ballot")
    assert (found.indicative, found.mandate) == (indicative, None if indicative else True)


@pytest.mark.parametrize(
    ("text", "stages"),
    [
        pytest.param("GMB members at the council voted by 58% to accept the pay offer.", ["accepted"], id="accepted"),
        pytest.param("GMB members at the council voted by 58% to reject the pay offer.", ["rejected"], id="rejected"),
    ],
)
def test_a_vote_on_an_offer_is_an_answer_too(coded, text, stages):
    assert [d.stage for d in coded(text, kind="response")] == stages


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(share=st.integers(51, 99), turnout=st.integers(50, 99))
def test_every_figure_stands_in_the_text(coded, share, turnout):
    text = f"Unite said {share}% of its members voted to strike on a turnout of {turnout}%."
    (found,) = coded(text, kind="ballot")
    assert (found.share_for, found.turnout, found.share_against) == (float(share), float(turnout), None)
    assert found.mandate is True
