"""Unions, bodies and places of one text, without overlaps.

Comes in: a text, its day of publication, and spans to leave out. Goes out: `Found` spans in
the order of the text. It refuses to let two spans overlap: unions go before bodies, bodies of
the tables before those of open patterns, and all of them before places.
"""

from __future__ import annotations

import collections
import datetime as dt
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field

from pipeline.annotate.entities import bodies as body_rules
from pipeline.annotate.entities.phrases import Phrase, split_words
from pipeline.annotate.entities.places import is_place
from pipeline.annotate.entities.reading import Reading
from pipeline.annotate.entities.sightings import Finder, Sighting, apply_definitions, finder_of, sightings_in
from pipeline.annotate.entities.unions import Met, decide
from pipeline.tables.registry import Body, BodyPattern, Place, Registry, Union

#: A company outside the named sectors is borne out by any union at all.
ANY_SECTOR = "other"
#: A union or body of more nations than this tells nothing of the nation a text is about; INTO has two.
MAX_TELLING_NATIONS = 2


@dataclass(frozen=True, slots=True)
class Found:
    """One name in a text: `text[start:end]` names `target`."""

    start: int
    end: int
    target: Union | Body | Place


@dataclass
class _Search:
    """The state of one search: the words already taken, and what was found."""

    reading: Reading
    published_on: dt.date | None
    taken: set[int] = field(default_factory=set)
    found: list[Found] = field(default_factory=list)

    def take(self, first: int, after: int, target: Union | Body | Place) -> bool:
        """Keep a name unless one of its words is taken."""
        if any(i in self.taken for i in range(first, after)):
            return False
        self.taken.update(range(first, after))
        self.found.append(Found(self.reading.words[first].start, self.reading.words[after - 1].end, target))
        return True

    def release(self, first: int, after: int) -> None:
        """Give up the bodies that lie wholly within the words `first` to `after`."""
        start, end = self.reading.words[first].start, self.reading.words[after - 1].end
        given_up = [f for f in self.found if isinstance(f.target, Body) and start <= f.start and f.end <= end]
        self.found = [f for f in self.found if f not in given_up]
        for index in range(first, after):
            if any(f.start <= self.reading.words[index].start < f.end for f in given_up):
                self.taken.discard(index)


def find_entities(
    text: str,
    published_on: dt.date | None = None,
    *,
    skip: Sequence[tuple[int, int]] = (),
    registry: Registry | None = None,
) -> list[Found]:
    """Return the unions, bodies and places of `text`, sorted, without overlaps.

    `skip` holds spans (character offsets) that nothing is read from; `registry` defaults to the
    tables of the package.
    """
    finder = finder_of(registry)
    reading = Reading(text, split_words(text))
    search = _Search(reading, published_on)
    sightings = list(sightings_in(reading, finder, skip))
    apply_definitions(sightings, reading, finder)
    _take_unions(search, sightings, finder)
    _take_bodies(search, sightings)
    _take_patterns(search, sightings, finder)
    _take_places(search, sightings, finder)
    return sorted(search.found, key=lambda f: (f.start, f.end))


def _take_unions(search: _Search, sightings: Sequence[Sighting], finder: Finder) -> None:
    reading = search.reading
    met = [m for m in (_met(s, reading) for s in sightings) if m is not None]
    for union in decide(met, reading, finder.unions):
        after = union.after + (reading.following(union.after, finder.unions.nations) if union.phrase.words == 1 else 0)
        search.take(union.first, after, union.union)


def _met(sighting: Sighting, reading: Reading) -> Met | None:
    """Return the union a sighting may be: what the text defines it as, or the first union of the tables."""
    first, after = sighting.first, sighting.after
    start, end = reading.words[first].start, reading.words[after - 1].end
    if isinstance(sighting.defined, Union):
        phrase = Phrase(reading.text[start:end], sighting.defined, "exact", after - first, frozenset())
        return Met(sighting.defined, phrase, start, end, first, after, firm=True)
    if sighting.blocked:
        return None
    for phrase in sighting.phrases:
        if isinstance(phrase.target, Union):
            return Met(phrase.target, phrase, start, end, first, after)
    return None


def _take_bodies(search: _Search, sightings: Sequence[Sighting]) -> None:
    nations = _nations(sightings)
    unsure: list[tuple[Sighting, Body]] = []
    for s in sightings:
        if isinstance(s.defined, Body):
            search.take(s.first, s.after, s.defined)
            continue
        meant = [p.target for p in s.phrases if isinstance(p.target, Body)]
        if not meant or s.blocked:
            continue
        body = body_rules.choose(meant, search.published_on, nations)
        if body.needs_context and (s.phrases[0].words == 1 or s.phrases[0].alias == body.name):
            unsure.append((s, body))
        else:
            search.take(s.first, s.after, body)
    sectors = {f.target.sector for f in search.found if isinstance(f.target, Union | Body)}
    if any(isinstance(f.target, Union) for f in search.found):
        sectors.add(ANY_SECTOR)
    for s, body in unsure:
        behind = search.reading.written(s.after) if search.reading.joined(s.after) else ""
        amid = not search.reading.opens(s.first) and not behind[:1].isupper()
        if amid and body.sector in sectors:
            search.take(s.first, s.after, body)


def _nations(sightings: Sequence[Sighting]) -> collections.Counter[str]:
    """Count how often the text names each nation, by its places and by what belongs to one or two nations alone."""
    counts: collections.Counter[str] = collections.Counter()
    for s in sightings:
        targets = [p.target for p in s.phrases]
        for target in targets[:1] if len(targets) == 1 else ():
            if isinstance(target, Place) and not target.needs_context:
                counts[target.nation] += 1
            elif isinstance(target, Union | Body) and len(target.jurisdiction) <= MAX_TELLING_NATIONS:
                counts.update(target.jurisdiction)
    return counts


def _take_patterns(search: _Search, sightings: Sequence[Sighting], finder: Finder) -> None:
    """Take the open names: those that lead on from a head first, then those that end in one, last ones first.

    From the right "King's College Hospital" is one name; a head before "and" ends a name of its own. A
    hospital's name swallows a body within it: "Imperial College Healthcare NHS Trust". In a headline, where all
    words are capitalised, a name begins with the place before its head.
    """
    reading = search.reading
    starts = [word.start for word in reading.words]
    of_unions = {
        i for f in search.found if isinstance(f.target, Union)
        for i in range(bisect_left(starts, f.start), bisect_left(starts, f.end))
    }
    open_names = [(s, p) for s in sightings if (p := _pattern(s)) is not None]
    places = {s.after: s.first for s in sightings if any(isinstance(p.target, Place) for p in s.phrases)}
    heads = {i for s, p in open_names if p.position == "suffix" for i in range(s.first, s.after)}

    def ends_another(index: int) -> bool:
        return index in heads and reading.written(index + 1) in {"and", "&"}

    def stop(index: int) -> bool:
        return index in search.taken or ends_another(index)

    def stop_swallowing(index: int) -> bool:
        return index in of_unions or ends_another(index)

    prefixes = [(s, p) for s, p in open_names if p.position == "prefix"]
    suffixes = [(s, p) for s, p in reversed(open_names) if p.position == "suffix"]
    for sighting, pattern in (*prefixes, *suffixes):
        first, after = sighting.first, sighting.after
        swallows = pattern.sector == "health" and pattern.position == "suffix" and reading.joined(first)
        blocked = stop_swallowing if swallows else stop
        span = body_rules.name_span(pattern, reading, first, after, blocked, finder.places.stop_words)
        if span and first in places and reading.in_headline(first, after):
            span = (max(span[0], places[first]), after)
        if span:
            if swallows:
                search.release(*span)
            name = reading.text[reading.words[span[0]].start:reading.words[span[1] - 1].end]
            search.take(*span, body_rules.built(pattern, name))


def _pattern(sighting: Sighting) -> BodyPattern | None:
    """Return the pattern a sighting is the head of, None where the tables know the words better."""
    targets = [p.target for p in sighting.phrases]
    return targets[0] if targets and isinstance(targets[0], BodyPattern) else None


def _take_places(search: _Search, sightings: Sequence[Sighting], finder: Finder) -> None:
    others = frozenset(search.taken)
    for s in sightings:
        places = [p.target for p in s.phrases if isinstance(p.target, Place)]
        if not places or s.blocked:
            continue
        if is_place(places[0], search.reading, s.first, s.after, finder.places, others):
            search.take(s.first, s.after, places[0])
