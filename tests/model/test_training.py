"""The network, its loss and its graph; needs the extra `.[train]`, which a default installation goes without."""

import importlib.util

import numpy as np
import pytest

from pipeline.errors import InputError

if any(importlib.util.find_spec(name) is None for name in ("torch", "onnx", "onnxruntime", "safetensors")):
    pytest.skip("the extra `.[train]` is not installed", allow_module_level=True)

import torch

from pipeline.model.data import HOMES, UNLABELLED, check_corpora
from pipeline.model.export import build_graph
from pipeline.model.labels import HEADS, targets
from pipeline.model.network import Batch, Encoder
from pipeline.model.train import head_loss, merge_matrix


def test_a_partial_label_trains_the_sum_of_what_it_allows():
    logits = torch.zeros(1, 1, len(HEADS["ner"]))
    target = torch.tensor([[targets("ner").index("O|NORP")]])
    loss = head_loss(logits, target, merge_matrix("ner"), 0.0)
    assert float(loss) == pytest.approx(-np.log(3 / 9), abs=1e-6)


def test_unlabelled_words_train_nothing():
    logits = torch.zeros(1, 2, len(HEADS["ner"]), requires_grad=True)
    loss = head_loss(logits, torch.full((1, 2), UNLABELLED), merge_matrix("ner"), 0.1)
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
    feeds = {"ids": [101, 2023, 2003, 102], "shapes": [0, 2, 1, 0], "gaps": [0, 3, 2, 0], "firsts": [1, 2]}
    found = session.run(None, {name: np.asarray(value) for name, value in feeds.items()})[0]
    row = {name: torch.tensor([value]) for name, value in feeds.items()}
    with torch.no_grad():
        logits = encoder(Batch(**row, mask=torch.ones(1, 4, dtype=torch.bool), targets={}))
    expected = np.concatenate([logits[head][0].numpy() for head in HEADS], axis=1)
    assert np.abs(found - expected).max() < 1e-4


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


