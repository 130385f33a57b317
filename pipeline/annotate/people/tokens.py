"""The words and marks of a text, with what names and offices turn on.

Comes in: a text. Goes out: `Token`s with code point offsets; a possessive ending is a flag of
its word, not a part of it. It refuses to find sentences: a break is a mark, a blank line or a list point.
"""

from __future__ import annotations

import functools
import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from typing import NamedTuple

_TOKEN = re.compile(
    r"(?P<word>[^\W\d_]+\d?(?:[.](?=[^\W\d_][.]))?(?:[-‐‑’'][^\W\d_]+)*)"
    r"|(?P<number>\d[\d.,:]*)|(?P<newline>\n+)|(?P<mark>[^\s\w])"
)
_POSSESSIVE = re.compile(r"(?:['’][sS]|(?<=[sS])['’])$")
_BARE_POSSESSIVE = re.compile(r"['’](?=\s)")
_DASHES = frozenset("-–—―")


#: Kept from article to article: most words of one are those of the last.
_WORDS_KEPT = 20_000


class Shape(NamedTuple):
    """What is told of a word, number or mark by its letters alone.

    `lower` has a straight apostrophe; `capital` says that a word starts with a capital letter, `shouted` that it is in
    capitals throughout and longer than an initial, `initial` that it is a single capital, as in "Arthur J Price".
    """

    lower: str
    capital: bool
    shouted: bool
    initial: bool


def shape_of(word: str, kind: str) -> Shape:
    """Return the shape of a word, number or mark."""
    lower = word.lower().replace("’", "'")
    return Shape(lower, kind == "word" and word[:1].isupper(), len(word) > 1 and word.isupper(),
                 len(word) == 1 and word.isupper())  # fmt: skip


class Token(NamedTuple):
    """One word, number or mark; `text[start:end]` is `word` without a possessive ending."""

    word: str
    start: int
    end: int
    possessive: bool
    kind: str
    lower: str
    capital: bool
    shouted: bool
    initial: bool

    @property
    def dash(self) -> bool:
        """Is the mark a dash."""
        return self.kind == "mark" and self.word in _DASHES


#: Makes a token from the tuple of its fields: half the time of the call by name, which is what most of a text costs.
_token = functools.partial(tuple.__new__, Token)
#: What stands past the end of a text.
NO_TOKEN = Token("", 0, 0, False, "newline", *shape_of("", "newline"))


def tokenise(text: str) -> list[Token]:
    """Return the tokens of `text` in order; offsets are code points, `end` exclusive."""
    tokens: list[Token] = []
    for found in _TOKEN.finditer(text):
        told, start = found[0], found.start()
        if told in "'’" and tokens and tokens[-1].possessive and start == tokens[-1].end:
            continue  # the apostrophe of "the weavers' president" is said by the flag
        word, kind, possessive, open_end, shape = _read(told)
        end = start + len(word)
        if open_end and not possessive and _BARE_POSSESSIVE.match(text, end):
            possessive = True
        tokens.append(_token((word, start, end, possessive, kind, *shape)))
    return tokens


@functools.lru_cache(maxsize=_WORDS_KEPT)
def _read(told: str) -> tuple[str, str, bool, bool, Shape]:
    """Return a word without its possessive ending, its kind, whether it has one and may, and its shape.

    `told` is a match of `_TOKEN`; a word in -s may have an apostrophe behind it.
    """
    found = _TOKEN.match(told)
    kind = (found and found.lastgroup) or "mark"
    ending = _POSSESSIVE.search(told) if kind == "word" else None
    word = told[: ending.start()] if ending else told
    return word, kind, ending is not None, kind == "word" and told[-1] in "sS", shape_of(word, kind)


def within(tokens: Sequence[Token], ranges: Iterable[tuple[int, int]]) -> frozenset[int]:
    """Return the indices of the `tokens`, in order, that start in one of the (start, end) ranges of code points."""
    starts = [token.start for token in tokens]
    return frozenset(i for start, end in ranges for i in range(bisect_left(starts, start), bisect_left(starts, end)))
