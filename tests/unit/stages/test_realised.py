"""Past forecasts as scoring kept them: read, held against the orders, and left out where they are gone."""

from datetime import timedelta
from pathlib import Path

import pytest

from perennial import layout
from perennial.memory import MemoryPorts
from perennial.stages.realised import Baselines, evaluated
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
