"""Which sentences the model is asked about, and that neither company nor order changes what it says."""

import itertools

import numpy as np
import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.annotate import annotate, ask, build_nlp
from pipeline.annotate.components.encoder import MOST_DOCS, Encoder
from pipeline.annotate.encoder import needs
from pipeline.annotate.encoder.needs import NEEDS, chosen, with_context
from pipeline.annotate.encoder.reading import Reading, Scores
from pipeline.errors import ConfigError
from pipeline.records import Article

STORY = (
    "Guards at Lowland Rail will strike on Monday, the RMT union said.\n"
    "They turned down the latest offer in a ballot. 83% voted against it on a turnout of 61%.\n"
    "The figure of 22% was news to them. Talks go on.\n"
    "Ms Orla Penwright, a manager, declined to comment."
)
OTHER = "The museum opened a show of lace. Some 40% of it is on loan."


class Stub:
    """A reader that says of each word how long it is, and remembers what it was asked."""

    heads = frozenset(NEEDS) | {"event"}

    def __init__(self):
        self.asked = []

    def read_all(self, texts):
        self.asked.append([list(words) for words, _ in texts])
        return [
            {head: Scores(("short", "long"), np.asarray([[4.0, len(w)] for w in words], np.float32))
             for head in ("role", "event")}
            for words, _ in texts
        ]


def article(number, text):
    return Article(f"a{number}", text, "0" * 64, len(text.split()))


@pytest.fixture(scope="module")
def rules():
    """Return the pipeline without a model, as far as the model would be asked."""
    nlp = build_nlp("none")
    nlp.remove_pipe("picketline_roles")
    return nlp


def doc_of(nlp, text):
    return next(annotate(nlp, [article(0, text)]))[1]


@pytest.mark.parametrize(
    ("head", "expected"),
    [("role", {3}), ("tense", {0})],
)
def test_the_sentences_that_a_head_is_asked_about(rules, head, expected):
    doc = doc_of(rules, STORY)
    assert chosen(doc, frozenset({head})) == {head: expected}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Strikes loom. Staff at Halcote Haulage will strike, Unite said. The firm is sorry.", {"ner": {1}}),
        ("Staff at Halcote Haulage will strike, Unite said. Halcote Haulage drivers want 9%.", {"ner": {0}}),
        # Where the rules know the employer, only words that leave little doubt are asked about.
        ("Staff at Lowland Rail will strike, the RMT said. Bosses of Halcote Haulage watch.", {}),
        ("Staff at Lowland Rail and guards employed by Halcote Haulage will strike, the RMT said.", {"ner": {0}}),
        ("Staff at Lowland Rail will strike, the RMT union said.", {}),
    ],
)
def test_names_are_asked_for_where_an_employer_of_no_table_may_stand(rules, text, expected):
    assert chosen(doc_of(rules, text), frozenset({"ner"})) == expected


def test_an_article_on_no_dispute_is_never_read(rules):
    assert chosen(doc_of(rules, OTHER), frozenset({"role", "tense"})) == {}


def test_a_head_without_a_rule_is_named(rules):
    with pytest.raises(ConfigError, match="colour"):
        chosen(doc_of(rules, STORY), frozenset({"colour"}))


def test_a_head_may_read_neighbours_and_each_has_its_own_runs(rules, monkeypatch):
    sents = list(doc_of(rules, STORY).sents)
    assert with_context({"role": {2}}, sents) == {(2, 3): {"role"}}
    assert with_context({"role": {2, 3}}, sents) == {(2, 4): {"role"}}
    assert with_context({"role": {2}, "ner": {3}}, sents) == {(2, 3): {"role"}, (3, 4): {"ner"}}
    assert with_context({"tense": {0, 4}, "tag": {0, 4}}, sents) == {(0, 1): {"tag", "tense"}, (4, 5): {"tag", "tense"}}
    monkeypatch.setattr(needs, "CONTEXT", {"role": 1})
    assert with_context({"role": {2}}, sents) == {(1, 4): {"role"}}


def test_the_answers_stand_on_the_tokens_asked_about_alone(rules):
    doc = doc_of(rules, STORY)
    Encoder(Stub(), frozenset({"role"}))(doc)
    sent = list(doc.sents)[3]
    assert set(doc._.encoded.tokens("role")) == {token.i for token in sent if not token.is_space}
    assert doc._.encoded.label("role", sent.start) == "short"
    assert sum(np.exp(list(doc._.encoded.odds("role", sent.start).values()))) == pytest.approx(1)
    assert doc._.encoded.odds("role", 0) is None
    assert doc._.encoded.label("tense", sent.start) is None


@settings(deadline=None, max_examples=10)
@given(texts=st.lists(st.sampled_from((STORY, OTHER, "9% of it.", "")), max_size=8), at_once=st.integers(1, 4))
def test_documents_keep_their_order_and_few_are_held(texts, at_once):
    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    stub = Stub()
    drawn = []

    def stream():
        for text in texts:
            doc = nlp(text)
            doc._.relevant = True
            drawn.append(doc)
            yield doc

    read = Encoder(stub, frozenset({"role"}), every_sentence=True).pipe(stream(), batch_size=at_once)
    for number, doc in enumerate(read):
        assert doc is drawn[number]
        assert isinstance(doc._.encoded, Reading)
        assert len(drawn) - number <= at_once
    assert len(drawn) == len(texts)


def test_articles_come_in_their_order_with_the_same_mentions_alone_and_together(rules):
    texts = itertools.islice(itertools.cycle((STORY, OTHER)), MOST_DOCS + 3)
    articles = [article(number, text) for number, text in enumerate(texts)]
    together = list(annotate(rules, articles))
    assert [one.article_id for one, _ in together] == [one.article_id for one in articles]
    alone = [next(annotate(rules, [one]))[1] for one in articles[:2]]
    assert [doc._.mentions for _, doc in together[:2]] == [doc._.mentions for doc in alone]


def test_further_sentences_are_read_for_one_head_and_what_was_read_stays(rules):
    docs = [doc_of(rules, STORY), doc_of(rules, OTHER)]
    stub = Stub()
    encoder = Encoder(stub, frozenset({"role"}))
    list(encoder.pipe(iter(docs)))
    heard = docs[0]._.encoded.tokens("role")
    sents = list(docs[0].sents)
    stub.asked.clear()
    encoder.ask("event", [sents[0], sents[2]])
    assert [words[0] for (*asked,) in stub.asked for words in asked] == ["Guards", "83"]
    assert docs[0]._.encoded.tokens("role") == heard
    read = {token.i for sent in (sents[0], sents[2]) for token in sent if not token.is_space}
    assert set(docs[0]._.encoded.tokens("event")) == read
    assert docs[1]._.encoded.tokens("event") == []


def test_a_model_without_the_head_reads_nothing(rules):
    doc = doc_of(rules, STORY)
    encoder = Encoder(Stub(), frozenset({"role"}))
    encoder.ask("colour", list(doc.sents))
    assert encoder.model.asked == []
    ask(rules, "event", list(doc.sents))
    assert doc._.encoded is None
