"""A program of its own: reads on its input what to tell MLflow and tells it; its exit status says how it went."""

import json
import sys
import time
from itertools import batched
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mlflow import MlflowClient

SQLITE = "sqlite:///"
METRICS_AT_ONCE = 500  # a store takes at most 1,000
PARAMS_AT_ONCE = 100


def tell(told: dict[str, Any]) -> None:
    """One finished run with its parameters, metrics, tags and files."""
    from mlflow import MlflowClient  # noqa: PLC0415  # the function itself never loads it
    from mlflow.entities import Metric, Param  # noqa: PLC0415  # as above

    client = MlflowClient(tracking_uri=told["uri"])
    run_id = client.create_run(_experiment(client, told), run_name=told["run_name"], tags=told["tags"]).info.run_id
    now = int(time.time() * 1000)
    for params in batched(told["params"].items(), PARAMS_AT_ONCE):
        client.log_batch(run_id, params=[Param(name, value) for name, value in params])
    for metrics in batched(told["metrics"], METRICS_AT_ONCE):
        client.log_batch(run_id, metrics=[Metric(name, value, now, step) for name, value, step in metrics])
    client.log_artifacts(run_id, told["folder"])
    client.set_terminated(run_id)


def _experiment(client: "MlflowClient", told: dict[str, Any]) -> str:
    """The id of the experiment, made where there is none; beside a database file lie its runs' files."""
    found = client.get_experiment_by_name(told["experiment"])
    if found is not None:
        return str(found.experiment_id)
    uri: str = told["uri"]
    beside = (Path(uri.removeprefix(SQLITE)).parent / "mlartifacts").as_uri() if uri.startswith(SQLITE) else None
    return str(client.create_experiment(told["experiment"], artifact_location=beside))


if __name__ == "__main__":
    tell(json.load(sys.stdin))
