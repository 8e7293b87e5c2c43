"""Whatever is sent, the answer is an answer."""

import json
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from functions.api.application import create_app
from functions.api.questions import MODEL_INPUTS
from functions.api.world import World
from perennial.dataset import Dataset
from perennial.memory import MemoryPorts
from perennial.stages.score import score
from tests.functions.api.conftest import NOW, ORDERS, Entries, open_dataset, secret_of
from tests.hand_made import publish_features, publish_model, serving_model

anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.integers(10**300, 10**301) | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)
numbers = st.none() | st.integers() | st.floats() | st.booleans()
features = st.dictionaries(st.sampled_from([column.name for column in MODEL_INPUTS]), numbers)
questions = st.dictionaries(st.sampled_from(["customer_id", "features", "dataset"]), anything | features)
bodies = st.one_of(
    st.binary(max_size=200),
    anything.map(lambda value: json.dumps(value).encode()),
    questions.map(lambda value: json.dumps(value).encode()),
    features.map(lambda value: json.dumps({"features": value}).encode()),
)


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> TestClient:
    ports, folder = MemoryPorts(), tmp_path_factory.mktemp("odd")
    secret = secret_of(ports, "admin")
    open_scored_shop(ports, folder)
    world = World(ports, lambda: datetime.now(UTC), lambda: "0" * 32, Entries())
    return TestClient(create_app(world), headers={"x-api-key": secret})


def open_scored_shop(ports: MemoryPorts, folder: Path) -> None:
    open_dataset(ports)
    publish_features(ports, folder, ORDERS)
    publish_model(ports, serving_model())
    score("shop", ports, work_dir=folder, now=NOW)


@settings(max_examples=300)
@given(body=bodies)
def test_no_body_makes_the_api_fail(client: TestClient, body: bytes) -> None:
    answer = client.post("/predict", content=body)
    assert answer.status_code in {200, 404, 422}
    assert answer.json()["status" if answer.status_code != 200 else "dataset"]


descriptions = st.dictionaries(st.sampled_from([*Dataset.model_fields, "nonsense"]), anything | numbers, max_size=3)


@settings(max_examples=200)
@given(body=bodies | descriptions.map(lambda value: json.dumps(value).encode()))
def test_no_description_makes_the_api_fail(client: TestClient, body: bytes) -> None:
    answer = client.put("/api/datasets/shop", content=body)
    assert answer.status_code in {202, 422}


@settings(max_examples=100)
@given(name=st.text(max_size=70), file=st.text(max_size=70), page=st.integers() | st.text(max_size=9))
def test_no_dataset_or_file_name_makes_the_api_fail(client: TestClient, name: str, file: str, page: int | str) -> None:
    for what in ("", "/quality", "/rejects"):
        answer = client.get(f"/api/datasets/{quote(name)}{what}", params={"file": file, "offset": page})
        assert answer.status_code in {404, 422}
        answer = client.get(f"/api/datasets/shop{what}", params={"file": file, "offset": page})
        assert answer.status_code in {200, 404, 422}


@settings(max_examples=100)
@given(customer_id=st.text(min_size=1, max_size=400), dataset=st.none() | st.text(max_size=80))
def test_no_customer_id_makes_the_api_fail(client: TestClient, customer_id: str, dataset: str | None) -> None:
    answer = client.post("/predict", json={"customer_id": customer_id, "dataset": dataset})
    assert answer.status_code in {404, 422}


@settings(max_examples=100)
@given(path=st.text(max_size=60), query=st.text(max_size=60))
def test_no_address_makes_the_api_fail(client: TestClient, path: str, query: str) -> None:
    answer = client.get("/api/customers/x" + quote(path), params={"dataset": query, query: path})
    assert answer.status_code in {404, 422}


@pytest.mark.parametrize("depth", [50, 10_000])
def test_deep_nesting_is_refused(client: TestClient, depth: int) -> None:
    answer = client.post("/predict", content=b'{"features":' * depth + b"1" + b"}" * depth)
    assert answer.status_code == 422
