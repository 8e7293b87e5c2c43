"""From nothing to a first answer, as on AWS: the packaged API under Lambda's runtime client and emulator, on one CPU.

The obvious way is FastAPI with boto3, pandas and a fitted scikit-learn pipeline loaded at the top of its module, from
packages with bytecode as well. Needs `make build` and PERENNIAL_SAM_VENV (infra/sam_venv.sh); without them there is
nothing to measure. Each start is a new process; the time is from the call to its answer, the median of five.
"""

import io
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

import joblib
import numpy as np
import pytest

from infra.local import resources
from infra.local.clients import access, clients_at
from infra.local.naming import REGION
from infra.local.services import running_services
from perennial import layout
from perennial.apikeys import new_key
from perennial.aws.ports import AwsPorts
from perennial.pointers import Pointer, move_pointer
from perennial.records import CustomerRecord, FileState
from tests.benchmarks import Comparison
from tests.benchmarks.api import CUSTOMER, HORIZONS, NAMES, NOW, fit, request, score_of, served
from tests.deployed.runtime import invoke, running
from tests.hand_made import publish_model
from tests.system import ROOT, environment, functions, handler_name, system

STARTS = 5
ONE_CPU = ("taskset", "--cpu-list", "0")
PACKAGE = ROOT / "build" / "ApiFunction"
OBVIOUS = """
import io, os
import boto3, joblib, pandas as pd
from fastapi import FastAPI
from mangum import Mangum

app = FastAPI()
table = boto3.client("dynamodb")
stored = boto3.client("s3").get_object(Bucket=os.environ["MODELS_BUCKET"], Key="obvious.joblib")["Body"].read()
models = joblib.load(io.BytesIO(stored))

@app.post("/predict")
def predict(body: dict[str, dict[str, float]]) -> dict[str, float]:
    frame = pd.DataFrame([body["features"]])
    return {name: float(pipeline.predict(frame)[0]) for name, pipeline in models.items()}

@app.get("/api/customers/{customer_id}")
def customer(customer_id: str) -> dict[str, str]:
    key = {"pk": {"S": f"shop#{customer_id}"}, "sk": {"S": "s"}}
    return {"record": table.get_item(TableName=os.environ["CUSTOMERS_TABLE"], Key=key)["Item"]["record"]["S"]}

handler = Mangum(app, lifespan="off")
"""


def measure(rows: int, work_dir: Path) -> list[Comparison]:
    """Cold starts to a lookup and to a prediction; nothing where the package or the runtime is missing."""
    sam_venv = os.environ.get("PERENNIAL_SAM_VENV", "")
    if not sam_venv or not PACKAGE.is_dir() or sys.platform != "linux":
        return []
    starts = min(rows, STARTS)
    (work_dir / "obvious.py").write_text(OBVIOUS)
    with _stack(work_dir) as (endpoint, ports):
        publish(ports)
        variables = {**environment("ApiFunction", endpoint), **access(endpoint), "AWS_REGION": REGION}
        tools: dict[str, Any] = {"sam_venv": Path(sam_venv), "work_dir": work_dir}
        ours = _starter(PACKAGE, handler_name(functions()["ApiFunction"]), variables, **tools)
        libraries = next(path for path in sys.path if path.endswith("site-packages"))
        obvious = _starter(work_dir, "obvious.handler", variables, **tools, libraries=libraries)
        row = dict.fromkeys(NAMES, 40.0)
        return [
            _compared("cold start to a lookup", request("GET", f"/api/customers/{CUSTOMER}"), ours, obvious, starts),
            _compared(
                "cold start to a prediction", request("POST", "/predict", {"features": row}), ours, obvious, starts
            ),
        ]


type Start = Callable[[Mapping[str, Any]], float]


def _compared(what: str, event: dict[str, Any], ours: Start, obvious: Start, starts: int) -> Comparison:
    seconds = [(ours(event), obvious(event)) for _ in range(starts)]
    mine, other = (median(column) for column in zip(*seconds, strict=True))
    return Comparison(f"{what} ({mine:.2f} s)", 1, "Perennial", mine, f"pandas ({other:.2f} s)", other)


def _starter(
    package: Path,
    handler: str,
    variables: Mapping[str, str],
    *,
    sam_venv: Path,
    work_dir: Path,
    libraries: str = "",
) -> Start:
    """A function that starts the handler anew and answers the seconds until it answered."""
    count = iter(range(1_000))

    def start(event: Mapping[str, Any]) -> float:
        folder = work_dir / f"{handler}-{next(count)}"
        folder.mkdir()
        with running(
            package, handler, variables, sam_venv=sam_venv, folder=folder, timeout_seconds=60,
            libraries=libraries, prefix=ONE_CPU,
        ) as address:  # fmt: skip
            began = perf_counter()
            answer = invoke(address, event)
            seconds = perf_counter() - began
        if answer.get("statusCode") != 200:
            log = (folder / "function.log").read_text(errors="replace")
            raise AssertionError(f"{handler} answered {answer}; its log ends: {log[-2_000:]}")
        return seconds

    return start


@contextmanager
def _stack(work_dir: Path) -> Iterator[tuple[str, AwsPorts]]:
    """An empty stack of services in a process of their own."""
    with running_services(work_dir / "services.log") as services, pytest.MonkeyPatch.context() as patch:
        resources.create(system(services.endpoint), clients_at(services.endpoint))
        for name, value in access(services.endpoint).items():
            patch.setenv(name, value)
        yield services.endpoint, AwsPorts(environment("ApiFunction", services.endpoint))


def publish(ports: AwsPorts) -> None:
    """The same trees for both: as our champion with a scored customer, and as pipelines with the same record."""
    fitted = fit(np.random.default_rng(11))
    _, key = new_key("benchmark", NOW, bytes(32), "read")
    ports.state.save_api_key(key)
    ports.state.save_file(FileState("shop", "landing/shop/a.csv", "clean", "e", "d"), expected_revision=None)
    publish_model(ports, served(fitted))
    record = CustomerRecord("shop", CUSTOMER, "s", score_of(CUSTOMER), dict.fromkeys(NAMES, 1.0), [])
    ports.customers.save_many([record], expires_at=datetime(2100, 1, 1, tzinfo=UTC))
    move_pointer(ports.lake, layout.scores_pointer("shop"), Pointer(), "s", {})
    pipelines = {f"spend_{days}": fitted.spend[days] for days in HORIZONS}
    pipelines |= {f"churn_{days}": fitted.churn[days] for days in HORIZONS}
    body = io.BytesIO()
    joblib.dump(pipelines, body)
    ports.models.write("obvious.joblib", body.getvalue())
