"""The components of the pipeline, one a file, each a registered spaCy factory.

Comes in: a `Doc`. Goes out: the same `Doc` with more attributes set. `load_factories` registers
them all; importing this package registers none.
"""

from __future__ import annotations

import importlib

_MODULES = (
    "clutter", "dates", "encoder", "entities", "organisations", "other_model", "people", "quantities", "relevance",
    "roles", "sentences",
)


def load_factories() -> None:
    """Import every component module, which registers its factory with spaCy."""
    for name in _MODULES:
        importlib.import_module(f"{__name__}.{name}")
