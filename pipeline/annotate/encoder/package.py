"""A model package on disk: where it lies, what its `config.json` says, and its labels for a text.

Comes in: a name (`small`) or a folder. Goes out: `LanguageModel`, whose `read` gives logits a head. It refuses a
package whose graph is not the one its config was written for.
"""

from __future__ import annotations

import hashlib
import json
import sysconfig
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import BaseModel, ConfigDict, ValidationError

from pipeline.annotate.encoder.batches import batches
from pipeline.annotate.encoder.decode import Logits
from pipeline.annotate.encoder.pieces import GAPS, SHAPES, Encoded, Pieces, gap_of
from pipeline.annotate.encoder.reading import Scores, Text
from pipeline.annotate.encoder.windows import Window, cut
from pipeline.errors import ConfigError

CONFIG, GRAPH, TOKENIZER = "config.json", "model.onnx", "tokenizer.json"
_LINE = GAPS.index("line")
_NOTHING: Logits = np.zeros((0, 0), dtype=np.float32)


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
    for place in _places(name):
        if _is_there(place):
            return place
    raise ConfigError(f"no model {name!r} in {', '.join(str(place) for place in _places(name))}")


def is_package(name: str) -> bool:
    """Whether `name` is a package; what is not may be a spaCy pipeline."""
    return any(_is_there(place) for place in _places(name))


def _places(name: str) -> list[Path]:
    return [
        Path(name),
        Path(__file__).parents[3] / "models" / name,
        Path(sysconfig.get_path("data")) / "share" / "picketline" / "models" / name,
    ]


def _is_there(place: Path) -> bool:
    # A spaCy pipeline has a `config.cfg` and no graph.
    return (place / CONFIG).is_file() and (place / GRAPH).is_file()


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
        if [len(entry.shape) for entry in self._session.get_inputs()] != [2, 2, 2, 1]:
            raise ConfigError(f"{folder}: its graph reads no batches of windows; export it again")

    @property
    def heads(self) -> frozenset[str]:
        """The heads that the package has."""
        return frozenset(self.config.heads)

    def read(self, words: Sequence[str], spaces: Sequence[str]) -> dict[str, Logits]:
        """Return a (word, label) matrix of logits for each head; `spaces` is the white space before each word."""
        return {head: scores.logits for head, scores in self.read_all([(words, spaces)])[0].items()}

    def read_all(self, texts: Sequence[Text]) -> list[dict[str, Scores]]:
        """Return what each head says of each of `texts`, read together: no text's scores hang on the others."""
        encoded = [self._encode(words, spaces) for words, spaces in texts]
        cuts = [list(self._cut(each)) for each in encoded]
        parts = [
            each.part(window.first, window.last, self._pieces.begin, self._pieces.end)
            for each, windows in zip(encoded, cuts, strict=True)
            for window in windows
        ]
        rows = iter(self._run(parts))
        size = sum(len(labels) for labels in self.config.heads.values())
        read = []
        for each, windows in zip(encoded, cuts, strict=True):
            logits = np.zeros((len(each), size), dtype=np.float32)
            for window in windows:
                kept = next(rows)[window.keep_first - window.first : window.keep_last - window.first]
                logits[window.keep_first : window.keep_last] = kept
            read.append(self._split(logits))
        return read

    def _encode(self, words: Sequence[str], spaces: Sequence[str]) -> Encoded:
        gaps = [gap_of(space) for space in spaces]
        if gaps:
            gaps[0] = _LINE
        return self._pieces.encode(words, gaps)

    def _cut(self, encoded: Encoded) -> Iterator[Window]:
        """Yield the windows of a text; a word whose first piece stands behind a line end begins a line."""
        lines = np.flatnonzero(encoded.gaps[encoded.firsts[:-1]] == _LINE).tolist()
        return cut(encoded.firsts.tolist(), lines, self.config.longest, self.config.overlap)

    def _run(self, windows: Sequence[Encoded]) -> list[Logits]:
        """Return the logits of every word of each window."""
        rows: list[Logits] = [_NOTHING] * len(windows)
        for batch in batches(windows):
            logits = self._session.run(None, batch.feeds)[0]
            parts = np.split(logits, np.cumsum(batch.words)[:-1])
            for member, part in zip(batch.members, parts, strict=True):
                rows[member] = part
        return rows

    def _split(self, logits: Logits) -> dict[str, Scores]:
        heads, column = {}, 0
        for head, labels in self.config.heads.items():
            heads[head] = Scores(labels, logits[:, column : column + len(labels)])
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
    # A plan of memory is kept for each shape of input, and windows come in hundreds of shapes.
    options.enable_mem_pattern = False
    return onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])
