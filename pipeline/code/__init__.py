"""Event coding: what each article says happened, as reports with slots and evidence.

Comes in: a `Doc` with its mentions. Goes out: `Report`s through `code`. One module an event
type; the rules they share are tables in `resources/patterns`. It refuses to merge articles.
"""

from pipeline.code.coder import code

__all__ = ["code"]
