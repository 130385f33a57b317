"""Builds `ministers.csv` from the Institute for Government's database and hand-kept rows.

Comes in: the folder of the IfG Ministers Database (CC BY 4.0: appointment, organisation,
person and post as CSV) and `ministers_devolved.csv`. Goes out: one row a term of office.
It refuses posts it cannot title and never fills in a date.

    python -m pipeline.annotate.people.build_ministers --ifg DIR [--check]
"""

from __future__ import annotations

import argparse
import csv
import io
import re
import sys
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass, fields
from pathlib import Path

GAZETTEERS = Path(__file__).resolve().parents[2] / "resources" / "gazetteers"
#: The first day of the first government whose disputes the news online still tells.
SINCE = "1997-05-01"
IFG_SOURCE = "IfG Ministers Database"

#: Junior ministers are kept where their departments are parties to disputes.
JUNIOR_DEPARTMENTS = re.compile(
    r"Education|Schools|Health|Transport|Justice|Business|Trade and Industry|Local Government|Communities|"
    r"Cabinet Office|Home Office|Culture|Northern Ireland|Scot|Wales|Welsh|Work and Pensions|Treasury|Universities|"
    r"Lord Chancellor"
)
SENIOR_RANKS = frozenset({"PM", "DPM", "SoS", "Parl. lead."})
JUNIOR_RANKS = frozenset({"MoS", "PUSS"})
#: Posts named by rank alone; the press calls their holders after the department.
BARE_RANK = re.compile(r"^(Minister of State|Parliamentary Under-Secretary of State|Parliamentary Secretary)$")
PORTFOLIO = re.compile(r"^(?:Secretary of State|Minister of State|Minister) (?:for|of) (?:the )?(.+)$")
DEPARTMENT = re.compile(r"^(?:Department|Ministry|Office) (?:of|for) (?:the )?(?:Secretary of State for )?(.+)$")
HONORIFIC = re.compile(r"^(?:Sir|Dame|Dr|Mr|Mrs|Ms)\s+")
PEERAGE = re.compile(r"^(?:Lord|Lady|Baroness|Baron|Viscount|Earl|Countess)\b")


@dataclass(frozen=True, order=True)
class Term:
    """One person in one office from one day to another; a row of `ministers.csv`."""

    person_id: str
    name: str
    aliases: str
    office: str
    government: str
    start: str
    end: str
    source: str


def slug(name: str) -> str:
    """Return `name` as a stable slug: `Thérèse Coffey` gives `therese-coffey`."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode("ascii").lower()
    return re.sub(r"[^a-z0-9]+", "-", plain.replace("'", "")).strip("-")


def read_rows(path: Path) -> list[dict[str, str]]:
    """Read a CSV whose lines starting with `#` are comments."""
    with path.open(encoding="utf-8-sig", newline="") as handle:
        return list(csv.DictReader(line for line in handle if not line.startswith("#")))


def first_portfolio(words: str) -> str:
    """Return the first of several portfolios: `Business, Energy and Industry` gives `Business`."""
    return re.split(r",| and ", words)[0].strip()


def short_title(post: str, department: str, exceptions: Mapping[str, str]) -> str | None:
    """Return the press's short title of `post`, or None where there is none to tell.

    >>> short_title("Minister for Schools", "Department for Education", {})
    'Schools Minister'
    """
    if post in exceptions:
        return exceptions[post]
    found = PORTFOLIO.match(post)
    if found and not BARE_RANK.match(post):
        kind = "Secretary" if post.startswith("Secretary") else "Minister"
        return f"{first_portfolio(found[1])} {kind}"
    if BARE_RANK.match(post):
        named = DEPARTMENT.match(department)
        area = first_portfolio(named[1]) if named else department.replace("HM ", "")
        return f"{area} Minister"
    return None


def name_at(records: Sequence[Mapping[str, str]], day: str) -> str:
    """Return the name a person bore on `day`, of the person's dated records."""
    for record in records:
        if (record["start_date"] or "0000") <= day and (not record["end_date"] or day < record["end_date"]):
            return HONORIFIC.sub("", record["display_name"])
    return HONORIFIC.sub("", records[0]["display_name"])


def usual_name(names: Sequence[str]) -> str:
    """Prefer the name borne before a peerage: it is the one that stays."""
    return next((name for name in names if not PEERAGE.match(name)), names[0])


def uk_terms(folder: Path) -> list[Term]:
    """Derive the terms of UK ministers since `SINCE` from the IfG database in `folder`."""
    departments = {row["id"]: row["name"] for row in read_rows(folder / "organisation.csv")}
    posts = {row["id"]: row for row in read_rows(folder / "post.csv")}
    exceptions = {row["post"]: row["title"] for row in read_rows(GAZETTEERS / "minister_titles.csv")}
    spellings = {row["name"]: row["aliases"] for row in read_rows(GAZETTEERS / "minister_aliases.csv")}
    people: dict[str, list[dict[str, str]]] = {}
    for row in sorted(read_rows(folder / "person.csv"), key=lambda r: (r["id"], r["start_date"], r["display_name"])):
        people.setdefault(row["id"], []).append(row)
    terms = set()
    for row in read_rows(folder / "appointment.csv"):
        if (row["end_date"] or "9999") < SINCE:
            continue
        post = posts[row["post_id"]]
        department = departments[post["organisation_id"]]
        if not is_kept(post["rank_equivalence"], department):
            continue
        title = short_title(post["name"], department, exceptions)
        if title is None:
            continue
        names = sorted({HONORIFIC.sub("", r["display_name"]) for r in people[row["person_id"]]})
        name = name_at(people[row["person_id"]], row["start_date"])
        others = [*(n for n in names if n != name), *filter(None, spellings.get(name, "").split("|"))]
        terms.add(
            Term(
                slug(usual_name(names)), name, "|".join(others), title, "UK Government",
                row["start_date"], checked_end(row["start_date"], row["end_date"]), IFG_SOURCE,
            )
        )
    return sorted(terms)


def checked_end(start: str, end: str) -> str:
    """Return `end`, or nothing where it lies before `start`: the source has such slips, and we cannot mend them."""
    return end if end >= start else ""


def is_kept(rank: str, department: str) -> bool:
    """Tell whether a post of `rank` in `department` belongs in the gazetteer."""
    if rank in SENIOR_RANKS:
        return True
    return rank in JUNIOR_RANKS and JUNIOR_DEPARTMENTS.search(department) is not None


def devolved_terms(path: Path) -> list[Term]:
    """Read the hand-kept rows of the devolved governments."""
    return [
        Term(slug(row["name"]), row["name"], row["aliases"], row["office"], row["government"],
             row["start"], row["end"], row["source"])
        for row in read_rows(path)
    ]


def render(terms: Iterable[Term]) -> str:
    """Return the CSV of `terms`, sorted, with the source named in its first line."""
    out = io.StringIO()
    out.write("# UK rows derive from the IfG Ministers Database, CC BY 4.0. Generated: do not edit.\n")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([f.name for f in fields(Term)])
    writer.writerows(astuple(term) for term in sorted(terms))
    return out.getvalue()


def main(argv: Sequence[str] | None = None) -> int:
    """Write `ministers.csv`, or with `--check` report (1) that it is not what would be written (0)."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ifg", type=Path, required=True, help="folder of the IfG Ministers Database")
    parser.add_argument("--check", action="store_true", help="compare only, write nothing")
    args = parser.parse_args(argv)
    target = GAZETTEERS / "ministers.csv"
    text = render([*uk_terms(args.ifg), *devolved_terms(GAZETTEERS / "ministers_devolved.csv")])
    if args.check:
        return 0 if target.exists() and target.read_text(encoding="utf-8") == text else 1
    part = target.with_suffix(".csv.part")
    part.write_text(text, encoding="utf-8")
    part.replace(target)
    return 0


if __name__ == "__main__":
    sys.exit(main())
