"""The record of an office, and ministers' titles in every wording the press has for them.

Comes in: tokens and the place of a head noun. Goes out: an `Office` with the short title ("Education Secretary"),
or None. It refuses a secretary of something that is no portfolio of a government.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.annotate.people.lexicon import Lexicon
from pipeline.annotate.people.tokens import Token

#: Ministers' titles that have no portfolio of their own.
FIXED_TITLES = {
    "prime minister": "Prime Minister", "deputy prime minister": "Deputy Prime Minister",
    "first minister": "First Minister", "deputy first minister": "Deputy First Minister",
    "chancellor": "Chancellor", "lord chancellor": "Lord Chancellor", "attorney general": "Attorney General",
    "chief secretary": "Chief Secretary to the Treasury",
}
#: Two words that are one portfolio.
PAIRED = frozenset({
    "local government", "northern ireland", "cabinet office", "levelling up", "net zero", "climate change",
    "social care", "public health", "mental health", "higher education", "further education",
    "public services", "social justice", "work and pensions", "trade and industry", "regional development",
    "employment relations", "public finance", "children's services", "social security", "small business",
    "international trade", "social partnership", "home office", "armed forces", "industrial strategy",
    "energy security", "building safety", "community safety", "early years", "fire service", "prison service",
    "health service",
})
#: A portfolio of their own ("Scottish Secretary"), but no part of another.
NATIONS = frozenset({"scottish", "welsh"})
#: Words of a portfolio that never begin one: "the Welsh language", "fair work".
TRAILING = frozenset({"language", "fair", "work", "affairs", "department", "ireland", "zero", "scotland"})
OF_WORDS = frozenset({"of", "for"})


@dataclass(frozen=True, slots=True)
class Office:
    """One office told in the text: tokens `first` to `last` (inclusive), its noun at `head`."""

    first: int
    head: int
    last: int
    title: str
    minister: bool
    weak: bool
    plural: bool


def minister_at(tokens: Sequence[Token], at: int, words: Lexicon) -> Office | None:
    """Return the ministerial office whose head is token `at`, if it is one."""
    lower, plural = tokens[at].lower, tokens[at].lower.endswith("s")
    if lower == "chancellor":
        return fixed_title(tokens, at)
    if lower == "general":
        return fixed_title(tokens, at)
    if lower.rstrip("s") not in {"minister", "secretary", "secretarie"}:
        return None
    fixed = fixed_title(tokens, at)
    if fixed:
        return fixed
    kind = "Minister" if lower.startswith("minister") else "Secretary"
    first, area = portfolio_before(tokens, at, words)
    last = at
    if tokens[at].lower == "secretary" and not area and phrase(tokens, at + 1, 2) == "of state" and (
        phrase(tokens, at + 3, 1) not in OF_WORDS
    ):
        return Office(first, at, at + 2, "Secretary of State", minister=True, weak=True, plural=False)
    if not area or area == "cabinet":
        last, area = portfolio_after(tokens, at, words)
        while last > at and first and tokens[first - 1].lower in {"cabinet", "scottish", "welsh", "uk", "junior"}:
            first -= 1
    if not area:
        return None
    first, prefix = prefixed(tokens, first)
    title = f"{prefix}{area} {kind}" if prefix else f"{titled(area)} {kind}"
    return Office(
        first, at, last, title.lower() if prefix else title,
        minister=not prefix, weak=False, plural=plural,
    )


def phrase(tokens: Sequence[Token], at: int, length: int) -> str:
    """Return `length` words from token `at` on, in lower case."""
    return " ".join(token.lower for token in tokens[at : at + length])


def fixed_title(tokens: Sequence[Token], at: int) -> Office | None:
    """Return one of `FIXED_TITLES` that ends at token `at`, longest first."""
    for length in (3, 2, 1):
        first = at - length + 1
        if first < 0:
            continue
        title = FIXED_TITLES.get(" ".join(token.lower for token in tokens[first : at + 1]))
        if title is None:
            continue
        last = at
        if title == "Chancellor" and first and tokens[first - 1].lower in {"vice", "pro-vice", "deputy-vice"}:
            return None  # a university's
        if title == "Chancellor":
            tail = [token.lower for token in tokens[at + 1 : at + 4]]
            if tail == ["of", "the", "exchequer"]:
                last = at + 3
            elif tail[:1] == ["of"]:
                return None
        elif title.endswith("to the Treasury") and phrase(tokens, at + 1, 3) == "to the treasury":
            last = at + 3
        first, prefix = prefixed(tokens, first)
        return Office(
            first, at, last, (prefix + title).lower() if prefix else title,
            minister=not prefix, weak=False, plural=False,
        )
    return None


def prefixed(tokens: Sequence[Token], first: int) -> tuple[int, str]:
    """Return where an office starts with "shadow", "former", "deputy" and the like, and that word."""
    before = tokens[first - 1].lower if first else ""
    if before in {"shadow", "former", "ex"}:
        return first - 1, "former " if before in {"former", "ex"} else "shadow "
    return first, ""


def portfolio_before(tokens: Sequence[Token], at: int, words: Lexicon) -> tuple[int, str]:
    """Return the first token and the name of the portfolio told before a head."""
    first = at
    while first and not tokens[first - 1].possessive and tokens[first - 1].kind == "word":
        lower = tokens[first - 1].lower
        pair = f"{tokens[first - 2].lower} {lower}" if first > 1 else ""
        if lower in NATIONS and first < at and tokens[first].lower != "language":
            break  # "Scottish health secretary": the nation says whose, not what for
        if pair in PAIRED and not (first > 1 and tokens[first - 2].possessive):
            first -= 2
        elif (
            lower in words.portfolios
            or (lower == "language" and first == at and tokens[at - 1].capital)
            or (lower in {"and", "&"} and 1 < first < at and tokens[first - 2].lower in words.portfolios)
        ):
            first -= 1
        else:
            break
    while first < at and tokens[first].lower in {"and", ",", "&"}:
        first += 1
    told = [token.lower for token in tokens[first:at]]
    if told and told[0] in {"regional", "local", "industrial", "northern"} and len(told) == 1:
        return at, ""
    return first, first_portfolio(told)


def portfolio_after(tokens: Sequence[Token], at: int, words: Lexicon) -> tuple[int, str]:
    """Return the last token and the name of the portfolio told after a head ("of state for education")."""
    here = at + 1
    lower = [token.lower for token in tokens[here : here + 3]]
    of_state = lower[:2] == ["of", "state"]
    cabinet = at > 0 and tokens[at - 1].lower == "cabinet"
    if tokens[at].lower.startswith("secretar") and not (of_state or cabinet):
        return at, ""  # a union's "national secretary for public services"
    if of_state:
        here += 2
    if here >= len(tokens) or tokens[here].lower not in OF_WORDS:
        return at, ""
    here += 1
    while here < len(tokens) and tokens[here].lower in {"the", "uk"}:
        here += 1
    start = here
    while here < len(tokens):
        word = tokens[here].lower
        joins = word in {"and", ",", "&"} and here + 1 < len(tokens) and (
            tokens[here + 1].lower in words.portfolios or tokens[here + 1].lower in {"welsh", "food"}
        )
        second = here > start and f"{tokens[here - 1].lower} {word}" in PAIRED
        trailing = here > start and word in TRAILING
        if not (word in words.portfolios or joins or second or trailing or word in {"scotland", "wales"}):
            break
        here += 1
        if tokens[here - 1].possessive:
            break
    told = [token.lower for token in tokens[start:here]]
    return (here - 1, first_portfolio(told)) if told else (at, "")


def first_portfolio(told: Sequence[str]) -> str:
    """Return the first of several portfolios: `["education", "and", "skills"]` gives `education`."""
    for length in (3, 2):
        if " ".join(told[:length]) in PAIRED:
            return " ".join(told[:length])
    cut = next((i for i, word in enumerate(told) if word in {"and", ",", "&"}), len(told))
    area = " ".join(told[:cut])
    return {"scotland": "Scottish", "wales": "Welsh"}.get(area, area)


def titled(area: str) -> str:
    """Return a portfolio in title case; "and" stays small."""
    spelt = {"and": "and", "of": "of", "fe": "FE", "he": "HE"}
    return " ".join(spelt.get(word, word[:1].upper() + word[1:]) for word in area.split())
