"""The encoder in plain torch: six layers of BERT with two embeddings more, and a linear layer a head.

Comes in: arrays of `pieces`, a batch at a time. Goes out: logits of every head, a row a word. It refuses any size but
that of the base weights, whose names of tensors it keeps.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional

from pipeline.annotate.encoder.pieces import GAPS, SHAPES
from pipeline.errors import ConfigError
from pipeline.model.labels import HEADS

WIDTH = 384
INNER = 1536
HEAD_COUNT = 12
LAYERS = 6
WORDS = 30_522
POSITIONS = 512
EPSILON = 1e-12


@dataclass(frozen=True, slots=True)
class Batch:
    """Windows side by side: `ids`, `shapes`, `gaps` and `mask` of (window, piece); `firsts` of (window, word)."""

    ids: Tensor
    shapes: Tensor
    gaps: Tensor
    mask: Tensor
    firsts: Tensor
    targets: dict[str, Tensor]


class Layer(nn.Module):
    """One layer: self-attention and a feed-forward network, each with its residual and norm behind it."""

    def __init__(self, dropout: float) -> None:
        super().__init__()
        self.query, self.key, self.value, self.out = (nn.Linear(WIDTH, WIDTH) for _ in range(4))
        self.norm_attention, self.norm_output = (nn.LayerNorm(WIDTH, eps=EPSILON) for _ in range(2))
        self.inner, self.outer = nn.Linear(WIDTH, INNER), nn.Linear(INNER, WIDTH)
        self.drop = nn.Dropout(dropout) if dropout else nn.Identity()

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        """Return the (window, piece, width) states above `x`; `mask` is true where a piece may be looked at."""
        split = (*x.shape[:2], HEAD_COUNT, WIDTH // HEAD_COUNT)
        query, key, value = (part(x).view(split).transpose(1, 2) for part in (self.query, self.key, self.value))
        # Written out: on a CPU the fused form's way back takes a third of a training step.
        likeness = query @ key.transpose(2, 3) / (WIDTH // HEAD_COUNT) ** 0.5
        likeness = likeness.masked_fill(~mask[:, None, None, :], -1e4)
        seen = torch.softmax(likeness, dim=-1) @ value
        seen = self.out(seen.transpose(1, 2).reshape(x.shape))
        x = self.norm_attention(x + self.drop(seen))
        wide = self.outer(functional.gelu(self.inner(x)))
        return self.norm_output(x + self.drop(wide))  # type: ignore[no-any-return]


class Encoder(nn.Module):
    """The embeddings, the layers and the heads."""

    def __init__(self, dropout: float = 0.0) -> None:
        super().__init__()
        self.words = nn.Embedding(WORDS, WIDTH)
        self.positions = nn.Embedding(POSITIONS, WIDTH)
        self.shapes = nn.Embedding(len(SHAPES), WIDTH)
        self.gaps = nn.Embedding(len(GAPS), WIDTH)
        self.norm = nn.LayerNorm(WIDTH, eps=EPSILON)
        self.layers = nn.ModuleList(Layer(dropout) for _ in range(LAYERS))
        self.heads = nn.ModuleDict({name: nn.Linear(WIDTH, len(labels)) for name, labels in HEADS.items()})
        self.drop = nn.Dropout(dropout) if dropout else nn.Identity()
        # The base never saw them: it starts from what it knows, and learns what they add.
        for extra in (self.shapes, self.gaps):
            nn.init.normal_(extra.weight, std=0.005)

    def forward(self, batch: Batch) -> dict[str, Tensor]:
        """Return logits of (window, word, label) for each head."""
        positions = torch.arange(batch.ids.shape[1], device=batch.ids.device)
        x = self.words(batch.ids) + self.positions(positions) + self.shapes(batch.shapes) + self.gaps(batch.gaps)
        x = self.drop(self.norm(x))
        for layer in self.layers:
            x = layer(x, batch.mask)
        first = self.drop(x.gather(1, batch.firsts[:, :, None].expand(-1, -1, WIDTH)))
        return {name: head(first).float() for name, head in self.heads.items()}


def load_base(encoder: Encoder, path: Path, sha256: str) -> None:
    """Fill `encoder` with the base weights at `path` (safetensors); raises `ConfigError` if they are others."""
    found = hashlib.sha256(path.read_bytes()).hexdigest()
    if found != sha256:
        raise ConfigError(f"{path}: sha256 {found}, the config says {sha256}")
    base = load_file(path)
    own = encoder.state_dict()
    with torch.no_grad():
        for name, source in _names().items():
            own[name].copy_(base[source])
        # The base adds the embedding of segment 0 to every piece.
        own["positions.weight"].add_(base["embeddings.token_type_embeddings.weight"][0])


def _names() -> dict[str, str]:
    """Return the base's tensor for each of ours."""
    names = {
        "words.weight": "embeddings.word_embeddings.weight",
        "positions.weight": "embeddings.position_embeddings.weight",
        "norm.weight": "embeddings.LayerNorm.weight",
        "norm.bias": "embeddings.LayerNorm.bias",
    }
    parts = {
        "query": "attention.self.query", "key": "attention.self.key", "value": "attention.self.value",
        "out": "attention.output.dense", "norm_attention": "attention.output.LayerNorm",
        "inner": "intermediate.dense", "outer": "output.dense", "norm_output": "output.LayerNorm",
    }
    for layer in range(LAYERS):
        for ours, theirs in parts.items():
            for kind in ("weight", "bias"):
                names[f"layers.{layer}.{ours}.{kind}"] = f"encoder.layer.{layer}.{theirs}.{kind}"
    return names
