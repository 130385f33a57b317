"""Every kind of input becomes articles; every bad one is named and stops no other."""

from __future__ import annotations

import csv
import datetime as dt
import gzip
import io
import json
import os
import pickle
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.archive import ArchiveWriter, read_captures
from pipeline.errors import InputError
from pipeline.extract import MAX_RECORD_BYTES, read_inputs, read_units, to_article
from pipeline.issues import IssueLog
from pipeline.records import Article, Capture, stable_id

DAY = dt.date(2031, 5, 6)
STORY = (
    "Ferry crews at Marlby are to vote on strikes after turning down an offer of 4%. "
    "The union said that the company had not moved since the talks of last week, and that its members had waited "
    "for long enough. "
    "The company said that the offer was fair and that it would keep the boats running on all of its routes."
)
PAGE = f"""<!doctype html><html lang="en-GB"><head><title>Crews to vote - The Courier</title>
<meta property="og:title" content="Crews to vote"><meta property="og:site_name" content="The Courier">
<meta property="article:published_time" content="2031-05-04T09:00:00Z"><meta name="author" content="Ann Hale">
<link rel="canonical" href="https://courier.example/news/crews?utm_source=x"></head>
<body><nav><a href="/">Home</a></nav><article><h1>Crews to vote</h1><p>{STORY}</p><p>{STORY.upper()}</p></article>
<footer>© The Courier</footer></body></html>"""


def read(
    *paths: Path, published: dt.date | None = None
) -> tuple[list[Article], list[str], dict[str, int]]:
    issues = IssueLog()
    failures: list[InputError] = []
    found = list(
        read_inputs(paths, published=published, issues=issues, failures=failures, read_captures=read_captures)
    )
    return found, [str(failure) for failure in failures], issues.summary()


def jsonl(path: Path, *rows: object) -> Path:
    lines = [row if isinstance(row, str) else json.dumps(row) for row in rows]
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return path


def test_a_record_of_jsonl(tmp_path: Path) -> None:
    row = {"url": "corpus:07", "published": "2031-05-04", "title": " Crews \u00a0vote ", "text": STORY}
    row["authors"] = "A B; C D"
    (article,), failures, issues = read(jsonl(tmp_path / "a.jsonl", "", row))
    assert article.url == article.canonical_url == "corpus:07"
    assert article.article_id == stable_id("a", "corpus:07", article.text_sha256)
    assert (article.title, article.authors, article.published) == ("Crews vote", ("A B", "C D"), dt.date(2031, 5, 4))
    assert (article.text, article.language, article.raw_ref) == (STORY, "en", "a.jsonl:2")
    assert article.n_words == len(STORY.split())
    assert (failures, issues) == ([], {})


@pytest.mark.parametrize(
    "line, message",
    [
        ("{", "no valid JSON"),
        ("[1]", "is no JSON object"),
        ('"text"', "is no JSON object"),
        ('{"url": "x:1"}', "neither text nor html"),
        ('{"text": null, "html": null}', "neither text nor html"),
        ('{"text": "  "}', "neither text nor html"),
        ('{"text": 5}', '"text" must be text, not a number'),
        ('{"text": ["a"]}', '"text" must be text, not a list'),
        ('{"text": "a", "url": 7}', '"url" must be text'),
        ('{"text": "a", "authors": [1]}', '"authors" must be'),
        ('{"text": "\\u200b\\u00ad"}', "no visible text"),
        ('{"html": "<p></p>"}', "no text found"),
        ("[" * 100_000, "nested too deeply"),
        ('{"n": ' + "9" * 5000 + "}", "no valid JSON"),
    ],
)
def test_a_bad_line_is_named_and_the_others_read(tmp_path: Path, line: str, message: str) -> None:
    path = jsonl(tmp_path / "a.jsonl", {"text": "First."}, line, {"text": "Third."})
    articles, failures, _ = read(path)
    assert [a.text for a in articles] == ["First.", "Third."]
    assert len(failures) == 1
    assert message in failures[0]
    assert f"{path}, line 2: " in failures[0]


def test_bytes_that_are_no_utf8_spoil_their_line_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b'\xef\xbb\xbf{"text": "First."}\n{"text": "caf\xe9"}\r\n{"text": "Third."}')
    articles, failures, _ = read(path)
    assert [a.text for a in articles] == ["First.", "Third."]
    assert failures == [f"{path}, line 2: no valid UTF-8 at byte 14 of the line"]


@pytest.mark.parametrize("over, kept", [(0, True), (1, False)])
def test_a_line_may_have_so_many_bytes_and_no_more(tmp_path: Path, over: int, kept: bool) -> None:
    head, tail = '{"text": "long ', '"}\n'
    filler = "x" * (MAX_RECORD_BYTES - len(head) - len(tail) + over)
    path = tmp_path / "a.jsonl"
    path.write_text(head + filler + tail + '{"text": "Next."}\n')
    articles, failures, _ = read(path)
    assert len(articles) == 1 + kept
    assert articles[-1].text == "Next."
    assert [f"{path}, line 1: longer than the limit of {MAX_RECORD_BYTES:,} bytes"] * (not kept) == failures


@pytest.mark.parametrize(
    "value, expected",
    [
        ("2031-05-04", dt.date(2031, 5, 4)),
        ("2031-05-04T23:30:00+01:00", dt.date(2031, 5, 4)),
        ("20310504", dt.date(2031, 5, 4)),
        ("4 May 2031", dt.date(2031, 5, 4)),
        ("Sun, 04 May 2031 09:00:00 GMT", dt.date(2031, 5, 4)),
        ("", None),
        (None, None),
    ],
)
def test_days_that_are_read(tmp_path: Path, value: object, expected: dt.date | None) -> None:
    (article,), _, issues = read(jsonl(tmp_path / "a.jsonl", {"text": "A.", "published": value}))
    assert article.published == expected
    assert issues == {}


NO_DAYS = ["04/05/2031", "2031-02-30", "soon", "2031", 20310504, "0001-01-01", "4 Mai 2031", "31-05-04", "5 2031"]


@pytest.mark.parametrize("value", NO_DAYS)
def test_a_day_that_is_none_becomes_null_and_an_issue(tmp_path: Path, value: object) -> None:
    (article,), failures, issues = read(jsonl(tmp_path / "a.jsonl", {"text": "A.", "published": value}))
    assert article.published is None
    assert failures == []
    assert issues == {"extract.bad-date": 1}


def test_equal_articles_come_once_and_unknown_fields_are_counted(tmp_path: Path) -> None:
    row = {"text": "A.", "url": "x:1"}
    path = jsonl(tmp_path / "a.jsonl", row, {**row, "mood": "sour"}, {**row, "url": "x:2"})
    articles, _, issues = read(path, path)
    assert [a.raw_ref for a in articles] == ["a.jsonl:1", "a.jsonl:3"]
    assert issues == {"extract.duplicate": 4, "extract.unknown-field": 2}


def test_text_and_html_files_take_the_day_stated(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"\xef\xbb\xbfOne.\r\n\r\n\r\n\r\nTwo.\xc2\xad\xc2\xa0Three.\r\n")
    (tmp_path / "b.html").write_text(PAGE)
    articles, failures, _ = read(tmp_path, published=DAY)
    assert failures == []
    assert [a.published for a in articles] == [DAY, DAY]
    assert articles[0].text == "One.\n\nTwo. Three."


def test_an_html_page(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(PAGE)
    (article,), failures, issues = read(tmp_path / "a.html")
    assert article.text.count("Ferry crews") == 1
    assert "Home" not in article.text
    assert (article.title, article.authors, article.source) == ("Crews to vote", ("Ann Hale",), "The Courier")
    assert article.published == dt.date(2031, 5, 4)
    assert article.url is None
    assert article.canonical_url == "https://courier.example/news/crews"
    assert (failures, issues) == ([], {})


CORPUS = [
    {"url": "x:1", "published": "2031-05-04", "title": "One", "text": "The first.\nIts second line."},
    {"url": "x:2", "published": None, "title": None, "text": 'A "quoted", second.'},
]


def corpus_csv(path: Path, delimiter: str) -> None:
    with path.open("w", newline="", encoding="utf-8") as handle:
        writer = csv.DictWriter(handle, list(CORPUS[0]), delimiter=delimiter)
        writer.writeheader()
        writer.writerows(CORPUS)


def key(article: Article) -> tuple[object, ...]:
    return (article.article_id, article.url, article.published, article.title, article.text)


def test_every_format_gives_the_same_articles(tmp_path: Path) -> None:
    plain = jsonl(tmp_path / "a.jsonl", *CORPUS)
    (tmp_path / "b.jsonl.gz").write_bytes(gzip.compress(plain.read_bytes()))
    corpus_csv(tmp_path / "c.csv", ",")
    corpus_csv(tmp_path / "d.csv", ";")
    (tmp_path / "e.csv.gz").write_bytes(gzip.compress((tmp_path / "c.csv").read_bytes()))
    pq.write_table(pa.Table.from_pylist(CORPUS), tmp_path / "f.parquet")
    dated = [{**row, "published": dt.date(2031, 5, 4) if row["published"] else None} for row in CORPUS]
    pq.write_table(pa.Table.from_pylist(dated), tmp_path / "g.parquet")
    expected, failures, _ = read(plain)
    assert len(expected) == 2
    assert failures == []
    for path in sorted(tmp_path.iterdir()):
        articles, failures, issues = read(path)
        assert [key(a) for a in articles] == [key(a) for a in expected], path
        assert (failures, issues) == ([], {})


def test_bad_rows_of_a_csv_are_named(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"url,text\nx:1,Good.\nx:2,caf\xe9\nx:3\nx:4,Too,many\n\nx:5,Good too.\n")
    articles, failures, _ = read(path)
    assert [a.url for a in articles] == ["x:1", "x:5"]
    assert [f.removeprefix(f"{path}, ") for f in failures] == [
        "line 3: no valid UTF-8",
        "line 4: has neither text nor html",
        "line 5: 3 fields, but 2 columns are named",
    ]


BAD_FILES = [
    ("empty.html", b"", "the file is empty"),
    ("empty.jsonl", b"", "the file is empty"),
    ("empty.csv", b"", "the file is empty"),
    ("empty.txt", b" \n", "the file is empty"),
    ("empty.parquet", b"", "no readable Parquet"),
    ("pdf.html", b"%PDF-1.7 \x00", "is a PDF document, not html"),
    ("image.htm", b"\x89PNG\r\n", "is a PNG image, not html"),
    ("nul.txt", b"text\x00text", "is binary data, not txt"),
    ("latin.txt", b"The caf\xe9 is closed.", "no valid UTF-8 text at byte 8"),
    ("bare.html", b"<html><body></body></html>", "no text found"),
    ("columns.csv", b"id,body\n1,Hello\n", 'no column "text" or "html"; the columns are: id, body'),
    ("twice.csv", b"text,text\n1,Hello\n", "columns named twice: text"),
    ("words.parquet", b"no parquet at all", "no readable Parquet"),
    ("cut.jsonl.gz", gzip.compress(b'{"text": "One."}\n' * 2000, mtime=0)[:-20], "cannot be read further"),
    ("plain.html.gz", b"<p>Not packed.</p>", "cannot be read"),
    ("bad.warc", b"nothing of a WARC", "no WARC"),
    ("letter.docx", b"PK\x03\x04", "no suffix that can be read"),
]


@pytest.mark.parametrize("name, data, message", BAD_FILES, ids=[name for name, _, _ in BAD_FILES])
def test_a_bad_file_is_named_and_the_others_read(tmp_path: Path, name: str, data: bytes, message: str) -> None:
    bad = tmp_path / name
    bad.write_bytes(data)
    good = jsonl(tmp_path / "z.jsonl", {"text": "Good."})
    articles, failures, _ = read(bad, good)
    assert articles[-1].text == "Good."
    assert len(failures) == 1
    assert str(bad) in failures[0]
    assert message in failures[0]


def test_a_cut_gzip_gives_the_lines_before_the_cut(tmp_path: Path) -> None:
    lines = b"".join(b'{"text": "Line %d, %d."}\n' % (n, n * 7919 % 997) for n in range(5000))
    (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress(lines)[:-2000])
    articles, failures, _ = read(tmp_path / "a.jsonl.gz")
    assert articles[0].text == "Line 0, 0."
    assert len(articles) > 1000
    assert len(failures) == 1
    assert f"line {len(articles) + 1}: cannot be read further: the compressed data is cut off" in failures[0]


def test_a_parquet_column_must_be_text(tmp_path: Path) -> None:
    pq.write_table(pa.table({"text": [1, 2]}), tmp_path / "a.parquet")
    _, failures, _ = read(tmp_path / "a.parquet")
    assert 'the column "text" must be text, not int64' in failures[0]


def test_folders(tmp_path: Path) -> None:
    for name in ("b/2.txt", "b/1.txt", "a/x.txt", "c/notes.md"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"Text of {name}.")
    (tmp_path / "loop").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "gone.txt").symlink_to(tmp_path / "nowhere")
    articles, failures, issues = read(tmp_path)
    assert [a.raw_ref for a in articles] == ["a/x.txt", "b/1.txt", "b/2.txt"]
    assert failures == [f"{tmp_path / 'gone.txt'}: no such file or directory"]
    assert issues == {"extract.ignored-file": 1, "extract.linked-folder": 1}


def test_half_characters_spoil_no_output(tmp_path: Path) -> None:
    row = '{"text": "A \\ud800.", "title": "\\udc00", "url": "x:\\ud800", "published": "\\ud800", "\\ud800": 1}'
    path = tmp_path / os.fsdecode(b"a\xff.jsonl")
    path.write_text(row + "\n{\n")
    issues = IssueLog()
    failures: list[InputError] = []
    (article,) = read_inputs([path], published=None, issues=issues, failures=failures)
    for text in (*map(str, failures), *issues.lines(), article.title, article.text, article.url, article.raw_ref):
        (text or "").encode("utf-8")
    assert issues.summary() == {"extract.bad-date": 1, "extract.unknown-field": 1}


def test_paths_that_lead_nowhere(tmp_path: Path) -> None:
    (tmp_path / "self").symlink_to(tmp_path / "self")
    (tmp_path / "empty").mkdir()
    os.mkfifo(tmp_path / "pipe.txt")
    _, failures, _ = read(tmp_path / "missing.txt", tmp_path / "self", tmp_path / "empty", tmp_path / "pipe.txt")
    for failure, message in zip(
        failures, ["no such file", "symbolic links", "no file that can be read", "neither a file nor"], strict=True
    ):
        assert message in failure


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_permission_denied(tmp_path: Path) -> None:
    for name in ("folder/a.txt", "b.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("Text.")
    (tmp_path / "folder").chmod(0)
    (tmp_path / "b.txt").chmod(0)
    try:
        _, failures, _ = read(tmp_path)
    finally:
        (tmp_path / "folder").chmod(0o700)
    assert len(failures) == 2
    assert all("permission denied" in failure for failure in failures)


def test_captures_of_a_warc(tmp_path: Path) -> None:
    fetched = dt.datetime(2031, 5, 4, 12, tzinfo=dt.UTC)
    future = PAGE.replace("2031-05-04", "2031-07-01").replace("news/crews", "news/later")
    with ArchiveWriter(tmp_path / "a.warc.gz", written_at=fetched) as archive:
        url = "https://Courier.example/news/crews?fbclid=1#top"
        ref = archive.write(Capture(url, PAGE.encode(), "text/html", None, fetched))
        archive.write(Capture("https://courier.example/", b"<html><body></body></html>", "text/html", None, fetched))
        archive.write(Capture("https://courier.example/news/later", future.encode(), "text/html", None, fetched))
    articles, failures, issues = read(tmp_path / "a.warc.gz", published=DAY)
    assert [a.published for a in articles] == [dt.date(2031, 5, 4), None]
    assert articles[0].url == "https://Courier.example/news/crews?fbclid=1#top"
    assert articles[0].canonical_url == "https://courier.example/news/crews"
    assert articles[0].fetched_at == fetched
    assert articles[0].raw_ref == ref
    assert failures == []
    assert issues == {"extract.no-article": 1}


def test_without_a_list_the_first_failure_is_raised_at_the_end(tmp_path: Path) -> None:
    path = jsonl(tmp_path / "a.jsonl", "{", {"text": "Good."})
    articles = read_inputs([path], published=None, issues=IssueLog())
    assert next(articles).text == "Good."
    with pytest.raises(InputError, match="line 1"):
        next(articles)


def test_units_travel_between_processes_and_give_the_same_article(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(PAGE)
    jsonl(tmp_path / "b.jsonl", *CORPUS, {"html": PAGE, "url": "x:9"})
    failures: list[InputError] = []
    units = list(read_units([tmp_path], published=None, issues=IssueLog(), failures=failures))
    assert len(units) == 4
    for unit in units:
        assert to_article(pickle.loads(pickle.dumps(unit)), IssueLog()) == to_article(unit, IssueLog())


def test_the_same_input_gives_the_same_articles_wherever_it_lies(tmp_path: Path) -> None:
    runs = []
    for folder in (tmp_path / "one", tmp_path / "two"):
        folder.mkdir()
        (folder / "a.html").write_text(PAGE)
        jsonl(folder / "b.jsonl", *CORPUS)
        runs.append(read(folder))
    assert runs[0] == runs[1]


GOOD_FILES = {
    "a.html": PAGE.encode(),
    "a.txt": STORY.encode(),
    "a.jsonl": "\n".join(json.dumps(row) for row in CORPUS).encode(),
    "a.jsonl.gz": gzip.compress("\n".join(json.dumps(row) for row in CORPUS).encode(), mtime=0),
    "a.csv": b"url,text,published\nx:1,\"One, two.\nThree.\",2031-05-04\nx:2,Four.,\n",
}


def good_parquet() -> bytes:
    sink = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(CORPUS), sink)
    return sink.getvalue()


@settings(max_examples=250, deadline=None)
@given(data=st.data())
def test_mutated_bytes_never_crash(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    name = data.draw(st.sampled_from([*GOOD_FILES, "a.parquet"]))
    content = bytearray(GOOD_FILES.get(name) or good_parquet())
    for _ in range(data.draw(st.integers(0, 6))):
        start = data.draw(st.integers(0, len(content)))
        stop = start + data.draw(st.sampled_from([0, 0, 1, 1, 1, 40]))
        content[start:stop] = data.draw(st.binary(max_size=3))
    path = tmp_path_factory.mktemp("mutated") / name
    path.write_bytes(bytes(content))
    articles, _, _ = read(path)
    for article in articles:
        article.text.encode("utf-8")
        assert article.text.strip()
    assert read(path)[0] == articles
