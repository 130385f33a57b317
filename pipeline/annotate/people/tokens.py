"""The words and marks of a text, with what names and offices turn on.

Comes in: a text. Goes out: `Token`s with code point offsets; a possessive ending is a flag of
its word, not a part of it. It refuses to find sentences: a break is a mark, a blank line or a list point.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_TOKEN = re.compile(
    r"(?P<word>[^\W\d_]+\d?(?:[.](?=[^\W\d_][.]))?(?:[-‐‑’'][^\W\d_]+)*)"
    r"|(?P<number>\d[\d.,:]*)|(?P<newline>\n+)|(?P<mark>[^\s\w])"
)
_POSSESSIVE = re.compile(r"(?:['’][sS]|(?<=[sS])['’])$")
_BARE_POSSESSIVE = re.compile(r"['’](?=\s)")
_DASHES = frozenset("-–—―")


@dataclass(frozen=True, slots=True)
class Token:
    """One word, number or mark; `text[start:end]` is `word` without a possessive ending."""

    word: str
    start: int
    end: int
    possessive: bool = False
    kind: str = "word"

    @property
    def lower(self) -> str:
        """The word in lower case with a straight apostrophe."""
        return self.word.lower().replace("’", "'")

    @property
    def capital(self) -> bool:
        """Does the word start with a capital letter."""
        return self.kind == "word" and self.word[:1].isupper()

    @property
    def shouted(self) -> bool:
        """Is the word in capitals throughout, and longer than an initial."""
        return len(self.word) > 1 and self.word.isupper()

    @property
    def initial(self) -> bool:
        """Is the word a single capital, as in "Arthur J Price"."""
        return len(self.word) == 1 and self.word.isupper()

    @property
    def dash(self) -> bool:
        """Is the mark a dash."""
        return self.kind == "mark" and self.word in _DASHES


def tokenise(text: str) -> list[Token]:
    """Return the tokens of `text` in order; offsets are code points, `end` exclusive."""
    tokens: list[Token] = []
    for found in _TOKEN.finditer(text):
        if found[0] in {"'", "’"} and tokens and tokens[-1].possessive and found.start() == tokens[-1].end:
            continue  # the apostrophe of "the weavers' president" is said by the flag
        kind = found.lastgroup or "mark"
        word, start, end = found[0], found.start(), found.end()
        possessive = False
        if kind == "word":
            ending = _POSSESSIVE.search(word)
            if ending:
                word, end, possessive = word[: ending.start()], start + ending.start(), True
            elif word[-1:] in {"s", "S"} and _BARE_POSSESSIVE.match(text, end):
                possessive = True
        tokens.append(Token(word, start, end, possessive, kind))
    return tokens


def within(tokens: Sequence[Token], ranges: Iterable[tuple[int, int]]) -> frozenset[int]:
    """Return the indices of the `tokens`, in order, that start in one of the (start, end) ranges of code points."""
    starts = [token.start for token in tokens]
    return frozenset(i for start, end in ranges for i in range(bisect_left(starts, start), bisect_left(starts, end)))
