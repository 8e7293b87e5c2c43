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

HERE = Path(__file__).parent
CONSOLE, SWAGGER = HERE / "console", HERE / "swagger"
PACKAGED = ("swagger-ui-bundle.js", "swagger-ui.css")  # Swagger UI itself comes from its package
PAGES: Mapping[Group, Path] = {"console": CONSOLE / "index.html", "docs": SWAGGER / "docs.html"}
MEDIA_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}
LINKED_TYPES = MEDIA_TYPES.keys() - {".html"}
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
    """The files of a group by their path from its root, where the relative imports of modules lead."""
    bodies = _console() if group == "console" else _docs()
    return {name: Asset(body, MEDIA_TYPES[Path(name).suffix]) for name, body in bodies.items()}


@cache
def version(group: Group) -> str:
    """A digest of a group's files and their paths, part of their addresses."""
    digest = hashlib.sha256()
    for name, asset in assets(group).items():
        digest.update(f"{name} {asset.etag}\n".encode())
    return digest.hexdigest()[:16]


@cache
def page(group: Group) -> Asset:
    """The group's page, which names its files by relative addresses."""
    return Asset(PAGES[group].read_bytes().replace(VERSION_MARK, version(group).encode()), MEDIA_TYPES[".html"])


def _console() -> dict[str, bytes]:
    """Every file of the console's folder, page aside."""
    files = sorted(path for path in CONSOLE.rglob("*") if path.suffix in LINKED_TYPES)
    return {path.relative_to(CONSOLE).as_posix(): path.read_bytes() for path in files}


def _docs() -> dict[str, bytes]:
    packaged = {name: (resources.files("fastapi_swagger") / "resources" / name).read_bytes() for name in PACKAGED}
    return packaged | {"docs.js": (SWAGGER / "docs.js").read_bytes(), "icon.svg": (CONSOLE / "icon.svg").read_bytes()}
