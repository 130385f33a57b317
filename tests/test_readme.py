"""What the README shows is what happens: its excerpt, its snippets, its columns, its commands."""

import argparse
import re
import tomllib
from itertools import chain
from pathlib import Path

import pytest

from pipeline import cli
from pipeline.schema import COLUMNS, TABLES
from tests import readme

ROOT = Path(__file__).parents[1]
TEXT = readme.README.read_text(encoding="utf-8")
SNIPPETS = re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL)


def test_the_generated_parts_are_not_stale(sample_run):
    assert readme.refresh(TEXT, sample_run.events) == TEXT, "run `make readme`"


def test_refreshing_refuses_a_text_without_marks(sample_run):
    with pytest.raises(ValueError, match="events"):
        readme.refresh("no marks", sample_run.events)


@pytest.mark.parametrize("code", SNIPPETS, ids=[code.split()[1] for code in SNIPPETS])
def test_the_snippets_run_where_make_run_wrote(code, sample_run, tmp_path, monkeypatch):
    (tmp_path / "data" / "processed").mkdir(parents=True)
    (tmp_path / "data" / "processed" / "sample").symlink_to(sample_run.out, target_is_directory=True)
    monkeypatch.chdir(tmp_path)
    exec(compile(code, "README.md", "exec"), {})


def test_pandas_and_duckdb_are_shown_in_three_lines_each():
    assert any("import pandas" in code and len(code.splitlines()) == 3 for code in SNIPPETS)
    assert any("import duckdb" in code and len(code.splitlines()) == 3 for code in SNIPPETS)


@pytest.mark.parametrize("name", [*TABLES, *(column.name for column in COLUMNS["events"])])
def test_every_table_and_every_column_of_events_is_named(name):
    assert f"`{name}`" in TEXT or f"`{name}/`" in TEXT


def test_every_command_and_option_is_named():
    commands = next(a for a in cli._parser()._actions if isinstance(a, argparse._SubParsersAction))
    for name, parser in commands.choices.items():
        assert f"picketline {name}" in TEXT
        for action in parser._actions:
            for option in action.option_strings:
                assert option in TEXT or option in ("-h", "--help"), f"{name} {option}"


def test_every_make_target_is_named():
    for target in re.findall(r"^([a-z]+):.*##", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE):
        assert f"make {target}" in TEXT, target


def test_the_licence_of_every_dependency_is_stated():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"].values()
    wanted = {re.match(r"[\w.-]+", line)[0] for line in chain(project["dependencies"], *extras)}
    table = (ROOT / "docs" / "decisions.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| ([\w.-]+) \| [\w. -]+ \|", table, re.MULTILINE)
    assert wanted == set(rows) - {"distribution"}


@pytest.mark.parametrize("link", re.findall(r"\]\((?!https?:)([^)#]+)", TEXT))
def test_links_lead_somewhere(link):
    assert (ROOT / link).exists()
