"""The word tables that names and offices are recognised by.

Comes in: the CSV gazetteers of `pipeline.resources`. Goes out: one frozen `Lexicon`, read once.
It refuses an unknown kind of row rather than dropping it.
"""

from __future__ import annotations

import csv
import functools
from dataclasses import dataclass
from importlib.resources import files

from pipeline.errors import ConfigError

#: Standing before a name, they belong to it and are stripped from its norm.
HONORIFICS = frozenset({
    "mr", "mrs", "ms", "miss", "mx", "dr", "prof", "professor", "sir", "dame", "lord", "lady", "baroness", "baron",
    "cllr", "councillor", "councillors", "rev", "revd", "reverend", "fr", "canon", "captain", "capt", "colonel", "col",
    "viscount", "earl", "bailie", "professors", "drs", "ald", "alderman",
})
#: Between an honorific and a surname, they make a judge.
JUDICIAL = frozenset({"justice", "judge", "recorder", "sheriff"})
#: Standing after a name, they are transparent: "Ada Byrne KC, chair of ...".
SUFFIXES = frozenset({"kc", "qc", "mp", "msp", "ms", "am", "mep", "mla", "obe", "mbe", "cbe", "td", "frcs", "jr"})
#: Lower-case words inside a surname.
PARTICLES = frozenset({
    "de", "van", "der", "den", "von", "ap", "ab", "ferch", "bin", "ibn", "da", "di", "du", "la", "le", "dos", "del",
    "al", "el", "ní", "ni", "ó", "mac", "nic", "st",
})
HEAD, MODIFIER, QUALIFIER, AREA, PORTFOLIO = "head", "modifier", "qualifier", "area", "portfolio"


@dataclass(frozen=True, slots=True)
class Head:
    """The noun that names an office."""

    norm: str
    weak: bool
    plural: bool
    needs: str


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Every word table, lower-cased but for `given` and `doubtful`."""

    given: frozenset[str]
    doubtful: frozenset[str]
    not_names: frozenset[str]
    surnames_too: frozenset[str]
    heads: dict[str, Head]
    modifiers: frozenset[str]
    qualifiers: frozenset[str]
    areas: frozenset[str]
    portfolios: frozenset[str]


def read_table(name: str) -> list[dict[str, str]]:
    """Return the rows of gazetteer `name`; lines starting with `#` are comments."""
    lines = (files("pipeline") / "resources" / "gazetteers" / name).read_text(encoding="utf-8").splitlines()
    return list(csv.DictReader(line for line in lines if line and not line.startswith("#")))


@functools.lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """Read the tables; later calls return the same object."""
    names = read_table("given_names.csv")
    banned = read_table("not_names.csv")
    doubtful = {row["name"].casefold() for row in names if row["doubtful"]}
    kinds: dict[str, set[str]] = {MODIFIER: set(), QUALIFIER: set(), AREA: set(), PORTFOLIO: set()}
    heads: dict[str, Head] = {}
    for row in read_table("offices.csv"):
        if row["kind"] == HEAD:
            needs = [need for need in row["needs"].split() if need != "plural"]
            heads[row["word"]] = Head(
                row["norm"], row["strength"] == "weak", "plural" in row["needs"].split(), needs[0] if needs else ""
            )
        elif row["kind"] in kinds:
            kinds[row["kind"]].add(row["word"].lower())
        else:
            raise ConfigError(f"offices.csv: unknown kind {row['kind']!r} of {row['word']!r}")
    return Lexicon(
        given=frozenset(row["name"].casefold() for row in names) - doubtful,
        doubtful=frozenset(doubtful),
        not_names=frozenset(row["word"] for row in banned),
        surnames_too=frozenset(row["word"] for row in banned if row["surname"]),
        heads=heads,
        modifiers=frozenset(kinds[MODIFIER]),
        qualifiers=frozenset(kinds[QUALIFIER]),
        areas=frozenset(kinds[AREA]),
        portfolios=frozenset(kinds[PORTFOLIO]),
    )
