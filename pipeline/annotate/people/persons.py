"""Gathers the names of an article into persons: "Mr Hale" is the Peter Hale of the second paragraph.

Comes in: tokens and names. Goes out: one person index for each name, and the bare surnames that later
text uses. It refuses a bare surname that is also an ordinary word or somebody's given name.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from pipeline.annotate.people.lexicon import Lexicon
from pipeline.annotate.people.ministers import fold
from pipeline.annotate.people.names import Name, unshout
from pipeline.annotate.people.tokens import Token

#: Folded words are kept from article to article.
_folded = functools.lru_cache(maxsize=20_000)(fold)

#: They stand before a given name: "Sir Keir".
GIVEN_NAME_TITLES = frozenset({"sir", "dame"})


@dataclass(slots=True)
class Person:
    """One person of an article: the full name as first told, and which names are theirs."""

    name: str
    names: list[int] = field(default_factory=list)

    @property
    def given(self) -> str:
        """The first word of the name, folded."""
        return fold(self.name.split()[0])

    @property
    def surname(self) -> str:
        """The last word of the name, folded."""
        return fold(self.name.split()[-1])


def same_person(person: Person, name: Name, spellings: Callable[[str], frozenset[str]]) -> bool:
    """Tell whether a name of two words or more is the person's: a middle name may be left out.

    `spellings` gives the ids of a name in the gazetteer: "Edward Hale" and "Ed Hale" may share one.
    """
    told, known = fold(name.full).split(), fold(person.name).split()
    if spellings(name.full) & spellings(person.name):
        return True
    return told[0] == known[0] and told[-1] == known[-1] and (told == known or min(len(told), len(known)) == 2)


def group(names: Sequence[Name], spellings: Callable[[str], frozenset[str]]) -> list[Person]:
    """Return the persons of `names`; names of one word join the last person of that surname before them.

    A name of one word that nobody bears in full is a person of its own.
    """
    persons: list[Person] = []
    for i, name in enumerate(names):
        if name.surname_only:
            continue
        owner = next((person for person in persons if same_person(person, name, spellings)), None)
        if owner is None:
            owner = Person(name.full)
            persons.append(owner)
        owner.names.append(i)
    for i, name in enumerate(names):
        if not name.surname_only:
            continue
        owner = None if name.judge else bearer(persons, name, i)
        if owner is None:
            owner = Person(name.full)
            persons.append(owner)
        owner.names.append(i)
    return persons


def bearer(persons: Sequence[Person], name: Name, index: int) -> Person | None:
    """Return who a name of one word means: the last one named before it, else the first one after."""
    told = fold(name.full)
    fits = [
        person
        for person in persons
        if told == person.surname or told == " ".join(fold(person.name).split()[1:])
        or (name.honorific in GIVEN_NAME_TITLES and told == person.given)
    ]
    earlier = [person for person in fits if person.names and min(person.names) < index]
    if earlier:
        return max(earlier, key=lambda person: max(n for n in person.names if n < index))
    return fits[0] if fits else None


def bare_surnames(
    tokens: Sequence[Token], names: Sequence[Name], covered: frozenset[int], words: Lexicon
) -> list[Name]:
    """Return later mentions by surname alone ("Hale said") of persons told in full."""
    known = {fold(name.words[-1]) for name in names if not name.surname_only and not name.weak}
    inside = {i for name in names for i in range(name.first, name.after)}
    found = []
    for i, token in enumerate(tokens):
        if not token.capital or i in inside or i in covered or _folded(token.word) not in known:
            continue
        lower = token.lower
        if lower in words.not_names or lower in words.given or lower in words.doubtful or lower in words.heads:
            continue
        if beside_capital(tokens, i):
            continue
        found.append(Name(i, i, i + 1, (unshout(token.word),), "", weak=False))
    return found


def beside_capital(tokens: Sequence[Token], at: int) -> bool:
    """Tell whether a word is part of a longer run of capitals: "Hale Village"."""
    follows = tokens[at + 1] if at + 1 < len(tokens) else None
    return bool(follows and follows.capital and not tokens[at].possessive and not tokens[at].shouted)
