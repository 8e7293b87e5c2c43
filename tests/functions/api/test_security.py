"""Who may ask: every route but the public ones refuses strangers, and forgets a revoked key within a minute."""

from dataclasses import replace

import pytest
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from starlette.testclient import TestClient

from perennial.apikeys import digest, new_key
from perennial.memory import MemoryPorts
from tests.functions.api.conftest import NOW, Clock

PUBLIC = {"/", "/docs", "/openapi.json", "/api/health", "/console/{of_version}/{name}", "/docs/{of_version}/{name}"}


def routes(app: FastAPI) -> list[tuple[str, str]]:
    """Every route with its methods, described or not."""
    return [(method, str(one.path)) for one in iter_route_contexts(app.routes) for method in one.methods or ()]


@pytest.mark.parametrize("key", [None, "", "pk_wrong", "pk_" + "A" * 43, "x" * 5_000, "ü"])
def test_every_guarded_route_refuses_without_a_valid_key(
    app: FastAPI, stranger: TestClient, shop: MemoryPorts, key: str | None
) -> None:
    guarded = [(method, path) for method, path in routes(app) if path not in PUBLIC]
    assert len(guarded) >= 5
    headers = {} if key is None else {"x-api-key": key.encode()}
    for method, path in guarded:
        for body in (b"", b"{", b"x" * 300_000):
            answer = stranger.request(method, path.replace("{customer_id:path}", "anna"), headers=headers, content=body)
            assert (answer.status_code, answer.headers["content-type"]) == (401, "application/problem+json"), path
            assert "www-authenticate" in answer.headers


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
