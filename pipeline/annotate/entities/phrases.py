"""Phrases of several words found in a text by a tree of folded words.

Comes in: aliases with what they stand for, and a text. Goes out: the word offsets of a text
and the longest alias that starts at a word. It refuses to choose between two bodies of the
same name and to judge context.

A tree, not spaCy's `PhraseMatcher`, because names meet hyphens, slashes, ampersands and both
apostrophes in every mixture, and offsets must not depend on how a tokenizer cuts them.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from pipeline.tables.registry import Body, BodyPattern, Place, Union

#: An ampersand is a word ("and"); a possessive s is a word of its own, so that "NEU's" ends at NEU.
WORD = re.compile(r"&|[^\W_]+(?:['’](?!s\b)[^\W_]+)*")
#: What may stand between two words of one name whatever the alias says.
_GAP = frozenset(" \u00a0-\u2010\u2011–'’/&")
#: Upper-case forms of a written word ("HEATHROW") are read from this length on: shorter ones are often other acronyms.
MIN_SHOUTED = 5

Target = Union | Body | Place | BodyPattern | None


@dataclass(frozen=True, slots=True)
class Phrase:
    """One alias and what it stands for; `target` None blocks the words from being read otherwise."""

    alias: str
    target: Target
    case: str
    words: int
    punctuation: frozenset[str]


class Word(NamedTuple):
    """One word of a text: offsets, and its folded form (a tuple, which is made twice as fast as a dataclass)."""

    start: int
    end: int
    fold: str


#: Makes a word from the tuple of its fields, in two thirds of the time of the call by name.
_word = functools.partial(tuple.__new__, Word)


@dataclass(slots=True)
class _Node:
    children: dict[str, _Node] = field(default_factory=dict)
    phrases: list[Phrase] = field(default_factory=list)


def fold(word: str) -> str:
    """Return the form under which words are compared: lower case, no apostrophes, & as and."""
    if word.isalnum():
        return word.lower()
    return "and" if word == "&" else word.lower().replace("'", "").replace("’", "")


def split_words(text: str) -> list[Word]:
    """Return the words of a text in order; offsets in code points, `end` exclusive."""
    # Nine words in ten are letters alone, which spares them the call of `fold`.
    return [
        _word((m.start(), m.end(), word.lower() if (word := m[0]).isalnum() else fold(word)))
        for m in WORD.finditer(text)
    ]


def alias_fits(phrase: Phrase, written: str) -> bool:
    """Return whether the letters of `written` may stand for the alias (both sides of each case are tested)."""
    if phrase.words > 1:
        if "-" in phrase.punctuation and phrase.case == "name" and "-" not in written and written != phrase.alias:
            # "Go ahead" is no bus company.
            return False
        return _first_fits(phrase.alias, written) and (phrase.case == "any" or _capitals_fit(phrase.alias, written))
    alias, shouted, capitalised = phrase.alias, phrase.alias.upper(), phrase.alias.capitalize()
    if phrase.case in {"caps", "exact"}:
        return written == alias
    if phrase.case == "capsword":
        return written == shouted
    if phrase.case == "name":
        return written == alias or (len(alias) >= MIN_SHOUTED and written == shouted)
    return written in {alias, shouted, capitalised}


def _first_fits(alias: str, written: str) -> bool:
    return alias[:1].islower() or not written[:1].islower()


def _capitals_fit(alias: str, written: str) -> bool:
    """An acronym inside an alias stays in capitals: "Into Northern Ireland" is not INTO's branch."""
    pairs = zip(WORD.findall(alias), WORD.findall(written), strict=False)
    return all(not (len(a) > 1 and a.isupper()) or w == a for a, w in pairs)


class PhraseTree:
    """Aliases in a tree of folded words; `longest` reads one word after another."""

    def __init__(self) -> None:
        self._root = _Node()
        self.starts_low: frozenset[str] = frozenset()

    def add(self, alias: str, target: Target, case: str) -> None:
        """Add an alias; one that begins with a small letter may also be met so."""
        words = [fold(w) for w in WORD.findall(alias)]
        if not words:
            return
        node = self._root
        for word in words:
            node = node.children.setdefault(word, _Node())
        punctuation = frozenset(c for c in WORD.sub("", alias) if not c.isspace())
        node.phrases.append(Phrase(alias, target, case, len(words), punctuation))
        if alias[:1].islower():
            self.starts_low |= {words[0]}

    def starting(self, words: Sequence[Word], text: str) -> list[int]:
        """Return the words with which some alias may begin, as they are written."""
        known, low = self._root.children, self.starts_low
        return [
            index for index, (start, _, folded) in enumerate(words)
            if folded in known and (not text[start].islower() or folded in low)
        ]

    def longest(self, text: str, words: Sequence[Word], at: int) -> tuple[list[Phrase], int]:
        """Return the phrases of the longest alias from word `at` and the index after its last word, or ([], at)."""
        best: tuple[list[Phrase], int] = ([], at)
        for phrases, after in self._walk(text, words, at):
            written = text[words[at].start:words[after - 1].end]
            gaps = frozenset(WORD.sub("", written)) - _GAP
            fit = [p for p in phrases if gaps <= p.punctuation and alias_fits(p, written)]
            if fit:
                best = (fit, after)
        return best

    def _walk(self, text: str, words: Sequence[Word], at: int) -> Iterator[tuple[list[Phrase], int]]:
        node = self._root
        for index in range(at, len(words)):
            # Three characters hold every gap of a listed name (" - ", "s' "); a line's end never.
            if index > at and (words[index].start - words[index - 1].end > 3
                               or "\n" in text[words[index - 1].end:words[index].start]):
                return
            child = node.children.get(words[index].fold)
            if child is None:
                return
            node = child
            if node.phrases:
                yield node.phrases, index + 1
