"""The component `picketline_organisations`: BODY mentions of employers that no rule knows and the model bears out.

Comes in: a `Doc` with the mentions of the rules and, where a model was asked for names, `doc._.encoded` and `doc.ents`.
Goes out: the same with `Mention`s of label BODY and no id, and in `doc._.model_names` how sure the model was of each.
It refuses a name that no cue of the text makes an employer, and one that a rule explains.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

from spacy.language import Language
from spacy.tokens import Doc, Span

from pipeline.annotate.components.entities import clutter
from pipeline.annotate.entities.unlisted import (
    EXPLAINED,
    Candidate,
    candidates,
    foremost,
    may_employ,
    overlaps,
    places_of,
    short_forms,
    spelt,
)
from pipeline.annotate.extensions import text_of
from pipeline.records import Mention

#: The head of the language model that tells names.
HEAD = "ner"
#: How likely every word of a name must be one of an organisation. Of several words less will do where the words before
#: them leave little doubt, and of a single word more is asked where they leave some: it is a town as often.
LEAST_SHARE, LEAST_AT_STRONG, LEAST_OF_WORD = 0.5, 0.2, 0.7


@Language.component("picketline_organisations", requires=["doc.ents"], assigns=["doc._.mentions", "doc._.model_names"])
def organisations(doc: Doc) -> Doc:
    """Append the employers that the model finds at the cues of `doc`; without a reading of names nothing."""
    if doc._.encoded is None or not doc._.encoded.tokens(HEAD):
        return doc
    text, skip = text_of(doc), clutter(doc)
    found = _named(doc, candidates(text, doc._.mentions, doc._.published_on, skip))
    explained = [*skip, *((m.start, m.end) for m in doc._.mentions if m.label in EXPLAINED)]
    towns = [(m.start, m.end) for m in doc._.mentions if m.label == "PLACE"]
    places: dict[tuple[int, int], tuple[str, float]] = {}
    for name in sorted(found, key=lambda name: (-len(name), name)):
        norm = next((norm for norm, _ in places.values() if norm.startswith(f"{name} ")), spelt(text, name))
        # The full name may hold a town's; what is left of it must not be one.
        for form, taken in ((norm, explained), *((short, explained + towns) for short in short_forms(text, name))):
            places |= dict.fromkeys(places_of(text, form, [*taken, *places]), (norm, found[name]))
    doc._.mentions = [
        *(m for m in doc._.mentions if m.label != "PLACE" or not overlaps(m.start, m.end, places)),
        *(_mention(doc, text, place, norm) for place, (norm, _) in sorted(places.items())),
    ]
    doc._.model_names = doc._.model_names | {place: share for place, (_, share) in places.items()}
    return doc


def _named(doc: Doc, found: Iterable[Candidate]) -> dict[str, float]:
    """Return the names of organisations that the model reads at candidates it was asked about, and how sure it is."""
    text = text_of(doc)
    names: dict[str, float] = {}
    for each in foremost(text, list(found)):
        for ent in doc.ents:
            if not overlaps(ent.start_char, ent.end_char, [(each.start, each.end)]):
                continue
            name, share = _name(text, ent, each), _share(ent)
            if name and share >= _least_share(name, each) and may_employ(name):
                names[name] = max(share, names.get(name, 0.0))
    return names


def _least_share(name: str, candidate: Candidate) -> float:
    if " " in name:
        return LEAST_AT_STRONG if candidate.strong else LEAST_SHARE
    return LEAST_SHARE if candidate.strong else LEAST_OF_WORD


def _share(ent: Span) -> float:
    """Return the least probability of a word of `ent` to be one of an organisation."""
    odds = [ent.doc._.encoded.odds(HEAD, token.i) or {} for token in ent if not token.is_space]
    return min(sum(math.exp(each.get(label, -math.inf)) for label in ("B-ORG", "I-ORG")) for each in odds)


def _name(text: str, ent: Span, candidate: Candidate) -> str:
    """Return the name that the model finds at a candidate, "" where it takes words without a capital into it.

    An article before it and a possessive behind it are left out. Where the model stops short of the end of the run of
    capitals, the run's is taken: "Farley & Sons".
    """
    end = candidate.end if candidate.start == ent.start_char else ent.end_char
    name = text[ent.start_char : max(end, ent.end_char)].removeprefix("the ").removeprefix("The ")
    name = name.removesuffix("'s").removesuffix("’s").strip(" '’,.\"“”")
    return name if name.split(" ")[-1][:1].isupper() else ""


def _mention(doc: Doc, text: str, place: tuple[int, int], norm: str) -> Mention:
    """Return the mention of an employer of no table: it has a name as the text spells it, and no id."""
    name = " ".join(norm.replace("’", "'").split())
    return Mention(doc._.article_id, "BODY", *place, text[slice(*place)], name)
