"""Expressions of time in news text: found, resolved against the day of publication, as EDTF.

Comes in: a text, its day of publication or None, the offsets of its sentences. Goes out: `DateMention`s in
the order of the text (`find_dates`). It refuses to look at a clock or to invent a year.

    lexer      a sentence -> tokens, each with a one-letter code
    distances  "three days ago", "the following day": days from publication or from the day told before
    patterns   the codes -> parts: one named day or period each, not yet anchored
    tense      the words round a part -> does its clause look ahead or back
    resolve    parts of one list or range, day of publication, tense -> values; with anchors and periods
    find       the way through, and what is skipped as page furniture
    edtf       the values; lexicon: the tables, which lie under `resources/patterns`
"""

from pipeline.annotate.dates.edtf import DateMention, Value
from pipeline.annotate.dates.find import find_dates

__all__ = ["DateMention", "Value", "find_dates"]
