"""Whatever a client makes of the OpenAPI document, the API keeps to it: no 5xx, and every answer matches its schema."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from functions.api.application import create_app
from functions.api.world import World
from perennial import layout
from perennial.memory import MemoryPorts
from perennial.run_logs import LogLine
from perennial.stages.score import score
from tests.functions.api.conftest import NOW, ORDERS, Clock, Entries, open_dataset, run, secret_of
from tests.functions.api.test_openapi import OPERATIONS
from tests.hand_made import explained_model, publish_features, publish_model

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
EXAMPLES = 12  # of each kind and operation: they take about half a minute together
UPLOAD = "0" * 32
KNOWN = {
    "dataset": "shop",
    "name": "shop",
    "customer_id": "bert",
    "version": "v1",
    "run_id": f"{NOW:%Y%m%dT%H%M%S.%f}-train-1",
    "upload_id": UPLOAD,
    "job_id": UPLOAD,
}
FEATURES = {"recency_days": 3.0, "frequency": 2.0, "monetary": 40.0}


@pytest.fixture(scope="module")
def ports(tmp_path_factory: pytest.TempPathFactory) -> MemoryPorts:
    """A shop that was read, trained twice and scored, with runs, logs and predictions to tell of."""
    ports, folder = MemoryPorts(), tmp_path_factory.mktemp("any")
    open_dataset(ports)
    publish_features(ports, folder, ORDERS)
    for version in ("v1", "v2"):
        publish_model(ports, explained_model(version=version))
        metrics = layout.model_folder("shop", version) + "metrics.json"
        ports.models.write(metrics, json.dumps({"expected_spend_90d": {"ridge": {"mae": 12.5}}}).encode())
    score("shop", ports, work_dir=folder, now=NOW)
    for stage in ("ingest", "train"):
        ports.state.save_run(run(stage, NOW, detail={"rows_read": 10}))
        entry = {"level": "INFO", "message": "the stage ended", "run_id": "1", "detail": {"rows_read": 10}}
        ports.logs.write(stage, LogLine(NOW, json.dumps(entry)))
    ports.functions.answers["ingest"] = lambda _: {"missing": True}
    ports.functions.answers["features"] = lambda _: {"as_of": "2024-06-30", "features": FEATURES, "set_aside": []}
    return ports


@pytest.fixture(scope="module")
def schema(ports: MemoryPorts) -> schemathesis.BaseSchema:
    """The API's own description, and the API behind it."""
    clock = Clock(NOW + timedelta(hours=1))
    numbers = iter(range(10**9))
    world = World(ports, clock, lambda: f"{next(numbers):032x}", Entries())
    return schemathesis.openapi.from_asgi("/openapi.json", create_app(world))


@pytest.fixture(scope="module")
def headers(ports: MemoryPorts) -> Iterator[dict[str, str]]:
    """What a client with every right sends."""
    return {"x-api-key": secret_of(ports, "admin")}


def cases(operation: Any) -> st.SearchStrategy[Case]:
    """Requests as described, of what there is and of what there may not be, and requests as not described."""
    given_path = {one.name: KNOWN[one.name] for one in operation.path_parameters if one.name in KNOWN}
    given_query = {one.name: KNOWN[one.name] for one in operation.query if one.name == "dataset"}
    return st.one_of(
        operation.as_strategy(),
        operation.as_strategy(path_parameters=given_path, query=given_query),
        operation.as_strategy(generation_mode=GenerationMode.NEGATIVE),
    )


@pytest.mark.parametrize("operation_id", OPERATIONS)
def test_the_api_keeps_to_its_description(schema: Any, headers: dict[str, str], operation_id: str) -> None:
    operation = schema.find_operation_by_id(operation_id)

    @settings(
        max_examples=3 * EXAMPLES,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=cases(operation))
    def keeps_to_it(case: Case) -> None:
        case.call_and_validate(headers=headers, checks=CHECKS)

    keeps_to_it()
