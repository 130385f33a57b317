"""re3d: entities of government press releases, offsets into plain text.

Comes in: a folder with `documents.json` and `entities.json` (a JSON object a line). Goes out: documents with `ner`. It
refuses what is no name: re3d also marks "the rebels" and "the minister", which stay unlabelled here.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pipeline.model.corpora.peoples import NO_NAME, is_people
from pipeline.model.records import Document, Word

KINDS = {"Person": "PERSON", "Organisation": "ORG", "Location": "LOC", "Nationality": "NORP"}
_WORD = re.compile(r"(\s*)((?:[A-Z]\.){2,}|\w+(?:[.,&]\w+)*|[^\w\s])")
#: The folders that are read: texts of governments.
SOURCES = ("CENTCOM", "UK Government", "US State Department")
#: Every fifth document is held out, since no test set marks nationalities.
HELD_OUT = 5
_SMALL = frozenset(("of", "the", "and", "for", "in", "on", "de", "al", "bin", "ibn"))
#: Marked in re3d, and no names.
_PRONOUNS = frozenset(
    ("i", "he", "she", "we", "they", "you", "it", "his", "her", "our", "their", "my", "us", "who")
)
#: A person so described is marked with the title, which other corpora leave out.
_TITLE = re.compile(
    r"\b(?:minister|secretary|president|ambassador|king|general|spokes\w+|envoy|representative|mr|mrs|ms|dr|sir|lord|"
    r"lt|gen|col|maj)\b", re.IGNORECASE,
)


def read_re3d(folder: Path, *, held_out: bool = False) -> Iterator[Document]:
    """Yield the documents of one source folder of re3d that train, or with `held_out` those that do not."""
    spans: dict[str, list[tuple[int, int, str]]] = {}
    for line in _lines(folder / "entities.json"):
        spans.setdefault(line["documentId"], []).append((line["begin"], line["end"], line["type"]))
    for place, line in enumerate(_lines(folder / "documents.json"), 1):
        if (place % HELD_OUT == 0) is not held_out:
            continue
        words = list(_label(line["text"], spans.get(line["_id"], [])))
        lines = [number for number, word in enumerate(words) if "\n" in word.space and number]
        parts = zip([0, *lines], [*lines, len(words)], strict=True)
        # Lines stand for sentences, whose ends re3d does not mark.
        yield Document(f"re3d-{line['_id']}", "government", tuple(tuple(words[a:b]) for a, b in parts))


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    for line in path.read_text(encoding="utf-8-sig").splitlines():
        if line.strip():
            yield json.loads(line)


def _label(text: str, spans: list[tuple[int, int, str]]) -> Iterator[Word]:
    """Yield the words of `text`; of overlapping spans the longest counts."""
    chosen: list[tuple[int, int, str]] = []
    for span in sorted(spans, key=lambda s: (s[0] - s[1], s[0])):
        if all(span[1] <= other[0] or span[0] >= other[1] for other in chosen):
            chosen.append(span)
    readings = [(begin, end, _kind(text[begin:end], kind)) for begin, end, kind in chosen]
    # A nationality inside what is no name ("the Fernian rebels") is told all the same.
    vague = [(begin, end) for begin, end, kind in readings if kind is None]
    readings += [
        (begin, end, _kind(text[begin:end], kind))
        for begin, end, kind in spans
        if KINDS.get(kind) == "NORP" and any(low <= begin and end <= high for low, high in vague)
    ]
    for match in _WORD.finditer(text):
        begin = match.start(2)
        label: str | None = "O"
        for low, high, kind in readings:
            if low <= begin < high:
                label = f"{'B' if not text[low:begin].strip() else 'I'}-{kind}" if kind else None
        # Of nationalities some are not marked, and believers never.
        if label == "O" and is_people(match[2]):
            label = NO_NAME
        yield Word(match[2], match[1], {"ner": label} if label else {})


def _kind(span: str, kind: str) -> str | None:
    """Return the label of a span, None where it is no name as other corpora have it."""
    words = re.findall(r"\w+", span)
    if kind not in KINDS or not words or "," in span or words[0].lower() in {"the", *_PRONOUNS}:
        return None
    if not all(word[0].isupper() or word[0].isdigit() or word.lower() in _SMALL for word in words):
        return None
    return None if kind == "Person" and _TITLE.search(span) else KINDS[kind]
