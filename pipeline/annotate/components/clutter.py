"""The component `picketline_clutter`: page furniture that extraction let through.

Comes in: a `Doc` with sentences that do not cross lines. Goes out: the same, with
`sent._.clutter` true on links to other stories, captions, adverts, calls to subscribe, rules
for comments and the like. It refuses to remove text, and to flag a sentence on a hunch: a
statement lost costs more than a promotion kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from spacy.language import Language
from spacy.tokens import Doc

from pipeline.annotate.extensions import Sentence, keep_sentences, sentences, text_of
from pipeline.annotate.furniture import Chances, ClutterRule, clutter_rules
from pipeline.tables.openings import Openings

#: A line longer than this is a paragraph: a rule of scope `line` then takes its sentence alone,
#: one of scope `caption` nothing. The longest caption among 25 real pages has 44 words.
LINE_WORDS = 48
#: Headlines and promotions are no longer; the longest seen has 19 words.
HEADLINE_WORDS = 20
#: A sentence of the story has at least so many words and ends with a full stop.
STORY_WORDS = 9
#: So many sentences of story stand before what closes it: "Comments (3)" also tops pages.
STORY_BEFORE_TAIL = 4
#: Related headlines break into a story only once it has begun.
STORY_BEFORE_LIST = 2
#: What someone is quoted to say is part of the story, whatever its wording.
QUOTES = ("“", "‘", '"', "'")

_BULLET = re.compile(r"^(?:[-–—•●▪■*»>►▶·|]\s*)+")
_ENDED = re.compile(r"[.!…][”’\"')\]]*$|[?][”’\"']$")
_FULL_STOP = re.compile(r"[.!][”’\"')\]]*$|[”\"]$")
_INTRODUCES = re.compile(r"[:;,–—-]$")
#: What makes a list item a fact rather than a headline: a day, a sum, a share, a count.
_FACT = re.compile(
    r"\d|£|%|\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|\b(?:January|February|March|April|June|July|August"
    r"|September|October|November|December)\b|:|;$|,$"
)
_HEADLINE_VERB = re.compile(
    r"\b(?:strikes?|walk(?:s|ed)? out|to (?:strike|walk|vote|ballot|be|end|close|face)|vote[sd]?|calls?|called"
    r"|rejects?|rejected|accepts?|accepted|backs?|backed|warns?|warned|says?|is|are|will|could|may|set|ends?|ended|halts?|suspends?|suspended"
    r"|announces?|announced|faces?|wins?|hits?|plans?|agrees?|agreed|threatens?|fears?|urges?|urged|quits?)\b"
)
#: The same behind the last paragraph, where "Sport daily: ..." is a promotion like any other.
_HARD_FACT = re.compile(_FACT.pattern.removesuffix("|:|;$|,$"))


@dataclass(slots=True)
class Line:
    """One line of the `whole` text, ending at the offset `end`: its sentences, its words, and what was found of it."""

    sentences: list[Sentence]
    whole: str
    text: str
    bare: str
    n_words: int
    end: int
    flagged: set[int] = field(default_factory=set)
    kept: bool = False
    paragraph: bool = field(init=False)

    def __post_init__(self) -> None:
        """Tell once whether the line is as long as a sentence of the story and ends as one does."""
        self.paragraph = self.n_words >= STORY_WORDS and _FULL_STOP.search(self.text) is not None

    @property
    def is_clutter(self) -> bool:
        """Whether every sentence of the line is flagged."""
        return len(self.flagged) == len(self.sentences)

    @property
    def is_story(self) -> bool:
        """Whether the line reads like a paragraph of the story."""
        return self.paragraph and not self.is_clutter

    @property
    def is_headline(self) -> bool:
        """Whether the line could be a link: short, and no full stop at its end."""
        return not self.kept and self.n_words <= HEADLINE_WORDS and not _ENDED.search(self.text)

    def flag(self, first: int = 0) -> None:
        """Flag the sentences from the `first` on."""
        if not self.kept:
            self.flagged.update(range(first, len(self.sentences)))


@Language.factory("picketline_clutter")
def make_clutter(nlp: Language, name: str) -> ClutterFinder:
    """Make the component; its rules come from `resources/patterns/clutter.jsonl`."""
    return ClutterFinder(clutter_rules())


class ClutterFinder:
    """Sets `sent._.clutter`; a second call on the same `Doc` changes nothing."""

    def __init__(self, rules: Sequence[ClutterRule]) -> None:
        self._rules = tuple(rules)
        self._openings = Openings([rule.pattern for rule in rules])

    def __call__(self, doc: Doc) -> Doc:
        """Return `doc` with its page furniture flagged."""
        lines = list(split_lines(doc))
        chances = Chances(self._rules, self._openings, text_of(doc))
        for line in lines:
            self._apply_sentence_rules(line, chances)
        self._apply_place_rules(lines, chances)
        flag_related_lists(lines)
        flag_trailing_links(lines)
        for line in lines:
            for i in line.flagged:
                line.sentences[i] = line.sentences[i]._replace(clutter=True)
        keep_sentences(doc, tuple(sentence for line in lines for sentence in line.sentences))
        return doc

    def _apply_sentence_rules(self, line: Line, chances: Chances) -> None:
        if chances.holds("keep", line.bare, line.end):
            line.kept = True
            return
        if line.n_words <= LINE_WORDS and chances.holds("caption", line.text, line.end):
            line.flag()
            return
        for i, sentence in enumerate(line.sentences):
            text, end = line.bare, line.end
            if len(line.sentences) > 1:
                whole = line.whole[sentence.start : sentence.end].rstrip()
                text, end = _BULLET.sub("", whole.lstrip()), sentence.start + len(whole)
            if text.startswith(QUOTES):
                continue
            if chances.holds("line", text, end):
                if line.n_words <= LINE_WORDS:
                    line.flag(i)
                    return
                line.flagged.add(i)
            elif chances.holds("sentence", text, end):
                line.flagged.add(i)

    def _apply_place_rules(self, lines: list[Line], chances: Chances) -> None:
        told = 0
        in_list = False
        for n, line in enumerate(lines):
            if (told == 0 or lines[n - 1].is_clutter) and chances.holds("head", line.bare, line.end):
                line.flag()
            if told >= STORY_BEFORE_TAIL and chances.holds("tail", line.bare, line.end):
                for rest in lines[n:]:
                    rest.flag()
                return
            if chances.holds("next", line.bare, line.end):
                for near in lines[n : n + 2]:
                    if near is line or near.is_headline:
                        near.flag()
            if chances.holds("list", line.bare, line.end):
                line.flag()
                in_list = told > 0
            elif in_list and line.is_headline:
                line.flag()
            elif not line.is_clutter:
                in_list = False
            told += line.is_story


def split_lines(doc: Doc) -> Iterator[Line]:
    """Yield the lines of `doc` that hold a sentence, each sentence in the line it begins in."""
    text = text_of(doc)
    line: list[Sentence] = []
    for sentence in sentences(doc):
        if line and "\n" in text[line[-1].start : sentence.start]:
            yield _line(line, text)
            line = []
        line.append(sentence)
    if line:
        yield _line(line, text)


def _line(line: list[Sentence], whole: str) -> Line:
    text = whole[line[0].start : line[-1].end].rstrip()
    end = line[0].start + len(text)
    text = text.lstrip()
    return Line(line, whole, text, _BULLET.sub("", text), len(text.split()), end)


def flag_related_lists(lines: list[Line]) -> None:
    """Flag bulleted headlines that break into the story: links to other stories.

    Such a run has two items or more, stands between two paragraphs, is not announced by the
    line before it, holds no day, sum or count, and reads like headlines: one item is a
    question, or half of them have a verb as headlines do.
    """
    n = told = 0
    while n < len(lines):
        end = n
        while end < len(lines) and lines[end].text != lines[end].bare:
            end += 1
        if end - n >= 2 and told >= STORY_BEFORE_LIST and _breaks_in(lines, n, end):
            for line in lines[n:end]:
                line.flag()
        told += lines[n].is_story
        n = max(end, n + 1)


def _breaks_in(lines: list[Line], first: int, end: int) -> bool:
    before = lines[first - 1].text if first else ""
    announced = not before or _INTRODUCES.search(before) or not _ENDED.search(before)
    inside = any(line.is_story for line in lines[end:])
    return inside and not announced and _reads_like_headlines(lines[first:end])


def _reads_like_headlines(run: list[Line]) -> bool:
    if any(not line.is_headline or _FACT.search(line.bare) or not line.bare[:1].isupper() for line in run):
        return False
    verbs = sum(_HEADLINE_VERB.search(line.bare) is not None for line in run)
    return any(line.bare.endswith("?") for line in run) or 2 * verbs >= len(run)


def flag_trailing_links(lines: list[Line]) -> None:
    """Flag what stands behind the last paragraph without a full stop: links, tags, promotions.

    Nothing is flagged where one of these lines announces a list or states a fact.
    """
    told = sum(line.is_story for line in lines)
    if told < STORY_BEFORE_TAIL:
        return
    last = max(n for n, line in enumerate(lines) if line.is_story)
    rest = [line for line in lines[last + 1 :] if not line.is_clutter]
    if any(line.kept or _INTRODUCES.search(line.text) for line in rest):
        return
    if all(line.is_headline and not _HARD_FACT.search(line.bare) for line in rest):
        for line in rest:
            line.flag()
