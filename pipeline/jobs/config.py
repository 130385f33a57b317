"""The configuration file of an installation: where things lie and how the web is asked.

Comes in: a TOML file. Goes out: a frozen `Job`, its paths resolved from the file's own folder. It refuses
settings that it does not know, and a run of the web without a `[fetch]` table.
"""

from __future__ import annotations

import tomllib
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from pipeline.config import SHIPPED
from pipeline.errors import ConfigError
from pipeline.fetch.settings import FetchSettings, make_fetch_settings


class Job(BaseModel):
    """One installation. Folders that are not there yet are made by the runs that write to them."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    #: The folder of the source files.
    sources: Path
    #: The raw archive.
    raw: Path
    #: The tables, the state, the summary and the metrics.
    out: Path
    #: Worker processes; 0 takes one a core once there is enough to do.
    workers: int = Field(default=0, ge=0, le=64)
    #: The language model: a package's or spaCy pipeline's name, `none` for the rules alone.
    model: str = SHIPPED
    fetch: FetchSettings | None = None

    @property
    def web(self) -> FetchSettings:
        """The settings of the fetch. Raises `ConfigError` where the file has none."""
        if self.fetch is None:
            raise ConfigError("the configuration has no [fetch] table, which needs a contact at least")
        return self.fetch


def load_job(path: Path) -> Job:
    """Return the settings in the file at `path`. Raises `ConfigError` naming the file and each value that is wrong."""
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as err:  # UnicodeDecodeError and TOMLDecodeError are ValueErrors.
        raise ConfigError(f"{path}: {getattr(err, 'strerror', None) or err}") from err
    if not isinstance(values.get("fetch", {}), dict):
        raise ConfigError(f"{path}: fetch: must be a table")
    try:
        if "fetch" in values:
            values["fetch"] = make_fetch_settings(values["fetch"])
        job = Job.model_validate(values)
    except ConfigError as err:
        raise ConfigError(f"{path}: {err}") from err
    except ValidationError as err:
        wrong = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']} (got {e['input']!r})" for e in err.errors())
        raise ConfigError(f"{path}: {wrong}") from err
    folder = path.resolve().parent
    return job.model_copy(update={name: folder / getattr(job, name) for name in ("sources", "raw", "out")})
