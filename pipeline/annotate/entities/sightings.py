"""Where a text may hold a name of the tables, before it is decided what is one.

Comes in: a text as a `Reading`, and a `Finder`, the tables made ready. Goes out: `Sighting`s, runs of words with the
phrases that they may be, as the text's own definitions have them. It refuses to choose between them.
"""

from __future__ import annotations

import functools
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.annotate.entities.acronyms import Named, definitions
from pipeline.annotate.entities.phrases import Phrase, PhraseTree
from pipeline.annotate.entities.places import PlaceContext
from pipeline.annotate.entities.reading import Reading
from pipeline.annotate.entities.unions import UnionContext
from pipeline.tables.registry import Body, Place, Registry, Union, load_registry


@dataclass(frozen=True)
class Finder:
    """A registry made ready to search texts; `finder_of` keeps one for each registry."""

    registry: Registry
    tree: PhraseTree
    unions: UnionContext
    places: PlaceContext


@dataclass
class Sighting:
    """A run of words and the phrases it may be; emptied where a definition says otherwise."""

    first: int
    after: int
    phrases: list[Phrase]
    defined: Union | Body | None = None

    @property
    def blocked(self) -> bool:
        """Whether the tables say that these words name nothing of ours."""
        return any(p.target is None for p in self.phrases)


def finder_of(registry: Registry | None = None) -> Finder:
    """Return the finder of a registry; the one of the package's tables is built once."""
    return _default_finder() if registry is None else _build(registry)


@functools.cache
def _default_finder() -> Finder:
    return _build(load_registry())


def _build(registry: Registry) -> Finder:
    tree = PhraseTree()
    for phrase in registry.phrases("block"):
        tree.add(phrase, None, "name")
    for union in registry.unions:
        for alias in dict.fromkeys((*union.aliases, *((union.name,) if " " in union.name else ()))):
            tree.add(alias, union, union.case)
    named: tuple[Body | Place, ...] = (*registry.bodies, *registry.places)
    for target in named:
        for alias in dict.fromkeys((target.name, *target.aliases)):
            tree.add(alias, target, "name")
    for pattern in registry.patterns:
        tree.add(pattern.head, pattern, "name")
    return Finder(registry, tree, UnionContext.of(registry), PlaceContext.of(registry))


def sightings_in(reading: Reading, finder: Finder, skip: Sequence[tuple[int, int]]) -> Iterator[Sighting]:
    """Yield the leftmost longest phrases of the text."""
    words, behind = list(reading.words), 0
    left_out = _left_out(reading, skip)
    for index in finder.tree.starting(words, reading.text):
        if index < behind or index in left_out:
            continue
        phrases, after = finder.tree.longest(reading.text, words, index)
        if phrases and not reading.in_address(index, after):
            yield Sighting(index, after, phrases)
        behind = max(after, index + 1)


def _left_out(reading: Reading, skip: Sequence[tuple[int, int]]) -> frozenset[int]:
    if not skip:
        return frozenset()
    starts = [word.start for word in reading.words]
    return frozenset(
        index for start, end in skip for index in range(bisect_left(starts, start), bisect_left(starts, end))
    )


def apply_definitions(sightings: list[Sighting], reading: Reading, finder: Finder) -> None:
    """Read the acronyms that the text defines as it defines them, and add the full names behind them."""
    known = [
        Named(reading.words[s.first].start, reading.words[s.after - 1].end, p.target)
        for s in sightings for p in s.phrases[:1] if isinstance(p.target, Union | Body) and p.words > 1
    ]
    defined = definitions(reading, known, finder.registry) if "(" in reading.text else None
    if defined is None or not defined.meaning:
        return
    by_first = {s.first: s for s in sightings}
    for index in range(len(reading.words)):
        acronym = reading.written(index)
        if acronym not in defined.meaning:
            continue
        sighting = by_first.get(index)
        if sighting is None or sighting.after == index + 1:
            if sighting is None:
                sighting = Sighting(index, index + 1, [])
                sightings.append(sighting)
            sighting.phrases, sighting.defined = [], defined.meaning[acronym]
    starts = {w.start: i for i, w in enumerate(reading.words)}
    ends = {w.end: i + 1 for i, w in enumerate(reading.words)}
    for full in defined.full_names:
        sightings.append(Sighting(starts[full.start], ends[full.end], [], full.target))
    sightings.sort(key=lambda s: (s.first, -s.after))
