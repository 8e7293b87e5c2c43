"""Every role of the template is enough for its function, and holds no right that nothing uses."""

import json
import logging
import os
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import uuid4

import pytest
from moto.core import DEFAULT_ACCOUNT_ID
from moto.s3.models import s3_backends
from starlette.testclient import TestClient

from functions.api.application import create_app
from functions.api.world import World
from functions.erase.app import handler as erase
from functions.features.app import handler as features
from functions.ingest.app import handler as ingest
from functions.monitor.app import handler as monitor
from functions.report.app import handler as report
from functions.score.app import handler as score
from functions.train.app import handler as train
from perennial import layout
from perennial.apikeys import new_key
from perennial.aws.ports import AwsPorts
from perennial.models.artifact import MODEL_FILE
from perennial.records import ModelRecord
from perennial.web.downloading import download_if_new
from tests.cloud import Cloud, context, running_cloud
from tests.functions.test_train import SHORT_OF_TIME, orders
from tests.roles import Role
from tests.system import environment, functions, saved_event
from tests.tls_server import shop_server

HANDLERS = {
    "Ingest": ingest,
    "Features": features,
    "Train": train,
    "Score": score,
    "Report": report,
    "Monitor": monitor,
    "Erase": erase,
}
# What Lambda itself does in the function's name: it writes the log and takes messages from the queue.
OF_LAMBDA = {
    "logs:CreateLogStream",
    "logs:PutLogEvents",
    "sqs:ReceiveMessage",
    "sqs:DeleteMessage",
    "sqs:GetQueueAttributes",
}
QUESTIONS = (
    ("GET", "/api/health", None),
    ("GET", "/api/erasures?dataset=shop", None),
    ("GET", "/api/details?dataset=shop", None),
    ("GET", "/api/report?dataset=shop", None),
    ("GET", "/api/metrics?dataset=shop", None),
    ("GET", "/api/model-runs?dataset=shop", None),
    ("GET", "/api/datasets", None),
    ("GET", "/api/datasets/shop", None),
    ("GET", "/api/datasets/shop/quality", None),
    ("GET", "/api/datasets/shop/quality?file=a.csv", None),
    ("GET", "/api/datasets/shop/rejects", None),
    ("GET", "/api/datasets/shop/rejects?file=a.csv", None),
    ("PUT", "/api/datasets/shop", {"not_after": "2026-12-30"}),
    ("GET", "/api/customers/c1?dataset=shop", None),
    ("GET", "/api/customers?dataset=shop&search=c", None),
    ("GET", "/api/overview?dataset=shop", None),
    ("GET", "/api/monitoring?dataset=shop", None),
    ("GET", "/api/scores.csv?dataset=shop", None),
    ("GET", "/api/plan.csv?dataset=shop&budget=100&holdout_share=0.1", None),
    ("POST", "/predict", {"dataset": "shop", "customer_id": "c1"}),
    ("POST", "/predict", {"dataset": "shop", "features": {"recency_days": 3, "frequency": 2, "monetary": 40.0}}),
    ("POST", "/predict", {"dataset": "shop", "orders": [{"order_id": "1", "ordered_at": "2026-01-05", "amount": 9}]}),
    ("POST", "/predict/batch?dataset=shop", {"items": [{"customer_id": "c1"}, {"features": {"frequency": 2}}]}),
    ("GET", "/api/predictions?dataset=shop&customer_id=c1", None),
    ("GET", "/api/files?dataset=shop", None),
    ("POST", "/api/retrain?dataset=shop", None),
    ("DELETE", "/api/customers/c1?dataset=shop", None),
)


@pytest.fixture(scope="module")
def roles() -> dict[str, Role]:
    """The roles after a life of the system: files dropped, described and deleted, trained, scored, asked for."""
    with running_cloud(notifying=True) as cloud:
        cloud.handlers.update({f"{stage}Function": handler for stage, handler in HANDLERS.items()})
        handled(cloud, "Score", {"dataset": "shop"})
        description = layout.landing_path("shop", layout.DESCRIPTION_FILE)
        cloud.ports.landing.write(layout.landing_path("shop", "a.csv"), orders())
        until_quiet(cloud, reporting=True)
        aged(cloud)
        cloud.ports.landing.write(description, b'{"not_after": "2026-12-31"}')
        until_quiet(cloud)
        cloud.ports.landing.delete(description)
        handled(cloud, "Ingest", {"key": description})  # moto keeps quiet about what is deleted from a bucket
        until_quiet(cloud)
        with cloud.function("TrainFunction"):
            train(saved_event("train_schedule"), context())
        until_quiet(cloud)
        pulled(cloud)
        watched(cloud)
        for stage in HANDLERS:
            handled(cloud, stage, {"nobody": "understands this"})
        asked(cloud)
        gone = {"job_id": "0" * 32, "upload_id": "0" * 32, "file_name": "gone.csv"}
        handled(cloud, "Score", {"dataset": "shop", "job": gone})
        erased(cloud)
        return cloud.roles


def aged(cloud: Cloud) -> None:
    """Years have gone by: there are versions and snapshots that have served their time, and a tag that was left on."""
    long_ago = datetime(2020, 1, 1, tzinfo=UTC)
    for number in range(7):
        version, expiring = f"v{number}", number == 6
        cloud.ports.models.write(layout.model_folder("shop", version) + MODEL_FILE, b"old")
        record = ModelRecord("shop", version, "", "f", "", long_ago.replace(day=1 + number), expiring=expiring)
        cloud.ports.registry.save(record)
    keys = [layout.features_folder("shop", "old") + "x.csv", layout.scores_folder("shop", "old") + "x.csv"]
    bucket = s3_backends[DEFAULT_ACCOUNT_ID]["aws"].buckets[environment("ScoreFunction")["LAKE_BUCKET"]]
    for key in keys:
        cloud.ports.lake.write(key, b"old")
        bucket.keys[key].last_modified = long_ago
    noted = dict.fromkeys(keys, long_ago.isoformat())
    cloud.ports.lake.write(layout.collection("shop"), json.dumps(noted).encode())


def erased(cloud: Cloud) -> None:
    """Somebody asked to be erased from buckets that keep what was replaced."""
    for bucket in ("LANDING_BUCKET", "LAKE_BUCKET"):
        name = environment("EraseFunction")[bucket]
        cloud.clients.s3.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})
    cloud.ports.lake.write(layout.batch_answer("shop", "job"), b"customer_id\nc1\n")
    until_quiet(cloud, reporting=True)
    (record,) = cloud.ports.erasures.of("shop")
    assert (record.status, record.customer_id) == ("done", None)
    assert cloud.ports.customers.history("shop", "c1", limit=9) == []
    assert list(cloud.ports.landing.old_versions("")) == []


def watched(cloud: Cloud) -> None:
    """Score a past day with a plan, and see dearer orders come, a month after the last forecast: the monitor trips."""
    handled(cloud, "Train", {"dataset": "shop", "backfill": "2025-06-30"})
    assumed = {"margin": 0.4, "incentive_cost": 5.0, "horizon_days": 30}
    terms = {"as_of": "2025-06-30", "held_out": 1, "assumptions": assumed}
    cloud.ports.lake.write(layout.plan_terms("shop", "summer"), json.dumps(terms).encode())
    cloud.ports.lake.write(layout.plan_file("shop", "summer"), b"customer_id,group\nc1,contacted\nc2,held_out\n")
    cloud.ports.landing.write(layout.landing_path("shop", "b.csv"), dearer_orders())
    for stage in ("Ingest", "Features", "Score"):  # and not yet Train: it would learn them before they are looked at
        for body in cloud.messages(f"{stage}Queue"):
            handled(cloud, stage, body)
    with cloud.function("MonitorFunction"):
        monitor({"dataset": "*", "check": "model"}, context())
    until_quiet(cloud)


def dearer_orders() -> bytes:
    """Everybody comes back a month later and spends a hundred times as much."""
    lines = ["customer_id,order_id,order_datetime,product_id,quantity,unit_price"]
    lines += [f"c{number},later{number},2026-02-{1 + number % 28:02} 10:00:00,p1,1,2500.00" for number in range(1, 151)]
    return "\n".join(lines).encode()


def until_quiet(cloud: Cloud, *, reporting: bool = False) -> None:
    """Deliver messages as the queues would, until there are none; reports, which take longest, wait until asked for."""
    stages = [stage for stage in HANDLERS if reporting or stage != "Report"]
    quiet = False
    while not quiet:
        waiting = [(stage, body) for stage in stages for body in cloud.messages(f"{stage}Queue")]
        for stage, body in waiting:
            handled(cloud, stage, body)
        quiet = not waiting


def handled(cloud: Cloud, stage: str, body: dict[str, Any]) -> None:
    event = saved_event(
        {"Features": "features_receipts", "Ingest": "ingest_hint"}.get(stage, f"{stage.lower()}_one_dataset")
    )
    event["Records"] = event["Records"][:1]
    event["Records"][0]["body"] = json.dumps(body)
    with cloud.function(f"{stage}Function"):
        answer = HANDLERS[stage](event, context(SHORT_OF_TIME))
    failed = [] if "nobody" not in body else [{"itemIdentifier": event["Records"][0]["messageId"]}]
    assert answer == {"batchItemFailures": failed}, (stage, body)


def asked(cloud: Cloud) -> None:
    """Ask the API everything it knows, with the rights and variables of its function."""
    secret, record = new_key("test", datetime.now(UTC), bytes(32), "admin")
    cloud.ports.state.save_api_key(record)
    with cloud.function("ApiFunction"):
        world = World(AwsPorts(os.environ), lambda: datetime.now(UTC), lambda: uuid4().hex, logging.getLogger("api"))
        client = TestClient(create_app(world), headers={"x-api-key": secret})
        for method, address, body in QUESTIONS:
            answer = client.request(method, address, json=body)
            assert answer.is_success, answer.text
        governed(client)
        uploaded(client, cloud)


def uploaded(client: TestClient, cloud: Cloud) -> None:
    """A file into the dataset by way of the browser, and one whose rows are predicted."""
    text = b"customer_id,order_id,order_datetime,amount\nc1,up1,2026-01-07,12.50\n,up2,2026-01-08,1.00\n"
    upload_id, asked_id = (posted(client, cloud, name, text) for name in ("up.csv", "asked.csv"))
    for method, path, body in (
        ("POST", f"/api/uploads/{upload_id}/preview", {}),
        ("GET", f"/api/uploads/{upload_id}/rejects.csv", None),
        ("POST", f"/api/uploads/{upload_id}/confirm", {"description": {"not_after": "2026-12-29"}}),
        ("POST", "/predict/batch", {"upload_id": asked_id}),
    ):
        answer = client.request(method, path, params={"dataset": "shop"}, json=body)
        assert answer.is_success, answer.text
    job = client.get(f"/predict/batch/{answer.json()['job_id']}", params={"dataset": "shop"})
    assert job.json()["status"] == "queued"


def posted(client: TestClient, cloud: Cloud, name: str, text: bytes) -> str:
    """Upload a file; who holds the form acts in the rights of the function that signed it."""
    form = client.post("/api/uploads", json={"file_name": name, "size_bytes": len(text)}).json()
    cloud.ports.landing.write(form["fields"]["key"], text)
    return str(form["upload_id"])


def pulled(cloud: Cloud) -> None:
    """A day on which a source has a file."""
    with TemporaryDirectory() as name, shop_server(Path(name)) as server, pytest.MonkeyPatch.context() as patch:
        patch.setattr("functions.ingest.app.download_if_new", partial(download_if_new, connect=server.connect))
        server.files["/pulled.csv"] = b"customer_id,order_id,order_datetime,amount\nc1,pull1,2026-01-06,7.00\n"
        description = {"not_after": "2026-12-31", "sources": [{"url": server.address("/pulled.csv")}]}
        key = layout.landing_path("shop", layout.DESCRIPTION_FILE)
        cloud.ports.landing.write(key, json.dumps(description).encode())
        until_quiet(cloud)
        with cloud.function("IngestFunction"):
            assert ingest({"pull": "*"}, context()) == {"queued": ["shop"]}
        until_quiet(cloud)
        assert cloud.ports.landing.head(layout.landing_path("shop", "pulled.csv")) is not None
        cloud.ports.landing.delete(key)
        handled(cloud, "Ingest", {"key": key})
        until_quiet(cloud)


def governed(client: TestClient) -> None:
    """Read the log of a run, let an earlier version serve, and go back."""
    (run,) = client.get("/api/runs", params={"dataset": "shop", "limit": 1}).json()["runs"]
    assert client.get(f"/api/runs/{run['run_id']}/logs", params={"dataset": "shop"}).is_success
    versions = client.get("/api/models", params={"dataset": "shop"}).json()["models"]
    earlier = next(one["version"] for one in versions if one["status"] != "champion")
    assert client.get(f"/api/models/{earlier}", params={"dataset": "shop"}).is_success
    for path in (f"/api/models/{earlier}/promote", "/api/models/rollback"):
        answer = client.post(path, params={"dataset": "shop"})
        assert answer.is_success, answer.text


@pytest.mark.parametrize("logical_id", functions())
def test_a_role_has_no_right_that_its_function_does_not_use(roles, logical_id):
    role = roles[logical_id]
    unused = {right for right in role.granted - role.used if right.action not in OF_LAMBDA}
    assert unused == set()
