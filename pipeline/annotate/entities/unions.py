"""Which words that look like a union's name are one.

Comes in: the union phrases met in a text. Goes out: those that are unions, firm ones and the
weak ones that a firm one bears out. It refuses a name that is an everyday word, or has a
rival in the text, where nothing beside it speaks of a union.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from pipeline.annotate.entities.phrases import Phrase, fold
from pipeline.annotate.entities.reading import Reading
from pipeline.tables.registry import Registry, Union

#: What may stand between two unions named in one breath: "Unite, Community and the GMB".
_IN_ONE_BREATH = re.compile(
    r"[ \u00a0]?(?:[,/&+]|,?[ \u00a0](?:and|or|with|alongside|joins?)[ \u00a0])[ \u00a0]?(?:and )?(?:the )?",
    re.IGNORECASE,
)
#: The breath is passed on along a list of unions; no list seen was longer.
MAX_LIST = 6
#: Words of a dispute bear out an everyday name this many words away on the same line.
NEAR_WORDS = 25


@dataclass(frozen=True, slots=True)
class Met:
    """A phrase met in a text: the union, where, the words' indices, and whether it stands firm."""

    union: Union
    phrase: Phrase
    start: int
    end: int
    first: int
    after: int
    firm: bool = False


@dataclass(frozen=True)
class UnionContext:
    """The rules of `entity_context.csv` about unions, folded for comparison."""

    after: frozenset[tuple[str, ...]]
    after_mid: frozenset[tuple[str, ...]]
    before: frozenset[tuple[str, ...]]
    verbs: frozenset[tuple[str, ...]]
    rivals: tuple[tuple[str, str], ...]
    nations: frozenset[tuple[str, ...]]
    verb_uses: frozenset[tuple[str, ...]]
    articles: frozenset[tuple[str, ...]]
    near: frozenset[str]

    @classmethod
    def of(cls, registry: Registry) -> UnionContext:
        """Return the rules of a registry."""
        return cls(
            folded(registry.phrases("cue_after")), folded(registry.phrases("cue_after_mid")),
            folded(registry.phrases("cue_before")), folded(registry.phrases("cue_verb")),
            tuple((r.union_id, r.phrase.lower()) for r in registry.rules if r.kind == "rival" and r.union_id),
            folded(registry.phrases("nation")), folded(registry.phrases("verb_use")),
            folded(registry.phrases("article")), frozenset(registry.phrases("cue_near")),
        )

    def rivalled(self, text: str) -> frozenset[str]:
        """Return the ids of unions whose short name may mean something else in this text."""
        low = text.lower()
        return frozenset(union_id for union_id, phrase in self.rivals if phrase in low)


def folded(phrases: Iterable[str]) -> frozenset[tuple[str, ...]]:
    """Return phrases as tuples of folded words."""
    return frozenset(tuple(fold(w) for w in p.split()) for p in phrases)


def decide(met: Sequence[Met], reading: Reading, context: UnionContext) -> list[Met]:
    """Return the unions among `met`, in the order of the text, each marked as firm or borne out."""
    if not met:
        return []
    rivalled = context.rivalled(reading.text)
    judged = [replace(m, firm=_stands_firm(m, reading, context, rivalled)) for m in met]
    judged = _along_lists(judged, reading.text)
    firm_ids = {_key(m) for m in judged if m.firm}
    return [m for m in judged if m.firm or (_key(m) in firm_ids and _may_inherit(m, reading, context))]


def _key(met: Met) -> str:
    return met.union.union_id or met.union.name


def _stands_firm(met: Met, reading: Reading, context: UnionContext, rivalled: frozenset[str]) -> bool:
    """Judge one name by its own letters and neighbours; several words, or an acronym without a rival, are firm."""
    case = met.phrase.case
    if met.firm or met.phrase.words > 1:
        return True
    everyday = met.union.needs_context or met.union.union_id in rivalled
    if not everyday and case in {"any", "caps", "exact", "word"}:
        return True
    if not everyday and case == "capsword":
        return not reading.shouted(met.first, met.after) and not reading.follows(met.after, context.articles)
    # "the prison officers' union, the POA": the article stands between the cue and the name.
    first = met.first - 1 if reading.written(met.first - 1) == "the" and reading.joined(met.first) else met.first
    if reading.follows(met.after, context.after) or reading.precedes(first, context.before):
        return True
    headline = reading.in_headline(met.first, met.after) or reading.shouted(met.first, met.after)
    opens = reading.opens(met.first)
    if everyday:
        if case in {"caps", "capsword", "any"}:
            return reading.follows(met.after, context.after_mid)
        return not (headline or opens) and (
            reading.follows(met.after, context.after_mid) or _lone_capital(met, reading, context)
        )
    if (headline or opens) and reading.follows(met.after, context.verb_uses):
        return False
    owns = reading.gap(met.after)[:1] in {"'", "’"}
    return not headline or owns or reading.follows(met.after, context.after_mid | context.verbs)


def _lone_capital(met: Met, reading: Reading, context: UnionContext) -> bool:
    """An everyday word with a capital of its own amid a sentence, and words of a dispute near it."""
    if reading.precedes(met.first, context.articles):
        return False
    beside = [reading.written(met.first - 1)] if reading.joined(met.first) else []
    beside += [reading.written(met.after)] if reading.joined(met.after) else []
    if any(w[:1].isupper() for w in beside) or reading.gap(met.after)[:1] == "-":
        return False
    return any(w in context.near for w in reading.around(met.first, met.after, NEAR_WORDS))


def _along_lists(met: list[Met], text: str) -> list[Met]:
    """A weak name in one breath with a firm one is firm."""
    for _ in range(MAX_LIST):
        firm = [
            m.firm or any(
                other.firm and _IN_ONE_BREATH.fullmatch(text[left.end:right.start])
                for other, left, right in _neighbours(met, i)
            )
            for i, m in enumerate(met)
        ]
        if firm == [m.firm for m in met]:
            break
        met = [replace(m, firm=f) for m, f in zip(met, firm, strict=True)]
    return met


def _neighbours(met: list[Met], i: int) -> list[tuple[Met, Met, Met]]:
    found = []
    if i > 0:
        found.append((met[i - 1], met[i - 1], met[i]))
    if i + 1 < len(met):
        found.append((met[i + 1], met[i], met[i + 1]))
    return found


def _may_inherit(met: Met, reading: Reading, context: UnionContext) -> bool:
    """An everyday word needs more than a firm namesake: no article before, no noun of its own behind."""
    opens = reading.opens(met.first)
    if met.phrase.case != "word" or not met.union.needs_context:
        return not (opens and reading.follows(met.after, context.verb_uses))
    if reading.precedes(met.first, context.articles):
        return False
    if not reading.joined(met.after):
        return True
    known = context.after | context.after_mid | context.verbs
    return reading.follows(met.after, known) or (not opens and reading.written(met.after)[:1].islower())
