"""What a check looks at: the same need not be looked at again, and of subscribers there is their own to see."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from perennial import engine, layout
from perennial.dataset import Dataset
from perennial.drift_reference import REFERENCE_FILE, reference_of_subscribers
from perennial.drift_settings import DriftSettings
from perennial.memory import MemoryPorts
from perennial.models.budget import Budget
from perennial.models.subscriber_serving import SubscriberModel
from perennial.models.subscriber_terms import SubscriberJob
from perennial.models.subscriber_training import train_subscribers
from perennial.monitoring import Finding
from perennial.pointers import Pointer
from perennial.stages.checking import Situation, look
from tests.subscriber_files import KINDS, subscriber_columns

SITUATION = Situation(
    "phone", "model", Pointer(), Pointer("f", 1, {"as_of": None}), "v1", DriftSettings(), ("one",), ("plan",)
)
SUBSCRIBERS = 1500


@pytest.fixture(scope="module")
def model() -> SubscriberModel:
    """A model of subscribers, trained as quickly as can be."""
    job = SubscriberJob("phone", "f", None, KINDS, Dataset(), 20, {}, {})
    return train_subscribers(subscriber_columns(SUBSCRIBERS), job, Budget(0.0, lambda: 0.0)).model


def found(model: SubscriberModel, ports: MemoryPorts, work_dir: Path, **changed: np.ndarray) -> Finding | None:
    """What a check finds of other subscribers of the same kind, some columns changed."""
    columns = subscriber_columns(SUBSCRIBERS, seed=8) | changed
    label = np.where(np.ma.getmaskarray(columns["already_left"]), None, np.ma.getdata(columns["already_left"]))
    path = work_dir / "written.parquet"
    with engine.connection(work_dir) as con:
        con.register("columns", columns | {"already_left": label})
        con.execute("set pandas_analyze_sample = 0")
        query = "select * replace (cast(cast(already_left as double) as boolean) as already_left) from columns"
        con.sql(query).write_parquet(str(path))
    ports.lake.upload(layout.features_folder("phone", "f") + "features.parquet", path)
    reference = reference_of_subscribers(subscriber_columns(SUBSCRIBERS), model)
    ports.models.write(layout.model_folder("phone", "v1") + REFERENCE_FILE, json.dumps(reference).encode())
    return look(SITUATION, model, ports, work_dir)


def test_other_subscribers_of_the_same_kind_have_not_drifted(model, ports, work_dir) -> None:
    finding = found(model, ports, work_dir)
    assert finding is not None
    assert {reading.name for reading in finding.readings} == {*KINDS, "already_left", "churn_probability"}
    assert not finding.tripped


def test_a_dearer_tariff_and_another_mix_of_contracts_are_seen(model, ports, work_dir) -> None:
    columns = subscriber_columns(SUBSCRIBERS, seed=8)
    contract = np.where(np.arange(SUBSCRIBERS) % 4 == 0, columns["contract"], "month").astype(object)
    charges = columns["monthly_charges"] * 1.5
    finding = found(model, ports, work_dir, contract=contract, monthly_charges=charges)
    assert finding is not None
    assert {"contract", "monthly_charges"} <= {reading.name for reading in finding.readings if reading.drifted}


def test_labels_that_say_more_often_that_customers_left_are_seen(model, ports, work_dir) -> None:
    label = np.ma.getdata(subscriber_columns(SUBSCRIBERS, seed=8)["already_left"])
    left = np.ma.masked_invalid(np.where(np.isnan(label), label, (np.arange(SUBSCRIBERS) % 3 > 0).astype(np.float64)))
    finding = found(model, ports, work_dir, already_left=left)
    assert finding is not None
    assert [reading.name for reading in finding.readings if reading.drifted] == ["already_left"]


@pytest.mark.parametrize(
    "other",
    [
        replace(SITUATION, champion="v2"),
        replace(SITUATION, settings=DriftSettings(psi_limit=0.3)),
        replace(SITUATION, features=Pointer("g", 2, {"as_of": None})),
        replace(SITUATION, histories=("one", "two")),
        replace(SITUATION, plans=("plan", "other")),
    ],
    ids=["champion", "settings", "features", "history", "plan"],
)
def test_whatever_a_check_looks_at_makes_another_check_of_it(other: Situation) -> None:
    assert other.inputs("model") != SITUATION.inputs("model")
    of_the_past = other.histories != SITUATION.histories or other.plans != SITUATION.plans
    assert (other.inputs("data") == SITUATION.inputs("data")) is of_the_past
