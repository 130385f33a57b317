"""Which reports of a page's versions are one report, retold.

Comes in: a `Story`. Goes out: its `Thread`s, each what one page tells of one event through its versions. It
refuses to join two reports of the same version, unless their identities are equal, and to look past the page.

Versions are taken in their order. The reports of each and the threads so far are paired, the closest first:
the same sentence that agrees; the same sentence, read otherwise because its surroundings changed; reports
that agree as those of two articles do (`identity.agree`); a sentence that was edited and differs in one
respect, a correction; what nothing contradicts, though no day or name need be shared as between articles.
What finds no thread begins one, so that a new version adds what is new and nothing else.
"""

from __future__ import annotations

import datetime as dt
import functools
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, field

from pipeline.normalise.identity import (
    NUMBERS_SLACK_DAYS,
    Closeness,
    Identity,
    affinity,
    agree,
    differences,
    equal_numbers,
    gap_days,
)
from pipeline.normalise.revise import revise
from pipeline.normalise.stories import Story, Version
from pipeline.records import Report

#: Pages are corrected within days. What an address says weeks later is news under an old address.
CORRECTION_DAYS = 14
#: Least share of words, numbers and days left out, that a sentence and its edited form have in common
#: (2 x common / both). Half the words of a short sentence can be those of any sentence on the dispute.
EDITED_FROM = 0.6

_WORD = re.compile(r"\w+")
#: What a correction changes is no sign of another sentence.
_CORRECTABLE = re.compile(
    r"\d.*|(?:mon|tues|wednes|thurs|fri|satur|sun)days?|january|february|march|april|may|june|july|august"
    r"|september|october|november|december|today|tomorrow|yesterday|tonight"
)
#: Sentences are compared with those of the other versions of one page: a few dozen at most.
_KEPT_SENTENCES = 4_096
#: Same sentence and agreeing, same sentence, agreeing, edited sentence, nothing that contradicts.
_SAME_AND_AGREE, _SAME, _AGREE, _EDITED, _CONSISTENT = 5, 4, 3, 2, 1
_DAYS_A_WEEK = 7
_Kinship = tuple[int, Closeness]


@dataclass(frozen=True, slots=True)
class Telling:
    """What one version says of an event: its reports of one identity, in the order of the text."""

    version: Version
    identity: Identity
    reports: tuple[Report, ...]

    def sentences(self) -> frozenset[str]:
        """Return the evidence as words, whatever the spacing and the case."""
        return frozenset(" ".join(words(r.evidence)) for r in self.reports if r.evidence)


@dataclass(slots=True)
class Thread:
    """What one page tells of one event. `states` are its reports as each version left them, the last one valid."""

    story: Story
    tellings: list[Telling] = field(default_factory=list)
    states: list[tuple[Report, ...]] = field(default_factory=list)
    #: Whether each telling after the first has the sentence of the one before it unchanged.
    untouched: list[bool] = field(default_factory=list)

    def add(self, telling: Telling) -> None:
        """Add what the next version says; it may confirm, complete or correct what stands."""
        if not self.tellings:
            self.states.append(telling.reports)
        else:
            untouched = bool(self.tellings[-1].sentences() & telling.sentences())
            before = self.states[-1][0]
            self.states.append(tuple(revise(before, report, untouched=untouched) for report in telling.reports))
            self.untouched.append(untouched)
        self.tellings.append(telling)

    @property
    def reports(self) -> list[Report]:
        """All reports of it, of the earliest version first."""
        return [report for telling in self.tellings for report in telling.reports]

    def identities(self) -> tuple[Identity, ...]:
        """Return the identities that it has had, the earliest first, each once."""
        if len(self.tellings) == 1:
            return (self.tellings[0].identity,)
        return tuple(dict.fromkeys(Identity.of(state[0]) for state in self.states))

    def kinship(self, telling: Telling) -> _Kinship | None:
        """Return how close a telling of a later version is to the nearest of its own, None where it is another's."""
        found = [kin for mine in self.tellings if (kin := _kinship(mine, telling)) is not None]
        return max(found, default=None)


def threads_of(story: Story) -> list[Thread]:
    """Return the threads of `story`, in the order in which its versions begin them."""
    threads: list[Thread] = []
    for version in story.versions:
        tellings = list(_tellings(version))
        homes = _pair(threads, tellings)
        for place, telling in enumerate(tellings):
            home = homes.get(place)
            if home is None:
                home = Thread(story)
                threads.append(home)
            home.add(telling)
    return threads


def words(sentence: str | None) -> list[str]:
    """Return the words and numbers of a sentence in lower case."""
    return _WORD.findall((sentence or "").casefold())


def _tellings(version: Version) -> Iterator[Telling]:
    groups: dict[Identity, list[Report]] = {}
    for report in version.reports:
        groups.setdefault(Identity.of(report), []).append(report)
    for identity, reports in groups.items():
        yield Telling(version, identity, tuple(reports))


def _pair(threads: list[Thread], tellings: list[Telling]) -> Mapping[int, Thread]:
    """Return the thread of each telling that has one, by the telling's place; no thread takes two."""
    pairs = []
    for number, thread in enumerate(threads):
        for place, telling in enumerate(tellings):
            kinship = thread.kinship(telling)
            if kinship is not None:
                pairs.append((kinship, -place, -number))
    homes: dict[int, Thread] = {}
    full: set[int] = set()
    for _, place, number in sorted(pairs, reverse=True):
        if -place not in homes and -number not in full:
            homes[-place] = threads[-number]
            full.add(-number)
    return homes


def _kinship(mine: Telling, later: Telling) -> _Kinship | None:
    a, b = mine.identity, later.identity
    if (a.type, a.stage) != (b.type, b.stage):
        return None
    is_same = bool(mine.sentences() & later.sentences())
    if agree(a, b):
        return (_SAME_AND_AGREE if is_same else _AGREE), affinity(a, b)
    different = differences(a, b)
    if gap_days(a, b) is None and (a.edtf is None or b.edtf is None):
        different -= {"date"}
    if "question" in different and not (is_same and equal_numbers(a, b)):
        return None
    if is_same:
        return _SAME, affinity(a, b)
    if _is_correction(mine, later, different):
        return _EDITED, affinity(a, b)
    return None if different else (_CONSISTENT, affinity(a, b))


def _is_correction(mine: Telling, later: Telling, different: Set[str]) -> bool:
    """Say whether the later telling is the earlier one put right: its sentence edited, one thing in it changed."""
    a, b = mine.identity, later.identity
    then, now = mine.version.day, later.version.day
    if len(different) > 1 or (then and now and (now - then).days > CORRECTION_DAYS):
        return False
    if a.is_dated and b.is_dated and (gap_days(a, b) or 0) > NUMBERS_SLACK_DAYS:
        return False
    if "date" in different and _has_passed(a, then, now) and not _moved_along(mine, later):
        return False
    if different & {"unions", "employers"} and not _same_days(a, b):
        return False
    return any(_alike(x.evidence, y.evidence) for x in mine.reports for y in later.reports)


def _same_days(a: Identity, b: Identity) -> bool:
    return a.is_dated and b.is_dated and (a.start, a.end) == (b.start, b.end)


def _has_passed(a: Identity, then: dt.date | None, now: dt.date | None) -> bool:
    """Say whether what lay ahead in the earlier version was over in the later one: a further day then is news."""
    if not (a.is_dated and a.end and then and now):
        return False
    return then <= a.end < now


def _moved_along(mine: Telling, later: Telling) -> bool:
    """Say whether a date moved only because "today" or a weekday is read against a later day of publication."""
    start, end = mine.identity.start, later.identity.start
    then, now = mine.reports[0].published, later.reports[0].published
    if start is None or end is None or then is None or now is None:
        return False
    moved, passed = (end - start).days, (now - then).days
    return moved == passed or (moved == _DAYS_A_WEEK and 0 < passed < _DAYS_A_WEEK)


def _alike(one: str | None, other: str | None) -> bool:
    a, b = _kept_words(one or ""), _kept_words(other or "")
    both = sum(a.values()) + sum(b.values())
    return both > 0 and 2 * sum((a & b).values()) / both >= EDITED_FROM


@functools.lru_cache(maxsize=_KEPT_SENTENCES)
def _kept_words(sentence: str) -> Counter[str]:
    return Counter(word for word in words(sentence) if not _CORRECTABLE.fullmatch(word))
