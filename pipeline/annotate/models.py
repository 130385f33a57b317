"""Which language model a run asks, and how it is told apart from any other.

Comes in: a name or folder, as `--model` takes it. Goes out: `ModelIdentity`. It refuses a name that is neither a
package of ours nor an installed spaCy pipeline.
"""

from __future__ import annotations

import functools
import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

import spacy.util

from pipeline.annotate.encoder.package import CONFIG, find_package, is_package
from pipeline.config import NO_MODEL, SHIPPED
from pipeline.errors import ConfigError
from pipeline.version import RULES_VERSION

#: Digits of the checksum that a version shows.
SHOWN = 12
_META = "meta.json"


@dataclass(frozen=True, slots=True)
class ModelIdentity:
    """A model by its own name and version, and the SHA-256 of its weights; all empty but the name for `NO_MODEL`."""

    name: str
    version: str
    sha256: str

    @property
    def coded_by(self) -> str:
        """What codes with this model, as `model_version` has it: the rules, and the model where there is one."""
        return RULES_VERSION if self.name == NO_MODEL else f"{RULES_VERSION} {self.name} {self.sha256[:SHOWN]}"


@functools.cache
def identify(model: str) -> ModelIdentity:
    """Return the identity of the package or spaCy pipeline `model`, a name or a folder.

    Raises `ConfigError` where there is none.
    """
    if model == NO_MODEL:
        return ModelIdentity(NO_MODEL, "", "")
    if is_package(model):
        config = _json(find_package(model) / CONFIG)
        return ModelIdentity(config["name"], config["version"], config["sha256"])
    folder = spacy.util.get_package_path(model) if spacy.util.is_package(model) else Path(model)
    # Of an installed pipeline the data lie one folder down, under its name and version.
    found = next((path for path in (folder / _META, *sorted(folder.glob(f"*/{_META}"))) if path.is_file()), None)
    if found is None:
        raise ConfigError(
            f"no model {model!r}: {SHIPPED!r}, {NO_MODEL!r} for the rules alone, or an installed spaCy pipeline"
        )
    meta = _json(found)
    name = f"{meta.get('lang', '')}_{meta.get('name', '')}"
    return ModelIdentity(name, meta.get("version", ""), _digest(found.parent))


def _json(path: Path) -> dict[str, str]:
    try:
        found: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ConfigError(f"{path}: {error}") from error
    return found


def _digest(folder: Path) -> str:
    """Return the SHA-256 over the names and contents of the files under `folder`."""
    total = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts):
        total.update(path.relative_to(folder).as_posix().encode() + b"\0")
        with path.open("rb") as file:
            total.update(hashlib.file_digest(file, "sha256").digest())
    return total.hexdigest()
