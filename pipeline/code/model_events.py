"""What the language model is asked about events, and what it says: only what no rule has found in the whole article.

Comes in: a sentence, the events that the rules have found, and the reading of the model. Goes out: the events that are
worth asking about in it, and `ReadEvent`s by offset in the sentence. It refuses what the words of the sentence make
unlikely or the model finds less likely than not, and says nothing where no model has read.
"""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass

from spacy.tokens import Span

from pipeline.code.event_words import event_words

HEAD = "event"
#: The label of a word that bears no event.
NOTHING = "none"
#: How likely the words of a sentence must make an event that no rule has found for the model to be asked about it, and
#: how likely the model must find it then.
WORTH_ASKING, BELIEVED = 0.5, 0.5


@dataclass(frozen=True, slots=True)
class ReadEvent:
    """A word of a sentence, `start`:`end` in the sentence's text, that bears an event."""

    type: str
    stage: str
    start: int
    end: int


def worth_asking(masked: str, told: Collection[str]) -> frozenset[str]:
    """Return the events, types and stages as "ballot.open", that a sentence may tell and that are not `told`."""
    shares = event_words().shares(masked)
    return frozenset(label for label, share in shares.items() if share >= WORTH_ASKING and label not in told)


def read_events(sent: Span, labels: Collection[str]) -> list[ReadEvent]:
    """Return the events among `labels` that the model reads in a sentence, in reading order."""
    reading = sent.doc._.encoded
    if reading is None:
        return []
    found = []
    for token in sent:
        odds = reading.odds(HEAD, token.i)
        if odds is None:
            continue
        label = max((name for name in odds if name != NOTHING), key=lambda name: odds[name])
        if math.exp(odds[label]) >= BELIEVED and label in labels:
            type_, _, stage = label.partition(".")
            start = token.idx - sent.start_char
            found.append(ReadEvent(type_, stage, start, start + len(token)))
    return found
