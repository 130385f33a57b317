"""The component `picketline_quantities`: PERCENT, MONEY and COUNT mentions.

Comes in: a `Doc` with sentences. Goes out: the same with `Mention`s appended to
`doc._.mentions`. It refuses sentences marked as clutter, and gives no percentage a role.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from spacy.language import Language
from spacy.tokens import Doc

from pipeline.annotate.extensions import sentences, text_of
from pipeline.annotate.quantities import Quantity, find_counts, find_money, find_percents, may_hold_quantity
from pipeline.records import Mention


@Language.factory("picketline_quantities")
def make_quantities(nlp: Language, name: str) -> QuantityFinder:
    """Make the component; it has no settings."""
    return QuantityFinder()


class QuantityFinder:
    """Appends the quantities of each sentence, sorted by their place."""

    def __call__(self, doc: Doc) -> Doc:
        """Return `doc` with its quantities; a second call on it adds nothing."""
        known = {(m.label, m.start, m.end) for m in doc._.mentions}
        found = [m for m in mentions(doc) if (m.label, m.start, m.end) not in known]
        doc._.mentions = [*doc._.mentions, *found]
        return doc


def mentions(doc: Doc) -> Iterator[Mention]:
    """Yield the quantities of `doc` as mentions with offsets in `doc.text`."""
    article_id, whole = doc._.article_id, text_of(doc)
    for sentence in sentences(doc):
        text = whole[sentence.start : sentence.end]
        if sentence.clutter or not may_hold_quantity(text):
            continue
        shares_and_sums = (*find_percents(text), *find_money(text))
        for quantity in sorted((*shares_and_sums, *_whole_counts(text, shares_and_sums))):
            yield _mention(article_id, sentence.start, text, quantity)


def _whole_counts(text: str, others: Sequence[Quantity]) -> Iterator[Quantity]:
    """Yield the counts that are no part of `others`, the amounts of money and the percentages."""
    taken = {i for q in others for i in range(q.start, q.end)}
    return (q for q in find_counts(text) if q.start not in taken)


def _mention(article_id: str, offset: int, text: str, quantity: Quantity) -> Mention:
    """Return the mention of a quantity in the sentence `text`, which begins at `offset`."""
    start, end = offset + quantity.start, offset + quantity.end
    return Mention(
        article_id=article_id,
        label=quantity.label,
        start=start,
        end=end,
        text=text[quantity.start : quantity.end],
        norm=reading(quantity),
        value=quantity.value,
        unit="percent" if quantity.label == "PERCENT" else quantity.unit,
    )


def reading(quantity: Quantity) -> str | None:
    """Return a plain reading of the value: ``9%``, ``GBP 1000``, ``2 days``; None where there is none."""
    if quantity.value is None:
        return None
    number = f"{quantity.value:.4f}".rstrip("0").rstrip(".")
    if quantity.label == "PERCENT":
        return f"{number}%"
    return f"GBP {number}" if quantity.label == "MONEY" else f"{number} {quantity.unit}"
