"""Who stands against whom, and whether two tellings can mean the same two sides.

Comes in: the slots of a report or an event. Goes out: `Parties`, and whether two of them agree. It
refuses to know any body by name but the governments, which stand beside the body that pays.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass

from pipeline.records import Slots

#: Sectors of which the first holds the second: outlets differ in how closely they look.
_WITHIN = frozenset({("transport", "rail"), ("education", "universities"), ("local_government", "education")})
#: A government pays through another body (a council, an agency, an association of employers), and
#: outlets name the one or the other: naming different ones is no sign of different disputes.
_GOVERNMENT = re.compile(
    r"Government$|Executive$|^Department |^Ministry |^HM |^Home Office$|^Cabinet Office$|Treasury$"
)
_NATIONS = (("Scottish", "Scotland"), ("Welsh", "Wales"), ("Northern Ireland", "Northern Ireland"))
_WORD = re.compile(r"[a-z]+")
#: Words that tell no group of workers from another.
_COMMON_WORDS = frozenset({"workers", "staff", "members", "employees", "and", "the", "of", "in", "at"})

#: Pairs of sides are compared by the million and distinct sides are few: reading each once makes
#: forming disputes three times as fast on 8,000 made-up reports.
_KEPT_SIDES = 65_536


@dataclass(frozen=True, slots=True)
class Parties:
    """Both sides of a dispute, where, in what sector and for whom; empty or None is unknown."""

    unions: frozenset[str] = frozenset()
    employers: frozenset[str] = frozenset()
    jurisdiction: frozenset[str] = frozenset()
    sector: str | None = None
    workers: frozenset[str] = frozenset()

    @classmethod
    def of(cls, slots: Slots) -> Parties:
        """Return the parties of a report or an event."""
        words = frozenset(_WORD.findall((slots.workers or "").lower())) - _COMMON_WORDS
        sector = None if slots.sector == "other" else slots.sector
        return cls(frozenset(slots.unions), frozenset(slots.employers), frozenset(slots.jurisdiction), sector, words)

    def tokens(self) -> list[str]:
        """Return the keys under which parties that might agree find each other."""
        named = [f"u:{union}" for union in sorted(self.unions)] + [f"e:{body}" for body in sorted(self.employers)]
        return named or [f"s:{self.sector}"]

    @property
    def has_bodies(self) -> bool:
        """Whether an employer other than a government is known."""
        return bool(_bodies(self.employers))


def parties_agree(a: Parties, b: Parties) -> bool:
    """Say whether `a` and `b` can be the same two sides.

    At least one side must be shared by name, and the other must not differ; where both sides of both
    are unknown, a known sector and jurisdiction must be the same. Different groups of workers are a
    difference only while the employers are not known to be the same.
    """
    if not (sides_compatible(a.unions, b.unions) and employers_compatible(a.employers, b.employers)):
        return False
    if not (sectors_compatible(a.sector, b.sector) and jurisdictions_compatible(a.jurisdiction, b.jurisdiction)):
        return False
    if a.employers & b.employers:
        return True
    if a.workers and b.workers and not a.workers & b.workers:
        return False
    if a.unions & b.unions:
        return True
    nobody = not (a.unions or b.unions or a.employers or b.employers)
    return nobody and a.sector is not None and a.sector == b.sector and bool(a.jurisdiction & b.jurisdiction)


def same_dispute(a: Parties, b: Parties) -> bool:
    """Say whether `a` and `b` can be of one dispute: `parties_agree`, and a shared employer or sector.

    A union alone does not make a dispute, as the large ones lead hundreds at a time.
    """
    if not parties_agree(a, b):
        return False
    return bool(a.employers & b.employers) or (
        a.sector is not None and b.sector is not None and bool(a.unions & b.unions or not (a.unions or b.unions))
    )


def sides_compatible(a: frozenset[str], b: frozenset[str]) -> bool:
    """Say whether two sides overlap or one of them is unknown."""
    return not a or not b or bool(a & b)


def employers_compatible(a: frozenset[str], b: frozenset[str]) -> bool:
    """Say whether two employer sides overlap, one is unknown, or a government stands for the body it pays."""
    if sides_compatible(a, b):
        return True
    return sides_compatible(_bodies(a), _bodies(b)) and sides_compatible(_nations(a), _nations(b))


def sectors_compatible(a: str | None, b: str | None) -> bool:
    """Say whether two sectors are equal, one holds the other, or one is unknown."""
    return a is None or b is None or a == b or (a, b) in _WITHIN or (b, a) in _WITHIN


def jurisdictions_compatible(a: frozenset[str], b: frozenset[str]) -> bool:
    """Say whether two lists of nations overlap, the whole `UK` overlapping any."""
    return sides_compatible(a, b) or "UK" in a or "UK" in b


@functools.lru_cache(maxsize=_KEPT_SIDES)
def _bodies(employers: frozenset[str]) -> frozenset[str]:
    return frozenset(name for name in employers if not _GOVERNMENT.search(name))


@functools.lru_cache(maxsize=_KEPT_SIDES)
def _nations(employers: frozenset[str]) -> frozenset[str]:
    """Return the nations of the governments among `employers`; a department without a nation is the UK's."""
    governments = (name for name in employers if _GOVERNMENT.search(name))
    return frozenset(
        next((nation for start, nation in _NATIONS if name.startswith(start)), "UK") for name in governments
    )
