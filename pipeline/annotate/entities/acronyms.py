"""Acronyms that a text defines itself: "Snoring Haulage Association (SHA)".

Comes in: a text, its words and the names already found in it. Goes out: what each defined
acronym stands for in this text. It refuses letters that are not the initials of the words
before them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pipeline.annotate.entities.phrases import Word
from pipeline.annotate.entities.reading import Reading
from pipeline.tables.registry import Body, Registry, Union, slug

_DEFINED = re.compile(r"\(([A-Z][A-Za-z&]{1,9})\)")
#: Small words that give no letter to an acronym.
_SILENT = frozenset({"of", "and", "the", "for", "in", "on", "to", "s"})
#: A short word in common ("of", "Union" aside) does not make two names the same.
MIN_SHARED_LETTERS = 5
_NO_CAPITALS = 2


@dataclass(frozen=True, slots=True)
class Named:
    """A name in a text: character offsets and what it stands for; None is a name of no kind of ours."""

    start: int
    end: int
    target: Union | Body | None


@dataclass(frozen=True, slots=True)
class Definitions:
    """What acronyms mean in one text, and the full names that were found by defining them."""

    meaning: Mapping[str, Union | Body | None]
    full_names: tuple[Named, ...]


def definitions(reading: Reading, names: Iterable[Named], registry: Registry) -> Definitions:
    """Return the acronyms defined in brackets; `names` are the known full names of the text."""
    if not _DEFINED.search(reading.text):
        return Definitions({}, ())
    ends = {n.end: n.target for n in names}
    meaning: dict[str, Union | Body | None] = {}
    full_names: list[Named] = []
    starts = {w.start: i for i, w in enumerate(reading.words)}
    for match in _DEFINED.finditer(reading.text):
        acronym, index = match.group(1), starts.get(match.start(1))
        if sum(c.isupper() for c in acronym) < _NO_CAPITALS or index is None:
            continue
        end = reading.words[index - 1].end if index else 0
        end += reading.text[end:match.start()].startswith(("'", "’"))
        known = next((ends[e] for e in (end, end - 1) if e in ends), None)
        if known is not None:
            meaning.setdefault(acronym, known)
            continue
        first = _expansion(reading, index, acronym)
        if first is None or _another_wording(reading, first, index, acronym, registry):
            continue
        named = _unknown(reading, first, index, registry)
        meaning.setdefault(acronym, named.target)
        full_names.append(named)
    return Definitions(meaning, tuple(full_names))


def _expansion(reading: Reading, index: int, acronym: str) -> int | None:
    """Return the first word of the capitalised run before word `index` whose initials are the acronym."""
    letters = [c.lower() for c in acronym if c.isupper()]
    at = index
    while letters and at > 0 and (at == index or not reading.gap(at).strip(" \u00a0,'’-")):
        at -= 1
        word: Word = reading.words[at]
        if reading.written(at)[:1].isupper() and word.fold[:1] == letters[-1]:
            letters.pop()
        elif word.fold not in _SILENT:
            return None
    return at if not letters else None


def _another_wording(reading: Reading, first: int, index: int, acronym: str, registry: Registry) -> bool:
    """Return whether the run is only another wording of the union that owns the acronym."""
    union = registry.by_union_id.get(acronym.upper())
    if union is None:
        return False
    own = {w for alias in (union.name, *union.aliases) for w in alias.lower().split() if len(w) >= MIN_SHARED_LETTERS}
    said: Sequence[Word] = reading.words[first:index]
    return sum(w.fold in own for w in said if len(w.fold) >= MIN_SHARED_LETTERS) > 1


def _unknown(reading: Reading, first: int, index: int, registry: Registry) -> Named:
    start, end = reading.words[first].start, reading.words[index - 1].end
    words = {reading.written(i) for i in range(first, index)}
    name = " ".join(reading.text[start:end].replace("’", "'").split())
    target: Union | Body | None = None
    if words & set(registry.phrases("union_word")):
        target = Union(None, name)
    elif words & set(registry.phrases("org_word")):
        target = Body(name, slug(name), employer=False)
    return Named(start, end, target)
