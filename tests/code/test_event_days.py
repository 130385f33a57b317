"""The first and the last day of an event's EDTF date: what is exact gives days, what is not gives none."""

import datetime as dt

import pytest

from pipeline.code.coder import _edtf_days

D = dt.date


@pytest.mark.parametrize("edtf,first,last", [
    (None, None, None),
    ("2023-02-01", D(2023, 2, 1), D(2023, 2, 1)),
    ("2023-02-01~", D(2023, 2, 1), D(2023, 2, 1)),
    ("2023-02-01/2023-02-03", D(2023, 2, 1), D(2023, 2, 3)),
    ("2024-02", D(2024, 2, 1), D(2024, 2, 29)),
    ("2023-12", D(2023, 12, 1), D(2023, 12, 31)),
    ("2023-02/2023-03", D(2023, 2, 1), D(2023, 3, 31)),
    ("2023", D(2023, 1, 1), D(2023, 12, 31)),
    ("2023-21", D(2023, 3, 1), D(2023, 5, 31)),
    ("2023-22", D(2023, 6, 1), D(2023, 8, 31)),
    ("2023-24", D(2023, 12, 1), D(2024, 2, 29)),
    ("2023-02-01/..", D(2023, 2, 1), None),
    ("../2023-02-01", None, D(2023, 2, 1)),
    ("XXXX-03-11", None, None),
])
def test_days_of_an_edtf_date(edtf, first, last):
    assert _edtf_days(edtf) == (first, last)
