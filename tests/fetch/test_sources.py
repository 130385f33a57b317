"""Source files: those that ship, and those that are wrong."""

from __future__ import annotations

import tomllib
from importlib import resources
from pathlib import Path

import pytest

from pipeline.errors import ConfigError
from pipeline.fetch.check import SourceCheck, State, mark_checked
from pipeline.fetch.sources import load_source, load_sources

SHIPPED = Path(str(resources.files("pipeline"))) / "resources" / "sources"
NATIONS = {"England", "Wales", "Scotland", "Northern Ireland", "UK"}
GOOD = """# A courier of our own.
name = "courier"
outlet = "Courier"
nation = "Wales"
language = "en"
timezone = "Europe/London"
feeds = ["https://courier.example/feed"]
"""


def write(folder, text=GOOD, name="courier"):
    path = folder / f"{name}.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_shipped_sources():
    shipped = load_sources(SHIPPED)
    assert len(shipped) >= 40
    assert {source.nation for source in shipped} == NATIONS
    assert {source.language for source in shipped} == {"en", "cy"}
    addresses = [url for source in shipped for url in source.addresses()]
    assert len(addresses) == len(set(addresses))
    assert all(url.startswith("https://") for url in addresses)
    for source in shipped:
        assert (SHIPPED / f"{source.name}.toml").is_file()


def test_every_shipped_source_says_why_it_is_there():
    for path in SHIPPED.glob("*.toml"):
        assert path.read_text(encoding="utf-8").startswith("# "), path


@pytest.mark.parametrize("kind", ["bbc", "itv", "gov-uk", "gov-scot", "gov-wales", "schools-week", "nursing-times",
                                  "personnel-today", "unison", "local-government-association"])  # fmt: skip
def test_every_kind_of_source_ships(kind):
    assert list(SHIPPED.glob(f"{kind}*.toml"))


@pytest.mark.parametrize(
    "old, new, message",
    [
        ('name = "courier"', 'name = "../courier"', "name"),
        ('name = "courier"', 'name = "Courier Online"', "name"),
        ('name = "courier"\n', "", "name"),
        ('outlet = "Courier"', 'outlet = ""', "outlet"),
        ('language = "en"', 'language = "English"', "language"),
        ("Europe/London", "Europe/Cardiff", "no time zone"),
        ("Europe/London", "../../etc/localtime", "no time zone"),
        ('feeds = ["https://courier.example/feed"]', "feeds = []", "lists nothing"),
        ("https://courier.example/feed", "file:///etc/hosts", "no http address"),
        ("https://courier.example/feed", "courier.example/feed", "no http address"),
        ("feeds =", "feed =", "feed"),
        ('feeds = ["https://courier.example/feed"]', "feeds = 3", "feeds"),
        ("feeds =", 'unverified = ["https://echo.example/"]\nfeeds =', "does not list"),
        ('nation = "Wales"', "nation = ", "Invalid value"),
    ],
)
def test_what_is_wrong_is_named_with_its_file(tmp_path, old, new, message):
    assert old in GOOD
    write(tmp_path, GOOD.replace(old, new))
    with pytest.raises(ConfigError, match=message) as caught:
        load_sources(tmp_path)
    assert "courier.toml" in str(caught.value)


def test_two_sources_of_one_name(tmp_path):
    write(tmp_path)
    write(tmp_path, name="other")
    with pytest.raises(ConfigError, match="another source is called 'courier'"):
        load_sources(tmp_path)


def test_every_wrong_file_is_named(tmp_path):
    write(tmp_path, "name =", "a")
    write(tmp_path, "\xff", "b")
    write(tmp_path)
    with pytest.raises(ConfigError) as caught:
        load_sources(tmp_path)
    assert "a.toml" in str(caught.value)
    assert "b.toml" in str(caught.value)


@pytest.mark.parametrize("folder", ["", "no-such-folder"])
def test_a_folder_without_sources(tmp_path, folder):
    with pytest.raises(ConfigError, match="no "):
        load_sources(tmp_path / folder)


MORE = GOOD.replace(
    'feeds = ["https://courier.example/feed"]',
    'feeds = ["https://courier.example/feed", "https://courier.example/b"] # two\nunverified = true',
)


def checks(*states):
    names = ("https://courier.example/feed", "https://courier.example/b")
    return [SourceCheck("courier", "feeds", url, state) for url, state in zip(names, states, strict=True)]


@pytest.mark.parametrize(
    "states, left",
    [
        ((State.OK, State.OK), None),
        ((State.OK, State.DEAD), ["https://courier.example/b"]),
        ((State.MOVED, State.SILENT), True),
        ((State.EMPTY, State.DEAD), True),
    ],
)
def test_a_good_fetch_marks_an_address(tmp_path, states, left):
    path = write(tmp_path, MORE)
    changed = mark_checked(tmp_path, checks(*states))
    assert changed == ([path] if left is not True else [])
    text = path.read_text(encoding="utf-8")
    assert tomllib.loads(text).get("unverified") == left
    assert text.startswith("# A courier of our own.")
    assert "# two" in text
    assert load_source(path).feeds == load_source(write(tmp_path, MORE)).feeds


def test_marking_twice_changes_nothing(tmp_path):
    path = write(tmp_path, MORE)
    mark_checked(tmp_path, checks(State.OK, State.DEAD))
    before = path.read_bytes()
    assert mark_checked(tmp_path, checks(State.OK, State.DEAD)) == []
    assert path.read_bytes() == before
    assert mark_checked(tmp_path, checks(State.OK, State.OK)) == [path]
    assert "unverified" not in path.read_text(encoding="utf-8")
