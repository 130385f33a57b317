"""The settings of a training, read from `models/configs/NAME.toml`.

Comes in: a TOML file. Goes out: `Settings`, frozen. It refuses a key it does not know and a value out of bounds.
"""

from __future__ import annotations

import tomllib
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from pipeline.errors import ConfigError


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Base(_Part):
    """The pretrained encoder: the folder of its files inside an installed Python package, and their checksum."""

    package: str
    folder: str
    sha256: str = Field(pattern="^[0-9a-f]{64}$")
    name: str
    licence: str


class Marked(_Part):
    """Marked paragraphs: their files, as a pattern from the working directory, and whether they mark events."""

    files: str
    events: bool


class Data(_Part):
    """How often an epoch reads each source; a half reads every other document.

    `articles` is a pattern of annotated articles, which are measured on and never trained on.
    """

    repeats: dict[str, float]
    marked: dict[str, Marked] = {}
    articles: str = ""


class Windows(_Part):
    """Windows in pieces: what training draws from, and what a run reads."""

    shortest: int = Field(ge=8)
    longest: int = Field(le=510)
    alone: float = Field(ge=0, le=1, description="share of sentences read without their neighbours")
    overlap: int = Field(ge=0)


class Training(_Part):
    """The optimisation; rates are of AdamW at its peak."""

    seed: int
    epochs: int = Field(ge=1)
    batch_pieces: int = Field(ge=64)
    rate: float
    head_rate: float
    layer_decay: float = Field(gt=0, le=1)
    train_words: bool
    warm_up: float = Field(ge=0, lt=1)
    weight_decay: float
    smoothing: float = Field(ge=0, lt=1)
    quiet: float = Field(gt=0, le=1, description="what a word that tells no event counts, beside one that does")
    dropout: float = Field(ge=0, lt=1)
    clip: float
    average: float = Field(ge=0, lt=1, description="decay of the moving average of the weights; 0 takes the last")
    precision: str = Field(pattern="^(float32|bfloat16)$")
    threads: int = Field(ge=1)


class Augmentation(_Part):
    """The share of windows changed in each way."""

    upper: float = Field(ge=0, le=1)
    lower: float = Field(ge=0, le=1)
    title: float = Field(ge=0, le=1)
    quotes: float = Field(ge=0, le=1)
    names: float = Field(ge=0, le=1)


class Settings(_Part):
    """Everything that decides a training, but the corpora."""

    name: str
    base: Base
    data: Data
    windows: Windows
    training: Training
    augmentation: Augmentation
    weights: dict[str, float]


def read_settings(path: Path) -> Settings:
    """Return the settings in `path`; raises `ConfigError` that names the key that is wrong."""
    try:
        return Settings.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, tomllib.TOMLDecodeError, ValidationError) as error:
        raise ConfigError(f"{path}: {error}") from error
