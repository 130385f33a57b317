"""How a word stands in its text: at the start of a sentence, in a headline, between which words.

Comes in: a text and its words. Goes out: a `Reading` with plain questions about a run of
words. It refuses to know any name: capitals and stops are all it looks at.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.annotate.entities.phrases import Word

#: After one of these (and blanks) a capital letter says nothing.
_OPENERS = frozenset(".!?:;|•\n\"“‘”*»>")
#: A line is a headline where at least this many long words around are all capitalised ...
MIN_HEADLINE_WORDS = 2
#: ... and words shorter than this ("to", "over", "and") do not count.
LONG_WORD = 4
#: How many words on each side of a name are looked at to tell a headline.
HEADLINE_REACH = 7
#: An address is looked for this many characters back.
MAX_ADDRESS = 40
_WORD_LIKE_GAP = re.compile(r"[ \u00a0]*[,]?[ \u00a0]*")


@functools.cache
def _longest(phrases: frozenset[tuple[str, ...]]) -> int:
    """Return the words of the longest of the phrases, a few sets of which are asked for again and again."""
    return max((len(phrase) for phrase in phrases), default=0)


@dataclass(frozen=True, slots=True)
class Reading:
    """A text, its words, and questions about the run of words `first` to `after` (exclusive)."""

    text: str
    words: Sequence[Word]

    def written(self, index: int) -> str:
        """Return the word as it is written, "" outside the text."""
        if not 0 <= index < len(self.words):
            return ""
        word = self.words[index]
        return self.text[word.start:word.end]

    def gap(self, index: int) -> str:
        """Return what stands between the words `index - 1` and `index`."""
        if not 0 < index < len(self.words):
            return "\n"
        return self.text[self.words[index - 1].end:self.words[index].start]

    def joined(self, index: int) -> bool:
        """Return whether only blanks stand between the words `index - 1` and `index`."""
        return bool(self.gap(index)) and not self.gap(index).strip(" \u00a0")

    def opens(self, first: int) -> bool:
        """Return whether the word stands at the start of a sentence, a line or a quotation."""
        before = self.text[:self.words[first].start] if first == 0 else self.gap(first)
        return first == 0 or any(c in _OPENERS for c in before)

    def in_headline(self, first: int, after: int) -> bool:
        """Return whether the long words around on the same line are all capitalised, or too few to tell."""
        around = [w for w in self._line_words(first, after) if len(w) >= LONG_WORD and w[0].isalpha()]
        return len(around) < MIN_HEADLINE_WORDS or all(w[0].isupper() for w in around)

    def shouted(self, first: int, after: int) -> bool:
        """Return whether the words beside the run on the same line are all in capitals."""
        around = [w for w in self._line_words(first, after, reach=2) if len(w) > 1 and w[0].isalpha()]
        return bool(around) and all(w.isupper() for w in around)

    def around(self, first: int, after: int, reach: int) -> list[str]:
        """Return the folded words up to `reach` before and behind the run, within its line."""
        return [w.lower() for w in self._line_words(first, after, reach)]

    def _line_words(self, first: int, after: int, reach: int = HEADLINE_REACH) -> list[str]:
        found: list[str] = []
        for index in range(first, max(first - reach, 0), -1):
            if "\n" in self.gap(index):
                break
            found.append(self.written(index - 1))
        for index in range(after, min(after + reach, len(self.words))):
            if "\n" in self.gap(index):
                break
            found.append(self.written(index))
        return found

    def follows(self, after: int, phrases: frozenset[tuple[str, ...]]) -> bool:
        """Return whether one of the phrases (folded words) follows, with blanks alone between."""
        return self.following(after, phrases) > 0

    def following(self, after: int, phrases: frozenset[tuple[str, ...]]) -> int:
        """Return the number of words of the shortest of the phrases that follows, 0 where none does."""
        longest = _longest(phrases)
        said: tuple[str, ...] = ()
        for index in range(after, min(after + longest, len(self.words))):
            if not self.joined(index):
                return 0
            said = (*said, self.words[index].fold)
            if said in phrases:
                return len(said)
        return 0

    def precedes(self, first: int, phrases: frozenset[tuple[str, ...]]) -> bool:
        """Return whether one of the phrases (folded words) stands before, blanks or a comma between."""
        longest = _longest(phrases)
        said: list[str] = []
        for index in range(first, max(first - longest, 0), -1):
            if not _WORD_LIKE_GAP.fullmatch(self.gap(index)):
                return False
            said.insert(0, self.words[index - 1].fold)
            if tuple(said) in phrases:
                return True
        return False

    def in_address(self, first: int, after: int) -> bool:
        """Return whether the run is a piece of a web address, an e-mail address or a handle."""
        start, end = self.words[first].start, self.words[after - 1].end
        before, behind = self.text[max(start - 1, 0):start], self.text[end:end + 2]
        if len(behind) == 2 and behind[0] in "@._" and behind[1].islower():
            return True
        return before in {"@", "_", "."} or (before == "/" and self._slash_of_address(start))

    def _slash_of_address(self, start: int) -> bool:
        """A slash between two names ("NEU/NASUWT") makes no address; one after a stop or slash does."""
        token = self.text[max(start - MAX_ADDRESS, 0):start].split(" ")[-1]
        return "." in token or "//" in token
