"""Finds every named person of an article with office and affiliation.

Comes in: the text, the spans of known unions and bodies, the day of publication, ranges to leave out. Goes
out: `PersonMention`s in order. It refuses to give an office that the text does not tell.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.annotate.people.affiliations import Entity, affiliation_of, owner_of
from pipeline.annotate.people.lexicon import Lexicon, lexicon
from pipeline.annotate.people.linking import Linker
from pipeline.annotate.people.ministers import Ministers, Term, ministers
from pipeline.annotate.people.names import Name, find_names
from pipeline.annotate.people.offices import find_offices
from pipeline.annotate.people.persons import Person, bare_surnames, group
from pipeline.annotate.people.titles import Office
from pipeline.annotate.people.tokens import Token, tokenise, within

MINISTER, PERSON = "MINISTER", "PERSON"
#: Words for who leads a union that give way to the office itself where the text tells it later.
LOOSE_IN_UNIONS = frozenset({"leader", "head", "official"})


@dataclass(frozen=True, slots=True)
class PersonMention:
    """One mention; offsets are code points of the text, `end` exclusive."""

    label: str
    start: int
    end: int
    name: str
    entity_id: str | None
    office: str | None
    affiliation: str | None


@dataclass(frozen=True, slots=True)
class Told:
    """What the text tells of a person's office, and at which token."""

    office: Office
    at: int
    affiliation: str | None
    weak: bool


class Reading:
    """One article as read: tokens, names, offices, and what they say of each person."""

    def __init__(
        self, text: str, entities: Sequence[Entity], published_on: dt.date | None, skipped: Iterable[tuple[int, int]],
        words: Lexicon, terms: Ministers,
    ) -> None:
        self.words, self.terms, self.day = words, terms, published_on
        self.entities = sorted(entities)
        whole = tokenise(text)
        left_out = within(whole, skipped)
        self.tokens: list[Token] = [token for i, token in enumerate(whole) if i not in left_out]
        self.offices = find_offices(self.tokens, words)
        covered = self.covered()
        names = [name for name in find_names(self.tokens, covered, words) if not self.is_office(name)]
        names.extend(bare_surnames(self.tokens, names, covered, words))
        names.extend(self.titled_surnames(names, covered))
        self.names = sorted(names, key=lambda name: name.first)
        self.links = Linker(self.tokens, self.names, self.offices, words).links()

    def covered(self) -> frozenset[int]:
        """Return the tokens of unions and bodies."""
        return within(self.tokens, ((entity.start, entity.end) for entity in self.entities))

    def titled_surnames(self, names: Sequence[Name], covered: frozenset[int]) -> list[Name]:
        """Return surnames alone after a title whose holder at that day bears them: "Education Secretary Hale"."""
        taken = covered | {i for name in names for i in range(name.first, name.after)}
        found = []
        for office in self.offices:
            at = office.last + 1
            if not office.minister or at in taken or at >= len(self.tokens) or not self.tokens[at].capital:
                continue
            if self.terms.holders(self.tokens[at].word, office.title, self.day):
                found.append(Name(at, at, at + 1, (self.tokens[at].word,), "", weak=False))
        return found

    def is_office(self, name: Name) -> bool:
        """Tell whether a candidate lies in an office: "Director of Customer Operations"."""
        return name.weak and any(
            name.first <= office.last and office.first <= name.last for office in self.offices
        )

    def mentions(self) -> list[PersonMention]:
        """Return the mentions of every person, in text order."""
        told = self.told()
        linked = {link.name for link in self.links}
        kept = [
            i for i, name in enumerate(self.names)
            if not name.weak or i in linked or self.terms.terms_on(name.full, self.day)
        ]
        full = {self.names[i].full for i in kept}
        chosen = [i for i, name in enumerate(self.names) if name.full in full]
        persons = group([self.names[i] for i in chosen], self.terms.ids)
        found: list[PersonMention] = []
        for person in persons:
            person.names = [chosen[i] for i in person.names]
            found.extend(self.mentions_of(person, told))
        return sorted(found, key=lambda mention: mention.start)

    def told(self) -> dict[int, list[Told]]:
        """Return what is told of each name by the words beside it."""
        found: dict[int, list[Told]] = {}
        for link in self.links:
            office, name = self.offices[link.office], self.names[link.name]
            body = affiliation_of(self.tokens, self.entities, office, name)
            loose = body in self.unions() and office.title.split()[-1] in LOOSE_IN_UNIONS
            found.setdefault(link.name, []).append(Told(office, office.head, body, office.weak or loose))
        return found

    def mentions_of(self, person: Person, told: dict[int, list[Told]]) -> list[PersonMention]:
        """Return the mentions of one person, all with the same office."""
        judged = any(self.names[i].judge for i in person.names)
        says = [] if judged else [t for i in person.names for t in told.get(i, [])]
        name, terms = self.identify(person, says)
        says += self.unnamed(terms, {t.at for t in says})
        best = min(says, key=lambda t: (t.weak, t.at), default=None)
        ministerial = best is not None and best.office.minister and best.affiliation not in self.unions()
        serving = bool(terms) and (best is None or best.office.minister)
        label = MINISTER if ministerial or serving else PERSON
        entity = next((term.person_id for term in terms), None) if label == MINISTER else None
        if label == MINISTER and entity is None:
            entity = next((term.person_id for term in self.terms.terms(name)), None)
        affiliation = next((term.government for term in terms), None) if label == MINISTER else None
        if affiliation is None and best and label == MINISTER:
            past = (t.government for t in self.terms.terms(name) if t.office == best.office.title)
            affiliation = next(past, None)
        if affiliation is None:
            affiliation = best.affiliation if best else self.owner(person)
        title = best.office.title if best else None
        return [
            PersonMention(label, *self.span(i, label), name, entity, title, affiliation) for i in sorted(person.names)
        ]

    def identify(self, person: Person, says: Sequence[Told]) -> tuple[str, list[Term]]:
        """Return the name of a person, and the terms of office that the day of publication lies in."""
        titles = {t.office.title for t in says}
        if self.day is None:  # the text says which office; only the day is missing
            return person.name, [term for term in self.terms.terms(person.name) if term.office in titles]
        terms = self.terms.terms_on(person.name, self.day)
        if terms or len(person.name.split()) > 1:
            return person.name, sorted(terms, key=lambda term: term.office not in titles)
        for told in says:
            held = self.terms.holders(person.name, told.office.title, self.day)
            if len({term.person_id for term in held}) == 1:
                return held[0].name, held
        return person.name, []

    def unnamed(self, terms: Sequence[Term], seen: set[int]) -> list[Told]:
        """Return the titles told without a name that can only be this minister's at that day.

        "The education secretary" is whoever holds the portfolio; where the text says Secretary of a
        Minister, the government must be named beside it, or the title may be another government's.
        """
        linked = {link.office for link in self.links}
        found = []
        for i, office in enumerate(self.offices):
            if i in linked or not office.minister or office.head in seen or office.plural or office.weak:
                continue
            body = owner_of(self.tokens, self.entities, office)
            for term in terms:
                same = office.title == term.office and body in {None, term.government}
                kin = office.title.rsplit(" ", 1)[0] == term.office.rsplit(" ", 1)[0] and body == term.government
                if same or (kin and " " in office.title):
                    found.append(Told(office, office.head, term.government, office.weak))
                    break
        return found

    def unions(self) -> frozenset[str]:
        """Return the ids of the unions the article names."""
        return frozenset(entity.value for entity in self.entities if entity.label == "UNION")

    def owner(self, person: Person) -> str | None:
        """Return the union or body whose person this is said to be: "the NEU's Ada Byrne"."""
        for i in person.names:
            before = self.names[i].first - 1
            if before >= 0 and self.tokens[before].possessive:
                for entity in self.entities:
                    if entity.start <= self.tokens[before].start < entity.end:
                        return entity.value
        return None

    def span(self, index: int, label: str) -> tuple[int, int]:
        """Return the span of a name, for a minister with the title that stands right before it."""
        name = self.names[index]
        first = name.first
        if label == MINISTER:
            for link in self.links:
                office = self.offices[link.office]
                if link.name == index and link.beside and office.last + 1 == name.first:
                    first = office.first
        return self.tokens[first].start, self.tokens[name.last].end


def find_people(
    text: str,
    entities: Sequence[Entity] = (),
    published_on: dt.date | None = None,
    skipped: Iterable[tuple[int, int]] = (),
) -> list[PersonMention]:
    """Return the named persons of `text` in order.

    `entities` are the unions and bodies already found, `skipped` the (start, end) ranges of page furniture.
    """
    return Reading(text, entities, published_on, skipped, lexicon(), ministers()).mentions()
