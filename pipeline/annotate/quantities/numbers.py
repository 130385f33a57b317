"""Numbers as newspapers write them: in digits, in words, with a scale.

Comes in: text. Goes out: regular-expression sources for numbers and `parse_number`, text to
float. It refuses to know what is counted: units belong to the modules beside this one.
"""

from __future__ import annotations

import re

#: More digits than any newspaper prints; clears the dust of binary fractions from "8.3bn".
VALUE_DIGITS = 12

_SMALL = [
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_VALUE: dict[str, float] = {
    **{word: float(i) for i, word in enumerate(_SMALL)},
    **{word: 10.0 * (i + 2) for i, word in enumerate(_TENS)},
    "nought": 0.0, "nil": 0.0, "a": 1.0, "an": 1.0,
}
_SCALE = {
    "dozen": 12.0, "hundred": 100.0, "thousand": 1e3, "k": 1e3, "million": 1e6, "m": 1e6, "mn": 1e6,
    "billion": 1e9, "bn": 1e9, "trillion": 1e12, "tn": 1e12,
}
_VULGAR = {"½": 0.5, "¼": 0.25, "¾": 0.75}
_PART = {"half": 2.0, "third": 3.0, "quarter": 4.0, "fifth": 5.0, "sixth": 6.0, "eighth": 8.0, "tenth": 10.0}

#: Every word with which a number in words begins, "a" apart.
NUMBER_WORDS = frozenset({*_SMALL, *_TENS, "nought", "half"})

#: 9, 9.5, 104,544, 2½; never a piece of a longer number.
DIGITS = r"(?<![\d.,])(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?[½¼¾]?|[½¼¾])(?![\d]|[.,]\d)"

_ONES = "|".join(_SMALL[1:10])
#: zero to ninety-nine in words; whole words only.
SMALL_WORDS = (
    r"\b(?:(?:" + "|".join(_TENS) + r")(?:[\s-](?:" + _ONES + r"))?|" + "|".join(reversed(_SMALL)) + r"|nought)\b"
)
#: The scales that are words; "m", "bn" and "k" are for digits alone.
SCALE_WORDS = r"(?:hundred|thousand|million|billion|trillion)"
_SCALE_SIGNS = r"(?:bn|tn|mn|m|k)\b"

#: half a million, a quarter of a billion, three quarters of a million
PART_OF_SCALE = (
    r"\b(?:half[\s-](?:an?[\s-])?|(?:a|one|two|three)[\s-](?:third|quarter)s?[\s-]of[\s-]a[\s-])"
    r"(?:hundred|thousand|million|billion|trillion|dozen)\b"
)
#: a hundred, two hundred and fifty, three thousand, one and a half million, a dozen
WORDS_SCALED = (
    r"\b(?:a|" + SMALL_WORDS + r")(?:[\s]and[\s]a[\s]half)?[\s-](?:" + SCALE_WORDS[3:-1] + r"|dozen)"
    r"(?:[\s-](?:thousand|million|billion))?(?:\sand\s" + SMALL_WORDS + r")?\b"
)
DIGITS_SCALED = DIGITS + r"(?:[\s-]?" + SCALE_WORDS + r"\b|\s?" + _SCALE_SIGNS + r")?"
#: Any number; longest wording first.
NUMBER = rf"(?:{PART_OF_SCALE}|{WORDS_SCALED}|{DIGITS_SCALED}|{SMALL_WORDS})"

_DIGITS_RE = re.compile(r"(\d[\d,]*(?:\.\d+)?)?([½¼¾])?")


def parse_digits(text: str) -> float | None:
    """Return the value of digits such as ``104,544``, ``9.5`` or ``2½``; None if it is none."""
    found = _DIGITS_RE.fullmatch(text.strip())
    if not found or not found[0]:
        return None
    return float((found[1] or "0").replace(",", "")) + _VULGAR.get(found[2] or "", 0.0)


def parse_number(text: str) -> float | None:
    """Return the value of a number in digits or words (``half-a-million`` is 500000).

    None where a word is not part of any number, so that nothing is guessed.
    """
    plain = re.sub(r"(?<=\d)(?=[a-z])", " ", text.lower())
    words = [w for w in re.split(r"[\s\-‐‑–]+", plain) if w]
    if not words:
        return None
    if words[0] == "half" and len(words) > 1:
        scale = _SCALE.get(words[-1])
        return None if scale is None else scale / 2
    if "of" in words:
        share = parse_fraction(words[: words.index("of")])
        scale = _SCALE.get(words[-1])
        return None if share is None or scale is None else share * scale
    total = _sum(words)
    return None if total is None else float(f"{total:.{VALUE_DIGITS}g}")


def parse_fraction(words: list[str]) -> float | None:
    """Return the share that words such as ``["two", "thirds"]`` or ``["half"]`` name, 0 to 1."""
    base = _PART.get((words[-1] if words else "").removesuffix("s").replace("halve", "half"))
    if base is None:
        return None
    upper = _VALUE.get(words[0]) if len(words) > 1 else 1.0
    return None if upper is None else upper / base


def _sum(words: list[str]) -> float | None:
    """Add up number words left to right; None at the first that is no number."""
    total, current = 0.0, 0.0
    for i, word in enumerate(words):
        if word == "and" or (word == "a" and i and words[i - 1] == "and"):
            continue
        if word == "half" and i:
            current += 0.5
        elif word in _SCALE:
            current = (current or 1.0) * _SCALE[word]
            if _SCALE[word] >= 1000:
                total, current = total + current, 0.0
        else:
            value = _VALUE[word] if word in _VALUE else parse_digits(word)
            if value is None:
                return None
            current += value
    return total + current
