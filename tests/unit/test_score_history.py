"""The history's entry of a scoring: it adds up to the scores, of both kinds of dataset."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from duckdb import DuckDBPyConnection

from perennial.engine import connection
from perennial.models.serving import ServingModel
from perennial.score_history import Scoring, history_of, horizons_of
from perennial.score_tables import fill_scores, spend_totals, write_segment_summary
from perennial.segment_rules import SEGMENT_NAMES
from tests.hand_made import serving_model
from tests.unit.test_score_tables import load

SCORING = Scoring("s" * 32, "f" * 32, "2024-06-30", datetime(2024, 7, 1, 12, tzinfo=UTC))


def entry(con: DuckDBPyConnection, model: ServingModel, work_dir: Path, scoring: Scoring = SCORING) -> dict:
    load(con, work_dir, 400)
    fill_scores(con, model)
    write_segment_summary(con, model, work_dir / "segments.csv")
    return history_of(con, model, scoring, spend_totals(con, model))


def test_an_entry_adds_up_to_the_scores(work_dir: Path) -> None:
    with connection(work_dir) as con:
        told = entry(con, serving_model(), work_dir)
        scores = con.execute("select risk, value_at_risk from scores").fetchall()
    assert (told["customers"], told["kind"], told["backfilled"]) == (400, "orders", False)
    assert sum(segment["customers"] for segment in told["segments"]) == 400
    assert sum(segment["customers_share"] for segment in told["segments"]) == pytest.approx(1)
    assert [segment["segment"] for segment in told["segments"]] == [
        name for name in SEGMENT_NAMES if name in {segment["segment"] for segment in told["segments"]}
    ]
    high = [value for risk, value in scores if risk == "high"]
    assert told["at_risk"]["customers"] == len(high) > 0
    assert told["at_risk"]["value"] == pytest.approx(np.nansum(np.array(high, dtype=float)))
    assert [total["horizon_days"] for total in told["totals"]] == [30, 90, 365]
    assert (told["value_horizon_days"], told["churn_horizon_days"], told["at_risk"]["horizon_days"]) == (90, 90, 90)


def test_an_entry_is_json_without_numbers_that_are_none(work_dir: Path) -> None:
    withheld = {f"expected_spend_{days}d": "needs more" for days in (30, 90, 365)}
    model = serving_model(withheld=withheld, value_horizon_days=None)
    with connection(work_dir) as con:
        told = entry(con, model, work_dir, replace(SCORING, backfilled=True))
    assert json.loads(json.dumps(told, allow_nan=False)) == told
    assert told["at_risk"]["value"] is None
    assert {segment["expected_spend"] for segment in told["segments"]} == {None}
    assert (told["totals"], told["withheld"], told["backfilled"]) == ([], withheld, True)


def test_an_entry_stands_for_the_day_of_the_data_or_else_for_that_of_the_scoring() -> None:
    assert SCORING.day == "2024-06-30"
    assert replace(SCORING, as_of=None).day == "2024-07-01"


def test_horizons_are_those_of_the_model() -> None:
    assert horizons_of(serving_model(value_horizon_days=365, churn_horizon_days=None)) == (365, None)
