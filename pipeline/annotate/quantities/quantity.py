"""The frozen value that every finder of quantities returns.

Comes in: what a finder has read. Goes out: `Quantity`, a labelled span with its value. It
refuses to hold a role: that is decided in `pipeline.annotate.roles` from the clause.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Quantity:
    """One quantity in a text: `text[start:end]`, `end` exclusive.

    `value` is in per cent, pounds or units of `unit`; None where it cannot be said (dollars).
    """

    start: int
    end: int
    label: str
    value: float | None
    unit: str | None = None
