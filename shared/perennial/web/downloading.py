"""A file behind an HTTPS address, fetched onto this machine before it is dropped.

An address is followed to public machines only: one that leads into a private network, by its name or by a redirect,
would fetch what the person who wrote it may not see.
"""

import socket
import ssl
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from email.message import Message
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import SplitResult, quote, unquote, urljoin, urlsplit

from perennial.errors import RefusedError, TransientError
from perennial.file_names import safe_name
from perennial.sources import MAX_SOURCE_BYTES, Fetched, Version

CHUNK_BYTES = 1 << 20
MAX_REDIRECTS = 5
SILENCE_SECONDS = 30
MAX_SECONDS = 1_800
HTTPS_PORT = 443
OK = 200
NOT_MODIFIED = 304
ALLOWED = "%/?&=:;+,!$'()*@~-._"
REDIRECTS = frozenset((301, 302, 303, 307, 308))
HEADERS = {"User-Agent": "perennial", "Accept": "*/*", "Accept-Encoding": "identity"}
LIMIT = f"{MAX_SOURCE_BYTES / 1e9:g} GB"

type Connect = Callable[[str, int], HTTPConnection]
type AddressOf = Callable[[str, int], str]
type Resolve = Callable[[str, int], Sequence[str]]


def download(address: str, folder: Path, *, seconds: float = MAX_SECONDS, connect: Connect | None = None) -> Fetched:
    """Fetch the file behind an HTTPS address into a new folder, under the name its server or address gives it.

    Raises RefusedError for an address that may not or cannot be fetched, TransientError where the network fails or it
    takes longer than so many seconds.
    """
    deadline = time.monotonic() + seconds
    return _followed(address, HEADERS, lambda response, at: _fetched(response, at, folder, deadline), connect)


def download_if_new(
    address: str, folder: Path, known: Version, *, seconds: float = MAX_SECONDS, connect: Connect | None = None
) -> Fetched | None:
    """As `download`; None where the server says that the known version is still the one there is."""
    deadline = time.monotonic() + seconds

    def taken(response: HTTPResponse, at: SplitResult) -> Fetched | None:
        return None if response.status == NOT_MODIFIED else _fetched(response, at, folder, deadline)

    return _followed(address, HEADERS | known.conditions(), taken, connect)


def _followed[T](
    address: str,
    headers: Mapping[str, str],
    take: Callable[[HTTPResponse, SplitResult], T],
    connect: Connect | None,
) -> T:
    """What `take` makes of the answer that stands at the end of all redirects; every one of them is checked."""
    for _ in range(MAX_REDIRECTS + 1):
        parts = _checked(address)
        try:
            with closing((connect or public_connection)(str(parts.hostname), parts.port or HTTPS_PORT)) as connection:
                connection.request("GET", _target(parts), headers=dict(headers))
                with connection.getresponse() as response:
                    if response.status not in REDIRECTS:
                        return take(response, parts)
                    address = urljoin(address, response.headers.get("Location", ""))
        except (OSError, HTTPException, UnicodeError) as error:
            raise TransientError(f"{_shown(parts)} could not be fetched ({error}); try again later.") from error
    raise RefusedError(f"{_shown(parts)} leads from one address to the next; give the one of the file itself.")


def public_connection(
    host: str, port: int, *, address_of: AddressOf | None = None, trusted: ssl.SSLContext | None = None
) -> HTTPSConnection:
    """A connection to a public machine of this name, its certificate checked; raises RefusedError for a private one.

    `address_of` checks and gives the address to connect to, `trusted` says whose certificates are believed.
    """
    return _PublicConnection(host, port, address_of or public_address, trusted or ssl.create_default_context())


class _PublicConnection(HTTPSConnection):
    """Connects to the very address that was checked, so that the name cannot mean another one a moment later."""

    def __init__(self, host: str, port: int, address_of: AddressOf, trusted: ssl.SSLContext) -> None:
        super().__init__(host, port, timeout=SILENCE_SECONDS)
        self._address_of = address_of
        self._trusted = trusted

    def connect(self) -> None:
        """Connect, and check the certificate for the host's name."""
        address = self._address_of(self.host, self.port)
        plain = socket.create_connection((address, self.port), SILENCE_SECONDS)
        self.sock = self._trusted.wrap_socket(plain, server_hostname=self.host)


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


def _fetched(response: HTTPResponse, parts: SplitResult, folder: Path, deadline: float) -> Fetched:
    version = Version(response.headers.get("ETag"), response.headers.get("Last-Modified"))
    return Fetched(_saved(response, parts, folder, deadline), version)


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
            raise TransientError(f"{_shown(parts)} took too long to fetch; download it and drop it.")
        yield chunk


def file_name(disposition: str | None, parts: SplitResult) -> str:
    """The name a fetched file gets: what its server calls it, else the end of its address; never a path or hidden."""
    header = Message()
    header["Content-Disposition"] = disposition or ""
    names = (safe_name(said) for said in (header.get_filename(), unquote(parts.path)) if said)
    return next(filter(None, names), str(parts.hostname))
