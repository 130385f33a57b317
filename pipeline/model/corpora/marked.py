"""Paragraphs of our own whose percentages bear their roles and whose telling words bear the events they tell.

Comes in: jsonl of `{"id", "text"}`, a mark in braces behind the word it marks: "voted by 83%{vote_for}",
"rejected{response.rejected} it". Goes out: documents with the heads `role` and `event`, words cut as at run time. It
refuses a mark that is neither a role nor an event, and an event in a file that marks roles alone.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import spacy
from spacy.tokens import Doc

import pipeline.annotate.components.sentences  # noqa: F401 registers the component
from pipeline.annotate.quantities import find_percents
from pipeline.errors import InputError
from pipeline.model.labels import HEADS, NO_EVENT
from pipeline.model.records import Document, Word
from pipeline.model.settings import Marked

_MARK = re.compile(r"\{([a-z_.]+)\}")
#: Every tenth paragraph of a file is held out: training never sees it, `evaluate` measures on it.
HELD_OUT = 10


def read_marked(path: Path, *, events: bool, held_out: bool = False) -> Iterator[Document]:
    """Yield the paragraphs of `path` that train, or with `held_out` those that do not.

    Without `events` only percentages are marked, and words bear no label of the head `event`.

    Raises `InputError` that names the paragraph with a wrong mark.
    """
    nlp = spacy.blank("en")
    nlp.add_pipe("picketline_sentences")
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        row = json.loads(line)
        if (number % HELD_OUT == 0) is held_out:
            text, marks = part_marks(row["text"])
            wrong = sorted(set(marks.values()) - set(HEADS["role"]) - set(HEADS["event"] if events else ()))
            if wrong:
                message = f"{row['id']}: no such mark: {', '.join(wrong)}"
                raise InputError(message, path=str(path), place=f"line {number}")
            yield Document(row["id"], "marked", tuple(_sentences(nlp(text), marks, events=events)))


def read_texts(source: Marked, *, held_out: bool = False) -> list[Document]:
    """Return the paragraphs of a marked source that train, or those held out.

    Raises `InputError` where there is no file.
    """
    files = sorted(Path().glob(source.files))
    if not files:
        raise InputError("no marked texts; is this a checkout's own folder?", path=source.files)
    return [document for path in files for document in read_marked(path, events=source.events, held_out=held_out)]


def part_marks(text: str) -> tuple[str, dict[int, str]]:
    """Return `text` without its marks, and each mark by the offset in it that the mark's word ends at."""
    found: dict[int, str] = {}
    taken = 0
    for mark in _MARK.finditer(text):
        found[mark.start() - taken] = mark[1]
        taken += len(mark[0])
    return _MARK.sub("", text), found


def _sentences(doc: Doc, marks: dict[int, str], *, events: bool) -> Iterator[tuple[Word, ...]]:
    """Yield the words of each sentence with their labels."""
    # A role stands on each word of a percentage; reading takes the first.
    spans = {(p.start, p.end): marks[p.end] for p in find_percents(doc.text) if p.end in marks}
    end = 0
    for sentence in doc.sents:
        words = []
        for token in sentence:
            if token.is_space:
                continue
            last = token.idx + len(token)
            labels: dict[str, str] = {}
            for (low, high), role in spans.items():
                if token.idx < high and low < last and role in HEADS["role"]:
                    labels.setdefault("role", role)
            if events:
                told = [marks[place] for place in range(token.idx + 1, last + 1) if place in marks]
                labels["event"] = next((mark for mark in told if mark in HEADS["event"]), NO_EVENT)
            words.append(Word(token.text, doc.text[end : token.idx], labels))
            end = last
        if words:
            yield tuple(words)
