"""The network, its loss and its graph; needs the extra `.[train]`, which a default installation goes without."""

import importlib.util

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import InputError

if any(importlib.util.find_spec(name) is None for name in ("torch", "onnx", "onnxruntime", "safetensors")):
    pytest.skip("the extra `.[train]` is not installed", allow_module_level=True)

import torch

from pipeline.model.data import HOMES, UNLABELLED, check_corpora
from pipeline.model.export import build_graph
from pipeline.model.labels import HEADS, targets
from pipeline.model.network import Batch, Encoder
from pipeline.model.train import LossRule, head_loss, merge_matrix, target_weights


def rule(head, quiet=1.0, smoothing=0.0):
    return LossRule(merge_matrix(head), target_weights(head, quiet), smoothing)


def test_a_partial_label_trains_the_sum_of_what_it_allows():
    logits = torch.zeros(1, 1, len(HEADS["ner"]))
    target = torch.tensor([[targets("ner").index("O|NORP")]])
    loss = head_loss(logits, target, rule("ner"))
    assert float(loss) == pytest.approx(-np.log(3 / 9), abs=1e-6)


def test_unlabelled_words_train_nothing():
    logits = torch.zeros(1, 2, len(HEADS["ner"]), requires_grad=True)
    loss = head_loss(logits, torch.full((1, 2), UNLABELLED), rule("ner", smoothing=0.1))
    loss.backward()
    assert loss.item() == 0.0
    assert not logits.grad.any()


def test_the_graph_says_what_the_network_says():
    onnxruntime = pytest.importorskip("onnxruntime")
    torch.manual_seed(7)
    encoder = Encoder().eval()
    weights = {name: value.numpy() for name, value in encoder.state_dict().items()}
    graph = build_graph(weights, int8=False).SerializeToString()
    session = onnxruntime.InferenceSession(graph, providers=["CPUExecutionProvider"])
    feeds = {
        "ids": [[101, 2023, 2003, 102], [101, 3000, 4000, 102]], "shapes": [[0, 2, 1, 0], [0, 1, 1, 0]],
        "gaps": [[0, 3, 2, 0], [0, 3, 0, 0]],
    }
    ends = [1, 2, 5]
    found = session.run(None, {name: np.asarray(value) for name, value in (*feeds.items(), ("firsts", ends))})[0]
    rows = {name: torch.tensor(value) for name, value in feeds.items()}
    firsts = torch.tensor([[1, 2], [1, 1]])
    with torch.no_grad():
        logits = encoder(Batch(**rows, firsts=firsts, mask=torch.ones(2, 4, dtype=torch.bool), targets={}))
    expected = np.concatenate([logits[head].flatten(0, 1)[:3].numpy() for head in HEADS], axis=1)
    assert np.abs(found - expected).max() < 1e-4


@pytest.fixture(scope="module")
def whole_numbers():
    """Return a session of an untrained encoder's int8 graph."""
    onnxruntime = pytest.importorskip("onnxruntime")
    torch.manual_seed(7)
    weights = {name: value.numpy() for name, value in Encoder().eval().state_dict().items()}
    graph = build_graph(weights, int8=True).SerializeToString()
    return onnxruntime.InferenceSession(graph, providers=["CPUExecutionProvider"])


@settings(deadline=None, max_examples=25)
@given(
    windows=st.integers(2, 30).flatmap(
        lambda pieces: st.lists(st.lists(st.integers(0, 30_000), min_size=pieces, max_size=pieces), min_size=2,
                                max_size=6)
    ),
    place=st.integers(0, 5),
)
def test_a_window_says_the_same_to_the_last_bit_beside_any_others(whole_numbers, windows, place):
    ids = np.asarray(windows)
    place %= len(ids)
    pieces = ids.shape[1]

    def run(rows, firsts):
        arrays = {"ids": rows, "shapes": rows % 8, "gaps": rows % 4, "firsts": firsts}
        return whole_numbers.run(None, arrays)[0]

    alone = run(ids[place : place + 1], np.arange(pieces))
    among = run(ids, np.arange(ids.size))
    backwards = run(ids[::-1].copy(), np.arange(ids.size))
    first, last = place * pieces, (len(ids) - 1 - place) * pieces
    assert (alone == among[first : first + pieces]).all()
    assert (alone == backwards[last : last + pieces]).all()
    assert (alone[1:2] == run(ids, np.asarray([first + 1]))).all()


def test_padding_changes_nothing():
    torch.manual_seed(7)
    encoder = Encoder().eval()
    short = {"ids": [101, 2023, 102], "shapes": [0, 2, 0], "gaps": [0, 3, 0], "mask": [True] * 3}
    padded = {name: [*value, 0, 0] for name, value in short.items()}
    made = []
    for arrays in (short, padded):
        tensors = {name: torch.tensor([value]) for name, value in arrays.items()}
        tensors["mask"] = tensors["mask"].bool()
        with torch.no_grad():
            made.append(encoder(Batch(**tensors, firsts=torch.tensor([[1]]), targets={}))["tag"])
    assert torch.allclose(*made, atol=1e-5)


def test_missing_corpora_are_named_with_their_homes(tmp_path):
    (tmp_path / "ud_ewt").mkdir()
    with pytest.raises(InputError, match="UD_English-GUM") as error:
        check_corpora(tmp_path)
    assert HOMES["ud_ewt"] not in str(error.value)


