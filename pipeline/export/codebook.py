"""The codebook's generated parts, from the schema.

Comes in: a Markdown text with pairs of marks such as `<!-- begin columns -->` and `<!-- end columns -->`.
Goes out: the same text with what stands between the marks made anew. It refuses to touch the rest, and
a mark that it does not know. `python -m pipeline.export.codebook docs/codebook.md` rewrites a file.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Final

from pipeline.errors import ConfigError
from pipeline.export.atomic import write_if_changed
from pipeline.schema import (
    ACTION_KINDS,
    COLUMNS,
    EVENT_STAGES,
    ISSUES,
    JURISDICTIONS,
    LABELS,
    QUESTIONS,
    ROLES,
    SECTORS,
    UNITS,
    Column,
)

STAGE_MEANINGS: Final = {
    ("demand", "made"): "The workers' side says what it wants: a rise of some size, a change of some rule.",
    ("offer", "considered"): "Terms are talked of or expected; nobody has put them yet.",
    ("offer", "made"): "The employer's side puts terms, or is said to have put them.",
    ("offer", "improved"): "It puts terms that are said to better earlier ones.",
    ("offer", "recommended"): "A review body or an arbitrator says what the terms should be.",
    ("offer", "imposed"): "Terms are put into force without the workers' consent.",
    ("offer", "withdrawn"): "Terms once put are taken back.",
    ("response", "consulting"): "The union asks its members what they think of an offer, with or without advice.",
    ("response", "accepted"): "The union, whichever of its bodies speaks, takes the offer.",
    ("response", "rejected"): "The union turns the offer down.",
    ("ballot", "planned"): "A vote is announced, expected or held out as a threat, and has not opened.",
    ("ballot", "open"): "Members are voting.",
    ("ballot", "result"): "How the vote came out is told, in whole or in part.",
    ("action", "threatened"): "Action is held out as possible, without days, or hangs on a vote to come.",
    ("action", "announced"): "Action is called for a day, a number of days or a period ahead.",
    ("action", "under_way"): "Action goes on while the article is written.",
    ("action", "held"): "Action has taken place.",
    ("action", "suspended"): "Action is called off, paused or put off.",
    ("talks", "scheduled"): "The sides are to meet.",
    ("talks", "held"): "The sides met, or are meeting.",
    ("talks", "failed"): "They met in vain, broke off, or one side would not meet.",
    ("settlement", "reached"): "A deal is agreed, or ends the dispute.",
    ("legal", "sought"): "A court is asked to rule on the dispute or to forbid action.",
    ("legal", "granted"): "It does what it was asked.",
    ("legal", "refused"): "It does not.",
}
LABEL_MEANINGS: Final = {
    "UNION": "A trade union or professional body that acts as one; `entity_id` is its id.",
    "MINISTER": "A named member of a government, the title included where it stands beside the name; `entity_id` is "
                "a slug of the name, `office` and `affiliation` say what they were on that day.",
    "PERSON": "Any other named person, with `office` and `affiliation` where the article or a register gives them.",
    "BODY": "A government, department, council, employer, association of employers or review body.",
    "PERCENT": "A share in any wording, figures or words; `value` in per cent and its `role`.",
    "MONEY": "An amount of money; `value` in pounds.",
    "DATE": "An expression of time; `edtf`, `date_start` and `date_end` resolved by the day of publication.",
    "COUNT": "A number of workers, workplaces or days; `value` and `unit`.",
    "PLACE": "A place, `norm` its usual name.",
}
ROLE_MEANINGS: Final = {
    "pay_offer": "Terms that are offered.",
    "pay_demand": "What the workers' side asks for.",
    "pay_award": "A rise that is recommended or set without agreement.",
    "pay_deal": "Terms that have been accepted.",
    "vote_for": "Votes cast for the question.",
    "vote_against": "Votes cast against it.",
    "turnout": "Those who voted, of those who could.",
    "threshold": "The turnout that is required.",
    "inflation": "The rise in prices.",
    "real_terms": "The change in what pay buys.",
    "other": "Anything else, and everything that lies outside a dispute in the United Kingdom.",
}
_LISTS: Final = {"label": LABELS, "role": ROLES, "sector": SECTORS, "issues": ISSUES, "question": QUESTIONS,
                 "action_kind": ACTION_KINDS, "jurisdiction": JURISDICTIONS}
_BLOCK = re.compile(r"(?P<begin><!-- begin (?P<name>[a-z]+) -->\n).*?(?P<end><!-- end (?P=name) -->)", re.DOTALL)


def refresh(text: str) -> str:
    """Return `text` with every marked part made anew. Raises `ConfigError` for a mark without a maker."""

    def make(block: re.Match[str]) -> str:
        maker = _MAKERS.get(block["name"])
        if maker is None:
            raise ConfigError(f"no generated part is called {block['name']!r}: there are {', '.join(_MAKERS)}")
        return f"{block['begin']}\n{maker()}\n{block['end']}"

    return _BLOCK.sub(make, text)


def _units() -> str:
    return _markdown(("Table", "One row is", "Columns"),
                     ((f"`{name}`", unit, str(len(COLUMNS[name]))) for name, unit in UNITS.items()))


def _columns() -> str:
    parts = []
    for name, columns in COLUMNS.items():
        rows = (
            (f"`{c.name}`", f"`{_type(c)}`", c.unit or "", "yes" if c.nullable else "no",
             _meaning(c), f"`{c.example}`")
            for c in columns
        )
        table = _markdown(("Column", "Type", "Unit", "May be null", "Meaning", "Example"), rows)
        parts.append(f"### `{name}`\n\nOne row: {UNITS[name]}.\n\n{table}")
    return "\n".join(parts)


def _stages() -> str:
    pairs = ((kind, stage) for kind, stages in EVENT_STAGES.items() for stage in stages)
    rows = ((f"`{kind}`", f"`{stage}`", STAGE_MEANINGS[kind, stage]) for kind, stage in pairs)
    return _markdown(("Type", "Stage", "Code it when"), rows)


def _labels() -> str:
    return _markdown(("Label", "Meaning"), ((f"`{label}`", LABEL_MEANINGS[label]) for label in LABELS))


def _roles() -> str:
    return _markdown(("Role", "Meaning"), ((f"`{role}`", ROLE_MEANINGS[role]) for role in ROLES))


def _lists() -> str:
    return _markdown(("Column", "Values"),
                     ((f"`{name}`", ", ".join(f"`{value}`" for value in values)) for name, values in _LISTS.items()))


#: What can stand between marks, by the name in them.
_MAKERS: Final[dict[str, Callable[[], str]]] = {
    "units": _units, "columns": _columns, "stages": _stages, "labels": _labels, "roles": _roles, "lists": _lists,
}


def _type(column: Column) -> str:
    return str(column.type).replace("item: ", "").replace("date32[day]", "date32")


def _meaning(column: Column) -> str:
    return f"{column.description} Closed list." if column.values else column.description


def _markdown(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(cell.replace('|', '/') for cell in line)} |\n" for line in lines)


def main(paths: Sequence[str]) -> None:
    """Refresh the Markdown files at `paths`; those that are up to date are left alone."""
    for path in map(Path, paths):
        write_if_changed(path, refresh(path.read_text(encoding="utf-8")).encode())


if __name__ == "__main__":
    main(sys.argv[1:])
