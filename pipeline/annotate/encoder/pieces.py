"""Words as the encoder reads them: word pieces, the shape of each word and the gap before it.

Comes in: the words of a text and the white space before each. Goes out: `Encoded` arrays, one entry a piece.
It refuses to split text into words: spaCy does, or the treebank that trains.

The base model knows no capitals (its vocabulary is lower case), and no model knows line ends.
Both matter here: names, headings and sentences show by them. So each piece carries two small
numbers more, the shape of its word and the gap before it, each with a learned embedding.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

#: The order is the order of the rows of the trained embedding: append, never reorder.
SHAPES = ("special", "lower", "title", "upper", "letter", "mixed", "digit", "mark")
GAPS = ("inside", "joined", "space", "line")
#: Pieces of one word; an address or a run of signs longer than that says no more by its rest.
LONGEST_WORD = 12

_SHAPE = {name: number for number, name in enumerate(SHAPES)}
_GAP = {name: number for number, name in enumerate(GAPS)}

Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Encoded:
    """A text in pieces: `ids`, `shapes` and `gaps` have one entry a piece, `firsts` one a word and the end.

    Word `w` has the pieces `firsts[w]` to `firsts[w + 1]`, never none.
    """

    ids: Numbers
    shapes: Numbers
    gaps: Numbers
    firsts: Numbers

    def __len__(self) -> int:
        """Return the number of words."""
        return len(self.firsts) - 1

    def part(self, first: int, last: int, begin: int, end: int) -> Encoded:
        """Return the words from `first` up to `last`, between the marker pieces `begin` and `end`."""
        low, high = self.firsts[first], self.firsts[last]
        return Encoded(
            ids=np.concatenate(([begin], self.ids[low:high], [end])),
            shapes=np.concatenate(([0], self.shapes[low:high], [0])),
            gaps=np.concatenate(([0], self.gaps[low:high], [0])),
            firsts=self.firsts[first : last + 1] - low + 1,
        )


def shape_of(word: str) -> int:
    """Return the number of the word's shape among `SHAPES`, "special" aside."""
    if word.islower():
        name = "lower"
    elif any(sign.isdigit() for sign in word) and not any(sign.isalpha() for sign in word):
        name = "digit"
    elif word.isupper():
        name = "letter" if sum(sign.isalpha() for sign in word) == 1 else "upper"
    elif word.istitle():
        name = "title"
    elif any(sign.isalpha() for sign in word):
        name = "mixed"
    else:
        name = "mark"
    return _SHAPE[name]


def gap_of(space: str) -> int:
    """Return the number of the gap that the white space before a word makes; the start of a text is a line."""
    if not space:
        return _GAP["joined"]
    return _GAP["line"] if "\n" in space else _GAP["space"]


class Pieces:
    """Turns words into pieces by the vocabulary of one model; the same word always gives the same pieces."""

    def __init__(self, path: Path) -> None:
        """Read the tokenizer at `path` (the JSON of Hugging Face's tokenizers)."""
        # Imported here: the default pipeline runs without a model, and without this library.
        from tokenizers import Tokenizer

        tokenizer: Any = Tokenizer.from_file(str(path))
        tokenizer.no_truncation()
        tokenizer.no_padding()
        self._tokenizer = tokenizer
        self.begin: int = tokenizer.token_to_id("[CLS]")
        self.end: int = tokenizer.token_to_id("[SEP]")
        self._unknown: int = tokenizer.token_to_id("[UNK]")
        self.pieces_of = functools.lru_cache(maxsize=100_000)(self._pieces_of)

    def _pieces_of(self, word: str) -> tuple[int, ...]:
        ids = self._tokenizer.encode(word, add_special_tokens=False).ids
        return tuple(ids[:LONGEST_WORD]) or (self._unknown,)

    def encode(self, words: Sequence[str], gaps: Sequence[int]) -> Encoded:
        """Return `words` in pieces; `gaps` are numbers of `GAPS`, one a word."""
        ids: list[int] = []
        shapes: list[int] = []
        all_gaps: list[int] = []
        firsts = [0]
        for word, gap in zip(words, gaps, strict=True):
            pieces = self.pieces_of(word)
            ids.extend(pieces)
            shapes.extend([shape_of(word)] * len(pieces))
            all_gaps.append(gap)
            all_gaps.extend([_GAP["inside"]] * (len(pieces) - 1))
            firsts.append(len(ids))
        return Encoded(*(np.asarray(part, dtype=np.int64) for part in (ids, shapes, all_gaps, firsts)))
