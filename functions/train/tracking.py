"""What MLflow is told of a training, where a tracking server or store is named; a process of its own tells it.

Whatever goes wrong there, a server that does not answer among it, costs a warning and never the training.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from perennial import layout
from perennial.models.artifact import MANIFEST_FILE, METRICS_FILE
from perennial.pointers import read_pointer
from perennial.ports import Ports

TELLER = Path(__file__).with_name("mlflow_teller.py")
MOST_SECONDS = 60.0
LAST_WORDS = 500  # characters
ONCE = {"MLFLOW_HTTP_REQUEST_MAX_RETRIES": "1", "MLFLOW_HTTP_REQUEST_TIMEOUT": "10", "MLFLOW_DISABLE_TELEMETRY": "true"}


def track(dataset: str, version: str, ports: Ports, *, uri: str, seconds: float = MOST_SECONDS) -> str | None:
    """Tell the store at this address of a version, in so many seconds; answers why that failed, None where it did not.

    A version is one run of the experiment named after the dataset: parameters, the winners' figures, curves by step,
    the decision as tags, and every file of the version.
    """
    with TemporaryDirectory(prefix="perennial-mlflow-") as name:
        folder = Path(name)
        try:
            told = _told(dataset, version, ports, folder) | {"uri": uri, "folder": str(folder)}
            done = subprocess.run(  # noqa: S603 our own interpreter running our own program
                [sys.executable, str(TELLER)],
                input=json.dumps(told),
                env={**os.environ, **ONCE, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
                capture_output=True,
                text=True,
                timeout=seconds,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return f"no answer within {seconds:g} seconds"
        except Exception as error:  # telling is no reason for a training to fail
            return f"{type(error).__name__}: {error}"
    return None if done.returncode == 0 else done.stderr.strip()[-LAST_WORDS:] or f"exit status {done.returncode}"


def _told(dataset: str, version: str, ports: Ports, folder: Path) -> dict[str, Any]:
    """What is to be said, the version's files in the folder."""
    for info in ports.models.list(layout.model_folder(dataset, version)):
        ports.models.download(info.key, folder / info.key.rpartition("/")[2])
    manifest = json.loads((folder / MANIFEST_FILE).read_bytes())
    metrics = json.loads((folder / METRICS_FILE).read_bytes())
    champion = read_pointer(ports.models, layout.champion_pointer(dataset)).snapshot
    decision = manifest["decision"]
    return {
        "experiment": f"perennial/{dataset}",
        "run_name": version,
        "tags": {
            "dataset": dataset,
            "version": version,
            "serves": str(version == champion).lower(),
            "decision": decision["kind"],
            "decision_in_words": decision["in_words"],
        },
        "params": params_of(manifest),
        "metrics": [*_figures(manifest, metrics), *_curves(manifest, metrics), *_of_decision(decision)],
    }


def params_of(manifest: Mapping[str, Any]) -> dict[str, str]:
    """How the model was made, by name."""
    plain = ("as_of", "features_snapshot", "training_version", "seed", "order_lines", "labelled", "horizons_days")
    recipe = manifest["recipe"]
    numbers: Mapping[str, Any] = recipe["numbers"]
    settings = {
        f"{column}.{name}": str(value) for column, one in numbers.items() for name, value in one["settings"].items()
    }
    return {
        **{name: str(manifest[name]) for name in plain if name in manifest},
        "window_months": str(recipe["window_months"]),
        **{f"{column}.candidate": one["candidate"] for column, one in numbers.items()},
        **settings,
    }


type Point = tuple[str, float, int]


def _figures(manifest: Mapping[str, Any], metrics: Mapping[str, Any]) -> Iterator[Point]:
    """The winners' figures on the days or customers that were kept for the report."""
    for column, winner in manifest["winners"].items():
        for name, value in metrics[column][winner].items():
            if isinstance(value, int | float) and not isinstance(value, bool):
                yield f"{column}.{name}", float(value), 0


def _curves(manifest: Mapping[str, Any], metrics: Mapping[str, Any]) -> Iterator[Point]:
    """Calibration by decile; by per cent gain, of the customers, and cost, of the threshold from which one contacts."""
    for column, winner in manifest["winners"].items():
        figures = metrics[column][winner]
        for one in figures.get("deciles", ()):
            yield f"{column}.calibration.forecast", one["mean_predicted"], one["decile"]
            yield f"{column}.calibration.actual", one["mean_actual"], one["decile"]
        for one in figures.get("gain_curve", ()):
            yield f"{column}.gain", one["caught_share"], round(100 * one["customers_share"])
        costs = manifest["numbers"].get(column, {}).get("business_cost")
        if isinstance(costs, dict):
            curve = costs["curve"]
            for threshold, cost in zip(curve["thresholds"], curve["cost_per_customer"], strict=True):
                yield f"{column}.cost_per_customer", cost, round(100 * threshold)


def _of_decision(decision: Mapping[str, Any]) -> Iterator[Point]:
    for name in ("gain", "certain_gain", "certain_loss"):
        if name in decision:
            yield f"decision.{name}", decision[name], 0
