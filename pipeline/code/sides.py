"""The two sides of an event and its field: employers, people, nations, sector, workers, issues.

Comes in: the article's mentions and one draft. Goes out: the slots that say who and about
what. It takes the nearest that the text names and refuses to fill in what it does not name,
but for the government that a named minister or nation stands for.
"""

from __future__ import annotations

import collections
import re
from collections.abc import Iterable

from spacy.tokens import Doc

from pipeline.code.context import Context, window
from pipeline.code.draft import Draft
from pipeline.records import Mention
from pipeline.schema import JURISDICTIONS
from pipeline.tables.registry import Registry, load_registry

#: Words that name the workers of a dispute, the more exact first; the first found stands.
_WORKERS = re.compile(
    r"\b(?:junior doctors|resident doctors|hospital consultants|train drivers|bus drivers|bin workers|refuse (?:workers|collectors|crews)|"
    r"ambulance (?:workers|staff|crews)|prison officers|probation officers|border force (?:staff|officers)|civil servants|postal workers|"
    r"university staff|college lecturers|lecturers|support staff|teaching assistants|headteachers|head teachers|school leaders|teachers|midwives|nurses|"
    r"physiotherapists|paramedics|radiographers|consultants|doctors|gps|council workers|council staff|local government workers|firefighters|"
    r"pilots|cabin crew|baggage handlers|security (?:guards|officers|staff)|dockers|dock workers|steelworkers|car workers|warehouse workers|"
    r"offshore workers|barristers|journalists|cleaners|porters|caretakers|care workers|social workers|housing workers|signallers|guards|"
    r"station staff|rail workers|tube drivers|tube workers|ferry workers|seafarers|engineers|health workers|nhs staff|hospital staff|"
    r"museum staff|couriers|drivers|staff|workers)\b"
)
_ISSUES = (
    ("pay", r"\bpay\b|wages?\b|salar\w+|\bper cent\b|%|pay rise|cost of living"),
    ("pensions", r"pension\w*|retirement"),
    ("jobs", r"redundanc\w+|job (?:losses|cuts)|jobs\b|lay-?offs|posts\b"),
    ("workload", r"workload\w*|class sizes?|hours\b|staffing|understaff\w+"),
    ("conditions", r"conditions\b|contracts?\b|rosters?|rotas?|outsourc\w+|shift patterns?|terms and"),
    ("safety", r"safety|unsafe|violence|assaults?"),
    ("recognition", r"recognition|recognise the union|derecogni\w+"),
)
#: The government that a minister's affiliation or the one nation of an article stands for.
_NATION_GOVERNMENT = {"Scotland": "Scottish Government", "Wales": "Welsh Government"}


class Sides:
    """Answers who and about what for each draft of one article; made once an article."""

    def __init__(self, doc: Doc, ctx: Context) -> None:
        self._registry: Registry = load_registry()
        self._ctx = ctx
        mentions: list[Mention] = doc._.mentions
        self._text = doc.text.lower()
        self._bodies = [m for m in mentions if m.label == "BODY" and m.norm and self._is_employer(m.norm)]
        self._people = [m for m in mentions if m.label in ("MINISTER", "PERSON")]
        self._nations = _ranked(
            m.affiliation for m in mentions if m.label == "PLACE" and m.affiliation in JURISDICTIONS
        )
        self._governments = _ranked(m.affiliation for m in mentions if m.label == "MINISTER" and m.affiliation)
        self._main_employer = _ranked(m.norm for m in self._bodies)
        self._article_issues = tuple(name for name, words in _ISSUES if len(re.findall(words, self._text)) >= 2)

    def _is_employer(self, name: str) -> bool:
        body = self._registry.body(name)
        return body.employer if body is not None else True

    def employers(self, draft: Draft) -> tuple[str, ...]:
        """Return the bodies of the sentence that can employ, else the article's main one, else its government."""
        for views in ([draft.view], window(self._ctx.views, draft.view, 1, 0)):
            here = [m.norm for m in self._bodies for v in views if v.start <= m.start < v.end and m.norm]
            if here:
                return tuple(dict.fromkeys(here))
        if self._main_employer:
            return self._main_employer[:1]
        return self._governments[:1]

    def people(self, draft: Draft) -> tuple[str, ...]:
        """Return the ministers and others who act in the sentence, by full name."""
        if draft.people:
            return draft.people
        if draft.type not in ("talks", "offer", "legal"):
            return ()
        here = [
            m.norm or m.text
            for m in self._people
            if draft.view.start <= m.start < draft.view.end and m.label == "MINISTER"
        ]
        return tuple(dict.fromkeys(here))

    def jurisdiction(self, draft: Draft) -> tuple[str, ...]:
        """Return the nations that the sentence names, else the article's, else the union's own."""
        text = draft.view.text
        named = tuple(n for n in JURISDICTIONS if n != "UK" and n in text)
        if named:
            return named
        if self._nations:
            return self._nations[:2] if len(self._nations) == 2 else self._nations[:1]
        for union in draft.unions:
            known = self._registry.union(union)
            if known is not None and len(known.jurisdiction) == 1:
                return known.jurisdiction
        return ()

    def sector(self, draft: Draft) -> str | None:
        """Return the sector of the employer or the union where it is one, else of the article's workers."""
        for name in self.employers(draft):
            body = self._registry.body(name)
            if body is not None and body.sector:
                return body.sector
        for union in (*draft.unions, *self._ctx.unions):
            known = self._registry.union(union)
            if known is not None and known.sector:
                return known.sector
        return None

    def workers(self, draft: Draft) -> str | None:
        """Return the workers that the sentence names, else the union's own, else the article's most named."""
        found = _WORKERS.findall(draft.view.text.lower())
        exact = [w for w in found if w not in ("staff", "workers", "drivers", "engineers", "guards")]
        if exact:
            return str(exact[0])
        for union in draft.unions:
            known = self._registry.union(union)
            if known is not None and known.workers:
                return known.workers
        everywhere = _ranked(w for w in _WORKERS.findall(self._text) if w not in ("staff", "workers"))
        return everywhere[0] if everywhere else (str(found[0]) if found else None)

    def issues(self, draft: Draft) -> tuple[str, ...]:
        """Return what the dispute is about, from the sentence and the article's repeated themes."""
        here = tuple(name for name, words in _ISSUES if re.search(words, draft.view.text.lower()))
        return tuple(dict.fromkeys((*here, *self._article_issues)))


def _ranked(names: Iterable[str | None]) -> tuple[str, ...]:
    counts = collections.Counter(n for n in names if n)
    order = {name: at for at, name in enumerate(counts)}
    return tuple(sorted(counts, key=lambda n: (-counts[n], order[n])))
