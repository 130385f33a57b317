"""Who acts: the unions, employers and people that a place in the text speaks of.

Comes in: the sentence views of one article. Goes out: `Context`, which answers "which unions
does this position speak of" from the clause, the sentence, the sentences before ("the union",
"its members", "both unions"), and last the article's main union. It refuses to guess where
the text says "unions" in general: the answer is then empty.
"""

from __future__ import annotations

import collections
import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.code.view import Group, SentenceView
from pipeline.tables.registry import load_registry

#: "teaching unions have been campaigning": unions in general, no names.
_GENERIC = re.compile(
    r"(?<!the )(?<!both )(?<!two )(?<!three )(?<!four )(?<!five )(?<!all )\b(?:unions|trade unions)\b(?!')"
)
#: "from seven trade unions": many, and not the one that the article is about.
_COUNTED = re.compile(r"\b(?:two|three|four|five|six|seven|eight|nine|ten|\d+|several) (?:\w+ )?unions\b")
_ALL_OF_THEM = re.compile(
    r"\b(?:both(?: of the)? unions|(?:all )?(?:the )?(?P<n>two|three|four|five|six) (?:of the )?"
    r"(?:health |teaching |rail |campus |council )?unions|"
    r"all (?:of )?the unions|the unions|unions jointly|joint unions)\b"
)
_NUMBERS = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6}
#: "strikes by Unite", "members of the RMT": the union after the trigger is the one that acts.
_AGENT_AFTER = re.compile(r"\b(?:by|of|from|in|at)\s+(?:[a-z'-]+\s+){0,8}$")
#: A union that only receives: "urged Unite", "told the RMT", "talks with Aslef" is no subject of what follows.
_OBJECT_BEFORE = re.compile(
    r"\b(?:urg\w+|call\w* on|told|ask\w*|accus\w+|appeal\w* (?:\w+ )?to|with|like|than|unlike|joined|joining)"
    r"\s+(?:the\s+)?$"
)
#: A union named this often is what the article is about, beside one that is named once.
THROUGHOUT = 3
#: How many sentences back a union stays in focus.
REACH = 4
#: A sentence that opens so goes on about the union before it.
_ANAPHOR = re.compile(
    r"\W*(?:it|its|they|their|them|the union|the unions|members|he|she|his|her|that|this|those|but it|and it|both)\b"
)
#: One union is what an article is about where it holds this share of all mentions of unions.
DOMINANT_SHARE = 0.6
#: Nouns that tell no union's members from another's.
_EVERYBODY = frozenset({"workers", "staff", "members", "employees", "professionals"})


@dataclass(frozen=True, slots=True)
class Who:
    """The unions that a position speaks of, and whether the sentence itself names them."""

    unions: tuple[str, ...]
    explicit: bool


class Context:
    """What the whole article says of its sides; made once an article."""

    def __init__(self, views: Sequence[SentenceView], published: dt.date | None) -> None:
        self.views = views
        self.published = published
        counts: collections.Counter[str] = collections.Counter()
        for view in views:
            for group in view.labelled("UNION"):
                counts.update(group.ids)
        self.unions = tuple(counts)
        self._counts = counts
        self.main = counts.most_common(1)[0][0] if counts else None
        #: One union holds nearly all mentions: what names none is about it.
        self.dominant = bool(counts) and counts[self.main or ""] >= DOMINANT_SHARE * counts.total()
        registry = load_registry()
        self._workers = {
            u: _worker_words(known.workers) for u in self.unions if (known := registry.union(u)) is not None
        }
        self._focus = [self._subject(view) for view in views]

    def who(self, view: SentenceView, position: int) -> Who:
        """Return the unions that `position` of the view's masked text speaks of."""
        clause = view.clause_at(position)
        groups = [g for g in view.labelled("UNION") if g.ids]
        group = self._in_clause(view, groups, clause.start, clause.end, position)
        window = view.masked[clause.start : position + 40]
        if group is None:
            together = _ALL_OF_THEM.search(window)
            if together:
                return Who(self._latest(view, _NUMBERS.get(together["n"] or "", 0)), False)
            if _GENERIC.search(view.masked[clause.start : clause.end]):
                return Who((), _COUNTED.search(view.masked[clause.start : clause.end]) is not None)
            before = [g for g in groups if g.end <= position]
            group = before[-1] if before else None
        if group is not None:
            return Who(group.ids, True)
        return Who(self.carried(view), False)

    def carried(self, view: SentenceView) -> tuple[str, ...]:
        """Return the unions in focus where the sentence itself names none before the place.

        The same paragraph decides; then the workers it names; then, for "it", "they" and "the union",
        the paragraph before; last the union that the article is mostly about.
        """
        earlier = [at for at in range(view.index - 1, max(view.index - REACH, -1), -1) if self._focus[at]]
        same = next((at for at in earlier if self.views[at].paragraph == view.paragraph), None)
        if same is not None:
            return self._focus[same]
        by_workers = self._of_workers(view)
        if by_workers:
            return by_workers
        if self._focus[view.index]:
            return self._focus[view.index]
        if earlier and (_ANAPHOR.match(view.masked) or not (self.dominant or self._aside(self._focus[earlier[0]]))):
            return self._focus[earlier[0]]
        if self.main is None:
            return ()
        if self.dominant or len(self.unions) == 1 or (earlier and self._aside(self._focus[earlier[0]])):
            return (self.main,)
        return self._first()

    def _aside(self, unions: tuple[str, ...]) -> bool:
        """Say whether unions are named once in passing, in an article that another is named throughout."""
        named = max((self._counts[u] for u in unions), default=0)
        return named == 1 and self._counts[self.main or ""] >= THROUGHOUT

    def _of_workers(self, view: SentenceView) -> tuple[str, ...]:
        """Return the one union of the article that organises the workers whom a sentence names."""
        if len(self.unions) < 2:
            return ()
        named = {
            u
            for u, workers in self._workers.items()
            if any(re.search(rf"\b{re.escape(w)}\b", view.masked) for w in workers)
        }
        return tuple(named) if len(named) == 1 else ()

    def _first(self) -> tuple[str, ...]:
        return next((focus for focus in self._focus if focus), ())

    def _latest(self, view: SentenceView, n: int) -> tuple[str, ...]:
        """Return the last list of several unions named so far, or the last `n` (0: all) named."""
        seen: dict[str, None] = {}
        for at in range(view.index, -1, -1):
            for group in reversed(self.views[at].labelled("UNION")):
                if len(group.ids) > 1 and n in (0, len(group.ids)):
                    return group.ids
                for union in group.ids:
                    seen.setdefault(union)
                if n and len(seen) >= n:
                    return tuple(reversed(list(seen)[:n]))
        return tuple(reversed(seen)) if len(seen) > 1 else tuple(self.unions if len(self.unions) > 1 else seen)

    @staticmethod
    def _in_clause(view: SentenceView, groups: Sequence[Group], start: int, end: int, position: int) -> Group | None:
        inside = [g for g in groups if start <= g.start < end]
        before = [g for g in inside if g.end <= position]
        subjects = [g for g in before if not _OBJECT_BEFORE.search(view.masked[start : g.start])]
        if subjects:
            return subjects[-1]
        after = [g for g in inside if g.start >= position]
        if after and _AGENT_AFTER.search(view.masked[position : after[0].start]):
            return after[0]
        if before:
            return before[-1]
        return after[0] if after else None

    @staticmethod
    def _subject(view: SentenceView) -> tuple[str, ...]:
        """Return the unions that a sentence is about: its first that is no mere object, else its first."""
        groups = [g for g in view.labelled("UNION") if g.ids]
        for group in groups:
            if not _OBJECT_BEFORE.search(view.masked[: group.start]):
                return group.ids
        return groups[0].ids if groups else ()


def window(views: Sequence[SentenceView], view: SentenceView, before: int = 1, after: int = 1) -> list[SentenceView]:
    """Return the views around one, within its article, in reading order."""
    return list(views[max(view.index - before, 0) : view.index + after + 1])


def _worker_words(workers: str | None) -> tuple[str, ...]:
    """Return the nouns by which a union's members are told from those of another: "train drivers", "drivers"."""
    if not workers or workers in _EVERYBODY:
        return ()
    last = workers.split()[-1]
    return (workers,) if last in _EVERYBODY else tuple(dict.fromkeys((workers, last)))
