"""The sources: one TOML file each.

Comes in: a folder of source files. Goes out: checked `Source`s, by name. It refuses files with
unknown keys, names that are no folder name, zones that do not exist and lists of nothing.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import tomlkit
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator
from tomlkit.exceptions import TOMLKitError

from pipeline.errors import ConfigError, OutputError
from pipeline.fetch.addresses import clean_address
from pipeline.fetch.failure import FetchFailure

#: The lists of a source file that hold addresses; `guardian` holds queries.
ADDRESS_LISTS = ("feeds", "sitemaps", "pages", "urls")
LISTS = (*ADDRESS_LISTS, "guardian")
Text = Annotated[str, Field(min_length=1, max_length=200)]
Entries = Annotated[tuple[str, ...], Field(default=())]


class Source(BaseModel):
    """One outlet, or one desk of it, and where it lists its articles."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    #: Short and unique; the folder of its captures in the raw archive.
    name: str = Field(pattern=r"^[a-z0-9][a-z0-9._-]{0,63}$")
    outlet: Text
    #: England, Wales, Scotland, Northern Ireland, or UK.
    nation: Text
    #: ISO 639-1.
    language: str = Field(pattern=r"^[a-z]{2,3}(-[A-Za-z]{2,4})?$")
    #: Of dates that bear no zone; a name of the tz database.
    timezone: str
    feeds: Entries
    sitemaps: Entries
    pages: Entries
    urls: Entries
    guardian: Entries
    #: Which addresses no fetch has proved yet: all (true), none (false), or those listed.
    unverified: bool | tuple[str, ...] = False

    @field_validator("timezone")
    @classmethod
    def _zone_exists(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError, OSError) as err:
            raise ValueError("no time zone of that name") from err
        return value

    @model_validator(mode="after")
    def _lists_something(self) -> Source:
        if not any(getattr(self, name) for name in LISTS):
            raise ValueError(f"lists nothing: needs one of {', '.join(LISTS)}")
        for name in ADDRESS_LISTS:
            for url in getattr(self, name):
                try:
                    clean_address(url)
                except FetchFailure as err:
                    raise ValueError(f"{name}: {err}") from err
        strange = set(self.unverified if isinstance(self.unverified, tuple) else ()) - set(self.addresses())
        if strange:
            raise ValueError(f"unverified names addresses that the source does not list: {sorted(strange)}")
        return self

    @property
    def zone(self) -> ZoneInfo:
        """The time zone of the source."""
        return ZoneInfo(self.timezone)

    def entries(self) -> Iterator[tuple[str, str]]:
        """Yield each list's name with each of its entries."""
        for name in LISTS:
            for entry in getattr(self, name):
                yield name, entry

    def addresses(self) -> list[str]:
        """Return every address that the source lists."""
        return [entry for name, entry in self.entries() if name in ADDRESS_LISTS]


def load_sources(folder: Path) -> list[Source]:
    """Return the sources of a folder, sorted by name. Raises `ConfigError` naming every file that is wrong."""
    try:
        paths = sorted(folder.glob("*.toml"))
    except OSError as err:
        raise ConfigError(f"{folder}: {err.strerror}") from err
    if not paths:
        raise ConfigError(f"{folder}: no source file (*.toml) in it" if folder.is_dir() else f"{folder}: no folder")
    sources: dict[str, Source] = {}
    wrong: list[str] = []
    for path in paths:
        try:
            source = load_source(path)
        except ConfigError as err:
            wrong.append(str(err))
            continue
        if source.name in sources:
            wrong.append(f"{path}: another source is called {source.name!r}")
        sources[source.name] = source
    if wrong:
        raise ConfigError("\n".join(wrong))
    return sorted(sources.values(), key=lambda source: source.name)


def load_source(path: Path) -> Source:
    """Return one source. Raises `ConfigError` naming the file and each value that is wrong."""
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as err:  # UnicodeDecodeError and TOMLDecodeError are ValueErrors.
        raise ConfigError(f"{path}: {err}") from err
    try:
        return Source.model_validate(values)
    except ValidationError as err:
        places = "; ".join(f"{'.'.join(map(str, e['loc'])) or 'source'}: {e['msg']}" for e in err.errors())
        raise ConfigError(f"{path}: {places}") from err


def mark_verified(path: Path, verified: set[str]) -> bool:
    """Take addresses that a fetch has proved off `unverified` in a source file; say whether it changed.

    Comments and order of the file stay. Raises `ConfigError` and `OutputError`.
    """
    source = load_source(path)
    before = set(source.addresses()) if source.unverified is True else set(source.unverified or ())
    after = [url for url in dict.fromkeys(source.addresses()) if url in before - verified]
    if len(after) == len(before):
        return False
    try:
        document = tomlkit.parse(path.read_text(encoding="utf-8"))
        if after:
            rows = tomlkit.array()
            rows.extend(after)
            document["unverified"] = rows.multiline(True)
        else:
            document.remove("unverified")
        temporary = path.with_name(f".{path.name}.tmp")
        temporary.write_text(tomlkit.dumps(document), encoding="utf-8")
        temporary.replace(path)
    except (OSError, TOMLKitError) as err:
        raise OutputError(f"{path}: cannot be marked: {err}") from err
    return True
