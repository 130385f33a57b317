"""When two tellings of one article are one thing, and what becomes of them."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.code.draft import Draft, absorb, dates_differ, finish, same_thing, settle
from pipeline.code.view import SentenceView

DAY = dt.date(2023, 5, 2)
LATER = dt.date(2023, 5, 9)


def view(index: int = 0) -> SentenceView:
    return SentenceView(index, index * 10, index * 10 + 9, 0, "Told here", "told here", (), (), ())


def draft(kind: str = "action", stage: str = "announced", at: int = 0, **slots: object) -> Draft:
    return dataclasses.replace(Draft(kind, stage, view(at), "rule", 0.8), **slots)


BALLOT = {"kind": "ballot", "stage": "result"}


@pytest.mark.parametrize(
    "a, b, expected",
    [
        ({}, {}, True),
        ({}, {"stage": "held"}, False),
        ({}, {"kind": "talks"}, False),
        # unions: one shared is enough, unless both voted or answered for themselves
        ({"unions": ("NEU",)}, {"unions": ("NASUWT",)}, False),
        ({"unions": ("NEU",)}, {"unions": ("NEU", "NASUWT")}, True),
        ({"unions": ("NEU",)}, {}, True),
        (
            {**BALLOT, "unions": ("NEU",), "explicit": True},
            {**BALLOT, "unions": ("NEU", "NASUWT"), "explicit": True},
            False,
        ),
        ({**BALLOT, "unions": ("NEU",), "explicit": True}, {**BALLOT, "unions": ("NEU", "NASUWT")}, True),
        ({"unions": ("NEU",), "explicit": True}, {"explicit": True}, False),  # unions in general are nobody's
        # a union carried over gives way in talks
        ({"kind": "talks", "unions": ("NEU",), "explicit": True}, {"kind": "talks", "unions": ("RCN",)}, True),
        (
            {"kind": "talks", "unions": ("NEU",), "explicit": True},
            {"kind": "talks", "unions": ("RCN",), "explicit": True},
            False,
        ),
        # slots that tell two things apart
        ({"action_kind": "strike"}, {"action_kind": "overtime_ban"}, False),
        ({"action_kind": "strike"}, {}, True),
        ({"about": "first"}, {"about": "second"}, False),
        # two votes: two questions with figures, more than a whole, one carried and one not
        ({**BALLOT, "share_for": 70.0}, {**BALLOT, "share_against": 30.0}, True),
        ({**BALLOT, "share_for": 70.0}, {**BALLOT, "share_against": 31.0}, False),
        ({**BALLOT, "turnout": 60.0, "mandate": True}, {**BALLOT, "share_for": 80.0, "mandate": False}, False),
        ({**BALLOT, "mandate": True}, {**BALLOT, "mandate": False}, True),  # no figures: not told apart
        # pay: the one within the other
        ({"pay_pct": (3.0,)}, {"pay_pct": (3.0, 2.0)}, True),
        ({"pay_pct": (3.0, 4.0)}, {"pay_pct": (3.0, 2.0)}, False),
        # days of action
        ({"action_dates": (DAY,)}, {"action_dates": (LATER,)}, False),
        ({"action_dates": (DAY,)}, {"action_dates": (DAY, LATER)}, True),
        ({"n_days": 2}, {"n_days": 3}, False),
        ({"n_days": 2, "action_dates": (DAY,)}, {"n_days": 3, "action_dates": (DAY,)}, True),
        ({"n_days": 2}, {"n_named": 1, "start_only": True}, True),
        ({"date_edtf": "2023-05-02"}, {"date_edtf": "2023-05-09"}, False),
    ],
)
def test_same_thing(a, b, expected):
    one, other = draft(**a), draft(**b)
    assert same_thing(one, other) is expected
    assert same_thing(other, one) is expected


@pytest.mark.parametrize(
    "a, b, expected",
    [
        ("2023-05-02", "2023-05-09", True),
        ("2023-05-02", "2023-05", False),
        ("2023-05-02", "2023-05-01/2023-05-07", False),
        ("2023-05-08", "2023-05-01/2023-05-07", True),
        ("2023-05-02", None, False),
        (None, None, False),
    ],
)
def test_dates_differ(a, b, expected):
    assert dates_differ(a, b) is expected
    assert dates_differ(b, a) is expected


def test_absorb_fills_what_is_empty_and_keeps_what_is_told():
    host = draft(n_workers=400, pay_pct=(3.0,), action_dates=(DAY,), n_named=1, date_edtf="2023-05-02")
    absorb(
        host, draft(n_workers=500, n_sites=9, pay_pct=(3.0, 2.0), action_dates=(LATER,), n_named=1, date_edtf="2023")
    )
    assert (host.n_workers, host.n_sites, host.pay_pct) == (400, 9, (3.0, 2.0))
    assert (host.action_dates, host.n_named, host.date_edtf) == ((DAY, LATER), 2, "2023-05-02")
    assert host.rules == ["rule"]


@pytest.mark.parametrize(
    "host, guest, unions",
    [
        ({"unions": ("NEU",)}, {"unions": ("RCN",), "explicit": True}, ("RCN",)),  # the named before the carried over
        ({"unions": ("NEU",), "explicit": True}, {"unions": ("RCN",)}, ("NEU",)),
        ({"unions": ("NEU",), "explicit": True}, {"unions": ("RCN",), "explicit": True}, ("NEU", "RCN")),
        ({}, {"unions": ("RCN",)}, ("RCN",)),
    ],
)
def test_absorb_unions(host, guest, unions):
    one = draft(**host)
    absorb(one, draft(**guest))
    assert one.unions == unions


def test_the_evidence_is_the_sentence_of_the_first():
    host = draft(at=0)
    absorb(host, draft(at=1, n_workers=400, n_sites=9))
    assert host.view.index == 0


def test_absorb_is_surer_but_never_certain():
    host = draft()
    absorb(host, draft())
    assert 0.8 < host.confidence < 1


RANGE = tuple(DAY + dt.timedelta(n) for n in range(4))


@pytest.mark.parametrize(
    "slots, n_days, dates, edtf",
    [
        ({"action_dates": (LATER, DAY), "n_named": 2}, 2, (DAY, LATER), "2023-05-02/2023-05-09"),
        ({"action_dates": (DAY,), "n_named": 1}, 1, (DAY,), "2023-05-02"),
        ({"action_dates": (DAY,), "n_named": 1, "start_only": True}, None, (DAY,), "2023-05-02"),
        ({"action_dates": (DAY,), "n_named": 1, "stage": "threatened"}, None, (DAY,), "2023-05-02"),
        # a number that shows that not all days of a range count leaves its two ends
        ({"action_dates": RANGE, "n_named": 4, "n_days": 3}, 3, (RANGE[0], RANGE[-1]), "2023-05-02/2023-05-05"),
        ({"action_dates": RANGE, "n_named": 4, "n_days": 4}, 4, RANGE, "2023-05-02/2023-05-05"),
        # "a one-day strike" beside two days listed tells of each
        ({"action_dates": (DAY, LATER), "n_named": 2, "n_days": 1}, 2, (DAY, LATER), "2023-05-02/2023-05-09"),
        ({"n_days": 5}, 5, (), None),
    ],
)
def test_finish(slots, n_days, dates, edtf):
    one = draft(**slots)
    finish(one)
    assert (one.n_days, one.action_dates, one.date_edtf) == (n_days, dates, edtf)


def test_finish_leaves_other_types_alone():
    one = draft("talks", "held", action_dates=(LATER, DAY))
    finish(one)
    assert (one.action_dates, one.date_edtf) == ((LATER, DAY), None)


def test_settle_joins_the_vague_to_the_exact_and_keeps_the_order():
    vague, talks, exact = draft(at=0), draft("talks", "held", at=1), draft(at=2, n_workers=400, n_sites=9)
    assert [(d.type, d.n_workers) for d in settle([vague, talks, exact])] == [("talks", None), ("action", 400)]


@given(
    st.lists(
        st.sampled_from([{}, {"n_days": 2}, {"n_days": 3}, {"unions": ("NEU",)}, {"unions": ("RCN",)}]), max_size=6
    )
)
def test_settling_settles(slots):
    settled = settle([draft(at=n, **one) for n, one in enumerate(slots)])
    again = settle(settled)
    assert len(again) == len(settled) <= len(slots)
    assert [d.view.index for d in settled] == sorted(d.view.index for d in settled)
