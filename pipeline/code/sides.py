"""The two sides of an event and its field: employers, people, nations, sector, workers, issues.

Comes in: the article's mentions and one draft. Goes out: the slots that say who and about
what. It takes the nearest that the text names and refuses to fill in what it does not name,
but for the department that a named minister of a service stands for.
"""

from __future__ import annotations

import collections
import csv
import datetime as dt
import functools
import re
from collections.abc import Iterable, Mapping, Sequence
from importlib import resources
from types import MappingProxyType

from spacy.tokens import Doc

from pipeline.code.context import Context, window
from pipeline.code.draft import Draft
from pipeline.code.workers import Workers, sector_of, trades
from pipeline.errors import ConfigError
from pipeline.records import Mention
from pipeline.schema import ISSUES, JURISDICTIONS
from pipeline.tables.registry import Body, Registry, load_registry

ISSUES_TABLE = "issues.csv"
#: An article is about an issue that it speaks of this often, and this often beside its foremost issue.
ISSUE_TIMES, ISSUE_SHARE = 2, 0.3
#: What a dispute is said to be over counts for this many words.
OVER_WEIGHT = 5
_OVER = re.compile(
    r"\b(?:disputes?|rows?|strikes?|action|walkouts?|ballot\w*|protest|battle|clash) (?:over|about|against)\b"
)
#: How far behind such a word its reason stands, in characters.
OVER_REACH = 60

#: Roles of percentages of pay that is wanted, offered, set or agreed.
_PAY_ROLES = frozenset({"pay_offer", "pay_demand", "pay_award", "pay_deal"})
#: A service as a whole and a place of work say less about who employs than any other name does.
_SERVICES = frozenset({"NHS", "NHS Employers"})
#: Governments whose side of a service's pay is its department.
_BY_DEPARTMENT = {"UK Government": "England", "Northern Ireland Executive": "Northern Ireland"}
_SITE = re.compile(r"^HMP\b|^HMYOI\b|\b(?:Hospitals?|Infirmary|Airport)$")
_AIRPORT = "Airport"
#: An airport gives way to firms that are named this often: once is an airline whose passengers wait.
ASIDE_FROM = 2
#: Office of a minister -> the sector whose department is the employer side.
_OFFICES = (("education", re.compile(r"\beducation\b", re.I)), ("health", re.compile(r"\bhealth\b", re.I)))
#: Pay of Scotland's teachers is settled by the councils and the government together (the SNCT).
_TRIPARTITE = ("COSLA", "education", "Scottish Government")


@functools.cache
def issue_words() -> Mapping[str, re.Pattern[str]]:
    """Return the words of each issue of the codebook. Raises `ConfigError` where a row is wrong."""
    source = resources.files("pipeline") / "resources" / "patterns" / ISSUES_TABLE
    found: dict[str, re.Pattern[str]] = {}
    for line, row in enumerate(csv.DictReader(source.read_text(encoding="utf-8").splitlines(), strict=True), start=2):
        if row["id"] not in ISSUES or row["id"] in found or not row["example"]:
            raise ConfigError(f"{ISSUES_TABLE}, line {line}: {row['id']!r} is no issue, stands twice or has no example")
        words = "|".join(re.escape(w) for w in sorted(row["words"].split("|"), key=lambda w: (-len(w), w)))
        found[row["id"]] = re.compile(rf"(?<!\w)(?:{words})(?!\w)")
    return MappingProxyType(found)


class Sides:
    """Answers who and about what for each draft of one article; made once an article."""

    def __init__(self, doc: Doc, ctx: Context) -> None:
        self._registry: Registry = load_registry()
        self._ctx = ctx
        self._on: dt.date | None = ctx.published
        mentions: list[Mention] = doc._.mentions
        text: str = doc._.text
        self._bodies = [m for m in mentions if m.label == "BODY" and m.norm and self._is_employer(m.norm)]
        self._firm, self._main_employer = _firm_employers(self._bodies)
        self._ministers = [m for m in mentions if m.label == "MINISTER"]
        self._nations = _ranked(
            m.affiliation for m in mentions if m.label == "PLACE" and m.affiliation in JURISDICTIONS
        )
        self._workers = Workers(text, ctx.views)
        self._groups: dict[tuple[int, tuple[str, ...]], str | None] = {}
        rises = sum(m.role in _PAY_ROLES for m in mentions if m.label == "PERCENT")
        self._article_issues = _issues_of(text.lower(), rises)

    def _is_employer(self, name: str) -> bool:
        body = self._registry.body(name, self._on)
        return body.employer if body is not None else True

    def employers(self, draft: Draft) -> tuple[str, ...]:
        """Return the bodies of the sentence that can employ, else the article's main one, else its government."""
        found = self._near_employers(draft) or self._main_employer[:1] or self._governments()[:1]
        if len(found) == 1 and self._stands_for_department(found[0], draft):
            found = self._departments(draft) or found
        return self._with_partner(draft, found)

    def _stands_for_department(self, name: str, draft: Draft) -> bool:
        """Say whether a body is a whole service, its government, or a department of another field."""
        body = self._registry.body(name, self._on)
        elsewhere = body is not None and body.kind == "department" and body.sector != self.service(draft)
        return elsewhere or name in _SERVICES or name in _BY_DEPARTMENT

    def _near_employers(self, draft: Draft) -> tuple[str, ...]:
        for views in ([draft.view], window(self._ctx.views, draft.view, 1, 0)):
            here = [m.norm for m in self._bodies for v in views if v.start <= m.start < v.end and m.norm]
            firm = [name for name in here if name in self._firm] if self._firm else here
            if firm:
                return tuple(dict.fromkeys(firm))
        return ()

    def _governments(self) -> tuple[str, ...]:
        return _ranked(m.affiliation for m in self._ministers)

    def _departments(self, draft: Draft) -> tuple[str, ...]:
        """Return the department of the minister whom the article names with the office of the workers' service."""
        sector = self.service(draft)
        for name, office in _OFFICES:
            if name != sector:
                continue
            held = [m.affiliation for m in self._ministers if m.office and office.search(m.office) and m.affiliation]
            for government in _ranked(held):
                nation = _BY_DEPARTMENT.get(government)
                return self._department(name, nation) if nation else (government,)
        return ()

    def _department(self, sector: str, nation: str) -> tuple[str, ...]:
        return tuple(
            b.name
            for b in self._registry.bodies
            if b.kind == "department" and b.sector == sector and b.jurisdiction == (nation,) and b.valid_on(self._on)
        )[:1]

    def _with_partner(self, draft: Draft, found: tuple[str, ...]) -> tuple[str, ...]:
        """Add the government that settles pay beside the councils, where the article names it."""
        councils, sector, government = _TRIPARTITE
        named = {*self._main_employer, *self._governments()}
        if found != (councils,) or government not in named or self.service(draft) != sector:
            return found
        return (*found, government)

    def people(self, draft: Draft) -> tuple[str, ...]:
        """Return the ministers and others who act in the sentence, by full name."""
        if draft.people:
            return draft.people
        if draft.type not in ("talks", "offer", "legal"):
            return ()
        here = [m.norm or m.text for m in self._ministers if draft.view.start <= m.start < draft.view.end]
        return tuple(dict.fromkeys(here))

    def jurisdiction(self, draft: Draft) -> tuple[str, ...]:
        """Return the nations that the sentence names, else the employer's one, else the article's or the union's."""
        named = tuple(n for n in JURISDICTIONS if n != "UK" and n in draft.view.text)
        if named:
            return named
        for employer in self.employers(draft):
            body = self._registry.body(employer, self._on)
            if body is not None and self._tells_nation(body):
                return body.jurisdiction
        nations = tuple(n for n in self._nations if n != "UK") or self._nations
        if nations:
            return nations[:2] if len(nations) == 2 else nations[:1]
        for union in draft.unions:
            known = self._registry.union(union)
            if known is not None and len(known.jurisdiction) == 1:
                return known.jurisdiction
        return ()

    def _tells_nation(self, body: Body) -> bool:
        """Say whether an employer is of one nation; most companies of England work in the others too."""
        if len(body.jurisdiction) != 1:
            return False
        if body.jurisdiction == ("UK",):
            return body.kind == "employers_association"
        return body.jurisdiction != ("England",) or "England" in self._nations

    def service(self, draft: Draft) -> str | None:
        """Return the sector of the draft's workers, or of its unions where they have one."""
        found = sector_of(self.workers(draft))
        if found is not None:
            return found
        known = (self._registry.union(u) for u in (*draft.unions, *self._ctx.unions))
        return next((u.sector for u in known if u is not None and u.sector), None)

    def sector(self, draft: Draft) -> str | None:
        """Return the sector of the workers where they are of one trade, else the employer's, else the union's."""
        group = trades().get(self.workers(draft) or "")
        if group is not None and group.sector not in (None, "other"):
            return group.sector
        bodies = (self._registry.body(name, self._on) for name in self.employers(draft))
        employer = next((b.sector for b in bodies if b is not None and b.sector), None)
        return employer or self.service(draft)

    def workers(self, draft: Draft) -> str | None:
        """Return the group of workers that the draft is about, see `workers.Workers`."""
        key = (draft.view.index, draft.unions)
        if key not in self._groups:  # five slots ask for it
            self._groups[key] = self._workers.of(draft.view.text, draft.unions)
        return self._groups[key]

    def issues(self, draft: Draft) -> tuple[str, ...]:
        """Return what the dispute is about: the article's themes, those of the sentence first."""
        here = tuple(name for name, words in issue_words().items() if words.search(draft.view.text.lower()))
        first = tuple(name for name in here if name in self._article_issues)
        return tuple(dict.fromkeys((*first, *self._article_issues))) or here


def _firm_employers(bodies: Sequence[Mention]) -> tuple[frozenset[str], tuple[str, ...]]:
    """Return the names that firmly tell an employer, and the names to fall back on, the most frequent first.

    Firms, councils and governments come before a whole service, a service before a mere place of work. Of bodies
    named as often, one that is in no table comes first: only words that make it the employer brought it here.
    """
    said = collections.Counter(m.norm for m in bodies if m.norm)
    unlisted = {m.norm for m in bodies if m.entity_id is None}
    firm = {name for name in said if name not in _SERVICES and not _SITE.search(name)}
    heard = max((said[name] for name in firm), default=0)
    if heard < ASIDE_FROM:
        firm |= {name for name in said if name.endswith(_AIRPORT) and said[name] > heard}
    ranked = sorted(said, key=lambda name: (-said[name], name not in unlisted))
    for kind in (firm, _SERVICES, said.keys()):
        fallback = tuple(name for name in ranked if name in kind)
        if fallback:
            return frozenset(firm), fallback
    return frozenset(firm), ()


def _issues_of(text: str, rises: int) -> tuple[str, ...]:
    """Return the issues that a lower-cased text comes back to, or gives as the reason of a dispute.

    `rises` is its number of percentages of pay.
    """
    counts = {name: len(words.findall(text)) for name, words in issue_words().items()}
    counts["pay"] += rises
    for over in _OVER.finditer(text):
        reason = text[over.end() : over.end() + OVER_REACH].split(".")[0]
        for name, words in issue_words().items():
            counts[name] += OVER_WEIGHT * bool(words.search(reason))
    most = max(counts.values())
    least = max(min(ISSUE_TIMES, most), ISSUE_SHARE * most, 1)
    return tuple(name for name, n in counts.items() if n >= least)


def _ranked(names: Iterable[str | None]) -> tuple[str, ...]:
    """Return the names, each once, the most frequent first, equals in their order."""
    counts = collections.Counter(n for n in names if n)
    return tuple(name for name, _ in counts.most_common())
