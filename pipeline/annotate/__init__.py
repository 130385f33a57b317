"""Annotation: a spaCy `Doc` with typed mentions and their normalised values.

Comes in: the text of an article and its day of publication. Goes out: a `Doc` whose attributes
stand in `extensions`. Components stand one a file in `components`; `build` joins them.
"""

from pipeline.annotate.build import annotate, ask, build_nlp

__all__ = ["annotate", "ask", "build_nlp"]
