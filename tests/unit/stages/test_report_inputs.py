"""What a report is made from: the same inputs have one digest, and what is not there yet is empty."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from perennial import layout
from perennial.engine import connection
from perennial.memory import MemoryPorts
from perennial.pointers import move_pointer, read_pointer
from perennial.records import FileState
from perennial.stages.report_inputs import ReportInputs, gathered, open_tables, report_inputs
from tests.unit.stages.test_report import scored_shop

READING = {"at": "2024-07-01", "realised": [{"as_of": "2024-03-01"}], "plan_effects": [{"plan_id": "p"}], "reasons": []}


@pytest.fixture
def ready(ports: MemoryPorts, work_dir: Path) -> MemoryPorts:
    scored_shop(ports, work_dir)
    return ports


def inputs_of(ports: MemoryPorts) -> ReportInputs:
    found = report_inputs("shop", ports)
    assert found is not None
    return found


def test_before_the_first_scoring_there_is_nothing_to_report_on(ports: MemoryPorts):
    assert report_inputs("shop", ports) is None


def test_another_file_reading_description_or_version_is_another_input(ready: MemoryPorts):
    before = inputs_of(ready)
    state = FileState("shop", "landing/shop/b.csv", "failed", "e", "d", reason="it is empty.")
    ready.state.save_file(state, expected_revision=None)
    with_file = inputs_of(ready)
    ready.lake.write(layout.description("shop"), b'{"currency": "EUR"}')
    described = inputs_of(ready)
    checked = replace(before, monitoring=replace(before.monitoring, snapshot="r1"))
    digests = [one.digest("1") for one in (before, with_file, described, checked)] + [before.digest("2")]
    assert len(set(digests)) == 5
    assert before.digest("1") == replace(before).digest("1")


def test_the_model_is_the_one_of_the_scores_and_not_a_newer_champion(ready: MemoryPorts):
    champion = layout.champion_pointer("shop")
    move_pointer(ready.models, champion, read_pointer(ready.models, champion), "v2", {})
    ready.models.write(layout.model_folder("shop", "v1") + "model.json", b'{"order_lines": 3}')
    assert gathered(inputs_of(ready), ready, {}).manifest == {"order_lines": 3}


def test_readings_of_the_monitor_come_oldest_first_with_the_last_evaluation(ready: MemoryPorts):
    for name in ("r1", "r2"):
        key = f"{layout.monitoring_folder('shop')}{name}.json"
        ready.lake.write(key, json.dumps(READING | {"model_version": name}).encode())
    pointer = layout.monitoring_pointer("shop")
    detail = {"readings": ["r2", "r1"], "evaluation": "r1"}
    move_pointer(ready.lake, pointer, read_pointer(ready.lake, pointer), "r2", detail)
    sources = gathered(inputs_of(ready), ready, {})
    assert [one["model_version"] for one in sources.readings] == ["r1", "r2"]
    assert (sources.realised, sources.plan_effects) == (READING["realised"], READING["plan_effects"])


def test_a_quality_report_that_is_gone_by_now_is_left_out(ready: MemoryPorts):
    state = FileState("shop", "landing/shop/a.csv", "clean", "e", "d", tables=("order_lines",), identity="gone")
    ready.state.save_file(state, expected_revision=None)
    assert gathered(inputs_of(ready), ready, {}).quality["rows"]["read"] == 0


def test_the_tables_hold_every_customer(ready: MemoryPorts, tmp_path: Path):
    folder = tmp_path / "it's here"
    folder.mkdir()
    with connection(folder) as con:
        open_tables(con, inputs_of(ready), ready.lake, folder)
        counts = [
            con.execute(f"select count(*) from {name}").fetchall()[0][0] for name in ("features", "scores", "orders")
        ]
    assert counts == [2, 2, 3]
