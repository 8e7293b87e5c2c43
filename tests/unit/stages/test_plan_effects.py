"""Past plans as the API kept them: found, measured by the monitor, and left out where they are gone."""

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from perennial import layout
from perennial.memory import MemoryPorts
from perennial.memory_objects import MemoryObjects
from perennial.objects import ObjectInfo
from perennial.plan_outcomes import CAVEAT
from perennial.stages.plan_effects import MOST_MEASURED, kept_plans, measured_plans
from tests.drifting_shop import day, drifting_orders
from tests.monitored_shop import SHOP, MonitoredShop
from tests.order_lines import Line, staged

TRAINED, LAST = day(100), day(200)
CUSTOMERS = [f"c{number}" for number in range(8)]
BOUGHT = [Line(one, f"{one} first", f"{day(1)}", "10.00") for one in CUSTOMERS]


def keep(ports: MemoryPorts, plan_id: str, as_of: date, *, held_out: int = 4, customers: list[str] = CUSTOMERS) -> None:
    """Put a plan where the API puts it, half of its customers held out."""
    assumed = {"margin": 0.5, "incentive_cost": 1.0, "contact_success_rate": 0.1, "horizon_days": 30}
    terms = {"as_of": as_of.isoformat(), "held_out": held_out, "assumptions": assumed}
    groups = [f"{one},{'held_out' if place % 2 else 'contacted'}" for place, one in enumerate(customers)]
    ports.lake.write(layout.plan_terms(SHOP, plan_id), json.dumps(terms).encode())
    ports.lake.write(layout.plan_file(SHOP, plan_id), "\n".join(["customer_id,group", *groups]).encode())


def measured(ports: MemoryPorts, folder: Path) -> list[object]:
    with staged(folder, BOUGHT) as con:
        plans = kept_plans(ports.lake, SHOP)
        found = measured_plans(con, ports.lake, SHOP, plans=plans, last_day=LAST, work_dir=folder)
    return [one["plan_id"] for one in found]


def test_the_newest_ten_that_can_be_measured_are_newest_first(ports: MemoryPorts, work_dir: Path) -> None:
    for number in range(MOST_MEASURED + 2):
        keep(ports, f"p{number:02}", TRAINED + timedelta(days=number))
    keep(ports, "nobody-held-out", TRAINED, held_out=0)
    keep(ports, "not-over-yet", LAST - timedelta(days=29))
    assert measured(ports, work_dir) == [f"p{number:02}" for number in range(MOST_MEASURED + 1, 1, -1)]


def test_a_plan_whose_list_or_terms_are_gone_is_left_out(ports: MemoryPorts, work_dir: Path) -> None:
    for name in ("kept", "listless"):
        keep(ports, name, TRAINED)
    ports.lake.delete(layout.plan_file(SHOP, "listless"))
    with staged(work_dir, BOUGHT) as con:
        plans = (*kept_plans(ports.lake, SHOP), "gone")
        (found,) = measured_plans(con, ports.lake, SHOP, plans=plans, last_day=LAST, work_dir=work_dir)
    assert found["plan_id"] == "kept"


class LakeThatTellsTheTime(MemoryObjects):
    """A lake whose listing says that what comes first by name was put there last."""

    def list(self, prefix: str):
        for number, info in enumerate(super().list(prefix)):
            yield ObjectInfo(info.key, info.etag, info.size_bytes, datetime(2026, 1, 20 - number, tzinfo=UTC))


def test_plans_asked_for_last_come_first_and_lists_are_not_taken_for_plans() -> None:
    ports = MemoryPorts(lake=LakeThatTellsTheTime())
    for name in ("b", "c", "a"):
        keep(ports, name, TRAINED)
    assert kept_plans(ports.lake, SHOP) == ("a", "b", "c")
    assert kept_plans(ports.lake, "another") == ()


@pytest.fixture
def grown(ports: MemoryPorts, work_dir: Path) -> MonitoredShop:
    """A shop trained, with a plan of that day, and a hundred days on."""
    frame = drifting_orders(120, 201, seed=5)
    shop = MonitoredShop(ports, work_dir, frame)
    shop.known_until(TRAINED)
    shop.train(TRAINED)
    known = frame[frame["ordered_at"].dt.date <= TRAINED]
    keep(ports, "p1", TRAINED, customers=sorted(set(known["customer_id"])))
    shop.known_until(LAST)
    return shop


def test_the_monitor_tells_what_a_plan_brought_when_it_looks_at_the_past(grown: MonitoredShop) -> None:
    grown.check("data", LAST)
    assert grown.reading()["plan_effects"] == []
    grown.check("model", LAST)
    (effect,) = grown.reading()["plan_effects"]
    assert (effect["plan_id"], effect["as_of"], effect["horizon_days"]) == ("p1", TRAINED.isoformat(), 30)
    assert effect["contacted"] - effect["held_out"] in (0, 1)
    assert effect["low"] < effect["difference"] < effect["high"]
    assert effect["difference"] == pytest.approx(effect["mean_contacted"] - effect["mean_held_out"])
    assert effect["in_words"].endswith(CAVEAT)


def test_a_plan_asked_for_since_is_reason_to_look_again(grown: MonitoredShop) -> None:
    grown.check("model", LAST)
    assert grown.check("model", LAST).outcome == "nothing_to_do"
    keep(grown.ports, "p2", TRAINED - timedelta(days=20), customers=["c00000", "c00001"])
    assert grown.check("model", LAST).outcome == "done"
    assert [one["plan_id"] for one in grown.reading()["plan_effects"]] == ["p1", "p2"]
    assert "cannot be told" in grown.reading()["plan_effects"][1]["in_words"]


def test_a_plan_is_measured_though_the_model_kept_no_reference(grown: MonitoredShop) -> None:
    grown.ports.models.delete(layout.model_folder(SHOP, "v1") + "reference.json")
    assert grown.check("model", LAST).outcome == "done"
    assert len(grown.reading()["plan_effects"]) == 1
