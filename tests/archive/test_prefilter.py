"""The test on raw bytes lets every article on a dispute through, in any common encoding, and stops most others."""

from __future__ import annotations

import html
import itertools
import json
import re
import textwrap
from collections.abc import Iterator
from importlib import resources
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.archive.prefilter import DISPUTE, Prefilter, Term, load_terms
from pipeline.errors import ConfigError

ARTICLES = sorted((Path(__file__).parents[1] / "quality" / "articles").glob("*.json"))
ENCODINGS = ("utf-8", "utf-8-sig", "latin-1", "cp1252", "utf-16", "utf-16-le", "utf-16-be")


@pytest.fixture(scope="module")
def prefilter() -> Prefilter:
    return Prefilter()


SAMPLE = sorted((Path(str(resources.files("pipeline"))) / "resources" / "sample").glob("*.html"))
RELEVANT_PAGES = [path for path in SAMPLE if not path.name.startswith("negative-")]


def page(title: str, text: str) -> str:
    paragraphs = "".join(f"<p>{html.escape(line)}</p>\n" for line in text.split("\n\n"))
    return f"<!doctype html><html><head><title>{html.escape(title)}</title></head><body>\n{paragraphs}</body></html>"


def wrapped(text: str, width: int) -> str:
    """Break the lines of each paragraph as a plain text does, words kept whole."""
    lines = (textwrap.fill(line, width, break_on_hyphens=False, break_long_words=False) for line in text.splitlines())
    return "\n\n".join(line for line in lines if line)


def every_second_space(text: str, other: str, first: int) -> str:
    """Put `other` in the place of every second space outside tags, from the one numbered `first`."""
    numbers = itertools.count()
    return re.sub(r"<[^>]*>| ", lambda m: other if m[0] == " " and next(numbers) % 2 == first else m[0], text)


def spellings(title: str, text: str) -> Iterator[str]:
    """Yield an article as text and as a page, with its spaces and line breaks in all the ways that pages have them."""
    plain = page(title, text)
    yield from (text, text.upper(), plain, plain.upper(), text.replace(" ", "\u00a0"), text.replace(" ", "\n"))
    for width in (60, 80):
        yield from (page(title, wrapped(text, width)), page("", wrapped(text, width)))
    for other in ("&nbsp;", "\u00a0"):
        yield from (every_second_space(plain, other, first) for first in (0, 1))


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_recall_on_the_quality_articles_is_whole(prefilter: Prefilter, encoding: str) -> None:
    relevant = [json.loads(path.read_text("utf-8")) for path in ARTICLES]
    relevant = [article for article in relevant if not article["negative"]]
    assert len(relevant) >= 28
    for article in relevant:
        for number, spelling in enumerate(spellings(article["title"] or "", article["text"])):
            assert prefilter.passes(spelling.encode(encoding, "xmlcharrefreplace")), (article["id"], number)


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_recall_on_the_sample_is_whole(prefilter: Prefilter, encoding: str) -> None:
    assert len(RELEVANT_PAGES) >= 15
    for path in RELEVANT_PAGES:
        text = path.read_text("utf-8")
        forms = [every_second_space(text, other, first) for other in ("&nbsp;", "\u00a0") for first in (0, 1)]
        for number, form in enumerate((text, re.sub(r"(?<=\w) (?=\w)", "\n", text), *forms)):
            assert prefilter.passes(form.encode(encoding, "xmlcharrefreplace")), (path.name, number)


PASS = [
    "Porters in UNISON will strike on Monday.", "STRIKES: UNION WARNS", "<b>strike</b> and <i>picket</i>",
    "a pay offer was put to the unions", "a strike,\r\nthen a ballot", "work-to-rule, says Unite",
    "union\nstrike", "GMB: strike on", "rmt/picket", "\u2018strike\u2019 \u2013 union", "strike/union",
]
STOP = [
    "", "strike", "The striker scored for the union.", "text-decoration:strikethrough;.strike{} union",
    "a bowling alley strike", "Students' union elects a new president", "unionised strikeout", "\x00" * 50,
    "strike strike strike",
    # Phrases count with a plain space only, and initials as words of their own.
    "a pay&nbsp;offer was put to the unions", "a general\nsecretary, a strike", "strike at the egmba",
    "GMB, RMT and RCN",
]


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "utf-16", "utf-16-be"])
@pytest.mark.parametrize("text, expected", [*((text, True) for text in PASS), *((text, False) for text in STOP)])
def test_two_signs_are_needed(prefilter: Prefilter, text: str, expected: bool, encoding: str) -> None:
    assert prefilter.passes(text.encode(encoding)) is expected


SMALL = Prefilter([Term("pay offer", DISPUTE), Term("walkout", DISPUTE)])


@given(before=st.text(max_size=20), after=st.text(max_size=20))
def test_whatever_stands_around_them_two_signs_are_found(before: str, after: str) -> None:
    text = f"{before} pay offer, walkout {after}"
    for encoding in ("utf-8", "utf-16-le", "utf-16-be"):
        assert SMALL.passes(text.encode(encoding, "replace"))


@given(st.binary(max_size=300))
def test_any_bytes_can_be_asked(payload: bytes) -> None:
    assert SMALL.passes(payload) is False


def test_the_table_is_sorted_and_without_repeats() -> None:
    terms = [(term.kind, term.text) for term in load_terms()]
    assert terms == sorted(set(terms))


def test_a_row_that_cannot_be_used_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "resources" / "patterns").mkdir(parents=True)
    (tmp_path / "resources" / "patterns" / "prefilter.csv").write_text("term,kind\nGM,union\n", encoding="utf-8")
    monkeypatch.setattr("pipeline.archive.prefilter.resources.files", lambda _: tmp_path)
    with pytest.raises(ConfigError, match="line 2"):
        load_terms()
