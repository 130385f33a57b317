"""Makes the package of a trained encoder: graph, tokenizer, config, card and scores.

Comes in: the encoder, its settings, the corpora to measure it on. Goes out: the folder `models/NAME`, written whole or
not at all. It refuses a package under its floors, unless told to write it anyway.
"""

from __future__ import annotations

import hashlib
import json
import logging
import shutil
import tempfile
import time
from pathlib import Path

from pipeline.annotate.encoder.package import CONFIG, GRAPH, TOKENIZER, LanguageModel, PackageConfig
from pipeline.annotate.encoder.pieces import GAPS, SHAPES
from pipeline.model.card import Measures, scores_json, write_card
from pipeline.model.evaluate import evaluate, failures, losses, read_tests
from pipeline.model.export import export
from pipeline.model.labels import HEADS
from pipeline.model.network import Encoder
from pipeline.model.settings import Settings
from pipeline.model.train import base_folder

LOG = logging.getLogger(__name__)
CARD, SCORES = "MODEL_CARD.md", "scores.json"
#: The bound on everything under `models/`, of which this is nearly all.
MOST_MB = 30.0
_MEGABYTE = 1e6


def pack(encoder: Encoder, settings: Settings, corpora: Path, out: Path, *, minutes: float, anyway: bool) -> list[str]:
    """Export, measure and write the package to `out`; return what misses its floor, a line each."""
    with tempfile.TemporaryDirectory() as scratch:
        whole, small = Path(scratch) / "float", Path(scratch) / settings.name
        for folder in (whole, small):
            folder.mkdir()
            shutil.copyfile(base_folder(settings.base) / TOKENIZER, folder / TOKENIZER)
        export(encoder, whole / GRAPH, small / GRAPH)
        version = [_configure(folder, settings) for folder in (whole, small)][1]
        before, after = (evaluate(LanguageModel(folder), corpora, settings.data) for folder in (whole, small))
        measures = _measure(small, corpora, minutes)
        missed = failures(after) + losses(before, after)
        if measures.size_mb > MOST_MB:
            missed.append(f"{measures.size_mb:.1f} MB are more than {MOST_MB}")
        (small / CARD).write_text(write_card(settings, version, before, after, measures), encoding="utf-8")
        (small / SCORES).write_text(json.dumps(scores_json(after, measures), indent=2) + "\n", encoding="utf-8")
        for score in after:
            if not score.part:
                LOG.info("%s on %s: %.4f", score.task, score.test, score.count.f1)
        if not missed or anyway:
            _replace(small, out)
            LOG.info("written: %s", out)
    return missed


def _configure(folder: Path, settings: Settings) -> str:
    """Write the config of the package in `folder`; return its version, which is of its graph."""
    digest = hashlib.sha256((folder / GRAPH).read_bytes()).hexdigest()
    config = PackageConfig(
        name=settings.name, version=digest[:12], sha256=digest, longest=settings.windows.longest,
        overlap=settings.windows.overlap, shapes=SHAPES, gaps=GAPS, heads=HEADS,
    )
    (folder / CONFIG).write_text(config.model_dump_json(indent=1) + "\n", encoding="utf-8")
    return config.version


def _measure(folder: Path, corpora: Path, minutes: float) -> Measures:
    """Return size, time to load, and words a second over PUD's documents."""
    began = time.perf_counter()
    model = LanguageModel(folder)
    load = time.perf_counter() - began
    documents = [document.words for document in read_tests(corpora)["PUD"]]
    began = time.process_time()
    for words in documents:
        model.read([word.text for word in words], [word.space for word in words])
    speed = sum(len(words) for words in documents) / (time.process_time() - began)
    size = sum(path.stat().st_size for path in folder.iterdir()) / _MEGABYTE
    return Measures(words_per_second=round(speed), load_s=load, size_mb=size, training_minutes=minutes)


def _replace(made: Path, out: Path) -> None:
    """Put the folder `made` in the place of `out`: beside it first, then by two renames."""
    out.parent.mkdir(parents=True, exist_ok=True)
    fresh, stale = out.with_name(f"{out.name}.new"), out.with_name(f"{out.name}.old")
    for path in (fresh, stale):
        shutil.rmtree(path, ignore_errors=True)
    shutil.copytree(made, fresh)
    if out.exists():
        out.replace(stale)
    fresh.replace(out)
    shutil.rmtree(stale, ignore_errors=True)
