"""The files of the console and of the API's documentation, under addresses that change with their content."""

import gzip
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import resources
from pathlib import Path
from typing import Literal

type Group = Literal["console", "docs"]

OURS = Path(__file__).parent / "console"
PACKAGED = {"swagger-ui-bundle.js", "swagger-ui.css"}  # Swagger UI itself comes from its package
FILES: Mapping[Group, tuple[str, ...]] = {
    "console": ("console.css", "console.js", "icon.svg"),
    "docs": ("swagger-ui-bundle.js", "swagger-ui.css", "docs.js", "icon.svg"),
}
PAGES: Mapping[Group, str] = {"console": "index.html", "docs": "docs.html"}
MEDIA_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}
VERSION_MARK = b"{{version}}"


@dataclass(frozen=True)
class Asset:
    """A file to serve."""

    body: bytes
    media_type: str

    @cached_property
    def zipped(self) -> bytes:
        """The body gzipped."""
        return gzip.compress(self.body, mtime=0)

    @cached_property
    def etag(self) -> str:
        """A tag that changes with the content alone; times of files in a zip mean nothing."""
        return f'"{hashlib.sha256(self.body).hexdigest()[:32]}"'


@cache
def assets(group: Group) -> dict[str, Asset]:
    """The files of a group by name."""
    return {name: Asset(_read(name), MEDIA_TYPES[Path(name).suffix]) for name in FILES[group]}


@cache
def version(group: Group) -> str:
    """A digest of a group's files, part of their addresses."""
    joined = b"".join(asset.body for asset in assets(group).values())
    return hashlib.sha256(joined).hexdigest()[:16]


@cache
def page(group: Group) -> Asset:
    """The group's page, which names its files by relative addresses."""
    return Asset(_read(PAGES[group]).replace(VERSION_MARK, version(group).encode()), MEDIA_TYPES[".html"])


def _read(name: str) -> bytes:
    if name in PACKAGED:
        return (resources.files("fastapi_swagger") / "resources" / name).read_bytes()
    return (OURS / name).read_bytes()
