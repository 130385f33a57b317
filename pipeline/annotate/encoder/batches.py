"""Windows of equally many pieces, side by side.

Comes in: windows as `Encoded`. Goes out: `Batch`es that the graph reads at once. It refuses to pad: a window is read
with its like or alone, and says the same either way.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from pipeline.annotate.encoder.pieces import Encoded, Numbers

#: Pieces read at once: enough that the call costs nothing beside the work, few enough for the processor's cache.
MOST_PIECES = 640


@dataclass(frozen=True, slots=True)
class Batch:
    """The windows `members`, by number; `feeds` are the graph's inputs; `words` is the number of words of each."""

    members: tuple[int, ...]
    feeds: dict[str, Numbers]
    words: tuple[int, ...]


def batches(windows: Sequence[Encoded], most_pieces: int = MOST_PIECES) -> Iterator[Batch]:
    """Yield every window in one batch, the shortest first; of equals the earlier first."""
    alike: dict[int, list[int]] = defaultdict(list)
    for number, window in enumerate(windows):
        alike[len(window.ids)].append(number)
    for pieces, numbers in sorted(alike.items()):
        at_once = max(1, most_pieces // pieces)
        for first in range(0, len(numbers), at_once):
            yield _batch(windows, tuple(numbers[first : first + at_once]), pieces)


def _batch(windows: Sequence[Encoded], members: tuple[int, ...], pieces: int) -> Batch:
    chosen = [windows[number] for number in members]
    feeds = {
        "ids": np.stack([window.ids for window in chosen]),
        "shapes": np.stack([window.shapes for window in chosen]),
        "gaps": np.stack([window.gaps for window in chosen]),
        "firsts": np.concatenate([window.firsts[:-1] + place * pieces for place, window in enumerate(chosen)]),
    }
    return Batch(members, feeds, tuple(len(window) for window in chosen))
