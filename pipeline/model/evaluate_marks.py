"""Measures the heads of the project's own tasks: roles of percentages and events told.

Comes in: a package, the marked paragraphs held out and the annotated articles that a config names. Goes out: counts
by task, test set and label. It refuses to find percentages, which are given, and to build reports: an event counts
where some word of the sentence (of an article: any word) tells its type and stage.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import spacy
from spacy.tokens import Token

from pipeline.annotate.encoder.decode import best
from pipeline.annotate.encoder.package import LanguageModel
from pipeline.errors import InputError
from pipeline.model.corpora.marked import read_texts
from pipeline.model.labels import HEADS, NO_EVENT
from pipeline.model.records import Document
from pipeline.model.scores import Count, count_sets
from pipeline.model.settings import Data

#: A task with the name of its test set, a label ("" for all of them) and its count.
Row = tuple[str, str, str, Count]
Facts = set[tuple[object, str]]


def mark_counts(model: LanguageModel, data: Data) -> Iterator[Row]:
    """Yield the counts of every held-out paragraph and every annotated article."""
    for source in data.marked.values():
        for document in read_texts(source, held_out=True):
            roles, events = _read(model, [w.text for w in document.words], [w.space for w in document.words])
            yield from _rows("roles", "paragraphs", _paragraph_roles(document, roles))
            if source.events:
                yield from _rows("events", "paragraphs", _paragraph_events(document, events))
    for path in _articles(data.articles):
        yield from _article(model, json.loads(path.read_text(encoding="utf-8")), path)


def _articles(pattern: str) -> list[Path]:
    """Return the files of annotated articles; raises `InputError` where the pattern names none."""
    found = sorted(Path().glob(pattern)) if pattern else []
    if pattern and not found:
        raise InputError("no annotated articles; is this a checkout's own folder?", path=pattern)
    return found


def _read(model: LanguageModel, words: list[str], spaces: list[str]) -> tuple[list[str], list[str]]:
    """Return the role and the event of each word."""
    heads = model.read(words, spaces)
    return best(heads["role"], model.config.heads["role"]), best(heads["event"], model.config.heads["event"])


def _rows(task: str, test: str, sides: tuple[Facts, Facts]) -> Iterator[Row]:
    """Yield the count of gold and found facts, whole and for each label."""
    gold, found = sides
    yield task, test, "", count_sets(gold, found)
    for label in sorted({label for _, label in gold | found}):
        yield task, test, label, count_sets(*({fact for fact in side if fact[1] == label} for side in sides))


def _paragraph_roles(document: Document, roles: list[str]) -> tuple[Facts, Facts]:
    """Return the roles told and found at the first word of each percentage."""
    gold: Facts = set()
    found: Facts = set()
    before: str | None = None
    for number, word in enumerate(document.words):
        role = word.labels.get("role")
        if role and role != before:
            gold.add((number, role))
            found.add((number, roles[number]))
        before = role
    return gold, found


def _paragraph_events(document: Document, events: list[str]) -> tuple[Facts, Facts]:
    """Return the events that each sentence tells and those found in it."""
    gold: Facts = set()
    found: Facts = set()
    number = 0
    for place, sentence in enumerate(document.sentences):
        for word in sentence:
            gold.add((place, word.labels["event"]))
            found.add((place, events[number]))
            number += 1
    return _told(gold), _told(found)


def _told(facts: Facts) -> Facts:
    return {fact for fact in facts if fact[1] != NO_EVENT}


def _article(model: LanguageModel, article: dict[str, object], path: Path) -> Iterator[Row]:
    """Yield the counts of one annotated article: its percentages, and the set of its events."""
    text, mentions, told = (article.get(part) for part in ("text", "mentions", "events"))
    if not (isinstance(text, str) and isinstance(mentions, list) and isinstance(told, list)):
        raise InputError("no text, mentions or events", path=str(path))
    tokens = [token for token in spacy.blank("en").make_doc(text) if not token.is_space]
    ends = [0, *(token.idx + len(token) for token in tokens)]
    spaces = [text[end : token.idx] for end, token in zip(ends, tokens, strict=False)]
    roles, events = _read(model, [token.text for token in tokens], spaces)
    gold: Facts = set()
    found: Facts = set()
    for mention in mentions:
        if mention["label"] == "PERCENT" and mention.get("role") in HEADS["role"]:
            gold.add((mention["start"], mention["role"]))
            found.add((mention["start"], roles[_word_at(tokens, mention["start"])]))
    yield from _rows("roles", "articles", (gold, found))
    gold_events: Facts = {("", f"{event['type']}.{event['stage']}") for event in told}
    yield from _rows("events", "articles", (gold_events, _told({("", label) for label in events})))


def _word_at(tokens: list[Token], place: int) -> int:
    """Return the number of the first word that ends behind the offset `place`."""
    return next(number for number, token in enumerate(tokens) if token.idx + len(token) > place)
