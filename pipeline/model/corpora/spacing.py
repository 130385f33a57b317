"""Gives text back its spaces where a corpus kept the words alone.

Comes in: the words of a sentence. Goes out: the white space before each. It refuses to change a word.
"""

from __future__ import annotations

from collections.abc import Sequence

#: Signs that stand close to the word before them, and those that the next word stands close to.
_CLOSE_BEFORE = frozenset(",.;:!?)]}%'’”…") | {"n't", "n’t", "'s", "’s", "'re", "'ve", "'ll", "'d", "'m", "''", "--"}
_CLOSE_BEHIND = frozenset("([{$£€“‘") | {"``"}


def spaces_before(words: Sequence[str]) -> list[str]:
    """Return "" or " " for each word; the first gets " ". A straight quotation mark opens and closes in turn."""
    spaces: list[str] = []
    previous, quoted = "", False
    for word in words:
        close = word in _CLOSE_BEFORE or previous in _CLOSE_BEHIND
        if word == '"':
            close = quoted or previous in _CLOSE_BEHIND
            quoted = not quoted
        elif previous == '"' and quoted:
            close = True
        spaces.append("" if close and spaces else " ")
        previous = word
    return spaces
