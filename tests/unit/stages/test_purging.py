"""What purging removes and what it leaves: everything superseded of one dataset, nothing current, nothing of others."""

from datetime import UTC, datetime
from pathlib import Path

from perennial import layout
from perennial.erasures import ErasureRecord
from perennial.memory import MemoryPorts
from perennial.pointers import Pointer, move_pointer
from perennial.records import FileState
from perennial.stages.purging import purge

NOW = datetime(2026, 3, 1, tzinfo=UTC)
ASKED = ErasureRecord("e1", "shop", "anna", NOW, "k1", "rewritten", detail={"ids": ["anna"], "rows_removed": 2})
CURRENT = (
    "clean/shop/order_lines/live.parquet",
    "rejects/shop/live.csv",
    "quality/shop/live.json",
    "features/shop/f2/features.parquet",
    "scores/shop/s2/scores.csv",
    "scores/shop/history/2026-01-01-s1.json",
    "reports/shop/r2/report.html",
    "clean/cafe/order_lines/old.parquet",
    "plans/cafe/p1.csv",
    "plans/shop/p1.csv",
    "plans/shop/p1.json",
)
SUPERSEDED = (
    "clean/shop/order_lines/old.parquet",
    "rejects/shop/old.csv",
    "quality/shop/old.json",
    "features/shop/f1/features.parquet",
    "scores/shop/s1/scores.csv",
    "scores/shop/s1/index.npz",
    "reports/shop/r1/report.html",
    "predictions/shop/j1.csv",
)


def test_only_what_is_superseded_goes_and_the_request_forgets_whom(ports: MemoryPorts, work_dir: Path) -> None:
    state = FileState("shop", "landing/shop/a.csv", "clean", "e", "d", tables=("order_lines",), identity="live")
    ports.state.save_file(state, expected_revision=None)
    for key in (*CURRENT, *SUPERSEDED):
        ports.lake.write(key, b"x")
    for pointer, snapshot in (
        (layout.features_pointer("shop"), "f2"),
        (layout.scores_pointer("shop"), "s2"),
        (layout.report_pointer("shop"), "r2"),
    ):
        move_pointer(ports.lake, pointer, Pointer(), snapshot, {})
    removed = purge("shop", [ASKED], ports, work_dir=work_dir, now=NOW)
    left = {info.key for info in ports.lake.list("")}
    assert set(CURRENT) <= left
    assert not set(SUPERSEDED) & left
    assert removed["objects_removed"] == len(SUPERSEDED)
    (done,) = ports.erasures.of("shop")
    assert (done.status, done.customer_id, done.done_at) == ("done", None, NOW)
    assert "ids" not in done.detail
    assert done.detail["rows_removed"] == 2
    assert [message.body["dataset"] for message in ports.train_queue.sent] == ["shop"]


def test_plans_stay_without_the_persons_to_measure_what_they_brought(ports: MemoryPorts, work_dir: Path) -> None:
    ports.lake.write(layout.plan_file("shop", "p1"), b"customer_id,group\nanna,held_out\nbert,contacted\n")
    ports.lake.write(layout.plan_file("shop", "p2"), b"customer_id,group\nbert,contacted\n")
    removed = purge("shop", [ASKED], ports, work_dir=work_dir, now=NOW)
    for plan_id in ("p1", "p2"):
        assert ports.lake.read(layout.plan_file("shop", plan_id)).body == b"customer_id,group\nbert,contacted\n"
    assert removed["past_plans_rewritten"] == 1
