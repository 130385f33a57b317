"""Ids that outlive the next run.

Comes in: groups of members in canonical order, and the ids that members had before. Goes out: one id
a group. It refuses to let an id depend on how many members a group has.

An id is the digest of a few facts of the group's founder, its first member in canonical order; where
two groups have the same facts, the later one's adds its founder's own id. So a new member that comes
later in the order changes no id. One that comes before every other becomes the founder, and the id
changes if its facts differ; that is what `known` is for: a group with known members keeps their id,
the lowest one where two known groups have become one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.records import stable_id


@dataclass(frozen=True, slots=True)
class Group:
    """What a name is made of: ids of the members, founder first, and the founder's facts."""

    members: tuple[str, ...]
    facts: tuple[str, ...]


def assign_ids(prefix: str, groups: Sequence[Group], known: Mapping[str, str]) -> list[str]:
    """Return an id for each of `groups`, which come in canonical order.

    `known` maps a member to the id its group had in an earlier run. Where an earlier group has fallen
    apart, the part that comes first keeps the id.
    """
    names: list[str | None] = []
    taken: set[str] = set()
    for group in groups:
        earlier = sorted({known[member] for member in group.members if member in known} - taken)
        names.append(earlier[0] if earlier else None)
        taken.update(earlier[:1])
    # An id that has been merged away is not given to another group in the same run.
    taken.update(known[member] for group in groups for member in group.members if member in known)
    result = []
    for name, group in zip(names, groups, strict=True):
        final = name if name is not None else _fresh(prefix, group, taken)
        taken.add(final)
        result.append(final)
    return result


def _fresh(prefix: str, group: Group, taken: set[str]) -> str:
    name = stable_id(prefix, *group.facts)
    parts = [*group.facts, group.members[0]]
    while name in taken:
        name = stable_id(prefix, *parts)
        parts.append(group.members[0])
    return name
