"""One form for every text: the letters of `Article.text` that all offsets count.

Comes in: text as a page or corpus has it. Goes out: NFC, LF line ends, plain spaces, no
control or invisible characters, paragraphs by newline. It refuses to change wording or
quotation marks; doing it twice changes nothing.
"""

from __future__ import annotations

import re
import unicodedata

_LINE_ENDS = re.compile(r"\r\n?|[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
#: Control characters, soft hyphen, zero-width marks, direction marks, byte order mark,
#: interlinear marks, and the code points that Unicode keeps free of characters.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f"
    "\ufeff\ufff9-\ufffb\ufdd0-\ufdef\ufffe\uffff]"
)
_SPACES = re.compile("[\t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_SURROGATES = re.compile("[\ud800-\udfff]")
_LINE_EDGES = re.compile(r" *\n *")
_BLANK_LINES = re.compile(r"\n{3,}")
_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?")

#: The commonest function words of English and nothing else: no word here is one of Welsh,
#: Irish, Scots Gaelic, French, German or Spanish with the same frequency.
_ENGLISH = frozenset(
    re.findall(r"\w+", "the of and to that is for was with by are from this have be it they has their which would")
)
#: How many words decide, and the shares between which nothing is said. English news has a
#: share of 0.18 to 0.28 in the 48 development texts; Welsh and French news is below 0.02.
LANGUAGE_WORDS = 500
LEAST_WORDS = 20
ENGLISH_SHARE = 0.12


def normalise_text(raw: str) -> str:
    """Return `raw` in the one form that offsets count; "" where nothing visible is in it."""
    text = _LINE_ENDS.sub("\n", raw)
    text = _SURROGATES.sub("\ufffd", text)
    text = unicodedata.normalize("NFC", text)
    text = _INVISIBLE.sub("", text)
    text = _SPACES.sub(" ", text)
    text = _LINE_EDGES.sub("\n", text)
    # Removing an invisible mark can bring a letter and its accent together.
    return unicodedata.normalize("NFC", _BLANK_LINES.sub("\n\n", text).strip(" \n"))


def normalise_line(raw: str | None) -> str | None:
    """Return a title, name or the like on one line, None where nothing is left."""
    if raw is None:
        return None
    return " ".join(normalise_text(raw).split()) or None


def encodable(raw: object) -> str:
    """Return `raw` as text that UTF-8 can hold: file names and JSON escapes may bear half a character."""
    return str(raw).encode("utf-8", "replace").decode("utf-8")


def count_words(text: str) -> int:
    """Return the number of words, by white space."""
    return len(text.split())


def is_english(text: str) -> bool | None:
    """Say whether the share of English function words is that of English; None if too short."""
    words = _WORD.findall(text[: LANGUAGE_WORDS * 8].lower())[:LANGUAGE_WORDS]
    if len(words) < LEAST_WORDS:
        return None
    return sum(word in _ENGLISH for word in words) / len(words) >= ENGLISH_SHARE


def language_of(text: str, declared: str | None) -> str | None:
    """Return the language as a two- or three-letter code, None where it is not known.

    The text outranks the page's `lang`, which templates often leave at "en": a Welsh page
    that declares English is none of it.
    """
    code = (declared or "").strip().replace("_", "-").split("-")[0].lower()
    code = code if re.fullmatch(r"[a-z]{2,3}", code) else ""
    english = is_english(text)
    if english:
        return "en"
    if english is False and code == "en":
        return None
    return code or None
