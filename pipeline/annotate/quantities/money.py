"""Amounts of money, in pounds where the currency is sterling.

Comes in: text. Goes out: `Quantity` with label MONEY and unit GBP, EUR or USD. It refuses to
convert: an amount in another currency keeps its unit and has no value.
"""

from __future__ import annotations

import re

from pipeline.annotate.quantities.numbers import DIGITS, NUMBER, PART_OF_SCALE, WORDS_SCALED, parse_number
from pipeline.annotate.quantities.quantity import Quantity
from pipeline.annotate.quantities.starts import matches, starts_in

_SCALE = r"(?:[\s-]?(?:thousand|million|billion|trillion)\b|\s?(?:bn|tn|mn|m|k)(?![a-z]))"
_SIGNED = re.compile(
    rf"(?P<sign>US\$|[£$€])\s?(?P<number>{DIGITS})(?P<scale>{_SCALE})?"
    rf"(?:(?P<joint>\s?[-–—]\s?|\s(?:to|and)\s)(?P<sign2>[£$€])?(?P<number2>{DIGITS})(?P<scale2>{_SCALE})?)?",
    re.IGNORECASE,
)
_WORDED = re.compile(
    rf"(?P<number>{PART_OF_SCALE}|{WORDS_SCALED}|{NUMBER})[\s-](?P<unit>pounds?|quid|dollars?|euros?)\b", re.IGNORECASE
)
_PENCE = re.compile(rf"(?P<number>(?<![\w.,£]){DIGITS})(?:p\b(?!\.)|[\s-]pence\b)")
#: Cheap tests of a sentence: without a sign, a word or this there is no amount.
_SIGN, _WORD = re.compile(r"[£$€]"), re.compile(r"pound|quid|dollar|euro")
_PENNIES = re.compile(r"[\d½¼¾](?:p\b|[\s-]pence\b)")
_CURRENCY = {
    "£": "GBP", "$": "USD", "us$": "USD", "€": "EUR", "pound": "GBP", "quid": "GBP", "dollar": "USD", "euro": "EUR",
}
#: "50p", "99p": more is a page, a screen or a bus number.
_MAX_PENCE = 300


def find_money(text: str) -> list[Quantity]:
    """Return the amounts of `text` in order; spans do not overlap."""
    found: list[Quantity] = []
    if _SIGN.search(text):
        for match in _SIGNED.finditer(text):
            found.extend(_signed(match))
    worded = matches(_WORDED, text) if _WORD.search(starts_in(text).folded) else ()
    pence = _PENCE.finditer(text) if _PENNIES.search(text) else ()
    taken = {i for q in found for i in range(q.start, q.end)}
    for match in (*worded, *pence):
        if taken.isdisjoint(range(*match.span())):
            quantity = _worded(match)
            if quantity is not None:
                found.append(quantity)
                taken.update(range(*match.span()))
    return sorted(found)


def _signed(match: re.Match[str]) -> list[Quantity]:
    """One or two amounts after a sign; a range of one sign shares its scale."""
    unit = _CURRENCY[match["sign"].lower()]
    scale, scale2 = match["scale"] or "", match["scale2"] or ""
    ranged = (match["joint"] or "").strip().lower() in {"-", "–", "—", "to"}
    pair = match["number2"] is not None and (match["sign2"] is not None or ranged)
    first = parse_number(match["number"] + scale)
    second = parse_number(match["number2"] + scale2) if pair else None
    if pair and not scale and scale2 and first is not None and second is not None:
        scaled = parse_number(match["number"] + scale2)
        # "£1.2 to £1.5 million" and "£1-2bn" share the scale; "£500 to £1m" does not.
        if scaled is not None and scaled < second:
            first = scaled
    end = match.end("scale") if scale else match.end("number")
    amounts = [Quantity(match.start(), end, "MONEY", first if unit == "GBP" else None, unit)]
    if pair:
        start = match.start("sign2") if match["sign2"] else match.start("number2")
        unit2 = _CURRENCY[(match["sign2"] or match["sign"]).lower()]
        amounts.append(Quantity(start, match.end(), "MONEY", second if unit2 == "GBP" else None, unit2))
    return amounts


def _worded(match: re.Match[str]) -> Quantity | None:
    """"1,655 pounds", "half-a-million pounds", "50p"; None where the number is no amount."""
    value = parse_number(match["number"])
    if value is None:
        return None
    if "unit" not in match.groupdict():
        return Quantity(match.start(), match.end(), "MONEY", value / 100, "GBP") if value <= _MAX_PENCE else None
    unit = _CURRENCY[match["unit"].lower().removesuffix("s")]
    return Quantity(match.start(), match.end(), "MONEY", value if unit == "GBP" else None, unit)
