"""The rules that give a percentage its role, read from data.

Comes in: `percent_roles.jsonl`. Goes out: `RoleRule`s with compiled patterns. It refuses an
unknown role or macro, so that a slip in the table fails at load and not in the output.

Patterns are searched in a masked sentence (see `view`). They may use {T}, the target
percentage; {P}, any other; {wN}, up to N words between; {xN}, the same without a comma;
{aN}, the same with other percentages among them; and the macros of the table's head.
"""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import resources

from pipeline.errors import ConfigError
from pipeline.tables.openings import Openings

TABLE = "patterns/percent_roles.jsonl"
ROLES = frozenset({
    "pay_offer", "pay_demand", "pay_award", "pay_deal", "vote_for", "vote_against", "turnout", "threshold",
    "inflation", "real_terms", "other",
})  # fmt: skip
#: A rise in pay whose status the rule cannot tell; `status` settles it.
PAY = "pay"
PAY_ROLES = frozenset({"pay_offer", "pay_demand", "pay_award", "pay_deal"})
VOTE_ROLES = frozenset({"vote_for", "vote_against"})

_BUILT_IN = re.compile(r"\{([TP]|[wxa]\d+)\}")
_MACRO = re.compile(r"\{([A-Z_]{2,})\}")


@dataclass(frozen=True, slots=True)
class RoleRule:
    """One row: `weight` (0 to 100) ranks it, the strongest that matches decides.

    `nominal` rules go by the noun beside the number ("a 3% pay deal") and yield to a status
    that is told elsewhere of the same value. `story` rules find an offer that a story of an accepted
    deal makes part of the deal.
    """

    id: str
    role: str
    weight: int
    pattern: re.Pattern[str]
    example: str
    nominal: bool
    story: bool


def expand(pattern: str, macros: dict[str, str]) -> str:
    """Return `pattern` with macros and gaps written out. Raises `ConfigError` for an unknown macro."""
    for _ in range(2):  # a macro may use another one
        for name in set(_MACRO.findall(pattern)):
            if name not in macros:
                raise ConfigError(f"{TABLE}: unknown macro {name!r}")
            pattern = pattern.replace("{" + name + "}", macros[name])
    return _BUILT_IN.sub(lambda found: _gap(found[1]), pattern)


def _gap(name: str) -> str:
    if name in {"T", "P"}:
        return f"#{name.lower()}"
    barred = {"w": "#;", "x": "#;,", "a": ";"}[name[0]]
    return rf"(?:[^\s{barred}]+\s+){{0,{name[1:]}}}?"


@functools.cache
def role_rules() -> tuple[RoleRule, ...]:
    """Return all rules, strongest first. Raises `ConfigError` where a row is wrong."""
    path = resources.files("pipeline") / "resources" / TABLE
    macros: dict[str, str] = {}
    found: list[RoleRule] = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        row = json.loads(line)
        if "macro" in row:
            macros[row["macro"]] = row["pattern"]
            continue
        if row["role"] not in ROLES | {PAY}:
            raise ConfigError(f"{TABLE}, line {number}: unknown role {row['role']!r}")
        try:
            pattern = re.compile(expand(row["pattern"], macros))
        except re.error as error:
            raise ConfigError(f"{TABLE}, line {number}: {error}") from error
        found.append(
            RoleRule(
                row["id"],
                row["role"],
                int(row["weight"]),
                pattern,
                row["example"],
                row.get("nominal", False),
                row.get("story", False),
            )
        )
    return tuple(sorted(found, key=lambda rule: (-rule.weight, rule.id)))


@functools.cache
def _openings() -> Openings:
    return Openings([rule.pattern for rule in role_rules()], thorough=True)


def firing_rules(text: str) -> Iterator[tuple[RoleRule, int]]:
    """Yield each rule that fires in a masked sentence, with the number of spaces in its tightest match."""
    rules, inner = role_rules(), _openings().inner
    for number, places in _openings().places(text).items():
        pattern = rules[number].pattern
        if places is None or number in inner:
            words = [found[0].count(" ") for found in _overlapping(pattern, text)]
        else:
            words = [found[0].count(" ") for place in places if (found := pattern.match(text, place))]
        if words:
            yield rules[number], min(words)


def _overlapping(pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """Yield the match from every place where one begins."""
    found = pattern.search(text)
    while found:
        yield found
        found = pattern.search(text, found.start() + 1)


@functools.cache
def nominal_ids() -> frozenset[str]:
    """Return the ids of the rules that go by a noun alone."""
    return frozenset(rule.id for rule in role_rules() if rule.nominal)


@functools.cache
def story_ids() -> frozenset[str]:
    """Return the ids of the rules whose offers become deals where the story says so."""
    return frozenset(rule.id for rule in role_rules() if rule.story)
