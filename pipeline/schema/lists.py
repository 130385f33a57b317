"""The closed lists: event types with their stages, labels, roles, sectors and what else has few values.

Comes in: nothing. Goes out: tuples of strings. They refuse to grow by the way: the codebook states each value.
"""

from __future__ import annotations

from typing import Final

#: Every event type with its stages, in the order in which a dispute usually meets them.
EVENT_STAGES: Final[dict[str, tuple[str, ...]]] = {
    "demand": ("made",),
    "offer": ("considered", "made", "improved", "recommended", "imposed", "withdrawn"),
    "response": ("consulting", "accepted", "rejected"),
    "ballot": ("planned", "open", "result"),
    "action": ("threatened", "announced", "under_way", "held", "suspended"),
    "talks": ("scheduled", "held", "failed"),
    "settlement": ("reached",),
    "legal": ("sought", "granted", "refused"),
}
TYPES: Final = tuple(EVENT_STAGES)
STAGES: Final = tuple(dict.fromkeys(stage for stages in EVENT_STAGES.values() for stage in stages))
LABELS: Final = ("UNION", "MINISTER", "PERSON", "BODY", "PERCENT", "MONEY", "DATE", "COUNT", "PLACE")
ROLES: Final = ("pay_offer", "pay_demand", "pay_award", "pay_deal", "vote_for", "vote_against", "turnout", "threshold",
                "inflation", "real_terms", "other")
SECTORS: Final = ("education", "health", "rail", "post", "civil_service", "local_government", "universities", "fire",
                  "transport", "other")
ISSUES: Final = ("pay", "pensions", "jobs", "workload", "conditions", "safety", "recognition", "other")
QUESTIONS: Final = ("strike", "action_short", "offer")
ACTION_KINDS: Final = ("strike", "action_short", "overtime_ban", "work_to_rule", "lockout")
JURISDICTIONS: Final = ("England", "Wales", "Scotland", "Northern Ireland", "UK")
