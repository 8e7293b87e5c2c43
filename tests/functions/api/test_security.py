"""Who may ask: every route but the public ones refuses strangers and keys of a lesser scope; what is remembered."""

import re
from dataclasses import replace

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute, iter_route_contexts
from httpx2 import Response
from starlette.testclient import TestClient

from functions.api.security import scope_of
from perennial.apikeys import SCOPES, digest, new_key
from perennial.memory import MemoryPorts
from perennial.records import Scope
from tests.functions.api.conftest import NOW, Clock, secret_of

PUBLIC = {
    *("/", "/api/health", "/openapi.json", "/docs"),
    *("/console/{of_version}/{name:path}", "/docs/{of_version}/{name}"),
}
BELOW: dict[Scope, Scope] = {"operate": "read", "admin": "operate"}
BODIES = (b"", b"{", b"x" * 300_000)


def routes(app: FastAPI) -> list[tuple[str, str, Scope | None]]:
    """Every route with its methods, described or not, and the scope it asks for."""
    return [
        (method, str(one.path), scope_of(one.dependant) if isinstance(one.original_route, APIRoute) else None)
        for one in iter_route_contexts(app.routes)
        for method in one.methods or ()
    ]


def address(path: str) -> str:
    """An address of this route; what it names does not exist."""
    return re.sub(r"\{[^}]*\}", "nothing", path) + "?dataset=nowhere"


def refused(answer: Response, status: int) -> None:
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json"), answer.url


def test_the_routes_that_need_no_key_are_the_known_ones(app: FastAPI) -> None:
    assert {path for _, path, scope in routes(app) if scope is None} == PUBLIC


@pytest.mark.parametrize("key", [None, "", "pk_wrong", "pk_" + "A" * 43, "x" * 5_000, "ü"])
def test_every_guarded_route_refuses_without_a_valid_key(
    app: FastAPI, stranger: TestClient, shop: MemoryPorts, key: str | None
) -> None:
    headers = {} if key is None else {"x-api-key": key.encode()}
    for method, path, scope in routes(app):
        for body in BODIES if scope is not None else ():
            answer = stranger.request(method, address(path), headers=headers, content=body)
            refused(answer, 401)
            assert "www-authenticate" in answer.headers


@pytest.mark.parametrize("needed", BELOW)
def test_every_route_refuses_a_key_of_the_scope_below(
    app: FastAPI, stranger: TestClient, shop: MemoryPorts, needed: Scope
) -> None:
    headers = {"x-api-key": secret_of(shop, BELOW[needed])}
    for method, path, scope in routes(app):
        for body in BODIES if scope == needed else ():
            answer = stranger.request(method, address(path), headers=headers, content=body)
            refused(answer, 403)
            assert f"--scope {needed}" in answer.json()["detail"]


@pytest.mark.parametrize("scope", SCOPES)
def test_every_route_lets_keys_of_its_scope_through(
    app: FastAPI, stranger: TestClient, shop: MemoryPorts, scope: Scope
) -> None:
    headers = {"x-api-key": secret_of(shop, scope)}
    for method, path, needed in routes(app):
        if needed is not None and SCOPES.index(needed) <= SCOPES.index(scope):
            answer = stranger.request(method, address(path), headers=headers)
            assert answer.status_code not in {401, 403}, answer.url


def test_the_public_routes_need_no_key(stranger: TestClient) -> None:
    for path in ("/", "/docs", "/openapi.json", "/api/health"):
        assert stranger.get(path).status_code == 200


def test_a_revoked_key_is_refused_within_a_minute(
    client: TestClient, shop: MemoryPorts, clock: Clock, secret: str
) -> None:
    assert client.get("/api/details").status_code == 200
    record = shop.state.api_key(digest(secret))
    shop.state.save_api_key(replace(record, revoked_at=NOW))
    clock.advance(61)
    assert client.get("/api/details").status_code == 401


def test_a_key_made_after_it_was_refused_is_soon_accepted(
    stranger: TestClient, shop: MemoryPorts, clock: Clock
) -> None:
    secret, record = new_key("late", NOW, b"l" * 32)
    headers = {"x-api-key": secret}
    assert stranger.get("/api/details", headers=headers).status_code == 401
    shop.state.save_api_key(record)
    clock.advance(11)
    assert stranger.get("/api/details", headers=headers).status_code == 200


def test_keys_are_looked_up_once_a_minute_and_wrong_ones_once_in_ten_seconds(
    client: TestClient, stranger: TestClient, shop: MemoryPorts, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    look_up = shop.state.api_key
    monkeypatch.setattr(shop.state, "api_key", lambda sha256: asked.append(sha256) or look_up(sha256))
    for _ in range(3):
        client.get("/api/details")
        stranger.get("/api/details", headers={"x-api-key": "pk_wrong"})
    assert len(asked) == 2


def test_a_flood_of_wrong_keys_does_not_grow_the_memory(app: FastAPI, stranger: TestClient) -> None:
    for number in range(1_100):
        app.state.keys._record(f"{number}")  # the promise is about what is kept inside
    assert len(app.state.keys._records) == 1_000


def test_answers_carry_security_headers_and_are_not_stored(client: TestClient, shop: MemoryPorts) -> None:
    for path in ("/api/details", "/api/health", "/nowhere", "/openapi.json"):
        headers = client.get(path).headers
        assert headers["cache-control"] == "no-store"
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert "default-src 'none'" in headers["content-security-policy"]


def test_other_origins_are_not_allowed(client: TestClient, shop: MemoryPorts) -> None:
    answer = client.get("/api/details", headers={"origin": "https://elsewhere.example"})
    assert not [name for name in answer.headers if name.startswith("access-control")]
