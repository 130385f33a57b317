"""When a vote to come or under way is held.

Comes in: the sentences of a vote with their DATE placeholders. Goes out: EDTF strings: its window,
or the one end of it that is told. It refuses the dates of strikes, offers and talks told beside a
vote, and to make an end out of a duration.
"""

from __future__ import annotations

import datetime as dt
import re

from pipeline.code.context import Context
from pipeline.code.dates import edtf_of, is_day, usable
from pipeline.code.rules import phrase
from pipeline.code.view import SentenceView

#: Words for an occasion of voting, as the source of a pattern.
VOTE_NOUN = r"(?:re-?)?(?:ballot|vote|voting|poll|referendum|survey|exercise|count)s?"
#: "by Monday's deadline": the day behind which this stands is the last one.
CLOSED_AFTER = re.compile(r"^'s (?:deadline|close)")
#: The words before a date that opens its sentence.
STARTS = re.compile(r"^(?:and |but |then |back |even so )*,?\s*(?:in|on|late|early|last|during)?\s*(?:the )?$")
#: "will open a ballot for strikes on Monday", "start voting on action on Monday": the day of the vote all the same.
_VOTE_OPENS_ON = re.compile(
    r"\b(?:(?:open|start|begin|launch|hold)(?:s|ing)? (?:an? |its |the |their )?(?:[\w-]+ ){0,3}?"
    r"(?:re-?)?(?:ballot|vote|poll)|"
    r"(?:start|begin)(?:s|ning|ing)? (?:voting|to vote|balloting|to ballot))\b[^.;,]{0,45} on $"
)
#: "It closes on 17 April.": the vote just told, where the sentence names nothing else.
_IT_CLOSES = r"^(?:it|this|that|they|both)(?: (?:will|is due to|is to|are due to))? (?:open|close|end|run)s?\b"
_ENDS = re.compile(
    r"\b(?:clos\w+|end(?:s|ed|ing)?|finish\w*|until|till|deadline|by|to|shut\w*|return\w*|results?|"
    r"count\w*)\b[^.;,]{0,25}$|\bbetween DATE and $"
)
_OF_SOMETHING = re.compile(r"^'s (?:meeting|talks|offer|deal|strike|walkout|stoppage|news|decision)")
_NO_VOTE_DAY = re.compile(
    r"\b(?:after|talks|negotiations|meetings?)\b[^.;]{0,60}$|\b(?:said|says|announc\w+|told|decided|confirm\w+|"
    r"since|talks|meet\w*|walk(?:ed|ing)? out|voted|offer\w*|award\w*|backdated|worth|"
    r"(?:strikes?|walkouts?|stoppages?|action) (?:could|would|to|due|planned|starting|beginning|from|on|which|that|"
    r"begin\w*|start\w*))\b[^.;,]{0,25}$"
)
#: "will vote on the offer on Monday": the day of the vote, though it stands beside the offer.
_VOTE_ON_TERMS = (
    r"\b(?:vot(?:e|es|ing)|ballot\w*|consult\w*)\b[^.;,]{0,20}\bon (?:the|this|its|an?) (?:[\w-]+ ){0,3}?{ballot_terms}"
    r" (?:on|from|in|between|until) $"
)
#: A bare year tells when a vote is held only as "in 2024", and not as "over the award for 2024".
_IN_YEAR = re.compile(r"\b(?:in|during|early|late|into) $")


def voting_window(
    ctx: Context, view: SentenceView, told: frozenset[int] = frozenset(), reach: int = 3
) -> tuple[str | None, str | None]:
    """Return the opening and the closing of a vote, each None where it is not told.

    The sentences after `view` are read too, while they go on about the vote, name no other union
    and are none of `told`, which tell of other votes.
    """
    opened, closed = _window_in(view)
    named = {u for g in view.labelled("UNION") for u in g.ids}
    for later in ctx.views[view.index + 1 : view.index + 1 + reach]:
        if (opened and closed) or later.index in told:
            break
        here = {u for g in later.labelled("UNION") for u in g.ids}
        # Of two unions' votes told together, what follows on one of them is its own.
        other = here - named or (len(named) > 1 and here and here != named)
        if other or not re.search(
            rf"\b(?:{VOTE_NOUN}|balloting|papers|envelopes|have until|return them|send them back)\b|{_IT_CLOSES}",
            later.masked,
        ):
            break
        start, end = _window_in(later)
        opened, closed = opened or start, closed or end
    return opened, closed


def _window_in(view: SentenceView) -> tuple[str | None, str | None]:
    opened = closed = None
    for group in view.labelled("DATE"):
        edtf = edtf_of(group)
        before = view.masked[max(group.start - 60, 0) : group.start]
        of_vote = phrase(_VOTE_ON_TERMS).search(before) or _VOTE_OPENS_ON.search(before)
        other = _NO_VOTE_DAY.search(before) and not of_vote
        if edtf is None or other or _OF_SOMETHING.search(view.masked[group.end :]):
            continue
        single = is_day(group) or (usable(edtf) and (len(edtf) > len("2023") or _IN_YEAR.search(before)))
        if not single:
            continue
        if _ENDS.search(before) or CLOSED_AFTER.search(view.masked[group.end :]):
            closed = closed or edtf
        elif re.search(
            rf"\b(?:{VOTE_NOUN}|balloted|balloting|voting|papers|asked|re-?ballot)\b", view.masked[: group.start]
        ) or STARTS.search(view.masked[: group.start]):
            opened = opened or edtf
    return opened, closed


def ballot_window(ctx: Context, view: SentenceView, _position: int) -> str | None:
    """Return the window of a vote as one EDTF string, or the one end of it that is told."""
    return as_edtf(*voting_window(ctx, view))


def as_edtf(opened: str | None, closed: str | None) -> str | None:
    """Return a window as one EDTF string, or the one end that is told."""
    if opened and closed and opened != closed:
        return f"{opened}/{closed}"
    return opened or closed


def is_before(edtf: str | None, day: dt.date | None) -> bool | None:
    """Say whether a date lies on or before `day`; None where either is not known, or the month is that of `day`."""
    if edtf is None or day is None or not re.fullmatch(r"\d{4}-\d\d(?:-\d\d)?", edtf):
        return None
    if len(edtf) == len("2023-01"):
        month = f"{day:%Y-%m}"
        return None if edtf == month else edtf < month
    return dt.date.fromisoformat(edtf) <= day
