"""The test on raw bytes lets every article on a dispute through, in any common encoding, and stops most others."""

from __future__ import annotations

import html
import json
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


def page(title: str, text: str) -> str:
    paragraphs = "".join(f"<p>{html.escape(line)}</p>\n" for line in text.splitlines())
    return f"<!doctype html><html><head><title>{html.escape(title)}</title></head><body>\n{paragraphs}</body></html>"


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_recall_on_the_quality_articles_is_whole(prefilter: Prefilter, encoding: str) -> None:
    relevant = [json.loads(path.read_text("utf-8")) for path in ARTICLES]
    relevant = [article for article in relevant if not article["negative"]]
    assert len(relevant) >= 28
    for article in relevant:
        for form in (article["text"], page(article["title"] or "", article["text"])):
            for spelling in (form, form.upper(), form.replace(" ", "\u00a0")):
                assert prefilter.passes(spelling.encode(encoding, "xmlcharrefreplace")), article["id"]


PASS = [
    "Porters in UNISON will strike on Monday.", "STRIKES: UNION WARNS", "<b>strike</b> and <i>picket</i>",
    "a pay&nbsp;offer was put to the unions", "a pay\r\noffer, then a ballot", "work-to-rule, says Unite",
    "union\nstrike", "\u2018strike\u2019 \u2013 union", "strike/union",
]
STOP = [
    "", "strike", "The striker scored for the union.", "text-decoration:strikethrough;.strike{} union",
    "a bowling alley strike", "Students' union elects a new president", "unionised strikeout", "\x00" * 50,
    "strike strike strike",
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
    (tmp_path / "resources" / "patterns" / "prefilter.csv").write_text("term,kind\nGMB,union\n", encoding="utf-8")
    monkeypatch.setattr("pipeline.archive.prefilter.resources.files", lambda _: tmp_path)
    with pytest.raises(ConfigError, match="line 2"):
        load_terms()
