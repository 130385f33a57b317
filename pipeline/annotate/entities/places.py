"""Which words that look like a place are one.

Comes in: place phrases met in a text. Goes out: a yes or no for each. It refuses surnames
("Jack London") and everyday words ("Reading") that no preposition marks as a place.
"""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.annotate.entities.reading import Reading
from pipeline.tables.registry import Place, Registry


@dataclass(frozen=True)
class PlaceContext:
    """The rules of `entity_context.csv` about places."""

    prepositions: frozenset[str]
    directions: frozenset[str]
    stop_words: frozenset[str]

    @classmethod
    def of(cls, registry: Registry) -> PlaceContext:
        """Return the rules of a registry."""
        return cls(
            frozenset(registry.phrases("place_before")), frozenset(registry.phrases("direction")),
            frozenset(registry.phrases("stop_word")),
        )


def is_place(
    place: Place, reading: Reading, first: int, after: int, context: PlaceContext, taken: frozenset[int]
) -> bool:
    """Return whether the words `first` to `after` name `place`; `taken` holds the words of other names."""
    before = reading.written(first - 1) if reading.joined(first) else ""
    behind = reading.written(after) if reading.joined(after) else ""
    if place.needs_context:
        return before in context.prepositions and not (behind[:1].isupper() and after not in taken)
    if not before[:1].isupper() or first - 1 in taken or reading.in_headline(first, after):
        return True
    return before in context.directions or before in context.stop_words or before.isupper()
