"""Every custom attribute of picketline on spaCy's `Doc` and `Span`, declared once.

Comes in: nothing. Goes out: `register()`, which `annotate.build` calls before any component
is made. It refuses to compute: components set these attributes, others read them.

    doc._.article_id    str            the article's id, "" where the text comes from nowhere
    doc._.text          str            `doc.text`, kept: spaCy joins it anew at each call
    doc._.published_on  date | None    the day that relative dates are resolved against
    doc._.mentions      list[Mention]  every mention so far, offsets in `doc.text`
    doc._.date_mentions list[DateMention]  the dates with their lists and ranges, see `annotate.dates`
    doc._.role_rules    dict           (start, end) of each percentage -> id of the rule that gave its role
    doc._.role_draft    DocDraft | None  the roles before the language model is heard, see `components.roles`
    doc._.encoded       Reading | None what the language model says of the sentences that it read, see
                                       `annotate.encoder.reading`; None where no model was asked
    doc._.model_names   dict           (start, end) of each BODY of no table and no rule -> how sure the language model
                                       is that it is an organisation, see `components.organisations`
    doc._.relevance     float | None   0 to 1: does the article tell of a UK dispute
    doc._.relevant      bool | None    whether `relevance` reaches the threshold
    sent._.clutter      bool           the sentence is page furniture and is never coded
"""

from __future__ import annotations

from typing import NamedTuple

from spacy.tokens import Doc, Span

_TEXT, _SENTENCES, _CLUTTER = "picketline_text", "picketline_sentences", "picketline_clutter"


def register() -> None:
    """Declare the attributes; calling it again changes nothing."""
    for name, default in (("article_id", ""), ("published_on", None), ("relevance", None), ("relevant", None),
                          ("encoded", None), ("role_draft", None)):
        if not Doc.has_extension(name):
            Doc.set_extension(name, default=default)
    if not Doc.has_extension("mentions"):
        Doc.set_extension("mentions", default=[])
    if not Doc.has_extension("date_mentions"):
        Doc.set_extension("date_mentions", default=[])
    for name in ("role_rules", "model_names"):
        if not Doc.has_extension(name):
            Doc.set_extension(name, default={})
    if not Doc.has_extension("text"):
        Doc.set_extension("text", getter=text_of)
    if not Span.has_extension("clutter"):
        Span.set_extension("clutter", getter=_is_clutter, setter=_set_clutter)


def text_of(doc: Doc) -> str:
    """Return `doc.text`, put together once: spaCy joins it anew from its tokens at each call."""
    text: str | None = doc.user_data.get(_TEXT)
    if text is None:
        text = doc.user_data[_TEXT] = doc.text
    return text


def keep_text(doc: Doc, text: str) -> None:
    """Keep the `text` that `doc` was made from, which it need not be put together for: the tokenizer drops nothing."""
    doc.user_data[_TEXT] = text


class Sentence(NamedTuple):
    """A sentence: `text[start:end]`, the tokens `first` to `last` (exclusive), whether it is page furniture."""

    start: int
    end: int
    first: int
    last: int
    clutter: bool


def sentences(doc: Doc) -> tuple[Sentence, ...]:
    """Return the sentences of `doc`: spaCy makes a span of each anew at each call, so they are kept once known."""
    kept: tuple[Sentence, ...] | None = doc.user_data.get(_SENTENCES)
    if kept is not None:
        return kept
    return tuple(Sentence(s.start_char, s.end_char, s.start, s.end, _is_clutter(s)) for s in doc.sents)


def keep_sentences(doc: Doc, found: tuple[Sentence, ...]) -> None:
    """Keep the sentences of `doc` and what is clutter of them, until `forget_sentences` or another word on clutter."""
    doc.user_data[_CLUTTER] = {(each.start, each.end) for each in found if each.clutter}
    doc.user_data[_SENTENCES] = found


def forget_sentences(doc: Doc) -> None:
    """Let the sentences of `doc` be found anew: to be called by what moves their starts."""
    doc.user_data.pop(_SENTENCES, None)


def _is_clutter(sent: Span) -> bool:
    return (sent.start_char, sent.end_char) in sent.doc.user_data.get(_CLUTTER, ())


def _set_clutter(sent: Span, value: bool) -> None:
    forget_sentences(sent.doc)
    marked, offsets = sent.doc.user_data.setdefault(_CLUTTER, set()), (sent.start_char, sent.end_char)
    if value:
        marked.add(offsets)
    else:
        marked.discard(offsets)


def sentence_text(sent: Span) -> str:
    """Return `sent.text` as a slice of the text that `text_of` keeps."""
    return text_of(sent.doc)[sent.start_char : sent.end_char]
