"""Every expression of time in a text, in its order, with its value.

Comes in: a text, its day of publication or None, the offsets of its sentences. Goes out: `DateMention`s.
It refuses what stands in page furniture: datelines, captions, "Published" lines, bylines, links, corrections.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence

from pipeline.annotate.dates import lexer, patterns
from pipeline.annotate.dates.anchors import Context, opening_year
from pipeline.annotate.dates.edtf import DateMention, Value
from pipeline.annotate.dates.lexicon import furniture
from pipeline.annotate.dates.patterns import Part
from pipeline.annotate.dates.resolve import resolve_group
from pipeline.annotate.dates.tense import Sentence

#: Between two days of a list: a comma or "and", with prepositions and the time of day.
_FILLER = (
    r"(?:\s*(?:on|from|at|the|in|early|late|end|start|of|hours|morning|afternoon|evening|night|midnight|noon|midday|again"
    r"|then|also|including|\d{1,2}(?:[.:]\d\d)?\s?(?:am|pm|a\.m\.|p\.m\.)|\d{1,2}:\d\d|GMT|BST)(?![\w]))*\s*"
)
_LIST_GAP = re.compile(rf"\W?s?\s*(?:,?\s*\b(?:and|or|plus|as well as)\b|,|&|/|\(){_FILLER}$", re.IGNORECASE)
_RANGE_GAP = re.compile(
    rf"{_FILLER}\)?\s*(?:,?\s*(?:right\s+)?(?:up\s+)?(?:to|until|till|through)\b|[-–—]){_FILLER}\(?$", re.IGNORECASE
)
_AND_GAP = re.compile(rf"{_FILLER}\band\b{_FILLER}$", re.IGNORECASE)
_MONTH_WORD = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?"
#: An agency's dateline: the place in capitals, the day, a dash, before the first word of the story.
_DATELINE = re.compile(
    rf"\s*(?!(?:MON|TUES|WEDNES|THURS|FRI|SATUR|SUN)DAY)[A-Z][A-Z.'’/-]{{2,}}(?: [A-Z][A-Z.'’/-]+){{0,3}}"
    rf"(?:, [A-Z][\w.]*)?,? \(?(?:{_MONTH_WORD} \d{{1,2}}|\d{{1,2}} {_MONTH_WORD})(?:,? \d{{4}})?\)?\s*"
    r"(?:\([A-Z][\w ]*\)\s*)?[-–—]+\s"
)
#: A line that holds a date and next to nothing else is the page's own stamp.
_STAMP_REST = re.compile(
    r"\b(?:at|by|on|the|GMT|BST|am|pm|updated|published|posted|last|first|date|score|min|mins|minutes?|read|ago)\b|[\d\W_]+",
    re.IGNORECASE,
)
_DATE_WORDS = re.compile(
    rf"\b(?:(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs?)?|Fri|Sat(?:ur)?|Sun)(?:day)?|{_MONTH_WORD}|\d+(?:st|nd|rd|th))\b",
    re.IGNORECASE,
)
_FULL_YEAR = re.compile(r"\b(?:19|20)\d\d\b|\d[./]\d\d?[./]\d\d")
_BYLINE = re.compile(r"\||\bBy\b|\s[-–—]\s")
_TIME_OR_VERB = re.compile(r"\d[:.]\d\d|\d\s?[ap]m\b|updated|published|posted", re.IGNORECASE)
#: The longest stamp seen in the pages read for these rules has 60 characters.
MAX_STAMP_CHARS = 90
_LINE = re.compile(r"[^\n]+")
_BULLET = re.compile(r"\s*(?:[-*•–·]|\d+[.)])\s")


def find_dates(
    text: str, published_on: dt.date | None, spans: Sequence[tuple[int, int]] | None = None
) -> list[DateMention]:
    """Return the expressions of time in `text`, in order, not overlapping.

    `spans` are the offsets of the sentences to read, in order; None reads every line as one sentence.
    Offsets are code points of `text`, `end` exclusive. Values without a known year have `XXXX`.
    """
    context, triggers = Context(published_on), lexer.Triggers(text)
    found: list[DateMention] = []
    group, ranges = 0, 0
    for start, end in spans if spans is not None else _lines(text):
        context.next_sentence()
        for line_start, line_end in _lines(text, start, end):
            if not triggers.any_in(line_start, line_end):
                continue
            begin = _after_furniture(text, line_start, line_end)
            if begin >= line_end:
                continue
            for mentions in _sentence(text, begin, line_end, context, group, ranges):
                found.extend(mentions)
                group += 1
                ranges = max([ranges, *(m.range_id + 1 for m in mentions if m.range_id is not None)])
    return found


def _lines(text: str, start: int = 0, end: int | None = None) -> Iterator[tuple[int, int]]:
    """Yield the offsets of the lines of a text, or of a sentence: one that runs over a line break mixes clauses."""
    for match in _LINE.finditer(text, start, len(text) if end is None else end):
        yield match.span()


def _after_furniture(text: str, start: int, end: int) -> int:
    """Return where the story begins in a line, `end` where the whole line is page furniture."""
    line_start = text.rfind("\n", 0, start) + 1
    if text[line_start:start].strip():
        return start
    dateline = _DATELINE.match(text, start, end)
    if dateline:
        return dateline.end()
    line = text[start:end]
    return end if furniture().match(line) or (_is_stamp(line) and not _is_list_item(text, line_start, end)) else start


def _is_stamp(line: str) -> bool:
    """Whether a line is nothing but a full date with its year, a time or a byline beside it."""
    if _BULLET.match(line) or not _FULL_YEAR.search(line) or len(line) > MAX_STAMP_CHARS:
        return False
    head = _BYLINE.split(line)[0]
    return not _STAMP_REST.sub("", _DATE_WORDS.sub("", head)).strip()


def _is_list_item(text: str, start: int, end: int) -> bool:
    """Whether the line above or below holds another bare date: strike dates are listed so, stamps are not."""
    above = text[:start].rstrip().rpartition("\n")[2]
    below = text[end:].lstrip().partition("\n")[0]
    mine = _TIME_OR_VERB.search(text, start, end)
    return not mine and any(_is_stamp(line) and not _TIME_OR_VERB.search(line) for line in (above, below))


def _sentence(
    text: str, start: int, end: int, context: Context, group: int, ranges: int
) -> Iterator[list[DateMention]]:
    """Yield the mentions of one sentence, a list or range at a time."""
    tokens = lexer.tokens(text, start, end)
    found = patterns.parse(tokens, text)
    if not found:
        return
    sentence = Sentence(tokens)
    context.opening = opening_year(tokens[: found[0].first], context.published_on)
    for linked in _linked(found, text):
        parts = [part for part, _ in linked]
        looks = _told_direction(parts[0]) or sentence.direction(parts[0].first, parts[-1].last)
        values = resolve_group(parts, [link for _, link in linked], looks, context)
        mentions: list[DateMention] = []
        for i, (part, value) in enumerate(zip(parts, values, strict=True)):
            if part.echo and value.edtf is None:
                continue  # "the following day" of a day that the text does not name
            role, number = None, None
            if i + 1 < len(linked) and linked[i + 1][1] == "range":
                role, number = "start", ranges
            elif linked[i][1] == "range":
                role, number = "end", ranges
                ranges += 1
            mentions.append(_mention(text, part, value, group, (number, role), looks))
        if mentions:
            yield mentions
            group += 1


def _told_direction(part: Part) -> int:
    """Return the direction that a distance from publication says by itself, 0 where it does not."""
    return (part.shift > 0) - (part.shift < 0) if part.shift is not None and not part.echo else 0


def _mention(
    text: str, part: Part, value: Value, group: int, in_range: tuple[int | None, str | None], looks: int
) -> DateMention:
    """Return the mention of one part with its value."""
    return DateMention(
        start=part.start,
        end=part.end,
        text=text[part.start : part.end],
        kind=part.kind,
        edtf=value.edtf,
        date_start=value.date_start,
        date_end=value.date_end,
        group=group,
        range_id=in_range[0],
        range_role=in_range[1],
        looks=looks,
    )


def _linked(parts: Sequence[Part], text: str) -> Iterator[list[tuple[Part, str]]]:
    """Yield the parts in groups that hang together, each part with its link to the one before it."""
    group: list[tuple[Part, str]] = []
    for part in parts:
        link = _link(group[-1], part, text) if group else ""
        if link:
            group.append((part, link))
            continue
        if group:
            yield group
        group = [(part, "")]
    if group:
        yield group


def _link(before: tuple[Part, str], after: Part, text: str) -> str:
    """Return `range`, `list` or "" for two neighbouring parts, from what stands between them."""
    part = before[0]
    if part.kind != after.kind or part.kind not in ("day", "month"):
        return ""
    gap = text[part.end : after.start]
    if len(gap) > 60:
        return ""
    if before[1] != "range" and (_RANGE_GAP.match(gap) or (part.before == "between" and _AND_GAP.match(gap))):
        return "range"
    return "list" if _LIST_GAP.match(gap) or _RANGE_GAP.match(gap) else ""
