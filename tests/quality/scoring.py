"""Score a run against annotated articles, as the codebook counts: right, spurious and missed facts.

Comes in: gold articles of `articles/*.json` and the articles, mentions and reports of a run. Goes out:
`Scores`, tallies by family, by event type and stage, by slot, with every error named. It refuses to
weigh: each fact counts once, and an event marked optional counts neither found nor missed.

What a fact is, by family; facts of all articles are counted together (micro-average):

    unions    (union id) in any mention of the article
    people    (name, office) of those with an office; one office's words within the other's
    percents  (value to one decimal, role)
    dates     (EDTF) of expressions that name a day
    events    (type, stage), paired where the sets of unions overlap or one of them is empty
    slots     (slot, value) of the paired events
"""

from __future__ import annotations

import collections
import datetime as dt
import re
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pipeline.records import Article, Mention, Report

FAMILIES = ("unions", "people", "percents", "dates", "events", "slots")
NUMBERS = ("share_for", "share_against", "turnout", "threshold", "n_days", "n_workers", "n_sites")
LISTS = ("pay_pct", "pay_gbp", "action_dates")
WORDS = ("question", "date_edtf", "mandate")
SLOTS = (*LISTS, *NUMBERS, *WORDS)
#: A day that an EDTF value names exactly, its year known or not.
_DAY = re.compile(r"(?:\d{4}|XXXX)-\d\d-\d\d")
#: Words of an office that tell nothing apart.
_IDLE = frozenset({"the", "of", "for", "and", "s", "state"})
_CHAIR = re.compile(r"\bchair(?:man|woman|person)\b")

Event = Mapping[str, Any]
Office = frozenset[str]


@dataclass(slots=True)
class Tally:
    """Facts found that are right, facts found that are not, facts missed."""

    right: int = 0
    spurious: int = 0
    missed: int = 0

    def count(self, right: int, spurious: int, missed: int) -> None:
        """Add the facts of one article."""
        self.right += right
        self.spurious += spurious
        self.missed += missed

    @property
    def precision(self) -> float:
        """Right facts of all found, 0 where none was found."""
        return self.right / max(self.right + self.spurious, 1)

    @property
    def recall(self) -> float:
        """Right facts of all there are, 0 where there are none."""
        return self.right / max(self.right + self.missed, 1)

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        return 2 * self.right / max(2 * self.right + self.spurious + self.missed, 1)


def _tallies() -> dict[str, Tally]:
    return collections.defaultdict(Tally)


@dataclass(slots=True)
class Scores:
    """Tallies of a run; `errors` has one line a fact: article, family, `missed` or `spurious`, the fact."""

    families: dict[str, Tally] = field(default_factory=lambda: {name: Tally() for name in FAMILIES})
    stages: dict[str, Tally] = field(default_factory=_tallies)
    slots: dict[str, Tally] = field(default_factory=_tallies)
    errors: list[tuple[str, str, str, str]] = field(default_factory=list)

    def facts(self, article: str, family: str, gold: set[Any], found: set[Any]) -> None:
        """Count one article's facts of a family whose facts are right where they are equal."""
        self.families[family].count(len(gold & found), len(found - gold), len(gold - found))
        self.note(article, family, "missed", gold - found)
        self.note(article, family, "spurious", found - gold)

    def note(self, article: str, family: str, kind: str, facts: Iterable[Hashable]) -> None:
        """Keep the errors of one article, sorted."""
        self.errors.extend((article, family, kind, text) for text in sorted(_plain(f) for f in facts))


def score(
    gold: Sequence[Mapping[str, Any]],
    articles: Iterable[Article],
    mentions: Iterable[Mention],
    reports: Iterable[Report],
) -> Scores:
    """Return the scores of a run over `gold`; an article is known by its URL. One not in the run is all missed."""
    ids = {article.url: article.article_id for article in articles}
    mentioned: dict[str, list[Mention]] = collections.defaultdict(list)
    reported: dict[str, list[Event]] = collections.defaultdict(list)
    for mention in mentions:
        mentioned[mention.article_id].append(mention)
    for report in reports:
        reported[report.article_id].append(
            {name: getattr(report, name) for name in ("type", "stage", "unions", "evidence", *SLOTS)}
        )
    scores = Scores()
    for one in gold:
        article_id = ids.get(one["url"], "")
        _score_mentions(scores, one, mentioned[article_id])
        _score_events(scores, one["id"], one["events"], reported[article_id])
    return scores


def _score_mentions(scores: Scores, gold: Mapping[str, Any], found: Sequence[Mention]) -> None:
    wanted = [
        Mention(
            gold["id"],
            m["label"],
            m["start"],
            m["end"],
            m["text"],
            norm=m.get("norm"),
            entity_id=m.get("entity_id"),
            value=m.get("value"),
            role=m.get("role"),
            office=m.get("office"),
            edtf=m.get("edtf"),
        )
        for m in gold["mentions"]
    ]
    for family, facts in (("unions", _unions), ("percents", _percents), ("dates", _days)):
        scores.facts(gold["id"], family, facts(wanted), facts(found))
    _score_people(scores, gold["id"], _people(wanted), _people(found))


def _unions(mentions: Iterable[Mention]) -> set[Any]:
    return {m.entity_id for m in mentions if m.label == "UNION" and m.entity_id}


def _percents(mentions: Iterable[Mention]) -> set[Any]:
    return {(round(m.value, 1), m.role) for m in mentions if m.label == "PERCENT" and m.value is not None}


def _days(mentions: Iterable[Mention]) -> set[Any]:
    return {m.edtf for m in mentions if m.label == "DATE" and _DAY.fullmatch(m.edtf or "")}


def _people(mentions: Iterable[Mention]) -> set[tuple[str, Office]]:
    return {
        ((m.norm or m.text).casefold(), office_words(m.office))
        for m in mentions
        if m.label in ("MINISTER", "PERSON") and m.office
    }


def office_words(office: str | None) -> Office:
    """Return the words of an office that matter: `Chairman of the Council` gives chair, council."""
    words = re.findall(r"[^\W\d_]+", _CHAIR.sub("chair", (office or "").casefold()))
    return frozenset(words) - _IDLE


def _score_people(scores: Scores, article: str, gold: set[tuple[str, Office]], found: set[tuple[str, Office]]) -> None:
    left = sorted(found, key=_plain)
    missed = []
    for name, office in sorted(gold, key=_plain):
        same = next((p for p in left if p[0] == name and (p[1] <= office or office <= p[1])), None)
        if same is None:
            missed.append((name, office))
        else:
            left.remove(same)
    scores.families["people"].count(len(gold) - len(missed), len(left), len(missed))
    scores.note(article, "people", "missed", missed)
    scores.note(article, "people", "spurious", left)


def _score_events(scores: Scores, article: str, gold: Sequence[Event], found: Sequence[Event]) -> None:
    pairs = pair_events(gold, found)
    for i, event in enumerate(gold):
        if i not in pairs and not event.get("optional"):
            _count_event(scores, event, missed=1)
            scores.note(article, "events", "missed", [_name(event)])
    for j, event in enumerate(found):
        if j not in pairs.values():
            _count_event(scores, event, spurious=1)
            scores.note(article, "events", "spurious", [f"{_name(event)}: {event.get('evidence') or ''}"])
    for i, j in pairs.items():
        if not gold[i].get("optional"):
            _count_event(scores, gold[i], right=1)
            _score_slots(scores, article, gold[i], found[j])


def _count_event(scores: Scores, event: Event, *, right: int = 0, spurious: int = 0, missed: int = 0) -> None:
    for tally in (scores.families["events"], scores.stages[f"{event['type']}/{event['stage']}"]):
        tally.count(right, spurious, missed)


def _score_slots(scores: Scores, article: str, gold: Event, found: Event) -> None:
    wanted, got = slot_values(gold), slot_values(found)
    scores.families["slots"].count(len(wanted & got), len(got - wanted), len(wanted - got))
    for name in SLOTS:
        of_gold, of_found = ({value for slot, value in facts if slot == name} for facts in (wanted, got))
        scores.slots[name].count(len(of_gold & of_found), len(of_found - of_gold), len(of_gold - of_found))
    scores.note(article, "slots", "missed", [f"{_name(gold)}: {slot} {value}" for slot, value in wanted - got])
    scores.note(article, "slots", "spurious", [f"{_name(gold)}: {slot} {value}" for slot, value in got - wanted])


def pair_events(gold: Sequence[Event], found: Sequence[Event]) -> dict[int, int]:
    """Return gold index -> found index, those that agree in most slots first, each event once.

    Equal agreement goes by shared unions, then to events that are not optional, then by order.
    """
    ranked = []
    for i, wanted in enumerate(gold):
        for j, got in enumerate(found):
            ours, theirs = set(wanted.get("unions") or ()), set(got.get("unions") or ())
            if (wanted["type"], wanted["stage"]) != (got["type"], got["stage"]) or (
                ours and theirs and not ours & theirs
            ):
                continue
            agreement = (
                len(slot_values(wanted) & slot_values(got))
                + 0.5 * len(ours & theirs)
                + 0.25 * (not wanted.get("optional"))
            )
            ranked.append((-agreement, i, j))
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    for _, i, j in sorted(ranked):
        if i not in pairs and j not in taken:
            pairs[i] = j
            taken.add(j)
    return pairs


def slot_values(event: Event) -> set[tuple[str, Any]]:
    """Return the scored (slot, value) facts of one event; numbers to one decimal, days in ISO 8601."""
    facts: set[tuple[str, Any]] = set()
    for name in SLOTS:
        value = event.get(name)
        values = (value or ()) if name in LISTS else () if value is None else (value,)
        facts.update((name, _comparable(v)) for v in values)
    return facts


def _comparable(value: object) -> object:
    if isinstance(value, dt.date):
        return value.isoformat()
    return round(float(value), 1) if isinstance(value, int | float) and not isinstance(value, bool) else value


def _name(event: Event) -> str:
    return f"{event['type']}/{event['stage']} {'+'.join(event.get('unions') or ()) or '-'}"


def _plain(fact: object) -> str:
    if isinstance(fact, frozenset):
        return " ".join(sorted(fact))
    return " | ".join(_plain(f) for f in fact) if isinstance(fact, tuple) else str(fact)
