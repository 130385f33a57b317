"""Finds offices in a text: their span, their short title, and whether a minister holds them.

Comes in: tokens. Goes out: `Office`s in order, from the head nouns of `offices.csv` and the words
allowed beside them. It refuses a head that lacks what it needs: an officer of no kind is no office.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from pipeline.annotate.people.lexicon import Head, Lexicon
from pipeline.annotate.people.titles import OF_WORDS, Office, minister_at, phrase
from pipeline.annotate.people.tokens import Token

#: They end the words that say what an office is of: "head of workforce in a letter".
COMPLEMENT_STOPS = frozenset({
    "the", "a", "an", "its", "their", "his", "her", "our", "this", "that", "both", "all", "more", "said",
    "says", "told", "at", "in", "for", "with", "who", "which", "has", "had", "was", "is", "will", "union",
    "unions", "school", "schools", "teachers", "college", "council", "company", "charity", "club", "firm",
    "university", "trust", "federation", "association", "by", "to",
})
MAX_COMPLEMENT = 4
#: Capitals that are part of an office and not of a body's name.
REGIONS = frozenset({
    "scottish", "welsh", "irish", "english", "northern", "southern", "eastern", "western", "north",
    "south", "east", "west", "london", "midlands",
})
#: Words that may stand before an office of which a body has only one.
DEFINITE = frozenset({
    "the", "its", "their", "his", "her", "our", "until", "by", "and", "as", "when", "that", "but", "with", "joint",
    "team", "club", "majority", "former", "then", "new", "current", "for", "after", "from", "while", "to", "say",
})
#: After "head", they make something else of it: "head office", "head chef", "head on".
NOT_AFTER_HEAD = frozenset({"on", "to", "into", "off", "back", "office", "chef", "start"})
#: Words of an office that keep their capitals.
PROPER = {
    "scottish": "Scottish", "welsh": "Welsh", "irish": "Irish", "english": "English", "london": "London", "hr": "HR",
}
#: What a head may need that is no word of its own.
KINDS_OF_NEED = frozenset({"", "modifier", "capitals", "definite"})
#: They say of an office that it is not yet held.
ELECT = ("-elect", "-designate")
#: Heads that mean little until it is said of what.
TAKES_AREA = frozenset({"head", "director", "manager", "lead", "vice-president", "officer", "chief"})


def find_offices(tokens: Sequence[Token], words: Lexicon) -> list[Office]:
    """Return the offices in `tokens`, in order of their heads."""
    found: list[Office] = []
    heads = words.heads
    for at in [at for at, token in enumerate(tokens) if token.lower in heads or token.lower.endswith(ELECT)]:
        head = head_noun(tokens[at], words)
        if head is None or (found and at <= found[-1].last):
            continue
        office = office_at(tokens, at, head, words)
        if office is None:
            continue
        while found and office.first <= found[-1].last:
            found.pop()  # "chief" within "chief executive"
        found.append(office)
    return found


def head_noun(token: Token, words: Lexicon) -> Head | None:
    """Return the head noun that a token is, "-elect" and "-designate" included."""
    if token.kind != "word":
        return None
    lower = token.lower
    if lower.endswith(ELECT):
        base, _, state = lower.rpartition("-")
        if base in words.heads:
            head = words.heads[base]
            return dataclasses.replace(head, norm=f"{head.norm}-{state}")
    return words.heads.get(lower)


def office_at(tokens: Sequence[Token], at: int, head: Head, words: Lexicon) -> Office | None:
    """Return the office whose head noun is token `at`, or None where it is no office."""
    if head.needs == "capitals" and not tokens[at].shouted:
        return None
    if at and tokens[at - 1].kind == "word" and tokens[at - 1].lower in {"to", "will", "can", "must", "not"}:
        return None  # a verb: "to head", "to chair", "to lead"
    if head.norm == "head" and phrase(tokens, at + 1, 1) in NOT_AFTER_HEAD:
        return None
    minister = minister_at(tokens, at, words)
    if minister:
        return minister
    if tokens[at].lower in {"minister", "ministers"}:
        return Office(at, at, at, "minister", minister=True, weak=True, plural=head.plural)
    first = at
    while first and not tokens[first - 1].possessive and is_modifier(tokens, first - 1, at, words):
        first -= 1
    before = [tokens[i].lower for i in range(first, at)]
    if head.needs == "modifier" and not before and not named_body(tokens, at):
        return None
    if head.needs == "definite" and not is_definite(tokens, at):
        return None
    if head.needs not in KINDS_OF_NEED and (not before or before[-1] not in head.needs.split("|")):
        return None
    last, area = complement(tokens, at, words) if TAKES_AREA & {tokens[at].lower, head.norm} else (at, "")
    title = " ".join(filter(None, [*(PROPER.get(word, word) for word in before), head.norm, area]))
    return Office(first, at, last, title, minister=False, weak=head.weak, plural=head.plural)


def is_modifier(tokens: Sequence[Token], at: int, head: int, words: Lexicon) -> bool:
    """Tell whether the word at `at`, before the head noun at `head`, belongs to the office.

    Beside a noun in lower case a capital is a body's name ("Network Rail chief executive"), unless it
    starts the sentence or is a nation or region ("Scottish organiser").
    """
    token = tokens[at]
    if token.kind != "word" or (token.shouted and token.lower != "hr"):
        return False
    starts = at == 0 or tokens[at - 1].kind != "word"
    if token.capital and tokens[head].word.islower() and not starts and token.lower not in REGIONS | {"hr"}:
        return False
    lower = token.lower
    return lower in words.modifiers or lower in words.areas or lower.startswith(("co-", "vice-", "ex-"))


def is_definite(tokens: Sequence[Token], at: int) -> bool:
    """Tell whether the head at `at` is one of its kind: "the owner", "Fennick Motors owner", ", owner of".

    "A shop owner" and "café owner" say what somebody does for a living; they are no office.
    """
    if at == 0 or tokens[at - 1].kind != "word" or tokens[at - 1].possessive:
        return True
    before, earlier = tokens[at - 1], tokens[at - 2] if at > 1 else None
    if before.lower in DEFINITE:
        return True
    if earlier is None or earlier.kind != "word" or earlier.lower in {"a", "an"}:
        return False
    return before.capital or earlier.possessive


def named_body(tokens: Sequence[Token], at: int) -> bool:
    """Tell whether a body's name stands right before a head: "Unite officer", "GMB NHS lead"."""
    return at > 0 and tokens[at].word.islower() and tokens[at - 1].capital and not tokens[at - 1].possessive


def complement(tokens: Sequence[Token], at: int, words: Lexicon) -> tuple[int, str]:
    """Return the last token and the words of what a head is of: "of employment relations".

    A body is not kept ("director of the union"): only known areas, or words in lower case after "of".
    """
    here = at + 1
    if here + 1 >= len(tokens) or tokens[here].lower not in OF_WORDS or tokens[at].possessive:
        return at, ""
    preposition, here = tokens[here].lower, here + 1
    kept: list[str] = []
    while here < len(tokens) and len(kept) < MAX_COMPLEMENT:
        token = tokens[here]
        known = token.lower in words.areas and not (token.capital and tokens[at].word.islower() and not kept)
        joins = token.lower == "and" and kept and here + 1 < len(tokens) and tokens[here + 1].lower in words.areas
        plain = preposition == "of" and token.kind == "word" and token.word.islower() and not kept
        if token.kind != "word" or not (known or joins or plain) or (token.lower in COMPLEMENT_STOPS and not known):
            break
        kept.append(token.lower)
        here += 1
        if token.possessive:
            return at, ""
    if kept and here < len(tokens) and tokens[here].possessive and tokens[here].kind == "word":
        return at, ""
    return (here - 1, f"{preposition} {' '.join(kept)}") if kept else (at, "")
