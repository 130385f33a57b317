"""Entity labels a word a line: UNER (with ids, joined to its treebank) and WikiGold (with words alone).

Comes in: `.iob2` and `.conll.txt` files. Goes out: labels by sentence, or documents with the head `ner`. It refuses
UNER's `B-OTH` as a name (one annotator's trial) and reads its stray `B-O` as `O`, as its README asks.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pipeline.model.corpora.peoples import NO_NAME, settle
from pipeline.model.corpora.spacing import spaces_before
from pipeline.model.records import Document, Word

KINDS = {"PER": "PERSON", "ORG": "ORG", "LOC": "LOC"}


class Names:
    """The entity labels of UNER's sentences, by sentence id, or by the words where a treebank numbers otherwise."""

    def __init__(self, path: Path) -> None:
        """Read the labels of the head `ner` from an `.iob2` file."""
        self._by_id: dict[str, tuple[tuple[str, ...], list[str]]] = {}
        self._by_words: dict[tuple[str, ...], list[str]] = {}
        sentence_id = ""
        rows: list[list[str]] = []
        for line in [*path.read_text(encoding="utf-8").splitlines(), ""]:
            if line.startswith("# sent_id"):
                sentence_id = line.partition("=")[2].strip()
            elif line and not line.startswith("#"):
                rows.append(line.split("\t"))
            elif rows:
                words, labels = tuple(row[1] for row in rows), [_label(row[2]) for row in rows]
                self._by_id[sentence_id] = words, labels
                self._by_words.setdefault(words, labels)
                rows = []

    def of(self, sentence_id: str, words: tuple[str, ...]) -> list[str] | None:
        """Return the labels of a sentence; None where it is absent or has other words (later treebanks part some)."""
        known, labels = self._by_id.get(sentence_id, ((), []))
        return labels if known == words else self._by_words.get(words)


def _label(given: str) -> str:
    side, _, kind = given.partition("-")
    return f"{side}-{KINDS[kind]}" if kind in KINDS else NO_NAME


def read_wikigold(path: Path) -> Iterator[Document]:
    """Yield WikiGold's documents. It marks no beginnings: words of one kind that touch are one name."""
    number = 0
    sentences: list[tuple[Word, ...]] = []
    rows: list[list[str]] = []
    for line in [*path.read_text(encoding="utf-8").splitlines(), "", "-DOCSTART- O"]:
        if line.startswith("-DOCSTART-"):
            if sentences:
                yield Document(f"wikigold-{number}", "wikipedia", tuple(sentences))
                number += 1
            sentences = []
        elif line.strip():
            rows.append(line.rsplit(" ", 1))
        elif rows:
            sentences.append(_sentence(rows))
            rows = []


def _sentence(rows: list[list[str]]) -> tuple[Word, ...]:
    words: list[Word] = []
    previous = ""
    for row, space in zip(rows, spaces_before([word for word, _ in rows]), strict=True):
        kind = KINDS.get(row[1].rpartition("-")[2], "")
        label = f"{'I' if kind == previous else 'B'}-{kind}" if kind else settle(row[0], None, NO_NAME)
        words.append(Word(row[0], space, {"ner": label, "start": "inside" if words else "start"}))
        previous = kind
    return tuple(words)
