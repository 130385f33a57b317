"""What the tellings of one article lend each other once they are settled."""

from __future__ import annotations


def test_a_deal_told_without_figures_has_those_of_the_offer_accepted(coded) -> None:
    text = (
        "Unite members have accepted the council's improved offer. It is worth 6%. "
        "The deal ends a three-month dispute, Unite said."
    )
    (deal,) = coded(text, kind="settlement")
    assert deal.pay_pct == (6.0,)


def test_a_deal_has_no_terms_that_only_another_union_accepted(coded) -> None:
    text = "GMB members have accepted an improved offer of 6%. A deal with Unite has ended its row with the airport."
    assert [deal.pay_pct for deal in coded(text, kind="settlement") if deal.unions == ("UNITE",)] == [()]


def test_results_in_a_list_by_workplaces_have_the_day_of_the_first(coded) -> None:
    text = (
        "Unite drivers backed strikes by 81% in a ballot result announced on Monday.\nThe results by depot:\n"
        "Carrow: 90% in favour on a turnout of 70%\nDunmore: 66% in favour on a turnout of 58%"
    )
    results = coded(text, kind="ballot")
    assert [r.share_for for r in results] == [81.0, 90.0, 66.0]
    assert {r.date_edtf for r in results} == {"2023-03-06"}


def test_answers_at_two_firms_are_two(coded) -> None:
    text = (
        "Unite members at Heathrow Airport have rejected the pay offer. They will strike in May. "
        "Unite members at Royal Mail have rejected the pay offer too."
    )
    assert [d.stage for d in coded(text, kind="response")] == ["rejected", "rejected"]
