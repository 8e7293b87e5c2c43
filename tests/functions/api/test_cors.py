"""Which pages of other origins may ask: none, unless one is named, and then that one."""

import pytest
from starlette.testclient import TestClient

from functions.api.application import create_app
from functions.api.world import World
from perennial.memory import MemoryPorts

ORIGIN = "https://shop.example"
PREFLIGHT = {"access-control-request-method": "PUT", "access-control-request-headers": "content-type,x-api-key"}


@pytest.fixture
def open_client(world: World, secret: str) -> TestClient:
    """A client of an API that allows one origin."""
    return TestClient(create_app(world, allowed_origin=ORIGIN), headers={"x-api-key": secret})


def allowed(client: TestClient, method: str, path: str, **headers: str) -> dict[str, str]:
    answer = client.request(method, path, headers=headers)
    return {name: value for name, value in answer.headers.items() if name.startswith("access-control")}


@pytest.mark.parametrize("method", ["GET", "OPTIONS"])
def test_without_a_named_origin_none_is_allowed(client: TestClient, shop: MemoryPorts, method: str) -> None:
    assert allowed(client, method, "/api/details", origin=ORIGIN, **PREFLIGHT) == {}


def test_the_named_origin_may_ask_with_a_key_and_a_body(open_client: TestClient, shop: MemoryPorts) -> None:
    told = allowed(open_client, "OPTIONS", "/api/datasets/shop", origin=ORIGIN, **PREFLIGHT)
    assert told["access-control-allow-origin"] == ORIGIN
    assert "PUT" in told["access-control-allow-methods"]
    assert {"x-api-key", "content-type"} <= set(told["access-control-allow-headers"].lower().split(", "))
    assert allowed(open_client, "GET", "/api/details", origin=ORIGIN) == {"access-control-allow-origin": ORIGIN}


@pytest.mark.parametrize("origin", ["https://elsewhere.example", "http://shop.example", f"{ORIGIN}.example", "null"])
def test_any_other_origin_may_not(open_client: TestClient, shop: MemoryPorts, origin: str) -> None:
    assert "access-control-allow-origin" not in allowed(open_client, "GET", "/api/details", origin=origin)
    preflight = allowed(open_client, "OPTIONS", "/api/details", origin=origin, **PREFLIGHT)
    assert "access-control-allow-origin" not in preflight


def test_no_origin_may_send_cookies(open_client: TestClient, shop: MemoryPorts) -> None:
    told = allowed(open_client, "OPTIONS", "/api/details", origin=ORIGIN, **PREFLIGHT)
    assert "access-control-allow-credentials" not in told


def test_errors_reach_the_named_origin_too(open_client: TestClient, shop: MemoryPorts) -> None:
    answer = open_client.get("/api/customers/nobody", headers={"origin": ORIGIN})
    assert (answer.status_code, answer.headers["access-control-allow-origin"]) == (404, ORIGIN)
    assert answer.headers["x-content-type-options"] == "nosniff"
