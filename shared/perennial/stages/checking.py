"""What a check of a dataset looks at, and the looking: reference, features, past forecasts, plans."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple, cast

from duckdb import DuckDBPyConnection
from numpy.typing import NDArray

from perennial import layout
from perennial.drift_reference import REFERENCE_FILE, Reading, reference_from
from perennial.drift_samples import sample_of_orders, sample_of_subscribers
from perennial.drift_settings import DriftSettings
from perennial.engine import connection
from perennial.errors import ObjectMissing
from perennial.features import load_order_lines
from perennial.models.artifact import AnyModel
from perennial.models.subscriber_serving import SubscriberModel
from perennial.monitoring import Check, Finding, finding
from perennial.objects import ObjectStore
from perennial.pointers import Pointer
from perennial.ports import Ports
from perennial.records import Json
from perennial.stages.plan_effects import measured_plans
from perennial.stages.realised import evaluated

MONITORING_VERSION = "2"


@dataclass(frozen=True, slots=True)
class Situation:
    """What a check looks at, read once."""

    dataset: str
    check: Check
    seen: Pointer
    features: Pointer
    champion: str
    settings: DriftSettings
    histories: tuple[str, ...]
    plans: tuple[str, ...]

    @property
    def day(self) -> date | None:
        """The data's day."""
        as_of = self.features.detail.get("as_of")
        return None if as_of is None else date.fromisoformat(str(as_of))

    def inputs(self, check: Check) -> str:
        """A digest of all that such a check looks at: the same need not be checked again."""
        looked_at = (self.histories, sorted(self.plans)) if check == "model" else ()
        settings = self.settings.model_dump_json()
        content = json.dumps([MONITORING_VERSION, self.features.snapshot, self.champion, settings, looked_at])
        return hashlib.sha256(content.encode()).hexdigest()[:16]


class Past(NamedTuple):
    """What came of past forecasts and plans, newest first."""

    realised: list[dict[str, Json]]
    plan_effects: list[dict[str, Json]]


def look(situation: Situation, model: AnyModel, ports: Ports, work_dir: Path) -> Finding | None:
    """What is found of the champion `model`; None where its training kept no reference and there is nothing else.

    The sample of a data check is compared alone; a check of the model also holds past forecasts and the plans that
    held customers out against the orders.
    """
    of_subscribers = isinstance(model, SubscriberModel)
    path = work_dir / ("features.parquet" if of_subscribers else "order_lines.parquet")
    ports.lake.download(layout.features_folder(situation.dataset, str(situation.features.snapshot)) + path.name, path)
    with connection(work_dir) as con:
        if not of_subscribers:
            load_order_lines(con, path)
        readings = _readings(con, situation, model, ports.models, path)
        past = Past([], [])
        if situation.check == "model" and situation.day is not None and not of_subscribers:
            past = _past(con, situation, situation.day, ports, work_dir)
    if readings is None and not past.realised and not past.plan_effects:
        return None
    champion, day, settings = situation.champion, situation.day, situation.settings
    found = finding(readings or [], past.realised, champion=champion, day=day, settings=settings)
    return replace(found, plan_effects=past.plan_effects)


def _past(con: DuckDBPyConnection, situation: Situation, last_day: date, ports: Ports, work_dir: Path) -> Past:
    dataset, histories, plans = situation.dataset, situation.histories, situation.plans
    return Past(
        evaluated(con, ports, dataset, histories=histories, last_day=last_day, work_dir=work_dir),
        measured_plans(con, ports.lake, dataset, plans=plans, last_day=last_day, work_dir=work_dir),
    )


def _readings(
    con: DuckDBPyConnection, situation: Situation, model: AnyModel, models: ObjectStore, path: Path
) -> list[Reading] | None:
    """How far everything has moved from the champion's reference; None where its training kept none."""
    try:
        folder = layout.model_folder(situation.dataset, situation.champion)
        reference = reference_from(models.read(folder + REFERENCE_FILE).body)
    except ObjectMissing:
        return None
    if isinstance(model, SubscriberModel):
        columns = con.read_parquet(str(path)).order("customer_id").fetchnumpy()
        sample = sample_of_subscribers(model, cast(Mapping[str, NDArray[Any]], columns))
    else:
        sample = sample_of_orders(con, model, situation.day or model.as_of, reference.window_days)
    return reference.compare(sample, situation.day, situation.settings)
