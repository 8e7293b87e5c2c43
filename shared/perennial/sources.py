"""Where a dataset's files come from by themselves: addresses that are pulled on a schedule."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import unquote, urlsplit

from pydantic import BaseModel, ConfigDict, Field

MAX_SOURCE_BYTES = 2_000_000_000  # of one file, dropped, uploaded or pulled
# A schedule fires a little early or late, and a pull takes its time: a day's file is due again before a day is over.
DUE_AFTER = {"daily": timedelta(hours=20), "weekly": timedelta(days=6, hours=20), "monthly": timedelta(days=27)}
NAME = r"^[^\s./\\\x00-\x1f][^/\\\x00-\x1f]{0,119}$"


@dataclass(frozen=True, slots=True)
class Version:
    """Which version of a file a server says it sent, in the server's own words."""

    etag: str | None = None
    last_modified: str | None = None

    def conditions(self) -> dict[str, str]:
        """The headers that ask for the file only if it is another one by now (RFC 9110, section 13)."""
        said = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in said.items() if value is not None}


@dataclass(frozen=True, slots=True)
class Fetched:
    """A file that was fetched: where it lies, under its own name, and which version it is."""

    path: Path
    version: Version


class Source(BaseModel):
    """A file behind an HTTPS address: `name` is what it is called in the dataset, else the server or address says it.

    The name decides what a pull replaces: a file that carries its date in its name is added to those before it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    url: Annotated[str, Field(pattern=r"^https://[^\s/?#@]+([/?][^\s#]*)?$", max_length=2_000)]
    name: Annotated[str, Field(pattern=NAME)] | None = None
    every: Literal["daily", "weekly", "monthly"] = "daily"

    def is_due(self, pulled_at: datetime | None, now: datetime) -> bool:
        """Whether it is time to ask again, `pulled_at` being when it was last asked with success."""
        return pulled_at is None or now - pulled_at >= DUE_AFTER[self.every]

    def in_words(self) -> str:
        """The address as it may be told: its query may hold a secret."""
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.netloc}{unquote(parts.path)}"
