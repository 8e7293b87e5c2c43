"""Model artifacts: how a trained version lies in the models bucket, and how it is loaded with nothing but numpy."""

import hashlib
import io
import json
from dataclasses import replace

import joblib

from perennial import layout
from perennial.errors import IntegrityError, NoModelYet
from perennial.models.serving import ServingModel
from perennial.models.subscriber_serving import SubscriberModel
from perennial.objects import ObjectStore
from perennial.pointers import read_pointer
from perennial.ports import Registry
from perennial.records import Json

MODEL_FILE = "model.joblib"
MANIFEST_FILE = "model.json"
METRICS_FILE = "metrics.json"
COMPRESSION = 3

type AnyModel = ServingModel | SubscriberModel


def save_model(store: ObjectStore, model: AnyModel, manifest: dict[str, Json], metrics: dict[str, Json]) -> str:
    """Write the three files of a version; answers the SHA-256 of its artifact, for the registry."""
    folder = layout.model_folder(model.dataset, model.version)
    artifact = _artifact(model)
    store.write(folder + MODEL_FILE, artifact)
    store.write(folder + MANIFEST_FILE, _json(manifest), "application/json")
    store.write(folder + METRICS_FILE, _json(metrics), "application/json")
    return hashlib.sha256(artifact).hexdigest()


def named_by_content[M: ServingModel | SubscriberModel](
    model: M, manifest: dict[str, Json], metrics: dict[str, Json]
) -> M:
    """The model with its version: the day (of subscribers without one, their kind), and a digest of all to be written.

    Two trainings on the same features may not end alike, since each goes as far as its time; what differs in a byte
    then differs in name.
    """
    content = hashlib.sha256(_artifact(replace(model, version="")))
    content.update(_json(manifest))
    content.update(_json(metrics))
    day = "subscribers" if model.as_of is None else f"{model.as_of:%Y%m%d}"
    return replace(model, version=f"{day}-{content.hexdigest()[:8]}")


def load_model(models: ObjectStore, registry: Registry, dataset: str) -> AnyModel:
    """The champion of a dataset; not a byte of it is unpickled before its digest was found to be the recorded one.

    Raises NoModelYet, and IntegrityError where the bytes are not those that were trained.
    """
    version = champion_version(models, dataset)
    key = layout.model_folder(dataset, version) + MODEL_FILE
    record = registry.get(dataset, version)
    if record is None:
        raise IntegrityError(f"{key}: version {version} is not in the model registry; train the dataset again.")
    body = models.read(key).body
    if hashlib.sha256(body).hexdigest() != record.sha256:
        raise IntegrityError(
            f"{key}: its bytes are not those recorded when it was trained; restore the object or train again."
        )
    model = joblib.load(io.BytesIO(body))
    if not isinstance(model, ServingModel | SubscriberModel):
        raise IntegrityError(f"{key}: holds a {type(model).__name__}, not a model; train the dataset again.")
    return model


def champion_version(models: ObjectStore, dataset: str) -> str:
    """The version the champion pointer names; raises NoModelYet."""
    version = read_pointer(models, layout.champion_pointer(dataset)).snapshot
    if version is None:
        raise NoModelYet(dataset)
    return version


def read_manifest(models: ObjectStore, dataset: str) -> dict[str, Json]:
    """How the champion came about: choices and reasons in words; raises NoModelYet."""
    return _read(models, dataset, MANIFEST_FILE)


def read_metrics(models: ObjectStore, dataset: str) -> dict[str, Json]:
    """Every candidate's figures on the untouched horizon, by score column and name; raises NoModelYet."""
    return _read(models, dataset, METRICS_FILE)


def _read(models: ObjectStore, dataset: str, file_name: str) -> dict[str, Json]:
    folder = layout.model_folder(dataset, champion_version(models, dataset))
    content: dict[str, Json] = json.loads(models.read(folder + file_name).body)
    return content


def _artifact(model: AnyModel) -> bytes:
    buffer = io.BytesIO()
    joblib.dump(model, buffer, compress=COMPRESSION)
    return buffer.getvalue()


def _json(content: dict[str, Json]) -> bytes:
    return json.dumps(content, sort_keys=True, indent=1, allow_nan=False).encode()
