"""Who held which office in which government, and when.

Comes in: `ministers.csv`. Goes out: `Ministers`, asked by name and day. It refuses to guess: a day
before the first or after the last known one is no term, and an unknown day of publication proves none.
"""

from __future__ import annotations

import datetime as dt
import functools
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from pipeline.annotate.people.lexicon import read_table


@dataclass(frozen=True, slots=True)
class Term:
    """One person in one office; `start` and `end` are ISO dates or their prefixes, empty where unknown."""

    person_id: str
    name: str
    office: str
    government: str
    start: str
    end: str

    def covers(self, day: dt.date) -> bool:
        """Tell whether `day` lies in the term, as exactly as its ends are known."""
        told = day.isoformat()
        return told[: len(self.start)] >= self.start and (not self.end or told[: len(self.end)] <= self.end)


def fold(name: str) -> str:
    """Return `name` without accents, case and curly apostrophes, for comparison."""
    plain = unicodedata.normalize("NFKD", name.replace("’", "'"))
    return "".join(c for c in plain if not unicodedata.combining(c)).casefold().strip()


class Ministers:
    """The terms of office by every spelling of their holder's name."""

    def __init__(self, terms: Iterable[tuple[Term, tuple[str, ...]]]) -> None:
        self._by_name: dict[str, list[Term]] = {}
        for term, spellings in terms:
            for spelling in {fold(s) for s in (term.name, *spellings)}:
                self._by_name.setdefault(spelling, []).append(term)

    def terms(self, name: str) -> list[Term]:
        """Return every term of whoever is called `name`."""
        return self._by_name.get(fold(name), [])

    def ids(self, name: str) -> frozenset[str]:
        """Return the ids of everyone who is called `name`."""
        return frozenset(term.person_id for term in self.terms(name))

    def terms_on(self, name: str, day: dt.date | None) -> list[Term]:
        """Return the terms of `name` that cover `day`; none where the day is unknown."""
        return [] if day is None else [term for term in self.terms(name) if term.covers(day)]

    def holders(self, surname: str, office: str, day: dt.date | None) -> list[Term]:
        """Return the terms of `office` on `day` held by someone whose last name is `surname`."""
        if day is None:
            return []
        last = fold(surname)
        return [
            term
            for name, terms in self._by_name.items()
            if name.rsplit(" ", 1)[-1] == last
            for term in terms
            if term.office == office and term.covers(day)
        ]


@functools.lru_cache(maxsize=1)
def ministers() -> Ministers:
    """Read the gazetteer; later calls return the same object."""
    return Ministers(
        (
            Term(row["person_id"], row["name"], row["office"], row["government"], row["start"], row["end"]),
            tuple(filter(None, row["aliases"].split("|"))),
        )
        for row in read_table("ministers.csv")
    )
