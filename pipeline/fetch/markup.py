"""XML and HTML out of the hands of strangers.

Comes in: bytes. Goes out: parsers that are set safely, and a refusal of documents that declare
entities. It refuses to fetch: no DTD, no external entity, no network.
"""

from __future__ import annotations

from lxml import etree, html

from pipeline.fetch.failure import FetchFailure


def refuse_entities(body: bytes, url: str) -> None:
    """Raise `FetchFailure` (`entities`) where the document declares any: no list needs them.

    The bytes are searched without NULs, so that UTF-16 and UTF-32 hide nothing.
    """
    if b"<!ENTITY" in body.replace(b"\x00", b""):
        raise FetchFailure("entities", url)


def xml_parser(*, recover: bool) -> etree.XMLParser:
    """Return a parser that expands nothing and opens nothing; `recover` reads on after errors."""
    return etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=recover, remove_comments=True,
        remove_pis=True,
    )


def is_well_formed(body: bytes) -> bool:
    """Say whether `body` is XML without a fault."""
    try:
        etree.fromstring(body, xml_parser(recover=False))
    except (etree.XMLSyntaxError, ValueError):
        return False
    return True


def local_name(element: etree._Element) -> str:
    """Return the name without its namespace, in lower case; "" where it has none that can be read."""
    try:
        tag = element.tag
    except UnicodeDecodeError:
        # A recovering parser lets bytes through that are no UTF-8.
        return ""
    return tag.rpartition("}")[2].lower() if isinstance(tag, str) else ""


def text_of(element: etree._Element) -> str:
    """Return the text before the first child, stripped; "" where there is none that can be read."""
    try:
        return str(element.text or "").strip()
    except UnicodeDecodeError:
        return ""


def parse_html(body: bytes, charset: str | None) -> html.HtmlElement | None:
    """Return the tree of a page, None where there is none in it; a charset that is none is passed over."""
    if not body.strip():
        return None
    for encoding in (charset, None):
        try:
            parser = html.HTMLParser(encoding=encoding, no_network=True, huge_tree=False, remove_comments=True)
            tree = html.document_fromstring(body, parser=parser)
        except LookupError:
            continue
        except (etree.ParserError, etree.XMLSyntaxError, ValueError, AssertionError):
            return None
        return tree
    return None
