"""Event coding: what each article says happened, as reports with slots and evidence.

Comes in: a `Doc` with its mentions. Goes out: `Report`s through `code`, or through `first_reading` and `reports` where
a language model is asked in between about `first.sentences()` with the head `EVENT_HEAD`. One module an event type;
the rules they share are tables in `resources/patterns`. It refuses to merge articles.
"""

from pipeline.code.coder import FirstReading, code, first_reading, reports
from pipeline.code.model_events import HEAD as EVENT_HEAD

__all__ = ["EVENT_HEAD", "FirstReading", "code", "first_reading", "reports"]
