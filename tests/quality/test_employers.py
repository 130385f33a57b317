"""Employers of no table are found with the head of names, and no annotated one is lost by it."""

from tests.quality.employers import employers, main
from tests.quality.report import gold_articles


def test_asking_for_names_brings_employers_and_takes_none():
    gold = [one for one in gold_articles() if one["id"] in {"q05", "q16", "q20", "q25"}]
    without, asked = employers(gold, ["role"]), employers(gold, ["role", "ner"])
    assert asked.right > without.right
    assert asked.spurious <= without.spurious


def test_the_tally_is_printed(tmp_path, capsys):
    assert main(["--articles", str(tmp_path), "--heads", "role"]) == 0
    assert capsys.readouterr().out == "employers P 0.000 R 0.000 F1 0.000 (0 right, 0 spurious, 0 missed)\n"
