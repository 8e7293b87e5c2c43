"""The files of a scoring: an index that serves, and an entry in the history that is made once."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from perennial import layout
from perennial.memory import MemoryPorts
from perennial.pointers import read_pointer
from perennial.score_index import ScoreIndex
from perennial.stages.score import score
from tests.hand_made import Order, publish_features, publish_model, serving_model
from tests.unit.stages.test_score import DAY, NOW, ORDERS

LATER = datetime(2025, 7, 1, tzinfo=UTC)


@pytest.fixture
def scored(ports: MemoryPorts, work_dir: Path) -> MemoryPorts:
    publish_features(ports, work_dir, ORDERS)
    publish_model(ports, serving_model())
    score("shop", ports, work_dir=work_dir, now=NOW)
    return ports


def entries(ports: MemoryPorts) -> dict[str, dict]:
    keys = [info.key for info in ports.lake.list(layout.score_history_prefix("shop"))]
    return {key: json.loads(ports.lake.read(key).body) for key in keys}


def test_the_index_lies_beside_the_scores_it_is_of(scored: MemoryPorts) -> None:
    pointer = read_pointer(scored.lake, layout.scores_pointer("shop"))
    index = ScoreIndex.from_bytes(scored.lake.read(layout.score_index("shop", str(pointer.snapshot))).body)
    assert index.customer_ids(range(index.customers)) == ["anna", "bert"]
    assert (index.terms.snapshot, index.terms.as_of) == (pointer.snapshot, "2024-06-30")


def test_a_scoring_is_entered_under_its_day(scored: MemoryPorts) -> None:
    pointer = read_pointer(scored.lake, layout.scores_pointer("shop"))
    ((key, entry),) = entries(scored).items()
    assert key == layout.score_history("shop", "2024-06-30", str(pointer.snapshot))
    assert entry["totals"] == pointer.detail["totals"]
    assert (entry["snapshot"], entry["features_snapshot"]) == (pointer.snapshot, pointer.detail["features_snapshot"])
    assert entry["scored_at"] == NOW.isoformat()


def test_scores_written_again_keep_the_entry_of_the_first_time(scored: MemoryPorts, work_dir: Path) -> None:
    before = entries(scored)
    assert score("shop", scored, work_dir=work_dir, now=LATER).outcome == "done"
    assert entries(scored) == before


def test_every_scoring_adds_an_entry_and_changes_none(scored: MemoryPorts, work_dir: Path) -> None:
    before = entries(scored)
    publish_features(scored, work_dir, [*ORDERS, Order("anna", DAY + timedelta(days=9), 7.0, "o9")])
    score("shop", scored, work_dir=work_dir, now=LATER)
    assert entries(scored).items() > before.items()
    assert [entry["as_of"] for entry in entries(scored).values()] == ["2024-06-30", "2024-07-09"]
