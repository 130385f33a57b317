"""What the coder reads: each sentence with its mentions turned into typed placeholders.

Comes in: a `Doc` with its mentions. Goes out: `SentenceView`s, whose `masked` text is lower
case but for the placeholders UNION, PERSON, MINISTER, BODY, PCT, MONEY and DATE, so that one
rule holds for every union and every date. It refuses to interpret: that is the coder's.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from spacy.tokens import Doc

from pipeline.code.model_events import ReadEvent
from pipeline.records import Mention

#: Mention label -> placeholder. COUNT and PLACE stay as words: "a two-day strike", "in Wales".
PLACEHOLDERS = {
    "UNION": "UNION",
    "PERSON": "PERSON",
    "MINISTER": "MINISTER",
    "BODY": "BODY",
    "PERCENT": "PCT",
    "MONEY": "MONEY",
    "DATE": "DATE",
}
#: Words that may stand between two unions of one list: "Unite, the GMB and Unison".
_LIST_LINK = re.compile(
    r"\s*(?:,|/|&|and|or|,\s*and|as well as|alongside|together with|plus)?\s*(?:and\s+)?(?:the\s+)?\(?\s*", re.I
)
#: Where one clause ends and the next begins, on masked text.
_CLAUSE_EDGE = re.compile(
    r";|:\s|\s[–—-]\s|,?\s\b(?:but|while|whereas|although|though|because|after|before|when|unless|until|so that|"
    r"despite|following)\b\s|,\s(?:and|which|who|with|where|having|saying|adding|as)\s"
)
_QUOTES = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "\u00a0": " "})
#: "two 48-hour strikes": the hours inside say more than the count around them.
_COUNT_OF_STRIKES = "strikes"
#: Bodies that are no employer, and whose name is what a rule looks for: "at Acas", "the High Court".
_SAYS_ITSELF = re.compile(r"(?i)\b(?:courts?|tribunal|acas|arbitration)\b")
_CLOSING = ")] "


@dataclass(frozen=True, slots=True)
class Group:
    """A placeholder in the masked text and the mentions behind it (several in a list of unions)."""

    label: str
    start: int
    end: int
    mentions: tuple[Mention, ...]

    @property
    def ids(self) -> tuple[str, ...]:
        """The entity ids behind the placeholder, each once, in order."""
        return tuple(dict.fromkeys(m.entity_id for m in self.mentions if m.entity_id))


@dataclass(frozen=True, slots=True)
class Clause:
    """A stretch of the masked text, `end` exclusive."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class SentenceView:
    """One sentence that may be coded; `start` and `end` are offsets in the article's text."""

    index: int
    start: int
    end: int
    paragraph: int
    text: str
    masked: str
    groups: tuple[Group, ...]
    clauses: tuple[Clause, ...]
    counts: tuple[tuple[int, Mention], ...]
    #: Where text goes on behind a placeholder: offsets in the sentence and in the masked text.
    anchors: tuple[tuple[int, int], ...] = ((0, 0),)
    #: What the language model reads in the sentence, offsets in the masked text.
    read: tuple[ReadEvent, ...] = ()
    #: What each table of rules has found in the sentence: many modules look for the same.
    found: dict[str, list[Any]] = field(default_factory=dict, compare=False, repr=False)

    def labelled(self, *labels: str) -> list[Group]:
        """Return the groups with one of `labels`, in reading order."""
        return [g for g in self.groups if g.label in labels]

    def clause_at(self, position: int) -> Clause:
        """Return the clause that holds a position of the masked text."""
        at = bisect.bisect_right([c.start for c in self.clauses], position) - 1
        return self.clauses[max(at, 0)]

    def clause_text(self, position: int) -> str:
        """Return the masked text of the clause at a position."""
        clause = self.clause_at(position)
        return self.masked[clause.start : clause.end]

    def with_read(self, events: Iterable[ReadEvent]) -> SentenceView:
        """Return the view with what the model reads, given by offset in the sentence; words in a mention bear none."""
        taken = [(m.start - self.start, m.end - self.start) for g in self.groups for m in g.mentions]
        return replace(self, found={}, read=tuple(
            replace(event, start=_masked_at(self.anchors, event.start), end=_masked_at(self.anchors, event.end))
            for event in events
            if not any(start <= event.start < end for start, end in taken)
        ))


def sentence_views(doc: Doc) -> list[SentenceView]:
    """Return a view of each sentence of `doc` that is no clutter, in reading order."""
    mentions = sorted(doc._.mentions, key=lambda m: (m.start, -m.end))
    starts = [m.start for m in mentions]
    views: list[SentenceView] = []
    paragraph, last_end, text = 0, 0, str(doc._.text)
    for sent in doc.sents:
        if "\n" in text[last_end : sent.start_char] or "\n" in text[max(sent.start_char - 1, 0) : sent.start_char]:
            paragraph += 1
        last_end = sent.end_char
        sentence = text[sent.start_char : sent.end_char]
        if sent._.clutter or not sentence.strip():
            continue
        low = bisect.bisect_left(starts, sent.start_char)
        high = bisect.bisect_left(starts, sent.end_char)
        inside = [m for m in mentions[low:high] if m.end <= sent.end_char]
        views.append(_view(len(views), sent.start_char, sentence.rstrip(), paragraph, inside))
    return views


def _view(index: int, start: int, text: str, paragraph: int, mentions: Sequence[Mention]) -> SentenceView:
    """Mask one sentence; counts keep their words, and may hold a union: "420 Unite members"."""
    pieces: list[str] = []
    groups: list[Group] = []
    anchors = [(0, 0)]
    length = at = 0
    for members in _lists(text, start, _disjoint(m for m in mentions if m.label in PLACEHOLDERS)):
        first, last = members[0], members[-1]
        before = _plain(text[at : first.start - start])
        word = PLACEHOLDERS[first.label]
        groups.append(Group(first.label, length + len(before), length + len(before) + len(word), tuple(members)))
        pieces += [before, word]
        length += len(before) + len(word)
        at = last.end - start
        if len(members) > 1 and text[at : at + 1] == ")":
            at += 1
        anchors.append((at, length))
    pieces.append(_plain(text[at:]))
    masked = "".join(pieces)
    counts = [(_masked_at(anchors, m.start - start), m) for m in _disjoint(m for m in mentions if m.label == "COUNT")]
    return SentenceView(
        index, start, start + len(text), paragraph, text, masked, tuple(groups), tuple(_clauses(masked)),
        tuple(counts), tuple(anchors),
    )


def _masked_at(anchors: Sequence[tuple[int, int]], position: int) -> int:
    """Return the place in the masked text of an offset in the sentence that no placeholder covers."""
    text_at, masked_at = next(a for a in reversed(anchors) if a[0] <= position)
    return masked_at + position - text_at


def _plain(text: str) -> str:
    return text.translate(_QUOTES).lower()


def _disjoint(mentions: Iterable[Mention]) -> list[Mention]:
    """Keep mentions that do not overlap, the earlier and longer first; places give way."""
    kept: list[Mention] = []
    for m in mentions:
        if (m.label == "DATE" and m.edtf is None) or m.label == "PLACE" or m.unit == _COUNT_OF_STRIKES:
            continue
        if m.label == "BODY" and _SAYS_ITSELF.search(m.text):
            continue
        if not kept or m.start >= kept[-1].end:
            kept.append(m)
    return kept


def _lists(text: str, start: int, mentions: Sequence[Mention]) -> list[list[Mention]]:
    """Join unions that stand in one list, and a name with its acronym in brackets."""
    out: list[list[Mention]] = []
    for m in mentions:
        if out and m.label == "UNION" == out[-1][-1].label:
            between = text[out[-1][-1].end - start : m.start - start]
            if _LIST_LINK.fullmatch(between.lstrip(_CLOSING) or between):
                out[-1].append(m)
                continue
        out.append([m])
    return out


def _clauses(masked: str) -> Iterable[Clause]:
    at = 0
    for edge in _CLAUSE_EDGE.finditer(masked):
        if edge.start() > at:
            yield Clause(at, edge.start())
            at = edge.start()
    yield Clause(at, len(masked))
