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

#: What annotates and codes: rules, and tables of weights for the roles of percentages, for events and for confidence.
#: A change of any of them is a new one.
RULES_VERSION = "rules-4"
