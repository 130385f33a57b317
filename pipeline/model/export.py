"""Writes the trained encoder as an ONNX graph, whole and with int8 weights.

Comes in: the weights of `network.Encoder`. Goes out: `float.onnx` and `model.onnx`. It refuses to trace: the graph is
spelt out, so that the same weights always give the same file.

The graph reads windows of equally many pieces side by side: `ids`, `shapes`, `gaps` of (window, piece), and `firsts`,
the places of the words' first pieces in all windows end to end, of (word) -> `logits` of (word, label), the heads side
by side. In the int8 graph each piece has its own scale, and sums of whole numbers know no order: what a window gets
does not hang on the windows beside it, to the last bit.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from pipeline.model.labels import HEADS
from pipeline.model.network import EPSILON, HEAD_COUNT, LAYERS, WIDTH, Encoder

OPSET = 20
#: The version of the file format that onnxruntime has read since 1.16.
FORMAT = 9
#: onnxruntime's own operators: products of whole numbers that come out as floats, a sum with its norm.
CONTRIB = "com.microsoft"
INPUTS = ("ids", "shapes", "gaps", "firsts")
#: Activations and the word table have whole numbers up to this and its negative.
MOST = 127
#: Weights have half of that: processors without VNNI add pairs of products in 16 bits, and 2 * 255 * 63 fits there.
MOST_WEIGHT = 63
#: Activations are stored with this added: products of unsigned by signed numbers are the fast ones.
ZERO = 128
#: The least scale: a row of zeros must not divide by zero.
TINY = 1e-9

Array = NDArray[np.float32]


class _Graph:
    """Collects nodes and tensors; each node's output bears its name."""

    def __init__(self, weights: dict[str, Array], *, int8: bool) -> None:
        self.weights = weights
        self.int8 = int8
        self.nodes: list[onnx.NodeProto] = []
        self.tensors: dict[str, onnx.TensorProto] = {}

    def tensor(self, name: str, value: NDArray[np.generic] | np.generic) -> str:
        """Add a constant; one of the same name is added once."""
        # A number becomes a row of one on its way to being contiguous.
        made = np.ascontiguousarray(value).reshape(np.shape(value))
        self.tensors.setdefault(name, numpy_helper.from_array(made, name))
        return name

    def node(self, kind: str, name: str, *inputs: str, domain: str = "", **attributes: Any) -> str:
        self.nodes.append(helper.make_node(kind, list(inputs), [name], name=name, domain=domain, **attributes))
        return name

    def norm(self, name: str, source: str, weights: str) -> str:
        scale, shift = (self.tensor(f"{name}.{k}", self.weights[f"{weights}.{k}"]) for k in ("weight", "bias"))
        return self.node("LayerNormalization", name, source, scale, shift, axis=-1, epsilon=EPSILON)

    def linear(self, name: str, source: str, weight: Array, bias: Array) -> str:
        """Add `source` of (row, in) times the weight of (out, in), plus the bias."""
        product = self._whole_product if self.int8 else self._product
        return self.node("Add", name, product(f"{name}.product", source, weight.T), self.tensor(f"{name}.bias", bias))

    def _product(self, name: str, source: str, weight: Array) -> str:
        return self.node("MatMul", name, source, self.tensor(f"{name}.weight", weight))

    def _whole_product(self, name: str, source: str, weight: Array) -> str:
        """Add a product in whole numbers: a scale a column for the weight, a scale a row for the activations."""
        scales = np.abs(weight).max(axis=0).clip(min=TINY) / MOST_WEIGHT
        columns = self.tensor(f"{name}.scales", scales.astype(np.float32))
        weights = self.tensor(f"{name}.weight", np.rint(weight / scales).astype(np.int8))
        weight_zero = self.tensor(f"{name}.zero", np.zeros(len(scales), dtype=np.int8))
        last = self.tensor("int.1", np.asarray([1], dtype=np.int64))
        zero, one = self.tensor("byte.zero", np.uint8(ZERO)), self.tensor("float.one", np.float32(1))
        high = self.node("ReduceMax", f"{name}.high", source, last, keepdims=0)
        low = self.node("Neg", f"{name}.low", self.node("ReduceMin", f"{name}.least", source, last, keepdims=0))
        most = self.node("Max", f"{name}.most", high, low, self.tensor("float.tiny", np.float32(TINY)))
        rows = self.node("Mul", f"{name}.rows", most, self.tensor("float.step", np.float32(1 / MOST)))
        zeros = self.node("Expand", f"{name}.zeros", zero, self.node("Shape", f"{name}.count", rows))
        whole = self.node("QuantizeLinear", f"{name}.whole", source, rows, zeros, axis=0)
        product = self.node(
            "MatMulIntegerToFloat", f"{name}.sums", whole, weights, one, columns, zero, weight_zero, domain=CONTRIB
        )
        return self.node("Mul", name, product, self.node("Unsqueeze", f"{name}.upright", rows, last))


def export(encoder: Encoder, whole: Path, small: Path) -> None:
    """Write the float graph to `whole` and the int8 one to `small`."""
    weights = {name: value.detach().float().numpy() for name, value in encoder.state_dict().items()}
    for path, int8 in ((whole, False), (small, True)):
        onnx.save(build_graph(weights, int8=int8), path)


def build_graph(weights: dict[str, Array], *, int8: bool) -> onnx.ModelProto:
    """Return the graph of `weights`; with `int8` the products and the word table are of whole numbers."""
    graph = _Graph(weights, int8=int8)
    state = _embed(graph)
    heads = graph.tensor("heads", np.asarray([HEAD_COUNT, WIDTH // HEAD_COUNT], dtype=np.int64))
    split = graph.node("Concat", "split", graph.node("Shape", "windows", "ids"), heads, axis=0)
    for layer in range(LAYERS):
        state = _layer(graph, state, layer, split)
    first = graph.node("Gather", "first", state, "firsts", axis=0)
    names = [f"heads.{head}" for head in HEADS]
    joined = [np.concatenate([weights[f"{name}.{kind}"] for name in names]) for kind in ("weight", "bias")]
    graph.node("Identity", "logits", graph.linear("labels", first, joined[0], joined[1]))
    inputs = [
        helper.make_tensor_value_info(name, TensorProto.INT64, ["words"] if name == "firsts" else ["windows", "pieces"])
        for name in INPUTS
    ]
    size = sum(len(labels) for labels in HEADS.values())
    output = helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["words", size])
    made = helper.make_graph(graph.nodes, "picketline", inputs, [output], list(graph.tensors.values()))
    opsets = [helper.make_opsetid("", OPSET), helper.make_opsetid(CONTRIB, 1)]
    model = helper.make_model(made, opset_imports=opsets, ir_version=FORMAT)
    onnx.checker.check_model(model)
    return model


def _embed(graph: _Graph) -> str:
    """Add the four embeddings and their norm; return the (row, width) state: all pieces of all windows, end to end."""
    words = graph.weights["words.weight"]
    if graph.int8:
        scale = np.abs(words).max(axis=1, keepdims=True).clip(min=TINY) / MOST
        graph.tensor("words.table", np.rint(words / scale).astype(np.int8))
        graph.tensor("words.scale", scale.astype(np.float32))
        rows = graph.node("Gather", "words.rows", "words.table", "ids", axis=0)
        rows = graph.node("Cast", "words.cast", rows, to=TensorProto.FLOAT)
        rows = graph.node("Mul", "words", rows, graph.node("Gather", "words.scales", "words.scale", "ids", axis=0))
    else:
        rows = graph.node("Gather", "words", graph.tensor("words.table", words), "ids", axis=0)
    zero, one = (graph.tensor(f"int.{n}", np.asarray([n], dtype=np.int64)) for n in (0, 1))
    length = graph.node("Shape", "length", "ids", start=1, end=2)
    places = graph.tensor("positions.table", graph.weights["positions.weight"])
    total = graph.node("Add", "sum.positions", rows, graph.node("Slice", "positions", places, zero, length, zero, one))
    for name in ("shapes", "gaps"):
        table = graph.tensor(f"{name}.table", graph.weights[f"{name}.weight"])
        extra = graph.node("Gather", f"{name}.rows", table, name, axis=0)
        total = graph.node("Add", f"sum.{name}", total, extra)
    return graph.norm("norm", graph.node("Reshape", "rows", total, _flat(graph)), "norm")


def _flat(graph: _Graph) -> str:
    return graph.tensor("flat", np.asarray([-1, WIDTH], dtype=np.int64))


def _layer(graph: _Graph, state: str, number: int, split: str) -> str:
    """Add one layer above `state`; the three projections of attention are one product.

    `split` is the shape (window, piece, head, width of a head).
    """
    name, weights = f"layer{number}", graph.weights
    of = f"layers.{number}"
    parts = [[weights[f"{of}.{part}.{kind}"] for part in ("query", "key", "value")] for kind in ("weight", "bias")]
    # The scale of attention goes into the query's weights.
    for kind in parts:
        kind[0] = kind[0] / np.float32((WIDTH // HEAD_COUNT) ** 0.5)
    joined = graph.linear(f"{name}.qkv", state, *(np.concatenate(kind) for kind in parts))
    thirds = [f"{name}.{part}.flat" for part in "qkv"]
    graph.nodes.append(helper.make_node("Split", [joined], thirds, name=f"{name}.split", axis=1, num_outputs=3))
    query, key, value = (
        graph.node(
            "Transpose", f"{name}.{p}", graph.node("Reshape", f"{name}.{p}.split", f"{name}.{p}.flat", split),
            perm=[0, 2, 3, 1] if p == "k" else [0, 2, 1, 3],
        )
        for p in "qkv"
    )
    seen = graph.node("Softmax", f"{name}.seen", graph.node("MatMul", f"{name}.likeness", query, key), axis=-1)
    mixed = graph.node("MatMul", f"{name}.mixed", seen, value)
    mixed = graph.node("Transpose", f"{name}.turned", mixed, perm=[0, 2, 1, 3])
    out = _affine(graph, f"{name}.out", graph.node("Reshape", f"{name}.joined", mixed, _flat(graph)), f"{of}.out")
    state = graph.norm(f"{name}.norm1", graph.node("Add", f"{name}.add1", state, out), f"{of}.norm_attention")
    wide = graph.node("Gelu", f"{name}.gelu", _affine(graph, f"{name}.inner", state, f"{of}.inner"))
    out = _affine(graph, f"{name}.outer", wide, f"{of}.outer")
    return graph.norm(f"{name}.norm2", graph.node("Add", f"{name}.add2", state, out), f"{of}.norm_output")


def _affine(graph: _Graph, name: str, source: str, weights: str) -> str:
    return graph.linear(name, source, graph.weights[f"{weights}.weight"], graph.weights[f"{weights}.bias"])
