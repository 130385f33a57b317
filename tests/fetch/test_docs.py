"""The page on fetching says what the code does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pipeline.fetch import settings
from pipeline.fetch.check import SILENT_AFTER, State
from pipeline.fetch.failure import KINDS
from pipeline.fetch.runner import QUIET_EDITS
from pipeline.fetch.sources import LISTS, Source

PAGE = (Path(__file__).parents[2] / "docs" / "fetching.md").read_text(encoding="utf-8")


def rows(heading: str) -> dict[str, list[str]]:
    """Return the rows of the table under a heading, by their first cell."""
    part = PAGE.partition(f"## {heading}\n")[2].partition("\n## ")[0]
    lines = [line.strip("|").split("|") for line in part.splitlines() if line.startswith("| `")]
    found = [[cell.strip() for cell in line] for line in lines]
    return {cells[0].strip("`"): cells[1:] for cells in found}


def test_every_setting():
    documented = rows("The `[fetch]` table of the configuration")
    assert list(documented) == list(settings.FetchSettings.model_fields)
    for name, field in settings.FetchSettings.model_fields.items():
        if not field.is_required():
            assert documented[name][0].strip("`") == str(field.default).lower(), name


def test_every_key_of_a_source():
    assert list(rows("A source file")) == list(Source.model_fields)
    assert set(LISTS) < set(Source.model_fields)


def test_every_failure():
    assert {code: [kind.meaning] for code, kind in KINDS.items()} == rows("How a fetch fails")


def test_every_state():
    assert list(rows("Checking the sources")) == [state.value for state in State]


@pytest.mark.parametrize(
    "text, value",
    [
        ("At most {} new", settings.MAX_PAGES_A_SOURCE),
        ("and {} known pages", settings.MAX_RECHECKS_A_SOURCE),
        ("together at most {}\\.", settings.MAX_IN_FLIGHT),
        ("newer than {} days", SILENT_AFTER.days),
    ],
)
def test_numbers(text, value):
    assert re.search(text.format(value), PAGE)


def test_numbers_in_words():
    assert (settings.MAX_ATTEMPTS, settings.BREAKER_FAILURES, QUIET_EDITS.days) == (3, 5, 3)
    assert [settings.BREAKER_COOL_S * 2**n for n in range(settings.BREAKER_TRIALS)] == [10, 20, 40]
