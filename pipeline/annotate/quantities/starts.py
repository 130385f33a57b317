"""Where a number can start in a sentence, found once for every pattern that begins with one.

Comes in: a sentence. Goes out: `Starts`, the sentence in lower case and the places at which a number of `numbers`, or
the sign before it, may begin: all of them, and some where none does. It refuses to read a number: the patterns do,
each tried at these places alone instead of at every letter, which makes them five times as fast.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from typing import NamedTuple

from pipeline.annotate.quantities.numbers import NUMBER_WORDS
from pipeline.tables.openings import Openings

#: Letters that patterns without case take for plain ones, and that `str.lower` leaves or writes with two.
_ODD_LETTERS = str.maketrans({"ſ": "s", "ı": "i", "İ": "i"})
_DIGITS = re.compile(r"\d[\d.,]*|[£$€#½¼¾]")
#: What may stand behind "a" in a number: "a hundred", "a third of a million", "a and a half million".
_AFTER_A = ("hundred", "thousand", "million", "billion", "trillion", "dozen", "third", "quarter", "and")
#: Every alternative begins with letters, which lead to its candidates; that no letter stands before is asked behind.
_WORDS = re.compile(
    "|".join(rf"{word[0]}(?<!\w{word[0]}){word[1:]}" for word in sorted(NUMBER_WORDS))
    + rf"|a(?<!\wa)[\s-](?:{'|'.join(_AFTER_A)})"
)


class Starts(NamedTuple):
    """A sentence in lower case, character for character, and the places where a number may begin, in order."""

    folded: str
    places: tuple[int, ...]


@functools.lru_cache(maxsize=4)
def starts_in(text: str) -> Starts:
    """Return the places of `text` where a number may begin; every finder asks it of one sentence after another."""
    folded = fold(text)
    places = [found.start() for found in _DIGITS.finditer(folded)]
    for _, words in _openings().matches(folded):
        places.extend(found.start() for found in words)
    return Starts(folded, tuple(sorted(places)))


@functools.cache
def _openings() -> Openings:
    return Openings([_WORDS])


def fold(text: str) -> str:
    """Return `text` in lower case, character for character."""
    return text.lower() if text.isascii() else text.translate(_ODD_LETTERS).lower()


def matches(pattern: re.Pattern[str], text: str, behind: str | int = 0) -> Iterator[re.Match[str]]:
    """Yield what `pattern.finditer(text)` would, for a pattern that can only match where a number may begin.

    `behind` is the group at whose end the next match may begin: 0, the whole of it, unless numbers share a noun.
    """
    end = 0
    for place in starts_in(text).places:
        found = pattern.match(text, place) if place >= end else None
        if found:
            end = found.end(behind)
            yield found
