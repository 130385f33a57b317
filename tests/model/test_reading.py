"""How the encoder reads words and what it makes of logits; none of it needs a model."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.annotate.encoder.batches import batches
from pipeline.annotate.encoder.decode import Name, allowed_moves, best, best_path, fold, spans
from pipeline.annotate.encoder.pieces import GAPS, SHAPES, Encoded, gap_of, shape_of
from pipeline.annotate.encoder.windows import cut

LABELS = ("O", "B-ORG", "I-ORG", "B-LOC", "I-LOC")


@pytest.mark.parametrize(
    ("word", "shape"),
    [
        ("union", "lower"), ("Union", "title"), ("NEU", "upper"), ("A", "letter"), ("McPoe", "mixed"), ("9.5", "digit"),
        ("…", "mark"), ("½", "mark"), ("5pc", "lower"), ("U.K.", "upper"), ("", "mark"),
    ],
)
def test_the_shape_of_a_word(word, shape):
    assert SHAPES[shape_of(word)] == shape


@pytest.mark.parametrize(("space", "gap"), [("", "joined"), (" ", "space"), ("\t ", "space"), (" \n", "line")])
def test_the_gap_before_a_word(space, gap):
    assert GAPS[gap_of(space)] == gap


def test_a_part_begins_and_ends_with_markers():
    encoded = Encoded(*(np.asarray(a) for a in ([5, 6, 7, 8], [1, 2, 2, 3], [3, 2, 0, 2], [0, 1, 3, 4])))
    part = encoded.part(1, 3, 101, 102)
    assert part.ids.tolist() == [101, 6, 7, 8, 102]
    assert part.firsts.tolist() == [1, 3, 4]
    assert len(part) == 2


@given(
    sizes=st.lists(st.integers(1, 12), max_size=120),
    lines=st.sets(st.integers(0, 130), max_size=20),
    longest=st.integers(12, 60),
    overlap=st.integers(0, 20),
)
def test_windows_keep_every_word_once_and_are_never_too_long(sizes, lines, longest, overlap):
    firsts = [0, *np.cumsum(sizes).tolist()]
    kept = []
    for window in cut(firsts, [line for line in lines if line < len(sizes)], longest, overlap):
        assert window.first <= window.keep_first < window.keep_last <= window.last
        assert firsts[window.last] - firsts[window.first] <= max(longest, overlap + 12)
        kept.extend(range(window.keep_first, window.keep_last))
    assert kept == list(range(len(sizes)))


def test_short_lines_share_a_window_and_a_long_one_is_read_in_parts():
    firsts = list(range(31))
    assert next((w.first, w.last) for w in cut(firsts, [0, 5, 9], 10, 2)) == (0, 9)
    parts = list(cut(firsts, [], 10, 2))
    assert all(b.first < a.last for a, b in itertools.pairwise(parts))


@pytest.mark.parametrize(
    ("path", "names"),
    [
        (["O", "B-ORG", "I-ORG", "O"], [Name(1, 3, "ORG")]),
        (["B-LOC", "B-LOC"], [Name(0, 1, "LOC"), Name(1, 2, "LOC")]),
        (["I-LOC", "I-ORG"], [Name(0, 1, "LOC"), Name(1, 2, "ORG")]),
        ([], []),
    ],
)
def test_spans_of_a_path(path, names):
    assert spans(path) == names


def test_an_inside_needs_its_beginning():
    moves = allowed_moves(LABELS)
    allowed = {(LABELS[a], LABELS[b]) for a, b in zip(*np.where(moves == 0), strict=True)}
    assert ("B-ORG", "I-ORG") in allowed
    assert ("I-ORG", "I-ORG") in allowed
    assert not {("O", "I-ORG"), ("B-LOC", "I-ORG"), ("I-LOC", "I-ORG")} & allowed


@given(st.integers(1, 30).flatmap(lambda n: st.lists(st.lists(st.floats(-9, 9), min_size=5, max_size=5), min_size=n)))
def test_a_path_is_always_possible(rows):
    logits = np.asarray(rows, dtype=np.float32)
    barriers = [number % 4 == 0 for number in range(len(rows))]
    path = best_path(logits, LABELS, barriers)
    for number, (before, label) in enumerate(zip(["O", *path], path, strict=False)):
        assert not label.startswith("I-") or (before[2:] == label[2:] and before != "O" and not barriers[number])


def test_a_name_ends_where_a_sentence_begins():
    logits = np.full((2, 5), -5.0, dtype=np.float32)
    logits[0, 1] = logits[1, 2] = 5.0
    assert best_path(logits, LABELS) == ["B-ORG", "I-ORG"]
    assert not best_path(logits, LABELS, [True, True])[1].startswith("I-")


def test_a_kind_that_is_not_told_apart_counts_as_no_name():
    logits = np.log(np.asarray([[0.3, 0.4, 0.0001, 0.2, 0.0999]], dtype=np.float32))
    folded, labels = fold(logits, LABELS, ["ORG"])
    assert labels == ["O", "B-ORG", "I-ORG"]
    assert np.exp(folded)[0].tolist() == pytest.approx([0.5999, 0.4, 0.0001], abs=1e-4)
    assert best(folded, labels) == ["O"]


def test_nothing_gives_nothing():
    empty = np.zeros((0, 5), dtype=np.float32)
    assert best(empty, LABELS) == best_path(empty, LABELS) == []
    assert list(cut([0], [], 10, 2)) == []


@given(st.lists(st.integers(1, 20), max_size=40), st.integers(1, 100))
def test_every_window_is_read_once_among_windows_of_its_length(sizes, most_pieces):
    windows = [
        Encoded(*(np.full(size + 2, number) for _ in range(3)), firsts=np.arange(1, size + 2))
        for number, size in enumerate(sizes)
    ]
    seen = []
    for batch in batches(windows, most_pieces):
        count, pieces = batch.feeds["ids"].shape
        assert count == len(batch.members) == len(batch.words)
        assert count == 1 or count * pieces <= most_pieces
        words = batch.feeds["ids"].reshape(-1)[batch.feeds["firsts"]]
        assert words.tolist() == [number for number in batch.members for _ in range(sizes[number])]
        seen.extend(batch.members)
    assert sorted(seen) == list(range(len(sizes)))
