"""spaCy component `picketline_people`: named persons and ministers as mentions.

Comes in: a `Doc` with sentences, the unions and bodies in `doc._.mentions`, `doc._.published_on`. Goes out: the same
`Doc` with PERSON and MINISTER mentions appended. It refuses sentences marked as clutter.
"""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc

from pipeline.annotate.extensions import sentences, text_of
from pipeline.annotate.people.affiliations import Entity
from pipeline.annotate.people.mentions import find_people
from pipeline.records import Mention

#: Labels of mentions that a name cannot overlap and that a person may belong to.
OWNERS = frozenset({"UNION", "BODY"})


def entities_of(doc: Doc) -> list[Entity]:
    """Return the unions (by id) and bodies (by name) among the mentions of `doc`."""
    found = []
    for mention in doc._.mentions:
        value = mention.entity_id if mention.label == "UNION" else mention.norm
        if mention.label in OWNERS:
            found.append(Entity(mention.start, mention.end, mention.label, value or mention.norm or mention.text))
    return found


@Language.component("picketline_people", requires=["doc.sents"], assigns=["doc._.mentions"])
def people(doc: Doc) -> Doc:
    """Append the persons named in `doc` to `doc._.mentions`; offsets are code points of `doc.text`."""
    clutter = [(each.start, each.end) for each in sentences(doc) if each.clutter]
    text = text_of(doc)
    doc._.mentions = [
        *doc._.mentions,
        *(
            Mention(
                article_id=doc._.article_id, label=found.label, start=found.start, end=found.end,
                text=text[found.start : found.end], norm=found.name, entity_id=found.entity_id,
                office=found.office, affiliation=found.affiliation,
            )
            for found in find_people(text, entities_of(doc), doc._.published_on, clutter)
        ),
    ]
    return doc
