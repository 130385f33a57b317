"""MEANTIME: Wikinews articles with named mentions, in CAT's XML.

Comes in: one `.xml` file an article. Goes out: documents with `ner`, for the sentences that were annotated. It refuses
the rest of an article: only a headline and about five sentences bear labels.
"""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from pathlib import Path

from pipeline.model.corpora.peoples import NO_NAME, settle
from pipeline.model.corpora.spacing import spaces_before
from pipeline.model.records import Document, Word

KINDS = {"PER": "PERSON", "ORG": "ORG", "LOC": "LOC"}
_NAMED = ("NAM", "PRE.NAM")
#: Sentence 1 of most articles is the dateline, 0 the headline.
_HEADLINE = 0


def read_meantime(folder: Path) -> Iterator[Document]:
    """Yield a document for each article under `folder`, in the order of their paths."""
    for path in sorted(folder.rglob("*.xml")):
        root = ElementTree.parse(path).getroot()
        yield Document(f"meantime-{path.stem}", "news", tuple(_sentences(root)))


def _sentences(root: ElementTree.Element) -> Iterator[tuple[Word, ...]]:
    tokens = [(t.get("t_id", ""), int(t.get("sentence", 0)), t.text or "") for t in root.iter("token")]
    labels = dict(_labels(root))
    last = max((sentence for t, sentence, _ in tokens if t in labels), default=-1)
    for number in range(last + 1):
        rows = [(t, text) for t, sentence, text in tokens if sentence == number]
        spaces = spaces_before([text for _, text in rows])
        if rows and number <= _HEADLINE + 1:
            spaces[0] = "\n"
        yield tuple(
            Word(text, space, {"start": "inside" if i else "start"} | _ner(settle(text, None, labels.get(t, NO_NAME))))
            for i, ((t, text), space) in enumerate(zip(rows, spaces, strict=True))
        )


def _ner(label: str) -> dict[str, str]:
    return {"ner": label} if label else {}


def _labels(root: ElementTree.Element) -> Iterator[tuple[str, str]]:
    """Yield (token id, label) of each word of a mention; "" leaves a word unlabelled. The widest named mention wins."""
    kinds = {entity.get("m_id"): entity.get("ent_type", "") for entity in root.iter("ENTITY")}
    of_mention = {}
    for relation in root.iter("REFERS_TO"):
        target = relation.find("target")
        for source in relation.findall("source"):
            of_mention[source.get("m_id")] = kinds.get(target.get("m_id"), "") if target is not None else ""
    texts = {token.get("t_id", ""): token.text or "" for token in root.iter("token")}
    mentions = []
    for mention in root.iter("ENTITY_MENTION"):
        tokens = [anchor.get("t_id", "") for anchor in mention.iter("token_anchor")]
        named = mention.get("syntactic_type") in _NAMED
        kind = KINDS.get(of_mention.get(mention.get("m_id"), ""), "")
        if tokens and (named or mention.get("syntactic_type") in ("", None)):
            mentions.append((named, len(tokens), tokens, kind))
    taken: dict[str, str] = {}
    for named, _, tokens, kind in sorted(mentions, key=lambda m: (not m[0], -m[1])):
        if not named:
            # Mentions without a syntactic type may be names; they teach neither way.
            taken.update({t: "" for t in tokens if t not in taken})
        elif not any(taken.get(t) for t in tokens):
            taken.update(zip(tokens, _spell([texts[t] for t in tokens], kind), strict=True))
    yield from taken.items()


def _spell(words: list[str], kind: str) -> list[str]:
    """Return the labels of a mention: without its article, and none where a comma joins two places."""
    if "," in words:
        return [""] * len(words)
    article = words[0].lower() == "the"
    named = [f"{'I' if i else 'B'}-{kind}" if kind else NO_NAME for i in range(len(words) - article)]
    return [NO_NAME] * article + named
