"""A shop's web server on this machine, with a certificate for shop.example, and who believes it."""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from http.client import HTTPSConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from perennial.web.downloading import public_address, public_connection

HOST = "shop.example"
PRIVATE_HOST = "inside.example"
PATIENCE_SECONDS = 0.01


@dataclass
class Shop:
    """What the server offers by path, and what it was asked for."""

    port: int
    trusted: ssl.SSLContext
    files: dict[str, bytes] = field(default_factory=dict)
    headers: dict[str, dict[str, str]] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def address(self, path: str, host: str = HOST) -> str:
        """The address of a path."""
        return f"https://{host}:{self.port}{path}"

    def connect(self, host: str, port: int) -> HTTPSConnection:
        """A connection as any other, but that shop.example is this machine and its certificate believed."""
        return public_connection(host, port, address_of=_address_of, trusted=self.trusted)


def _address_of(host: str, port: int) -> str:
    known = {HOST: ["127.0.0.1"], PRIVATE_HOST: ["10.0.0.7"]}
    if host == HOST:
        return known[host][0]
    return public_address(host, port, lambda name, _: known.get(name, ["127.0.0.1"]))


class _Handler(BaseHTTPRequestHandler):
    """Answers a shop's files, each with its version."""

    def __init__(self, shop: Shop, *arguments: Any) -> None:
        self._shop = shop
        super().__init__(*arguments)

    def do_GET(self) -> None:
        shop = self._shop
        shop.asked.append((self.path, {name.lower(): value for name, value in self.headers.items()}))
        told = shop.headers.get(self.path, {})
        body = shop.files.get(self.path)
        unchanged = "ETag" in told and self.headers.get("If-None-Match") == told["ETag"]
        moved = "Location" in told
        self.send_response(302 if moved else 304 if unchanged else 404 if body is None else 200)
        for name, value in told.items():
            self.send_header(name, value)
        self.end_headers()
        if body is not None and not unchanged and not moved:
            self.wfile.write(body)

    def log_message(self, *arguments: object) -> None:
        """Say nothing."""


@contextmanager
def shop_server(folder: Path) -> Iterator[Shop]:
    """The server while the context lasts; its key and certificate lie in the folder."""
    certificate = _certificate(folder)
    serving = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    serving.load_cert_chain(certificate)
    shop = Shop(0, ssl.create_default_context(cafile=str(certificate)))
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, shop)) as server:
        server.socket = serving.wrap_socket(server.socket, server_side=True)
        shop.port = server.server_port
        Thread(target=server.serve_forever, kwargs={"poll_interval": PATIENCE_SECONDS}, daemon=True).start()
        yield shop
        server.shutdown()


def _certificate(folder: Path) -> Path:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(datetime.now(UTC) - timedelta(days=1))
        .not_valid_after(datetime.now(UTC) + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(HOST)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / "shop.pem"
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(secret + made.public_bytes(serialization.Encoding.PEM))
    return path
