"""One `Unit` into one `Article`: the slow, pure part, safe to run in many processes.

Comes in: a `Unit`. Goes out: an `Article` whose id follows from its address and text. It
refuses a unit without visible text, and reads neither file, clock nor network.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import replace

from pipeline.errors import InputError
from pipeline.extract.cascade import Page, PageError, read_page
from pipeline.extract.normal_text import count_words, encodable, language_of, normalise_line, normalise_text
from pipeline.extract.units import STAGE, Unit
from pipeline.extract.urls import canonical_url, host_of
from pipeline.issues import IssueLog
from pipeline.records import Article, Capture, stable_id

#: How far the clocks of British papers are ahead of the capture's UTC at most.
BRITISH_SUMMER = dt.timedelta(hours=1)


def to_article(unit: Unit, issues: IssueLog) -> Article:
    """Return the article of `unit`; what was dubious is added to `issues`.

    What the record states outranks what its page says. Raises InputError where the page
    cannot be read or holds no text.
    """
    declared = None
    if unit.capture is not None:
        page = _page(unit, unit.capture, issues)
        declared = page.canonical_url
        unit = _filled(unit, page)
    text = normalise_text(unit.text or "")
    if not text:
        raise unit.error("holds no visible text")
    url = _clean_url(unit.url)
    canonical = canonical_url(url, _clean_url(unit.canonical_url) or _clean_url(declared))
    digest = hashlib.sha256(text.encode("utf-8")).hexdigest()
    return Article(
        article_id=stable_id("a", canonical or url or "", digest),
        text=text,
        text_sha256=digest,
        n_words=count_words(text),
        url=url,
        canonical_url=canonical,
        source=normalise_line(unit.source) or host_of(canonical) or host_of(url),
        title=normalise_line(unit.title),
        authors=tuple(name for name in map(normalise_line, unit.authors) if name),
        published=_plausible(unit, issues),
        fetched_at=unit.fetched_at,
        language=language_of(text, unit.language),
        raw_ref=unit.raw_ref,
    )


def try_article(unit: Unit, issues: IssueLog, failures: list[InputError]) -> Article | None:
    """Return the article of `unit`, or None and say why in `failures`.

    A capture out of an archive that holds no article is an issue instead: archives are full
    of front pages, and nobody asked for that one by name.
    """
    try:
        return to_article(unit, issues)
    except InputError as err:
        if unit.from_archive:
            why = str(err).removeprefix(f"{unit.path}, ")
            issues.add(STAGE, "no-article", unit.raw_ref, encodable(unit.url or ""), why)
        else:
            failures.append(err)
        return None


def _page(unit: Unit, capture: Capture, issues: IssueLog) -> Page:
    captured_on = latest_day(unit.fetched_at)
    web = unit.url if host_of(unit.url) else None
    try:
        page = read_page(capture.body, charset=capture.charset, url=web, captured_on=captured_on)
    except PageError as err:
        raise unit.error(str(err)) from err
    if page.step == "longest":
        issues.add(STAGE, "thin-page", unit.raw_ref, len(page.text), "little text was found in the page")
    elif page.step != "recall":
        issues.add(STAGE, "fallback", unit.raw_ref, page.step, "a later step of the cascade gave the text")
    if page.broken_characters:
        issues.add(STAGE, "broken-characters", unit.raw_ref, page.broken_characters, "replaced while decoding")
    return page


def _filled(unit: Unit, page: Page) -> Unit:
    """Return `unit` with the page's text, and its facts where the record states none."""
    return replace(
        unit,
        text=page.text,
        capture=None,
        title=unit.title or page.title,
        authors=unit.authors or page.authors,
        source=unit.source or page.source,
        language=unit.language or page.language,
        published=unit.published or page.published,
    )


def latest_day(fetched_at: dt.datetime | None) -> dt.date | None:
    """Return the day that a British page captured at `fetched_at` (UTC) can bear at the latest."""
    return None if fetched_at is None else (fetched_at + BRITISH_SUMMER).date()


def _plausible(unit: Unit, issues: IssueLog) -> dt.date | None:
    """Return the day of publication; None, with an issue, where it lies after the capture."""
    latest = latest_day(unit.fetched_at)
    if unit.published is None or latest is None or unit.published <= latest:
        return unit.published
    issues.add(STAGE, "bad-date", unit.raw_ref, unit.published, "published after it was captured")
    return None


def _clean_url(url: str | None) -> str | None:
    """Drop what no table can hold: lone surrogates and NUL; all else stays as given."""
    if url is None:
        return None
    return encodable(url).replace("\x00", "").strip() or None
