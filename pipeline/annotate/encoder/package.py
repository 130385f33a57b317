"""A model package on disk: where it lies, what its `config.json` says, and its labels for a text.

Comes in: a name (`small`) or a folder. Goes out: `LanguageModel`, whose `read` gives logits a head. It refuses a
package whose graph is not the one its config was written for.
"""

from __future__ import annotations

import hashlib
import json
import sysconfig
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import BaseModel, ConfigDict, ValidationError

from pipeline.annotate.encoder.decode import Logits
from pipeline.annotate.encoder.pieces import GAPS, SHAPES, Pieces, gap_of
from pipeline.annotate.encoder.windows import cut
from pipeline.errors import ConfigError

CONFIG, GRAPH, TOKENIZER = "config.json", "model.onnx", "tokenizer.json"
_LINE = GAPS.index("line")


class PackageConfig(BaseModel):
    """What a package says of itself; `heads` in the order of the columns of the graph's logits."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    version: str
    sha256: str
    longest: int
    overlap: int
    shapes: tuple[str, ...]
    gaps: tuple[str, ...]
    heads: dict[str, tuple[str, ...]]


def find_package(name: str) -> Path:
    """Return the folder of the model `name`: a folder's own path, the checkout's `models/`, or where the wheel put it.

    Raises `ConfigError` that names the places looked at.
    """
    places = [
        Path(name),
        Path(__file__).parents[3] / "models" / name,
        Path(sysconfig.get_path("data")) / "share" / "picketline" / "models" / name,
    ]
    for place in places:
        if (place / CONFIG).is_file():
            return place
    raise ConfigError(f"no model {name!r} in {', '.join(str(place) for place in places)}")


class LanguageModel:
    """Reads text with one package; the same words give the same logits, to the last bit on one machine."""

    def __init__(self, folder: Path) -> None:
        """Load the package in `folder`; raises `ConfigError` where it is damaged or of another make."""
        try:
            self.config = PackageConfig.model_validate(json.loads((folder / CONFIG).read_text(encoding="utf-8")))
            graph = (folder / GRAPH).read_bytes()
        except (OSError, json.JSONDecodeError, ValidationError) as error:
            raise ConfigError(f"{folder}: {error}") from error
        if hashlib.sha256(graph).hexdigest() != self.config.sha256:
            raise ConfigError(f"{folder / GRAPH} is not the file that {CONFIG} names")
        if self.config.shapes != SHAPES or self.config.gaps != GAPS:
            raise ConfigError(f"{folder}: trained with other shapes or gaps of words; train it again")
        self._pieces = Pieces(folder / TOKENIZER)
        self._session = _session(graph)

    def read(self, words: Sequence[str], spaces: Sequence[str]) -> dict[str, Logits]:
        """Return a (word, label) matrix of logits for each head; `spaces` is the white space before each word."""
        gaps = [gap_of(space) for space in spaces]
        if gaps:
            gaps[0] = _LINE
        encoded = self._pieces.encode(words, gaps)
        size = sum(len(labels) for labels in self.config.heads.values())
        logits = np.zeros((len(encoded), size), dtype=np.float32)
        lines = [number for number, gap in enumerate(gaps) if gap == _LINE]
        for window in cut(encoded.firsts.tolist(), lines, self.config.longest, self.config.overlap):
            part = encoded.part(window.first, window.last, self._pieces.begin, self._pieces.end)
            keep = part.firsts[window.keep_first - window.first : window.keep_last - window.first]
            feeds = {"ids": part.ids, "shapes": part.shapes, "gaps": part.gaps, "firsts": keep}
            logits[window.keep_first : window.keep_last] = self._session.run(None, feeds)[0]
        return self._split(logits)

    def _split(self, logits: Logits) -> dict[str, Logits]:
        heads, column = {}, 0
        for head, labels in self.config.heads.items():
            heads[head] = logits[:, column : column + len(labels)]
            column += len(labels)
        return heads


def _session(graph: bytes) -> Any:
    """Return an onnxruntime session of one thread: articles go parallel over processes, and sums keep their order."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.execution_mode = onnxruntime.ExecutionMode.ORT_SEQUENTIAL
    # Errors only: a machine without some device is no news to who runs on the processor.
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])
