"""Artifacts: loaded with numpy alone, and not before they are known to be what was trained."""

import hashlib
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import joblib
import numpy as np
import pytest

from perennial import layout
from perennial.errors import IntegrityError, NoModelYet
from perennial.models.artifact import MODEL_FILE, load_model, read_manifest, read_metrics, save_model
from perennial.models.candidates import candidates
from perennial.models.panel import FEATURE_NAMES, Examples, Present
from perennial.pointers import Pointer, move_pointer
from perennial.records import ModelRecord
from tests.hand_made import publish_model, serving_model

KEY = layout.model_folder("shop", "v1") + MODEL_FILE
SHARED = Path(__file__).resolve().parents[3] / "shared"
SERVE_ALONE = """
import sys
sys.path.insert(0, {shared!r})
sys.modules.update(dict.fromkeys(["pandas", "sklearn", "scipy", "xgboost", "duckdb", "threadpoolctl"]))
import joblib, numpy
model = joblib.load({artifact!r})
matrix = numpy.load({inputs!r})
spend, churn = model.predict_spend(matrix), model.predict_churn(matrix)
numpy.save({outputs!r}, numpy.stack([*spend.values(), *churn.values()]))
"""


def model_of_every_form(examples):
    """A model in which every kind of light form that training can make serves some horizon."""
    likely = replace(examples, target=(examples.target > 5).astype(np.float64))
    spend = [candidate.fit(examples) for candidate in candidates("spend", 30, seed=1)]
    churn = [candidate.fit(likely) for candidate in candidates("churn", 30, seed=1)]
    return serving_model(
        feature_names=FEATURE_NAMES,
        spend=dict(zip(range(1, len(spend) + 1), spend, strict=True)),
        churn=dict(zip(range(1, len(churn) + 1), churn, strict=True)),
    )


def examples(rows=300):
    random = np.random.default_rng(1)
    matrix = random.lognormal(1, 1, (rows, len(FEATURE_NAMES)))
    matrix[random.random(matrix.shape) < 0.1] = np.nan
    ids = np.arange(rows).astype(str).astype(object)
    return Examples(ids, matrix, random.gamma(0.5, 10.0, rows) * (random.random(rows) < 0.7), Present(matrix))


def test_an_artifact_serves_without_any_training_library(work_dir):
    learnt = examples()
    model = model_of_every_form(learnt)
    names = {name: str(work_dir / name) for name in ("artifact", "inputs.npy", "outputs.npy")}
    joblib.dump(model, names["artifact"])
    np.save(names["inputs.npy"], learnt.matrix)
    program = SERVE_ALONE.format(
        shared=str(SHARED), artifact=names["artifact"], inputs=names["inputs.npy"], outputs=names["outputs.npy"]
    )
    finished = subprocess.run([sys.executable, "-I", "-c", program], capture_output=True, text=True, check=False)
    assert (finished.returncode, finished.stderr) == (0, "")
    expected = [*model.predict_spend(learnt.matrix).values(), *model.predict_churn(learnt.matrix).values()]
    np.testing.assert_array_equal(np.load(names["outputs.npy"]), np.stack(expected))


def test_the_champion_is_loaded_as_it_was_saved(ports):
    publish_model(ports, serving_model())
    loaded = load_model(ports.models, ports.registry, "shop")
    row = np.array([[10.0, 2.0, 80.0, 0.0]])
    assert loaded.version == "v1"
    assert loaded.predict_spend(row) == serving_model().predict_spend(row)


def test_manifest_and_metrics_of_the_champion_can_be_read(ports):
    save_model(ports.models, serving_model(), {"seed": 1}, {"expected_spend_30d": {"xgboost": {"mae": 1.5}}})
    move_pointer(ports.models, layout.champion_pointer("shop"), Pointer(), "v1", {})
    assert read_manifest(ports.models, "shop") == {"seed": 1}
    assert read_metrics(ports.models, "shop") == {"expected_spend_30d": {"xgboost": {"mae": 1.5}}}


def test_a_dataset_without_a_champion_says_what_has_to_happen_first(ports):
    with pytest.raises(NoModelYet, match="dataset shop has no model yet"):
        load_model(ports.models, ports.registry, "shop")
    with pytest.raises(NoModelYet):
        read_manifest(ports.models, "shop")
    with pytest.raises(NoModelYet):
        read_metrics(ports.models, "shop")


def test_other_bytes_than_those_trained_are_never_unpickled(ports, work_dir):
    publish_model(ports, serving_model())
    harm = work_dir / "harm"
    ports.models.write(KEY, pickled_order_to_touch(harm))
    with pytest.raises(IntegrityError, match=r"shop/v1/model.joblib: its bytes are not those recorded"):
        load_model(ports.models, ports.registry, "shop")
    assert not harm.exists()


def test_the_harm_in_that_test_is_real(work_dir):
    harm = work_dir / "harm"
    (work_dir / "artifact").write_bytes(pickled_order_to_touch(harm))
    joblib.load(work_dir / "artifact")
    assert harm.exists()


def test_a_version_the_registry_does_not_know_is_not_loaded(ports):
    save_model(ports.models, serving_model(), {}, {})
    move_pointer(ports.models, layout.champion_pointer("shop"), Pointer(), "v1", {})
    with pytest.raises(IntegrityError, match="version v1 is not in the model registry"):
        load_model(ports.models, ports.registry, "shop")


def test_an_artifact_that_holds_no_model_is_refused(ports, work_dir):
    publish_model(ports, serving_model())
    joblib.dump({"not": "a model"}, work_dir / "artifact")
    stored = ports.registry.get("shop", "v1")
    sha256 = save_bytes(ports, (work_dir / "artifact").read_bytes())
    ports.registry.save(
        ModelRecord("shop", "v1", sha256, stored.features_snapshot, stored.as_of, datetime(2024, 7, 1, tzinfo=UTC))
    )
    with pytest.raises(IntegrityError, match="holds a dict, not a model"):
        load_model(ports.models, ports.registry, "shop")


class Toucher:
    """Unpickled, it makes a file."""

    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return (Path.touch, (self.path,))


def pickled_order_to_touch(path):
    joblib.dump(Toucher(path), path.with_suffix(".joblib"))
    return path.with_suffix(".joblib").read_bytes()


def save_bytes(ports, body):
    ports.models.write(KEY, body)
    return hashlib.sha256(body).hexdigest()
