"""GET /api/datasets."""

from collections.abc import Callable

from starlette.testclient import TestClient

from perennial import layout
from perennial.memory import MemoryPorts
from perennial.records import FileState
from tests.functions.api.conftest import NOW, open_dataset


def test_every_dataset_is_listed_by_name_with_what_it_holds(
    client: TestClient, open_shop: Callable[..., None], ports: MemoryPorts
) -> None:
    open_shop("shop")
    open_dataset(ports, "new")
    failed = FileState("new", layout.landing_path("new", "x.pdf"), "failed", "e", "d", reason="a PDF")
    ports.state.save_file(failed, expected_revision=None)
    ports.lake.write(layout.description("shop"), b'{"currency": "GBP"}')
    new, shop = client.get("/api/datasets").json()["datasets"]
    assert shop == {
        "name": "shop",
        "kind": "orders",
        "currency": "GBP",
        "customers": None,
        "orders": None,
        "as_of": "2024-06-30",
        "model_version": "v1",
        "scored_at": NOW.isoformat().replace("+00:00", "Z"),
        "files_failed": 0,
    }
    assert (new["name"], new["files_failed"]) == ("new", 1)
    assert (new["as_of"], new["model_version"], new["scored_at"]) == (None, None, None)


def test_without_a_dataset_the_list_is_empty(client: TestClient) -> None:
    assert client.get("/api/datasets").json() == {"datasets": []}
