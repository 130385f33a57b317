"""Events between the same two sides over the same round become a dispute.

Comes in: events. Goes out: the events with their `dispute_id`, and one `Dispute` a chain. It refuses
to join two chains that a joint action of two unions touches: the event goes to the nearer one.

Events are taken in the order of their days. Each joins the dispute that it shares most with, among
those whose latest event is at most `ROUND_GAP_DAYS` before it and whose sides, as far as all its events
name them, are the same (`parties.same_dispute`); else it begins one.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from pipeline.normalise.naming import Group, assign_ids
from pipeline.normalise.parties import Parties, same_dispute
from pipeline.normalise.slots import choose, unite
from pipeline.records import Dispute, Event
from pipeline.schema import EVENT_STAGES, TYPES

DISPUTE_PREFIX = "d"

#: Silence that ends a round. A mandate for action lasts six months (nine where both sides agree to it),
#: and pay rounds come once a year: nine months bridge a mandate's life and not the gap between rounds.
ROUND_GAP_DAYS = 270

#: Stages that look ahead: their news is of the day they are told, their date is still to come.
_AHEAD = frozenset({
    ("ballot", "planned"), ("ballot", "open"), ("action", "threatened"), ("action", "announced"),
    ("action", "suspended"), ("talks", "scheduled"), ("offer", "considered"), ("response", "consulting"),
})
#: On one day, a ballot comes before the action and a settlement ends all else.
_ORDER = {(kind, stage): (TYPES.index(kind), EVENT_STAGES[kind].index(stage))
          for kind in TYPES for stage in EVENT_STAGES[kind]}
_LAST_OF_A_DAY = "settlement"


class _Chain:
    """A dispute as it grows: its events in order, and the sides as all of them name them."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.events: list[Event] = []
        self.parties = Parties()
        self.last_day: dt.date | None = None

    def add(self, event: Event, parties: Parties) -> None:
        self.events.append(event)
        self.parties = Parties(
            self.parties.unions | parties.unions, self.parties.employers | parties.employers,
            self.parties.jurisdiction | parties.jurisdiction, self.parties.sector or parties.sector,
            self.parties.workers | parties.workers,
        )
        self.last_day = event_day(event) or self.last_day

    def nearness(self, parties: Parties) -> tuple[int, int, int, dt.date, int]:
        """Return how much is shared, for the choice among chains; the later and then the older one wins.

        Of chains that share as much, the one with fewer other employers is nearer: after a joint strike at two
        employers, what is news of one of them belongs to its own dispute. Unions that act together at one
        employer are one side, and no reason to part.
        """
        mine = self.parties
        shared = len(mine.employers & parties.employers), len(mine.unions & parties.unions)
        return *shared, -len(mine.employers - parties.employers), self.last_day or dt.date.min, -self.number


def event_day(event: Event) -> dt.date | None:
    """Return the day on which an event moved its dispute: its own, or for one that looks ahead its news'."""
    days = [day for day in (event.date_start, event.first_reported) if day is not None]
    if (event.type, event.stage) in _AHEAD:
        return min(days, default=None)
    return days[0] if days else None


def form_disputes(
    events: Iterable[Event], known: Mapping[str, str], pages: Mapping[str, str] | None = None
) -> tuple[list[Event], list[Dispute]]:
    """Return the events in the order given with their `dispute_id`, and the disputes.

    `known` maps event ids to the dispute ids of an earlier run, `pages` article ids to their pages, whose
    versions count as one article.
    """
    given = list(events)
    chains = _chain(sorted(given, key=_order))
    groups = [Group(tuple(event.event_id for event in chain.events), _facts(chain.events[0])) for chain in chains]
    ids = assign_ids(DISPUTE_PREFIX, groups, known)
    of_event = {event.event_id: name for chain, name in zip(chains, ids, strict=True) for event in chain.events}
    disputes = [_dispute(chain.events, name, pages or {}) for chain, name in zip(chains, ids, strict=True)]
    return [replace(event, dispute_id=of_event[event.event_id]) for event in given], disputes


def _order(event: Event) -> tuple[dt.date, bool, tuple[int, int], str]:
    return (event_day(event) or dt.date.max, event.type == _LAST_OF_A_DAY, _ORDER[event.type, event.stage],
            event.event_id)


def _chain(events: Sequence[Event]) -> list[_Chain]:
    """Return the chains of events that come in the order of their days."""
    chains: list[_Chain] = []
    index: defaultdict[str, dict[int, _Chain]] = defaultdict(dict)
    for event in events:
        parties, day = Parties.of(event), event_day(event)
        near: dict[int, _Chain] = {}
        for token in _probes(parties):
            index[token] = {number: chain for number, chain in index[token].items() if _is_open(chain, day)}
            near.update(index[token])
        fitting = [chain for chain in near.values() if same_dispute(chain.parties, parties)]
        home = max(fitting, key=lambda chain: chain.nearness(parties), default=None)
        if home is None:
            home = _Chain(len(chains))
            chains.append(home)
        home.add(event, parties)
        for token in [*parties.tokens(), *([] if home.parties.has_bodies else _bodiless(parties))]:
            index[token][home.number] = home
    return chains


def _probes(parties: Parties) -> list[str]:
    """Return the keys of the chains that an event could join.

    Where its employer is a body, a chain with another body cannot be the one, however many such chains the
    union leads: of the union's chains only those without a body are looked at.
    """
    if not parties.has_bodies:
        return parties.tokens()
    return [token for token in parties.tokens() if not token.startswith("u:")] + _bodiless(parties)


def _bodiless(parties: Parties) -> list[str]:
    return [f"no body, u:{union}" for union in sorted(parties.unions)]


def _is_open(chain: _Chain, day: dt.date | None) -> bool:
    """Say whether the round still goes on: events without a day come last and may join any."""
    return day is None or chain.last_day is None or (day - chain.last_day).days <= ROUND_GAP_DAYS


def _facts(founder: Event) -> tuple[str, ...]:
    """Return the facts of the first event that the id is made of; see `naming`."""
    parties = sorted(founder.unions) or sorted(founder.employers)
    day = event_day(founder)
    return ",".join(parties), founder.sector or "", str(day.year) if day else ""


def _dispute(events: Sequence[Event], dispute_id: str, pages: Mapping[str, str]) -> Dispute:
    voices = [event.event_id for event in events]
    first = [event.first_reported for event in events if event.first_reported is not None]
    last = [event.last_reported for event in events if event.last_reported is not None]
    latest = events[-1]
    return Dispute(
        dispute_id,
        unions=unite(event.unions for event in events),
        employers=unite(event.employers for event in events),
        jurisdiction=unite(event.jurisdiction for event in events),
        sector=choose([event.sector for event in events], voices),
        workers=choose([event.workers for event in events], voices),
        issues=unite(event.issues for event in events),
        event_ids=tuple(voices),
        n_events=len(events),
        n_articles=len({pages.get(article_id, article_id) for event in events for article_id in event.article_ids}),
        first_reported=min(first, default=None),
        last_reported=max(last, default=None),
        settled=(latest.type, latest.stage) == ("settlement", "reached"),
        latest_type=latest.type,
        latest_stage=latest.stage,
    )
