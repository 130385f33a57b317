"""Changes windows of training text the way pages differ: capitals, quotation marks, British names.

Comes in: the words of a window. Goes out: the same words in another dress, their labels kept where they still hold. It
refuses to change the number of sentences or the order of words.

Names come from the package's gazetteers, which hold plain facts.
"""

from __future__ import annotations

import csv
import random
from collections.abc import Sequence
from importlib import resources

from pipeline.model.records import Word
from pipeline.model.settings import Augmentation

#: Kind, table and columns of the gazetteers that names are drawn from.
_TABLES = (
    ("PERSON", "ministers.csv", ("name",)),
    ("ORG", "unions.csv", ("union_id", "name")),
    ("ORG", "bodies.csv", ("name",)),
    ("LOC", "places.csv", ("name",)),
)

_CURLY = {'"': ("“", "”"), "``": ("“", "“"), "''": ("”", "”")}


class Augmenter:
    """Changes a share of windows; the same source of chance gives the same changes."""

    def __init__(self, settings: Augmentation) -> None:
        self._settings = settings
        self._names = _names()

    def change(self, window: list[Word], chance: random.Random) -> list[Word]:
        """Return `window` or a changed copy."""
        settings = self._settings
        if chance.random() < settings.names:
            window = self._rename(window, chance)
        if chance.random() < settings.quotes:
            window = _curl(window)
        draw = chance.random()
        if draw < settings.upper:
            return [_spelt(word, word.text.upper()) for word in window]
        if draw < settings.upper + settings.lower:
            return [_spelt(word, word.text.lower()) for word in window]
        if draw < settings.upper + settings.lower + settings.title:
            return [_spelt(word, word.text[:1].upper() + word.text[1:]) for word in window]
        return window

    def _rename(self, window: Sequence[Word], chance: random.Random) -> list[Word]:
        """Return the window with about half of its names replaced by others of their kind."""
        changed: list[Word] = []
        number = 0
        while number < len(window):
            label = window[number].labels.get("ner", "")
            end = number + 1
            while end < len(window) and window[end].labels.get("ner", "") == f"I-{label[2:]}":
                end += 1
            pool = self._names.get((label[2:], end - number), ()) if label.startswith("B-") else ()
            if pool and chance.random() < 0.5:
                new = chance.choice(pool)
                changed.extend(_spelt(word, text) for word, text in zip(window[number:end], new, strict=True))
            else:
                changed.extend(window[number:end])
            number = end
        return changed


def _spelt(word: Word, text: str) -> Word:
    return Word(text, word.space, word.labels)


def _curl(window: Sequence[Word]) -> list[Word]:
    """Return the window with curly quotation marks and apostrophes."""
    changed = []
    opened = False
    for word in window:
        text = word.text
        if text in _CURLY:
            tag = word.labels.get("tag")
            opening = tag == "``" if tag else not opened
            opened = opening
            text = _CURLY[text][0 if opening else 1]
        changed.append(_spelt(word, text.replace("'", "’")))
    return changed


def _names() -> dict[tuple[str, int], list[tuple[str, ...]]]:
    """Return names by kind and number of words, in one order; those with signs or small words in them aside."""
    # Treebanks part signs from words and tag small words otherwise than names.
    pools: dict[tuple[str, int], set[tuple[str, ...]]] = {}
    for kind, table, columns in _TABLES:
        for row in _rows(table):
            for column in columns:
                words = tuple(row[column].split())
                if words and all(word.isalpha() and not word.islower() for word in words):
                    pools.setdefault((kind, len(words)), set()).add(words)
    return {key: sorted(names) for key, names in sorted(pools.items())}


def _rows(table: str) -> csv.DictReader[str]:
    text = (resources.files("pipeline") / "resources" / "gazetteers" / table).read_text(encoding="utf-8")
    return csv.DictReader(line for line in text.splitlines() if not line.startswith("#"))
