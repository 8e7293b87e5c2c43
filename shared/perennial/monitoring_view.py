"""What the monitor found of a dataset, as people and programs read it: readings, realised forecasts, plans."""

import json

from perennial import layout
from perennial.errors import ObjectMissing
from perennial.objects import ObjectStore
from perennial.pointers import read_pointer
from perennial.records import Json

type Reading = dict[str, Json]


def readings_of(lake: ObjectStore, dataset: str, *, limit: int) -> list[Reading]:
    """The latest readings, newest first; those that are no longer kept are left out."""
    named = read_pointer(lake, layout.monitoring_pointer(dataset)).detail.get("readings")
    found = (_reading(lake, dataset, str(one)) for one in (named if isinstance(named, list) else [])[:limit])
    return [reading for reading in found if reading is not None]


def realised_of(lake: ObjectStore, dataset: str) -> list[Reading]:
    """What came of past forecasts, newest first, as the latest check that looked at them found it."""
    return _evaluated(lake, dataset, "realised")


def plan_effects_of(lake: ObjectStore, dataset: str) -> list[Reading]:
    """What past plans brought, newest first, as the latest check that looked at them found it."""
    return _evaluated(lake, dataset, "plan_effects")


def _evaluated(lake: ObjectStore, dataset: str, what: str) -> list[Reading]:
    evaluation = read_pointer(lake, layout.monitoring_pointer(dataset)).detail.get("evaluation")
    reading = None if evaluation is None else _reading(lake, dataset, str(evaluation))
    found = None if reading is None else reading.get(what)
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _reading(lake: ObjectStore, dataset: str, reading_id: str) -> Reading | None:
    try:
        stored: Reading = json.loads(lake.read(f"{layout.monitoring_folder(dataset)}{reading_id}.json").body)
    except ObjectMissing:
        return None
    return stored
