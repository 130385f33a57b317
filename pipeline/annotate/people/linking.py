"""Pairs names with the offices told beside them.

Comes in: tokens, names, offices. Goes out: `Link`s by four kinds of wording: the office before the name, after it
in apposition, after "is" or "as", and one office of several names. It refuses to reach over the end of a sentence.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.annotate.people.lexicon import Lexicon
from pipeline.annotate.people.link_words import (
    COPULAS,
    DETERMINERS,
    OWNERS,
    PREPOSITIONS,
    RAISED,
    SPEECH,
    VERBS,
)
from pipeline.annotate.people.names import Name
from pipeline.annotate.people.titles import Office
from pipeline.annotate.people.tokens import NO_TOKEN, Token

#: Longest run of words between a name and its office, in tokens ("director of school principals' union NAHT Cymru").
MAX_GAP = 14
MAX_FILLER = 14
#: Longest body between a name and the comma of its office, in tokens: "Ada Byrne of the north branch, its secretary".
MAX_BODY = 7


@dataclass(frozen=True, slots=True)
class Link:
    """The office of index `office` belongs to the name of index `name`."""

    name: int
    office: int
    beside: bool = False


class Linker:
    """The names and offices of one text by their first token, and the rules that pair them."""

    def __init__(
        self, tokens: Sequence[Token], names: Sequence[Name], offices: Sequence[Office], words: Lexicon
    ) -> None:
        self.tokens, self.names, self.offices, self.words = tokens, names, offices, words
        self.name_from = {name.first: i for i, name in enumerate(names)}
        self.office_from = {office.first: i for i, office in enumerate(offices)}
        self.direct: dict[int, int] = {}

    def links(self) -> list[Link]:
        """Return every pair found; the nearest wording wins for each office."""
        found = list(self.before_directly())
        taken = {link.office for link in found}
        for link in [*self.after_in_apposition(), *self.after_copula()]:
            if link.office not in taken or self.offices[link.office].plural:
                found.append(link)
        taken |= {link.office for link in found}
        named = {link.name for link in found}
        found.extend(link for link in self.before_at_distance(named) if link.office not in taken)
        return sorted(set(found), key=lambda link: (link.name, link.office))

    def at(self, index: int) -> Token:
        """Return token `index`, or an empty mark past the end."""
        return self.tokens[index] if 0 <= index < len(self.tokens) else NO_TOKEN

    def before_directly(self) -> Iterator[Link]:
        """Yield "general secretary Ada Byrne", and for a plural all names of the list that follows."""
        for i, office in enumerate(self.offices):
            after = office.last + 1
            if self.at(after).word == "(" and self.at(after + 2).word == ")":
                after += 3  # "general secretary (acting) Ada Byrne"
            elif self.bracketed(office.first, after):
                after += 1
            name = self.name_from.get(after)
            if name is not None and not self.at(office.last).possessive:
                self.direct[i] = name
                yield Link(name, i, beside=True)
                if office.plural:
                    yield from (Link(other, i) for other in self.listed_after(name))
            elif office.plural and self.at(office.last + 1).word == "," and office.last + 2 in self.name_from:
                name = self.name_from[office.last + 2]
                listed = list(self.listed_after(name))
                if listed:
                    self.direct[i] = name
                    yield Link(name, i)
                    yield from (Link(other, i) for other in listed)

    def bracketed(self, first: int, after: int) -> bool:
        """Tell whether a bracket closes at `after` that is an aside on the name to come: "(the chair) Ada Byrne"."""
        if self.at(after).word == "]":
            return True
        opens = next((i for i in range(first - 1, first - 5, -1) if self.at(i).word == "("), None)
        return self.at(after).word == ")" and opens is not None and all(name.after != opens for name in self.names)

    def listed_after(self, name: int) -> Iterator[int]:
        """Yield the names that follow `name` in a list: ", B and C"."""
        here = self.names[name].after
        while self.at(here).word == "," or self.at(here).lower in {"and", "&"}:
            here += 1
            if self.at(here).lower == "and":
                here += 1
            follows = self.name_from.get(here)
            if follows is None:
                return
            yield follows
            here = self.names[follows].after

    def listed_before(self, name: int) -> Iterator[int]:
        """Yield the names before `name` in a list: "A and B, co-chairs"."""
        while name > 0:
            earlier = self.names[name - 1]
            between = [token.lower for token in self.tokens[earlier.after : self.names[name].first]]
            if between not in (["and"], [","], [",", "and"], ["&"]):
                return
            name -= 1
            yield name

    def after_in_apposition(self) -> Iterator[Link]:
        """Yield "Ada Byrne, the union's general secretary" and its like in brackets or after a dash."""
        for i, name in enumerate(self.names):
            here = name.after
            opening = self.at(here)
            if name.judge or self.at(name.last).possessive:
                continue
            suffixed = self.office_from.get(here)
            titled = suffixed is not None and self.at(self.offices[suffixed].head).capital
            if suffixed is not None and titled and suffixed not in self.direct and not name.weak:
                yield Link(i, suffixed)  # "Ada Byrne General Secretary of the Weavers stated"
                continue
            if opening.word == "(" and self.office_ahead(here + 1) is None:
                here = self.after_brackets(here)
            if opening.lower in {"of", "from", "at"}:
                here = self.comma_after_body(here + 1)
            elif opening.word == "," and self.at(here + 1).lower in {"of", "from"}:
                here = self.comma_after_body(here + 2)
            elif opening.lower == "who":
                here -= 1
            elif not (opening.word in {",", "(", "["} or opening.dash):
                continue
            here += 1
            if self.at(here).kind == "number" and self.at(here + 1).word == ",":
                here += 2
            office = self.office_ahead(here)
            if office is None and self.at(here).lower == "who":
                office = self.office_after("as", here)
            if office is None:
                continue
            yield Link(i, office)
            if self.offices[office].plural and self.at(self.offices[office].head - 1).lower != "who":
                yield from (Link(other, office) for other in self.listed_before(i))

    def after_brackets(self, here: int) -> int:
        """Return the comma behind an aside that opens at `here`: "Ada Byrne (Labour, Oakford), its leader"."""
        closing = next((i for i in range(here + 1, here + MAX_BODY) if self.at(i).word == ")"), here)
        return closing + 1 if closing > here and self.at(closing + 1).word == "," else here

    def comma_after_body(self, here: int) -> int:
        """Return the comma that ends "of the north branch," after a name, or where it is not found."""
        for step in range(MAX_BODY):
            token = self.at(here + step)
            if token.word == ",":
                return here + step
            begins = here + step in self.name_from or here + step in self.office_from
            if token.kind != "word" or begins or token.lower in VERBS:
                break
        return len(self.tokens)

    def office_ahead(self, here: int) -> int | None:
        """Return the office that an apposition starting at token `here` tells."""
        if self.at(here).lower in {"and", "but", "or", "as", "with"}:
            return None
        if self.at(here).lower == "one" and self.at(here + 1).lower == "of":
            here += 2  # "one of the union's two general secretaries"
        blocked = False
        for step in range(MAX_GAP):
            token = self.at(here + step)
            office = self.office_from.get(here + step)
            if office is not None:
                return None if blocked or office in self.direct else office
            if here + step in self.name_from:
                named = self.names[self.name_from[here + step]]
                if not named.weak and not self.at(named.last).possessive:
                    return None
            if token.kind == "newline" or (token.kind == "mark" and token.word not in {"'", "’", "&", "/"}):
                return None
            if token.lower in PREPOSITIONS:
                capitals = self.at(here + step - 1).capital and self.at(here + step + 1).capital
                inside = token.lower in {"of", "for"} and capitals
                blocked = blocked or not inside  # "the Bank of the North governor" names a body
            elif token.lower == "and":
                blocked = False
            elif token.lower in VERBS and not (step < 3 and token.lower in {"who", "is", "was", "has", "been"}):
                return None
        return None

    def after_copula(self) -> Iterator[Link]:
        """Yield "Ada Byrne is branch secretary", "elected Ada Byrne as chair", "Ada Byrne ... to become president"."""
        for i, name in enumerate(self.names):
            if name.judge or self.at(name.last).possessive:
                continue
            here = name.after
            if self.at(here).lower in {"has", "had", "have"} and self.at(here + 1).lower == "been":
                here += 1
            if self.at(here).lower in {"was", "is", "been", "were"} and self.at(here + 1).lower in RAISED:
                here += 1
            if self.at(here).lower in COPULAS | RAISED | {"been"}:
                here += 2 if self.at(here + 1).lower == "as" else 1
                office = self.office_near(here)
            else:
                office = self.office_after("become", here)
            if office is not None and not (self.offices[office].plural and self.at(here - 1).lower != "as"):
                yield Link(i, office)

    def office_near(self, here: int) -> int | None:
        """Return the office that follows at once but for a determiner and the name of a body."""
        for step in range(8):
            office = self.office_from.get(here + step)
            if office is not None:
                return None if office in self.direct else office
            token = self.at(here + step)
            if token.kind != "word" or here + step in self.name_from:
                return None
            if not (token.capital or token.possessive or token.lower in DETERMINERS | self.words.qualifiers
                    | self.words.modifiers | self.words.areas):
                return None
        return None

    def office_after(self, verb: str, here: int) -> int | None:
        """Return the office after "to become" or "took over as" later in the clause, if no other name comes first."""
        for step in range(MAX_GAP):
            token = self.at(here + step)
            if token.kind == "newline" or token.word in {".", ";", "?", "!"} or here + step in self.name_from:
                return None
            if token.lower == verb:
                return self.office_near(here + step + 1)
        return None

    def before_at_distance(self, named: set[int]) -> Iterator[Link]:
        """Yield "the union's lead negotiator, Ada Byrne," and "chief executive of the trust Ada Byrne"."""
        for i, office in enumerate(self.offices):
            if i in self.direct or self.at(office.last).possessive:
                continue
            found = self.name_ahead(i)
            if found is None:
                continue
            name, comma = found
            if comma and (name in named or not self.closes(name, office)):
                continue
            yield Link(name, i)
            if office.plural:
                yield from (Link(other, i) for other in self.listed_after(name))

    def name_ahead(self, index: int) -> tuple[int, bool] | None:
        """Return the name that an office's own words lead up to, and whether a comma stands before it."""
        office = self.offices[index]
        here = office.last + 1
        opener = self.at(here).lower
        bare = self.at(office.first - 1).lower not in OWNERS
        if not (opener in {"of", "for", "at", "in", "with"} or opener == "," or (opener == "and" and bare)):
            return None
        for step in range(MAX_FILLER):
            token = self.at(here + step)
            name = self.name_from.get(here + step)
            if name is not None:
                last = self.at(here + step - 1)
                joined = opener == "and" and last.lower not in PREPOSITIONS | {"and"}
                # "chair of council Dr Ada Byrne", but not "the chair of council praised Dr Byrne"
                noun = last.kind == "word" and last.lower not in PREPOSITIONS | {"and"} and not last.word.endswith("ed")
                styled = bool(self.names[name].honorific) and not self.names[name].surname_only
                speaks = self.at(self.names[name].after).lower in SPEECH and opener != ","
                leads_up = last.capital or joined or (noun and (styled or speaks)) or last.lower in self.words.areas
                if last.word != "," and self.names[name].weak:
                    continue  # two capitals of a body's name
                if last.word != "," and not leads_up:
                    return None
                return name, last.word == ","
            if token.word == ",":
                if here + step + 1 not in self.name_from:
                    return None
                continue
            if token.word == "]" and here + step + 1 in self.name_from:
                return self.name_from[here + step + 1], False
            if token.kind not in {"word", "number"} and token.word not in {"'", "’", "&", "-", "(", ")"}:
                return None
            if (step and here + step in self.office_from) or token.lower in VERBS:
                return None
        return None

    def closes(self, name: int, office: Office) -> bool:
        """Tell whether a name after "the chair, " is in apposition and not the subject of a new clause."""
        follows = self.at(self.names[name].after)
        if follows.word in {",", ".", ":", ";", ")"} or follows.kind == "newline" or follows.dash:
            return True
        if self.at(self.names[name].last).possessive:
            return True
        first = office.first
        while self.at(first - 1).word.islower() and self.at(first - 1).lower not in DETERMINERS | VERBS | PREPOSITIONS:
            first -= 1
        owner = self.at(first - 1)
        if follows.lower in SPEECH:
            if owner.lower == "the" and self.at(first - 2).kind != "word":
                return True  # the office is the clause's own subject: "Today, the mayor of the city, Ada Byrne said"
            return owner.lower not in {"the", "a", "an"} and (owner.capital or owner.possessive or owner.kind != "word")
        return follows.lower in {"and", "who"} and owner.kind == "word"
