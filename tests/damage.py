"""Damage for tests: bytes changed at random, the same for the same seed.

Comes in: bytes and a seeded `random.Random`. Goes out: changed bytes. It refuses to change nothing on purpose.
"""

from __future__ import annotations

import random
from collections.abc import Sequence


def mutate(rng: random.Random, tokens: Sequence[bytes], data: bytes) -> bytes:
    """Return `data` with one to eight random changes; `tokens` are what is put in."""
    changed = bytearray(data)
    for _ in range(rng.randint(1, 8)):
        start = rng.randrange(len(changed) + 1)
        end = min(len(changed), start + rng.choice([1, 4, 16, 64, 256]))
        what = rng.randrange(6)
        if what == 0:
            changed[start:end] = rng.randbytes(end - start)
        elif what == 1:
            del changed[start:end]
        elif what == 2:
            changed[start:start] = changed[start:end] * rng.choice([1, 2, 50])
        elif what in (3, 4):
            changed[start:start] = rng.choice(tokens) * rng.choice([1, 1, 2, 30])
        else:
            del changed[start:]
    return bytes(changed)
