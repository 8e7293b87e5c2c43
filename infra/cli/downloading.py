"""A file behind an HTTPS address, fetched onto this machine before it is dropped.

An address is followed to public machines only: one that leads into a private network, by its name or by a redirect,
would fetch what the person who wrote it may not see.
"""

import socket
import ssl
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from email.message import Message
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import SplitResult, quote, unquote, urljoin, urlsplit

from perennial.containers import MAX_SOURCE_BYTES
from perennial.errors import RefusedError, TransientError

CHUNK_BYTES = 1 << 20
MAX_REDIRECTS = 5
SILENCE_SECONDS = 30
MAX_SECONDS = 1_800
LONGEST_NAME = 120
HTTPS_PORT = 443
OK = 200
ALLOWED = "%/?&=:;+,!$'()*@~-._"
REDIRECTS = frozenset((301, 302, 303, 307, 308))
HEADERS = {"User-Agent": "perennial", "Accept": "*/*", "Accept-Encoding": "identity"}
LIMIT = f"{MAX_SOURCE_BYTES / 1e9:g} GB"

type Connect = Callable[[str, int], HTTPConnection]
type Resolve = Callable[[str, int], Sequence[str]]


def fetched(given: Sequence[str], folder: Path) -> list[Path]:
    """The paths as they are, and for each address the file that was fetched from it into the folder."""
    return [download(one, folder / str(position)) if "://" in one else Path(one) for position, one in enumerate(given)]


def download(address: str, folder: Path, connect: Connect | None = None) -> Path:
    """Fetch the file behind an HTTPS address into a new folder, under the name its server or address gives it.

    Raises RefusedError for an address that may not or cannot be fetched, TransientError where the network fails.
    """
    deadline = time.monotonic() + MAX_SECONDS
    for _ in range(MAX_REDIRECTS + 1):
        parts = _checked(address)
        try:
            with closing((connect or public_connection)(str(parts.hostname), parts.port or HTTPS_PORT)) as connection:
                connection.request("GET", _target(parts), headers=HEADERS)
                with connection.getresponse() as response:
                    if response.status not in REDIRECTS:
                        return _saved(response, parts, folder, deadline)
                    address = urljoin(address, response.headers.get("Location", ""))
        except (OSError, HTTPException, UnicodeError) as error:
            raise TransientError(f"{_shown(parts)} could not be fetched ({error}); try again later.") from error
    raise RefusedError(f"{_shown(parts)} leads from one address to the next; give the one of the file itself.")


def public_connection(host: str, port: int) -> HTTPSConnection:
    """A connection to a public machine of this name, its certificate checked; raises RefusedError for a private one."""
    return _PublicConnection(host, port, timeout=SILENCE_SECONDS)


class _PublicConnection(HTTPSConnection):
    """Connects to the very address that was checked, so that the name cannot mean another one a moment later."""

    def connect(self) -> None:
        """Connect, and check the certificate for the host's name."""
        address = public_address(self.host, self.port)
        plain = socket.create_connection((address, self.port), SILENCE_SECONDS)
        self.sock = ssl.create_default_context().wrap_socket(plain, server_hostname=self.host)


def public_address(host: str, port: int, resolve: Resolve | None = None) -> str:
    """The first address of a host all of whose addresses are public; raises RefusedError."""
    addresses = (resolve or _resolved)(host, port)
    for address in addresses:
        ip = ip_address(address)
        if not ip.is_global or ip.is_multicast:
            raise RefusedError(f"{host} is a machine of a private network; give an address on the public internet.")
    return addresses[0]


def _resolved(host: str, port: int) -> Sequence[str]:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(address[0]) for *_, address in found]


def _checked(address: str) -> SplitResult:
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError as error:
        raise RefusedError("this is no address; write it as https://host/path/file.csv.") from error
    if parts.scheme != "https" or not parts.hostname or port == 0:
        raise RefusedError(f"{_shown(parts)}: only addresses that begin with https:// are fetched.")
    if parts.username is not None:
        raise RefusedError(f"{_shown(parts)}: an address with a password in it is not fetched; download the file.")
    return parts


def _target(parts: SplitResult) -> str:
    return quote((parts.path or "/") + (f"?{parts.query}" if parts.query else ""), safe=ALLOWED)


def _shown(parts: SplitResult) -> str:
    """The address as it may stand in a message: its query may hold a secret."""
    return f"{parts.scheme}://{parts.hostname or ''}{parts.path}"


def _saved(response: HTTPResponse, parts: SplitResult, folder: Path, deadline: float) -> Path:
    if response.status != OK:
        raise RefusedError(
            f"{_shown(parts)} answers {response.status} {response.reason}; check it, and that it needs no login."
        )
    if response.headers.get_content_type() == "text/html":
        raise RefusedError(f"{_shown(parts)} answers with a web page; give the address that downloads the file itself.")
    length = response.headers.get("Content-Length", "")
    declared = int(length) if length.isdecimal() else None
    folder.mkdir(parents=True)
    path = folder / file_name(response.headers.get("Content-Disposition"), parts)
    with path.open("wb") as file:
        for chunk in _chunks(response, parts, deadline):
            if max(declared or 0, file.tell() + len(chunk)) > MAX_SOURCE_BYTES:
                raise RefusedError(f"{_shown(parts)} is larger than {LIMIT}; split the file and drop the parts.")
            file.write(chunk)
    if declared not in {None, path.stat().st_size}:
        raise TransientError(f"{_shown(parts)} broke off before its end; try again.")
    return path


def _chunks(response: HTTPResponse, parts: SplitResult, deadline: float) -> Iterator[bytes]:
    while chunk := response.read(CHUNK_BYTES):
        if time.monotonic() > deadline:
            raise TransientError(
                f"{_shown(parts)} took more than {MAX_SECONDS // 60} minutes; download it and drop it."
            )
        yield chunk


def file_name(disposition: str | None, parts: SplitResult) -> str:
    """The name a fetched file gets: what its server calls it, else the end of its address; never a path or hidden."""
    header = Message()
    header["Content-Disposition"] = disposition or ""
    for said in (header.get_filename(), unquote(parts.path)):
        last = (said or "").replace("\\", "/").rstrip("/").rpartition("/")[2]
        name = "".join(letter for letter in last if letter.isprintable()).strip().lstrip(".")
        if name:
            return name[-LONGEST_NAME:]
    return str(parts.hostname)
