"""Finds what may be the name of a person, and says how sure that is.

Comes in: tokens, the tokens that other entities cover. Goes out: `Name`s in order, none overlapping.
It refuses to decide on a weak name (no known given name, no honorific): an office beside it must.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.annotate.people.lexicon import HONORIFICS, JUDICIAL, PARTICLES, SUFFIXES, Lexicon
from pipeline.annotate.people.tokens import Token

#: A given name, a middle one, a double surname: longer runs are lists or headlines.
MAX_WORDS = 4
#: Part of the name of who bears them with a surname alone: "Lord Hale".
PEERS = frozenset({"lord", "lady", "baroness", "viscount", "earl"})


@dataclass(frozen=True, slots=True)
class Name:
    """A candidate: tokens `first` to `last` (inclusive) with the honorific, `after` past any suffix."""

    first: int
    last: int
    after: int
    words: tuple[str, ...]
    honorific: str
    weak: bool
    judge: bool = False

    @property
    def full(self) -> str:
        """The name without honorific and suffix, capitals as a reader would write them."""
        return " ".join(self.words).replace("’", "'")

    @property
    def surname_only(self) -> bool:
        """Is nothing told but an honorific and one name."""
        return len(self.words) == 1


def unshout(word: str) -> str:
    """Return a shouted word in title case: `O'BRIEN-WEBB` gives `O'Brien-Webb`."""
    if not (len(word) > 1 and word.isupper()):
        return word
    out, start = "", True
    for letter in word:
        out += letter if start else letter.lower()
        start = not letter.isalpha()
    return "Mc" + out[2:].capitalize() if out.startswith("Mc") and len(out) > 3 else out


def find_names(tokens: Sequence[Token], covered: frozenset[int], words: Lexicon) -> list[Name]:
    """Return the candidates in `tokens`; indices in `covered` belong to unions and bodies."""
    found: list[Name] = []
    after = 0
    for at, token in enumerate(tokens):
        if not token.capital or at < after:
            continue
        name = name_at(tokens, at, covered, words)
        if name:
            found.append(name)
            after = name.last + 1
    return found


def name_at(tokens: Sequence[Token], at: int, covered: frozenset[int], words: Lexicon) -> Name | None:
    """Return the candidate that starts at token `at`, if one does."""
    first, honorific = at, ""
    while at < len(tokens) and tokens[at].kind == "word" and tokens[at].capital and tokens[at].lower in HONORIFICS:
        honorific = honorific or tokens[at].lower
        at += 1
        if at < len(tokens) and tokens[at].word == ".":
            at += 1
    if at >= len(tokens) or not tokens[at].capital or at in covered or tokens[first].possessive:
        return None
    if honorific in {"mr", "mrs", "ms", "lord", "lady", "dame", "sir"} and tokens[at].lower in JUDICIAL:
        last = at + 1 if at + 1 < len(tokens) and tokens[at + 1].capital else at
        return Name(first, last, last + 1, (tokens[last].word,), honorific, weak=False, judge=True)
    key = tokens[at].word.casefold()
    if honorific:
        strength = "honorific"
    elif key in words.given or ("-" in key and key.split("-")[0] in words.given):
        strength = "given"
    elif key in words.doubtful:
        strength = "doubtful"
    elif is_banned(tokens[at], words):
        return None
    else:
        strength = "unknown"
    sure = strength in {"honorific", "given"}
    end = extend(tokens, at, covered, words, sure=sure, peer=honorific in PEERS)
    if end is None:
        return None
    if strength == "unknown" and any(tokens[i].word.casefold() in words.given for i in range(at + 1, end)):
        return None  # the name starts at the given name: "Fennick Motors Ada Byrne"
    return build(tokens, first, at, end, honorific, strength)


def build(tokens: Sequence[Token], first: int, at: int, last: int, honorific: str, strength: str) -> Name | None:
    """Put the name of tokens `at` to `last` together, or return None where it is too short to be one."""
    spelt = tuple(unshout(tokens[i].word) for i in range(at, last + 1) if tokens[i].kind == "word")
    if len(spelt) == 1 and not honorific:
        return None
    if honorific in PEERS and (len(spelt) == 1 or "of" in spelt):
        return Name(first, last, last + 1, (honorific.capitalize(), *spelt), honorific, weak=False)
    if strength == "unknown" and len(spelt) > 3:
        return None
    after = last + 1
    while after < len(tokens) and tokens[after].shouted and tokens[after].lower in SUFFIXES:
        after += 1
    return Name(first, last, after, spelt, honorific, weak=strength in {"unknown", "doubtful"})


def extend(
    tokens: Sequence[Token], at: int, covered: frozenset[int], words: Lexicon, *, sure: bool, peer: bool
) -> int | None:
    """Return the last token of the name whose first word stands at `at`.

    `sure` says that a given name or an honorific has made it a name, so that its second word may
    be an ordinary one ("Ann West"); `peer` lets "of" and a place follow.
    """
    if is_banned(tokens[at], words) and not (sure and tokens[at].lower in words.surnames_too) and (
        tokens[at].word.casefold() not in words.given | words.doubtful
    ):
        return None
    shouted = tokens[at].shouted
    last, here, count = at, at + 1, 1
    while here < len(tokens) and count < MAX_WORDS and not tokens[last].possessive:
        token = tokens[here]
        if token.word == "." and tokens[last].initial:
            here += 1
            continue
        if token.kind != "word" or here in covered:
            break
        if token.lower in PARTICLES and not token.capital and here + 1 < len(tokens) and tokens[here + 1].capital:
            here += 1
            continue
        if peer and token.lower == "of" and here + 1 < len(tokens) and tokens[here + 1].capital:
            last = here + 1
            break
        if not token.capital or (token.lower in SUFFIXES and token.shouted):
            break
        if token.shouted != shouted and not token.initial and not tokens[at].initial:
            break
        surname = sure and count == 1 and token.lower in words.surnames_too and ends_here(tokens, here)
        if is_banned(token, words) and not surname:
            break
        last, count = here, count + 1
        here += 1
    return last


def ends_here(tokens: Sequence[Token], at: int) -> bool:
    """Tell whether the run of capitals ends at `at`: "Ann West said" and not "Ann West Hospital"."""
    follows = tokens[at + 1] if at + 1 < len(tokens) else None
    return follows is None or not follows.capital or follows.lower in SUFFIXES or tokens[at].possessive


def is_banned(token: Token, words: Lexicon) -> bool:
    """Tell whether a capitalised word is an ordinary one: part of a body, an office, a calendar."""
    lower = token.lower
    if lower in words.given and not token.shouted:
        return False
    return lower in words.not_names or lower in words.heads or lower in words.portfolios
