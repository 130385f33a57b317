"""The component `picketline_relevance`: does an article tell of an industrial dispute in the UK.

Comes in: a `Doc` with UNION mentions. Goes out: the same with `doc._.relevance`, 0 to 1, a
logistic sum of the weighted cues of `relevance.jsonl`. It refuses to name a dispute: only
whether there is one, and it reads no sentence marked as clutter.
"""

from __future__ import annotations

import functools
import json
import math
import re
from dataclasses import dataclass
from importlib import resources

from spacy.language import Language
from spacy.tokens import Doc

from pipeline.annotate.extensions import sentences, text_of
from pipeline.errors import ConfigError
from pipeline.tables.openings import Openings

TABLE = "patterns/relevance.jsonl"
#: At or above this an article is coded. It lies in the gap between the highest negative (0.11)
#: and the lowest positive (0.83) of the development set; the highest of 171 articles of
#: Wikinews 2019, none of which tells of a dispute, is 0.24.
RELEVANT_AT = 0.5
#: What an article without any cue has against it. It grows with length, for a long text meets
#: cues by chance; two clear cues of a strike outweigh it in a story of thirty words.
BIAS, BIAS_PER_LOG_WORD, BIAS_WORDS = -1.8, -0.6, 60
#: What each union named adds, and for how many of them. Below one cue of a strike: a union's
#: initials may be a programme's and its name a plain verb.
UNION_WEIGHT, UNION_CAP = 0.8, 2
#: Foreign cues count in full where they outnumber British ones, and this much where they do not.
FOREIGN_ASIDE = 0.25
#: What it costs on top that the scene is foreign: more than so many foreign cues to each British place
#: or union. A fare in pounds or a flight from London stands in stories for travellers too.
FOREIGN_SCENE, FOREIGN_TIMES = -4.0, 2
#: A union that is named counts as so many British places, unless it is one of the Republic's.
UNION_PLACES = 2
IRISH_UNIONS = frozenset({"SIPTU", "NBRU", "INMO", "FORSA", "ASTI", "TUI", "IMPACT", "MANDATE"})
_FOREIGN, _UK, _UK_PLACE = "foreign.", "uk.", "uk.place"


@dataclass(frozen=True, slots=True)
class Cue:
    """One row: `weight` for each occurrence, up to `cap` occurrences."""

    id: str
    weight: float
    cap: int
    pattern: re.Pattern[str]
    example: str


@functools.cache
def cues() -> tuple[Cue, ...]:
    """Return the table of cues. Raises `ConfigError` where a pattern is wrong."""
    path = resources.files("pipeline") / "resources" / TABLE
    found: list[Cue] = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        row = json.loads(line)
        try:
            pattern = re.compile(row["pattern"], 0 if row.get("case") else re.IGNORECASE)
        except re.error as error:
            raise ConfigError(f"{TABLE}, line {number}: {error}") from error
        found.append(Cue(row["id"], float(row["weight"]), int(row["cap"]), pattern, row["example"]))
    return tuple(found)


def cue_counts(text: str) -> dict[str, int]:
    """Return how often each cue occurs in `text`, not yet capped."""
    counts = dict.fromkeys((cue.id for cue in cues()), 0)
    for number, matches in _openings().matches(text):
        counts[cues()[number].id] = sum(1 for _ in matches)
    return counts


@functools.cache
def _openings() -> Openings:
    return Openings([cue.pattern for cue in cues()])


def relevance(text: str, n_unions: int = 0) -> float:
    """Return the relevance of `text`, 0 to 1, with `n_unions` different UK unions named in it."""
    counts = cue_counts(text)
    total = BIAS + BIAS_PER_LOG_WORD * math.log1p(len(text.split()) / BIAS_WORDS)
    total += UNION_WEIGHT * min(n_unions, UNION_CAP)
    british = sum(n for cue_id, n in counts.items() if cue_id.startswith(_UK)) + UNION_PLACES * n_unions
    foreign = sum(n for cue_id, n in counts.items() if cue_id.startswith(_FOREIGN))
    if foreign > FOREIGN_TIMES * (counts[_UK_PLACE] + UNION_PLACES * n_unions):
        total += FOREIGN_SCENE
    for cue in cues():
        aside = cue.id.startswith(_FOREIGN) and foreign <= british
        total += cue.weight * min(counts[cue.id], cue.cap) * (FOREIGN_ASIDE if aside else 1.0)
    return 1.0 / (1.0 + math.exp(-total))


@Language.factory("picketline_relevance")
def make_relevance(nlp: Language, name: str) -> RelevanceScorer:
    """Make the component; it has no settings."""
    return RelevanceScorer()


class RelevanceScorer:
    """Scores a document from its sentences that are no clutter."""

    def __call__(self, doc: Doc) -> Doc:
        """Return `doc` with `doc._.relevance` and `doc._.relevant` set."""
        whole = text_of(doc)
        text = "\n".join(whole[each.start : each.end] for each in sentences(doc) if not each.clutter)
        unions = {m.entity_id for m in doc._.mentions if m.label == "UNION" and m.entity_id} - IRISH_UNIONS
        doc._.relevance = round(relevance(text, len(unions)), 4)
        doc._.relevant = doc._.relevance >= RELEVANT_AT
        return doc
