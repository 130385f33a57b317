"""Which union a place speaks of: clause, sentence, paragraph, workers, anaphora."""

from __future__ import annotations

import pytest

CASES = [
    ("Unite members will strike on 13 March.", "strike", ("UNITE",)),
    ("The strike by RMT members is off, Unite said.", "strike", ("RMT",)),
    ("Unite, the GMB and Unison have called strikes.", "strikes", ("UNITE", "GMB", "UNISON")),
    ("Unite and the GMB are in dispute.\nBoth unions have called strikes.", "strikes", ("UNITE", "GMB")),
    ("Health unions have called strikes.", "strikes", ()),
    ("The council has urged Unite to call off the RMT strike.", "strike", ("RMT",)),
    ("The NEU is balloting. Its members may strike.\nThe RMT is not.", "strike", ("NEU",)),
    (
        "The CSP will strike on 27 July. The CSP wants talks. CSP members are angry.\nThe GMB is out too.\n"
        "Across Wales 86 per cent were for a walkout.",
        "walkout",
        ("CSP",),
    ),
    ("The RMT and Aslef are in dispute.\nTrain drivers will strike on 13 March.", "strike", ("ASLEF",)),
]


@pytest.mark.parametrize(("text", "word", "unions"), CASES)
def test_who(context, text: str, word: str, unions: tuple[str, ...]) -> None:
    ctx = context(text)
    view = next(v for v in ctx.views if word in v.masked)
    assert ctx.who(view, view.masked.index(word)).unions == unions
