"""Antecedents: whom a relative clause speaks of, "the GMB, which wants", "unions, whose members".

Comes in: a view and a position in it. Goes out: the workers' side of that place. It refuses to
name unions where the clause hangs on "unions" in general.
"""

from __future__ import annotations

import re

from pipeline.code.context import Context, Who
from pipeline.code.view import SentenceView

_RELATIVE = re.compile(r"[ ,]*\b(?:which|who|whose)\b")
_UNIONS = re.compile(r"(?<!the )(?<!both )(?<!two )(?<!three )(?<!four )(?<!all )\bunions$")


def who_acts(ctx: Context, view: SentenceView, position: int) -> Who:
    """Return the unions that act at `position`: what the relative clause there follows, else as anywhere."""
    start = view.clause_at(position).start
    for at in (position, start):
        relative = _RELATIVE.match(view.masked, at)
        if relative is None:
            continue
        head = view.masked[:at].rstrip(" ,")
        group = next((g for g in view.labelled("UNION") if g.ids and g.end == len(head)), None)
        if group is not None:
            return Who(group.ids, True)
        if _UNIONS.search(head):
            return Who((), False)
    return ctx.who(view, position)
