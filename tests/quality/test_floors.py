"""Quality is a pinned number: each family's F1 is at least its floor, on exactly the data it was measured on."""

import pytest

from tests.quality.report import data_sha256, floors, gold_articles, main, run_scores
from tests.quality.scoring import FAMILIES

#: A floor further below what is reached than this guards nothing: raise it.
MAX_SLACK = 0.05


def test_the_data_is_what_the_floors_were_measured_on():
    assert data_sha256() == floors()["data_sha256"], "the articles changed: measure again, then pin figures and hash"


def test_there_is_a_floor_for_every_family():
    assert set(floors()["f1"]) == set(FAMILIES)
    assert len(gold_articles()) >= 30


@pytest.mark.parametrize("family", FAMILIES)
def test_no_family_is_below_its_floor(family):
    reached = run_scores().families[family].f1
    assert reached >= floors()["f1"][family], f"`make quality ARGS='--errors {family}'` lists what is wrong"


@pytest.mark.parametrize("family", FAMILIES)
def test_no_floor_lags_behind(family):
    reached = run_scores().families[family].f1
    slack = reached - floors()["f1"][family]
    assert slack <= MAX_SLACK, f"{family} has reached {reached:.3f}: raise its floor, `make quality ARGS=--pin`"


def test_the_report_prints_every_family_and_every_error(capsys):
    main(["--errors"])
    printed = capsys.readouterr().out
    assert all(family in printed for family in FAMILIES)
    assert all(fact.splitlines()[0] in printed for _, _, _, fact in run_scores().errors)
