"""What every corpus reader gives: documents of sentences of labelled words.

Comes in: nothing. Goes out: the classes. They refuse to know files, pieces or numbers.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Word:
    """A word with the white space before it and its labels by head; a head without one is not trained on it."""

    text: str
    space: str
    labels: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Document:
    """Sentences of one text in their order; `genre` names the slice that scores are told for."""

    document_id: str
    genre: str
    sentences: tuple[tuple[Word, ...], ...]

    @property
    def words(self) -> list[Word]:
        """Return the words of all sentences."""
        return [word for sentence in self.sentences for word in sentence]
