"""The rooms of the house: a stage imports the shared root and itself, and the whole tree names no machine."""

import ast
import re
import subprocess
from pathlib import Path

import pytest

import pipeline

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "pipeline"
STAGES = ("fetch", "archive", "extract", "annotate", "code", "normalise", "export", "report")
#: What is made beside the way of the data, and the stages it is made for.
BESIDE = {"model": {"annotate", "code"}}
#: What stages share.
SHARED = {"records", "errors", "issues", "config", "schema", "version", "locking", "disk", "tables"}
#: What may import any stage: the order of the stages, a worker's share of it, jobs by the clock, the command line.
OVERSEERS = {"run", "work", "workers", "cli", "cli_jobs", "nightly", "backfill", "jobs", "__init__"}
MODULES = sorted(PACKAGE.rglob("*.py"))


def imports(path):
    """Yield the dotted names that a module imports from the package; relative imports count as its own."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            if node.module == "pipeline":
                yield from (f"pipeline.{alias.name}" for alias in node.names)
            elif node.module.startswith("pipeline."):
                yield node.module
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name.startswith("pipeline."))


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(ROOT)))
def test_a_stage_imports_the_shared_root_and_itself(path):
    room = path.relative_to(PACKAGE).with_suffix("").parts[0]
    if room in OVERSEERS:
        return
    allowed = SHARED | BESIDE.get(room, set()) | ({room} & {*STAGES, *BESIDE})
    strange = {name for name in imports(path) if name.split(".")[1] not in allowed}
    assert not strange, f"{path.relative_to(ROOT)} imports {sorted(strange)}"


def test_every_folder_is_a_stage_or_known():
    folders = {p.parent.name for p in PACKAGE.glob("*/__init__.py")}
    assert folders <= {*STAGES, *BESIDE, *SHARED, *OVERSEERS}


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(ROOT)))
def test_every_module_says_what_it_is(path):
    text = path.read_text(encoding="utf-8")
    if text.strip():
        assert ast.get_docstring(ast.parse(text)), path


def test_the_public_names():
    assert pipeline.__all__ == ["Settings", "load", "make_settings", "process"]
    assert all(getattr(pipeline, name) is not None for name in pipeline.__all__)
    with pytest.raises(AttributeError, match="unknown"):
        _ = pipeline.unknown


def tracked():
    """Return the files of the tree: what git lists, or, outside a clone, what lies there."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode == 0:
        return [ROOT / name for name in listed.stdout.split("\0") if name]
    return [
        p
        for p in ROOT.rglob("*")
        if p.is_file() and not any(part.startswith(".") for part in p.relative_to(ROOT).parts)
    ]


#: Folders of one machine, and addresses of registries: nobody else has the first, and the second are for pip to know.
FOREIGN = re.compile(
    r"(?<![\w.{}$*])/(?:work|root|tmp|home|Users)/[\w.]|\w:\\Users|pypi\.org|pythonhosted|--(?:extra-)?index-url\s+\S"
)


def test_no_file_names_a_machine_or_a_registry():
    found = []
    for path in tracked():
        if path.suffix in {".parquet", ".gz", ".png", ".onnx"} or not path.exists():
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1):
            if FOREIGN.search(line) and path != Path(__file__):
                found.append(f"{path.relative_to(ROOT)}:{number}: {line.strip()[:100]}")
    assert not found, "\n".join(found)
