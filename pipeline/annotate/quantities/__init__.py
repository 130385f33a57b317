"""Percentages, amounts of money and counts, found by pure functions over text.

Comes in: text. Goes out: `Quantity`. It refuses to know of spaCy: the component
`pipeline.annotate.components.quantities` makes mentions of them.
"""

from pipeline.annotate.quantities.counts import find_counts
from pipeline.annotate.quantities.money import find_money
from pipeline.annotate.quantities.percents import find_percents, may_hold_quantity
from pipeline.annotate.quantities.quantity import Quantity

__all__ = ["Quantity", "find_counts", "find_money", "find_percents", "may_hold_quantity"]
