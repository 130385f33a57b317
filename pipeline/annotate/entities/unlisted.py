"""Employers that no table and no head of a name tells: where they may stand, and where else a text names them.

Comes in: a text, its day and what the rules found in it. Goes out: `Candidate`s, runs of capitalised words that words
around them make an employer, and every place where a name that was borne out stands. It refuses what the rules have
explained, and to say that a candidate is an organisation: the language model does.
"""

from __future__ import annotations

import bisect
import csv
import datetime as dt
import functools
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from types import MappingProxyType

from pipeline.errors import ConfigError
from pipeline.records import Mention
from pipeline.tables.registry import load_registry

TABLE = "patterns/unlisted.csv"
#: Cues by how little doubt they leave; the other kinds tell names that employ nobody, or leave open who does.
CUES = ("strong", "weak")
KINDS = (*CUES, "never", "open")
#: Labels of mentions whose words are no part of an employer's name; a place may be.
EXPLAINED = frozenset({"UNION", "BODY", "PERSON", "MINISTER"})
#: Names of an article that the model is asked about, those that the most cues stand beside first.
MOST_NAMES = 2
#: Kinds of the registry that leave open who employs: a government pays, and firms or trusts employ.
_OPEN_KINDS = frozenset({"government", "department", "council", "court", "conciliator", "party", "regulator",
                         "review_body"})
_WORD = r"[A-Z][\w&]*(?:['’](?![sS]\b)\w+)?"
#: No "and": what it joins is two names as often as one.
_RUN = re.compile(rf"(?<!\w){_WORD}(?:(?: |-| & | of (?=[A-Z])){_WORD}){{0,5}}")
#: How far before a name its cue begins, in characters.
_REACH = 90
_OPENING = re.compile(r"(?:^|[.!?:;|•\n\"“‘”*»>(])[ \u00a0]*$")
_FIRST_WORD = re.compile(r"\w+")
_AMID = re.compile(r"[a-z,] $")
#: Behind a name with 's, what owns nothing: the name itself ends so.
_ENDS_WITH_S = re.compile(
    r"['’]s(?=[.,;:)]| (?:in|on|at|and|will|have|has|is|are|was|were|who|which|over|after|to)\b|$)"
)

Spans = Iterable[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A run of capitalised words that may name an employer: `text[start:end]`, by the cue of that id."""

    start: int
    end: int
    cue: str
    strong: bool


@dataclass(frozen=True, slots=True)
class _Cue:
    """Words before or behind a name, the other None; `several` where the name must be of several words."""

    rule_id: str
    strong: bool
    several: bool
    before: re.Pattern[str] | None
    behind: re.Pattern[str] | None

    def stands(self, text: str, begin: int, start: int, end: int) -> bool:
        """Say whether the cue stands beside the name `start` to `end`, whose run of capitals begins at `begin`."""
        if self.several and " " not in text[start:end]:
            return False
        if self.before is not None:
            return self.before.search(text, max(begin - _REACH, 0), begin) is not None
        return self.behind is not None and self.behind.match(text, end) is not None


@functools.cache
def _rows() -> Mapping[str, tuple[tuple[str, str], ...]]:
    """Return the id and pattern of the rules of each kind. Raises `ConfigError` where a row is wrong."""
    path = resources.files("pipeline") / "resources" / TABLE
    rules: dict[str, list[tuple[str, str]]] = {kind: [] for kind in KINDS}
    for line, row in enumerate(csv.DictReader(path.read_text(encoding="utf-8").splitlines()), start=2):
        cue = row["kind"] in CUES
        if row["kind"] not in rules or not row["example"] or cue is not ("NAME" in row["pattern"]):
            raise ConfigError(f"{TABLE}, line {line}: no such kind {row['kind']!r}, no example, or no NAME in a cue")
        try:
            re.compile(row["pattern"])
        except re.error as error:
            raise ConfigError(f"{TABLE}, line {line}: {error}") from error
        rules[row["kind"]].append((row["id"], row["pattern"]))
    return MappingProxyType({kind: tuple(each) for kind, each in rules.items()})


@functools.cache
def _cues() -> tuple[_Cue, ...]:
    """Return the cues of the table, the strong ones first."""
    found = []
    for kind in CUES:
        for rule_id, pattern in _rows()[kind]:
            before, mark, behind = re.split("(NAMES?)", pattern, maxsplit=1)
            found.append(
                _Cue(
                    rule_id, kind == "strong", mark == "NAMES",
                    re.compile(before + r"\Z") if before else None, re.compile(behind) if not before else None,
                )
            )
    return tuple(found)


@functools.cache
def _names_of(kind: str) -> re.Pattern[str]:
    """Return what is found in the names of a kind, "never" or "open"."""
    return re.compile("|".join(f"(?:{pattern})" for _, pattern in _rows()[kind]))


@functools.cache
def _stop_words() -> frozenset[str]:
    return frozenset(load_registry().phrases("stop_word"))


def candidates(
    text: str, mentions: Sequence[Mention], on: dt.date | None = None, skip: Spans = ()
) -> list[Candidate]:
    """Return what may name an employer beside those that `mentions` tell, in reading order; nothing within `skip`.

    Where an employer is known, only strong cues count.
    """
    explained = _Spans([*skip, *((m.start, m.end) for m in mentions if m.label in EXPLAINED)])
    places = _Spans([(m.start, m.end) for m in mentions if m.label == "PLACE"])
    known = knows_employer(mentions, on)
    cues = [cue for cue in _cues() if cue.strong or not known]
    found = []
    for run in _RUN.finditer(text):
        start, end = _without_stop_words(text, *run.span())
        if start >= end or explained.touch(start, end) or places.hold(start, end) or _only_opens(text, start, end):
            continue
        cue = next((cue for cue in cues if cue.stands(text, run.start(), start, end)), None)
        if cue is not None and may_employ(text[start:end]):
            found.append(Candidate(start, end, cue.rule_id, cue.strong))
    return found


class _Spans:
    """Spans of a text, asked by place; they may touch, and none lies within another."""

    def __init__(self, spans: Spans) -> None:
        self._spans = sorted(spans)
        self._starts = [start for start, _ in self._spans]

    def touch(self, start: int, end: int) -> bool:
        """Say whether one of them shares a character with `start` to `end`."""
        before = bisect.bisect_left(self._starts, end)
        return before > 0 and self._spans[before - 1][1] > start

    def hold(self, start: int, end: int) -> bool:
        """Say whether one of them holds `start` to `end`."""
        before = bisect.bisect_right(self._starts, start)
        return before > 0 and self._spans[before - 1][1] >= end


def knows_employer(mentions: Iterable[Mention], on: dt.date | None) -> bool:
    """Say whether the rules found a firm, trust, university or association, as these settle who employs."""
    registry = load_registry()
    for name in {m.norm for m in mentions if m.label == "BODY" and m.norm}:
        body = registry.body(name, on)
        known = body is None or (body.employer and body.kind not in _OPEN_KINDS)
        if known and not _names_of("open").search(name):
            return True
    return False


def foremost(text: str, found: Sequence[Candidate]) -> list[Candidate]:
    """Return the candidates to ask about: of the names with the most cues, the longest form of each."""
    names: dict[str, list[Candidate]] = {}
    for each in found:
        names.setdefault(re.split(r"[ -]", text[each.start : each.end])[0], []).append(each)
    most = sorted(names.values(), key=len, reverse=True)[:MOST_NAMES]
    return [max(same, key=lambda each: (each.end - each.start, -each.start)) for same in most]


def may_employ(name: str) -> bool:
    """Say whether nothing in a name tells that its bearer is no employer: a party, a court, an outlet, a mere kind."""
    if load_registry().union(name.upper()) is not None:
        return False
    return name[:1].isupper() and not _names_of("never").search(name)


def overlaps(start: int, end: int, spans: Spans) -> bool:
    """Say whether `start` to `end` shares a character with one of `spans`."""
    return any(first < end and start < last for first, last in spans)


def places_of(text: str, name: str, taken: Spans) -> list[tuple[int, int]]:
    """Return where `text` has `name`, whole and apart from other capitalised words, outside `taken`."""
    taken = list(taken)
    found = []
    for match in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", text):
        start, end = match.span()
        before = re.search(r"(\w+)[ -]$", text[max(start - 40, 0) : start])
        longer = before is not None and before[1][:1].isupper() and before[1] not in _stop_words()
        longer = longer or re.match(r"(?: |-| & )[A-Z]", text[end : end + 4]) is not None
        if not longer and not overlaps(start, end, taken):
            found.append((start, end))
    return found


def short_forms(text: str, name: str) -> list[str]:
    """Return the first words of a name by which `text` calls its bearer later, the longest first."""
    words = re.split(r"(?<=[ -])", name)
    forms = ["".join(words[:count]).rstrip(" -") for count in range(len(words) - 1, 0, -1)]
    return [form for form in forms if may_employ(form) and form not in _stop_words() and _stands_alone(text, form)]


def _stands_alone(text: str, form: str) -> bool:
    """Say whether a form is a name by itself: never without its capitals, and a single word amid a sentence."""
    if re.search(rf"(?<!\w){re.escape(form.lower())}(?!\w)", text):
        return False
    return " " in form or any(_AMID.search(text[max(start - 2, 0) : start]) for start, _ in places_of(text, form, ()))


def spelt(text: str, name: str) -> str:
    """Return a name as the text spells it, with its 's where that belongs to the name."""
    sides = [text[end : end + 12] for _, end in places_of(text, name, ())]
    own = bool(sides) and all(re.match(r"['’]s\b", side) for side in sides)
    if own and (name.startswith("St ") or any(_ENDS_WITH_S.match(side) for side in sides)):
        return name + sides[0][:2]
    return name


def _without_stop_words(text: str, start: int, end: int) -> tuple[int, int]:
    """Return a run without the words at its beginning that begin sentences and no names."""
    while (word := _FIRST_WORD.match(text, start, end)) is not None and word[0] in _stop_words():
        start = word.end() + 1
    return start, end


def _only_opens(text: str, start: int, end: int) -> bool:
    """Say whether a run is one word with the capital of a sentence's beginning."""
    return " " not in text[start:end] and _OPENING.search(text[max(start - 8, 0) : start]) is not None
