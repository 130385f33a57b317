"""The codebook is what the schema says, and complete."""

from pathlib import Path

import pytest

from pipeline import schema
from pipeline.errors import ConfigError
from pipeline.export import codebook
from pipeline.normalise.disputes import ROUND_GAP_DAYS
from pipeline.normalise.identity import NUMBERS_SLACK_DAYS, WINDOW_DAYS

PATH = Path(__file__).parents[2] / "docs" / "codebook.md"
TEXT = PATH.read_text(encoding="utf-8")


def test_the_file_is_not_stale():
    assert codebook.refresh(TEXT) == TEXT, "run python -m pipeline.export.codebook docs/codebook.md"


def test_refreshing_twice_changes_nothing():
    once = codebook.refresh("<!-- begin roles -->\nstale\n<!-- end roles -->\n")
    assert "stale" not in once
    assert codebook.refresh(once) == once


def test_the_rest_of_the_text_stays():
    assert codebook.refresh("before\n<!-- begin lists -->\n<!-- end lists -->\nafter").startswith("before\n")
    assert codebook.refresh("nothing marked") == "nothing marked"


def test_an_unknown_mark_is_named():
    with pytest.raises(ConfigError, match="'rolls'"):
        codebook.refresh("<!-- begin rolls -->\n<!-- end rolls -->")


def test_main_rewrites_the_files_it_is_given(tmp_path):
    path = tmp_path / "part.md"
    path.write_text("<!-- begin units -->\n<!-- end units -->\n", encoding="utf-8")
    codebook.main([str(path)])
    assert "| `disputes` |" in path.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", schema.SCHEMAS)
def test_every_column_is_in_it(name):
    section = TEXT.split(f"\n### `{name}`\n")[1].split("\n### ")[0]
    assert [line.split("`")[1] for line in section.splitlines() if line.startswith("| `")] == schema.SCHEMAS[name].names


def test_every_stage_label_and_role_has_a_meaning():
    assert set(codebook.STAGE_MEANINGS) == {(kind, stage) for kind, of in schema.EVENT_STAGES.items() for stage in of}
    assert set(codebook.LABEL_MEANINGS) == set(schema.LABELS)
    assert set(codebook.ROLE_MEANINGS) == set(schema.ROLES)


@pytest.mark.parametrize("days", [WINDOW_DAYS, NUMBERS_SLACK_DAYS, ROUND_GAP_DAYS])
def test_the_prose_gives_the_constants_of_the_code(days):
    assert f"{days} days" in TEXT
