"""Bodies that share a name, and bodies that no table lists.

Comes in: the bodies an alias may mean with the day and the nations of the text, and heads
such as "City Council" met in it. Goes out: one body, or the span of a name built on a head.
It refuses a head without a name and a name that runs over a line, a comma or another union.
"""

from __future__ import annotations

import collections
import datetime as dt
import re
from collections.abc import Callable, Sequence

from pipeline.annotate.entities.reading import Reading
from pipeline.tables.registry import Body, BodyPattern, slug

#: Words a name may have beside its head: "Great Ormond Street" has 3, "Newry, Mourne and Down" 4.
MAX_NAME_WORDS = 5
#: Small words inside a name; they never begin or end it.
CONNECTORS = frozenset({"of", "and", "the", "upon", "on", "under", "with", "le", "in", "s"})
#: Between two words of one name: a blank, a hyphen or an apostrophe, no comma and no line's end.
_NAME_GAP = re.compile(r"['’]?[ \u00a0]?|-")
#: Of the small words, the ones that may lead on to the right of "University of ...".
FORWARD_CONNECTORS = frozenset({"of", "the", "upon", "on"})


def choose(bodies: Sequence[Body], on: dt.date | None, nations: collections.Counter[str]) -> Body:
    """Return the body an alias means on a day in a text that speaks of these nations.

    Valid names come first, then the nation the text names most often, then the table's order.
    """
    valid = [b for b in bodies if b.valid_on(on)] or list(bodies)
    return max(enumerate(valid), key=lambda item: (sum(nations[n] for n in item[1].jurisdiction), -item[0]))[1]


def name_span(
    pattern: BodyPattern,
    reading: Reading,
    first: int,
    after: int,
    stop: Callable[[int], bool],
    stop_words: frozenset[str],
) -> tuple[int, int] | None:
    """Return the word span of the name built on the head at `first` to `after`, or None.

    `stop(index)` says that a word belongs to something else; `stop_words` (as written) begin no name.
    """
    if pattern.position == "prefix":
        end = _forward(reading, after, stop)
        return (first, end) if end > after else None
    begin = _backward(reading, first, stop)
    while begin < first and reading.written(begin) in stop_words:
        begin = _skip_small(reading, begin + 1, first)
    return (begin, after) if begin < first else None


def _backward(reading: Reading, first: int, stop: Callable[[int], bool]) -> int:
    best = index = first
    while index > 0 and first - index < MAX_NAME_WORDS + 1 and _same_name(reading, index) and not stop(index - 1):
        index -= 1
        if reading.written(index)[:1].isupper():
            best = index
            if first - best >= MAX_NAME_WORDS:
                break
        elif reading.words[index].fold not in CONNECTORS:
            break
    return best


def _forward(reading: Reading, after: int, stop: Callable[[int], bool]) -> int:
    best = index = after
    limit = min(after + MAX_NAME_WORDS, len(reading.words))
    while index < limit and _same_name(reading, index) and not stop(index):
        if reading.written(index)[:1].isupper():
            best = index + 1
        elif reading.words[index].fold not in FORWARD_CONNECTORS:
            break
        index += 1
    return best


def _same_name(reading: Reading, index: int) -> bool:
    return _NAME_GAP.fullmatch(reading.gap(index)) is not None


def _skip_small(reading: Reading, index: int, limit: int) -> int:
    while index < limit and not reading.written(index)[:1].isupper():
        index += 1
    return index


def built(pattern: BodyPattern, name: str) -> Body:
    """Return the body of a name that a pattern found; blanks within are made single."""
    canonical = " ".join(name.replace("’", "'").split())
    return Body(
        canonical, slug(canonical), kind=pattern.kind, jurisdiction=pattern.jurisdiction, sector=pattern.sector,
        employer=pattern.employer,
    )
