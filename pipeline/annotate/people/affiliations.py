"""Says which union or body a person told with an office belongs to.

Comes in: tokens, the spans of unions and bodies, an office and its name. Goes out: the id or name of the
body. It refuses to look past the clause, but for the union that "general secretary" alone means.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from pipeline.annotate.people.names import Name
from pipeline.annotate.people.titles import Office
from pipeline.annotate.people.tokens import Token

#: How far the body may stand from its office, in tokens.
REACH_BEFORE, REACH_AFTER = 4, 9
#: Offices that unions alone have, so that the last union named is meant where none is told.
UNION_OFFICES = (
    "general secretary", "national officer", "regional officer", "organiser", "branch secretary", "shop steward",
)
#: Ways to name a government that are no entity of their own.
GOVERNMENT_WORDS = {
    "welsh": "Welsh Government", "scottish": "Scottish Government", "stormont": "Northern Ireland Executive",
}


class Entity(NamedTuple):
    """A union or body found earlier; `value` is its id or canonical name."""

    start: int
    end: int
    label: str
    value: str


def affiliation_of(
    tokens: Sequence[Token], entities: Sequence[Entity], office: Office, name: Name
) -> str | None:
    """Return the body of `office` as held by `name`, or None where none is told."""
    here = office.last + 1
    at_once = here < len(tokens) and any(entity.start == tokens[here].start for entity in entities)
    inside = between(entities, tokens, here, clause_end(tokens, here, name, open_ended=at_once))
    owned = office.first > 0 and tokens[office.first - 1].possessive
    if inside and not owned:
        return inside[0].value
    left = office.first - REACH_BEFORE if name.first > office.head else name.after
    before = between(entities, tokens, max(clause_start(tokens, office.first), left, 0), office.first - 1)
    if before or inside:
        return before[-1].value if before else inside[0].value
    owner = tokens[office.first - 1].lower if office.first else ""
    told = " ".join(token.lower for token in tokens[office.first : office.last + 1])
    if owner in {"union", "union's"} or any(word in told for word in UNION_OFFICES):
        earlier = [e for e in entities if e.label == "UNION" and e.end <= tokens[office.first].start]
        return earlier[-1].value if earlier else None
    return None


def owner_of(tokens: Sequence[Token], entities: Sequence[Entity], office: Office) -> str | None:
    """Return the government named right before an office: "the Welsh Government's Education Secretary"."""
    start = max(0, office.first - 3)
    named = between(entities, tokens, start, office.first - 1)
    if named:
        return named[-1].value
    for token in tokens[start : office.first]:
        if token.lower in GOVERNMENT_WORDS:
            return GOVERNMENT_WORDS[token.lower]
    return None


def between(entities: Sequence[Entity], tokens: Sequence[Token], first: int, last: int) -> list[Entity]:
    """Return the entities that start in tokens `first` to `last` (inclusive)."""
    if first > last or first >= len(tokens):
        return []
    start, end = tokens[first].start, tokens[min(last, len(tokens) - 1)].end
    return [entity for entity in entities if start <= entity.start < end]


def clause_end(tokens: Sequence[Token], here: int, name: Name, *, open_ended: bool) -> int:
    """Return the last token of what follows an office: up to a mark, the name, or `REACH_AFTER`.

    Nothing follows it but after "of", "for" and the like, unless `open_ended` says that a body does.
    """
    last = here - 1
    opener = tokens[here].lower if here < len(tokens) else ""
    if opener == ",":
        return here + 1 if name.first < here else last
    if not open_ended and opener not in {"of", "for", "at", "with", "in"}:
        return last
    for i in range(here, min(here + REACH_AFTER, len(tokens))):
        mark = tokens[i].kind == "mark" and i > here and tokens[i].word not in {"'", "’"}
        if i == name.first or tokens[i].kind == "newline" or mark:
            break
        last = i
    return last


def clause_start(tokens: Sequence[Token], here: int) -> int:
    """Return the first token after the last mark before an office."""
    while here > 0 and tokens[here - 1].kind == "word":
        here -= 1
    return here
