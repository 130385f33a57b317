"""The one place where a percentage gets its role, from its clause and its neighbours.

Comes in: the sentences of an article with their percentages. Goes out: for each one a
`Decision`, the role and the id of the rule that decided. It refuses to use anything but the
text: no model, no list of known articles.

The cascade: (1) the strongest rule of the table; (2) structure: ranges and splits share or
mirror the role of their partner; (3) carry-over from the percentage before; (4) a rise whose
status is open takes it from the clause, from the same value elsewhere, from the story.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from pipeline.annotate.roles.rules import PAY, PAY_ROLES, VOTE_ROLES, RoleRule, role_rules
from pipeline.annotate.roles.status import clause_status, deal_reached
from pipeline.annotate.roles.view import Masked, mask, normalise

#: A rule at least this strong is not overruled by structure. Measured on the development set.
FIRM = 75
#: Two shares of one vote add up to 100 within rounding.
SPLIT_SUM, SPLIT_SLACK = 100.0, 0.35
_RANGE = re.compile(r"^(?:\s?[-–—]\s?|\s+(?:to|and|or|but not|per cent to)\s+)$", re.IGNORECASE)
_SPLIT = re.compile(r"^\W*(?:\s?[-–—/]\s?|\s*(?:to|against|as against|as opposed to|versus|v|compared with|with)\s+)$", re.I)
_LIST = re.compile(
    r"^(?:\s*\([^)]*\))?,?\s+(?:and|or|with|plus|then|followed by|rising to|as much as|up to|as well as|,)\b[^.;:]{0,70}$"
    r"|^[^.;:#]{0,45},?\s+(?:and|plus|then|followed by|or|with|while|as much as)\s[^.;:]{0,45}$|^,\s*$", re.IGNORECASE,
)
_ANAPHORA = re.compile(
    r"^(?:(?:at|in|for|among|with|over at|and|but|on) [^#.]{1,70}?)?,? ?(?:the |that |this |its |their |his |my )?"
    r"(?:(?:equivalent |corresponding )?(?:figures?|share|number|result|total|proportion|answer)|it|that|this|[a-z']+(?: [a-z']+)?)"
    r" ?(?:was|were|is|stood at|came to|came in at|had|had been|did|reached)? ?(?:about |nearly |almost |just |only |some )?#t"
)  # fmt: skip
_MIRROR = {"vote_for": "vote_against", "vote_against": "vote_for"}


@dataclass(frozen=True, slots=True)
class Percentage:
    """One percentage: its value and its span in its sentence."""

    value: float
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Decision:
    """A role, the rule that gave it, how firm it is, and every rule that fired."""

    role: str
    rule: str
    weight: int
    fired: tuple[str, ...] = ()


@dataclass(slots=True)
class Clause:
    """A sentence under decision: its percentages, masked views and decisions so far."""

    text: str
    percents: list[Percentage]
    views: list[Masked] = field(default_factory=list)
    decided: list[Decision] = field(default_factory=list)

    def gap(self, i: int) -> str:
        """Return what stands between percentage `i` and the one before it."""
        return self.text[self.percents[i - 1].end : self.percents[i].start]


def decide(sentences: list[tuple[str, list[Percentage]]]) -> list[list[Decision]]:
    """Return one decision for each percentage of each sentence, in order."""
    clauses = [_local(text, percents) for text, percents in sentences]
    for clause in clauses:
        _structure(clause)
    _carry(clauses)
    plain = [normalise(text) for text, _ in sentences]
    _settle(clauses, plain)
    return [clause.decided for clause in clauses]


def _local(text: str, percents: list[Percentage]) -> Clause:
    """Step 1: the strongest rule that matches around each percentage."""
    clause = Clause(text, percents)
    spans = [(p.start, p.end) for p in percents]
    for i in range(len(percents)):
        view = mask(text, spans, i)
        fired = [rule for rule in role_rules() if rule.pattern.search(view.text)]
        clause.views.append(view)
        clause.decided.append(_strongest(fired))
    return clause


def _strongest(fired: list[RoleRule]) -> Decision:
    if not fired:
        return Decision("other", "none", 0)
    return Decision(fired[0].role, fired[0].id, fired[0].weight, tuple(rule.id for rule in fired))


def _structure(clause: Clause) -> None:
    """Step 2: ranges share one role, the two shares of one vote mirror each other."""
    decided = clause.decided
    for i in range(1, len(decided)):
        gap, one, two = clause.gap(i), decided[i - 1], decided[i]
        adds_up = abs(clause.percents[i - 1].value + clause.percents[i].value - SPLIT_SUM) <= SPLIT_SLACK
        if adds_up and {one.role, two.role} & VOTE_ROLES:
            _mirror(clause, i, bool(_SPLIT.match(gap)))
        elif _RANGE.match(gap):
            strong = two if two.weight >= one.weight else one
            decided[i - 1] = replace(one, role=strong.role, rule=f"range>{strong.rule}", weight=strong.weight)
            decided[i] = replace(two, role=strong.role, rule=f"range>{strong.rule}", weight=strong.weight)


def _mirror(clause: Clause, i: int, split: bool) -> None:
    """Give the two shares of one vote opposite roles, after the one whose words are plainer."""
    one, two = clause.decided[i - 1], clause.decided[i]
    if split:
        # "by 57% to 43%", "66% to 34% against": the words after the pair speak of the first share.
        lead = max((d for d in (one, two) if d.role in VOTE_ROLES), key=lambda d: d.weight)
        role = lead.role
        clause.decided[i - 1] = replace(one, role=role, rule=f"split>{lead.rule}", weight=lead.weight)
        clause.decided[i] = replace(two, role=_MIRROR[role], rule=f"split>{lead.rule}", weight=lead.weight)
    elif one.role == two.role or two.role not in VOTE_ROLES or one.role not in VOTE_ROLES:
        first_leads = one.role in VOTE_ROLES and (two.role not in VOTE_ROLES or one.weight >= two.weight)
        lead, follow, at = (one, two, i) if first_leads else (two, one, i - 1)
        clause.decided[at] = replace(follow, role=_MIRROR[lead.role], rule=f"mirror>{lead.rule}", weight=lead.weight)


def _carry(clauses: list[Clause]) -> None:
    """Step 3: a percentage without firm words of its own takes the role of the one before."""
    before: Decision | None = None
    age = 0
    for clause in clauses:
        age += 1
        for i, now in enumerate(clause.decided):
            source = _source(clause, i, before if age <= 1 or i else None)
            if source is not None and now.weight < FIRM and source.role != "other":
                clause.decided[i] = now = replace(now, role=source.role, rule=f"carry>{source.rule}", weight=source.weight)
            before, age = now, 0


def _source(clause: Clause, i: int, before: Decision | None) -> Decision | None:
    """Return the decision that percentage `i` may take over, or None."""
    now = clause.decided[i]
    if i:
        return clause.decided[i - 1] if _LIST.match(clause.gap(i)) and _same_kind(clause.decided[i - 1], now) else None
    if before is None or now.weight or not _ANAPHORA.match(clause.views[i].text):
        return None
    return before


def _same_kind(before: Decision, now: Decision) -> bool:
    """A rise carries its status only to a rise; anything may pass to what no rule knows."""
    return now.weight == 0 or (now.role == PAY and before.role in PAY_ROLES)


def _settle(clauses: list[Clause], plain: list[str]) -> None:
    """Step 4: give every open rise a status."""
    reached = deal_reached(plain)
    known = _known_values(clauses)
    for clause, i, now in list(_open(clauses)):
        view = clause.views[i]
        status, rule = clause_status(view.left, view.right), "status.clause"
        if status is None and clause.percents[i].value in known:
            status, rule = known[clause.percents[i].value], "status.same_value"
        if status is None:
            status, rule = ("pay_deal" if reached else "pay_offer"), "status.story"
        clause.decided[i] = replace(now, role=status, rule=f"{now.rule}>{rule}")


def _open(clauses: list[Clause]) -> Iterator[tuple[Clause, int, Decision]]:
    for clause in clauses:
        for i, now in enumerate(clause.decided):
            if now.role == PAY:
                yield clause, i, now


def _known_values(clauses: list[Clause]) -> dict[float, str]:
    """Return the firm pay role of each value; where two are told, the later stage is kept."""
    known: dict[float, str] = {}
    for clause in clauses:
        for percent, now in zip(clause.percents, clause.decided, strict=True):
            if now.role in PAY_ROLES and now.weight >= FIRM:
                known[percent.value] = now.role
    return known
