"""What the language model says that a sentence tells: words that bear an event, with type and stage.

Comes in: a sentence of a `Doc` and the reading of its model. Goes out: `ReadEvent`s by offset in the sentence. It
refuses what the model finds less likely than not, and says nothing where no model has read.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from spacy.tokens import Span

HEAD = "event"
#: The label of a word that bears no event.
NOTHING = "none"
#: How sure the model must be of an event that no rule finds in the whole article, by type and stage: of those at least
#: every other one is right. Of what is left out (deals, courts, talks that were held ...) it reads more that is wrong.
NEEDED: Mapping[str, float] = MappingProxyType({
    "demand.made": 0.5, "action.threatened": 0.5, "offer.improved": 0.5, "offer.recommended": 0.5, "talks.failed": 0.5,
    "response.rejected": 0.8, "response.accepted": 0.8, "ballot.result": 0.8, "ballot.open": 0.8, "offer.made": 0.8,
    "action.held": 0.7, "action.announced": 0.8, "action.under_way": 0.8,
})  # fmt: skip
#: Words less likely than this to bear their event are left out.
LEAST_SHARE = 0.3


@dataclass(frozen=True, slots=True)
class ReadEvent:
    """A word of a sentence, `start`:`end` in the sentence's text, that bears an event with probability `share`."""

    type: str
    stage: str
    start: int
    end: int
    share: float

    @property
    def label(self) -> str:
        """Type and stage in one."""
        return f"{self.type}.{self.stage}"

    @property
    def is_likely(self) -> bool:
        """Whether the model is sure enough of it for it to count where no rule speaks."""
        return self.share >= NEEDED.get(self.label, 2.0)


def read_events(sent: Span) -> list[ReadEvent]:
    """Return the events that the model reads in a sentence, in reading order."""
    reading = sent.doc._.encoded
    if reading is None:
        return []
    found = []
    for token in sent:
        odds = reading.odds(HEAD, token.i)
        if odds is None or math.exp(odds[NOTHING]) > 1 - LEAST_SHARE:
            continue
        label = max((name for name in odds if name != NOTHING), key=lambda name: odds[name])
        share = math.exp(odds[label])
        if share >= LEAST_SHARE:
            kind, stage = label.split(".")
            start = token.idx - sent.start_char
            found.append(ReadEvent(kind, stage, start, start + len(token), share))
    return found
