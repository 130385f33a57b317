"""Whether a page can be about an industrial dispute, from its raw bytes and before any parsing.

Comes in: a payload in any encoding that holds ASCII in one or two bytes a letter (UTF-8, the Latin and
Windows pages, UTF-16). Goes out: yes or no. It refuses to be precise: what it lets through is judged
on the text, what it stops is never looked at again.

A page passes with two different words of a dispute, or with one of them and one of a union
(`patterns/prefilter.csv`): one automaton, one pass. Phrases count with one plain space alone; broken over a line or
held together by hard spaces they are passed over, and single words have to do. Of 212 articles on disputes all pass,
even with every space a hard one (one of them then by a word that was added for it); of 171 general articles (Wikinews
2019) 2 do, and of 25 whole pages of British papers, menus and teasers included, about half.
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
#: The table needs a term as short as this. Without one, Hyperscan takes twice the time over the same pages; with fewer
#: than some fifty terms, three times. Between 55 and 110 their number makes no difference. Initials that often stand
#: inside other words ("eis", "ucu") cost 3 to 10% each: left out, for who reports on them writes "union" as well.
MIN_CHARS = 3
#: Longer than any term and its neighbours.
EDGE_BYTES = 48
#: A page in two bytes a letter shows an empty half in here: its markup is ASCII.
HEAD_BYTES = 1024
FLAGS = hyperscan.HS_FLAG_CASELESS | hyperscan.HS_FLAG_SINGLEMATCH | hyperscan.HS_FLAG_DOTALL
_TERM = re.compile(r"[a-z]+(?:[ -][a-z]+)*")

# What stands around a word: no letter, digit or part of a name in a style sheet. An anchor in its place makes the
# automaton two to three times as slow; the edges of a payload are looked at by themselves.
_BEFORE, _AFTER = rb"[^a-z0-9_.-]", rb"[^a-z0-9_-]"


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
        self._database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
        self._database.compile(
            expressions=[_expression(term.text) for term in rows],
            ids=list(range(len(rows))),
            elements=len(rows),
            flags=[FLAGS] * len(rows),
        )

    def passes(self, payload: bytes) -> bool:
        """Say whether the payload holds what a page about a dispute holds."""
        if b"\x00" in payload[:HEAD_BYTES]:
            # In either byte order: what is left are the ASCII letters, and two odd ones for each other letter.
            payload = payload.replace(b"\x00", b"")
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


def _expression(term: str) -> bytes:
    return _BEFORE + re.escape(term).encode() + _AFTER
