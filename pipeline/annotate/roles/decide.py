"""The one place where a percentage gets its role, from its clause and its neighbours.

Comes in: the sentences of an article with their percentages. Goes out: for each one a
`Decision`, the role and the id of the rule that decided. It refuses to use anything but the
text: no list of known articles.

The cascade: (1) the strongest rule of the table; (2) structure: ranges and splits share or
mirror the role of their partner; (3) carry-over from the percentage before; (4) a rise whose
status is open takes it from the clause, from the same value elsewhere, from the story;
(5) a small model of the words around and the language model, where it was asked, weigh in,
and decide where the rules are weak.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from pipeline.annotate.roles.clause import FIRM, MIRROR, Clause, Decision, Odds, Percentage, adds_up
from pipeline.annotate.roles.model import SENTENCES_BEFORE, Scales, choose, margin
from pipeline.annotate.roles.rules import PAY, PAY_ROLES, VOTE_ROLES, firing_rules, nominal_ids
from pipeline.annotate.roles.settle import settle
from pipeline.annotate.roles.status import LEAD_SENTENCES, SEQUEL_SENTENCES
from pipeline.annotate.roles.view import Masked, mask, normalise

#: A lead of the likeliest role, in log odds, from which on the language model changes nothing. Of the marked paragraphs
#: held out, as many roles are right with 3 (47% of the percentages asked about) as with all; on six sets of articles
#: 2 changes F1 of percentages by -0.004 to +0.021 against 3, and asks about fewer.
SURE = 2.0
#: The least that a rule which fired is worth; 0 is kept for where none did.
WEAKEST = 1.0
#: What each word between a cue and its percentage costs a rule.
WORD_COST = 1.5
#: Shares of a vote below the first and rises above the second are rare (none and one in the development set).
SMALL_SHARE, LARGE_RISE, UNLIKELY_COST = 15.0, 36.0, 12.0
#: Trade Union Act 2016, sections 2 and 3: half of those entitled must vote, 40% support in some services.
STATUTORY = frozenset({40.0, 50.0})
_RANGE = re.compile(r"^(?:\s?[-–—]\s?|\s+(?:to|and|or|but not|per cent to)\s+|\s*\(\s?)$", re.IGNORECASE)
_SPLIT = re.compile(
    r"^\W*(?:\s?[-–—/]\s?|\s*(?:to|against|as against|as opposed to|versus|v|compared with|with)\s+)$", re.IGNORECASE
)
#: What stands between two numbers of one list: "5% in April and a further 3%".
_LIST = re.compile(
    r"^(?:\s*\([^)]*\))?,?\s+(?:and|or|with|plus|then|followed by|rising to|as much as|up to|as well as|,)\b"
    r"[^.;:]{0,70}$"
    r"|^[^.:#]{0,90}[,;]?\s+(?:and|plus|then|followed by|or|with|while|as much as)\s[^.;:]{0,45}$|^,\s*$"
    r"|^(?!.*\bnow\b)[^.;:#]{0,30},? (?:and )?(?:then |later )?to $",
    re.IGNORECASE,
)
#: "97% in Fenwick, 94% in Marlow": nothing but a place and a comma, for numbers that no rule knows.
_BARE_LIST = re.compile(r"^[^.;:#]{1,70},\s*(?:about |some |just |along with |and |with )*$", re.IGNORECASE)
#: "At the RCM the figure was 65%": a sentence that says again what the one before said.
_ANAPHORA = re.compile(
    r"^(?:(?:at|in|for|among|with|over at|and at|but at|on) [^#.]{1,70}?,? ?(?:the |that |this |its |it )?"
    r"(?:(?:equivalent |corresponding )?(?:figure|share|number|result|total|proportion|answer)s? |was |were |had )*"
    r"|(?:[a-z']+ ){1,5}(?:was|were|stood at|came to|came in at|reached) )"
    r"(?:about |nearly |almost |just |only |some |a )*#t"
)
#: "12% of voters" is a share of people and "4% pay offer" a sum, whatever stands around them.
_OF_PEOPLE = re.compile(
    r"\)? of (?:the |its |their |our |all |eligible )*(?:[a-z-]+ ){0,2}"
    r"(?:members|voters|votes|those|them|respondents|participants|us|ballots|papers)\b"
)
_OF_PAY = re.compile(
    r" (?:(?:basic|annual|average|initial|original|final|revised|improved|proposed|latest|overall|further|flat|one-year"
    r"|two-year|three-year|(?:non-)?consolidated|cost-of-living|across-the-board) ){0,3}"
    r"(?:pay|wage|salary|offer|rise|increase|uplift|hike|award|claim|deal|settlement|bonus|one-off)\b"
)
MISFIT_COST = 25.0
#: "cut its budget by 17% in real terms": money that is no pay, named just before the number.
_OTHER_MATTER = re.compile(
    r"\b(?:spending|funding|budgets?|contracts?|grants?|profits?|shares?|sales|revenues?|turnover|fares|rents?|bills"
    r"|jobs|posts|staffing|services|dividends?|council tax|boss(?:es)? (?:was|were) paid)\b(?: [^\s#.;:]+){0,6} $"
)
#: "67% of porters and 82% of cleaners willing": the words that decide stand after the second.
_ELLIPSIS = re.compile(r"^ of [^#.;:]{1,70}?,? (?:and|while|but) (?:some |about |by )?$", re.IGNORECASE)


#: An item of a list in lines, and what the heading of the list says its rises are; the first that fits.
_ITEM = re.compile(r"\s*(?:[•*·‣▪●–—-]|\(?\d{1,2}[.)])\s")
#: A heading of a list that is not one of rises.
_OTHER_LIST = re.compile(r"(?i)\b(?:ballot|vot\w+|turnout|polls?|results?|inflation|rpi|cpi|fares?|reject\w*)\b")
_HEADINGS = (
    ("pay_demand", re.compile(r"(?i)\b(?:claim\w*|demand\w*|(?:call|ask)(?:s|ed|ing) for|wants?|seek(?:s|ing)?)\b")),
    ("pay_offer", re.compile(r"(?i)\b(?:offer\w*|propos\w*|on the table)\b")),
    ("pay_award", re.compile(r"(?i)\b(?:award\w*|recommend\w*|imposed)\b")),
    ("pay_deal", re.compile(r"(?i)\b(?:deal|agreement|settlement|agreed)\b")),
)


def decide(sentences: list[tuple[str, list[Percentage]]]) -> list[list[Decision]]:
    """Return one decision for each percentage of each sentence, in order, where no language model is asked."""
    return Draft(sentences).decide()


class Draft:
    """An article's percentages after the rules and the small model, before the language model has been heard."""

    def __init__(self, sentences: list[tuple[str, list[Percentage]]]) -> None:
        self._clauses = [_local(text, percents) for text, percents in sentences]
        for clause in self._clauses:
            clause.heard = [None] * len(clause.percents)
            _structure(clause)
        _carry(self._clauses)
        plain = _plain(sentences)
        settle(self._clauses, plain)
        self._scales = Scales(self._clauses, plain)
        self._totals = self._scales.weigh()

    def unsure(self) -> list[int]:
        """Return the sentences with a percentage whose two likeliest roles lie so near that more should be heard."""
        return [n for n, totals in enumerate(self._totals) if any(margin(each) < SURE for each in totals)]

    def decide(self, heard: Sequence[Sequence[Odds | None]] | None = None) -> list[list[Decision]]:
        """Return one decision for each percentage of each sentence, in order.

        `heard` is what the language model says of each percentage, in the same shape; None of one that it was not
        asked about.
        """
        totals = self._totals
        if heard is not None and any(odds is not None for row in heard for odds in row):
            for clause, row in zip(self._clauses, heard, strict=True):
                clause.heard = list(row)
            totals = self._scales.weigh()
        return [choose(clause, each) for clause, each in zip(self._clauses, totals, strict=True)]


def _plain(sentences: Sequence[tuple[str, list[Percentage]]]) -> list[str]:
    """Return the sentences normalised, those left empty that no percentage is decided by."""
    told = [n for n, (_, percents) in enumerate(sentences) if percents]
    read = {near for n in told for near in range(n - SENTENCES_BEFORE, n + SEQUEL_SENTENCES + 1)}
    read.update(range(LEAD_SENTENCES))
    return [normalise(text) if n in read else "" for n, (text, _) in enumerate(sentences)]


def _local(text: str, percents: list[Percentage]) -> Clause:
    """Step 1: the strongest rule that matches around each percentage."""
    clause = Clause(text, percents)
    spans = [(p.start, p.end) for p in percents]
    for i in range(len(percents)):
        view = mask(text, spans, i)
        clause.views.append(view)
        clause.decided.append(_strongest(view, percents[i].value))
    return clause


def _strongest(view: Masked, value: float) -> Decision:
    """Rank the rules that fire by weight, less what distance and an unlikely value cost."""
    scored: list[tuple[float, str, str]] = []
    for rule, words in firing_rules(view.text):
        cost = WORD_COST * words + _surprise(rule.role, value) + _misfit(rule.role, view)
        scored.append((cost - rule.weight, rule.id, rule.role))
    if not scored:
        return Decision("other", "none", 0.0)
    scored.sort()
    cost, rule_id, role = scored[0]
    if rule_id in nominal_ids():  # "the 2% offer was accepted": what was done with it beats what it is called
        told = [s for s in scored if s[2] in PAY_ROLES and s[1] not in nominal_ids() and -s[0] >= FIRM]
        cost, rule_id, role = told[0] if told else scored[0]
    return Decision(role, rule_id, max(-cost, WEAKEST), tuple(fired for _, fired, _ in scored))


def _surprise(role: str, value: float) -> float:
    """Return what an unlikely value costs a role: votes are seldom small, rises seldom large.

    The statutory thresholds are seldom anything but thresholds.
    """
    if value in STATUTORY:
        return {"threshold": -UNLIKELY_COST, "turnout": UNLIKELY_COST}.get(role, 0.0)
    if role in VOTE_ROLES | {"turnout", "threshold"} and value < SMALL_SHARE:
        return UNLIKELY_COST
    if role in PAY_ROLES | {PAY, "inflation"} and value > LARGE_RISE:
        return UNLIKELY_COST
    return 0.0


def _misfit(role: str, view: Masked) -> float:
    """Return what it costs a role that the nouns beside the number are not of its kind."""
    of_pay = role in PAY_ROLES | {PAY, "inflation", "real_terms"}
    if of_pay and _OF_PEOPLE.match(view.right):
        return MISFIT_COST
    if role in VOTE_ROLES | {"turnout", "threshold"} and _OF_PAY.match(view.right):
        return MISFIT_COST
    if of_pay and role != "inflation" and _OTHER_MATTER.search(view.left) and not _OF_PAY.match(view.right):
        return MISFIT_COST
    return 0.0


def _structure(clause: Clause) -> None:
    """Step 2: ranges share one role, the two shares of one vote mirror each other."""
    decided = clause.decided
    for i in range(1, len(decided)):
        gap, one, two = clause.gap(i), decided[i - 1], decided[i]
        split = bool(_SPLIT.match(gap))
        other_use = any(d.weight >= FIRM and d.role not in VOTE_ROLES for d in (one, two))
        if adds_up(clause, i) and (split or ({one.role, two.role} & VOTE_ROLES and not other_use)):
            _mirror(clause, i, split)
        elif _RANGE.match(gap):
            strong = two if two.weight >= one.weight else one
            decided[i - 1] = replace(one, role=strong.role, rule=f"range>{strong.rule}", weight=strong.weight)
            decided[i] = replace(two, role=strong.role, rule=f"range>{strong.rule}", weight=strong.weight)


def _mirror(clause: Clause, i: int, split: bool) -> None:
    """Give the two shares of one vote opposite roles, after the one whose words are plainer."""
    one, two = clause.decided[i - 1], clause.decided[i]
    if split:
        # "by 57% to 43%", "66% to 34% against": the words after the pair speak of the first share.
        told = [d for d in (one, two) if d.role in VOTE_ROLES]
        lead = max(told, key=lambda d: d.weight) if told else Decision("vote_for", "none", FIRM)
        role = lead.role
        clause.decided[i - 1] = replace(one, role=role, rule=f"split>{lead.rule}", weight=lead.weight)
        clause.decided[i] = replace(two, role=MIRROR[role], rule=f"split>{lead.rule}", weight=lead.weight)
    elif one.role == two.role or two.role not in VOTE_ROLES or one.role not in VOTE_ROLES:
        first_leads = one.role in VOTE_ROLES and (two.role not in VOTE_ROLES or one.weight >= two.weight)
        lead, follow, at = (one, two, i) if first_leads else (two, one, i - 1)
        clause.decided[at] = replace(follow, role=MIRROR[lead.role], rule=f"mirror>{lead.rule}", weight=lead.weight)


def _carry(clauses: list[Clause]) -> None:
    """Step 3: a percentage without firm words of its own takes the role of a neighbour."""
    before: Decision | None = None
    heading = ""
    for n, clause in enumerate(clauses):
        if not _ITEM.match(clause.text) or clause.text.rstrip().endswith(":"):
            heading = clause.text.rstrip()
        adjacent = bool(n and clauses[n - 1].decided)
        for i in range(len(clause.decided)):
            now = clause.decided[i]
            source = _source(clause, i, before if adjacent else None) or _listed(clause, i, heading)
            if source is not None and now.weight < FIRM and source.role != "other":
                clause.decided[i] = replace(now, role=source.role, rule=f"carry>{source.rule}", weight=source.weight)
        shares = [d for d in clause.decided if d.role not in {"turnout", "threshold"}]
        before = (shares or clause.decided)[-1] if clause.decided else None


def _source(clause: Clause, i: int, before: Decision | None) -> Decision | None:
    """Return the decision that percentage `i` may take over, or None."""
    now = clause.decided[i]
    if i and _LIST.match(clause.gap(i)) and _same_kind(clause.decided[i - 1], now):
        return clause.decided[i - 1]
    if i and not now.weight and clause.decided[i - 1].role != "threshold" and _BARE_LIST.match(clause.gap(i)):
        return clause.decided[i - 1]
    if not now.weight and i + 1 < len(clause.decided) and _ELLIPSIS.match(clause.gap(i + 1)):
        return clause.decided[i + 1]
    if i or before is None or now.weight:
        return None
    listed = "respectively" in clause.views[i].right
    return before if listed or _ANAPHORA.match(clause.views[i].text) else None


def _listed(clause: Clause, i: int, heading: str) -> Decision | None:
    """Return what the heading of a list ("The revised offer:") says of the rise in an item ("• porters, 3.5%")."""
    now, value = clause.decided[i], clause.percents[i].value
    if (now.weight and now.role != PAY) or value > LARGE_RISE or not _ITEM.match(clause.text):
        return None
    if not heading.endswith(":") or _OTHER_LIST.search(heading):
        return None
    role = next((role for role, words in _HEADINGS if words.search(heading)), None)
    return None if role is None else Decision(role, "heading", FIRM)


def _same_kind(before: Decision, now: Decision) -> bool:
    """A rise carries its status only to a rise; anything may pass to what no rule knows."""
    if before.role == "threshold":
        return False
    return now.weight == 0 or (now.role == PAY and before.role in PAY_ROLES)
