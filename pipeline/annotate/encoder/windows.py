"""Cuts a text into windows that the encoder reads one at a time.

Comes in: where the pieces of each word lie and which words begin a line. Goes out: `Window`s whose kept words cover
the text once. It refuses to drop a word: a line longer than a window is read in overlapping parts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Window:
    """The words `first` to `last` are read, the labels of `keep_first` to `keep_last` are kept; ends exclusive."""

    first: int
    last: int
    keep_first: int
    keep_last: int


def cut(firsts: Sequence[int], lines: Sequence[int], longest: int, overlap: int) -> Iterator[Window]:
    """Yield the windows of a text in order.

    `firsts` has the number of the first piece of each word and of the end; `lines` the words that
    begin a line. Whole lines are packed up to `longest` pieces; in a line longer than that each
    part sees `overlap` pieces of the ones beside it.
    """
    words = len(firsts) - 1
    begins = sorted({0, *lines} - {words}) if words else []
    edges = [*begins, words]
    start = 0
    for number in range(1, len(edges)):
        end = edges[number]
        following = edges[number + 1] if number + 1 < len(edges) else None
        if following is not None and firsts[following] - firsts[start] <= longest:
            continue
        yield from _parts(firsts, start, end, longest, overlap)
        start = end


def _parts(firsts: Sequence[int], start: int, end: int, longest: int, overlap: int) -> Iterator[Window]:
    """Yield the words `start` to `end` in one window, or in as few overlapping ones as reading onwards gives."""
    keep = start
    while keep < end:
        first = keep
        while first > start and firsts[keep] - firsts[first - 1] <= overlap:
            first -= 1
        last = keep + 1
        while last < end and firsts[last + 1] - firsts[first] <= longest:
            last += 1
        keep_last = last
        if last < end:
            while keep_last > keep + 1 and firsts[last] - firsts[keep_last - 1] <= overlap:
                keep_last -= 1
        yield Window(first, last, keep, keep_last)
        keep = keep_last
