"""Names out of GUM's entity layer, which marks every mention of a thing, named or not.

Comes in: the rows of a CoNLL-U sentence. Goes out: labels of the head `ner`, "" where the layer does not say. It
refuses to guess: a proper noun that no plain name covers stays unlabelled.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.model.corpora.peoples import NO_NAME

KINDS = {"person": "PERSON", "organization": "ORG", "place": "LOC"}

_BRACKET = re.compile(r"\((?P<open>\d+)-(?P<kind>[a-z]+)[^()|]*(?P<single>\))?|(?P<close>\d+)\)")
_PROPER = frozenset({"NNP", "NNPS"})
#: Titles, which other corpora leave outside a name.
_TITLES = frozenset(
    (
        "mr", "mr.", "mrs", "mrs.", "ms", "ms.", "dr", "dr.", "sir", "lord", "lady", "dame", "president", "minister",
        "prime", "senator", "sen.", "secretary", "general", "justice", "judge", "chief", "prof.", "professor", "king",
        "queen", "prince", "princess", "pope", "saint", "captain", "governor", "mayor",
    )
)

Span = tuple[int, int, str]


def read_names(rows: Sequence[Sequence[str]]) -> list[str]:
    """Return a label for each row (words only, no ranges) of a sentence."""
    spans = list(_spans(rows))
    labels = ["" if row[4] in _PROPER else NO_NAME for row in rows]
    for start, end, kind in spans:
        other = kind not in KINDS and _is_name(rows, _without_titles(rows, start, end), end, kind)
        if kind == "time" or other:
            labels[start:end] = [label or NO_NAME for label in labels[start:end]]
    taken: set[int] = set()
    for start, end, kind in sorted(spans, key=lambda s: (s[0] - s[1], s)):
        if kind not in KINDS or not taken.isdisjoint(range(start, end)):
            continue
        start = _without_titles(rows, start, end)
        if not _is_name(rows, start, end, kind):
            continue
        taken.update(range(start, end))
        labels[start:end] = [f"{'I' if n else 'B'}-{KINDS[kind]}" for n in range(end - start)]
    return labels


def _spans(rows: Sequence[Sequence[str]]) -> Iterator[Span]:
    """Yield the first word, the end and the kind of each mention."""
    begun: dict[str, list[tuple[int, str]]] = {}
    for number, row in enumerate(rows):
        for field in row[9].split("|"):
            if not field.startswith("Entity="):
                continue
            for match in _BRACKET.finditer(field):
                if match["open"] and match["single"]:
                    yield number, number + 1, match["kind"]
                elif match["open"]:
                    begun.setdefault(match["open"], []).append((number, match["kind"]))
                elif begun.get(match["close"]):
                    start, kind = begun[match["close"]].pop()
                    yield start, number + 1, kind


def _without_titles(rows: Sequence[Sequence[str]], start: int, end: int) -> int:
    """Return where the name proper begins: behind an article and the titles."""
    while start < end - 1 and (rows[start][4] == "DT" or rows[start][1].lower() in _TITLES):
        start += 1
    return start


def _is_name(rows: Sequence[Sequence[str]], start: int, end: int, kind: str) -> bool:
    """Say whether the words are one plain name: proper at both ends, capitals throughout but for small words."""
    words = rows[start:end]
    if words[0][4] not in _PROPER | {"JJ", "NN"} or words[-1][4] not in _PROPER | {"CD"}:
        return False
    # "Americans" is a person to GUM and a nationality elsewhere.
    if len(words) == 1 and words[0][4] != "NNP":
        return False
    if kind == "person":
        # "US President Jo Doe" is a person whose name is its last two words; where they begin is not said.
        return all(row[4] in ("NNP", "HYPH") and row[1].lower() not in _TITLES for row in words)
    return all(row[4] in _PROPER | {"HYPH", "CD", "POS"} or _fits(row) for row in words)


def _fits(row: Sequence[str]) -> bool:
    """Say whether a word that is no proper noun may stand inside a name."""
    return row[1] in ("of", "for", "the") or (row[4] in ("JJ", "NN") and not row[1].islower())
