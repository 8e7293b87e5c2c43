"""Past forecasts as scoring kept them: read, held against the orders, and left out where they are gone."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perennial import layout
from perennial.memory import MemoryPorts
from perennial.realised import past_forecasts
from perennial.stages.realised import Baselines, evaluated, last_of_weeks
from tests.drifting_shop import day, drifting_orders
from tests.monitored_shop import SHOP, MonitoredShop
from tests.simulated_shop import shop

TRAINED, LAST = day(300), day(400)
FRAME = drifting_orders(200, 401, seed=3)


@pytest.fixture
def scored(ports: MemoryPorts, work_dir: Path) -> MonitoredShop:
    """A shop scored on a day a hundred days ago, and again a week and a day later."""
    made = MonitoredShop(ports, work_dir, FRAME)
    made.train(TRAINED, auc=0.7)
    for later in (0, 8):
        made.known_until(TRAINED + timedelta(days=later))
        made.score(TRAINED + timedelta(days=later))
    return made


def looked_at(scored: MonitoredShop, folder: Path) -> list[tuple[object, object]]:
    histories = [info.key for info in scored.ports.lake.list(layout.score_history_prefix(SHOP))]
    folder.mkdir()
    with shop(folder, FRAME) as con:
        found = evaluated(con, scored.ports, SHOP, histories=histories, last_day=LAST, work_dir=folder)
    return [(one["as_of"], one["horizon_days"]) for one in found]


def test_every_forecast_that_is_due_is_judged_newest_first(scored: MonitoredShop, tmp_path: Path) -> None:
    first, second = TRAINED.isoformat(), (TRAINED + timedelta(days=8)).isoformat()
    assert looked_at(scored, tmp_path / "look") == [(second, 90), (second, 30), (first, 90), (first, 30)]


def test_a_scoring_whose_customers_are_gone_is_left_out(scored: MonitoredShop, tmp_path: Path) -> None:
    gone, *_ = [info.key for info in scored.ports.lake.list(f"scores/{SHOP}/") if info.key.endswith("scores.parquet")]
    scored.ports.lake.delete(gone)
    assert len(looked_at(scored, tmp_path / "look")) == 2


def test_a_baseline_is_what_the_version_had_at_training_and_none_of_a_version_that_is_gone(
    scored: MonitoredShop,
) -> None:
    baselines = Baselines(scored.ports.models, SHOP)
    assert baselines.of("v1", 30) == {"roc_auc": 0.7, "brier": 0.2}
    assert baselines.of("v1", 90) == {}
    assert baselines.of("gone", 30) == {}


@given(st.lists(st.tuples(st.dates(date(2024, 12, 20), date(2025, 2, 1)), st.booleans()), max_size=30))
def test_what_is_not_read_would_not_have_counted(scorings: list[tuple[date, bool]]) -> None:
    kept = {
        layout.score_history(SHOP, as_of.isoformat(), f"{number:032}"): {
            "snapshot": f"{number:032}",
            "as_of": as_of.isoformat(),
            "scored_at": f"2026-01-01T00:00:{number:02}",
            "model_version": "v1",
            "backfilled": backfilled,
            "totals": [{"horizon_days": 30, "expected": 1.0, "low": 0.0, "high": 2.0}],
        }
        for number, (as_of, backfilled) in enumerate(scorings)
    }
    read = [kept[key] for key in last_of_weeks(list(kept))]
    assert past_forecasts(read, LAST) == past_forecasts(list(kept.values()), LAST)


def test_of_a_shop_that_is_scored_all_day_few_are_read() -> None:
    keys = [
        layout.score_history(SHOP, day(number).isoformat(), f"{again:032}")
        for number in range(365)
        for again in range(3)
    ]
    assert len(last_of_weeks(keys)) <= 3 * 54
