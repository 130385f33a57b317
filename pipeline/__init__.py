"""picketline: news about UK industrial disputes in, a dataset of dispute events out.

Data goes one way: `extract` makes articles of files, `annotate` finds mentions in them, `code` makes reports of those,
`normalise` merges reports into events and disputes, `export` writes Parquet, `report` is what a person looks at; `run`
knows their order and `cli` is the command. `process` and `load` are the two names for a notebook. This module refuses
to import a stage before it is asked for: who needs the schema alone pays for nothing else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pipeline.config import Settings, make_settings
    from pipeline.export.load import load
    from pipeline.run import process

__all__ = ["Settings", "load", "make_settings", "process"]

_HOMES = {
    "Settings": "pipeline.config",
    "load": "pipeline.export.load",
    "make_settings": "pipeline.config",
    "process": "pipeline.run",
}


def __getattr__(name: str) -> Any:
    """Import a public name when it is first asked for."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    import importlib

    return getattr(importlib.import_module(_HOMES[name]), name)
