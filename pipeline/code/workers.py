"""Which group of workers a dispute is about: teachers, bus drivers, refuse workers.

Comes in: the table `resources/gazetteers/workers.csv`, an article's sentences and a draft's
unions. Goes out: one id of the table, or a union's own word for its members. It refuses to
make a group out of words that the table does not have.
"""

from __future__ import annotations

import collections
import csv
import functools
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from types import MappingProxyType

from pipeline.code.view import SentenceView
from pipeline.errors import ConfigError
from pipeline.tables.registry import load_registry

TABLE = "workers.csv"
#: `trade`: one trade; `broad`: everyone of a service or an employer; `vague`: says next to nothing.
LEVELS = ("trade", "broad", "vague")
#: A narrower group stands for a wider one that is also named where the text names it this often: once is an aside.
NARROWED_FROM = 2
#: A union acts for its usual members unless others are named so much more that these are a smaller share of them.
OWN_SHARE = 0.5
#: Several unions bargain for everyone where the text names everyone at all and this many of them are there.
JOINT_UNIONS = 3


@dataclass(frozen=True, slots=True)
class Trade:
    """One row of the table; `cues` are words that point to the group without naming it."""

    id: str
    sector: str | None
    level: str
    words: tuple[str, ...]
    cues: tuple[str, ...]
    example: str


@functools.cache
def trades() -> Mapping[str, Trade]:
    """Return the rows of the table by id. Raises `ConfigError` where a row is wrong."""
    source = resources.files("pipeline") / "resources" / "gazetteers" / TABLE
    found: dict[str, Trade] = {}
    owner: dict[str, str] = {}
    for line, row in enumerate(csv.DictReader(source.read_text(encoding="utf-8").splitlines(), strict=True), start=2):
        place = f"{TABLE}, line {line}"
        if None in row or None in row.values() or not row["example"]:
            raise ConfigError(f"{place}: the number of columns differs from the header, or there is no example")
        if row["level"] not in LEVELS or row["id"] in found:
            raise ConfigError(f"{place}: {row['id']!r} stands twice or its level {row['level']!r} is unknown")
        words = tuple(row["words"].split("|"))
        for word in words:
            if owner.setdefault(word, row["id"]) != row["id"]:
                raise ConfigError(f"{place}: {word!r} belongs to {owner[word]!r}")
        cues = tuple(filter(None, row["cues"].split("|")))
        found[row["id"]] = Trade(row["id"], row["sector"] or None, row["level"], words, cues, row["example"])
    return MappingProxyType(found)


def named_trades(text: str) -> list[str]:
    """Return the ids of the groups that a text names, in reading order, repeated as it repeats them."""
    pattern, owner = _matcher("words")
    return [owner[_plain(match[0])] for match in pattern.finditer(_plain(text))]


def sector_of(trade: str | None) -> str | None:
    """Return the sector of a group of the table, None where it works in many or is not in it."""
    row = trades().get(trade or "")
    return row.sector if row is not None else None


class Workers:
    """Answers which workers a draft is about; made once an article."""

    def __init__(self, text: str, views: Sequence[SentenceView]) -> None:
        self._counts = collections.Counter(named_trades(text))
        pattern, owner = _matcher("cues")
        self._told = self._counts + collections.Counter(
            owner[match[0]] for view in views for match in pattern.finditer(_plain(_without_unions(view)))
        )
        self._beside: dict[str, collections.Counter[str]] = collections.defaultdict(collections.Counter)
        for view in views:
            here = [t for t in named_trades(view.text) if trades()[t].level != "vague"]
            for union in {u for group in view.labelled("UNION") for u in group.ids}:
                self._beside[union].update(here)
        self._everyone = self._of_everyone()

    def of(self, sentence: str, unions: Sequence[str]) -> str | None:
        """Return the group that a draft of these unions is about: the sentence's, the unions', the article's."""
        own = self._members(unions)
        here = [t for t in named_trades(sentence) if trades()[t].level != "vague"]
        if self._everyone and (len(unions) >= JOINT_UNIONS or not own):
            return self._everyone
        ours = self._speaks_of(own)
        if here and (not ours or any(_part_of(here[0], w) for w in own)):
            return self._narrowed(here[0])
        if ours:
            return self._narrowed(own[0])
        found = _most(t for u in unions for t in self._beside[u].elements()) or self._main()
        if found is not None:
            return self._narrowed(found)
        return own[0] if own else _most(named_trades(sentence)) or _most(self._counts.elements())

    @staticmethod
    def _members(unions: Iterable[str]) -> list[str]:
        """Return the table of unions' words for the members of those that organise one trade."""
        return [w for u in unions if (known := load_registry().union(u)) is not None and (w := known.workers)]

    def _speaks_of(self, own: Sequence[str]) -> bool:
        """Say whether the article speaks of a union's usual members, and not far more of others who are no union's."""
        if not own:
            return False
        usual = [*self._members(self._beside), *own]
        others = [
            n
            for t, n in self._counts.items()
            if trades()[t].level == "trade" and not any(_part_of(t, w) for w in usual)
        ]
        said = sum(n for t, n in self._told.items() if any(_part_of(t, w) for w in own))
        return said >= max(1, OWN_SHARE * max(others, default=0)) or not self._main()

    def _main(self) -> str | None:
        """Return the trade that the article names or points to most, else its broad group."""
        exact = _most(t for t in self._told.elements() if trades()[t].level == "trade")
        return exact or _most(t for t in self._told.elements() if trades()[t].level == "broad")

    def _narrowed(self, group: str) -> str:
        """Return the one narrower group that the text means by a bare word: "doctors" after "junior doctors"."""
        narrower = {t: n for t, n in self._told.items() if t != group and t.endswith(f" {group}")}
        if not narrower:
            return group
        best = max(narrower, key=lambda t: narrower[t])
        least = NARROWED_FROM if self._counts[group] else 1
        return best if narrower[best] >= least and narrower[best] * 2 > sum(narrower.values()) else group

    def _of_everyone(self) -> str | None:
        """Return the broad group of an article in which several unions bargain for more than one trade of it."""
        if len(self._beside) < JOINT_UNIONS:
            return None
        kinds = collections.Counter(row.sector for t in self._counts if (row := trades()[t]).level == "trade")
        for broad in (t for t, _ in self._told.most_common() if trades()[t].level == "broad"):
            if kinds[sector_of(broad)] > 1:
                return broad
        return None


@functools.cache
def _matcher(column: str) -> tuple[re.Pattern[str], dict[str, str]]:
    """Compile the words or the cues of the table, the longest first, and whose they are."""
    owner = {word: trade.id for trade in trades().values() for word in getattr(trade, column)}
    words = "|".join(re.escape(word) for word in sorted(owner, key=lambda w: (-len(w), w)))
    return re.compile(rf"(?<![\w-])(?:{words})(?![\w-])(?!'? union)"), owner


def _plain(text: str) -> str:
    return text.translate(_QUOTES).lower()


_QUOTES = str.maketrans({"’": "'", "‘": "'", "\u00a0": " ", "\n": " "})


def _part_of(group: str, other: str) -> bool:
    """Say whether a group is another or a part of it: by its name, or by its sector where the other is broad."""
    row = trades().get(other)
    broad = row is not None and row.level == "broad"
    return group == other or group.endswith(f" {other}") or (broad and _same_service(group, other))


def _same_service(group: str, other: str) -> bool:
    """Say whether two groups work in one sector, or are one where no sector is known."""
    sector = sector_of(other)
    return group == other or (sector not in (None, "other") and sector_of(group) == sector)


def _without_unions(view: SentenceView) -> str:
    """Return the text of a sentence without the names of unions, which often name trades that are not meant."""
    text, at = [], view.start
    for mention in (m for group in view.labelled("UNION") for m in group.mentions):
        text.append(view.text[at - view.start : max(mention.start, at) - view.start])
        at = max(at, mention.end)
    return " ".join([*text, view.text[at - view.start :]])


def _most(names: Iterable[str]) -> str | None:
    """Return the name that comes most often, the first of equals."""
    counts = collections.Counter(names)
    return counts.most_common(1)[0][0] if counts else None
