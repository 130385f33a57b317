"""Turn authored articles (text with marks, events in one line each) into the quality JSON.

Comes in: `authored/qNN.txt`. Goes out: `articles/qNN.json` with every offset resolved.
It refuses a mark, a reference or a quote that is absent or ambiguous, naming file and place.

    python tests/quality/author.py            writes every article again
    python tests/quality/author.py q01 q07    writes these
    python tests/quality/author.py --check    writes nothing, fails where a JSON is stale
"""

from __future__ import annotations

import argparse
import calendar
import datetime as dt
import json
import re
import sys
import unicodedata
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
#: `[surface|K rest]`: the marks of a text. Neither side may hold a bracket or a bar.
MARK = re.compile(r"\[([^\[\]|]+)\|([^\[\]|]+)\]")
KINDS = {
    "U": "UNION", "M": "MINISTER", "P": "PERSON", "B": "BODY", "%": "PERCENT",
    "£": "MONEY", "D": "DATE", "C": "COUNT", "L": "PLACE",
}  # fmt: skip
COUNT_UNITS = frozenset({"workers", "sites", "days", "hours"})
NUMBER_SLOTS = ("share_for", "share_against", "turnout", "threshold", "n_days", "n_workers", "n_sites")
NUMBER_LIST_SLOTS = ("pay_pct", "pay_gbp")
NAME_LIST_SLOTS = ("employers", "people", "jurisdiction", "issues")
WORD_SLOTS = ("sector", "workers", "question", "action_kind")
FLAG_SLOTS = ("mandate", "indicative", "one_off", "optional")
INTEGER_SLOTS = frozenset({"n_days", "n_workers", "n_sites"})
EVENT_HEAD = re.compile(r"\* (\w+) (\w+) (\S+)$")
SENTENCE_END = re.compile(r"[.!?][\"”’')]*(?=\s+[\"“‘'(£]?[A-Z0-9])|\n")


class AuthoringError(Exception):
    """An authored article cannot be resolved; the message names the file and the place."""


def slug(name: str) -> str:
    """Return the stable id of a person's name: `Séamus O'Neill` gives `seamus-oneill`."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode("ascii").lower()
    return re.sub(r"[^a-z0-9]+", "-", plain.replace("'", "")).strip("-")


def edtf_bounds(edtf: str) -> tuple[str | None, str | None]:
    """Return the first and the last day of an EDTF value, or two None where it has no exact days."""
    ends: list[str] = []
    first_last = edtf.split("/") if "/" in edtf else [edtf, edtf]
    for part, last in zip(first_last, (False, True), strict=True):
        found = re.fullmatch(r"(\d{4})(?:-(0[1-9]|1[0-2])(?:-(\d\d))?)?", part)
        if not found:
            return None, None
        year, month = int(found[1]), int(found[2] or (12 if last else 1))
        day = int(found[3] or (calendar.monthrange(year, month)[1] if last else 1))
        ends.append(dt.date(year, month, day).isoformat())
    return ends[0], ends[1]


def _person(rest: str) -> dict[str, Any]:
    """Read `Name; office; affiliation`, of which the last two may be missing."""
    parts = [p.strip() for p in rest.split(";")] + ["", ""]
    return {"norm": parts[0], "entity_id": slug(parts[0]), "office": parts[1] or None, "affiliation": parts[2] or None}


def _values(kind: str, rest: str) -> dict[str, Any]:
    """Read what a mark says of its span, by its kind."""
    words = rest.split()
    if kind == "U":
        return {"entity_id": None if rest == "-" else rest}
    if kind in "MP":
        return _person(rest)
    if kind in "BL":
        return {"norm": rest}
    if kind == "%":
        return {"norm": f"{words[0]}%", "value": float(words[0]), "role": words[1]}
    if kind == "£":
        return {"norm": f"£{words[0]}", "value": float(words[0])}
    if kind == "C":
        if words[1] not in COUNT_UNITS:
            raise ValueError(f"unit {words[1]!r} is none of {sorted(COUNT_UNITS)}")
        return {"norm": rest, "value": float(words[0]), "unit": words[1]}
    if rest == "-":
        return {"norm": None}
    start, end = edtf_bounds(rest)
    return {"norm": rest, "edtf": rest, "date_start": start, "date_end": end}


class Reader:
    """One authored article while it is read: plain text, mentions and the marks' names."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            head, body, events = re.split(r"^---\n", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
        except ValueError as error:
            raise AuthoringError(f"{path.name}: wants three parts set apart by '---' lines") from error
        self.head = dict(line.split(": ", 1) for line in head.splitlines() if ": " in line)
        self.text = ""
        self.mentions: list[dict[str, Any]] = []
        self.clutter: list[dict[str, int]] = []
        self.named: dict[str, dict[str, Any]] = {}
        self._read_body(body.strip("\n"))
        self.events = [self._event(line) for line in events.splitlines() if line.startswith("*")]

    def _fail(self, place: str, message: str) -> AuthoringError:
        return AuthoringError(f"{self.path.name}: {message}: {place}")

    def _read_body(self, body: str) -> None:
        """Take the marks out of the body line by line; a line that begins with `~ ` is clutter."""
        for number, line in enumerate(body.split("\n")):
            self.text += "\n" if number else ""
            begun, done = len(self.text), 2 if line.startswith("~ ") else 0
            for mark in MARK.finditer(line, done):
                self.text += line[done : mark.start()]
                self._mention(mark[1], mark[2].strip())
                done = mark.end()
            self.text += line[done:]
            if line.startswith("~ "):
                self.clutter.append({"start": begun, "end": len(self.text)})
        left = re.search(r"[\[\]|]", self.text)
        if left:
            raise self._fail(self.text[max(0, left.start() - 40) : left.end() + 40], "a stray bracket or bar")

    def _mention(self, surface: str, spec: str) -> None:
        spec, _, name = spec.partition("#")
        kind, _, rest = spec.strip().partition(" ")
        if kind not in KINDS:
            raise self._fail(f"{surface}|{spec}", f"kind {kind!r} is none of {''.join(KINDS)}")
        try:
            values = _values(kind, rest.strip())
        except (ValueError, IndexError) as error:
            raise self._fail(f"{surface}|{spec}", f"unreadable mark ({error})") from error
        start = len(self.text)
        self.text += surface
        mention = {"label": KINDS[kind], "start": start, "end": len(self.text), "text": surface} | values
        self.mentions.append(mention)
        if name:
            if name in self.named:
                raise self._fail(f"#{name}", "a mark's name is used twice")
            self.named[name] = mention

    def _ref(self, value: str, line: str) -> dict[str, Any]:
        if value[1:] not in self.named:
            raise self._fail(line, f"no mark is named {value}")
        return self.named[value[1:]]

    def _pair(self, item: str, line: str) -> tuple[str | None, dict[str, Any] | None]:
        """Read `literal`, `#ref` or `literal@#ref` as a literal and the mention that states it."""
        literal, _, ref = item.rpartition("@") if "@#" in item else ("", "", item)
        if ref.startswith("#"):
            return literal or None, self._ref(ref, line)
        return item, None

    def sentence(self, start: int, end: int) -> dict[str, int]:
        """Return the offsets of the sentence that holds [start, end)."""
        ends = [m.end() for m in SENTENCE_END.finditer(self.text)]
        left = max((e for e in ends if e <= start), default=0)
        right = min((e for e in ends if e >= end), default=len(self.text))
        while self.text[left].isspace():
            left += 1
        return {"start": left, "end": len(self.text[:right].rstrip())}

    def _evidence(self, value: str, line: str) -> dict[str, int]:
        """Resolve `#ref`, `"quote"` or `"quote"@2` (the second occurrence) to a sentence."""
        if value.startswith("#"):
            mention = self._ref(value, line)
            return self.sentence(mention["start"], mention["end"])
        quote, _, nth = value.rpartition("@") if re.search(r"\"@\d+$", value) else (value, "", "")
        quote = quote.strip('"')
        hits = [m.start() for m in re.finditer(re.escape(quote), self.text)]
        if not hits or (not nth and len(hits) > 1) or int(nth or 1) > len(hits):
            raise self._fail(line, f"quote {quote!r} found {len(hits)} times")
        start = hits[int(nth or 1) - 1]
        return self.sentence(start, start + len(quote))

    def _nearest(self, label: tuple[str, ...], key: str, value: str, evidence: dict[str, int]) -> list[dict[str, int]]:
        """Return where a name stands: in the evidence, else last before it, else first after it."""
        spans = [m for m in self.mentions if m["label"] in label and m.get(key) == value]
        inside = [m for m in spans if evidence["start"] <= m["start"] < evidence["end"]]
        before = [m for m in spans if m["end"] <= evidence["start"]]
        chosen = inside[:1] or before[-1:] or spans[:1]
        return [{"start": m["start"], "end": m["end"]} for m in chosen]

    def _days(self, item: str, line: str) -> tuple[list[str], list[dict[str, Any]]]:
        """Read `#day`, `day@#ref` or `#first..#last`, every day of it."""
        ends = [self._pair(part, line) for part in item.split("..")]
        days = [literal or (mention or {})["edtf"] for literal, mention in ends]
        found = [mention for _, mention in ends if mention]
        if len(days) == 2:
            first, last = (dt.date.fromisoformat(day) for day in days)
            days = [(first + dt.timedelta(days=n)).isoformat() for n in range((last - first).days + 1)]
        return days, found

    def _slot(self, key: str, value: str, line: str) -> tuple[Any, list[dict[str, Any]]]:
        """Read one slot: its value and the mentions that state it."""
        if key in FLAG_SLOTS:
            return {"true": True, "false": False}[value], []
        if key in WORD_SLOTS:
            return value, []
        if key in NAME_LIST_SLOTS:
            return [v.strip() for v in value.split(";")], []
        if key == "action_dates":
            parts = [self._days(item.strip(), line) for item in value.split(",")]
            return [day for days, _ in parts for day in days], [m for _, found in parts for m in found]
        if key == "date_edtf":
            pairs = [self._pair(item.strip(), line) for item in (value.split("/") if "#" in value else [value])]
            return "/".join(lit or (m or {})["edtf"] for lit, m in pairs), [m for _, m in pairs if m]
        if key not in NUMBER_SLOTS + NUMBER_LIST_SLOTS:
            raise self._fail(line, f"no slot {key!r}")
        pairs = [self._pair(item.strip(), line) for item in value.split(",")]
        numbers = [float(lit) if lit else float((m or {})["value"]) for lit, m in pairs]
        found = [m for _, m in pairs if m]
        if key in INTEGER_SLOTS:
            numbers = [int(n) for n in numbers]
        return (numbers if key in NUMBER_LIST_SLOTS else numbers[0]), found

    def _event(self, line: str) -> dict[str, Any]:
        """Read `* type stage UNION+UNION | slot=value | ... | ev=...`; the defaults come first."""
        first, *items = [part.strip() for part in line.split(" | ")]
        head = EVENT_HEAD.match(first)
        if not head:
            raise self._fail(line, "an event begins `* type stage UNIONS`")
        pairs = [item.partition("=") for item in [*self.head.get("defaults", "").split(" | "), *items] if item]
        given = {key: value if sep else "true" for key, sep, value in pairs}
        given = {key: value for key, value in given.items() if value != "-"}
        quote = given.pop("ev", None)
        event: dict[str, Any] = {"type": head[1], "stage": head[2]}
        event["unions"] = [] if head[3] == "-" else head[3].split("+")
        spans: dict[str, list[dict[str, int]]] = {}
        stated: list[dict[str, Any]] = []
        for key, value in given.items():
            event[key], found = self._slot(key, value, line)
            stated += found
            if found:
                spans[key] = [{"start": m["start"], "end": m["end"]} for m in found]
        if event.get("action_dates") and "date_edtf" not in event:
            days = sorted(event["action_dates"])
            event["date_edtf"] = days[0] if len(days) == 1 else f"{days[0]}/{days[-1]}"
        if event.get("date_edtf"):
            event["date_start"], event["date_end"] = edtf_bounds(event["date_edtf"])
        if not quote and not stated:
            raise self._fail(line, "an event without a reference wants ev=")
        evidence = self._evidence(quote, line) if quote else self.sentence(stated[0]["start"], stated[0]["end"])
        event["evidence"] = evidence
        for key, label, field in (
            ("unions", ("UNION",), "entity_id"),
            ("employers", ("BODY",), "norm"),
            ("people", ("MINISTER", "PERSON"), "norm"),
        ):
            near = [s for name in event.get(key, []) for s in self._nearest(label, field, name, evidence)]
            if near:
                spans[key] = near
        event["slot_spans"] = spans
        return event


def resolve(path: Path) -> dict[str, Any]:
    """Return the article of one authored file as the JSON has it, or raise `AuthoringError`."""
    reader = Reader(path)
    head = reader.head
    return {
        "id": path.stem,
        "url": f"quality:{path.stem}",
        "published": None if head.get("published", "none") == "none" else head["published"],
        "title": head["title"],
        "style": head.get("style"),
        "text": reader.text,
        "negative": head.get("negative") == "yes",
        "clutter": reader.clutter,
        "mentions": [{k: v for k, v in m.items() if v is not None} for m in reader.mentions],
        "events": reader.events,
    }


def rendered(path: Path) -> str:
    """Return the JSON text of one authored file, letter for letter as it is committed."""
    return json.dumps(resolve(path), ensure_ascii=False, indent=1) + "\n"


def main(argv: list[str]) -> int:
    """Write or check the articles named, all where none is; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("ids", nargs="*")
    parser.add_argument("--check", action="store_true", help="write nothing; fail where a JSON is not up to date")
    args = parser.parse_args(argv)
    bad = 0
    for path in sorted((HERE / "authored").glob("q*.txt")):
        if args.ids and path.stem not in args.ids:
            continue
        target = HERE / "articles" / f"{path.stem}.json"
        try:
            text = rendered(path)
        except AuthoringError as error:
            print(error, file=sys.stderr)
            bad += 1
            continue
        if args.check and (not target.exists() or target.read_text(encoding="utf-8") != text):
            print(f"{target.name}: stale, run author.py", file=sys.stderr)
            bad += 1
        elif not args.check:
            target.write_text(text, encoding="utf-8")
            print(f"{target.name}: written, {len(text)} characters")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
