"""The versions that every row and every run carries.

Comes in: the installed distribution. Goes out: two strings. It refuses to guess: where the
distribution is not installed the version says so.
"""

from __future__ import annotations

from importlib import metadata

try:
    PIPELINE_VERSION = metadata.version("picketline")
except metadata.PackageNotFoundError:
    PIPELINE_VERSION = "0+not-installed"

#: What annotates and codes: rules, and weights for the roles of percentages. A change of either is a new one.
RULES_VERSION = "rules-3"
