"""Which sentences each head of the model is asked about: the cheap half of the cascade.

Comes in: a `Doc` with sentences, clutter marked, its relevance and the draft of its roles. Goes out: for each head the
numbers of its sentences. It refuses to ask about page furniture, and about an article that tells of no dispute: nothing
of that is coded.

    role   the rules are not sure what a percentage in the sentence is
    tense  a day whose week or year the tense tells (`encoder_needs.csv`); `tag` goes with it
    ner    a name that no rule explains, beside words that make it an employer's (`unlisted.csv`)
"""

from __future__ import annotations

import bisect
import csv
import functools
import re
from collections import defaultdict
from collections.abc import Callable, Mapping
from importlib import resources
from types import MappingProxyType

from spacy.tokens import Doc, Span

from pipeline.annotate.entities.unlisted import candidates, foremost
from pipeline.annotate.extensions import sentence_text, text_of
from pipeline.errors import ConfigError
from pipeline.tables.openings import Openings

TABLE = "patterns/encoder_needs.csv"
#: Sentences on each side that a head reads beside the one that it is asked about. Neighbours cost as much as the
#: sentence itself, and roles with them were right no oftener (0.794 to 0.785 of 214 percentages, two more).
CONTEXT: Mapping[str, int] = MappingProxyType({"role": 0})

Sentences = list[Span]
Need = Callable[[Doc, Sentences], set[int]]


def chosen(doc: Doc, heads: frozenset[str]) -> dict[str, set[int]]:
    """Return the numbers of the sentences of `doc` that each of `heads` is asked about; heads without any are left out.

    Raises `ConfigError` for a head that has no need.
    """
    unknown = heads - NEEDS.keys()
    if unknown:
        raise ConfigError(f"heads {', '.join(sorted(unknown))}: a sentence may need {', '.join(NEEDS)}")
    if doc._.relevant is False:
        return {}
    sentences = list(doc.sents)
    found = {head: NEEDS[head](doc, sentences) for head in sorted(heads)}
    return {head: numbers for head, numbers in found.items() if numbers}


def with_context(numbers: Mapping[str, set[int]], sentences: Sentences) -> dict[tuple[int, int], set[str]]:
    """Return the runs of sentences to read, ends exclusive, with the heads asked there: those chosen and what stands
    beside them, no furniture.

    Each head has its own runs, so that what it says does not hang on which others are asked; equal runs are one.
    """
    runs: dict[tuple[int, int], set[str]] = {}
    for head, each in numbers.items():
        reach = CONTEXT.get(head, 0)
        near = {number + step for number in each for step in range(-reach, reach + 1)}
        wanted = each | {n for n in near if 0 <= n < len(sentences) and not sentences[n]._.clutter}
        for run in _runs(wanted):
            runs.setdefault(run, set()).add(head)
    return dict(sorted(runs.items()))


def _runs(numbers: set[int]) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    for number in sorted(numbers):
        if runs and runs[-1][1] == number:
            runs[-1] = (runs[-1][0], number + 1)
        else:
            runs.append((number, number + 1))
    return runs


def _unsure_roles(doc: Doc, sentences: Sentences) -> set[int]:
    """Return the sentences with a percentage whose role the rules leave unsure."""
    found: set[int] = set() if doc._.role_draft is None else doc._.role_draft.unsure()
    return found


def _unlisted_employers(doc: Doc, sentences: Sentences) -> set[int]:
    """Return the sentences that may name an employer of no table, where each name of the foremost stands."""
    text = text_of(doc)
    skip = [(sent.start_char, sent.end_char) for sent in sentences if sent._.clutter]
    starts = [sent.start_char for sent in sentences]
    found = foremost(text, candidates(text, doc._.mentions, doc._.published_on, skip))
    return {bisect.bisect_right(starts, each.start) - 1 for each in found}


def _matching(head: str) -> Need:
    """Return the need of a head that goes by the table."""

    def need(doc: Doc, sentences: Sentences) -> set[int]:
        found = patterns()[head]
        openings = _openings(head)
        places = None if openings.inner else openings.places(text_of(doc)).get(0, [])
        return {n for n, sent in enumerate(sentences) if _occurs(found, sent, places) and not sent._.clutter}

    return need


def _occurs(pattern: re.Pattern[str], sent: Span, places: list[int] | None) -> bool:
    """Say whether `pattern` is found in a sentence, given where in the text it may begin; None is anywhere."""
    if places is None:
        return pattern.search(sentence_text(sent)) is not None
    start, end = sent.start_char, sent.end_char
    inside = [place - start for place in places if start <= place < end]
    text = sentence_text(sent) if inside else ""
    return any(pattern.match(text, place) for place in inside)


@functools.cache
def _openings(head: str) -> Openings:
    return Openings([patterns()[head]])


@functools.cache
def patterns() -> dict[str, re.Pattern[str]]:
    """Return the pattern of each head of the table. Raises `ConfigError` where a row is wrong."""
    path = resources.files("pipeline") / "resources" / TABLE
    parts: dict[str, list[str]] = defaultdict(list)
    for line, row in enumerate(csv.DictReader(path.read_text(encoding="utf-8").splitlines()), start=2):
        try:
            re.compile(row["pattern"])
        except re.error as error:
            raise ConfigError(f"{TABLE}, line {line}: {error}") from error
        parts[row["head"]].append(row["pattern"])
    return {head: re.compile("|".join(f"(?:{part})" for part in each)) for head, each in parts.items()}


NEEDS: Mapping[str, Need] = MappingProxyType({
    "role": _unsure_roles, "tense": _matching("tense"), "tag": _matching("tense"),
    "ner": _unlisted_employers,
})  # fmt: skip
