"""What is told of the monitor: only what its pointer names, newest first."""

import json

from perennial import layout
from perennial.memory import MemoryPorts
from perennial.monitoring_view import plan_effects_of, readings_of, realised_of
from perennial.pointers import move_pointer, read_pointer


def told(ports: MemoryPorts, reading_id: str, *, evaluation: str | None = None) -> None:
    """A reading written, and the pointer moved to it."""
    reading = {"reading_id": reading_id, "realised": [{"of": reading_id}], "plan_effects": [{"by": reading_id}]}
    ports.lake.write(f"{layout.monitoring_folder('shop')}{reading_id}.json", json.dumps(reading).encode())
    seen = read_pointer(ports.lake, layout.monitoring_pointer("shop"))
    before = seen.detail.get("readings", [])
    assert isinstance(before, list)
    detail = {"readings": [reading_id, *before], "evaluation": evaluation or seen.detail.get("evaluation")}
    move_pointer(ports.lake, layout.monitoring_pointer("shop"), seen, reading_id, detail)


def test_readings_come_newest_first_and_no_more_than_asked_for(ports: MemoryPorts) -> None:
    for number in range(3):
        told(ports, f"r{number}")
    assert [one["reading_id"] for one in readings_of(ports.lake, "shop", limit=2)] == ["r2", "r1"]


def test_realised_forecasts_and_plans_are_those_of_the_latest_check_that_looked_at_them(ports: MemoryPorts) -> None:
    told(ports, "r0", evaluation="r0")
    told(ports, "r1")
    assert realised_of(ports.lake, "shop") == [{"of": "r0"}]
    assert plan_effects_of(ports.lake, "shop") == [{"by": "r0"}]


def test_a_check_that_did_not_look_at_plans_tells_of_none(ports: MemoryPorts) -> None:
    told(ports, "r0", evaluation="r0")
    ports.lake.write(f"{layout.monitoring_folder('shop')}r0.json", b'{"reading_id": "r0", "realised": []}')
    assert plan_effects_of(ports.lake, "shop") == []


def test_a_reading_that_was_written_and_never_pointed_to_is_not_told(ports: MemoryPorts) -> None:
    ports.lake.write(f"{layout.monitoring_folder('shop')}lost.json", b'{"reading_id": "lost"}')
    assert readings_of(ports.lake, "shop", limit=9) == []
    assert realised_of(ports.lake, "shop") == []


def test_a_reading_that_is_no_longer_kept_is_left_out(ports: MemoryPorts) -> None:
    told(ports, "r0", evaluation="r0")
    told(ports, "r1")
    ports.lake.delete(f"{layout.monitoring_folder('shop')}r0.json")
    assert [one["reading_id"] for one in readings_of(ports.lake, "shop", limit=9)] == ["r1"]
    assert realised_of(ports.lake, "shop") == []
