"""The component `picketline_encoder`: what the language model says of the sentences that need it.

Comes in: `Doc`s with sentences, clutter, relevance and quantities. Goes out: the same in their order, with
`doc._.encoded` and, for the heads asked, `doc.ents`, `token.tag_` and `token.morph` of the sentences read. It refuses
to read what no head needs, unless it is told to read every sentence.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from spacy.language import Language
from spacy.tokens import Doc, Span, Token

from pipeline.annotate import extensions
from pipeline.annotate.encoder.decode import KINDS, best, best_path, fold, spans
from pipeline.annotate.encoder.needs import chosen, with_context
from pipeline.annotate.encoder.package import LanguageModel, find_package
from pipeline.annotate.encoder.reading import Reader, Reading, Scores, Text

#: Documents read together at most, and tokens to read at which no more are waited for: batches are full by then.
MOST_DOCS, MOST_TOKENS = 64, 8_000
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
    default_config={"model": "small", "heads": ["role", "ner"], "every_sentence": False, "sentences": False},
    assigns=["doc.ents", "token.tag", "token.morph"],
)
def make_encoder(
    nlp: Language, name: str, model: str, heads: list[str], every_sentence: bool, sentences: bool
) -> Encoder:
    """Make the component from the package `model`, a name under `models/` or a folder.

    `heads` are asked about the sentences that need them (`encoder.needs`), or with `every_sentence` about all; those
    that the package lacks are left out. With `sentences` the model also decides where sentences begin, which takes
    every sentence; else what is set stays.
    """
    extensions.register()
    reader = LanguageModel(find_package(model))
    return Encoder(reader, frozenset(heads), every_sentence=every_sentence or sentences, sentences=sentences)


@dataclass(frozen=True, slots=True)
class _Question:
    """One text to read: the tokens of it, and which of them each head is asked about."""

    tokens: list[Token]
    asked: dict[str, frozenset[int]]


class Encoder:
    """Asks a model about the sentences that need it, those of many documents together."""

    def __init__(
        self, reader: Reader, heads: frozenset[str], *, every_sentence: bool = False, sentences: bool = False
    ) -> None:
        self.model = reader
        self._heads = (heads | {"start"} if sentences else heads) & reader.heads
        self._every_sentence = every_sentence
        self._sentences = sentences

    def __call__(self, doc: Doc) -> Doc:
        """Return `doc` with what the model says of it."""
        self._read([(doc, self._questions(doc))])
        return doc

    def pipe(self, stream: Iterable[Doc], *, batch_size: int = MOST_DOCS) -> Iterator[Doc]:
        """Yield the documents in their order; at most `MOST_DOCS` are held, or `MOST_TOKENS` to read."""
        waiting: list[tuple[Doc, list[_Question]]] = []
        tokens = 0
        for doc in stream:
            questions = self._questions(doc)
            waiting.append((doc, questions))
            tokens += sum(len(question.tokens) for question in questions)
            if len(waiting) >= min(batch_size, MOST_DOCS) or tokens >= MOST_TOKENS:
                self._read(waiting)
                yield from (read for read, _ in waiting)
                waiting, tokens = [], 0
        self._read(waiting)
        yield from (read for read, _ in waiting)

    def ask(self, head: str, sentences: Iterable[Span]) -> None:
        """Read further sentences for `head`, those of many documents together; a model that lacks it reads nothing.

        Where the model decides where sentences begin it has read them all, and nothing is left to ask.
        """
        if head not in self.model.heads or self._sentences:
            return
        docs: dict[int, tuple[Doc, set[int]]] = {}
        for sent in sentences:
            docs.setdefault(id(sent.doc), (sent.doc, set()))[1].add(sent.start)
        asked = []
        for doc, starts in docs.values():
            sents = list(doc.sents)
            numbers = {number for number, sent in enumerate(sents) if sent.start in starts}
            asked.append((doc, _of_sentences({head: numbers}, sents)))
        self._read(asked)

    def _questions(self, doc: Doc) -> list[_Question]:
        if self._every_sentence:
            tokens = [token for token in doc if not token.is_space]
            everything = frozenset(token.i for token in tokens)
            return [_Question(tokens, dict.fromkeys(sorted(self._heads), everything))] if tokens else []
        numbers = chosen(doc, self._heads)
        return _of_sentences(numbers, list(doc.sents)) if numbers else []

    def _read(self, docs: Sequence[tuple[Doc, list[_Question]]]) -> None:
        """Ask all questions together and write the answers on their documents."""
        asked = [(doc, question) for doc, questions in docs for question in questions]
        answers = self.model.read_all([words_of(question.tokens) for _, question in asked])
        for doc, _ in docs:
            doc._.encoded = doc._.encoded or Reading()
        names: dict[int, list[Span]] = {}
        for (doc, question), answer in zip(asked, answers, strict=True):
            for head, places in question.asked.items():
                rows = {token.i: row for row, token in enumerate(question.tokens) if token.i in places}
                doc._.encoded.add(head, answer[head], rows)
            if self._sentences:
                set_starts(doc, question.tokens, best(answer["start"].logits, answer["start"].labels))
            set_tags(question.tokens, question.asked, answer)
            if "ner" in question.asked:
                places = question.asked["ner"]
                names.setdefault(id(doc), []).extend(_names(doc, question.tokens, places, answer["ner"]))
        for doc, _ in docs:
            if id(doc) in names:
                doc.ents = tuple(names[id(doc)])


def _of_sentences(numbers: dict[str, set[int]], sents: list[Span]) -> list[_Question]:
    """Return the questions about the sentences chosen for each head, by number: one for each run of them."""
    questions = []
    for (first, last), heads in with_context(numbers, sents).items():
        tokens = [token for sent in sents[first:last] for token in sent if not token.is_space]
        asked = {
            head: frozenset(token.i for n in range(first, last) if n in numbers[head] for token in sents[n])
            for head in sorted(heads)
        }
        if tokens:
            questions.append(_Question(tokens, asked))
    return questions


def words_of(tokens: Sequence[Token]) -> Text:
    """Return the words of `tokens`, visible tokens of one document in order, and the white space before each."""
    text = extensions.text_of(tokens[0].doc)
    ends = [tokens[0].idx, *(token.idx + len(token) for token in tokens[:-1])]
    return [token.text for token in tokens], [text[end : token.idx] for end, token in zip(ends, tokens, strict=True)]


def set_tags(tokens: Sequence[Token], asked: dict[str, frozenset[int]], answer: dict[str, Scores]) -> None:
    """Set tags and tense of the tokens that the heads were asked about."""
    for head in asked.keys() & {"tag", "tense"}:
        labels = best(answer[head].logits, answer[head].labels)
        for token, label in zip(tokens, labels, strict=True):
            if token.i not in asked[head]:
                continue
            if head == "tag":
                token.tag_ = label
            else:
                token.set_morph(MORPHS[label])  # type: ignore[attr-defined]  # spaCy's stubs lack it


def _names(doc: Doc, tokens: Sequence[Token], places: frozenset[int], scores: Scores) -> Iterator[Span]:
    """Yield the names in one text, none over the start of a sentence, of the sentences asked about."""
    # `is_sent_start` is None where nothing decided: such a word is no barrier.
    path = best_path(*fold(scores.logits, scores.labels, KINDS), [token.is_sent_start is True for token in tokens])
    for name in spans(path):
        if tokens[name.start].i in places:
            yield Span(doc, tokens[name.start].i, tokens[name.end - 1].i + 1, label=name.label)


def set_starts(doc: Doc, tokens: Sequence[Token], starts: Sequence[str]) -> None:
    """Set the sentence starts of `doc`; white space belongs to the sentence before it."""
    extensions.forget_sentences(doc)
    for token in doc:
        token.is_sent_start = token.i == 0
    for token, label in zip(tokens[1:], starts[1:], strict=True):
        token.is_sent_start = label == "start"
