"""Event coding: from a `Doc` with its mentions to the reports of its article.

Comes in: an annotated `Doc`. Goes out: `Report`s with their slots, evidence and offsets, in
reading order. It refuses articles that tell of no UK dispute, and reports that say nothing.
"""

from __future__ import annotations

import datetime as dt
import itertools
import re
from collections.abc import Mapping
from dataclasses import dataclass

from spacy.tokens import Doc, Span

from pipeline.code.actions import actions
from pipeline.code.answers import responses, tie
from pipeline.code.ballots import ballots, split_unions
from pipeline.code.confidence import calibration
from pipeline.code.context import Context
from pipeline.code.demands import demands
from pipeline.code.draft import Draft, finish, settle
from pipeline.code.event_words import event_words
from pipeline.code.meetings import legal, talks
from pipeline.code.model_events import read_events, worth_asking
from pipeline.code.offers import offers
from pipeline.code.settlements import settlements
from pipeline.code.sides import Sides
from pipeline.code.told_votes import ask
from pipeline.code.view import sentence_views
from pipeline.records import Report, stable_id

#: EDTF writes a season in the place of the month: 21 is spring. Its first month; winter runs into the next year.
SEASON_MONTHS = {21: 3, 22: 6, 23: 9, 24: 12}
#: A line of a list of results: "Brinsley depot: 81% in favour".
_LIST_LINE = re.compile(r"^(?:[-•*] ?)?[^:.;]{2,60}: [^:]*\bPCT\b")


@dataclass(frozen=True, slots=True)
class FirstReading:
    """What the rules make of an article, before the language model is asked about what they leave open."""

    doc: Doc
    ctx: Context
    drafts: list[Draft]
    #: By the index of a view: the events that the words of its sentence make likely and that no rule has found.
    unclear: Mapping[int, frozenset[str]]

    def sentences(self) -> list[Span]:
        """Return the sentences that the model is worth asking about."""
        starts = {self.ctx.views[index].start for index in self.unclear}
        return [sent for sent in self.doc.sents if sent.start_char in starts]


def first_reading(doc: Doc) -> FirstReading:
    """Return what the rules make of an annotated article; nothing where it tells of no UK dispute."""
    ctx = Context(sentence_views(doc) if doc._.relevant is not False else [], doc._.published_on)
    return read_by_rules(doc, ctx)


def read_by_rules(doc: Doc, ctx: Context) -> FirstReading:
    """Return what the rules make of the sentences of `ctx`, whether or not the article tells of a dispute."""
    drafts = draft_views(ctx)
    told = {f"{draft.type}.{draft.stage}" for draft in drafts}
    unclear = {view.index: labels for view in ctx.views if (labels := worth_asking(view.masked, told))}
    return FirstReading(doc, ctx, drafts, unclear)


def draft_events(first: FirstReading) -> list[Draft]:
    """Return one draft for each thing that an article tells, in reading order.

    What the language model reads counts where no rule has found an event of that type and stage in the whole article.
    """
    if first.doc._.encoded is None:
        return first.drafts
    views = list(first.ctx.views)
    at = {views[index].start: index for index in first.unclear}
    for sent in first.sentences():
        index = at[sent.start_char]
        views[index] = views[index].with_read(read_events(sent, first.unclear[index]))
    return draft_views(Context(views, first.ctx.published)) if any(view.read for view in views) else first.drafts


def reports(first: FirstReading) -> list[Report]:
    """Return the reports of an article read by rules, with what the language model has been asked about it since."""
    drafts = draft_events(first)
    if not drafts:
        return []
    sides = Sides(first.doc, first.ctx)
    text: str = first.doc._.text
    return [_report(first.doc, text, first.ctx, sides, draft, n) for n, draft in enumerate(drafts)]


def code(doc: Doc) -> list[Report]:
    """Return the reports of one article, whose model is asked nothing more; none where it tells of no UK dispute."""
    return reports(first_reading(doc))


def draft_views(ctx: Context) -> list[Draft]:
    """Return one draft for each thing that rules find, and for what views say that the model has read."""
    voted = ballots(ctx)
    found = [
        *split_unions(d for d in voted if d.type == "ballot"),
        *actions(ctx),
        *offers(ctx),
        *(d for d in voted if d.type == "response"),
        *responses(ctx),
        *demands(ctx),
        *settlements(ctx),
        *talks(ctx),
        *legal(ctx),
    ]
    ask(found)
    found = tie(ctx, found)
    found.sort(key=lambda d: d.view.index)
    drafts = _prune(settle(found))
    _lend_terms(drafts)
    _lend_days(ctx, drafts)
    for draft in drafts:
        finish(draft)
    return drafts


def _lend_terms(drafts: list[Draft]) -> None:
    """Give a deal that is told without figures those of the offer which the same union accepted."""
    for deal in drafts:
        if deal.type != "settlement" or deal.pay_pct or deal.pay_gbp:
            continue
        yes = [d for d in drafts if (d.type, d.stage) == ("response", "accepted") and set(d.unions) & set(deal.unions)]
        about = {d.about for d in yes if d.about is not None}
        offers = [d for d in drafts if d.type == "offer" and d.about in about]
        if len(offers) == 1:
            deal.pay_pct, deal.pay_gbp = offers[0].pay_pct, offers[0].pay_gbp


def _lend_days(ctx: Context, drafts: list[Draft]) -> None:
    """Give the results of a list by workplaces the day of the result that it stands under."""
    results = [d for d in drafts if (d.type, d.stage) == ("ballot", "result")]
    for before, draft in itertools.pairwise(results):
        if draft.date_edtf or not before.date_edtf or before.unions != draft.unions or before.indicative:
            continue
        between = ctx.views[before.view.index + 1 : draft.view.index]
        if _LIST_LINE.match(draft.view.masked) and (
            _LIST_LINE.match(before.view.masked) or any(v.masked.endswith(":") for v in between)
        ):
            draft.date_edtf = before.date_edtf


def _prune(drafts: list[Draft]) -> list[Draft]:
    """Drop what a fuller telling of the same article makes void."""
    out = []
    for draft in drafts:
        if draft.substance() == 0 and any(_covers(other, draft) for other in drafts if other is not draft):
            continue
        out.append(draft)
    return out


def _covers(other: Draft, vague: Draft) -> bool:
    """Say whether `other` tells exactly what `vague` only hints at."""
    if other.unions and vague.unions and not set(other.unions) & set(vague.unions):
        return False
    if vague.question and other.question and vague.question != other.question:
        return False
    pair = (vague.type, vague.stage, other.type, other.stage)
    return pair in {
        ("talks", "held", "talks", "failed"),
        ("legal", "sought", "legal", "granted"),
        ("legal", "sought", "legal", "refused"),
        ("ballot", "planned", "ballot", "open"),
    }


def _report(doc: Doc, text: str, ctx: Context, sides: Sides, draft: Draft, number: int) -> Report:
    start, end = _edtf_days(draft.date_edtf)
    article_id = doc._.article_id
    view = draft.view
    return Report(
        type=draft.type,
        stage=draft.stage,
        unions=draft.unions,
        employers=sides.employers(draft),
        people=sides.people(draft),
        jurisdiction=sides.jurisdiction(draft),
        sector=sides.sector(draft),
        workers=sides.workers(draft),
        issues=sides.issues(draft),
        date_start=start,
        date_end=end,
        date_edtf=draft.date_edtf,
        pay_pct=draft.pay_pct,
        pay_gbp=draft.pay_gbp,
        one_off=draft.one_off,
        question=draft.question,
        indicative=draft.indicative,
        share_for=draft.share_for,
        share_against=draft.share_against,
        turnout=draft.turnout,
        threshold=draft.threshold,
        mandate=draft.mandate,
        action_kind=draft.action_kind,
        action_dates=draft.action_dates,
        n_days=draft.n_days,
        n_workers=draft.n_workers,
        n_sites=draft.n_sites,
        evidence=text[view.start : view.end],
        evidence_start=view.start,
        evidence_end=view.end,
        confidence=calibration().share_right(draft.confidence, likely(draft), draft.type, draft.stage),
        report_id=stable_id(
            "r",
            article_id,
            draft.type,
            draft.stage,
            ",".join(draft.unions),
            draft.date_edtf or "",
            str(view.start),
            str(number),
        ),
        article_id=article_id,
        published=ctx.published,
    )


def likely(draft: Draft) -> float:
    """Return how likely the words of its sentence alone make what a draft says."""
    return event_words().shares(draft.view.masked)[f"{draft.type}.{draft.stage}"]


def _edtf_days(edtf: str | None) -> tuple[dt.date | None, dt.date | None]:
    """Return the first and the last day of an EDTF date, None where the year is not known."""
    if edtf is None:
        return None, None
    return _day(edtf.split("/")[0], last=False), _day(edtf.split("/")[-1], last=True)


def _day(value: str, *, last: bool) -> dt.date | None:
    match = re.fullmatch(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?~?", value)
    if not match:
        return None
    year, month, day = int(match[1]), int(match[2] or 0), match[3]
    if day:
        return dt.date(year, month, int(day))
    first = SEASON_MONTHS.get(month, month or 1)
    if not last:
        return dt.date(year, first, 1)
    months = 3 if month in SEASON_MONTHS else 1 if month else 12
    years_on, following = divmod(first - 1 + months, 12)
    return dt.date(year + years_on, following + 1, 1) - dt.timedelta(1)
