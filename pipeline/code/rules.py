"""Trigger rules: data with an id and an example each, compiled to one matcher an event type.

Comes in: `resources/patterns/lexicon.json` (named alternations) and one `*.jsonl` of rules an
event type. Goes out: `Trigger`s found in a sentence's masked text. It refuses rules without an
example, with an unknown name in braces, or with a stage that the codebook does not have.
"""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from types import MappingProxyType

from pipeline.code.view import SentenceView
from pipeline.errors import ConfigError

_NAME = re.compile(r"\{([a-z_]+)\}")
#: A trigger is void where one of these stands before it in its clause: "no dates", "has not rejected".
_NEGATION = re.compile(
    r"\b(?:no|nobody|not(?! (?:only|enough to))|never|neither|nor|without|cannot|can't|won't|didn't|doesn't|hasn't|"
    r"haven't|isn't|aren't|wasn't|weren't|don't|wouldn't|ruled? out|deny|denied|denies|unable|"
    r"refus(?:e|es|ed|ing) to|fail(?:s|ed|ing)? to|far from|instead of|rather than|yet to)\b(?! only)"
)
#: How far to the left of a trigger a negation reaches, in characters of masked text.
NEGATION_REACH = 40
#: The last part of the id of a rule that stands for the language model.
BY_MODEL = "read"
#: What a telling is worth that the model alone reads.
READ_CONFIDENCE = 0.7


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of a table: where `pattern` matches, something of `type` and `stage` is told."""

    id: str
    type: str
    stage: str
    pattern: re.Pattern[str]
    example: str
    confidence: float
    negatable: bool
    attributes: Mapping[str, str | bool | int]


@dataclass(frozen=True, slots=True)
class Trigger:
    """A rule that matched at `start`:`end` of a view's masked text."""

    rule: Rule
    view: SentenceView
    start: int
    end: int
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class RuleTable:
    """The rules of one event type in the order of the file: the first match of a stretch wins."""

    type: str
    gate: re.Pattern[str]
    rules: tuple[Rule, ...]

    def find(self, view: SentenceView) -> Iterator[Trigger]:
        """Yield the triggers of one sentence, none overlapping another, in reading order."""
        if self.type not in view.found:
            found = self._by_rules(view) if self.gate.search(view.masked) else []
            found += self._by_model(view, found)
            view.found[self.type] = sorted(found, key=lambda t: t.start)
        yield from view.found[self.type]

    def _by_rules(self, view: SentenceView) -> list[Trigger]:
        found: list[Trigger] = []
        for rule in self.rules:
            for match in rule.pattern.finditer(view.masked):
                if rule.negatable and negated(view, match.start()):
                    continue
                if any(match.start() < t.end and t.start < match.end() for t in found):
                    continue
                values = {k: v for k, v in match.groupdict().items() if v is not None}
                found.append(Trigger(rule, view, match.start(), match.end(), values))
        return found

    def _by_model(self, view: SentenceView, found: Sequence[Trigger]) -> list[Trigger]:
        """Return a trigger for each event of this type that the model reads and no rule has found in the sentence."""
        told = {t.rule.stage for t in found}
        out: list[Trigger] = []
        for event in view.read:
            if event.type != self.type or event.stage in told:
                continue
            if any(event.start < t.end and t.start < event.end for t in (*found, *out)):
                continue
            told.add(event.stage)
            out.append(Trigger(model_rule(event.type, event.stage), view, event.start, event.end, {}))
        return out


@functools.cache
def model_rule(kind: str, stage: str) -> Rule:
    """Return the rule that stands for the language model's reading of a type and stage."""
    return Rule(
        id=f"{kind}.{stage}.{BY_MODEL}",
        type=kind,
        stage=stage,
        pattern=re.compile(r"(?!)"),
        example="",
        confidence=READ_CONFIDENCE,
        negatable=False,
        attributes=MappingProxyType({}),
    )


def negated(view: SentenceView, position: int) -> bool:
    """Say whether a negation stands shortly before `position` in its clause."""
    clause = view.clause_at(position)
    window = view.masked[max(clause.start, position - NEGATION_REACH) : position]
    return _NEGATION.search(window) is not None


@functools.cache
def lexicon() -> Mapping[str, str]:
    """Return the named alternations, each already expanded and in a group of its own."""
    raw: dict[str, list[str]] = json.loads(_patterns("lexicon.json"))
    done: dict[str, str] = {}
    for name, words in raw.items():
        done[name] = "(?:" + "|".join(_expand(w, done, f"lexicon.json {name}") for w in words) + ")"
    return MappingProxyType(done)


@functools.cache
def phrase(pattern: str) -> re.Pattern[str]:
    """Compile a pattern that may name alternations of the lexicon in braces."""
    return re.compile(_expand(pattern, lexicon(), pattern))


@functools.cache
def rule_table(name: str) -> RuleTable:
    """Return the table in `resources/patterns/NAME.jsonl`; its first line holds the gate."""
    rules: list[Rule] = []
    gate = ""
    for number, line in enumerate(_patterns(f"{name}.jsonl").splitlines(), 1):
        if not line.strip():
            continue
        row = json.loads(line)
        if "gate" in row:
            gate = row["gate"]
            continue
        place = f"{name}.jsonl line {number}"
        missing = {"id", "stage", "pattern", "example"} - row.keys()
        if missing:
            raise ConfigError(f"{place}: a rule needs {sorted(missing)}")
        rules.append(
            Rule(
                id=row["id"],
                type=row.get("type", name),
                stage=row["stage"],
                example=row["example"],
                pattern=re.compile(_expand(row["pattern"], lexicon(), place)),
                confidence=float(row.get("confidence", 0.8)),
                negatable=bool(row.get("negatable", True)),
                attributes=MappingProxyType(row.get("attributes", {})),
            )
        )
    return RuleTable(name, re.compile(_expand(gate, lexicon(), name)), tuple(rules))


def _expand(pattern: str, names: Mapping[str, str], place: str) -> str:
    def one(match: re.Match[str]) -> str:
        if match[1] not in names:
            raise ConfigError(f"{place}: unknown name {match[0]}")
        return names[match[1]]

    return _NAME.sub(one, pattern)


def _patterns(file: str) -> str:
    return (resources.files("pipeline") / "resources" / "patterns" / file).read_text(encoding="utf-8")
