"""Does a clause look ahead of the day of publication, or back: decided from the words round a date.

Comes in: the tokens of a sentence, and which of them are the date. Goes out: 1 ahead, -1 back, 0 nothing
tells. It refuses to parse: there is no tagger; the nearest governing word of the clause decides.

The order: a preposition that settles it ("since Monday", "ahead of Friday's strike"); the nearest verb to the
left in the clause; the nearest to its right; then the same beyond the bounds of the clause. The words and
their classes are the table `date_tense.csv`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from pipeline.annotate.dates.lexer import Token
from pipeline.annotate.dates.lexicon import tense_words

AHEAD, NEUTRAL, BACK = 1, 0, -1

#: A clause may be long, but beyond so many tokens a verb no longer governs the date.
REACH = 45
_NONE: frozenset[str] = frozenset()
_PAST = frozenset({"past"})
#: What stands before a contracted auxiliary: "they'll" is read as "'ll".
_CONTRACTED = re.compile(r"^\w+(?=['’](?:ll|ve)$)")
#: Signs that bound a clause, by code and by the sign itself.
_BOUND_CODES = frozenset("C():L")
_BOUND_SIGNS = frozenset({";", "“", "”", '"', "–", "—", "|"})


class Sentence:
    """The words of a sentence with their classes, read once for all its dates."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self.words = [token.lower for token in tokens]
        self.codes = [token.code for token in tokens]
        self.capitals = [token.capital for token in tokens]
        table = tense_words()
        self.kinds = [_kinds(word, code, table) for word, code in zip(self.words, self.codes, strict=True)]

    def direction(self, first: int, last: int) -> int:
        """Return 1, -1 or 0 for the date that covers the tokens `first` to `last`."""
        return _Clause(self, first, last).direction()


def _kinds(word: str, code: str, table: Mapping[str, frozenset[str]]) -> frozenset[str]:
    """Return the classes of a word; an unknown word in -ed is a past."""
    known = table.get(word)
    if known is None and ("'" in word or "’" in word):
        known = table.get(_CONTRACTED.sub("", word))
    if not word.endswith("ed"):
        return known or _NONE
    if known is None:
        return _PAST if code == "x" and len(word) > 3 else _NONE
    return known if known & {"not_past", "future"} else _PAST | known


class _Clause:
    """One date among the words of its sentence."""

    def __init__(self, sentence: Sentence, first: int, last: int) -> None:
        self.words, self.codes, self.capitals = sentence.words, sentence.codes, sentence.capitals
        self.kinds, self.first, self.last = sentence.kinds, first, last

    def direction(self) -> int:
        """Return the direction; the module's docstring gives the order."""
        settled = self._by_preposition()
        if settled:
            return settled
        left, right = self._bound(self.first, -1), self._bound(self.last, 1)
        return (
            self._left(self.first - 1, left, conditional="condition" in self._is(left))
            or self._by_bound(left)
            or self._right(self.last + 1, right)
            or self._left(left, max(-1, self.first - REACH))
            or self._right(right, min(len(self.words), self.last + REACH))
            or self._without_verb()
        )

    def _is(self, i: int) -> frozenset[str]:
        """Return the classes of the word at `i`, none beyond the ends of the sentence."""
        return self.kinds[i] if 0 <= i < len(self.kinds) else _NONE

    def _by_preposition(self) -> int:
        """Return the direction of a preposition that leaves no doubt."""
        before = self.words[max(0, self.first - 2) : self.first]
        if before[-2:] == ["ahead", "of"]:
            return AHEAD
        span = range(self.first - 6, self.first - 1)
        if before[-1:] in (["until"], ["till"]) and any("cancel" in self._is(i) for i in span):
            return AHEAD
        if before[-1:] == ["since"] or before in (["backdated", "to"], ["dated", "to"]):
            return BACK
        calls = {"call", "future", "cancel", "past", "event_noun"}
        if before[-1:] == ["for"] and any(self._is(i) & calls for i in span):
            return AHEAD
        return NEUTRAL

    def _without_verb(self) -> int:
        """Return the direction where no verb helps: by the preposition, or by what the date qualifies."""
        if self.first and self.words[self.first - 1] in ("from", "until", "till", "by", "for", "before"):
            return AHEAD
        return AHEAD if self._is_attribute() else NEUTRAL

    def _bound(self, i: int, step: int) -> int:
        """Return the index of the token that bounds the clause of the date, -1 or the length at the ends."""
        i += step
        while 0 <= i < len(self.words):
            if self.codes[i] in _BOUND_CODES or self.words[i] in _BOUND_SIGNS or "boundary" in self._is(i):
                return i
            if step < 0 and (self.words[i] == "and" or self._opens_report(i)):
                return i
            i += step
        return i

    def _opens_report(self, i: int) -> bool:
        """Whether a reporting verb at `i` opens a clause with a subject of its own before the date."""
        if "report" not in self._is(i):
            return False
        if i + 1 == self.first:
            return self._is_attribute()
        return "preposition" not in self._is(i + 1) and self.codes[i + 1] not in "PWR"

    def _by_bound(self, bound: int) -> int:
        """Return what the bound itself says: "ahead of a walkout on Monday", "after talks on Monday"."""
        if "ahead_bound" in self._is(bound):
            return AHEAD
        over = "past_bound" in self._is(bound) and "x" in self.codes[bound + 1 : self.first]
        return BACK if over and not self._right_of_noun() else NEUTRAL

    def _right_of_noun(self) -> int:
        """Return the direction of the verb right behind the date, where what the bound opens is a clause."""
        stop = min(self.last + 4, self._bound(self.last, 1))
        subjects = (i for i in range(self.last + 1, stop) if self.codes[i] == "T" or "determiner" in self._is(i))
        return self._right(self.last + 1, next(subjects, stop))

    def _left(self, start: int, stop: int, *, conditional: bool = False) -> int:
        """Return the direction of the nearest governing word from `start` down to above `stop`."""
        for i in range(start, stop, -1):
            verdict = self._verdict(i)
            if verdict:
                return AHEAD if conditional else verdict
        return NEUTRAL

    def _right(self, start: int, stop: int) -> int:
        """Return the direction of the first governing word from `start` up to below `stop`.

        What is said of "the strike on Monday" is said of a day to come where it is called off; what is said
        "on Monday" of a strike is not.
        """
        of_action = self._dates_an_action()
        for i in range(start, stop):
            if "modifier" in self._is(i) and "event_noun" in self._is(i + 1):
                continue
            if of_action and (
                "cancel" in self._is(i) or (self.words[i] == "called" and self.words[i + 1 : i + 2] == ["off"])
            ):
                return AHEAD
            if of_action and self.words[i] in ("was", "were", "been") and self._calls_off(i):
                continue
            verdict = self._verdict(i)
            if verdict:
                return verdict
        return NEUTRAL

    def _dates_an_action(self) -> bool:
        """Whether the date belongs to an action beside it ("the strike on Monday", "Monday's strike")."""
        bound = max(self._bound(self.first, -1), self.first - REACH)
        return self._is_attribute() or any("event_noun" in self._is(i) for i in range(bound + 1, self.first))

    def _is_attribute(self) -> bool:
        """Whether the date stands before its noun: "Monday's strike", "the 9 March walkout"."""
        after = self.last + 1
        return self.codes[after : after + 1] == ["s"] or bool(self._is(after) & {"event_noun", "modifier"})

    def _calls_off(self, i: int) -> bool:
        """Whether the auxiliary at `i` belongs to a verb of calling off ("was suspended", "were called off")."""
        return "off" in self.words[i + 1 : i + 4] or any("cancel" in self._is(j) for j in (i + 1, i + 2))

    def _verdict(self, i: int) -> int:
        """Return the direction of the word at `i`, 0 where it governs nothing."""
        if not 0 <= i < len(self.words):
            return NEUTRAL
        kinds = self._is(i)
        if "future" in kinds:
            return AHEAD
        if self.words[i] == "to":
            return self._infinitive(i)
        if kinds & {"past", "report", "call", "cancel"}:
            if self._is_adjective(i) or self._is_passive(i):
                return NEUTRAL
            if self._action_to_come(i):
                return AHEAD
            return BACK if kinds & _PAST else NEUTRAL
        return AHEAD if "present" in kinds and not self._is_noun(i) else NEUTRAL

    def _infinitive(self, i: int) -> int:
        """Return the direction of "to" with a verb: ahead, but back after "forced" or "were meant"."""
        verb = i + 1
        if verb >= len(self.words) or verb == self.first or self.codes[verb] != "x" or self.capitals[verb]:
            return NEUTRAL
        word = self.words[verb]
        if self._is(verb) & {"determiner", "preposition", "not_verb"} or not word.isalpha():
            return NEUTRAL
        if word == "work" and "way_back" in self._is(i - 1):
            return NEUTRAL
        if word.endswith("ing") or (word.endswith("s") and not word.endswith(("ss", "us"))):
            return NEUTRAL
        governor = next((j for j in range(i - 1, max(-1, i - 5), -1) if self._is(j)), -1)
        if "unfulfilled" in self._is(governor) and self.words[governor - 1] in ("was", "were"):
            return BACK
        if "past" in self._is(governor) and self._in_a_vote(verb):
            return BACK
        return BACK if "past_infinitive" in self._is(governor) else AHEAD

    def _in_a_vote(self, verb: int) -> bool:
        """Whether "in a ballot" stands between a verb and the date: "voted to strike in a ballot in May"."""
        votes = (j for j in range(verb + 1, self.first) if "vote_noun" in self._is(j))
        return any(word in ("in", "by") for j in votes for word in self.words[max(verb, j - 3) : j])

    def _action_to_come(self, i: int) -> bool:
        """Whether a call or a cancellation at `i` is followed by the action that the date belongs to."""
        if not self._is(i) & {"call", "cancel"}:
            return False
        actions = [j for j in range(i + 1, self.first) if "event_noun" in self._is(j)]
        if "cancel" in self._is(i) and "perfect" not in self._is(i - 1):
            return any("possessive" not in self._is(j - 1) for j in actions)
        return bool(actions)

    def _is_adjective(self, i: int) -> bool:
        """Whether a participle at `i` stands before a noun ("a revised offer", "the promised talks")."""
        if not self.words[i].endswith("ed") or i == 0:
            return False
        if self.words[i - 1] == "-":
            return True
        return ("determiner" in self._is(i - 1) or self.codes[i - 1] == "T") and self.codes[i + 1 : i + 2] == ["x"]

    def _is_passive(self, i: int) -> bool:
        """Whether the word at `i` leaves the tense to the auxiliary before it ("will be held", "to shut")."""
        before = self.words[i - 1] if i else ""
        if before in ("be", "is", "are", "being", "to") or "future" in self._is(i - 1):
            return True
        return before == "have" and "future" in self._is(i - 2)

    def _is_noun(self, i: int) -> bool:
        """Whether a word that is both verb and noun stands as a noun ("a strike", "the end", "on strike")."""
        if self.words[i] in ("is", "are", "isn't", "aren't", "isn’t", "aren’t"):
            return False
        before = self.words[i - 1] if i else ""
        if self._is(i - 1) & {"determiner", "preposition"} or (i and self.codes[i - 1] in "TPFQGNAWs-"):
            return True
        if self.words[i].endswith("s") or before.endswith("s"):
            # "the ballot closes", "the strikes start", "nurses strike".
            return False
        # "the strike start", "a 48-hour strike", "the first national strike".
        led = (j for j in range(i - 1, max(-1, i - 6), -1) if self.codes[j] in "TN" or "determiner" in self._is(j))
        return "event_noun" in self._is(i - 1) or next(led, None) is not None
