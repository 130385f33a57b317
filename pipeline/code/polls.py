"""The figures of votes: which share, turnout and threshold belong to which vote of which union.

Comes in: the context of one article, with the roles of its percentages. Goes out: `Poll`s in
reading order, one for each occasion of voting by one union, with a draft for each question
asked. It refuses to compute: every figure of a draft stands in the text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from pipeline.code.context import Context
from pipeline.code.draft import WHOLE_PCT, Draft
from pipeline.code.view import SentenceView
from pipeline.code.vote_figures import Answer, Figure, vote_items

#: A new vote is told where this many sentences hold no figure of the last one.
POLL_REACH = 3
#: How far to the left a general rule of law reaches for the votes that it judges, in sentences.
LAW_REACH = 9

#: Words that open another occasion of voting than the one just told.
_OTHER_VOTE = re.compile(
    r"\b(?:previous|earlier|first|second|third|last|latest|original|initial|separate|another|consultative|"
    r"indicative|e-|online|electronic|"
    r"re-?|DATE(?:'s)?|that) ?(?:[\w-]+ ){0,4}?(?:re-?)?(?:ballots?|votes?|polls?|exercise|surveys?|referendum)\b|"
    r"\bre-?ballot\b|"
    r"\b(?:last|first) (?:asked|voted|balloted)|\b(?:a|the) (?:first|second|third|fourth|last)(?: one| attempt|"
    r" go)?,? (?:in|on|held) |\b(?:ballots?|votes?|polls?|referendum)\b[^.;]{0,30} (?:in|on|of) DATE"
)
_EARLIER_VOTE = re.compile(
    r"\b(?:previous|earlier|last|original|initial|consultative|indicative|"
    r"preliminary) (?:[\w-]+ ){0,3}?(?:ballots?|votes?|polls?|exercise|surveys?)\b|"
    r"\blast (?:asked|voted|balloted)\b|\blast time\b"
)
_LAW = re.compile(
    r"\b(?:law|legal(?:ly)?|statut\w+|act|rules?|must|at least|requir\w+|demand\w*|need\w*|minimum|eligible|"
    r"threshold|hurdle|barrier|bar)\b"
)
#: A threshold that binds nobody here: proposed, not yet in force, or another country's.
_NO_LAW_YET = re.compile(
    r"\b(?:propos\w+|plan(?:s|ned|ning)?|would (?:fail|have to|need|require|be)|not come in|come[s]? into force|"
    r"from DATE|until DATE|wants? to|in (?:england|great britain|britain)(?:,|\b[^.;]{0,30}\bwould))\b"
)


@dataclass(slots=True)
class Poll:
    """One occasion of voting by one union: a draft for each question, sharing turnout and threshold."""

    unions: tuple[str, ...]
    explicit: bool
    drafts: list[Draft]
    items: list[Answer | Figure] = field(default_factory=list)

    @property
    def views(self) -> list[SentenceView]:
        """The sentences that hold a figure of this vote, in reading order."""
        return list({item.view.index: item.view for item in self.items}.values())

    @property
    def turnout(self) -> float | None:
        """The turnout of the vote, one for all its questions."""
        return self.drafts[0].turnout

    @property
    def threshold(self) -> float | None:
        """The threshold told of the vote."""
        return self.drafts[0].threshold

    @property
    def counted(self) -> bool:
        """Whether a share is told for at least one question."""
        return any(_has_share(d) for d in self.drafts)


def read_polls(ctx: Context) -> list[Poll]:
    """Return the votes of which an article tells a figure, in reading order."""
    reader = _Reader(ctx)
    for view in ctx.views:
        reader.read(view)
    return reader.polls


class _Reader:
    """Goes through the sentences and puts each figure into the vote that it belongs to."""

    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        self.polls: list[Poll] = []

    def read(self, view: SentenceView) -> None:
        items = self._elliptic(vote_items(self._ctx, view))
        answers = [i for i in items if isinstance(i, Answer)]
        if not answers and self._turnouts_in_turn(items):
            return
        for n, item in enumerate(items):
            if isinstance(item, Answer):
                self._answer(item, answers)
            elif item.role == "turnout":
                follows = next((i for i in items[n + 1 :] if isinstance(i, Answer)), None)
                leads = follows is not None and follows is answers[0]
                self._turnout(item, follows if leads else None)
            else:
                self._threshold(item)

    def _turnouts_in_turn(self, items: Sequence[Answer | Figure]) -> bool:
        """Give the votes of one sentence the turnouts of the next, one each: "Turnouts were 61% and 55%"."""
        turnouts = [i for i in items if isinstance(i, Figure) and i.role == "turnout"]
        told = self.polls[-len(turnouts) :]
        if len(turnouts) < 2 or len(told) != len(turnouts) or len(turnouts) != len(items):
            return False
        if len({p.items[-1].view.index for p in told}) != 1 or any(p.turnout is not None for p in told):
            return False
        for poll, figure in zip(told, turnouts, strict=True):
            self._set_turnout(poll, figure)
        return True

    @staticmethod
    def _set_turnout(poll: Poll, figure: Figure) -> None:
        for each in poll.drafts:
            each.turnout = figure.value
        poll.items.append(figure)

    def _answer(self, answer: Answer, siblings: Sequence[Answer]) -> None:
        poll, draft = self._home(answer)
        if poll is None:
            poll = self._open(answer)
            draft = poll.drafts[0]
        elif draft is None:
            first = poll.drafts[0]
            draft = _draft(answer.view, poll.unions, poll.explicit)
            draft.turnout, draft.threshold = first.turnout, first.threshold
            poll.drafts.append(draft)
        draft.question = draft.question or answer.question
        draft.share_for = draft.share_for if answer.share_for is None else answer.share_for
        draft.share_against = draft.share_against if answer.share_against is None else answer.share_against
        if draft.view is not answer.view and answer is siblings[0] and not poll.counted:
            draft.view = answer.view
        poll.items.append(answer)

    def _elliptic(self, items: list[Answer | Figure]) -> list[Answer | Figure]:
        """Give bare shares the question of the share beside them, or of the pair of questions just told."""
        answers = [i for i in items if isinstance(i, Answer)]
        if len(answers) < 2:
            return items
        first = answers[0]
        last = self.polls[-1].drafts if self.polls else []
        asked: list[str | None] = [first.question if a.unions != first.unions else None for a in answers]
        if (
            len(answers) == 2 == len(last)
            and {a.question for a in answers} == {None}
            and first.unions == answers[1].unions
        ):
            asked = [d.question for d in last]
        named = {id(a): replace(a, question=a.question or q) for a, q in zip(answers, asked, strict=True)}
        return [named.get(id(i), i) if isinstance(i, Answer) else i for i in items]

    def _home(self, answer: Answer) -> tuple[Poll | None, Draft | None]:
        """Return the vote of an answer, and the draft that can take it where there is one."""
        poll = self._near(answer)
        if poll is None:
            return None, None
        here = poll.items[-1].view is answer.view
        if (
            not here
            and poll.counted
            and _OTHER_VOTE.search(answer.view.masked[: answer.end])
            and not _completes(poll, answer)
        ):
            return None, None
        if (
            not here
            and not poll.counted
            and _has_share_before(poll, self.polls)
            and _OTHER_VOTE.search(answer.view.masked[: answer.start])
        ):
            return None, None
        for draft in reversed(poll.drafts):
            if _fits(draft, answer):
                return poll, draft
        known = {d.question for d in poll.drafts}
        if (
            answer.question
            and answer.question not in known
            and (here or (None not in known and _same_voters(poll, answer)))
        ):
            return poll, None
        return None, None

    def _near(self, item: Answer | Figure) -> Poll | None:
        """Return the last vote that may still be spoken of, None where another union's is."""
        for poll in reversed(self.polls):
            if item.view.index - poll.items[-1].view.index > POLL_REACH:
                return None
            if not _other_union(poll, item):
                return poll
            if isinstance(item, Answer):
                return None
        return None

    def _turnout(self, figure: Figure, follows: Answer | None) -> None:
        poll: Poll | None
        if follows is not None:
            poll, _ = self._home(follows)
        else:
            poll = self._near(figure)
            if (
                poll
                and poll.items[-1].view is not figure.view
                and _EARLIER_VOTE.search(figure.view.masked[: figure.start])
            ):
                poll = None
        if poll is None or poll.turnout not in (None, figure.value):
            rule = poll.threshold if poll is not None else None
            poll = self._open(figure)
            poll.drafts[0].threshold = rule
        self._set_turnout(poll, figure)

    def _threshold(self, figure: Figure) -> None:
        text = figure.view.masked
        if _NO_LAW_YET.search(text):
            return
        poll = self._near(figure)
        if poll is None:
            poll = self._open(figure)
        together = [poll]
        if _LAW.search(text) and not any(i.view is figure.view for i in poll.items):
            together += [
                p
                for p in self.polls
                if p is not poll
                and p.counted
                and figure.view.index - p.items[-1].view.index <= LAW_REACH
                and p.unions == poll.unions
                and not any(_OTHER_VOTE.search(v.masked) for v in p.views)
            ]
        for each in together:
            for draft in each.drafts:
                draft.threshold = draft.threshold if draft.threshold is not None else figure.value
        poll.items.append(figure)

    def _open(self, item: Answer | Figure) -> Poll:
        poll = Poll(item.unions, item.explicit, [_draft(item.view, item.unions, item.explicit)])
        self.polls.append(poll)
        return poll


def _draft(view: SentenceView, unions: tuple[str, ...], explicit: bool) -> Draft:
    return Draft("ballot", "result", view, "ballot.result.figures", 0.9, unions=unions, explicit=explicit)


def _has_share(draft: Draft) -> bool:
    return draft.share_for is not None or draft.share_against is not None


def _has_share_before(poll: Poll, polls: Sequence[Poll]) -> bool:
    """Say whether a vote of which only the turnout is told follows one that is told in full."""
    at = next(n for n, p in enumerate(polls) if p is poll)
    return at > 0 and polls[at - 1].counted


def _other_union(poll: Poll, item: Answer | Figure) -> bool:
    return item.explicit and bool(poll.unions) and bool(item.unions) and not set(item.unions) & set(poll.unions)


def _fits(draft: Draft, answer: Answer) -> bool:
    """Say whether a draft can take an answer: the same question, no share twice, no more than a whole."""
    if answer.question and draft.question and answer.question != draft.question:
        return False
    if (answer.share_for is not None and draft.share_for is not None) or (
        answer.share_against is not None and draft.share_against is not None
    ):
        return False
    total = sum(
        s for s in (answer.share_for, answer.share_against, draft.share_for, draft.share_against) if s is not None
    )
    return not _has_share(draft) or total <= WHOLE_PCT


def _completes(poll: Poll, answer: Answer) -> bool:
    return any(_has_share(d) and _fits(d, answer) for d in poll.drafts)


def _same_voters(poll: Poll, answer: Answer) -> bool:
    """Say whether a sentence goes on with the next question of a vote: it names no other voters and time."""
    gap = answer.view.index - poll.items[-1].view.index
    before = answer.view.masked[: answer.start]
    if answer.unions and poll.unions and not set(answer.unions) & set(poll.unions):
        return False
    return gap <= 2 and len(poll.drafts) < 2 and not re.search(r"\bDATE\b|^(?:but |and )?(?:over )?(?:at|in) ", before)
