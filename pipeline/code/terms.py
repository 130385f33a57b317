"""Terms: the figures of a sentence that somebody puts, wants to pay, sets or has agreed.

Comes in: one sentence view. Goes out: `Terms`, one for each step that the sentence tells ("2%, then
5%" are two), with its percentages, its pounds and what its words say of its place in a history. It
refuses sums that are salaries, costs, profits or thresholds.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.code.places import placed
from pipeline.code.rules import phrase
from pipeline.code.view import Group, SentenceView

PAY_ROLES = frozenset({"pay_offer", "pay_award", "pay_deal"})
#: A sum beside these words is a salary, a cost or a profit, and no term of an offer.
_NOT_TERMS = re.compile(
    r"\b(?:(?<!\bto )(?<!\bto their )salar\w+|earn\w*|average (?:wage|pay)|profit\w*|revenue|turnover|pay cap|"
    r"fine[sd]?|damages|"
    r"donat\w+|ticket|"
    r"fares?|"
    r"funding cut|shortfall|deficit|debt|losses|lost|lose|savings?|"
    r"sav(?:e|ing)|shav(?:e|ing)|trim|slash|off costs|cut(?:s|ting)?|budget|dividend\w*|price|"
    r"strike fund|hardship|"
    r"starting pay|rent|worse o|pocketed|costing|cost (?:him|her|them|us|the (?:economy|country|industry|company|"
    r"firm)))\b"
)
_TERMS_NEAR = phrase(
    r"{offer}|one-off|lump sum|non-consolidated|unconsolidated|flat[- ]rate|payment|bonus|\brise\b|increase|extra|"
    r"on the table|worth|put|paid|"
    r"backdated|improved|pounds on|\badd\b|\bget\b|receive|consolidated|better off|to top up|taking|took|"
    r"PCT,? (?:plus|and|or|with|together with) (?:an? )?[\w -]{0,25}?MONEY"
)
#: Yearly pay between these bounds is a salary or a threshold of one; offers are smaller, funds larger.
SALARY_POUNDS = (10_000.0, 1_000_000.0)
#: "each additional 1% costs", "savings of 3% a year": a percentage that is no rise, whatever its role.
_NOT_A_RISE = re.compile(
    r"\b(?:(?:each|every)(?: (?:additional|extra|further|single|other))*|savings? (?:of|worth)|"
    r"costs? (?:equivalent|equal) to|costing|^\W*of (?:that|this|these|which),?)"
    r"(?: (?:about|around|some|nearly|up to|only))? $"
)
_LUMP = re.compile(r"\b(?:one-off|lump|bonus|payment|non-consolidated|unconsolidated)\b")
ONE_OFF = re.compile(r"one-off|one-time|lump sum|non-consolidated|unconsolidated|bonus")
#: Money for an offer stands in the millions, beside one of these words.
_FUNDING = re.compile(
    r"\b(?:fund\w*|found|set aside|contribut\w+|put(?:ting)?|on the table|bill|costs?|price(?:d| tag)|invest\w*|"
    r"support|extra|additional|package|deal|offer|released|another)\b"
)
_NO_FUNDING = re.compile(
    r"\b(?:demand\w*|claim|strik\w+|walk-?outs?|disruption|economy|profit\w*|revenue|turnover|cuts?|sav(?:e|ing|ings)|"
    r"deficit|shortfall|debt|"
    r"loss\w*|dividend\w*|agency|bonus\w*|chief executive|fine[sd]?|damages|worse off|bail-?out|subsid\w+|emergency|"
    r"(?:each|every) (?:additional|extra|further|single|other)|"
    r"pensions? deficit)\b"
)
#: What a sum is shows in the words before it, and in at most this many characters after it.
AFTER_SUM = 14
FUND_POUNDS = 1_000_000.0

_FORWARD = re.compile(
    r"\b(?:before|until)\b(?: (?:it|they|he|she|being|later|then|finally|an?|the|offer|bid|rise|of|improved|was|"
    r"were|had|offering|offered|raising|raised|to)\b)* $|"
    r"\b(?:later|upped|(?:raised|increased|improved|lifted|revised|sweetened|went|grew|rose|climbed|"
    r"moved) (?:\w+ ){0,3}(?:to|at)|arrived at|"
    r"came (?:back|up) with|(?:finally|eventually) (?:with|to|at)|"
    r"followed by an? (?:offer|improved))\b|\b(?:then\b(?! (?:another|a further|go|goes|rise|"
    r"rises|an extra|by|an additional)\b))"
)
_BACKWARD = re.compile(
    r"\b(?:up from|rather than|(?:better|more|higher) than the|compared (?:to|with)|where only|against|instead of|"
    r"previous\w*|initial\w*|original\w*|earlier|"
    r"replac\w+|improv\w+ on)\b[^.;]{0,30}$"
)
_MULTI_YEAR = re.compile(
    r"^\W*(?:in |from |for )?(?:next year|the (?:following|second|third|next) year|year two|"
    r"a year later|the year after)"
)
#: "refused to offer them 3%": what was not put is no offer.
_NOT_OFFERED = re.compile(
    r"\b(?:(?:refus|fail|declin)\w* to (?:offer|give|pay|table|put|match)|(?:not|never)(?: been)? offer(?:ed)?|"
    r"n't offer(?:ed)?|if (?:it|this|that) (?:is|was|were))\b"
    r"[^.;,]{0,40}$"
)
_RAISED_FROM = phrase(
    r"\b(?:up(?:ped|s|ping)|rais(?:ed|es|ing)|increas(?:ed|es|ing)|improv(?:ed|es|ing)|lift(?:ed|s|ing)|sweeten(?:ed|"
    r"s)|went|gone|rose|grew|moved)"
    r"(?: (?:its|their|the|an?|pay) (?:[\w-]+ )?{offer_noun}\b)?[^.;]{0,20} from (?:\w+ )?$"
)
#: "4% for 2022, 3% for 2023 and 2% for 2024": steps of one award, whatever role each has been given.
_LISTED = re.compile(r"(?: (?:for|in|from) (?:DATE|the \w+ year|year \w+))?,?(?: and| then)? ")
_OFFERS_OF = re.compile(r"\boffers of\b[^.;]*$")
_FLOATED = re.compile(
    r"\b(?:rumou?r\w*|talk(?:ed|s|ing)? of|float(?:s|ed|ing)|moot(?:s|ed)|speculat\w+|consider(?:s|ed|ing)|mull(?:s|"
    r"ed|ing)|weigh(?:s|ed|ing)? up|"
    r"looking at|expected to (?:offer|be offered|make|table|put)|could be offered|might (?:offer|be offered)|"
    r"thought to be (?:ready|"
    r"willing|prepared)|hint(?:s|ed|ing))\b"
)
_OFFERED = re.compile(r"\b(?:offered|tabled|put forward)\b|PCT (?:\w+ )?offer\b")
#: What a side proposes in its evidence to a review body is not put to the other side.
EVIDENCE = re.compile(r"\bevidence to\b")
_RECOMMENDED = re.compile(r"recommend|review (?:body|bodies)|arbitrat|panel\b|inquiry|advised")
_SET = re.compile(
    r"\b(?:impos\w+|award(?:ed|s)?|paid|paying|implement\w*|gave|given|handed|set|decided|would have|"
    r"accepted|got|announced|went ahead)\b"
)
#: "that comes to 14.6% all in" adds up figures that stand beside it.
_ADDED_UP = re.compile(
    r"\b(?:comes? to|came to|equivalent|add(?:s|ed|ing)? up|amounts? to|all in|all told|in total|"
    r"cumulative\w*|compound\w*|works? out|as much as|meaning|on average)\b"
)
_GOES_ON = phrase(
    r"^\W*[-•*·▪●–—]\s|\b(?:an? )?(?:further|additional|extra|another|also|on top|as well|in addition|plus)\b|"
    r"\b(?:it|this|that|which|they) (?:would|will) (?:also )?(?:add|see|give|mean|get|include|be)\b|"
    r"\bunder (?:the|this|its|that|those) (?:[\w-]+ ){0,2}(?:{offer_noun}|plans?|agreement|settlement)|"
    r"\bthe (?:[\w-]+ )?(?:{offer_noun}|plans?|agreement|settlement) (?:\w+ )?"
    r"(?:is|are|was|were|would|will|includes?|included|gives?|means?|covers?|comes|provides?|contains?|puts?|"
    r"offers?)\b|\b(?:in|for) the (?:second|third|following|next) year|\b(?:one-off|lump sum)\b|\b(?:over|for) (?:two|"
    r"three|four) years"
)


#: "an offer of": a sentence that brings terms up anew does not go on about others.
_NEW_OFFER = phrase(
    r"\b(?:an?|another) (?:[\w-]+ ){0,3}?{offer_noun} (?:of|that|which|worth)\b|\b(?:has|have|had|been|was|"
    r"were) offered\b"
)


@dataclass(frozen=True, slots=True)
class Terms:
    """The figures of one step in one sentence; `low`:`high` is the stretch that tells of it."""

    view: SentenceView
    position: int
    low: int
    high: int
    role: str
    pcts: tuple[float, ...]
    sums: tuple[float, ...]
    #: "first" where the words call it an opening or earlier offer, "better", "latest", or "".
    place: str
    stage: str
    goes_on: bool
    adds_up: bool

    @property
    def words(self) -> str:
        """Return the masked text of the stretch."""
        return self.view.masked[self.low : self.high]


def terms_of(
    view: SentenceView, published: dt.date | None, *, sums_alone: bool = False, loose: bool = False
) -> list[Terms]:
    """Return the steps that a sentence tells in figures, in reading order.

    Sums of money count beside a pay percentage; by themselves where the sentence is known to tell of an
    offer (`sums_alone`), or where they stand beside words of one (`loose`).
    """
    told = sums_alone or any(_is_pay(view, g) and g.mentions[0].role == "pay_offer" for g in view.groups)
    figures = [g for g in view.labelled("PERCENT", "MONEY") if _is_pay(view, g) or _is_sum(view, g, told=told)]
    if not any(g.label == "PERCENT" for g in figures) and not (sums_alone or loose):
        return []
    runs = list(_runs(view, figures, published))
    found = []
    for n, (run, place) in enumerate(runs):
        if _NOT_OFFERED.search(view.masked[: run[0].start]):
            continue
        low = runs[n - 1][0][-1].end if n else 0
        high = runs[n + 1][0][0].start if n + 1 < len(runs) else len(view.masked)
        found.append(_terms(view, run, low, high, place))
    return found


def fund_of(view: SentenceView) -> tuple[float, ...]:
    """Return the money, in pounds, that a sentence says is set aside for an offer or that it costs."""
    found = []
    for group in view.labelled("MONEY"):
        value = group.mentions[0].value
        after = view.masked[group.end : group.end + 40].split(" and what ")[0]
        before = re.split(r"; |, (?:and|but|while) ", view.masked[max(group.start - 70, 0) : group.end])[-1]
        near = before + after
        if value is not None and value >= FUND_POUNDS and _FUNDING.search(near) and not _NO_FUNDING.search(near):
            found.append(float(value))
    return tuple(found)


def _is_pay(view: SentenceView, group: Group) -> bool:
    mention = group.mentions[0]
    if group.label != "PERCENT" or mention.role not in PAY_ROLES or mention.value is None:
        return False
    return _NOT_A_RISE.search(view.masked[max(group.start - 50, 0) : group.start]) is None


def _is_sum(view: SentenceView, group: Group, *, told: bool) -> bool:
    """Say whether an amount is a term; `told` where a rule has found the sentence to tell of an offer."""
    value = group.mentions[0].value
    if group.label != "MONEY" or value is None:
        return False
    near = _near(view, group)
    if _NOT_TERMS.search(near) or not (told or _TERMS_NEAR.search(view.masked)):
        return False
    if SALARY_POUNDS[0] <= value < SALARY_POUNDS[1] and not _LUMP.search(near):
        return False
    return value < FUND_POUNDS


def _near(view: SentenceView, group: Group) -> str:
    """Return the words beside a sum, up to the next comma or dash."""
    before = view.masked[max(group.start - 50, 0) : group.start]
    before = re.split(r"[;–—]|, (?:and|but|are|is|were|was|has|have|had) ", before)[-1]
    return before + re.split(r"[,;–—]", view.masked[group.start : group.end + AFTER_SUM])[0]


def _runs(view: SentenceView, figures: Sequence[Group], published: dt.date | None) -> Iterator[tuple[list[Group], str]]:
    """Yield the figures of each step, and "first" or "better" where the words between steps say so."""
    runs: list[tuple[list[Group], str]] = []
    for group in figures:
        if not runs:
            runs.append(([group], ""))
            continue
        run, place = runs[-1]
        step = _step(view, run[-1], group, published)
        roles = {g.mentions[0].role for g in run if g.label == "PERCENT"}
        listed = _LISTED.fullmatch(view.masked[run[-1].end : group.start]) is not None
        if step is None and not listed and group.label == "PERCENT" and roles and group.mentions[0].role not in roles:
            step = ("", "")
        if step is None:
            run.append(group)
            continue
        runs[-1] = (run, place or step[0])
        runs.append(([group], step[1]))
    yield from runs


def _step(view: SentenceView, a: Group, b: Group, published: dt.date | None) -> tuple[str, str] | None:
    """Return the places of two figures where the words between make them two steps, else None."""
    between = view.masked[a.end : b.start]
    if _BACKWARD.search(between):
        return "better", "first"
    if re.fullmatch(r" (?:up )?to (?:\w+ )?", between) and _RAISED_FROM.search(view.masked[: a.start]):
        return "first", "better"
    forward = _FORWARD.search(between)
    if forward and not (forward[0].startswith("then") and _to_come(view, b, published)):
        return "earlier", "better"
    if re.fullmatch(r"[ ,]*(?:and|then)? ?(?:then )?", between) and _OFFERS_OF.search(view.masked[: a.start]):
        return "earlier", "better"
    return None


def _to_come(view: SentenceView, figure: Group, published: dt.date | None) -> bool:
    """Say whether a figure belongs to a later year of one offer: "then 3% next April"."""
    after = view.masked[figure.end : figure.end + 40]
    if _MULTI_YEAR.search(after):
        return True
    date = next((g for g in view.labelled("DATE") if figure.end <= g.start < figure.end + 15), None)
    start = date.mentions[0].date_start if date else None
    return start is not None and published is not None and start > published


def _terms(view: SentenceView, run: Sequence[Group], low: int, high: int, place: str) -> Terms:
    first, last = run[0], run[-1]
    tail = re.split(r"[,;]| and | but | — | – ", view.masked[last.end : min(high, last.end + 45)])[0]
    words = view.masked[low : last.end] + tail
    role = next((g.mentions[0].role for g in run if g.label == "PERCENT"), None) or "pay_offer"
    pcts = tuple(float(g.mentions[0].value or 0) for g in run if g.label == "PERCENT")
    sums = tuple(float(g.mentions[0].value or 0) for g in run if g.label == "MONEY")
    return Terms(
        view,
        first.start,
        low,
        high,
        role,
        pcts,
        sums,
        placed(place, words, view.masked[last.end : min(high, last.end + 90)]),
        _stage(role, view.masked[low:high]) if EVIDENCE.search(view.masked[low:high]) else _stage(role, words),
        _GOES_ON.search(view.masked[low : last.end]) is not None and not _NEW_OFFER.search(view.masked[low : last.end]),
        bool(pcts) and _ADDED_UP.search(words) is not None,
    )


def _stage(role: str, words: str) -> str:
    if role != "pay_deal" and EVIDENCE.search(words):
        return "considered"
    if role == "pay_award":
        if _OFFERED.search(words) and not _SET.search(words):
            return "made"
        return "recommended" if _RECOMMENDED.search(words) and not _SET.search(words) else "imposed"
    return "considered" if role == "pay_offer" and _FLOATED.search(words) else "made"
