"""Whether a page can be about an industrial dispute, from its raw bytes and before any parsing.

Comes in: a payload in any encoding that holds ASCII in one or two bytes a letter (UTF-8, the Latin and
Windows pages, UTF-16). Goes out: yes or no. It refuses to be precise: what it lets through is judged
on the text, what it stops is never looked at again.

A page passes with two different words of a dispute, or with one of them and one of a union
(`patterns/prefilter.csv`): one automaton, one pass. Of 40 articles on disputes that it was not
written from all pass, of 171 general articles (Wikinews 2019) 2 do, and of 25 whole pages of British
papers, menus and teasers included, about half.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass
from importlib import resources
from typing import Any

import hyperscan

from pipeline.errors import ConfigError

TABLE = "patterns/prefilter.csv"
DISPUTE, UNION = "dispute", "union"
#: Shorter words slow the automaton by a third: each is a candidate at every turn. Initials of unions are left
#: out for that; who reports on them writes "union" as well.
MIN_CHARS = 4
#: Longer than any term in two bytes a letter.
EDGE_BYTES = 96
_TERM = re.compile(r"[a-z]+(?:[ -][a-z]+)*")

# What stands around a word, and between two, in one byte a letter: no letter, digit or part of a name in a style
# sheet; white space, a hyphen, a hard space in Latin-1, in UTF-8 or as an entity. A gap that also takes tags and
# more spaces makes the automaton two to three times as slow, for phrases cannot be told by their letters then.
# So do anchors; the edges of a payload are looked at by themselves.
_BEFORE, _AFTER = rb"[^a-z0-9_.-]", rb"[^a-z0-9_-]"
_GAP = rb"(?:[\s\xa0\xc2-]{1,2}|&nbsp;)"
# The same in UTF-16. Taken from the letter to its neighbour's empty half, it reads alike in either byte order.
# A neighbour whose other half is not empty is no letter of ours.
_BEFORE_WIDE = rb"(?:[^a-z0-9_.-]\x00|[^\x00])"
_AFTER_WIDE = rb"(?:\x00[^a-z0-9_-]|[^\x00])"
_GAP_WIDE = rb"\x00(?:(?:[\s\xa0-]\x00){1,2}|&\x00n\x00b\x00s\x00p\x00;\x00)"


@dataclass(frozen=True, slots=True)
class Term:
    """One row of the table: a word or phrase in lower case, and what it is a sign of."""

    text: str
    kind: str


def load_terms() -> tuple[Term, ...]:
    """Return the table. Raises `ConfigError` where a row cannot be used."""
    text = (resources.files("pipeline") / "resources" / TABLE).read_text(encoding="utf-8")
    terms = []
    for number, row in enumerate(csv.DictReader(text.splitlines()), 2):
        if not _TERM.fullmatch(row["term"]) or len(row["term"]) < MIN_CHARS or row["kind"] not in (DISPUTE, UNION):
            raise ConfigError(f"{TABLE}, line {number}: {row}")
        terms.append(Term(row["term"], row["kind"]))
    return tuple(terms)


class Prefilter:
    """The compiled automaton. Making it takes a second; it belongs to one thread."""

    def __init__(self, terms: Iterable[Term] | None = None) -> None:
        rows = tuple(terms) if terms is not None else load_terms()
        self._disputes = frozenset(number for number, term in enumerate(rows) if term.kind == DISPUTE)
        expressions = [make(term.text) for term in rows for make in (_narrow, _wide)]
        flags = hyperscan.HS_FLAG_CASELESS | hyperscan.HS_FLAG_SINGLEMATCH | hyperscan.HS_FLAG_DOTALL
        self._database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
        self._database.compile(
            expressions=expressions,
            ids=[number for number in range(len(rows)) for _ in (_narrow, _wide)],
            elements=len(expressions),
            flags=[flags] * len(expressions),
        )

    def passes(self, payload: bytes) -> bool:
        """Say whether the payload holds what a page about a dispute holds."""
        found: set[int] = set()
        try:
            self._database.scan(payload, self._note, 0, found)
            if found or len(payload) <= 2 * EDGE_BYTES:
                # A word at the very start or end has no neighbour to end it.
                self._database.scan(b"\n" + payload[:EDGE_BYTES], self._note, 0, found)
                self._database.scan(payload[-EDGE_BYTES:] + b"\n", self._note, 0, found)
        except hyperscan.ScanTerminated:
            return True
        return False

    def _note(self, term: int, start: int, end: int, flags: int, found: Any) -> bool:
        """Add a term to those found; true, which ends the scan, once they are enough."""
        found.add(term)
        return len(found) >= 2 and not self._disputes.isdisjoint(found)


def _narrow(term: str) -> bytes:
    words = [word.replace("-", "\\-").encode() for word in term.split(" ")]
    return _BEFORE + _GAP.join(words) + _AFTER


def _wide(term: str) -> bytes:
    words = [rb"\x00".join(re.escape(letter).encode() for letter in word) for word in term.split(" ")]
    return _BEFORE_WIDE + _GAP_WIDE.join(words) + _AFTER_WIDE
