"""Writes the trained encoder as an ONNX graph, whole and with int8 weights.

Comes in: the weights of `network.Encoder`. Goes out: `float.onnx` and `model.onnx`. It refuses to trace: the graph is
spelt out, so that the same weights always give the same file.

The graph reads one window: `ids`, `shapes`, `gaps` of (piece), `firsts` of (word) -> `logits` of (word, label), the
heads side by side. One window at a time means that the scale by which activations become int8
never depends on a window's neighbours, so a text gets the same labels in any batch.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic

from pipeline.model.labels import HEADS
from pipeline.model.network import EPSILON, HEAD_COUNT, LAYERS, WIDTH, Encoder

OPSET = 20
#: The version of the file format that onnxruntime has read since 1.16.
FORMAT = 9
INPUTS = ("ids", "shapes", "gaps", "firsts")
HEAD_NODE = "heads"

Array = NDArray[np.float32]


class _Graph:
    """Collects nodes and tensors; each node's output bears its name."""

    def __init__(self, weights: dict[str, Array]) -> None:
        self.weights = weights
        self.nodes: list[onnx.NodeProto] = []
        self.tensors: list[onnx.TensorProto] = []

    def tensor(self, name: str, value: NDArray[np.generic]) -> str:
        self.tensors.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def node(self, kind: str, name: str, *inputs: str, **attributes: Any) -> str:
        self.nodes.append(helper.make_node(kind, list(inputs), [name], name=name, **attributes))
        return name

    def norm(self, name: str, source: str, weights: str) -> str:
        scale, shift = (self.tensor(f"{name}.{k}", self.weights[f"{weights}.{k}"]) for k in ("weight", "bias"))
        return self.node("LayerNormalization", name, source, scale, shift, axis=-1, epsilon=EPSILON)

    def linear(self, name: str, source: str, weight: Array, bias: Array) -> str:
        product = self.node("MatMul", f"{name}.product", source, self.tensor(f"{name}.weight", weight.T))
        return self.node("Add", name, product, self.tensor(f"{name}.bias", bias))


def export(encoder: Encoder, whole: Path, small: Path) -> None:
    """Write the float graph to `whole` and the int8 one to `small`."""
    onnx.save(build_graph({k: v.detach().float().numpy() for k, v in encoder.state_dict().items()}, int8=False), whole)
    between = small.with_suffix(".between.onnx")
    onnx.save(build_graph({k: v.detach().float().numpy() for k, v in encoder.state_dict().items()}, int8=True), between)
    quantize_dynamic(
        between, small, weight_type=QuantType.QInt8, per_channel=True, op_types_to_quantize=["MatMul"],
        nodes_to_exclude=[f"{HEAD_NODE}.product"],
    )
    between.unlink()


def build_graph(weights: dict[str, Array], *, int8: bool) -> onnx.ModelProto:
    """Return the graph of `weights`; with `int8` the word table is stored so, each row with its own scale."""
    graph = _Graph(weights)
    state = _embed(graph, int8=int8)
    for layer in range(LAYERS):
        state = _layer(graph, state, layer)
    first = graph.node("Gather", "first", state, "firsts", axis=0)
    names = [f"heads.{head}" for head in HEADS]
    joined = [np.concatenate([weights[f"{name}.{kind}"] for name in names]) for kind in ("weight", "bias")]
    graph.node("Identity", "logits", graph.linear(HEAD_NODE, first, joined[0], joined[1]))
    inputs = [
        helper.make_tensor_value_info(name, TensorProto.INT64, ["words" if name == "firsts" else "pieces"])
        for name in INPUTS
    ]
    size = sum(len(labels) for labels in HEADS.values())
    output = helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["words", size])
    made = helper.make_graph(graph.nodes, "picketline", inputs, [output], graph.tensors)
    model = helper.make_model(made, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=FORMAT)
    onnx.checker.check_model(model)
    return model


def _embed(graph: _Graph, *, int8: bool) -> str:
    """Add the four embeddings and their norm; return the (piece, width) state."""
    words = graph.weights["words.weight"]
    if int8:
        scale = np.abs(words).max(axis=1, keepdims=True).clip(min=1e-12) / 127
        graph.tensor("words.table", np.rint(words / scale).astype(np.int8))
        graph.tensor("words.scale", scale.astype(np.float32))
        rows = graph.node("Gather", "words.rows", "words.table", "ids", axis=0)
        rows = graph.node("Cast", "words.cast", rows, to=TensorProto.FLOAT)
        rows = graph.node("Mul", "words", rows, graph.node("Gather", "words.scales", "words.scale", "ids", axis=0))
    else:
        rows = graph.node("Gather", "words", graph.tensor("words.table", words), "ids", axis=0)
    zero, one = (graph.tensor(name, np.asarray([v], dtype=np.int64)) for name, v in (("zero", 0), ("one", 1)))
    length = graph.node("Shape", "length", "ids")
    places = graph.tensor("positions.table", graph.weights["positions.weight"])
    total = graph.node("Add", "sum.positions", rows, graph.node("Slice", "positions", places, zero, length, zero, one))
    for name in ("shapes", "gaps"):
        table = graph.tensor(f"{name}.table", graph.weights[f"{name}.weight"])
        extra = graph.node("Gather", f"{name}.rows", table, name, axis=0)
        total = graph.node("Add", f"sum.{name}", total, extra)
    return graph.norm("norm", total, "norm")


def _layer(graph: _Graph, state: str, number: int) -> str:
    """Add one layer above `state`; the three projections of attention are one product."""
    name, weights = f"layer{number}", graph.weights
    of = f"layers.{number}"
    parts = [[weights[f"{of}.{part}.{kind}"] for part in ("query", "key", "value")] for kind in ("weight", "bias")]
    # The scale of attention goes into the query's weights.
    for kind in parts:
        kind[0] = kind[0] / np.float32((WIDTH // HEAD_COUNT) ** 0.5)
    joined = graph.linear(f"{name}.qkv", state, *(np.concatenate(kind) for kind in parts))
    thirds = [f"{name}.{part}.flat" for part in "qkv"]
    graph.nodes.append(helper.make_node("Split", [joined], thirds, name=f"{name}.split", axis=1, num_outputs=3))
    shape = graph.tensor(f"{name}.shape", np.asarray([-1, HEAD_COUNT, WIDTH // HEAD_COUNT], dtype=np.int64))
    query, key, value = (
        graph.node(
            "Transpose", f"{name}.{p}", graph.node("Reshape", f"{name}.{p}.split", f"{name}.{p}.flat", shape),
            perm=[1, 2, 0] if p == "k" else [1, 0, 2],
        )
        for p in "qkv"
    )
    seen = graph.node("Softmax", f"{name}.seen", graph.node("MatMul", f"{name}.likeness", query, key), axis=-1)
    mixed = graph.node("MatMul", f"{name}.mixed", seen, value)
    mixed = graph.node("Transpose", f"{name}.turned", mixed, perm=[1, 0, 2])
    flat = graph.tensor(f"{name}.flat", np.asarray([-1, WIDTH], dtype=np.int64))
    out = _affine(graph, f"{name}.out", graph.node("Reshape", f"{name}.joined", mixed, flat), f"{of}.out")
    state = graph.norm(f"{name}.norm1", graph.node("Add", f"{name}.add1", state, out), f"{of}.norm_attention")
    wide = graph.node("Gelu", f"{name}.gelu", _affine(graph, f"{name}.inner", state, f"{of}.inner"))
    out = _affine(graph, f"{name}.outer", wide, f"{of}.outer")
    return graph.norm(f"{name}.norm2", graph.node("Add", f"{name}.add2", state, out), f"{of}.norm_output")


def _affine(graph: _Graph, name: str, source: str, weights: str) -> str:
    return graph.linear(name, source, graph.weights[f"{weights}.weight"], graph.weights[f"{weights}.bias"])
