"""Check that the authoring tool resolves what is plain and refuses what is absent or ambiguous.

Comes in: small authored texts of this file. Goes out: a failure that names the case. It
leaves the articles themselves to `test_articles`.
"""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

HEAD = "title: A title\npublished: 2024-03-04\ndefaults: sector=rail\n---\n"
BODY = (
    "[Aslef|U ASLEF] will strike on [4|D 2024-03-04 #a], [6|D 2024-03-06 #b] and [8 March|D 2024-03-08 #c].\n"
    "~ Read more: strikes\n"
    "It wants [9pc|% 9 pay_demand #p]. Mr Ode-Pym said no. It wants talks.\n"
)


@pytest.fixture(scope="module")
def author() -> ModuleType:
    spec = importlib.util.spec_from_file_location("quality_author", Path(__file__).parent / "author.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def write(folder: Path, events: str, body: str = BODY) -> Path:
    path = folder / "q99.txt"
    path.write_text(f"{HEAD}{body}---\n{events}\n", encoding="utf-8")
    return path


def test_marks_become_mentions_and_clutter_stays(author: ModuleType, tmp_path: Path) -> None:
    article = author.resolve(write(tmp_path, "* demand made ASLEF | pay_pct=#p"))
    assert article["text"].splitlines()[1] == "Read more: strikes"
    assert [article["text"][c["start"] : c["end"]] for c in article["clutter"]] == ["Read more: strikes"]
    for mention in article["mentions"]:
        assert article["text"][mention["start"] : mention["end"]] == mention["text"]
    (event,) = article["events"]
    assert event["sector"] == "rail"
    assert article["text"][event["evidence"]["start"] : event["evidence"]["end"]] == "It wants 9pc."


@pytest.mark.parametrize(
    "dates, expected, edtf",
    [
        ("#a", ["2024-03-04"], "2024-03-04"),
        ("#a,#c", ["2024-03-04", "2024-03-08"], "2024-03-04/2024-03-08"),
        ("#b..#c", ["2024-03-06", "2024-03-07", "2024-03-08"], "2024-03-06/2024-03-08"),
        ("2024-03-05@#a", ["2024-03-05"], "2024-03-05"),
    ],
)
def test_action_dates(author: ModuleType, tmp_path: Path, dates: str, expected: list[str], edtf: str) -> None:
    path = write(tmp_path, f"* action announced ASLEF | action_kind=strike | action_dates={dates}")
    (event,) = author.resolve(path)["events"]
    assert event["action_dates"] == expected
    assert event["date_edtf"] == edtf


@pytest.mark.parametrize(
    "events, message",
    [
        ('* demand made ASLEF | ev="It wants"', "found 2 times"),
        ('* demand made ASLEF | ev="nowhere"', "found 0 times"),
        ('* demand made ASLEF | ev="It wants"@3', "found 2 times"),
        ("* demand made ASLEF | pay_pct=#nobody", "no mark is named"),
        ("* demand made ASLEF | wages=#p", "no slot"),
        ("* demand made", "an event begins"),
        ("* demand made ASLEF", "wants ev="),
    ],
)
def test_what_is_absent_or_ambiguous_is_refused(author: ModuleType, tmp_path: Path, events: str, message: str) -> None:
    with pytest.raises(author.AuthoringError, match=message):
        author.resolve(write(tmp_path, events))


@pytest.mark.parametrize(
    "body, message",
    [
        ("A stray [bracket.\n", "stray bracket"),
        ("An [odd|Z kind].\n", "kind 'Z'"),
        ("A [share|% many vote_for].\n", "unreadable mark"),
        ("[Ten|C 10 geese] of them.\n", "unit 'geese'"),
        ("[One|U GMB #x] and [two|U RMT #x].\n", "used twice"),
    ],
)
def test_unreadable_marks_are_refused(author: ModuleType, tmp_path: Path, body: str, message: str) -> None:
    with pytest.raises(author.AuthoringError, match=message):
        author.resolve(write(tmp_path, "", body))


@pytest.mark.parametrize(
    "edtf, bounds",
    [
        ("2024-02", ("2024-02-01", "2024-02-29")),
        ("2023", ("2023-01-01", "2023-12-31")),
        ("2023-04/2023-09", ("2023-04-01", "2023-09-30")),
        ("2023-02-01/2023-02-03", ("2023-02-01", "2023-02-03")),
        ("XXXX-03-11", (None, None)),
        ("2021-11-02~", (None, None)),
        ("2023-22", (None, None)),
    ],
)
def test_edtf_bounds(author: ModuleType, edtf: str, bounds: tuple[str | None, str | None]) -> None:
    assert author.edtf_bounds(edtf) == bounds


@given(st.dates())
def test_a_day_is_its_own_bounds(author: ModuleType, day: object) -> None:
    assert author.edtf_bounds(str(day)) == (str(day), str(day))
