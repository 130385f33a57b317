"""The component `picketline_sentences`: where sentences begin, at the speed of one regex.

Comes in: a `Doc` from the blank English tokeniser. Goes out: the same with every token's
`is_sent_start` set. It refuses to cross a line: a newline always ends a sentence, as pages
set headings, captions and list items without a full stop.

A full stop is judged by the word before it and the one behind it, words and their kinds being
data (`resources/patterns/sentences.csv`).
"""

from __future__ import annotations

import csv
import functools
import re
from collections.abc import Iterator
from importlib import resources
from typing import Any

import numpy as np
from spacy.language import Language
from spacy.tokens import Doc

from pipeline.annotate.extensions import forget_sentences, text_of

TABLE = "sentences.csv"
#: No word before a full stop that decides anything is longer.
LONGEST_WORD = 24

_NEWLINE = re.compile(r"\n\s*(?=\S)")
_STOP = re.compile(r"(?P<stop>[.!?…]+)[)\]”’\"'»]*[ \t]+(?=(?P<open>[“‘\"'(\[«]*)(?P<next>[^\s“‘\"'(\[«]+))")
#: "…the offer.The union": the space was lost with the markup between them. The tokeniser parts
#: letters there and nothing else.
_GLUED = re.compile(r"(?<=[a-z]{3})[.!?](?=[A-Z][a-z])")
_BULLET = re.compile(r"(?<=\s)(?=[•●▪■◆]\s)")
_LAST_WORD = re.compile(r"[\w.&'’-]+$")
_NEXT_WORD = re.compile(r"[\w'’]+")
#: "U.K", "a.m", "J", as they stand before their last full stop.
_INITIALS = re.compile(r"(?:[A-Za-z]\.)*[A-Za-z]")
#: A number or letter that counts the items of a list, at the start of its line. Within a line
#: "4." behind a stop is as likely a day: "on Oct. 4. They".
_ENUMERATOR = re.compile(r"(?:^|\n)[ \t]*(?:[-•*][ \t]*)?(?:\d{1,2}|[A-Za-z]|[ivx]{1,4})$")
#: What a sentence begins with beside a capital: a digit, an amount, "easyJet".
_BEGINNING = re.compile(r"[A-Z\d£€$]|[^\W\d_a-z]|[a-z]{1,5}[A-Z]")


@Language.factory("picketline_sentences")
def make_sentences(nlp: Language, name: str) -> SentenceFinder:
    """Make the component; its words come from `resources/patterns/sentences.csv`."""
    return SentenceFinder()


class SentenceFinder:
    """Sets the sentence starts of a `Doc`; whatever was set before is replaced."""

    def __call__(self, doc: Doc) -> Doc:
        """Return `doc` with its sentence starts set on every token."""
        if not len(doc):
            return doc
        text = text_of(doc)
        begins = np.asarray(doc.to_array(["IDX"]), dtype=np.int64).reshape(-1)
        starts = np.full(len(doc), -1, dtype=np.int64)
        starts[0] = 1
        lines = np.fromiter(line_starts(text), dtype=np.int64)
        tokens = np.searchsorted(begins, lines)
        starts[tokens[tokens < len(doc)]] = 1
        stops = np.fromiter(stop_starts(text), dtype=np.int64)
        tokens = np.minimum(np.searchsorted(begins, stops), len(doc) - 1)
        # A start inside a token (an address, a name with a stop in it) is none.
        starts[tokens[begins[tokens] == stops]] = 1
        column: Any = starts.astype(np.uint64).reshape(-1, 1)
        doc.from_array(["SENT_START"], column)
        forget_sentences(doc)
        return doc


def line_starts(text: str) -> Iterator[int]:
    """Yield the offset of the first visible character of each line but the first."""
    first = len(text) - len(text.lstrip())
    return (match.end() for match in _NEWLINE.finditer(text) if match.end() > first)


def stop_starts(text: str) -> Iterator[int]:
    """Yield the offsets behind a full stop, question or exclamation mark where a sentence begins."""
    words = word_kinds()
    for match in _STOP.finditer(text):
        if _ends(text, match, words):
            yield match.end()
    for match in _GLUED.finditer(text):
        yield match.end()
    for match in _BULLET.finditer(text):
        yield match.end()


@functools.cache
def word_kinds() -> dict[str, str]:
    """Return the kind of each word in the table, by the word without its last full stop."""
    path = resources.files("pipeline") / "resources" / "patterns" / TABLE
    return {row["word"]: row["kind"] for row in csv.DictReader(path.read_text(encoding="utf-8").splitlines())}


def _ends(text: str, match: re.Match[str], words: dict[str, str]) -> bool:
    """Say whether the stop at `match` ends a sentence."""
    following = match["next"]
    if not _BEGINNING.match(following):
        return False
    if match["stop"] != ".":
        return True
    at = match.start("stop")
    before = _LAST_WORD.search(text, max(0, at - LONGEST_WORD), at)
    if before is None:
        return True
    word = before.group()
    kind = words.get(word)
    if kind in ("before_name", "inner"):
        return False
    if kind == "before_number":
        return not following[0].isdigit()
    if kind == "plain":
        return True
    if kind == "either" or _INITIALS.fullmatch(word):
        return _ENUMERATOR.search(text, max(0, at - LONGEST_WORD), at) is None and _begins_anew(match, words)
    return not (len(word) <= 2 and word.isdigit() and _ENUMERATOR.search(text, max(0, at - LONGEST_WORD), at))


def _begins_anew(match: re.Match[str], words: dict[str, str]) -> bool:
    """Say whether what follows an abbreviation begins a sentence: a quotation, or a word that seldom is a name."""
    if match["open"][:1] in ("“", '"', "‘"):
        return True
    word = _NEXT_WORD.match(match["next"])
    return word is not None and words.get(word.group()) == "starter"
