"""The header fields that a WARC record of ours bears beyond the standard's.

Comes in: nothing. Goes out: their names, for writer and reader. It refuses to hold values.
WARC 1.1 allows further named fields; readers that do not know them pass over them.
"""

from __future__ import annotations

#: The day of publication that an import stated, ISO 8601.
PUBLISHED = "X-Picketline-Published"
#: The title that an import stated, percent-encoded UTF-8.
TITLE = "X-Picketline-Title"
#: "yes" where `WARC-Date` is the moment of writing, because nobody knows that of the capture.
UNDATED = "X-Picketline-Undated"
#: What stands for the address of a page that has none.
NO_ADDRESS = "urn:sha256:"
#: What the address of a page that has an id instead of one begins with; the id follows, percent-encoded.
OPAQUE_ADDRESS = "urn:x-picketline:"
#: The address that was asked for, percent-encoded, where redirects led to that of the record.
REQUESTED = "X-Picketline-Requested"
#: What a header is called that described the body on the wire and not as it is stored, as in Common Crawl's files.
ORIGINAL = "X-Crawl-"
