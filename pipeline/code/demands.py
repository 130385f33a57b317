"""Demands: what the workers' side asks for, with or without figures.

Comes in: the context of one article. Goes out: drafts of type `demand`, one for each workers' side
however often the text returns to it. It refuses a call that is only for talks, and what the
employer asks for.
"""

from __future__ import annotations

import re

from pipeline.code.antecedent import who_acts
from pipeline.code.context import Context
from pipeline.code.draft import Draft
from pipeline.code.rules import Trigger, phrase, rule_table
from pipeline.code.terms import FUND_POUNDS
from pipeline.code.view import SentenceView

#: The employer asks: "ministers want", "the company is seeking".
_EMPLOYER_ACTS = phrase(
    r"(?:MINISTER|BODY|employers?|ministers?|government|management|bosses|company|council|managers|firm|university|"
    r"trust|operator)"
    r"(?:'s)? (?:\w+ly |has |have |had |also |simply |is |are |was |were |still |now )*$"
)
_EMPLOYER = phrase(
    r"\b(?:MINISTER|BODY|employers?|ministers?|government|management|bosses|company|council|managers|"
    r"firm|university|trust|operator)\b"
)
#: "We" and "our" are the employer's where one of these is heard to speak.
_EMPLOYER_SPEAKS = phrase(
    r"\b(?:spokes\w+|MINISTER|BODY|chief executive|managing director|director|management|employers?)\b"
    r"(?: (?!for UNION)[\w,'-]+){0,8}? (?:said|says|added|told|insisted|commented)\b|"
    r"(?:said|says|added|insisted|commented) (?:an? |the |its )?(?:[\w-]+ )?(?:spokes\w+|MINISTER|BODY)\b"
)
#: Nouns of either side: the first of a sentence is the subject of its verbs, also of one after "and".
_SIDE = phrase(rf"\b(?:{{union_subject}})\b|{_EMPLOYER.pattern}")
_OWN_WORDS = re.compile(r"\b(?:we|our)\b")
_IT_IS = re.compile(r"it(?:'s| is| was) PCT\b")
_PRONOUN = re.compile(r"^(?:it|they|which|who|he|she)\b")
#: Pounds beside these words are a cost or what people earn now.
_NO_DEMAND = re.compile(
    r"\b(?:cost\w*|earn\w*|salar\w+|worse off|profit\w*|lost|lose|currently|now on|awarded|spent|"
    r"raised|bill)\b"
)
#: "what the union is demanding would cost £14m": the one bill that is a demand's own.
_BILL = re.compile(r"\b(?:demand|claim|ask)\w*(?: \w+){0,3}? (?:would )?cost (?:\w+ )?$")
#: A sum of a demand stands this near to its verb or its percentage, in characters of masked text.
SUM_REACH = 90


def demands(ctx: Context) -> list[Draft]:
    """Return the drafts of what each workers' side asks for, in reading order."""
    out: list[Draft] = []
    for view in ctx.views:
        for draft in _told(ctx, view):
            host = next((d for d in out if _one(d, draft)), None)
            if host is None:
                out.append(draft)
            else:
                _join(host, draft)
    return out


def _told(ctx: Context, view: SentenceView) -> list[Draft]:
    """Return the demands of one sentence: by its percentages, else by its rules."""
    wanted = [
        g for g in view.labelled("PERCENT") if g.mentions[0].role == "pay_demand" and g.mentions[0].value is not None
    ]
    if wanted:
        who = who_acts(ctx, view, wanted[0].start)
        low = min([t.start for t in rule_table("demand").find(view)] + [wanted[0].start])
        pcts = tuple(float(g.mentions[0].value or 0) for g in wanted)
        return [
            Draft(
                "demand",
                "made",
                view,
                "demand.made.figures",
                0.85,
                unions=who.unions,
                explicit=who.explicit,
                pay_pct=pcts,
                pay_gbp=_sums(view, low, min(wanted[-1].end + SUM_REACH, view.clause_at(wanted[-1].start).end)),
            )
        ]
    drafts = []
    for trigger in rule_table("demand").find(view):
        sums = _sums(view, trigger.start, trigger.start + SUM_REACH) if trigger.rule.id == "demand.figures" else ()
        if (trigger.rule.id == "demand.figures" and not sums) or _of_the_employer(view, trigger):
            continue
        who = who_acts(ctx, view, trigger.start)
        drafts.append(
            Draft(
                "demand",
                "made",
                view,
                trigger.rule.id,
                trigger.rule.confidence,
                unions=who.unions,
                explicit=who.explicit,
                pay_pct=_named(view, trigger),
                pay_gbp=sums,
            )
        )
    return drafts


def _named(view: SentenceView, trigger: Trigger) -> tuple[float, ...]:
    """Return the percentage that is itself what a demand names: "it's 3% they need", whatever its role."""
    if not _IT_IS.match(view.masked, trigger.start):
        return ()
    group = next((g for g in view.labelled("PERCENT") if trigger.start <= g.start < trigger.end), None)
    value = group.mentions[0].value if group else None
    return () if value is None else (float(value),)


def _of_the_employer(view: SentenceView, trigger: Trigger) -> bool:
    """Say whether it is the employer who asks: by name, or as what a pronoun stands for."""
    before = view.masked[max(view.clause_at(trigger.start).start, trigger.start - 80) : trigger.start]
    if _EMPLOYER_ACTS.search(before):
        return True
    said = view.masked[trigger.start : trigger.end]
    if trigger.rule.id == "demand.spoken" and _OWN_WORDS.search(said) and _EMPLOYER_SPEAKS.search(view.masked):
        return True
    if trigger.rule.id == "demand.conjoined":
        subject = list(_SIDE.finditer(view.masked[: trigger.start]))
        return not subject or _EMPLOYER.fullmatch(subject[0][0]) is not None
    if not _PRONOUN.match(view.masked[trigger.start : trigger.end]):
        return False
    last = None
    for match in re.finditer(
        rf"UNION|\b(?:union|unions|members|workers|staff)\b|{_EMPLOYER.pattern}", view.masked[: trigger.start]
    ):
        last = match
    return last is not None and _EMPLOYER.fullmatch(last[0]) is not None and trigger.start - last.end() < 4


def _sums(view: SentenceView, low: int, high: int) -> tuple[float, ...]:
    """Return the pounds that are asked for in a stretch of the sentence."""
    found = []
    for group in view.labelled("MONEY"):
        value = group.mentions[0].value
        if value is None or not low <= group.start < high:
            continue
        before = view.masked[max(group.start - 50, 0) : group.start]
        if _BILL.search(before):
            found.append(float(value))
        if value >= FUND_POUNDS:
            continue
        if not _NO_DEMAND.search(re.split(r"[;–—]", view.masked[max(group.start - 40, low) : group.end + 25])[-1]):
            found.append(float(value))
    return tuple(dict.fromkeys(found))


def _one(a: Draft, b: Draft) -> bool:
    """Say whether two tellings are of one side's demand: what the context guesses parts none."""
    if a.explicit and b.explicit and a.unions and b.unions:
        return bool(set(a.unions) & set(b.unions))
    return not a.unions or not b.unions or bool(set(a.unions) & set(b.unions))


def _join(host: Draft, draft: Draft) -> None:
    fuller = draft.substance() > host.substance()
    host.pay_pct = tuple(dict.fromkeys((*host.pay_pct, *draft.pay_pct)))
    host.pay_gbp = tuple(dict.fromkeys((*host.pay_gbp, *draft.pay_gbp)))
    if fuller or (draft.explicit and not host.explicit):
        host.unions, host.explicit = (
            (draft.unions, draft.explicit) if draft.explicit or not host.explicit else (host.unions, host.explicit)
        )
    if fuller:
        host.view, host.rule = draft.view, draft.rule
    host.confidence = 1 - (1 - host.confidence) * (1 - draft.confidence * 0.5)
