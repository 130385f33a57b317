"""The role of each percentage: 57% is a share against, 50% a threshold, 10.1% inflation.

Comes in: sentences with their percentages. Goes out: `decide`, one `Decision` for each, with
the rule that decided. It refuses to know of spaCy: `pipeline.annotate.components.roles` does.
"""

from pipeline.annotate.roles.clause import Decision, Odds, Percentage
from pipeline.annotate.roles.decide import Draft, decide
from pipeline.annotate.roles.rules import ROLES, role_rules

__all__ = ["ROLES", "Decision", "Draft", "Odds", "Percentage", "decide", "role_rules"]
