"""The score stage: every customer once, all or nothing for readers, and nothing done twice."""

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import duckdb
import pytest

from perennial import layout
from perennial.errors import ConflictError, IntegrityError
from perennial.memory import MemoryCustomers, MemoryPorts
from perennial.memory_objects import MemoryObjects
from perennial.objects import ObjectInfo
from perennial.pointers import move_pointer, read_pointer
from perennial.records import CustomerRecord
from perennial.stages.score import score
from perennial.tables import SEGMENT_SUMMARY, scores_table
from tests.hand_made import Order, explained_model, publish_features, publish_model, serving_model

NOW = datetime(2024, 7, 1, 12, tzinfo=UTC)
DAY = date(2024, 6, 30)
ORDERS = [
    Order("anna", DAY, 40.0, "o3"),
    Order("anna", DAY - timedelta(days=20), 60.0, "o1"),
    Order("bert", DAY - timedelta(days=100), 5.0, "o2"),
]


SCORE_FILES = ("scores.parquet", "scores.csv", "segment_summary.csv")


class KilledError(Exception):
    """The function was stopped from outside."""


class CustomersOfADyingFunction(MemoryCustomers):
    """A customers table that takes one record and then sees its writer die."""

    def save_many(self, records: Iterable[CustomerRecord], *, expires_at: datetime) -> int:
        super().save_many([next(iter(records))], expires_at=expires_at)
        raise KilledError


class RememberedExpiry(MemoryCustomers):
    """A customers table that tells how long it was asked to keep its records."""

    expires_at: datetime | None = None

    def save_many(self, records: Iterable[CustomerRecord], *, expires_at: datetime) -> int:
        self.expires_at = expires_at
        return super().save_many(records, expires_at=expires_at)


class LakeWithARival(MemoryObjects):
    """A lake in which somebody else moves the score pointer just before our first move."""

    def __init__(self) -> None:
        super().__init__()
        self.rivals = 1

    def replace(self, key: str, body: bytes, expected_etag: str | None) -> ObjectInfo:
        if key == layout.scores_pointer("shop") and self.rivals:
            still_to_come, self.rivals = self.rivals - 1, 0
            move_pointer(self, key, read_pointer(self, key), "the rival's", {})
            self.rivals = still_to_come
        return super().replace(key, body, expected_etag)


@pytest.fixture
def ready(ports: MemoryPorts, work_dir: Path) -> MemoryPorts:
    """A dataset with features and a champion."""
    publish_features(ports, work_dir, ORDERS)
    publish_model(ports, serving_model())
    return ports


def current(ports: MemoryPorts) -> str:
    snapshot = read_pointer(ports.lake, layout.scores_pointer("shop")).snapshot
    assert snapshot is not None
    return snapshot


def score_files(ports: MemoryPorts) -> dict[str, bytes]:
    folder = layout.scores_folder("shop", current(ports))
    return {name: ports.lake.read(folder + name).body for name in SCORE_FILES}


def rows(ports: MemoryPorts, work_dir: Path, name: str = "scores.parquet") -> list[dict]:
    (work_dir / name).write_bytes(score_files(ports)[name])
    reader = "read_parquet($file)" if name.endswith("parquet") else "read_csv($file, header = true, all_varchar = true)"
    result = duckdb.connect().execute(f"from {reader}", {"file": str(work_dir / name)})
    return [dict(zip([column[0] for column in result.description], row, strict=True)) for row in result.fetchall()]


def test_every_customer_is_scored_once_in_order_as_the_contract_says(ready: MemoryPorts, work_dir: Path) -> None:
    result = score("shop", ready, work_dir=work_dir, now=NOW)
    assert result.outcome == "done"
    scored = rows(ready, work_dir)
    assert [row["customer_id"] for row in scored] == ["anna", "bert"]
    assert tuple(scored[0]) == scores_table((30, 90, 365)).column_names
    assert scored[0]["expected_spend_90d"] == pytest.approx(25.0)
    assert scored[0]["as_of"] == DAY
    assert {row["model_version"] for row in scored} == {"v1"}
    described = duckdb.connect().execute(f"describe from '{work_dir / 'scores.parquet'}'").fetchall()
    assert [row[1] for row in described] == [column.type for column in scores_table((30, 90, 365)).columns]


def test_the_csv_says_what_the_parquet_says(ready: MemoryPorts, work_dir: Path) -> None:
    score("shop", ready, work_dir=work_dir, now=NOW)
    parquet, csv = rows(ready, work_dir), rows(ready, work_dir, "scores.csv")
    assert [row["customer_id"] for row in csv] == [row["customer_id"] for row in parquet]
    assert [float(row["expected_spend_365d"]) for row in csv] == [row["expected_spend_365d"] for row in parquet]
    assert [row["action"] for row in csv] == [row["action"] for row in parquet]


def test_reasons_reach_the_csv_and_the_customer(ready: MemoryPorts, work_dir: Path) -> None:
    publish_model(ready, explained_model(version="v2"))
    score("shop", ready, work_dir=work_dir, now=NOW)
    told = [row["reason_1"] for row in rows(ready, work_dir, "scores.csv")]
    assert told == [None, "associated with: 5.00 EUR spent so far (-24 EUR)"]
    bert = ready.customers.get("shop", "bert", current(ready))
    assert bert is not None
    assert [bert.score[name] for name in ("reason_1", "reason_2")] == [told[1], None]


def test_the_segments_are_summed_up_beside_the_scores(ready: MemoryPorts, work_dir: Path) -> None:
    score("shop", ready, work_dir=work_dir, now=NOW)
    scored, segments = rows(ready, work_dir), rows(ready, work_dir, "segment_summary.csv")
    assert tuple(segments[0]) == SEGMENT_SUMMARY.column_names
    assert {row["segment"] for row in segments} == {row["segment"] for row in scored}
    assert sum(int(row["customers"]) for row in segments) == len(scored)
    for column, of in (("expected_spend", "expected_spend_90d"), ("value_at_risk", "value_at_risk")):
        assert sum(float(row[column]) for row in segments) == pytest.approx(sum(row[of] for row in scored))
    assert {(row["value_horizon_days"], row["churn_horizon_days"]) for row in segments} == {("90", "90")}


def test_segments_are_summed_up_without_the_numbers_that_are_withheld(ports: MemoryPorts, work_dir: Path) -> None:
    publish_features(ports, work_dir, ORDERS)
    publish_model(ports, serving_model(value_horizon_days=None, churn_horizon_days=None, spend={}, churn={}))
    score("shop", ports, work_dir=work_dir, now=NOW)
    (row, *_) = rows(ports, work_dir, "segment_summary.csv")
    unknown = ("value_horizon_days", "expected_spend", "value_at_risk", "churn_horizon_days", "mean_churn_probability")
    assert [row[name] for name in unknown] == [None] * 5
    assert row["action"]


def test_the_pointer_says_what_it_points_to(ready: MemoryPorts, work_dir: Path) -> None:
    result = score("shop", ready, work_dir=work_dir, now=NOW)
    pointer = read_pointer(ready.lake, layout.scores_pointer("shop"))
    assert pointer.detail == {
        "as_of": "2024-06-30",
        "model_version": "v1",
        "customers": 2,
        "totals": [
            {
                "horizon_days": days,
                "expected": pytest.approx(sum(row[f"expected_spend_{days}d"] for row in rows(ready, work_dir))),
                "low": None,
                "high": None,
                "before_level_correction": pytest.approx(total),
                "in_words": f"All customers together are expected to spend {total:,.0f} in {days} days.",
            }
            for days, total in ((30, 10.5), (90, 26.25), (365, 105.0))
        ],
        "features_snapshot": read_pointer(ready.lake, layout.features_pointer("shop")).snapshot,
        "scored_at": NOW.isoformat(),
        "customers_expire_at": "2025-08-05T12:00:00+00:00",
    }
    assert result.detail == {"snapshot": pointer.snapshot, **pointer.detail}


def test_a_customer_is_kept_with_score_features_and_orders_as_plain_json(ready: MemoryPorts, work_dir: Path) -> None:
    score("shop", ready, work_dir=work_dir, now=NOW)
    record = ready.customers.get("shop", "anna", current(ready))
    assert record is not None
    assert record.score["expected_spend_90d"] == pytest.approx(25.0)
    assert record.score["withheld_reason"] is None
    assert record.features["frequency"] == 2
    assert record.features["is_cold_start"] is False
    assert record.features["last_order_at"] == "2024-06-30T00:00:00"
    assert record.features["as_of"] == "2024-06-30"
    assert [order["order_id"] for order in record.orders] == ["o3", "o1"]
    assert record.orders[0] == {
        "order_id": "o3",
        "ordered_at": "2024-06-30T00:00:00",
        "amount": 40.0,
        "lines": 1,
        "is_return": False,
    }
    assert json.loads(json.dumps(record.score, allow_nan=False)) == record.score
    assert json.loads(json.dumps(record.features, allow_nan=False)) == record.features


def test_what_is_unknown_of_a_customer_is_null_and_not_nan(ready: MemoryPorts, work_dir: Path) -> None:
    score("shop", ready, work_dir=work_dir, now=NOW)
    record = ready.customers.get("shop", "bert", current(ready))
    assert record is not None
    assert record.features["avg_interpurchase_days"] is None


def test_only_the_last_fifty_orders_are_kept_newest_first(ports: MemoryPorts, work_dir: Path) -> None:
    many = [Order("anna", DAY - timedelta(days=back), 1.0, f"o{back:02}") for back in range(60)]
    publish_features(ports, work_dir, [*many, Order("bert", DAY, 1.0, "b1")])
    publish_model(ports, serving_model())
    score("shop", ports, work_dir=work_dir, now=NOW)
    record = ports.customers.get("shop", "anna", current(ports))
    assert record is not None
    assert [order["order_id"] for order in record.orders] == [f"o{back:02}" for back in range(50)]


def test_the_same_inputs_give_the_same_bytes(work_dir: Path) -> None:
    worlds = []
    for orders in (ORDERS, ORDERS):
        world = MemoryPorts()
        publish_features(world, work_dir, orders)
        publish_model(world, serving_model())
        score("shop", world, work_dir=work_dir, now=NOW + timedelta(days=len(worlds)))
        worlds.append(world)
    assert score_files(worlds[0]) == score_files(worlds[1])


def test_what_is_already_scored_is_left_alone(ready: MemoryPorts, work_dir: Path) -> None:
    score("shop", ready, work_dir=work_dir, now=NOW)
    before = read_pointer(ready.lake, layout.scores_pointer("shop"))
    again = score("shop", ready, work_dir=work_dir, now=NOW)
    assert again.outcome == "nothing_to_do"
    assert read_pointer(ready.lake, layout.scores_pointer("shop")) == before


def test_a_new_model_makes_a_new_snapshot_and_the_old_one_stays_readable(ready: MemoryPorts, work_dir: Path) -> None:
    score("shop", ready, work_dir=work_dir, now=NOW)
    old = current(ready)
    publish_model(ready, serving_model(version="v2"))
    assert score("shop", ready, work_dir=work_dir, now=NOW).outcome == "done"
    assert current(ready) != old
    assert rows(ready, work_dir)[0]["model_version"] == "v2"
    assert ready.customers.get("shop", "anna", old) is not None


def test_new_features_make_a_new_snapshot_in_which_who_is_gone_is_gone(ready: MemoryPorts, work_dir: Path) -> None:
    score("shop", ready, work_dir=work_dir, now=NOW)
    publish_features(ready, work_dir, ORDERS[:2])
    assert score("shop", ready, work_dir=work_dir, now=NOW).outcome == "done"
    assert [row["customer_id"] for row in rows(ready, work_dir)] == ["anna"]
    assert ready.customers.get("shop", "bert", current(ready)) is None


def test_a_dataset_whose_customers_are_all_gone_gets_an_empty_table(ready: MemoryPorts, work_dir: Path) -> None:
    publish_features(ready, work_dir, [])
    result = score("shop", ready, work_dir=work_dir, now=NOW)
    assert (result.outcome, result.detail["customers"]) == ("done", 0)
    assert rows(ready, work_dir) == []
    header = ",".join(scores_table((30, 90, 365)).column_names)
    assert score_files(ready)["scores.csv"].decode().splitlines() == [header]


def test_without_features_there_is_nothing_to_do(ports: MemoryPorts, work_dir: Path) -> None:
    publish_model(ports, serving_model())
    result = score("shop", ports, work_dir=work_dir, now=NOW)
    assert (result.outcome, result.reason) == ("nothing_to_do", "no features yet: the features stage will call")


def test_without_a_model_there_is_nothing_to_do(ports: MemoryPorts, work_dir: Path) -> None:
    publish_features(ports, work_dir, ORDERS)
    result = score("shop", ports, work_dir=work_dir, now=NOW)
    assert (result.outcome, result.reason) == ("nothing_to_do", "no model yet: training will call")
    assert read_pointer(ports.lake, layout.scores_pointer("shop")).snapshot is None


def test_a_run_killed_half_way_is_seen_by_nobody_and_can_simply_run_again(ready: MemoryPorts, work_dir: Path) -> None:
    dying = replace(ready, customers=CustomersOfADyingFunction())
    with pytest.raises(KilledError):
        score("shop", dying, work_dir=work_dir, now=NOW)
    assert read_pointer(ready.lake, layout.scores_pointer("shop")).snapshot is None
    assert score("shop", ready, work_dir=work_dir, now=NOW).outcome == "done"
    assert ready.customers.get("shop", "bert", current(ready)) is not None


def test_who_loses_the_pointer_starts_over(work_dir: Path) -> None:
    ports = MemoryPorts(lake=LakeWithARival())
    publish_features(ports, work_dir, ORDERS)
    publish_model(ports, serving_model())
    assert score("shop", ports, work_dir=work_dir, now=NOW).outcome == "done"
    assert read_pointer(ports.lake, layout.scores_pointer("shop")).generation == 2


def test_who_always_loses_gives_up_by_name(work_dir: Path) -> None:
    lake = LakeWithARival()
    ports = MemoryPorts(lake=lake)
    publish_features(ports, work_dir, ORDERS)
    publish_model(ports, serving_model())
    lake.rivals = 100
    with pytest.raises(ConflictError, match="the scores of dataset shop"):
        score("shop", ports, work_dir=work_dir, now=NOW)


def test_withheld_numbers_are_empty_with_their_reason(ports: MemoryPorts, work_dir: Path) -> None:
    reason = "101 days of history, 395 needed"
    publish_features(ports, work_dir, ORDERS)
    publish_model(ports, serving_model(withheld={"expected_spend_365d": reason}))
    score("shop", ports, work_dir=work_dir, now=NOW)
    for name in ("scores.parquet", "scores.csv"):
        assert {row["expected_spend_365d"] for row in rows(ports, work_dir, name)} == {None}
        anna, bert = (row["withheld_reason"] for row in rows(ports, work_dir, name))
        assert anna == f"expected_spend_365d: {reason}"
        assert bert == f"expected_spend_365d: {reason}; average_gap_days: needs purchases on two days"
    record = ports.customers.get("shop", "anna", current(ports))
    assert record is not None
    assert record.score["expected_spend_365d"] is None


HOSTILE = [
    "=cmd|' /C calc'!A0",
    '"; drop table customers; --',
    "a,b\nc\r\nd",
    "'",
    " ",
    "名前 🛒",
    "../../etc/passwd",
    "<script>alert(1)</script>",
    "NULL",
    "NaN",
    "0017850.0",
    "x" * 2000,
]


def test_a_customer_id_is_only_ever_text(ports: MemoryPorts, work_dir: Path) -> None:
    publish_features(ports, work_dir, [Order(customer, DAY) for customer in HOSTILE])
    publish_model(ports, serving_model())
    score("shop", ports, work_dir=work_dir, now=NOW)
    assert [row["customer_id"] for row in rows(ports, work_dir)] == sorted(HOSTILE)
    for customer in HOSTILE:
        record = ports.customers.get("shop", customer, current(ports))
        assert record is not None
        assert len(record.orders) == 1


def test_no_customer_id_becomes_a_formula_in_a_spreadsheet(ports: MemoryPorts, work_dir: Path) -> None:
    publish_features(ports, work_dir, [Order("=1+1", DAY), Order("anna", DAY)])
    publish_model(ports, serving_model())
    score("shop", ports, work_dir=work_dir, now=NOW)
    assert [row["customer_id"] for row in rows(ports, work_dir, "scores.csv")] == ["'=1+1", "anna"]


def test_records_expire_after_more_than_a_year(ready: MemoryPorts, work_dir: Path) -> None:
    customers = RememberedExpiry()
    score("shop", replace(ready, customers=customers), work_dir=work_dir, now=NOW)
    assert customers.expires_at == NOW + timedelta(days=400)


def test_scores_without_news_are_written_again_before_their_customers_expire(
    ready: MemoryPorts, work_dir: Path
) -> None:
    score("shop", ready, work_dir=work_dir, now=NOW)
    snapshot, files = current(ready), score_files(ready)
    assert score("shop", ready, work_dir=work_dir, now=NOW + timedelta(days=199)).outcome == "nothing_to_do"
    customers = RememberedExpiry()
    renewed = score("shop", replace(ready, customers=customers), work_dir=work_dir, now=NOW + timedelta(days=201))
    assert renewed.outcome == "done"
    assert customers.expires_at == NOW + timedelta(days=601)
    assert (current(ready), score_files(ready)) == (snapshot, files)


def test_a_model_whose_bytes_were_changed_scores_nobody(ready: MemoryPorts, work_dir: Path) -> None:
    key = f"{layout.model_folder('shop', 'v1')}model.joblib"
    ready.models.write(key, ready.models.read(key).body + b"x")
    with pytest.raises(IntegrityError):
        score("shop", ready, work_dir=work_dir, now=NOW)
    assert read_pointer(ready.lake, layout.scores_pointer("shop")).snapshot is None


def test_a_report_is_asked_for_and_again_by_a_run_that_finds_nothing_to_do(ready: MemoryPorts, work_dir: Path) -> None:
    for outcome in ("done", "nothing_to_do"):
        assert score("shop", ready, work_dir=work_dir, now=NOW).outcome == outcome
    first, second = ready.report_queue.sent
    assert first == second
    assert (first.group, first.body["dataset"]) == ("shop", "shop")
