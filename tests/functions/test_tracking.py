"""MLflow is told of a training: by a real server and a real store, and never at the price of the training."""

import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import httpx2
import pytest
from mlflow import MlflowClient

from functions.train.tracking import track
from perennial.memory import MemoryPorts
from perennial.records import Json
from tests.champions import made, published
from tests.conftest import skip_or_fail

# Reading a database file with the client makes its own library grumble.
pytestmark = pytest.mark.filterwarnings("ignore:The ``noload`` loader strategy:DeprecationWarning")
VENV = "PERENNIAL_MLFLOW_VENV"
PATIENCE_SECONDS = 300
CURVE: dict[str, Json] = {"thresholds": [0.0, 0.5], "cost_per_customer": [3.0, 1.5], "contacted_share": [1.0, 0.2]}
FIGURES: dict[str, Json] = {
    "mae": 3.5,
    "roc_auc": None,
    "deciles": [{"decile": 1, "mean_predicted": 1.0, "mean_actual": 2.0}],
    "gain_curve": [{"customers_share": 0.1, "caught_share": 0.4}, {"customers_share": 1.0, "caught_share": 1.0}],
}
NUMBERS: dict[str, Json] = {"expected_spend_30d": {"business_cost": {"curve": CURVE}}}


@pytest.fixture
def version(ports: MemoryPorts) -> str:
    """A published training with figures and curves."""
    trained = made(1)
    trained.manifest["numbers"] = NUMBERS
    trained.metrics["expected_spend_30d"] = {"candidate 1": FIGURES}
    return str(published(ports, 1, trained).detail["version"])


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of an MLflow server on this machine, on a database of its own."""
    venv = os.environ.get(VENV)
    if venv is None:
        skip_or_fail(f"no MLflow server: make one with infra/mlflow_venv.sh FOLDER and set {VENV} to it")
    folder = tmp_path_factory.mktemp("mlflow")
    port = _free_port()
    command = [f"{venv}/bin/mlflow", "server", "--host", "127.0.0.1", "--port", str(port), "--workers", "1"]
    store = ["--backend-store-uri", f"sqlite:///{folder}/server.db", "--artifacts-destination", str(folder / "files")]
    environ = {**os.environ, "MLFLOW_DISABLE_TELEMETRY": "true", "PYTHONPATH": "", "PATH": f"{venv}/bin:/usr/bin:/bin"}
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen([*command, *store], env=environ, cwd=folder, stdout=log, stderr=log)
        try:
            _wait_for(f"http://127.0.0.1:{port}", process, folder / "log")
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(30)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def _wait_for(address: str, process: "subprocess.Popen[bytes]", log: Path) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            if httpx2.get(f"{address}/health").is_success:
                return
        except httpx2.TransportError:
            time.sleep(0.2)
    pytest.fail(f"the MLflow server did not come up: {log.read_text()[-2000:]}")


@contextmanager
def answering(seconds: float) -> Iterator[str]:
    """A server that takes its time and then has had enough."""

    class Slow(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            time.sleep(seconds)
            self.send_error(500)

        do_POST = do_GET  # noqa: N815 a name that the base class asks for

        def log_message(self, *_: object) -> None:
            return

    slow = HTTPServer(("127.0.0.1", 0), Slow)
    threading.Thread(target=slow.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{slow.server_port}"
    finally:
        slow.shutdown()
        slow.server_close()


def assert_told(uri: str, version: str) -> None:
    client = MlflowClient(tracking_uri=uri)
    experiment = client.get_experiment_by_name("perennial/shop")
    assert experiment is not None
    (run,) = client.search_runs([experiment.experiment_id])
    assert (run.info.run_name, run.info.status) == (version, "FINISHED")
    assert (run.data.tags["decision"], run.data.tags["decision_in_words"]) == ("won", "because of 1")
    assert run.data.tags["serves"] == "true"
    assert run.data.params["expected_spend_30d.candidate"] == "candidate 1"
    assert run.data.params["window_months"] == "18"
    assert run.data.metrics["expected_spend_30d.mae"] == 3.5
    assert history(client, run.info.run_id, "gain") == [(10, 0.4), (100, 1.0)]
    assert history(client, run.info.run_id, "calibration.actual") == [(1, 2.0)]
    assert history(client, run.info.run_id, "cost_per_customer") == [(0, 3.0), (50, 1.5)]
    files = {file.path for file in client.list_artifacts(run.info.run_id)}
    assert files == {"model.joblib", "model.json", "metrics.json", "reference.json"}


def history(client: MlflowClient, run_id: str, name: str) -> list[tuple[int, float]]:
    found = client.get_metric_history(run_id, f"expected_spend_30d.{name}")
    return sorted((point.step, point.value) for point in found)


def test_a_server_is_told_parameters_figures_curves_files_and_the_decision(
    ports: MemoryPorts, version: str, server: str
) -> None:
    assert track("shop", version, ports, uri=server, seconds=PATIENCE_SECONDS) is None
    assert_told(server, version)


def test_a_database_file_is_told_the_same_and_the_files_lie_beside_it(
    ports: MemoryPorts, version: str, tmp_path: Path
) -> None:
    uri = f"sqlite:///{tmp_path}/mlflow.db"
    assert track("shop", version, ports, uri=uri, seconds=PATIENCE_SECONDS) is None
    assert_told(uri, version)
    assert {path.name for path in (tmp_path / "mlartifacts").glob("*/artifacts/*")} >= {"model.joblib"}


def test_the_next_training_is_another_run_of_the_same_experiment(
    ports: MemoryPorts, version: str, tmp_path: Path
) -> None:
    uri = f"sqlite:///{tmp_path}/mlflow.db"
    trained = made(2)
    trained.metrics["expected_spend_30d"] = {"candidate 2": FIGURES}
    trained.manifest["numbers"] = {}
    second = str(published(ports, 2, trained).detail["version"])
    for one in (version, second):
        assert track("shop", one, ports, uri=uri, seconds=PATIENCE_SECONDS) is None
    client = MlflowClient(tracking_uri=uri)
    (experiment,) = (one for one in client.search_experiments() if one.name == "perennial/shop")
    assert {run.info.run_name for run in client.search_runs([experiment.experiment_id])} == {version, second}


def test_a_server_that_is_not_there_is_a_warning(ports: MemoryPorts, version: str) -> None:
    failed = track("shop", version, ports, uri=f"http://127.0.0.1:{_free_port()}")
    assert failed is not None
    assert "Connection refused" in failed


def test_a_slow_server_is_left_alone_after_a_while(ports: MemoryPorts, version: str) -> None:
    with answering(seconds=60) as uri:
        assert track("shop", version, ports, uri=uri, seconds=8) == "no answer within 8 seconds"


def test_a_server_that_fails_is_a_warning(ports: MemoryPorts, version: str) -> None:
    with answering(seconds=0) as uri:
        assert track("shop", version, ports, uri=uri)


def test_a_version_that_is_not_there_is_a_warning(ports: MemoryPorts, tmp_path: Path) -> None:
    assert "FileNotFoundError" in str(track("shop", "v0", ports, uri=f"sqlite:///{tmp_path}/mlflow.db"))


def test_an_address_that_is_none_is_a_warning(ports: MemoryPorts, version: str) -> None:
    assert track("shop", version, ports, uri="gopher://nowhere")


def test_the_training_function_itself_never_loads_mlflow() -> None:
    loaded = subprocess.run(
        [sys.executable, "-c", "import functions.train.app, sys; print('mlflow' in sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert loaded.stdout.strip() == "False"
