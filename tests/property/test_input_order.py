"""However the input is ordered and grouped, and however many workers share it: the same tables, byte for byte."""

import json
import shutil

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.config import make_settings
from pipeline.run import process


def tables(out):
    """Return the bytes of every dataset file and of the issues."""
    files = [*out.rglob("*.parquet"), out / "issues.jsonl"]
    return {str(p.relative_to(out)): p.read_bytes() for p in files}


@pytest.fixture(scope="module")
def pages(sample):
    return sorted(sample.glob("*.html"))


@pytest.fixture(scope="module")
def expected(pages, tmp_path_factory):
    out = tmp_path_factory.mktemp("expected")
    process(pages, out, make_settings(workers=1))
    return tables(out)


@settings(max_examples=5, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_order_and_any_grouping(data, pages, expected, tmp_path_factory):
    """Pages in any order, some named one by one, the others in up to three folders."""
    base = tmp_path_factory.mktemp("grouped")
    inputs = []
    for page in data.draw(st.permutations(pages)):
        group = data.draw(st.integers(0, 3))
        if group == 0:
            inputs.append(page)
            continue
        folder = base / f"in{group}"
        if not folder.exists():
            folder.mkdir()
            inputs.append(folder)
        shutil.copy(page, folder)
    process(inputs, base / "out", make_settings(workers=1))
    assert tables(base / "out") == expected


def test_two_workers_give_what_one_gives(pages, expected, tmp_path):
    process(list(reversed(pages)), tmp_path, make_settings(workers=2))
    assert tables(tmp_path) == expected


@settings(max_examples=5, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_records_in_any_order_over_any_files(data, tmp_path_factory):
    """Copies of one article among them: which one stays does not hang on which comes first."""
    base = tmp_path_factory.mktemp("records")
    told = "Bus drivers in Unite at Hexley Trams {} by 7{}% to strike on {} March 2025, the union said. "
    rows = [
        {"url": f"https://{host}.example/{n}", "text": told.format(word, n, n + 1) * 3, "published": day}
        for n in range(3)
        for host, word in (("wire", "voted"), ("courier", "have voted"))
        for day in (None, "2025-02-20")
    ]
    outs = []
    for turn in ("one", "two"):
        order = data.draw(st.permutations(rows))
        cut = data.draw(st.integers(1, len(rows) - 1))
        inputs = []
        for name, part in (("a", order[:cut]), ("b", order[cut:])):
            path = base / turn / f"{name}.jsonl"
            path.parent.mkdir(exist_ok=True)
            path.write_text("".join(json.dumps(row) + "\n" for row in part), encoding="utf-8")
            inputs.append(path)
        summary = process(inputs, base / turn / "out", make_settings(workers=1))
        events = [(e.event_id, e.article_ids, e.evidence, e.date_edtf, e.dispute_id) for e in summary.events]
        outs.append((sorted(a.article_id for a in summary.articles), [a.published for a in summary.articles], events))
    assert outs[0][0] == outs[1][0]
    assert outs[0][2] == outs[1][2]
    assert None not in outs[0][1]
