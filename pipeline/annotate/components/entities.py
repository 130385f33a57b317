"""The component `picketline_entities`: UNION, BODY and PLACE mentions.

Comes in: a `Doc`, its day of publication, and sentences if some component set them. Goes out:
the same with `Mention`s appended to `doc._.mentions`. It refuses sentences marked as clutter.
"""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc

from pipeline.annotate.entities import Body, Found, Place, find_entities
from pipeline.annotate.extensions import sentences, text_of
from pipeline.records import Mention


@Language.factory("picketline_entities")
def make_entities(nlp: Language, name: str) -> EntityFinder:
    """Make the component; it has no settings, its rules are the gazetteers."""
    return EntityFinder()


class EntityFinder:
    """Appends the unions, bodies and places of a document, sorted by their place."""

    def __call__(self, doc: Doc) -> Doc:
        """Return `doc` with its names; a second call on it adds nothing."""
        known = {(m.label, m.start, m.end) for m in doc._.mentions}
        text = text_of(doc)
        found = [mention(doc, text, f) for f in find_entities(text, doc._.published_on, skip=clutter(doc))]
        doc._.mentions = [*doc._.mentions, *(m for m in found if (m.label, m.start, m.end) not in known)]
        return doc


def clutter(doc: Doc) -> list[tuple[int, int]]:
    """Return the character spans of the sentences marked as clutter; none where no sentences are set."""
    if not doc.has_annotation("SENT_START"):
        return []
    return [(each.start, each.end) for each in sentences(doc) if each.clutter]


def mention(doc: Doc, whole: str, found: Found) -> Mention:
    """Return the mention of a name that was found in `doc`, whose text is `whole`."""
    target, text = found.target, whole[found.start:found.end]
    if isinstance(target, Place):
        return Mention(doc._.article_id, "PLACE", found.start, found.end, text, target.name, affiliation=target.nation)
    if isinstance(target, Body):
        return Mention(doc._.article_id, "BODY", found.start, found.end, text, target.name, target.body_id)
    return Mention(doc._.article_id, "UNION", found.start, found.end, text, target.name, target.union_id)
