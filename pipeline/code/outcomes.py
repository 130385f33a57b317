"""What a vote was about and what came of it: question, indicative, threshold, mandate.

Comes in: masked text of a vote and its draft. Goes out: the question asked, and whether the
result allows what was asked. It refuses a mandate to votes on offers and to votes that the
law does not know.
"""

from __future__ import annotations

import datetime as dt
import re

from pipeline.code.context import Context
from pipeline.code.draft import Draft
from pipeline.code.rules import phrase
from pipeline.code.view import SentenceView
from pipeline.tables.registry import load_registry

#: The day on which the Trade Union Act 2016 asked half of those entitled to vote, in Great Britain alone.
THRESHOLD_LAW_FROM = dt.date(2017, 3, 1)
THRESHOLD_PCT = 50.0
#: Bodies whose members vote outside the law of trade unions.
NO_STATUTORY_BALLOT = frozenset({"CBA"})
#: A sentence goes on about a vote where one of these stands.
VOTE_WORD = re.compile(r"\b(?:ballot\w*|vot(?:es?|ed|ing)|poll\w*|mandates?)\b")
#: How many of the first sentences may place a whole article in Northern Ireland.
HEAD_VIEWS = 4

#: "at three colleges the turnout fell short": a part of the vote, and not its whole.
_SOMEWHERE = (
    r"\b(?:at|in) (?:only |just |about )?(?:\w+ ){1,2}(?:colleges|universities|trusts|boards|companies|branches|"
    r"employers|depots|councils|"
    r"schools|institutions|sites|workplaces|hospitals)\b[^.;:]*"
)
#: What votes are cast on: terms, by whatever name, also where a consequence names strikes.
_TERMS = (
    r"(?:(?:pay |wage |salary )?(?:offers?|deals?|proposals?|packages?|settlements?|terms|contracts?|agreements?)\b|"
    r"(?:pay|salary|wage) (?:award|rise|increase|uplift)s?\b|"
    r"what (?:\S+ ){1,5}?(?:put forward|offered|proposed|tabled))"
)
_ANSWERS_TERMS = (
    r"\b(?:(?:to |of |for )?(?:accept|approv|endors|reject|ratif)\w*|back(?:ed|ing|s)?|support(?:ed|ing|s)?|"
    r"turn\w* down|thr[eo]w\w* out|against|for|in favour of|vot\w+ on) "
    r"(?:(?!strik|walk|action|industrial|stop)[\w'-]+ ){0,6}?"
    + _TERMS
)
_VOTES_TO_STOP = (
    r"\b(?:for|to|of|back\w*|support\w*|willing|ready|prepared|mandate|against) (?:(?!reject|accept|approv|end\b|avert|"
    r"avoid|call)[\w'-]+ ){0,4}?(?:strik\w+|walk\w* ?-?out|industrial action|stoppages?|action\b|stop work|down tools)"
)
#: "did not get over the turnout that the law demands": a line that was not passed, whatever the verb.
_NOT_OVER = (
    r"(?:fail(?:s|ed|ing)? to|did not|didn't|could not|couldn't|unable to|not) "
    r"(?:get (?:over|past|to|through)|go over|reach|meet|hit|pass|clear|achieve|attain|cross|overcome|make|satisfy)"
)
#: "fewer than half of the papers came back": the law asks for half.
_TOO_FEW = (
    r"(?:fewer|less) than (?:half|PCT) (?:of )?[^.;]{0,40}?(?:papers|members|those|staff|workers|them)\b[^.;]{0,30}?"
    r"\b(?:returned|voted|took part|taken part|came back|responded|cast|sent back)\b|"
    r"(?:handful|few|dozen|\d+) (?:of )?(?:votes|papers|members|envelopes|ballots|people) short\b|"
    r"fail(?:s|ed)? to (?:give|deliver|produce)\b[^.;]{0,30}\bmandate"
)
_NI = r"northern ireland|northern irish|\bbelfast\b|\bderry\b|\bstormont\b|\bulster\b|\bqueen's\b"
_ELSEWHERE = r"\b(?:england|scotland|wales|great britain|britain|london|uk)\b"


def question_of(text: str) -> str | None:
    """Return the ballot question that a stretch of masked text names, None where it names none."""
    if phrase("{short}|{overtime}|{rule}|{other_action}").search(text):
        return "action_short"
    stoppage = phrase(
        r"{stoppage}|\bstrik(?:e|es|ing)\b(?! (?:fund|price|rate))|\bwalk(?:ing|ed)? out\b|\b(?:stop|down|"
        r"downed) (?:work|tools)\b|"
        r"\b(?:for|backed|supported|favour of|back|take|taking) (?:further |new |more |all-out |"
        r"the )?action\b|\bmandate\b"
    )
    if not stoppage.search(text):
        return "offer" if phrase("{ballot_terms}|{ballot_answer}").search(text) or _answers_terms(text) else None
    return "offer" if _answers_terms(text) and not phrase(_VOTES_TO_STOP).search(text) else "strike"


def _answers_terms(text: str) -> bool:
    """Say whether a vote is told to be cast on terms: "to accept the offer, which means no more strikes"."""
    return phrase(_ANSWERS_TERMS).search(text) is not None


def is_recognition(text: str) -> bool:
    """Say whether a vote decides who may bargain, which is no question of the codebook."""
    return phrase(r"\b(?:union )?recognition\b|recogni[sz]e the (?:union|UNION)|derecogni\w+").search(text) is not None


def is_indicative(text: str) -> bool:
    """Say whether a vote is told to be consultative, indicative or preliminary."""
    return (
        phrase(
            r"consultative|indicative|preliminary|straw poll|\bsurvey\b|online poll|snap poll|informal|e-vote|sounding|"
            r"show of hands|consultation in which|"
            r"consultation (?:of|with|among) (?:(?:its|their|the|UNION) )*(?:members|staff|workers)|"
            r"\b(?:ran|run|held|conducted|carried out) (?:an? |its |their )(?:[\w-]+ ){0,2}consultation\b"
        ).search(text)
        is not None
    )


def missed_threshold(text: str) -> bool:
    """Say whether a text tells that a threshold was missed; at some workplaces is not by all."""
    text = phrase(f"{_SOMEWHERE}|{{short}}").sub(" ", text)  # "action short of a strike (53%)" falls short of nothing
    return (
        phrase(
            rf"{_TOO_FEW}|(?:below|short of|under|missed|miss(?:es|ing)?|{_NOT_OVER}|fell short|not reach(?:ed)?|"
            r"not me[te]t?|shy of|adrift of|nowhere near){wide}(?:threshold|PCT|hurdle|requirement|"
            r"legal (?:minimum|limit)|bar\b|line|turnout (?:that|which|required|needed|demanded|asked)|"
            r"(?:required|necessary|legal|statutory) turnout)|"
            r"threshold (?:was|is|had been|has been) (?:not (?:been )?(?:met|reached)|missed)|lo(?:st|se|ses|"
            r"sing) (?:its|their|the) (?:strike )?mandate|"
            r"thwarted by|votes short|fell at the|not enough (?:members|votes|of)|not enough in law|(?:envelopes|"
            r"papers|votes|members) too few|too few|missing the|"
            r"turnout{wide}too low|(?:ballot|vote)\b[^.;]{0,40} failed\b|insufficient|well short of the turnout"
        ).search(text)
        is not None
    )


def in_northern_ireland(ctx: Context, unions: tuple[str, ...], views: list[SentenceView]) -> bool:
    """Say whether a vote was held where the Act of 2016 does not hold: by its sentence, its union or its article."""
    ni = phrase(_NI)
    if any(ni.search(v.masked) for v in views):
        return True
    registry = load_registry()
    for union in unions:
        known = registry.union(union)
        if known is not None and known.jurisdiction and set(known.jurisdiction) <= {"Northern Ireland", "Ireland"}:
            return True
    head = " ".join(v.masked for v in ctx.views[:HEAD_VIEWS])
    return ni.search(head) is not None and phrase(_ELSEWHERE).search(head) is None


def main_question(text: str) -> str | None:
    """Return the question that a sentence of two leaves to what follows: strikes before lesser action."""
    found = question_of(text)
    if found == "action_short":
        rest = phrase("{short}|{overtime}|{rule}|{other_action}").sub(" ", text)
        return "strike" if question_of(rest) == "strike" else found
    return found


def mandate_of(ctx: Context, draft: Draft, text: str, *, northern: bool) -> bool | None:
    """Return whether a result allows what was asked; None where the law has no say or nothing is told."""
    if draft.question == "offer" or draft.indicative or set(draft.unions) & NO_STATUTORY_BALLOT:
        return None
    missed = missed_threshold(text) and not northern
    low = draft.turnout is not None and draft.turnout < (draft.threshold or THRESHOLD_PCT)
    law = not northern and (draft.threshold is not None or _law_holds(ctx, draft))
    if draft.share_for is None and draft.share_against is None:
        return False if missed or (low and draft.threshold is not None) else None
    lost = (draft.share_for is not None and draft.share_for < THRESHOLD_PCT) or (
        draft.share_against or 0
    ) > THRESHOLD_PCT
    return not (lost or (low and law) or (missed and (draft.turnout is None or low)))


def _law_holds(ctx: Context, draft: Draft) -> bool:
    """Say whether the vote fell after the law came in, by its own year if told, else by the article's day."""
    own = (draft.date_edtf or "")[:7]
    if own[:4].isdigit():
        return own >= THRESHOLD_LAW_FROM.isoformat()[: len(own)]
    return ctx.published is not None and ctx.published >= THRESHOLD_LAW_FROM


def question_before(ctx: Context, view: SentenceView, reach: int = 2, unions: tuple[str, ...] = ()) -> str | None:
    """Return the question of the sentences before, passing over those about other unions."""
    for at in range(view.index - 1, max(view.index - 1 - reach, -1), -1):
        about = ctx.who(ctx.views[at], 0).unions if unions else ()
        if about and not set(about) & set(unions):
            continue
        found = main_question(ctx.views[at].masked)
        if found:
            return found
    return None
