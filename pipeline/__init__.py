"""picketline: news about UK industrial disputes in, dispute events as Parquet out.

    extract -> annotate -> code -> normalise -> export

`run` calls the stages in this order and `cli` calls `run`. A notebook needs `load` alone:

    from pipeline import load
    events = load("out")                # or load("out", "reports")
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pipeline.export.load import load
    from pipeline.run import process

__all__ = ["load", "process"]


def __getattr__(name: str) -> Any:
    """Import a public name when it is first asked for: spaCy and trafilatura take a second to load."""
    if name == "load":
        from pipeline.export.load import load

        return load
    if name == "process":
        from pipeline.run import process

        return process
    raise AttributeError(f"module 'pipeline' has no attribute {name!r}")
