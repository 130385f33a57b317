"""The last step of the cascade: what became of each rise in pay.

Comes in: clauses whose percentages have a role or are open rises. Goes out: the same, each
rise an offer, a demand, an award or a deal. It refuses to touch votes, turnouts and prices.
"""

from __future__ import annotations

from dataclasses import replace

from pipeline.annotate.roles.clause import FIRM, Clause, Decision
from pipeline.annotate.roles.rules import PAY, PAY_ROLES, nominal_ids, story_ids
from pipeline.annotate.roles.status import SEQUEL_SENTENCES, clause_status, is_earlier, sequel_status, story_status
from pipeline.annotate.roles.view import Masked

#: A sequel is told in so many words; what surrounds the number itself speaks of an offer still.
SEQUEL_WEIGHT = 120.0


def settle(clauses: list[Clause], plain: list[str]) -> None:
    """Give every open rise a status, and let sequels and status overrule nouns.

    `plain` are the sentences normalised as by `view.normalise`; `clauses` are changed in place.
    """
    story = story_status(plain)
    known = _known_values(clauses)
    for n, clause in enumerate(clauses):
        for i, now in enumerate(clause.decided):
            if now.role == PAY or _origin(now) in nominal_ids() | story_ids() or not now.weight:
                context = plain[n - 1] if n else ""
                elsewhere = known.get(clause.percents[i].value)
                clause.decided[i] = _status(now, clause.views[i], elsewhere, context, story)
    for n, sentence in enumerate(plain):
        near = clauses[max(0, n - SEQUEL_SENTENCES) : n + 1]
        if any(decision.role == "pay_offer" for clause in near for decision in clause.decided):
            role = sequel_status(sentence)
            if role is not None:
                _apply_sequel(near, role)


def _status(now: Decision, view: Masked, known: str | None, context: str, story: tuple[bool, bool]) -> Decision:
    """Return `now` with its status from the clause, the same value, the sentence before or the story."""
    reached, pending = story
    if now.role != PAY:
        if known is not None and _origin(now) not in story_ids() - nominal_ids():
            return replace(now, role=known, rule=f"{now.rule}>status.same_value")
        if now.role == "pay_offer" and reached and not is_earlier(view.text):
            return replace(now, role="pay_deal", rule=f"{now.rule}>status.story")
        if now.role == "pay_deal" and pending:
            return replace(now, role="pay_offer", rule=f"{now.rule}>status.story")
        return now
    for role, name in (
        (clause_status(view.left, view.right), "clause"),
        (known, "same_value"),
        (clause_status(context, ""), "context"),
    ):
        if role == "pay_offer" and reached and not is_earlier(view.text):
            role, name = "pay_deal", "story"
        if role is not None:
            return replace(now, role=role, rule=f"{now.rule}>status.{name}")
    return replace(now, role="pay_deal" if reached else "pay_offer", rule=f"{now.rule}>status.story")


def _apply_sequel(clauses: list[Clause], role: str) -> None:
    """Turn the offers of the nearest sentence that has any into `role`."""
    for clause in reversed(clauses):
        offers = [i for i, d in enumerate(clause.decided) if d.role == "pay_offer"]
        for i in offers:
            now = clause.decided[i]
            clause.decided[i] = replace(now, role=role, rule=f"{now.rule}>status.sequel", weight=SEQUEL_WEIGHT)
        if offers:
            return


def _origin(decision: Decision) -> str:
    """Return the id of the rule at the bottom of a decision that was carried over."""
    return decision.rule.rpartition(">")[2]


def _known_values(clauses: list[Clause]) -> dict[float, str]:
    """Return the firm pay role of each value; where two are told, the later one is kept."""
    known: dict[float, str] = {}
    for clause in clauses:
        for percent, now in zip(clause.percents, clause.decided, strict=True):
            if now.role in PAY_ROLES and now.weight >= FIRM and _origin(now) not in nominal_ids():
                known[percent.value] = now.role
    return known
