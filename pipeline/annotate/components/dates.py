"""`picketline_dates`: the expressions of time of a `Doc`, as `DATE` mentions.

Comes in: a `Doc` with `published_on`, `article_id` and sentences marked as clutter or not. Goes out: the same
`Doc`, its `mentions` longer by the dates and `date_mentions` set. It refuses to read clutter, and to give a
mention a value that the text and the day of publication do not bear out.
"""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc

from pipeline.annotate.dates import DateMention, find_dates
from pipeline.annotate.extensions import sentences, text_of
from pipeline.records import Mention

LABEL = "DATE"


@Language.factory("picketline_dates")
def make_dates(nlp: Language, name: str) -> DatesComponent:
    """Return the component; it has no settings, its rules are the tables under `resources/patterns`."""
    return DatesComponent()


class DatesComponent:
    """Finds the expressions of time sentence by sentence."""

    def __call__(self, doc: Doc) -> Doc:
        """Append the `DATE` mentions of `doc` and set `doc._.date_mentions`."""
        spans = [(each.start, each.end) for each in sentences(doc) if not each.clutter]
        found = find_dates(text_of(doc), doc._.published_on, spans)
        doc._.date_mentions = found
        doc._.mentions = [*doc._.mentions, *(_record(each, doc._.article_id) for each in found)]
        return doc


def _record(date: DateMention, article_id: str) -> Mention:
    """Return the row of `mentions` for one date."""
    return Mention(
        article_id=article_id,
        label=LABEL,
        start=date.start,
        end=date.end,
        text=date.text,
        norm=date.edtf,
        edtf=date.edtf,
        date_start=date.date_start,
        date_end=date.date_end,
    )
