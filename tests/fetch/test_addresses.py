"""Addresses as they are asked for and compared."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.fetch.addresses import clean_address, same_page_key, site_of
from pipeline.fetch.failure import FetchFailure
from pipeline.fetch.gates import host_key

BASE = "https://www.courier.example/news/index.html"


@pytest.mark.parametrize(
    "text, base, clean",
    [
        ("https://Courier.Example/A", None, "https://courier.example/A"),
        ("https://courier.example", None, "https://courier.example/"),
        ("https://courier.example:443/a", None, "https://courier.example/a"),
        ("http://courier.example:8080/a", None, "http://courier.example:8080/a"),
        ("https://courier.example/a#top", None, "https://courier.example/a"),
        ("https://courier.example/a?utm_source=rss&id=7&at_medium=RSS", None, "https://courier.example/a?id=7"),
        ("https://courier.example/story?cid=7&CMP=share", None, "https://courier.example/story?cid=7"),
        ("https://courier.example/a?b=1&b=2&c", None, "https://courier.example/a?b=1&b=2&c"),
        ("  https://courier.example/a\n", None, "https://courier.example/a"),
        ("https://courier.example/strike vote", None, "https://courier.example/strike%20vote"),
        ("https://courier.example/strike\n  -vote", None, "https://courier.example/strike-vote"),
        ("https://courier.example/caf\u00e9", None, "https://courier.example/caf%C3%A9"),
        ("https://courier.example/caf%C3%A9", None, "https://courier.example/caf%C3%A9"),
        ("https://b\u00fccher.example/", None, "https://xn--bcher-kva.example/"),
        ("//echo.example/a", BASE, "https://echo.example/a"),
        ("../a", BASE, "https://www.courier.example/a"),
        ("?page=2", BASE, "https://www.courier.example/news/index.html?page=2"),
        ("http://[2001:db8::1]:81/a", None, "http://[2001:db8::1]:81/a"),
    ],
)
def test_clean(text, base, clean):
    assert clean_address(text, base) == clean
    assert clean_address(clean) == clean


@pytest.mark.parametrize(
    "text",
    ["", "a", "mailto:a@b.example", "javascript:void(0)", "file:///etc/hosts", "ftp://a.example/", "https://",
     "https:///a", "https://user:word@a.example/", "https://a.example:port/", "https://a.example:99999/", "http://[::1",
     "https://" + "a" * 64 + ".example/", "https://a.example/" + "b" * 2000, "https://a b.example/", "data:a"],
)  # fmt: skip
def test_what_is_no_address(text):
    with pytest.raises(FetchFailure) as caught:
        clean_address(text)
    assert caught.value.code == "bad_url"


@given(st.text(max_size=60), st.sampled_from(["", "https://a.example/", "http://", "//", "https://a.example:"]))
def test_any_text_is_an_address_or_is_not(text, start):
    try:
        clean = clean_address(start + text, BASE)
    except FetchFailure:
        return
    assert clean.isascii()
    assert clean.isprintable()
    assert " " not in clean
    assert urlsplit(clean).hostname
    assert clean_address(clean) == clean
    assert same_page_key(clean)
    assert host_key(clean)


@pytest.mark.parametrize(
    "one, other, same",
    [
        ("https://www.courier.example/a/", "http://courier.example/a", True),
        ("https://courier.example/a?id=1", "https://courier.example/a?id=2", False),
        ("https://courier.example/a", "https://courier.example/A", False),
    ],
)
def test_same_page(one, other, same):
    assert (same_page_key(one) == same_page_key(other)) is same


def test_site():
    assert site_of("https://www.Courier.example:81/a") == "courier.example:81"


@pytest.mark.parametrize(
    "url, key",
    [
        ("https://a.example/", "a.example"),
        ("http://a.example:80/", "a.example"),
        ("http://a.example:81/", "a.example:81"),
    ],
)
def test_host_key(url, key):
    assert host_key(url) == key
