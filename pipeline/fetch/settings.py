"""The `[fetch]` table of the configuration, and the limits that are no setting.

Comes in: the values of the table. Goes out: a frozen `FetchSettings`, and the caps that hold for
every run as named constants. It refuses unknown settings and a fetch without a contact.
"""

from __future__ import annotations

import re

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from pipeline.errors import ConfigError
from pipeline.version import PIPELINE_VERSION

#: The name that robots.txt rules are looked up by.
ROBOT_NAME = "picketline"

MIB = 1024 * 1024
#: A news page with everything inline stays under 5 MiB; what is larger is no article.
MAX_PAGE_BYTES = 8 * MIB
#: Unpacked, HTML is about a fifth of that packed: beyond this the packing is an attack.
MAX_UNPACKED_BYTES = 32 * MIB
#: Feeds of a few hundred items stay under 1 MiB; feedparser takes 2.6 s a MiB (one core, measured November 2026).
MAX_FEED_BYTES = 2 * MIB
#: The sitemap protocol's own limit is 50 MiB unpacked; sites split long before, at a tenth of it.
MAX_SITEMAP_BYTES = 50 * MIB
#: RFC 9309 (2.5) asks a crawler to read at least 500 KiB of robots.txt; what stands behind this is not read.
MAX_ROBOTS_BYTES = 512 * 1024
#: Redirects followed for one address; browsers give up at 20, RFC 9309 asks for 5 on robots.txt.
MAX_REDIRECTS = 5
#: Requests for one address, the first included.
MAX_ATTEMPTS = 3
#: First pause before another attempt; doubles, and is cut by up to a half at random.
BACKOFF_S = 1.0
#: Requests in flight over all hosts: a host has never more than one.
MAX_IN_FLIGHT = 16
#: Addresses in a row that a host fails before its circuit opens.
BREAKER_FAILURES = 5
#: How long the circuit stays open the first time; doubles each time the trial fails.
BREAKER_COOL_S = 10.0
#: Failed trials after which a host is left alone until the next run.
BREAKER_TRIALS = 3
#: Longest address asked for; servers refuse lines over 8 KiB.
MAX_URL_CHARS = 2000
#: Documents (pages of a section, parts of a sitemap) read for one address of a source file.
MAX_DOCUMENTS = 20
#: The same for a backfill, whose lists reach back for years.
MAX_DOCUMENTS_BACKFILL = 2000
#: Articles fetched for one source in a run, newest first; what is left over comes the next night.
MAX_PAGES_A_SOURCE = 500
#: Articles that the archive holds and that are asked for again, to see whether they were edited.
MAX_RECHECKS_A_SOURCE = 200


class FetchSettings(BaseModel):
    """How the web is asked. Seconds throughout."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    #: A mail address or web page where a site's keeper reaches whoever runs this; sent with every request.
    contact: str = Field(min_length=3, max_length=200)
    #: Whether private, loopback and link-local addresses may be asked: for tests and intranets.
    allow_private: bool = False
    #: Seconds from one request to a host to the next; robots.txt may ask for more.
    rate_s: float = Field(default=2.0, ge=0, le=3600, allow_inf_nan=False)
    #: Seconds that all requests for one address may take; waiting for its turn is not counted.
    deadline_s: float = Field(default=30.0, gt=0, le=3600, allow_inf_nan=False)
    #: Seconds for the whole run: what is not done then is left for the next.
    run_deadline_s: float = Field(default=3 * 3600.0, gt=0, le=7 * 86_400, allow_inf_nan=False)

    @field_validator("contact")
    @classmethod
    def _is_contact(cls, value: str) -> str:
        if not re.fullmatch(r"[!-~]+(?: [!-~]+)*", value) or not re.search(r"[@.]", value):
            raise ValueError("needs a mail address or a web page, in ASCII")
        return value

    @property
    def user_agent(self) -> str:
        """Name, version and contact, as sent with every request."""
        return f"{ROBOT_NAME}/{PIPELINE_VERSION} (+{self.contact})"


def make_fetch_settings(values: dict[str, object]) -> FetchSettings:
    """Return checked settings. Raises `ConfigError` naming each value that is wrong."""
    try:
        return FetchSettings.model_validate(values)
    except ValidationError as err:
        wrong = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']} (got {e['input']!r})" for e in err.errors())
        raise ConfigError(f"[fetch]: {wrong}") from err
