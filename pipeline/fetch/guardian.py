"""The Guardian's Open Platform: articles by words and days.

Comes in: a query ("strike AND union"), and the key in the environment. Goes out: the articles that
its content API finds, newest first. It refuses to run without a key, and keeps it out of every record.
"""

from __future__ import annotations

import json
from typing import Any, ClassVar
from urllib.parse import parse_qsl, urlencode, urlsplit

from pipeline.fetch.addresses import clean_address
from pipeline.fetch.base import Document, Further, Listed, Listing, Scope
from pipeline.fetch.body import Limits
from pipeline.fetch.dates import DateReader
from pipeline.fetch.failure import FetchFailure
from pipeline.fetch.settings import MAX_FEED_BYTES

#: The API's address (open-platform.theguardian.com/documentation); a query may name another host for tests.
ENDPOINT = "https://content.guardianapis.com/search"
#: Where the key is looked for.
KEY_VARIABLE = "GUARDIAN_API_KEY"
#: Results a page: the most that the API gives.
PAGE_SIZE = 50


class Guardian:
    """Searches of the Guardian's content API."""

    key: ClassVar[str] = "guardian"
    limits: ClassVar[Limits] = Limits(MAX_FEED_BYTES, MAX_FEED_BYTES)
    by_date: ClassVar[bool] = True

    def __init__(self, endpoint: str = ENDPOINT) -> None:
        self._endpoint = endpoint

    def start(self, address: str, scope: Scope) -> Listing:
        """Return the first page of results of the query `address`. Raises `FetchFailure` (`no_key`)."""
        query = {"q": address, "order-by": "newest", "page-size": str(PAGE_SIZE), "show-fields": "lastModified"}
        if scope.window is not None:
            first, last = scope.window
            query |= {"from-date": first.isoformat(), "to-date": last.isoformat()}
        return Listing(further=(self._page(query, 1, scope),))

    def read(self, document: Document, scope: Scope) -> Listing:
        """Return one page of results and the next page. Raises `FetchFailure` (`no_listing`)."""
        try:
            response = json.loads(document.body)["response"]
            rows, page, pages = list(response["results"]), int(response["currentPage"]), int(response["pages"])
        except (ValueError, TypeError, KeyError, RecursionError, OverflowError) as err:
            raise FetchFailure("no_listing", document.url, f"{type(err).__name__}: {err}"[:100]) from err
        items: list[Listed] = []
        dates = DateReader(scope.zone, document.fetched_at)
        problems: list[tuple[str, str]] = []
        for row in rows:
            try:
                items.append(_item(row, dates))
            except FetchFailure as failure:
                problems.append(("bad_entry", failure.detail))
        query = dict(parse_qsl(urlsplit(document.url).query))
        further = (self._page(query, page + 1, scope),) if 0 < page < pages and rows else ()
        return Listing(tuple(item for item in items if scope.wants(item)), further, tuple(problems))

    def _page(self, query: dict[str, str], page: int, scope: Scope) -> Further:
        key = scope.environment.get(KEY_VARIABLE, "").strip()
        if not key:
            raise FetchFailure("no_key", self._endpoint, KEY_VARIABLE)
        url = f"{self._endpoint}?{urlencode(query | {'page': str(page)})}"
        return Further(url, (("api-key", key),))


def _item(row: Any, dates: DateReader) -> Listed:
    if not isinstance(row, dict) or not isinstance(row.get("webUrl"), str):
        raise FetchFailure("bad_url", "", f"a result without webUrl: {row!r}"[:100])
    fields = row.get("fields")
    modified = fields.get("lastModified") if isinstance(fields, dict) else None
    published, title = row.get("webPublicationDate"), row.get("webTitle")
    return Listed(
        url=clean_address(row["webUrl"]),
        published=dates.read(published if isinstance(published, str) else None),
        updated=dates.read(modified if isinstance(modified, str) else None),
        title=title if isinstance(title, str) else None,
    )
