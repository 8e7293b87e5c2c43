"""What the API never imports: nothing for training at all, and not even numpy before a model is needed."""

import pickle
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from perennial.memory import MemoryPorts
from perennial.models.forms import ConstantForm
from perennial.stages.score import score
from tests.functions.api.conftest import NOW, ORDERS, open_dataset, secret_of
from tests.hand_made import publish_features, publish_model, serving_model

ROOT = Path(__file__).resolve().parents[3]
TRAINING = ("pandas", "duckdb", "sklearn", "scipy", "xgboost", "matplotlib")
PROGRAM = """
import logging, pickle, sys
from datetime import UTC, datetime

class Blocked:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in sys.argv[3].split(","):
            raise ImportError(f"{name} must not be imported")

sys.meta_path.insert(0, Blocked())
import functions.api.app
from functions.api.application import create_app
from functions.api.world import World
from starlette.testclient import TestClient

ports = pickle.load(open(sys.argv[1], "rb"))
world = World(ports, lambda: datetime.now(UTC), lambda: "0" * 32, logging.getLogger())
client = TestClient(create_app(world), headers={"x-api-key": sys.argv[2]})
question = {"features": {"monetary": 5}} if sys.argv[4] == "features" else {"customer_id": "anna"}
for answer in (
    client.get("/api/health"),
    client.get("/api/details"),
    client.get("/api/datasets"),
    client.get("/api/runs"),
    client.get("/api/files"),
    client.get("/api/models"),
    client.get("/api/predictions"),
    client.get("/api/datasets/shop"),
    client.put("/api/datasets/shop", json={"returns": "drop"}),
    client.get("/api/datasets/shop/rejects"),
    client.get("/api/customers/anna"),
    client.get("/api/overview"),
    client.get("/api/segments"),
    client.get("/api/scores.csv"),
    client.post("/predict", json=question),
    *(client.get(path) for path in ("/api/customers", "/api/plan.csv?budget=1") if sys.argv[4] == "features"),
):
    assert answer.is_success, answer.text
if sys.argv[4] == "features":
    assert client.post("/api/models/v1/promote").is_success
print("numpy" in sys.modules)
"""


@pytest.fixture
def pickled(ports: MemoryPorts, tmp_path: Path) -> Path:
    form = {30: ConstantForm(0.5)}
    model = serving_model(
        horizons_days=(30,),
        spend=form,
        churn=form,
        value_horizon_days=30,
        churn_horizon_days=30,
        value_quantiles=np.linspace(0, 1, 5),
    )
    open_dataset(ports)
    publish_features(ports, tmp_path, ORDERS)
    publish_model(ports, model)
    score("shop", ports, work_dir=tmp_path, now=NOW)
    file = tmp_path / "ports.pickle"
    file.write_bytes(pickle.dumps(ports))
    return file


@pytest.mark.parametrize(
    ("blocked", "question", "numpy_comes"),
    [((*TRAINING, "numpy", "joblib"), "customer", "False"), (TRAINING, "features", "True")],
)
def test_the_api_works_without_the_libraries_it_must_not_import(
    pickled: Path, ports: MemoryPorts, blocked: tuple[str, ...], question: str, numpy_comes: str
) -> None:
    secret = secret_of(ports, "admin")
    pickled.write_bytes(pickle.dumps(ports))
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(pickled), secret, ",".join(blocked), question],
        cwd=ROOT,
        env={"PYTHONPATH": f"{ROOT / 'shared'}:{ROOT}", "AWS_DEFAULT_REGION": "us-east-1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == numpy_comes
