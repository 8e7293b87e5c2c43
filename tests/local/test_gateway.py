"""The HTTP API on localhost."""

import json
from collections.abc import Iterator

import httpx2
import pytest

from infra.local.functions import api_of
from infra.local.gateway import CONTROL_HEADER, FIRE_PATH, MAX_BODY_BYTES, Gateway, served
from infra.local.stack import Stack
from perennial.errors import RefusedError


@pytest.fixture(scope="module")
def client(stack: Stack) -> Iterator[httpx2.Client]:
    gateway = Gateway(api_of(stack.template, stack.functions), stack.fire)
    with served(gateway, 0) as url, httpx2.Client(base_url=url, trust_env=False) as asking:
        yield asking


def test_a_request_reaches_the_function_as_an_event_and_its_answer_comes_back(client: httpx2.Client) -> None:
    response = client.post("/api/caf%C3%A9?x=1&x=2", content=b'{"a": 1}', headers={"content-type": "application/json"})
    event = response.json()
    assert response.status_code == 200
    assert response.headers.get_list("set-cookie") == ["a=1", "b=2"]
    assert (event["rawPath"], event["rawQueryString"], event["body"]) == ("/api/café", "x=1&x=2", '{"a": 1}')
    assert event["requestContext"]["http"]["sourceIp"] == "127.0.0.1"


def test_head_answers_headers_alone(client: httpx2.Client) -> None:
    response = client.head("/")
    assert response.status_code == 200
    assert response.content == b""


@pytest.mark.parametrize("size", [MAX_BODY_BYTES + 1, MAX_BODY_BYTES - 1])
def test_a_body_too_long_for_the_gateway_or_the_function_is_refused(client: httpx2.Client, size: int) -> None:
    assert client.post("/", content=b"x" * size).status_code == 413


def test_a_function_that_crashes_is_a_500_and_the_next_request_is_answered(client: httpx2.Client) -> None:
    assert client.get("/crash").status_code == 500
    assert client.get("/").status_code == 200


def test_a_schedule_is_fired_for_the_program_and_not_for_a_web_page(client: httpx2.Client) -> None:
    fired = client.post(f"{FIRE_PATH}nightly", headers={CONTROL_HEADER: "fire"})
    assert fired.json() == {"task": "echo", "of": "night"}
    assert client.post(f"{FIRE_PATH}nightly").status_code == 404
    assert client.options(f"{FIRE_PATH}nightly", headers={CONTROL_HEADER: "fire"}).status_code == 404


def test_an_unknown_schedule_is_answered_with_those_there_are(client: httpx2.Client) -> None:
    response = client.post(f"{FIRE_PATH}weekly", headers={CONTROL_HEADER: "fire"})
    assert response.status_code == 404
    assert "OnOrderedNightly" in json.loads(response.content)["message"]


def test_a_port_that_is_taken_is_refused_by_number(stack: Stack, client: httpx2.Client) -> None:
    port = client.base_url.port
    assert port is not None
    with pytest.raises(RefusedError, match=str(port)), served(Gateway(stack.functions["Api"], stack.fire), port):
        pass
