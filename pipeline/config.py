"""Settings of a run, checked when made; nothing is read or timed at import.

Comes in: keyword arguments from the command line or a notebook. Goes out: a frozen `Settings`
and its hash, which the run manifest keeps. It refuses settings that it does not know.
"""

from __future__ import annotations

import datetime as dt
import hashlib

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from pipeline.errors import ConfigError

#: The language model that is taken where none is named, and the name that stands for the rules alone.
SHIPPED, NO_MODEL = "small", "none"


class Settings(BaseModel):
    """What changes the tables of a run; `workers` changes only its speed and is left out of the hash."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    #: Day of publication of `.txt` and `.html` inputs that bear none.
    published: dt.date | None = None
    #: Worker processes; 0 takes one a core once the inputs are worth it.
    workers: int = Field(default=0, ge=0, le=64)
    #: The language model: a package's or spaCy pipeline's name or folder, `none` for the rules alone.
    model: str = SHIPPED

    def digest(self) -> str:
        """Return the SHA-256 of the settings that change the tables, as 64 hexadecimal digits."""
        return hashlib.sha256(self.model_dump_json(exclude={"workers"}).encode()).hexdigest()


def make_settings(**values: object) -> Settings:
    """Return checked settings. Raises `ConfigError` naming each setting that is wrong."""
    try:
        return Settings(**values)  # type: ignore[arg-type]  # pydantic checks the types
    except ValidationError as err:
        wrong = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']} (got {e['input']!r})" for e in err.errors())
        raise ConfigError(f"settings: {wrong}") from err
