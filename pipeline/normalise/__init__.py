"""Reports become events, events become disputes.

Comes in: reports of any articles in any order. Goes out: the same reports with the event each tells
of, the events and the disputes, through `merge`. It refuses to read the texts again: what a report
does not say, no event knows.
"""

from pipeline.normalise.merge import merge

__all__ = ["merge"]
