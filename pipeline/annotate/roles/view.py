"""A sentence as the role rules see it: masked, lower case, one target percentage.

Comes in: a sentence and the spans of its percentages. Goes out: `Masked`, the text with `#t`
for the target and `#p` for every other. It refuses to look outside the sentence.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

TARGET, OTHER = "#t", "#p"

_QUOTES = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "\xa0": " "})
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}\b)")
#: "a below-inflation offer of 4%" speaks of no rate of inflation.
_RELATIVE = re.compile(r"\b(?:below|above|sub|over)-inflation\b|\binflation-(?=[a-z])")
_TURNOUT = re.compile(r"\bturn[- ]out(s?)\b")
_SPLIT_WORDS = re.compile(r"(?<=#[tp] )(?:as against|as opposed to|compared with|versus|vs)(?= #[tp])")
#: "more than half (53%) of members"
_PARENTHESES = re.compile(r"\((#[tp])\) (of|had|were|was|voted|took)\b")
#: ", on a turnout of 78%," between a share and its verb belongs to neither.
_TURNOUT_ASIDE = re.compile(
    r", (?:on|with|from) (?:an? )?(?:[a-z]+ ){0,2}(?:turnout of #p|#p turnout|#p taking part),(?= [a-z])"
)
#: Characters kept on each side of the target: further words belong to another clause.
REACH = 260


@dataclass(frozen=True, slots=True)
class Masked:
    """The masked sentence and where the target stands in it."""

    text: str
    at: int

    @property
    def left(self) -> str:
        """What stands before the target."""
        return self.text[: self.at]

    @property
    def right(self) -> str:
        """What stands after the target."""
        return self.text[self.at + len(TARGET) :]


def mask(sentence: str, spans: list[tuple[int, int]], target: int) -> Masked:
    """Return `sentence` masked for the span number `target`; spans are offsets in it, in order."""
    parts: list[str] = []
    last = 0
    for i, (start, end) in enumerate(spans):
        parts.extend((sentence[last:start], TARGET if i == target else OTHER))
        last = end
    parts.append(sentence[last:])
    plain = _PARENTHESES.sub(r"\1 \2", _TURNOUT_ASIDE.sub("", _SPLIT_WORDS.sub("to", normalise("".join(parts)))))
    at = plain.index(TARGET)
    begin = max(0, at - REACH)
    return Masked(plain[begin : at + REACH], at - begin)


def normalise(text: str) -> str:
    """Return `text` in lower case with plain quotes, dashes and single spaces; double quotes go."""
    plain = text.translate(_QUOTES).lower().replace('"', "")
    if "," in plain:
        plain = _THOUSANDS.sub("", plain)
    if "inflation" in plain:
        plain = _RELATIVE.sub("relative ", plain)
    plain = " ".join(plain.split())
    return _TURNOUT.sub(r"turnout\1", plain) if "turn" in plain else plain
