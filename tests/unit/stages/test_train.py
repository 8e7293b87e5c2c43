"""The train stage: one champion, moved when all is in place, and nothing learnt twice."""

import json
import time
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from perennial import layout
from perennial.dataset import Dataset
from perennial.drift_reference import REFERENCE_FILE
from perennial.errors import ConflictError, ObjectMissing
from perennial.memory import MemoryPorts
from perennial.memory_objects import MemoryObjects
from perennial.models.artifact import MANIFEST_FILE, METRICS_FILE, MODEL_FILE, load_model, read_manifest, read_metrics
from perennial.models.budget import Budget
from perennial.pointers import move_pointer, read_pointer
from perennial.stages.promoting import rollback
from perennial.stages.train import train
from tests.order_lines import write_frame
from tests.simulated_shop import as_order_lines, last_day, simulated_orders

NOW = datetime(2024, 3, 1, 12, tzinfo=UTC)
DAYS = 200
AMPLE_SECONDS = 600.0
CHAMPION = layout.champion_pointer("shop")
SMALL = simulated_orders(120, DAYS, seed=5)
COLUMNS = ("expected_spend_30d", "churn_probability_30d")


class KilledError(Exception):
    """The function was stopped from outside."""


class BucketOfADyingFunction(MemoryObjects):
    """A bucket whose writer dies over the last file of a version."""

    def write(self, key, body, content_type="application/octet-stream"):
        if key.endswith(METRICS_FILE):
            raise KilledError
        return super().write(key, body, content_type)


class BucketWithRivals(MemoryObjects):
    """A bucket in which somebody else makes a champion just before each of our first moves."""

    def __init__(self, *versions, inputs="others"):
        super().__init__()
        self.versions = list(versions)
        self.inputs = inputs

    def replace(self, key, body, expected_etag):
        if self.versions:
            rival = {"snapshot": self.versions.pop(0), "generation": 1, "detail": {"inputs": self.inputs}}
            super().write(key, json.dumps(rival).encode())
        return super().replace(key, body, expected_etag)


def publish(ports, work_dir, order_lines=SMALL, days=DAYS, snapshot="f1"):
    """Put order lines in the lake as the features stage does, and point to them."""
    path = write_frame(work_dir / "published.parquet", order_lines)
    ports.lake.upload(layout.features_folder("shop", snapshot) + "order_lines.parquet", path)
    detail = {"as_of": last_day(days).isoformat(), "order_lines": len(order_lines)}
    key = layout.features_pointer("shop")
    move_pointer(ports.lake, key, read_pointer(ports.lake, key), snapshot, detail)


def describe(ports, **settings):
    ports.lake.write(layout.description("shop"), Dataset(**settings).model_dump_json().encode())


def trained(ports, work_dir, budget_seconds=0.0):
    """Train; where no test asks for a search, the baselines serve, which is soon found out."""
    return train("shop", ports, work_dir=work_dir, now=NOW, budget=Budget(budget_seconds, time.monotonic))


@pytest.fixture
def ready(ports, work_dir):
    """A dataset with features and a horizon that they can carry."""
    publish(ports, work_dir)
    describe(ports, horizons_days=(30,))
    return ports


def test_a_training_makes_a_champion_that_can_be_loaded_and_read(ready, work_dir):
    result = trained(ready, work_dir, AMPLE_SECONDS)
    champion = read_pointer(ready.models, CHAMPION)
    model = load_model(ready.models, ready.registry, "shop")
    assert result.outcome == "done"
    assert model.version == champion.snapshot == read_manifest(ready.models, "shop")["version"]
    assert set(model.spend) == set(model.churn) == {30}
    assert set(read_metrics(ready.models, "shop")) == {*COLUMNS, "expected_orders_30d"}


def test_the_pointer_the_registry_and_the_run_tell_where_a_version_came_from(ready, work_dir):
    result = trained(ready, work_dir)
    champion = read_pointer(ready.models, CHAMPION)
    assert champion.snapshot.startswith(f"{last_day(DAYS):%Y%m%d}-")
    inputs = {"inputs": result.detail["inputs"], "order_lines": len(SMALL)}
    summary = {
        "version": champion.snapshot,
        **inputs,
        "as_of": last_day(DAYS).isoformat(),
        "created_at": NOW.isoformat(),
        "features_snapshot": "f1",
        "winners": champion.detail["winners"],
    }
    assert set(champion.detail["winners"]) == set(COLUMNS)
    assert champion.detail == {
        **summary,
        "considered": inputs,
        "earlier": [],
        "decision": {
            "kind": "first",
            "in_words": "The first model of this dataset: there was no champion to be held to.",
        },
    }
    record = ready.registry.get("shop", champion.snapshot)
    assert (record.features_snapshot, record.as_of, record.created_at) == ("f1", last_day(DAYS).isoformat(), NOW)
    assert (record.summary, record.status) == (summary, "champion")
    assert result.detail == {**summary, "decision": record.decision}
    manifest = read_manifest(ready.models, "shop")
    assert (manifest["recipe"], manifest["decision"]) == (record.recipe, record.decision)


def test_what_later_customers_are_held_to_lies_beside_the_model(ready, work_dir):
    version = trained(ready, work_dir).detail["version"]
    reference = json.loads(ready.models.read(layout.model_folder("shop", version) + REFERENCE_FILE).body)
    assert reference["day"] == last_day(DAYS).isoformat()


def test_the_next_champion_takes_up_the_segments_of_the_one_before(ready, work_dir):
    trained(ready, work_dir)
    manifest = read_manifest(ready.models, "shop")
    clusters = manifest["segments"]["clusters"]
    for column in ("names", "centroids_log1p_rfm"):
        clusters[column] = clusters[column][::-1]
    key = layout.model_folder("shop", manifest["version"]) + MANIFEST_FILE
    ready.models.write(key, json.dumps(manifest).encode())
    publish(ready, work_dir, snapshot="f2")
    assert trained(ready, work_dir).outcome == "done"
    again = read_manifest(ready.models, "shop")
    assert again["version"] != manifest["version"]
    assert again["segments"]["clusters"]["names"] == clusters["names"]


def test_a_champion_without_a_manifest_is_no_hindrance(ready, work_dir):
    move_pointer(ready.models, CHAMPION, read_pointer(ready.models, CHAMPION), "lost", {})
    assert trained(ready, work_dir).outcome == "done"


def test_scoring_is_called_for_each_champion_once(ready, work_dir):
    trained(ready, work_dir)
    (hint,) = ready.score_queue.sent
    version = read_pointer(ready.models, CHAMPION).snapshot
    assert hint.body == {"dataset": "shop", "because": f"model {version} is champion"}
    assert (hint.group, hint.deduplication_id) == ("shop", "shop-champion-1")


def test_the_same_features_are_not_learnt_twice_but_scoring_is_called_again(ready, work_dir):
    first = trained(ready, work_dir)
    stored = ready.models.head(CHAMPION)
    again = trained(ready, work_dir)
    assert (again.outcome, again.detail) == ("nothing_to_do", {"version": first.detail["version"]})
    assert ready.models.head(CHAMPION) == stored
    assert [hint.deduplication_id for hint in ready.score_queue.sent] == ["shop-champion-1"] * 2


@pytest.mark.parametrize("change", ["features", "description"])
def test_other_inputs_make_another_version(ready, work_dir, change):
    before = trained(ready, work_dir).detail["version"]
    if change == "features":
        publish(ready, work_dir, snapshot="f2")
    else:
        describe(ready, horizons_days=(20,))
    after = trained(ready, work_dir).detail["version"]
    assert before != after
    assert read_pointer(ready.models, CHAMPION).snapshot == after
    assert [record.version for record in ready.registry.versions("shop")] == sorted([before, after], reverse=True)


def test_a_change_that_no_model_depends_on_makes_no_other_version(ready, work_dir):
    trained(ready, work_dir)
    describe(ready, horizons_days=(30,), duplicates="keep")
    assert trained(ready, work_dir).outcome == "nothing_to_do"


def test_another_currency_makes_another_version_since_reasons_are_told_in_it(ready, work_dir):
    before = trained(ready, work_dir).detail["version"]
    describe(ready, horizons_days=(30,), currency="EUR")
    assert trained(ready, work_dir).detail["version"] != before
    assert load_model(ready.models, ready.registry, "shop").reference.currency == "EUR"


def test_two_systems_learn_the_same_bytes_from_the_same_features(ready, work_dir):
    other = MemoryPorts()
    publish(other, work_dir)
    describe(other, horizons_days=(30,))
    versions = [trained(ports, work_dir, AMPLE_SECONDS).detail["version"] for ports in (ready, other)]
    digests = [ports.registry.get("shop", versions[0]).sha256 for ports in (ready, other)]
    assert versions[0] == versions[1]
    assert digests[0] == digests[1]


def test_trainings_that_end_differently_on_the_same_features_never_share_a_name(ready, work_dir):
    """As two at once would, one of them short of time: whoever reads a version reads one training's files."""
    hurried = MemoryPorts()
    publish(hurried, work_dir)
    describe(hurried, horizons_days=(30,))
    versions = [
        trained(one, work_dir, seconds).detail["version"] for one, seconds in ((ready, AMPLE_SECONDS), (hurried, 0.0))
    ]
    assert versions[0] != versions[1]


def test_a_dataset_without_features_fails_with_what_to_do(ports, work_dir):
    result = trained(ports, work_dir)
    assert result.outcome == "failed"
    assert result.reason == "dataset shop has no orders to learn from yet; drop an order file under landing/shop/."
    assert read_pointer(ports.models, CHAMPION).generation == 0


def test_a_dataset_whose_orders_are_all_gone_keeps_its_champion(ready, work_dir):
    champion = trained(ready, work_dir).detail["version"]
    key = layout.features_pointer("shop")
    move_pointer(ready.lake, key, read_pointer(ready.lake, key), "empty", {"as_of": None, "order_lines": 0})
    assert trained(ready, work_dir).outcome == "failed"
    assert read_pointer(ready.models, CHAMPION).snapshot == champion


@pytest.mark.parametrize(
    "orders",
    [
        [("anna", DAYS - 1, 10.0)],
        [("anna", 0, 10.0), ("anna", DAYS - 1, 10.0)],
        [(f"c{number}", DAYS - 1, 10.0) for number in range(100)],
    ],
    ids=["one order", "one customer", "all on one day"],
)
def test_too_little_data_still_makes_a_champion_that_withholds_every_number(ports, work_dir, orders):
    publish(ports, work_dir, as_order_lines(orders))
    assert trained(ports, work_dir).outcome == "done"
    model = load_model(ports.models, ports.registry, "shop")
    assert (model.spend, model.churn) == ({}, {})
    numbers = {f"{name}_{days}d" for name in ("expected_spend", "expected_orders") for days in (30, 90, 365)}
    assert numbers | {"p_alive", "expected_next_order_at"} <= set(model.withheld)


def test_a_spent_budget_still_makes_a_champion_and_the_manifest_says_so(ready, work_dir):
    assert trained(ready, work_dir, budget_seconds=-1.0).outcome == "done"
    assert "ended early" in read_manifest(ready.models, "shop")["budget"]
    assert read_pointer(ready.models, CHAMPION).detail["winners"]["churn_probability_30d"] == "base_rate"


def test_killed_before_the_pointer_moves_the_old_champion_stays_and_a_rerun_ends_well(ready, work_dir):
    old = trained(ready, work_dir).detail["version"]
    publish(ready, work_dir, snapshot="f2")
    dying = BucketOfADyingFunction()
    dying._bodies = ready.models._bodies
    with pytest.raises(KilledError):
        trained(replace(ready, models=dying), work_dir)
    assert load_model(ready.models, ready.registry, "shop").version == old
    assert trained(ready, work_dir).outcome == "done"
    assert read_pointer(ready.models, CHAMPION).generation == 2


def test_who_loses_the_race_starts_over_and_leaves_no_stale_champion(ready, work_dir):
    raced = replace(ready, models=BucketWithRivals("20240101-00000000"))
    result = trained(raced, work_dir)
    assert result.outcome == "done"
    champion = read_pointer(raced.models, CHAMPION)
    assert (champion.snapshot, champion.generation) == (result.detail["version"], 2)


def test_who_loses_the_race_to_a_training_on_the_same_features_has_nothing_left_to_do(ready, work_dir):
    inputs = trained(ready, work_dir).detail["inputs"]
    raced = replace(ready, models=BucketWithRivals("a-rival", inputs=inputs))
    assert trained(raced, work_dir).outcome == "nothing_to_do"


def test_endless_rivals_are_a_conflict_for_the_queue_to_try_later(work_dir, ports):
    raced = replace(ports, models=BucketWithRivals(*(f"rival-{number}" for number in range(100))))
    publish(raced, work_dir, as_order_lines([("anna", DAYS - 1, 10.0)]))
    with pytest.raises(ConflictError, match="the champion of dataset shop"):
        trained(raced, work_dir)


def test_features_that_vanish_meanwhile_are_an_error_for_the_queue_to_try_again(ready, work_dir):
    ready.lake.delete(layout.features_folder("shop", "f1") + "order_lines.parquet")
    with pytest.raises(ObjectMissing):
        trained(ready, work_dir)


def test_a_rollback_holds_until_there_is_something_new_to_learn(ready, work_dir):
    first = trained(ready, work_dir).detail["version"]
    publish(ready, work_dir, snapshot="f2")
    trained(ready, work_dir)
    rollback("shop", ready, by="key ops", now=NOW)
    assert trained(ready, work_dir).outcome == "nothing_to_do"
    assert read_pointer(ready.models, CHAMPION).snapshot == first
    publish(ready, work_dir, snapshot="f3")
    again = trained(ready, work_dir)
    assert again.detail["decision"]["kind"] == "refresh"
    assert read_pointer(ready.models, CHAMPION).snapshot == again.detail["version"] != first


def test_a_champion_whose_bytes_were_changed_is_replaced_with_the_reason(ready, work_dir):
    version = trained(ready, work_dir).detail["version"]
    ready.models.write(layout.model_folder("shop", version) + MODEL_FILE, b"changed")
    publish(ready, work_dir, snapshot="f2")
    decision = trained(ready, work_dir).detail["decision"]
    assert decision["kind"] == "unopposed"
    assert "its bytes are not those recorded" in decision["in_words"]
