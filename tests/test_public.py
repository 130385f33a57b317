"""The public names: pinned, and cheap to import."""

from __future__ import annotations

import subprocess
import sys

import pytest

import pipeline


def test_the_public_names_are_pinned() -> None:
    assert pipeline.__all__ == ["load", "process"]


@pytest.mark.parametrize("name", pipeline.__all__)
def test_each_public_name_is_there(name: str) -> None:
    assert callable(getattr(pipeline, name))


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'loads'"):
        pipeline.loads  # noqa: B018


def test_importing_the_package_loads_no_stage() -> None:
    code = "import sys, pipeline; print(sorted(m for m in ('spacy', 'trafilatura', 'pandas') if m in sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
