"""What became of the pay on the table: offered, demanded, set or agreed.

Comes in: sentences normalised as by `view.normalise`, and the cues of `pay_status.jsonl`.
Goes out: the status of a clause or of a whole story, as one of the pay roles. It refuses to
read a number: which percentage has the status is for `decide`.
"""

from __future__ import annotations

import functools
import json
import re
from dataclasses import dataclass
from importlib import resources

from pipeline.annotate.roles.rules import PAY_ROLES
from pipeline.errors import ConfigError
from pipeline.tables.openings import Openings

TABLE = "patterns/pay_status.jsonl"
#: clause: words around a rise; reached and not_yet: what a lead says of the dispute; earlier:
#: an offer that is not the last; sequel: what a later sentence makes of an offer.
KINDS = frozenset({"clause", "reached", "not_yet", "earlier", "sequel"})
#: The sentences in which a story says what became of the dispute.
LEAD_SENTENCES = 5
#: How many sentences after an offer may say what became of it.
SEQUEL_SENTENCES = 2

#: Where the words after a rise begin to speak of something else.
_CLAUSE_END = re.compile(r"[;:.#]|, (?:but|and|which)\b|\b(?:rather than|on top of)\b")


@dataclass(frozen=True, slots=True)
class StatusCue:
    """One row of the table; `role` is None where the kind says all."""

    id: str
    kind: str
    role: str | None
    pattern: re.Pattern[str]
    example: str


@functools.cache
def status_cues() -> tuple[StatusCue, ...]:
    """Return the table. Raises `ConfigError` where a row has an unknown kind or role."""
    path = resources.files("pipeline") / "resources" / TABLE
    found: list[StatusCue] = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        row = json.loads(line)
        if row["kind"] not in KINDS or (row["role"] is not None and row["role"] not in PAY_ROLES):
            raise ConfigError(f"{TABLE}, line {number}: unknown kind or role in {row['id']!r}")
        found.append(StatusCue(row["id"], row["kind"], row["role"], re.compile(row["pattern"]), row["example"]))
    return tuple(found)


@functools.cache
def _of_kind(kind: str) -> tuple[StatusCue, ...]:
    return tuple(cue for cue in status_cues() if cue.kind == kind)


@functools.cache
def _openings(kind: str) -> Openings:
    return Openings([cue.pattern for cue in _of_kind(kind)])


@functools.lru_cache(maxsize=64)
def _cues_in(kind: str, text: str) -> frozenset[int]:
    """Return the numbers of the cues of a kind that stand in a text; the lead of a story is asked for twice."""
    return frozenset({number for number, found in _openings(kind).matches(text) if next(found, None)})


def clause_status(left: str, right: str) -> str | None:
    """Return the pay role that the words around a rise tell, or None.

    `left` and `right` are the text before and after the target. The cue nearest before it
    wins; one after it counts only where none stands before, and in the same clause.
    """
    before = _clause_hits(left)
    if before:
        return max(before, key=lambda hit: hit[0])[1]
    clause = _CLAUSE_END.split(right, maxsplit=1)[0]
    after = _clause_hits(clause)
    return min(after, key=lambda hit: hit[0])[1] if after else None


def _clause_hits(text: str) -> list[tuple[int, str | None]]:
    """Return where a cue stands and the role that it tells, in the order of the table."""
    cues = _of_kind("clause")
    hits = sorted(_openings("clause").matches(text), key=lambda hit: hit[0])
    return [(found.start(), cues[number].role) for number, all_found in hits for found in all_found]


def story_status(sentences: list[str]) -> tuple[bool, bool]:
    """Tell whether a story says, in its lead, that terms were accepted, and whether that they are not (yet).

    Both are False where the lead says as much of the one as of the other.
    """
    lead = sentences[:LEAD_SENTENCES]
    reached = sum(bool(_cues_in("reached", s)) for s in lead)
    pending = sum(bool(_cues_in("not_yet", s)) for s in lead)
    return reached > pending, pending > reached


def is_earlier(sentence: str) -> bool:
    """Tell whether a sentence marks its offer as one before the last."""
    return bool(_cues_in("earlier", sentence))


def sequel_status(sentence: str) -> str | None:
    """Return what a sentence makes of an offer told before it: an award, a deal, or None."""
    found = _cues_in("sequel", sentence)
    return _of_kind("sequel")[min(found)].role if found else None
