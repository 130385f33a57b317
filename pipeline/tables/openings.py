"""Where patterns can begin in a text, found for all of them in one pass.

Comes in: compiled patterns, and a text. Goes out: for each pattern the offsets at which it may match, from the
literals that its matches begin with, or that they hold. It refuses to decide: only the pattern itself, tried there,
says whether it matches, so what is found is what `finditer` finds.

Trying a list of words at every letter of a text is what costs in `re`: of thirty cues of a dispute each is tried two
thousand times in a story, and may begin in three places.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from re import _constants as ops  # type: ignore[attr-defined]  # the parser is `re`'s own: it alone knows what
from re import _parser as parser  # type: ignore[attr-defined]  # a pattern means
from typing import Any

import hyperscan

#: Longer literals tell no more; a pattern with more of them than this keeps shorter ones.
LONGEST, MOST = 10, 128
#: A class of more characters than this ends the literal before it.
MOST_OF_CLASS = 16
#: One byte to each character, so that offsets are those of the text; what it lacks is in no literal.
ENCODING = "cp1252"
#: What `re` takes for a letter of that encoding where case does not count.
_LOOKALIKES = (("ı", "i"), ("İ", "i"), ("ſ", "s"), ("\u212a", "k"), ("\u212b", "å"))
ASCII = 128

#: The characters of two classes; those that `ENCODING` lacks become question marks.
_CLASSES = {ops.CATEGORY_DIGIT: "0123456789?", ops.CATEGORY_SPACE: " \t\n\r\f\v\x1c\x1d\x1e\x1f\xa0?"}


class Openings:
    """The literals that some patterns begin with, as one automaton; it belongs to one thread.

    `inner` are the numbers of the patterns that may begin with anything and hold a literal further on. Where
    `thorough`, a pattern may begin only in a text that holds one of the literals further on as well, if it has any:
    worth its cost where many patterns begin alike.
    """

    def __init__(self, patterns: Sequence[re.Pattern[str]], *, thorough: bool = False) -> None:
        self._patterns = tuple(patterns)
        opening = [literals(pattern) for pattern in self._patterns]
        inner = {
            number: inner_literals(self._patterns[number])
            for number, each in enumerate(opening)
            if each is None or thorough
        }
        self.inner = frozenset(number for number, each in inner.items() if each and opening[number] is None)
        self._anywhere = frozenset(number for number, each in enumerate(opening) if each is None) - self.inner
        places = {number: each or inner[number] for number, each in enumerate(opening) if each or inner[number]}
        # What a pattern holds because it begins so is no more than its beginning.
        held = {number: each for number, each in inner.items() if opening[number] and not each & places[number]}
        held = {number: each for number, each in held.items() if each}
        self._free = frozenset(places.keys() - held.keys())
        begins, holds = _owners(places), _owners(held)
        every = sorted(begins.keys() | holds.keys())
        self._owners = [(len(literal), begins.get(literal, ()), holds.get(literal, ())) for literal in every]
        self._database: hyperscan.Database | None = None
        if every:
            self._database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
            self._database.compile(
                expressions=[literal.encode(ENCODING) for literal in every],
                ids=list(range(len(every))),
                elements=len(every),
                flags=[hyperscan.HS_FLAG_CASELESS] * len(every),
                literal=True,
            )

    def places(self, text: str) -> dict[int, list[int] | None]:
        """Return where each pattern may begin, by its number: None is anywhere, those that cannot match are left out.

        For those of `inner` it is where a literal stands that each match holds one of.
        """
        found: dict[int, list[int] | None] = dict.fromkeys(self._anywhere)
        if self._database is None:
            return found
        for lookalike, letter in _LOOKALIKES:
            if lookalike in text:
                text = text.replace(lookalike, letter)
        hits: list[tuple[int, int]] = []
        self._database.scan(text.encode(ENCODING, "replace"), _note, 0, hits)
        owners = self._owners
        may_match = self._free.union(*(owners[literal][2] for literal in {literal for literal, _ in hits}))
        for literal, end in hits:
            length, numbers, _ = owners[literal]
            for number in numbers:
                if number in may_match:
                    found.setdefault(number, []).append(end - length)  # type: ignore[union-attr]  # None has no literals
        return found

    def matches(self, text: str) -> Iterator[tuple[int, Iterator[re.Match[str]]]]:
        """Yield the number of each pattern that may occur, and its matches: those of `finditer`, one after another."""
        for number, places in self.places(text).items():
            pattern = self._patterns[number]
            if places is None or number in self.inner:
                yield number, pattern.finditer(text)
            else:
                yield number, _matches(pattern, text, sorted(places))


def _owners(literals_of: Mapping[int, frozenset[str]]) -> dict[str, tuple[int, ...]]:
    """Return the numbers of the patterns that each literal belongs to."""
    owners: dict[str, list[int]] = {}
    for number, each in literals_of.items():
        for literal in each:
            owners.setdefault(literal, []).append(number)
    return {literal: tuple(numbers) for literal, numbers in owners.items()}


def _matches(pattern: re.Pattern[str], text: str, places: Sequence[int]) -> Iterator[re.Match[str]]:
    end = 0
    for place in places:
        if place >= end and (match := pattern.match(text, place)):
            end = match.end()
            yield match


def _note(literal: int, start: int, end: int, flags: int, hits: Any) -> None:
    hits.append((literal, end))


def literals(pattern: re.Pattern[str]) -> frozenset[str] | None:
    """Return small-letter strings, one of which every match of `pattern` begins with; None where there are no such."""
    return _opening(parser.parse(pattern.pattern, pattern.flags))


def inner_literals(pattern: re.Pattern[str]) -> frozenset[str]:
    """Return small-letter strings, one of which every match of `pattern` holds; none where they cannot be told."""
    return _inner(parser.parse(pattern.pattern, pattern.flags))


def _opening(items: Any) -> frozenset[str] | None:
    closed, still = _grow({""}, items)
    every = closed | still
    if "" in every:
        return None
    return frozenset(one for one in every if not any(one[:length] in every for length in range(1, len(one))))


def _inner(items: Any) -> frozenset[str]:
    """Return the literals of that part of a sequence whose shortest is the longest: it occurs by chance most seldom."""
    best: frozenset[str] = frozenset()
    for number, (op, value) in enumerate(items):
        found = [_opening(items[number:]) or frozenset()]
        if op is ops.SUBPATTERN:
            found.append(_inner(value[-1]))
        elif op is ops.BRANCH and all(branches := [_inner(branch) for branch in value[1]]):
            found.append(frozenset().union(*branches))
        best = max(best, *found, key=lambda each: min(map(len, each), default=0))
    return best


def _grow(still: set[str], items: Any) -> tuple[set[str], set[str]]:
    """Return the literals of a sequence that follow those of `still`: finished ones, and those that may be added to."""
    closed: set[str] = set()
    for op, value in items:
        if op in (ops.AT, ops.ASSERT, ops.ASSERT_NOT):
            continue
        done = still if len(still) > MOST else {one for one in still if len(one) >= LONGEST}
        closed, still = closed | done, still - done
        if op is ops.BRANCH:
            grown = [_grow(still, branch) for branch in value[1]]
        elif op is ops.SUBPATTERN:
            grown = [_grow(still, value[-1])]
        elif op in (ops.MAX_REPEAT, ops.MIN_REPEAT):
            grown = _repeated(still, *value)
        elif letters := _letters(op, value):
            grown = [(set(), {one + letter for one in still for letter in letters})]
        else:
            grown = [(still, set())]
        closed = closed.union(*(done for done, _ in grown))
        still = set().union(*(more for _, more in grown))
    return closed, still


def _repeated(still: set[str], least: int, most: int, items: Any) -> list[tuple[set[str], set[str]]]:
    """Return the literals behind something that comes `least` to `most` times."""
    done, more = _grow(still, items)
    # Behind one of several times may stand another: nothing is known of what follows.
    once = (done, more) if most == 1 else (done | more, set())
    return [once] if least else [once, (set(), still)]


def _letters(op: Any, value: Any) -> set[str]:
    """Return the characters that one item stands for, those of ASCII in small letters; none where they are many."""
    letters: set[str] = set()
    for kind, code in value if op is ops.IN else [(op, value)]:
        if kind is ops.LITERAL:
            letters |= {chr(code).lower()} if code < ASCII else {chr(code).lower(), chr(code).upper()}
        elif kind is ops.CATEGORY and code in _CLASSES:
            letters.update(_CLASSES[code])
        else:
            return set()
    single = all(len(letter.encode(ENCODING, "ignore")) == 1 for letter in letters)
    return letters if single and len(letters) <= MOST_OF_CLASS else set()


