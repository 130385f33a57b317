"""The wordings of page furniture, and which of them may hold where in a text.

Comes in: `resources/patterns/clutter.jsonl`, and a text. Goes out: `ClutterRule`s, and `Chances` to be asked of a
sentence or line. It refuses to flag anything: `components.clutter` does.

Each wording has a scope:

    sentence  that sentence
    line      from that sentence to the end of its line, where that is short
    caption   searched for anywhere in a short line, which goes as a whole
    head      a whole line, only before the first sentence of the story
    next      the line, and the one behind it if that has no full stop
    list      the line, and the headlines that follow it
    tail      all that follows, once the story has been told
    keep      never clutter, whatever else matches
"""

from __future__ import annotations

import functools
import json
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources

from pipeline.tables.openings import Openings

RULES = "clutter.jsonl"
SCOPES = ("sentence", "line", "caption", "head", "next", "list", "tail", "keep")


@dataclass(frozen=True, slots=True)
class ClutterRule:
    """One wording of page furniture; `example` matches it, none of `counter` does."""

    id: str
    scope: str
    pattern: re.Pattern[str]
    example: str
    counter: tuple[str, ...] = ()

    def matches(self, text: str) -> bool:
        """Say whether the rule holds for `text`, a sentence or line without its bullet."""
        found = self.pattern.search(text) if self.scope == "caption" else self.pattern.match(text)
        return found is not None


@functools.cache
def clutter_rules() -> tuple[ClutterRule, ...]:
    """Return the rules in the order of the file. Raises ValueError for a scope that is none."""
    path = resources.files("pipeline") / "resources" / "patterns" / RULES
    rules = []
    for row in map(json.loads, path.read_text(encoding="utf-8").splitlines()):
        if row["scope"] not in SCOPES:
            raise ValueError(f"{RULES}: rule {row['id']} has the unknown scope {row['scope']!r}")
        flags = re.NOFLAG if row.get("case") else re.IGNORECASE
        pattern = re.compile(row["pattern"], flags)
        rules.append(ClutterRule(row["id"], row["scope"], pattern, row["example"], tuple(row.get("not", ()))))
    return tuple(rules)


class Chances:
    """Which rules may hold at which place of one text: few of them, so that few are tried."""

    def __init__(self, rules: Sequence[ClutterRule], openings: Openings, text: str) -> None:
        self._at: defaultdict[int, list[ClutterRule]] = defaultdict(list)
        self._within: defaultdict[str, list[tuple[ClutterRule, list[int] | None]]] = defaultdict(list)
        for number, places in openings.places(text).items():
            rule = rules[number]
            if places is None or number in openings.inner or rule.scope == "caption":
                self._within[rule.scope].append((rule, places))
            else:
                for place in places:
                    self._at[place].append(rule)

    def holds(self, scope: str, text: str, end: int) -> bool:
        """Say whether a rule of `scope` holds for `text`, a sentence or line that ends at the offset `end`."""
        start = end - len(text)
        for rule in self._at.get(start, ()):
            if rule.scope == scope and rule.matches(text):
                return True
        for rule, places in self._within.get(scope, ()):
            if (places is None or any(start <= place < end for place in places)) and rule.matches(text):
                return True
        return False
