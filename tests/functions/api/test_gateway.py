"""The API as a function: HTTP API events in, answers out, behind a stage or not."""

import asyncio
import base64
import gzip
import json
import logging
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import boto3
import pytest
from moto import mock_aws

from functions.api import app as function
from functions.api.application import create_app
from functions.api.gateway import behind_gateway
from functions.api.world import World
from perennial.memory import MemoryPorts
from tests.functions.api.conftest import PERCENT_ID

EVENTS = Path(__file__).parents[2] / "events"
CONTEXT = SimpleNamespace(aws_request_id="r1")
type Call = Callable[[str], dict[str, Any]]


def event(name: str) -> dict[str, Any]:
    return json.loads((EVENTS / f"api_{name}.json").read_text())


@pytest.fixture(autouse=True)
def loop() -> Iterator[None]:
    """The event loop the adapter takes."""
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    yield
    loop.close()
    asyncio.set_event_loop(None)


@pytest.fixture
def call(world: World, secret: str) -> Call:
    gateway = behind_gateway(create_app(world))
    return lambda name: gateway(event(name), CONTEXT)


def page_of(answer: dict[str, Any]) -> str:
    assert answer["isBase64Encoded"]
    return gzip.decompress(base64.b64decode(answer["body"])).decode()


def test_health_answers(call: Call) -> None:
    answer = call("health")
    assert (answer["statusCode"], json.loads(answer["body"])["status"]) == (200, "ok")
    assert answer["headers"]["content-type"] == "application/json"


def test_a_prediction_by_customer(call: Call, shop: MemoryPorts) -> None:
    answer = call("predict_customer")
    assert (answer["statusCode"], json.loads(answer["body"])["customer_id"]) == (200, "anna")


def test_a_prediction_by_features_in_base64(call: Call, shop: MemoryPorts) -> None:
    answer = call("predict_features_base64")
    assert json.loads(answer["body"])["unknown_features"] == ["is_cold_start"]


def test_a_description_is_put_in_the_landing_bucket(call: Call, shop: MemoryPorts) -> None:
    answer = call("put_description")
    assert (answer["statusCode"], json.loads(answer["body"])["files_to_read_again"]) == (202, 1)
    assert json.loads(shop.landing.read("landing/shop/dataset.json").body) == {
        "returns": "drop",
        "horizons_days": [30, 90],
    }


def test_an_id_with_slash_space_umlaut_and_percent_sign(call: Call, shop: MemoryPorts) -> None:
    answer = call("customer_with_slash")
    assert (answer["statusCode"], json.loads(answer["body"])["customer_id"]) == (200, PERCENT_ID)


@pytest.mark.parametrize(("name", "status"), [("predict_without_key", 401), ("predict_no_json", 422)])
def test_problems_leave_the_function_as_problems(call: Call, shop: MemoryPorts, name: str, status: int) -> None:
    answer = call(name)
    assert answer["statusCode"] == json.loads(answer["body"])["status"] == status
    assert answer["headers"]["content-type"] == "application/problem+json"


def test_an_unforeseen_error_leaves_the_function_as_a_problem(
    call: Call, shop: MemoryPorts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shop.customers, "get", lambda *_: 1 / 0)
    answer = call("predict_customer")
    assert (answer["statusCode"], answer["headers"]["content-type"]) == (500, "application/problem+json")


def test_the_console_comes_to_a_browser(call: Call) -> None:
    assert "<title>Perennial</title>" in page_of(call("home_browser"))


def test_behind_a_stage_the_documentation_finds_its_files(call: Call, world: World) -> None:
    html = page_of(call("docs_behind_stage"))
    gateway = behind_gateway(create_app(world))
    addresses = re.findall(r'(?:href|src)="([^"]+)"', html)
    assert len(addresses) == 4
    for address in addresses:
        asset = event("docs_behind_stage")
        asset["requestContext"]["http"]["path"] = asset["rawPath"] = f"/prod/{address}"  # beside /prod/docs
        assert gateway(asset, CONTEXT)["statusCode"] == 200


def test_behind_a_stage_the_description_names_it(call: Call) -> None:
    document = json.loads(call("openapi_behind_stage")["body"])
    assert document["servers"] == [{"url": "/prod"}]
    assert "/predict" in document["paths"]


def test_a_stage_without_its_slash_is_sent_to_it(call: Call) -> None:
    answer = call("home_without_slash_behind_stage")
    assert (answer["statusCode"], answer["headers"]["location"]) == (308, "/prod/")


@pytest.fixture
def on_aws(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for variable, value in {
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": "testing",
        "STATE_TABLE": "state",
        "ALLOWED_ORIGIN": "",
        "POWERTOOLS_SERVICE_NAME": "api",
    }.items():
        monkeypatch.setenv(variable, value)
    with mock_aws():
        boto3.client("dynamodb").create_table(
            TableName="state",
            BillingMode="PAY_PER_REQUEST",
            AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name in ("pk", "sk")],
            KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}],
        )
        yield
    asyncio.get_event_loop().close()
    function._gateway.cache_clear()  # what it was built on is gone
    function._logger.cache_clear()


def test_the_handler_works_on_its_environment_alone(on_aws: None, capsys: pytest.CaptureFixture[str]) -> None:
    assert function.handler(event("health"), CONTEXT)["statusCode"] == 200
    assert function.handler(event("predict_customer"), CONTEXT)["statusCode"] == 401
    entries = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(entry["route"], entry["status"]) for entry in entries] == [("/api/health", [200]), ("/predict", [401])]
    assert {entry["correlation_id"] for entry in entries} == {"r1"}


def test_no_log_holds_a_customer(call: Call, shop: MemoryPorts, on_aws: None, caplog: pytest.LogCaptureFixture) -> None:
    function._logger()  # quietens the adapter, as in the function
    with caplog.at_level(logging.DEBUG):
        call("customer_with_slash")
    assert PERCENT_ID not in caplog.text
