"""The console's page, the documentation and their files."""

import gzip
import posixpath
import re

import pytest
from starlette.testclient import TestClient

from functions.api.assets import assets, version
from perennial.memory import MemoryPorts

BROWSER = {"accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}


def linked(html: str) -> list[str]:
    return re.findall(r'(?:href|src)="([^"]+)"', html)


@pytest.mark.parametrize("accept", ["*/*", "application/json", ""])
def test_a_program_gets_health(stranger: TestClient, accept: str) -> None:
    answer = stranger.get("/", headers={"accept": accept})
    assert answer.json() == stranger.get("/api/health").json() == {"status": "ok", "version": "1.0"}


def test_a_browser_gets_the_page(stranger: TestClient) -> None:
    answer = stranger.get("/", headers=BROWSER)
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert "Perennial" in answer.text
    assert "docs" in linked(answer.text)


@pytest.mark.parametrize("path", ["/", "/docs"])
def test_a_page_has_nothing_inline_and_only_relative_addresses(stranger: TestClient, path: str) -> None:
    html = stranger.get(path, headers=BROWSER).text
    assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)", html)
    assert not [address for address in linked(html) if address.startswith(("/", "http"))]
    assert "{{" not in html


@pytest.mark.parametrize("path", ["/", "/docs"])
def test_the_files_of_a_page_are_there_for_ever(stranger: TestClient, path: str) -> None:
    html = stranger.get(path, headers=BROWSER).text
    files = [address for address in linked(html) if "/" in address]
    assert len(files) >= 3
    for address in files:
        answer = stranger.get(f"/{address}")
        assert answer.status_code == 200, address
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert answer.headers["content-type"].split(";")[0] in {"text/css", "text/javascript", "image/svg+xml"}


@pytest.mark.parametrize("path", ["/", "/docs"])
def test_a_page_is_asked_for_again_and_sent_only_when_it_changed(stranger: TestClient, path: str) -> None:
    first = stranger.get(path, headers=BROWSER)
    again = stranger.get(path, headers={**BROWSER, "if-none-match": first.headers["etag"]})
    assert (first.headers["cache-control"], again.status_code, again.content) == ("no-cache", 304, b"")
    assert stranger.get(path, headers={**BROWSER, "if-none-match": '"other"'}).status_code == 200


def test_every_import_of_a_module_leads_to_a_file_of_the_same_version(stranger: TestClient) -> None:
    html = stranger.get("/", headers=BROWSER).text
    unread, read = [address for address in linked(html) if address.endswith(".js")], set()
    while unread:
        address = unread.pop()
        answer = stranger.get(f"/{address}")
        assert answer.status_code == 200, address
        read.add(address)
        imports = re.findall(r'(?:from |import\()"(\.[^"]+)"', answer.text)
        found = {posixpath.normpath(posixpath.join(posixpath.dirname(address), name)) for name in imports}
        unread += found - read - set(unread)
    assert {name.removeprefix(f"console/{version('console')}/") for name in read} == {
        name for name in assets("console") if name.endswith(".js")
    }


def test_the_console_may_send_files_to_where_uploads_go_and_the_docs_may_not(
    stranger: TestClient, ports: MemoryPorts
) -> None:
    console = stranger.get("/", headers=BROWSER).headers["content-security-policy"]
    form = ports.landing.presigned_post("pending/a", max_bytes=1, expires_seconds=1)
    assert f"connect-src 'self' {form.url.rstrip('/')};" in console
    assert "connect-src 'self';" in stranger.get("/docs").headers["content-security-policy"]


def test_the_policy_allows_our_own_files_alone(stranger: TestClient) -> None:
    console = stranger.get("/", headers=BROWSER).headers["content-security-policy"]
    docs = stranger.get("/docs").headers["content-security-policy"]
    for policy in (console, docs):
        assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'")
        assert "unsafe" not in policy
    assert "require-trusted-types-for 'script'; trusted-types 'none'" in console


def test_files_travel_gzipped_to_who_can_read_it(stranger: TestClient) -> None:
    script = next(a for a in linked(stranger.get("/docs").text) if a.endswith("bundle.js"))
    plain = stranger.get(f"/{script}", headers={"accept-encoding": "identity"})
    assert "content-encoding" not in plain.headers
    with stranger.stream("GET", f"/{script}", headers={"accept-encoding": "gzip"}) as answer:
        zipped = b"".join(answer.iter_raw())
    assert answer.headers["content-encoding"] == "gzip"
    assert gzip.decompress(zipped) == plain.content
    assert len(zipped) < len(plain.content) / 3


@pytest.mark.parametrize(
    "path",
    ["/console/{v}/../app.py", "/console/{v}/screens/..%2f..%2fapp.py", "/console/{v}/index.html", "/console/x/app.js"],
)
def test_no_other_file_is_served(stranger: TestClient, path: str) -> None:
    version = linked(stranger.get("/", headers=BROWSER).text)[0].split("/")[1]
    assert stranger.get(path.replace("{v}", version)).status_code == 404
