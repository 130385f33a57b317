"""Writes what is known of a trained package: `MODEL_CARD.md` for people, `scores.json` for tests.

Comes in: settings, scores and what was measured of size and speed. Goes out: text. It refuses numbers that were not
measured in the same run.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources

from pipeline.model.evaluate import FLOORS, Score
from pipeline.model.settings import Settings

#: Each corpus with its licence and the heads it trains.
SOURCES = {
    "ewt": ("UD English EWT 2.16 with UNER English EWT, training parts", "CC BY-SA 4.0", "all"),
    "gum": ("UD English GUM 2.16, open genres, training part", "CC BY, CC BY-SA, public domain", "all"),
    "wikigold": ("WikiGold", "CC BY 4.0", "names, starts"),
    "re3d": ("re3d: UK Government, US State Department, CENTCOM", "OGL v3, public domain", "names"),
    "meantime": ("MEANTIME, English Wikinews", "CC BY 4.0", "names, starts"),
    "texts": ("marked paragraphs of our own, `models/texts`", "Apache-2.0", "roles, events"),
    "wordings": ("marked paragraphs of our own, `tests/annotate/roles`", "Apache-2.0", "roles"),
}


@dataclass(frozen=True, slots=True)
class Measures:
    """What was measured of a package beside its scores; speed on one core, in CPU time."""

    words_per_second: int
    load_s: float
    size_mb: float
    training_minutes: float


def write_card(
    settings: Settings, version: str, whole: Sequence[Score], small: Sequence[Score], measures: Measures
) -> str:
    """Return the model card as Markdown."""
    template = (resources.files("pipeline") / "model" / "card.md").read_text(encoding="utf-8")
    data = "\n".join(f"| {' | '.join(SOURCES[name])} |" for name in settings.data.repeats)
    return template.format(
        name=settings.name, version=version, base=settings.base.name, base_licence=settings.base.licence,
        package=settings.base.package.replace("_", "-"), sha256=settings.base.sha256, data=data,
        main=_main_table(whole, small), parts=_part_table(small), speed=measures.words_per_second,
        load=f"{measures.load_s:.1f}", size=f"{measures.size_mb:.1f}", minutes=f"{measures.training_minutes:.0f}",
        epochs=settings.training.epochs,
    )


def _main_table(whole: Sequence[Score], small: Sequence[Score]) -> str:
    before = {(s.task, s.test, s.part): s.count.f1 for s in whole}
    rows = ["| task | test set | float | int8 | floor |", "|---|---|---|---|---|"]
    for s in small:
        if not s.part:
            floor = FLOORS.get((s.task, s.test), "")
            rows.append(f"| {s.task} | {s.test} | {before[s.task, s.test, '']:.4f} | {s.count.f1:.4f} | {floor} |")
    return "\n".join(rows)


def _part_table(small: Sequence[Score]) -> str:
    rows = ["| task | test set | part | precision | recall | F1 | gold |", "|---|---|---|---|---|---|---|"]
    for s in small:
        if s.part and s.test != "EWT dev":
            count = s.count
            rows.append(
                f"| {s.task} | {s.test} | {s.part} | {count.precision:.3f} | {count.recall:.3f} | {count.f1:.3f} "
                f"| {count.gold} |"
            )
    return "\n".join(rows)


def scores_json(small: Sequence[Score], measures: Measures) -> dict[str, object]:
    """Return the whole test sets' scores and the measures, for `scores.json`."""
    return {
        "scores": {f"{s.task}/{s.test}": round(s.count.f1, 4) for s in small if not s.part},
        "words_per_second": measures.words_per_second,
        "load_s": round(measures.load_s, 2),
        "size_mb": round(measures.size_mb, 1),
    }
