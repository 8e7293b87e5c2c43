"""Files behind an address: fetched within limits, named safely, refused in words."""

from collections.abc import Callable, Iterator
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import urlsplit

import pytest

from perennial.errors import RefusedError, TransientError
from perennial.sources import Version
from perennial.web import downloading
from perennial.web.downloading import download, download_if_new, file_name, public_address, public_connection
from tests.packing import TABLE
from tests.tls_server import PRIVATE_HOST, Shop, shop_server

type Answer = tuple[int, dict[str, str], bytes]
ANSWERS: dict[str, Answer] = {
    "/orders.csv": (200, {}, TABLE),
    "/a%20b/gr%C3%B6%C3%9Fe.csv?token=secret": (200, {}, TABLE),
    "/export": (200, {"Content-Disposition": 'attachment; filename="../../.ssh/orders 2020.csv"'}, TABLE),
    "/utf8": (200, {"Content-Disposition": "attachment; filename*=UTF-8''gr%C3%B6%C3%9Fe.csv"}, TABLE),
    "/page": (200, {"Content-Type": "text/html; charset=utf-8"}, b"<html>"),
    "/cut": (200, {"Content-Length": "1000"}, TABLE),
    "/odd": (200, {"Content-Length": "many"}, TABLE),
    "/moved": (302, {"Location": "/orders.csv"}, b""),
    "/round": (302, {"Location": "/round"}, b""),
    "/down": (302, {"Location": "http://shop.example/orders.csv"}, b""),
    "/login": (401, {}, b""),
}


class Handler(BaseHTTPRequestHandler):
    """Answers from ANSWERS, and closes the connection."""

    def do_GET(self) -> None:
        status, headers, body = ANSWERS.get(self.path, (404, {}, b""))
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments: object) -> None:
        """Say nothing."""


@pytest.fixture
def get(work_dir: Path) -> Iterator[Callable[..., Path]]:
    """Fetch an address of shop.example, which a server on this machine stands in for."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()

        def connect(host: str, port: int) -> HTTPConnection:
            assert (host, port) == ("shop.example", 443)
            return HTTPConnection("127.0.0.1", server.server_port, timeout=5)

        yield (
            lambda path, **limits: (
                download(f"https://shop.example{path}", work_dir / "fetched", connect=connect, **limits).path
            )
        )
        server.shutdown()


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/orders.csv", "orders.csv"),
        ("/a b/größe.csv?token=secret", "größe.csv"),
        ("/export", "orders 2020.csv"),
        ("/utf8", "größe.csv"),
        ("/moved", "orders.csv"),
        ("/odd", "odd"),
    ],
)
def test_a_file_is_fetched_under_the_name_its_server_or_address_gives_it(get, work_dir, path, name):
    assert get(path) == work_dir / "fetched" / name
    assert (work_dir / "fetched" / name).read_bytes() == TABLE


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("/missing?token=secret", "answers 404 Not Found; check it"),
        ("/login", "answers 401"),
        ("/page", "answers with a web page"),
        ("/round", "leads from one address to the next"),
        ("/down", "only addresses that begin with https"),
    ],
)
def test_what_is_no_file_is_refused_in_words_without_the_secrets_of_its_address(get, path, reason):
    with pytest.raises(RefusedError, match=reason) as refusal:
        get(path)
    assert "secret" not in str(refusal.value)


def test_a_file_that_breaks_off_is_not_dropped(get):
    with pytest.raises(TransientError, match="broke off"):
        get("/cut")


def test_a_file_beyond_the_limit_is_refused_while_it_comes(get, monkeypatch):
    monkeypatch.setattr(downloading, "MAX_SOURCE_BYTES", len(TABLE) - 1)
    with pytest.raises(RefusedError, match="larger than 2 GB"):
        get("/orders.csv")


def test_a_file_that_takes_too_long_is_given_up(get):
    with pytest.raises(TransientError, match="took too long"):
        get("/orders.csv", seconds=-1)


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    """A server that speaks TLS, for which shop.example stands."""
    with shop_server(tmp_path) as running:
        running.files["/orders.csv"] = TABLE
        running.headers["/orders.csv"] = {"ETag": '"v1"', "Last-Modified": "Sat, 21 Nov 2026 10:00:00 GMT"}
        yield running


def test_a_file_comes_with_its_version_and_is_not_sent_again_while_that_is_the_same(shop, work_dir):
    address = shop.address("/orders.csv")
    first = download_if_new(address, work_dir / "1", Version(), connect=shop.connect)
    assert first is not None
    assert first.path.read_bytes() == TABLE
    assert first.version == Version('"v1"', "Sat, 21 Nov 2026 10:00:00 GMT")
    assert download_if_new(address, work_dir / "2", first.version, connect=shop.connect) is None
    assert shop.asked[-1][1]["if-none-match"] == '"v1"'
    shop.headers["/orders.csv"]["ETag"] = '"v2"'
    assert download_if_new(address, work_dir / "3", first.version, connect=shop.connect) is not None


def test_a_certificate_that_nobody_believes_ends_it(shop, work_dir):
    def connect(host: str, port: int) -> HTTPConnection:
        return public_connection(host, port, address_of=lambda host, port: "127.0.0.1")

    with pytest.raises(TransientError, match="certificate"):
        download(shop.address("/orders.csv"), work_dir / "fetched", connect=connect)


def test_a_certificate_of_another_machine_ends_it(shop, work_dir):
    def connect(host: str, port: int) -> HTTPConnection:
        return public_connection(host, port, address_of=lambda host, port: "127.0.0.1", trusted=shop.trusted)

    with pytest.raises(TransientError, match="certificate"):
        download(shop.address("/orders.csv", "other.example"), work_dir / "fetched", connect=connect)


@pytest.mark.parametrize("host", [PRIVATE_HOST, "169.254.169.254", "localhost"])
def test_a_redirect_into_a_private_network_is_refused_where_it_leads(shop, work_dir, host):
    shop.headers["/moved"] = {"Location": shop.address("/orders.csv", host)}
    with pytest.raises(RefusedError, match="private network"):
        download(shop.address("/moved"), work_dir / "fetched", connect=shop.connect)
    assert [path for path, _ in shop.asked] == ["/moved"]


def test_a_machine_that_does_not_answer_is_told_as_that(work_dir):
    def connect(host: str, port: int) -> HTTPConnection:
        raise ConnectionRefusedError("connection refused")

    with pytest.raises(TransientError, match=r"https://shop\.example/x could not be fetched .*try again later"):
        download("https://shop.example/x", work_dir / "fetched", connect=connect)


@pytest.mark.parametrize(
    "address",
    [
        "http://shop.example/x.csv",
        "file:///etc/passwd",
        "ftp://shop.example/x",
        "https:///x",
        "https://user:pw@shop.example/x",
    ],
)
def test_addresses_that_are_not_plain_https_are_refused_without_a_connection(work_dir, address):
    with pytest.raises(RefusedError) as refusal:
        download(address, work_dir / "fetched")
    assert "pw" not in str(refusal.value)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "192.168.0.9",
        "169.254.169.254",
        "100.64.0.1",
        "240.0.0.1",
        "224.0.0.1",
        "::1",
        "fe80::1",
        "fd00::1",
        "::ffff:127.0.0.1",
    ],
)
def test_a_host_is_private_when_one_of_its_addresses_is(address):
    with pytest.raises(RefusedError, match=r"shop\.example is a machine of a private network"):
        public_address("shop.example", 443, lambda host, port: ["93.184.215.14", address])


def test_the_address_that_was_checked_is_the_one_connected_to():
    assert public_address("shop.example", 443, lambda host, port: ["93.184.215.14"]) == "93.184.215.14"


@pytest.mark.parametrize("host", ["127.0.0.1", "[::1]", "localhost"])
def test_no_address_leads_to_this_machine(work_dir, host):
    with pytest.raises(RefusedError, match="private network"):
        download(f"https://{host}/orders.csv", work_dir / "fetched")


@pytest.mark.parametrize(
    ("disposition", "address", "name"),
    [
        (None, "https://shop.example/", "shop.example"),
        ("attachment", "https://shop.example/a/b.csv?c=d.csv", "b.csv"),
        ('attachment; filename=".."', "https://shop.example/b.csv", "b.csv"),
        ('attachment; filename="C:\\\\x\\\\y.csv"', "https://shop.example/b.csv", "y.csv"),
        ("nonsense;;;=", "https://shop.example/b.csv", "b.csv"),
        (None, f"https://shop.example/{'x' * 300}.csv", "x" * 116 + ".csv"),
    ],
)
def test_a_name_is_never_a_path_hidden_or_endless(disposition, address, name):
    assert file_name(disposition, urlsplit(address)) == name
