"""Treebanks in CoNLL-U (UD EWT, GUM, PUD): fine tags, tense and finiteness, sentence starts.

Comes in: a `.conllu` file. Goes out: documents with the heads `tag`, `tense` and `start`. It refuses to read lemmas and
dependencies: no head uses them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from pipeline.errors import InputError
from pipeline.model.corpora.gum import read_names
from pipeline.model.corpora.iob import Names
from pipeline.model.corpora.peoples import settle
from pipeline.model.records import Document, Word

_COLUMNS = 10
#: Lemmas and forms of the modal that looks ahead; the form settles it where a lemma is odd.
FUTURE = frozenset({"will", "shall", "'ll", "’ll", "wo", "sha"})
_EWT_GENRE = re.compile(r"^(weblog|newsgroup|email|reviews|answers)")


def read_conllu(path: Path, names: Names | None = None, *, entities: bool = False) -> Iterator[Document]:
    """Yield the documents of `path`; `names` adds the head `ner` to the sentences that it has.

    With `entities` the head comes from GUM's own entity layer.

    Raises `InputError` for a line without ten columns.
    """
    document_id, genre = "", ""
    sentences: list[tuple[Word, ...]] = []
    for comments, rows in _blocks(path):
        if "newdoc id" in comments or not document_id:
            if sentences:
                yield Document(document_id, genre, tuple(sentences))
            document_id, sentences = comments.get("newdoc id", path.stem), []
            genre = _genre(document_id, comments)
        plain = [row for row in rows if row[0].isdigit()]
        labels = read_names(plain) if entities else None
        if names:
            labels = names.of(comments.get("sent_id", ""), tuple(row[1] for row in plain))
        line = any(name.startswith(("newpar", "newdoc")) for name in comments)
        sentences.append(tuple(_words(rows, labels, line)))
    if sentences:
        yield Document(document_id, genre, tuple(sentences))


def _blocks(path: Path) -> Iterator[tuple[dict[str, str], list[list[str]]]]:
    """Yield the comments and the rows of each sentence."""
    comments: dict[str, str] = {}
    rows: list[list[str]] = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if line.startswith("#"):
            name, _, value = line[1:].partition("=")
            comments[name.strip()] = value.strip()
        elif line.strip():
            row = line.split("\t")
            if len(row) != _COLUMNS:
                raise InputError(f"{len(row)} columns, not {_COLUMNS}", path=str(path), place=f"line {number}")
            rows.append(row)
        elif rows:
            yield comments, rows
            comments, rows = {}, []
    if rows:
        yield comments, rows


def _genre(document_id: str, comments: dict[str, str]) -> str:
    """Return the genre of a document: GUM says it, EWT's ids begin with it, PUD's letter tells news from Wikipedia."""
    if "meta::genre" in comments:
        return comments["meta::genre"]
    if match := _EWT_GENRE.match(document_id):
        return match[1]
    return {"n": "news", "w": "wikipedia"}.get(document_id[:1], "other")


def _words(rows: list[list[str]], names: list[str] | None, line: bool) -> Iterator[Word]:
    """Yield the words of a sentence; the parts of one written word ("do", "n't") stand close together."""
    space = "\n" if line else " "
    inside_to, after = 0, True
    number = 0
    for row in rows:
        if "-" in row[0]:
            inside_to = int(row[0].split("-")[1])
            after = "SpaceAfter=No" not in row[9].split("|")
            continue
        if not row[0].isdigit():
            continue
        labels = {"tag": row[4], "tense": tense_of(row), "start": "inside" if number else "start"}
        name = settle(row[1], row[4], names[number]) if names is not None else ""
        if name:
            labels["ner"] = name
        yield Word(row[1], space, labels)
        number += 1
        within = int(row[0]) < inside_to
        if int(row[0]) > inside_to:
            after = "SpaceAfter=No" not in row[9].split("|")
        space = " " if after and not within else ""


def tense_of(row: list[str]) -> str:
    """Return the label of the head `tense` by the tag and the features of a CoNLL-U row.

    A finite verb is past or present by its own form ("has left": present, participle); of the
    modals, "will" and "shall" are future and the others modal.
    """
    form, lemma, tag = row[1].lower(), row[2].lower(), row[4]
    features = dict(part.split("=", 1) for part in row[5].split("|") if "=" in part)
    kind = features.get("VerbForm")
    if tag == "MD":
        return "future" if lemma in FUTURE or form in FUTURE else "modal"
    if kind == "Fin":
        if features.get("Mood") == "Imp":
            return "imperative"
        return {"Past": "past", "Pres": "present"}.get(features.get("Tense", ""), "none")
    return {"Inf": "infinitive", "Part": "participle", "Ger": "gerund"}.get(kind or "", "none")
