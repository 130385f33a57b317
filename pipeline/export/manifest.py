"""What a run says of itself: `run.json` and `issues.jsonl`.

Comes in: the manifest as a plain dict, the log of issues. Goes out: two files with sorted keys and
lines, replaced only where they change. It refuses to measure: times are handed in, and they belong
under `TIMING` alone, so that two runs over the same input differ there and nowhere else.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pipeline.export.atomic import write_if_changed
from pipeline.issues import IssueLog

MANIFEST_NAME = "run.json"
ISSUES_NAME = "issues.jsonl"
#: The one key of the manifest that may differ between two runs over the same input.
TIMING = "timing"


def write_run_manifest(out: Path, manifest: Mapping[str, Any]) -> bool:
    """Write `out/run.json`, the timing last; return whether it changed. Raises `OutputError`.

    Values must be such as JSON holds; paths and dates are written as their text.
    """
    facts = {key: manifest[key] for key in sorted(manifest) if key != TIMING}
    if TIMING in manifest:
        facts[TIMING] = manifest[TIMING]
    body = json.dumps(facts, ensure_ascii=False, indent=2, default=str)
    return write_if_changed(out / MANIFEST_NAME, f"{body}\n".encode())


def write_issues(out: Path, issues: IssueLog) -> bool:
    """Write `out/issues.jsonl`, one issue a line; return whether it changed. Raises `OutputError`."""
    body = "".join(f"{line}\n" for line in issues.lines())
    return write_if_changed(out / ISSUES_NAME, body.encode())
