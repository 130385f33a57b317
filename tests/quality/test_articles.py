"""Check the annotated articles: offsets, closed lists, complete marks, values that stand in the text.

Comes in: `articles/*.json` and their sources under `authored/`. Goes out: a failure that
names article and place. It scores nothing.
"""

from __future__ import annotations

import importlib.util
import json
import re
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

HERE = Path(__file__).parent
ARTICLES = sorted((HERE / "articles").glob("*.json"))


def _load(path: Path) -> dict[str, Any]:
    return dict(json.loads(path.read_text(encoding="utf-8")))


@pytest.fixture(params=ARTICLES, ids=lambda path: path.stem)
def article(request: pytest.FixtureRequest) -> dict[str, Any]:
    return _load(request.param)


def test_there_are_articles() -> None:
    assert ARTICLES


def test_offsets(article: dict[str, Any]) -> None:
    text, last = article["text"], 0
    for mention in article["mentions"]:
        assert text[mention["start"] : mention["end"]] == mention["text"]
        assert mention["start"] >= last
        last = mention["end"]
