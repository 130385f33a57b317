"""The readers of open corpora, each on a few lines in its format."""

import json

import pytest

from pipeline.errors import InputError
from pipeline.model.corpora.conllu import read_conllu
from pipeline.model.corpora.gum import read_names
from pipeline.model.corpora.iob import Names, read_wikigold
from pipeline.model.corpora.meantime import read_meantime
from pipeline.model.corpora.re3d import read_re3d
from pipeline.model.corpora.spacing import spaces_before

CONLLU = """# newdoc id = weblog-fernhill
# sent_id = one
# newpar id = p1
# text = We don't stop.
1\tWe\twe\tPRON\tPRP\t_\t3\tnsubj\t_\t_
2-3\tdon't\t_\t_\t_\t_\t_\t_\t_\t_
2\tdo\tdo\tAUX\tVBP\tMood=Ind|Tense=Pres|VerbForm=Fin\t3\taux\t_\t_
3\tn't\tnot\tPART\tRB\t_\t3\tadvmod\t_\t_
4\tstop\tstop\tVERB\tVB\tVerbForm=Inf\t0\troot\t_\tSpaceAfter=No
5\t.\t.\tPUNCT\t.\t_\t4\tpunct\t_\t_

# sent_id = two
# text = Fernhill will.
1\tFernhill\tFernhill\tPROPN\tNNP\t_\t2\tnsubj\t_\t_
2\twill\twill\tAUX\tMD\tVerbForm=Fin\t0\troot\t_\tSpaceAfter=No
2.1\tgo\tgo\tVERB\tVB\t_\t_\t_\t_\t_
3\t.\t.\tPUNCT\t.\t_\t2\tpunct\t_\t_

"""
UNER = """# sent_id = renumbered
1\tFernhill\tB-LOC\t-\tx
2\twill\tB-O\t-\tx
3\t.\tO\t-\tx

# sent_id = one
1\tOther\tB-OTH\t-\tx

"""


def labels(document, head):
    return [word.labels.get(head) for word in document.words]


@pytest.fixture
def treebank(tmp_path):
    (tmp_path / "bank.conllu").write_text(CONLLU, encoding="utf-8")
    (tmp_path / "names.iob2").write_text(UNER, encoding="utf-8")
    return tmp_path


def test_a_treebank_gives_tags_tense_starts_and_the_spaces_of_its_text(treebank):
    (document,) = read_conllu(treebank / "bank.conllu")
    assert document.genre == "weblog"
    assert "".join(word.space + word.text for word in document.words) == "\nWe don't stop. Fernhill will."
    assert labels(document, "tag") == ["PRP", "VBP", "RB", "VB", ".", "NNP", "MD", "."]
    assert labels(document, "tense") == ["none", "present", "none", "infinitive", "none", "none", "future", "none"]
    assert [i for i, label in enumerate(labels(document, "start")) if label == "start"] == [0, 5]


def test_names_join_by_words_where_ids_differ_and_never_where_words_do(treebank):
    (document,) = read_conllu(treebank / "bank.conllu", Names(treebank / "names.iob2"))
    assert labels(document, "ner") == [None] * 5 + ["B-LOC", "O", "O"]


def test_a_row_without_ten_columns_is_named_by_its_line(tmp_path):
    (tmp_path / "bad.conllu").write_text("# sent_id = one\n1\tWe\n\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"bad\.conllu, line 2: 2 columns"):
        list(read_conllu(tmp_path / "bad.conllu"))


@pytest.mark.parametrize(
    ("features", "tag", "form", "expected"),
    [
        ("Mood=Ind|Tense=Past|VerbForm=Fin", "VBD", "voted", "past"),
        ("Mood=Imp|VerbForm=Fin", "VB", "vote", "imperative"),
        ("VerbForm=Fin", "MD", "’ll", "future"),
        ("VerbForm=Fin", "MD", "would", "modal"),
        ("Tense=Past|VerbForm=Part", "VBN", "voted", "participle"),
        ("_", "NN", "vote", "none"),
    ],
)
def test_tense_of_one_verb(tmp_path, features, tag, form, expected):
    row = f"1\t{form}\t{form}\tX\t{tag}\t{features}\t0\troot\t_\t_\n\n"
    (tmp_path / "one.conllu").write_text(row, encoding="utf-8")
    (document,) = read_conllu(tmp_path / "one.conllu")
    assert labels(document, "tense") == [expected]


def gum_rows(*words):
    return [[str(n), text, text, "X", tag, "_", "0", "dep", "_", misc] for n, (text, tag, misc) in enumerate(words, 1)]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (
            gum_rows(("The", "DT", "Entity=(1-organization-new"), ("Low", "NNP", "_"), ("Guild", "NNP", "Entity=1)")),
            ["O|NORP", "B-ORG", "I-ORG"],
        ),
        (
            gum_rows(("President", "NNP", "Entity=(1-person-new"), ("Ada", "NNP", "_"), ("Poe", "NNP", "Entity=1)")),
            ["", "B-PERSON", "I-PERSON"],
        ),
        # Whose name this is, and where it begins, the layer does not say.
        (
            gum_rows(
                ("Lowland", "NNP", "Entity=(1-person-new(2-place-new)"), ("President", "NNP", "_"),
                ("Poe", "NNP", "Entity=1)"),
            ),
            ["B-LOC", "", ""],
        ),
        (gum_rows(("Americans", "NNPS", "Entity=(1-person-new)"),), [""]),
        (gum_rows(("Monday", "NNP", "Entity=(1-time-new)"), ("Foo", "NNP", "_")), ["O|NORP", ""]),
        (gum_rows(("a", "DT", "Entity=(1-person-new"), ("nurse", "NN", "Entity=1)")), ["O|NORP", "O|NORP"]),
    ],
)
def test_names_out_of_entities(rows, expected):
    assert read_names(rows) == expected


def test_wikigold_joins_touching_words_of_one_kind(tmp_path):
    rows = ["Ada I-PER", "Poe I-PER", "left O", "Fern I-LOC", "Guild I-ORG", ", O", "once O"]
    text = "\n".join(["-DOCSTART- O", "", *rows, "", "-DOCSTART- O", "", "He O", ""])
    (tmp_path / "gold.txt").write_text(text, encoding="utf-8")
    first, second = read_wikigold(tmp_path / "gold.txt")
    assert labels(first, "ner") == ["B-PERSON", "I-PERSON", "O", "B-LOC", "B-ORG", "O", "O"]
    assert "".join(word.space + word.text for word in first.words).strip() == "Ada Poe left Fern Guild, once"
    assert len(second.words) == 1


def test_re3d_keeps_names_and_leaves_descriptions_open(tmp_path):
    text = "The minister, Ada Poe, met Danish rebels near Fernhill.\nHe left with Muslims."
    spans = [("Ada Poe", "Person"), ("The minister", "Person"), ("Danish rebels", "Organisation")]
    spans += [("Fernhill", "Location"), ("He", "Person"), ("Danish", "Nationality")]
    rows = [
        {"documentId": "d", "begin": text.index(s), "end": text.index(s) + len(s), "type": kind} for s, kind in spans
    ]
    (tmp_path / "documents.json").write_text(json.dumps({"_id": "d", "text": text}), encoding="utf-8")
    (tmp_path / "entities.json").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    (document,) = read_re3d(tmp_path)
    found = {word.text: word.labels.get("ner") for word in document.words}
    assert found["Ada"] == "B-PERSON"
    assert found["Poe"] == "I-PERSON"
    assert found["Fernhill"] == "B-LOC"
    assert found["met"] == "O"
    assert found["Danish"] == "B-NORP"
    assert found["Muslims"] == "O|NORP"
    assert {found[word] for word in ("minister", "rebels", "He")} == {None}
    assert len(document.sentences) == 2


def test_meantime_reads_named_mentions_of_the_annotated_sentences(tmp_path):
    tokens = ["The", "Low", "Guild", "left", "Fernhill", "Nobody", "knew"]
    sentences = [0, 0, 0, 0, 0, 1, 1]
    xml = "".join(
        f'<token t_id="{n}" sentence="{s}">{t}</token>' for n, (t, s) in enumerate(zip(tokens, sentences, strict=True))
    )
    xml += '<ENTITY m_id="9" ent_type="ORG"/><ENTITY_MENTION m_id="1" syntactic_type="NAM">'
    xml += '<token_anchor t_id="0"/><token_anchor t_id="1"/><token_anchor t_id="2"/></ENTITY_MENTION>'
    xml += '<REFERS_TO><source m_id="1"/><target m_id="9"/></REFERS_TO>'
    (tmp_path / "a.xml").write_text(f"<Document>{xml}</Document>", encoding="utf-8")
    (document,) = read_meantime(tmp_path)
    assert labels(document, "ner") == ["O", "B-ORG", "I-ORG", "O", "O"]


@pytest.mark.parametrize(
    ("words", "text"),
    [
        (["It", "is", "n't", ",", "she", "said", "."], "It isn't, she said."),
        (["He", "said", '"', "no", '"', "."], 'He said "no".'),
        (["(", "about", "£", "5", ")"], "(about £5)"),
        ([], ""),
    ],
)
def test_spaces_come_back(words, text):
    spaces = spaces_before(words)
    assert "".join(space + word for space, word in zip(spaces, words, strict=True)).strip() == text
