"""The component `picketline_encoder`: names, fine tags, tense and, if asked, sentences by the trained model.

Comes in: a tokenised `Doc`. Goes out: the same with `doc.ents`, `token.tag_` and `token.morph` set. It refuses to be
part of the default pipeline: the rules stand without it until a measurement says that it pays.

Tense stands in `token.morph` in the features of Universal Dependencies: `Tense=Past`, `Pres` or `Fut` with
`VerbForm=Fin`.
"""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc, Span, Token

from pipeline.annotate.encoder.decode import KINDS, best, best_path, fold, spans
from pipeline.annotate.encoder.package import LanguageModel, find_package

#: The label of the head `tense` in features; "none" has none.
MORPHS = {
    "none": "",
    "past": "Tense=Past|VerbForm=Fin",
    "present": "Tense=Pres|VerbForm=Fin",
    "future": "Tense=Fut|VerbForm=Fin",
    "modal": "VerbForm=Fin|VerbType=Mod",
    "imperative": "Mood=Imp|VerbForm=Fin",
    "infinitive": "VerbForm=Inf",
    "participle": "VerbForm=Part",
    "gerund": "VerbForm=Ger",
}


@Language.factory(
    "picketline_encoder",
    default_config={"model": "small", "sentences": False},
    assigns=["doc.ents", "token.tag", "token.morph"],
)
def make_encoder(nlp: Language, name: str, model: str, sentences: bool) -> Encoder:
    """Make the component from the package `model`, a name under `models/` or a folder.

    With `sentences` the model also decides where sentences begin; else what is set stays.
    """
    return Encoder(LanguageModel(find_package(model)), sentences=sentences)


class Encoder:
    """Writes what the model says on a `Doc`."""

    def __init__(self, model: LanguageModel, *, sentences: bool) -> None:
        self._model = model
        self._sentences = sentences

    def __call__(self, doc: Doc) -> Doc:
        """Return `doc` with its names, tags and tense; white space bears none."""
        tokens = [token for token in doc if not token.is_space]
        if not tokens:
            return doc
        heads = self._model.read([token.text for token in tokens], spaces_before(doc, tokens))
        labels = self._model.config.heads
        tags = best(heads["tag"], labels["tag"])
        tenses = best(heads["tense"], labels["tense"])
        for token, tag, tense in zip(tokens, tags, tenses, strict=True):
            token.tag_ = tag
            token.set_morph(MORPHS[tense])  # type: ignore[attr-defined]  # spaCy's stubs lack it
        if self._sentences:
            set_starts(doc, tokens, best(heads["start"], labels["start"]))
        # `is_sent_start` is None where nothing decided: such a word is no barrier.
        path = best_path(*fold(heads["ner"], labels["ner"], KINDS), [token.is_sent_start is True for token in tokens])
        doc.ents = tuple(
            Span(doc, tokens[name.start].i, tokens[name.end - 1].i + 1, label=name.label) for name in spans(path)
        )
        return doc


def spaces_before(doc: Doc, tokens: list[Token]) -> list[str]:
    """Return the white space before each of `tokens`, all the visible tokens of `doc`."""
    ends = [0, *(token.idx + len(token) for token in tokens[:-1])]
    return [doc.text[end : token.idx] for end, token in zip(ends, tokens, strict=True)]


def set_starts(doc: Doc, tokens: list[Token], starts: list[str]) -> None:
    """Set the sentence starts of `doc`; white space belongs to the sentence before it."""
    for token in doc:
        token.is_sent_start = token.i == 0
    for token, label in zip(tokens[1:], starts[1:], strict=True):
        token.is_sent_start = label == "start"
