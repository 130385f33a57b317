"""Tells nationalities, believers and party adherents (NORP) in corpora that mark none of them.

Comes in: a word, its tag and the label it bears. Goes out: the label with NORP settled where the table of words and the
tag settle it. It refuses to touch a name: "British" in "British Gas" stays part of it.
"""

from __future__ import annotations

import csv
import functools
from importlib import resources

#: "No name of a person, organisation or place": what most corpora say, nationalities left open.
NO_NAME = "O|NORP"
_TABLE = "peoples.csv"
#: Tags under which a word of the table is what the table says. A proper noun may be a language, a club or half a name.
_PLAIN = frozenset({"JJ", "NNPS", "NNS"})


@functools.cache
def peoples() -> tuple[frozenset[str], frozenset[str]]:
    """Return the adjectives (or words for one person) and the plurals of the table."""
    text = (resources.files("pipeline") / "model" / _TABLE).read_text(encoding="utf-8")
    rows = list(csv.DictReader(line for line in text.splitlines() if not line.startswith("#")))
    plurals = {plural for row in rows for plural in row["plural"].split("|") if plural}
    return frozenset(row["word"] for row in rows), frozenset(plurals)


def settle(word: str, tag: str | None, label: str) -> str:
    """Return `label` with NORP told from no name; without a tag only plurals are told. "" is a word left open."""
    if label not in (NO_NAME, ""):
        return label
    singles, plurals = peoples()
    if word in plurals and tag in (None, *_PLAIN):
        return "B-NORP"
    if label and word in singles and tag in _PLAIN:
        return "B-NORP"
    return label if not label or is_people(word) else "O"


def is_people(word: str) -> bool:
    """Say whether a word, in any letters, or a part of it ("Anglo-French") is in the table."""
    singles, plurals = peoples()
    return any(part.capitalize() in singles or part.capitalize() in plurals for part in word.split("-"))
