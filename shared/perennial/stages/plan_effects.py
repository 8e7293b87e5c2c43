"""Plans of a dataset whose horizon has passed, read where their lists are kept and held against the orders."""

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

from duckdb import DuckDBPyConnection

from perennial import layout
from perennial.errors import ObjectMissing
from perennial.objects import ObjectInfo, ObjectStore
from perennial.plan_outcomes import PastPlan, past_plan, plan_effect
from perennial.records import Json

MOST_READ = 200
MOST_MEASURED = 10
TERMS = ".json"


def kept_plans(lake: ObjectStore, dataset: str) -> tuple[str, ...]:
    """The ids of the plans whose lists were asked for, those asked for last first."""
    terms = [info for info in lake.list(layout.plans_prefix(dataset)) if info.key.endswith(TERMS)]
    terms.sort(key=_put_there, reverse=True)
    return tuple(info.key.removeprefix(layout.plans_prefix(dataset)).removesuffix(TERMS) for info in terms)


def _put_there(info: ObjectInfo) -> datetime:
    return info.modified_at or datetime.min.replace(tzinfo=UTC)


def measured_plans(
    con: DuckDBPyConnection, lake: ObjectStore, dataset: str, *, plans: Sequence[str], last_day: date, work_dir: Path
) -> list[dict[str, Json]]:
    """What these plans (ids) brought whose horizon has passed and that held customers out: the newest, newest first.

    `con` holds the `order_lines` of all. A plan that is no longer kept is left out.
    """
    past = [plan for plan_id in plans[:MOST_READ] if (plan := _past(lake, dataset, plan_id, last_day)) is not None]
    past.sort(key=lambda plan: plan.as_of, reverse=True)
    found = []
    for plan in past[:MOST_MEASURED]:
        path = work_dir / f"plan-{plan.plan_id}.csv"
        try:
            lake.download(layout.plan_file(dataset, plan.plan_id), path)
        except ObjectMissing:
            continue
        found.append(plan_effect(con, plan, path))
    return found


def _past(lake: ObjectStore, dataset: str, plan_id: str, last_day: date) -> PastPlan | None:
    try:
        terms = json.loads(lake.read(layout.plan_terms(dataset, plan_id)).body)
    except ObjectMissing:
        return None
    return past_plan(plan_id, terms, last_day)
