"""Backfill: a past day's scores know no more than that day did, and nothing that serves today notices."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pandas as pd
import pytest

from perennial import layout
from perennial.errors import ConflictError
from perennial.memory import MemoryPorts
from perennial.models.budget import Budget
from perennial.pointers import move_pointer, read_pointer
from perennial.records import StageResult
from perennial.stages.backfill import backfill
from tests.drifting_shop import day, drifting_orders
from tests.monitored_shop import SHOP, MonitoredShop
from tests.watched import once_before, watched

NOW = datetime(2026, 1, 1, tzinfo=UTC)
PAST, LAST = day(170), day(260)
FRAME = drifting_orders(150, 261, seed=4)

FUTURES: dict[str, Callable[[pd.DataFrame], pd.DataFrame]] = {
    "everybody spends a hundred times as much": lambda later: later.assign(amount=later["amount"] * 100),
    "hardly anybody comes back": lambda later: later.tail(1),
    "only strangers come": lambda later: later.assign(customer_id="new-" + later["customer_id"]),
}


def fill(ports: MemoryPorts, folder: Path, past: date = PAST) -> StageResult:
    folder.mkdir()
    return backfill(SHOP, past, ports, work_dir=folder, now=NOW, budget=Budget(0.0, lambda: 0.0))


def shop(work_dir: Path, frame: pd.DataFrame = FRAME) -> MonitoredShop:
    made = MonitoredShop(MemoryPorts(), work_dir, frame)
    made.known_until(LAST)
    return made


def entries(ports: MemoryPorts) -> list[dict]:
    found = ports.lake.list(layout.score_history_prefix(SHOP))
    return [json.loads(ports.lake.read(info.key).body) for info in found]


def scores(ports: MemoryPorts) -> bytes:
    (entry,) = entries(ports)
    return ports.lake.read(layout.scores_folder(SHOP, entry["snapshot"]) + "scores.csv").body


def test_a_past_day_enters_the_history_with_its_totals_and_as_made_afterwards(work_dir: Path) -> None:
    made = shop(work_dir)
    result = fill(made.ports, work_dir / "fill")
    (entry,) = entries(made.ports)
    assert (result.outcome, result.detail["customers"]) == ("done", entry["customers"])
    assert (entry["as_of"], entry["backfilled"]) == (PAST.isoformat(), True)
    assert [total["horizon_days"] for total in entry["totals"]] == [30, 90, 365][: len(entry["totals"])]
    assert entry["totals"]


@pytest.mark.parametrize("future", FUTURES)
def test_what_came_later_changes_nothing_in_a_past_days_scores(work_dir: Path, future: str) -> None:
    later = FRAME["ordered_at"] > str(day(171))
    otherwise = pd.concat([FRAME[~later], FUTURES[future](FRAME[later])])
    (work_dir / "a").mkdir()
    (work_dir / "b").mkdir()
    as_it_came, other = shop(work_dir / "a"), shop(work_dir / "b", otherwise)
    for made, folder in ((as_it_came, "a"), (other, "b")):
        fill(made.ports, work_dir / folder / "fill")
    assert scores(as_it_came.ports) == scores(other.ports)
    assert len(scores(as_it_came.ports)) > 1000


def test_neither_champion_nor_registry_nor_current_scores_notice(work_dir: Path) -> None:
    made = shop(work_dir)
    made.train(LAST)
    made.score(LAST)
    pointers = (made.ports.lake, layout.scores_pointer(SHOP)), (made.ports.models, layout.champion_pointer(SHOP))
    before = [read_pointer(*where) for where in pointers]
    fill(made.ports, work_dir / "fill")
    assert [read_pointer(*where) for where in pointers] == before
    assert [record.version for record in made.ports.registry.versions(SHOP)] == ["v1"]


def test_a_day_that_has_its_scores_is_left_as_it_is(work_dir: Path) -> None:
    made = shop(work_dir)
    fill(made.ports, work_dir / "once")
    before = entries(made.ports)
    assert fill(made.ports, work_dir / "twice").outcome == "nothing_to_do"
    assert entries(made.ports) == before


def test_a_backfilled_forecast_is_judged_like_any_other(work_dir: Path) -> None:
    made = shop(work_dir)
    made.train(LAST)
    fill(made.ports, work_dir / "fill")
    made.check("model", LAST)
    realised = made.reading()["realised"]
    assert {(one["as_of"], one["backfilled"]) for one in realised} == {(PAST.isoformat(), True)}


def test_features_that_changed_meanwhile_are_not_scored(work_dir: Path) -> None:
    made = shop(work_dir)
    change = once_before("lake.download", lambda: made.known_until(LAST - timedelta(days=1)))
    with pytest.raises(ConflictError):
        fill(watched(made.ports, change), work_dir / "fill")
    assert list(made.ports.lake.list(f"scores/{SHOP}/")) == []


@pytest.mark.parametrize("past", [LAST, day(300)])
def test_a_day_that_is_not_past_is_refused(work_dir: Path, past: date) -> None:
    result = fill(shop(work_dir).ports, work_dir / "fill", past)
    assert (result.outcome, f"end on {LAST.isoformat()}" in str(result.reason)) == ("failed", True)


def test_a_day_before_the_first_order_is_refused(work_dir: Path) -> None:
    result = fill(shop(work_dir).ports, work_dir / "fill", day(-5))
    assert (result.outcome, "no orders up to" in str(result.reason)) == ("failed", True)


def test_a_dataset_of_subscribers_or_without_features_has_no_past_to_score(ports: MemoryPorts, work_dir: Path) -> None:
    assert "no orders yet" in str(fill(ports, work_dir / "nothing").reason)
    pointer = layout.features_pointer(SHOP)
    move_pointer(ports.lake, pointer, read_pointer(ports.lake, pointer), "f", {"kind": "subscribers", "as_of": None})
    assert "subscribers" in str(fill(ports, work_dir / "subscribers").reason)
