"""Unions, bodies and places in a text, by gazetteer, context and open patterns.

Comes in: a text and its day of publication. Goes out: `Found` spans with the union, body or
place they name (`find.find_entities`), and the tables behind them (`pipeline.tables.registry`).
It refuses to name anybody whom no table, pattern or definition in the text names.
"""

from pipeline.annotate.entities.find import Found, find_entities
from pipeline.tables.registry import Body, Place, Registry, Union, load_registry

__all__ = ["Body", "Found", "Place", "Registry", "Union", "find_entities", "load_registry"]
