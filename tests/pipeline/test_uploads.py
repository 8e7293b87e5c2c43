"""A file on its way through a browser into the running system: form, preview, correction, scores; and a batch."""

import csv
import io
import time
from collections.abc import Iterator
from typing import Any

import httpx2
import pytest

from perennial import layout
from tests.pipeline.conftest import PATIENCE_SECONDS, ROOT, World

HEADER, *LINES = (ROOT / "data_samples" / "orders.csv").read_text().splitlines()
CODED = {"customer_no": "q1", "order_no": "q2", "order_date": "q3", "sku": "q4", "qty": "q5", "price": "q6"}
RENAMED = {
    "customer_id": "q1",
    "order_id": "q2",
    "order_datetime": "q3",
    "product_id": "q4",
    "quantity": "q5",
    "unit_price": "q6",
}


@pytest.fixture(scope="module")
def client(world: World) -> Iterator[httpx2.Client]:
    """The console's side of the API."""
    headers = {"x-api-key": world.key}
    with httpx2.Client(base_url=world.api, headers=headers, trust_env=False, timeout=60) as asking:
        yield asking


def renamed() -> bytes:
    """The sample orders under headers that say nothing."""
    names = [CODED.get(column, column) for column in HEADER.split(",")]
    return "\n".join([",".join(names), *LINES, ""]).encode()


def uploaded(client: httpx2.Client, name: str, body: bytes) -> str:
    """Post a file with the form that the API gives, as a browser does."""
    form = client.post("/api/uploads", json={"file_name": name, "size_bytes": len(body)}).json()
    with httpx2.Client(trust_env=False) as browser:
        origin = {"origin": str(client.base_url).rstrip("/")}
        answer = browser.post(form["url"], data=form["fields"], files={"file": (name, body)}, headers=origin)
    assert answer.is_success, answer.text
    assert answer.headers["access-control-allow-origin"] == origin["origin"]
    return str(form["upload_id"])


def asked(client: httpx2.Client, path: str, **body: Any) -> Any:
    answer = client.post(path, params={"dataset": "uploaded"}, json=body)
    assert answer.is_success, answer.text
    return answer.json()


@pytest.fixture(scope="module")
def scored(world: World, client: httpx2.Client) -> dict[str, Any]:
    """The file uploaded, corrected, confirmed, read, trained on and scored; answers the last preview."""
    upload_id = uploaded(client, "orders.csv", renamed())
    first = asked(client, f"/api/uploads/{upload_id}/preview")
    assert not first["ready"]
    preview: dict[str, Any] = asked(client, f"/api/uploads/{upload_id}/preview", mapping=RENAMED)
    assert list(world.ports.landing.list(layout.landing_prefix("uploaded"))) == []
    confirmed = asked(client, f"/api/uploads/{upload_id}/confirm", mapping=RENAMED)
    assert confirmed["key"] == "landing/uploaded/orders.csv"
    world.settle()
    return preview


def test_what_was_previewed_is_what_became_of_the_file(world: World, scored: dict[str, Any]) -> None:
    state = world.file("uploaded", "orders.csv")
    assert state is not None
    assert state.status == "clean", state.reason
    counts = scored["counts"]
    assert (counts["rows_read"], counts["rows_kept"]) == (state.rows_read, state.rows_kept)
    assert len(world.scores("uploaded")) == counts["customers"]
    assert list(world.ports.landing.list(layout.LANDING_PREFIX + "pending")) == []


def test_the_description_that_was_confirmed_is_in_force(client: httpx2.Client, scored: dict[str, Any]) -> None:
    description = client.get("/api/datasets/uploaded").json()["description"]
    assert {name: value for name, value in description["other_mappings"][0].items() if value} == RENAMED


def test_a_file_of_customers_is_predicted_as_a_job(client: httpx2.Client, world: World, scored: dict[str, Any]) -> None:
    known = world.scores("uploaded")[0]
    upload_id = uploaded(client, "ask.csv", f"customer_id\n{known['customer_id']}\nnobody\n".encode())
    job_id = asked(client, "/predict/batch", upload_id=upload_id)["job_id"]
    deadline = time.monotonic() + PATIENCE_SECONDS
    status: dict[str, Any] = {}
    while status.get("status") not in {"done", "failed"}:
        assert time.monotonic() < deadline, status
        status = client.get(f"/predict/batch/{job_id}", params={"dataset": "uploaded"}).json()
        time.sleep(0.2)
    assert (status["status"], status["rows"], status["answered"]) == ("done", 2, 1)
    with httpx2.Client(trust_env=False) as browser:
        rows = list(csv.DictReader(io.StringIO(browser.get(status["download"]["url"]).text)))
    assert [row["customer_id"] for row in rows] == [known["customer_id"], "nobody"]
    assert rows[0]["churn_probability_90d"] == known["churn_probability_90d"]


def test_a_stranger_is_predicted_from_orders(client: httpx2.Client, scored: dict[str, Any]) -> None:
    orders = [{"order_id": "1", "ordered_at": "2024-03-02", "amount": 59.9}]
    answer = asked(client, "/predict", orders=orders)
    assert (answer["features"]["monetary"], answer["customer_id"]) == (59.9, None)


def test_calls_behind_each_other_do_not_wait_for_ever(client: httpx2.Client, scored: dict[str, Any]) -> None:
    upload_id = uploaded(client, "again.csv", renamed())
    previews = [asked(client, f"/api/uploads/{upload_id}/preview") for _ in range(3)]
    assert previews[0] == previews[1] == previews[2]
    assert previews[0]["counts"]["already_present"] == previews[0]["counts"]["rows_kept"]
