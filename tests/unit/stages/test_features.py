"""The features stage: what is live decides, and readers see the old snapshot or the new one."""

import csv
import io
import json
from dataclasses import replace
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest

from perennial import layout
from perennial.dataset import Dataset
from perennial.errors import ConflictError, ObjectMissing
from perennial.memory import MemoryObjects, MemoryPorts
from perennial.pointers import move_pointer, read_pointer
from perennial.records import FileState
from perennial.stages.features import ARTIFACTS, build_features, training_is_due
from tests.order_lines import Line, write_clean

SHOP = "shop"
POINTER = layout.features_pointer(SHOP)
MAY = [Line("anna", "1", "2024-05-01", "10.00"), Line("ben", "2", "2024-05-02", "20.00")]
JUNE = [Line("anna", "3", "2024-06-01", "30.00"), Line("carl", "4", "2024-06-02", "40.00")]


class Shop:
    """A dataset whose files are already clean: what ingest leaves behind, without ingest."""

    def __init__(self, ports: MemoryPorts, work_dir: Path, description: Dataset | None = None) -> None:
        self.ports, self.work_dir = ports, work_dir
        self.description = description or Dataset()
        ports.lake.write(layout.description(SHOP), self.description.model_dump_json().encode())

    def drop(self, name: str, lines: list[Line]) -> FileState:
        """A file dropped, cleaned and accounted for; replaces an earlier one of that name."""
        landed = self.ports.landing.write(layout.landing_path(SHOP, name), repr(lines).encode())
        identity = sha256(repr(lines).encode()).hexdigest()[:32]
        clean = write_clean(self.work_dir / "clean.parquet", lines)
        self.ports.lake.upload(layout.clean_file(SHOP, "order_lines", identity), clean)
        digest = self.description.cleaning_digest()
        state = FileState(SHOP, landed.key, "clean", landed.etag, digest, table="order_lines", identity=identity)
        return self._save(state)

    def delete(self, name: str) -> None:
        """A file deleted, and ingest told."""
        key = layout.landing_path(SHOP, name)
        self.ports.landing.delete(key)
        self._save(FileState(SHOP, key, "gone", "", ""))

    def fail(self, name: str) -> None:
        """A file that ingest refused."""
        landed = self.ports.landing.write(layout.landing_path(SHOP, name), b"?")
        self._save(FileState(SHOP, landed.key, "failed", landed.etag, self.description.cleaning_digest()))

    def build(self, ports=None):
        return build_features(SHOP, ports or self.ports, work_dir=self.work_dir)

    def artifacts(self) -> dict[str, bytes]:
        """Everything in the current snapshot."""
        folder = layout.features_folder(SHOP, read_pointer(self.ports.lake, POINTER).snapshot or "")
        return {
            info.key.removeprefix(folder): self.ports.lake.read(info.key).body for info in self.ports.lake.list(folder)
        }

    def customers(self) -> dict[str, float]:
        """Who is in the current feature store, with their net spend."""
        rows = csv.DictReader(io.StringIO(self.artifacts()["feature_store.csv"].decode()))
        return {row["customer_id"]: float(row["monetary"]) for row in rows}

    def _save(self, state: FileState) -> FileState:
        present = self.ports.state.file(SHOP, state.key)
        return self.ports.state.save_file(state, expected_revision=present.revision if present else None)


@pytest.fixture
def shop(ports, work_dir):
    return Shop(ports, work_dir)


def test_a_build_publishes_every_artifact_and_a_summary_with_the_pointer(shop, ports):
    shop.drop("may.csv", MAY)
    shop.drop("june.csv", JUNE)
    result = shop.build()
    assert result.outcome == "done"
    assert set(shop.artifacts()) == set(ARTIFACTS)
    pointer = read_pointer(ports.lake, POINTER)
    assert pointer.generation == 1
    assert json.loads(shop.artifacts()["snapshot.json"]) == pointer.detail
    assert pointer.detail == {
        "as_of": "2024-06-02",
        "customers": 3,
        "orders": 4,
        "order_lines": 4,
        "overlapping_lines": 0,
        "first_order_at": "2024-05-01T00:00:00",
        "last_order_at": "2024-06-02T00:00:00",
        "files": 2,
        "cleaning_digest": Dataset().cleaning_digest(),
        "features_version": "1",
    }


def test_the_same_files_in_another_order_make_the_same_bytes(shop, work_dir):
    shop.drop("may.csv", MAY)
    shop.drop("june.csv", JUNE)
    shop.build()
    other = Shop(MemoryPorts(), work_dir)
    other.drop("a.csv", JUNE)
    other.drop("b.csv", MAY)
    other.build()
    assert other.artifacts() == shop.artifacts()
    assert read_pointer(other.ports.lake, POINTER).snapshot == read_pointer(shop.ports.lake, POINTER).snapshot


def test_a_second_build_of_the_same_files_does_nothing_but_send_its_hint_again(shop, ports):
    shop.drop("may.csv", MAY)
    shop.build()
    assert shop.build().outcome == "nothing_to_do"
    assert read_pointer(ports.lake, POINTER).generation == 1
    first, second = ports.score_queue.sent
    assert first == second
    assert (first.body["dataset"], first.group) == (SHOP, SHOP)


def test_a_new_snapshot_sends_a_hint_of_its_own(shop, ports):
    shop.drop("may.csv", MAY)
    shop.build()
    shop.drop("june.csv", JUNE)
    shop.build()
    assert len({message.deduplication_id for message in ports.score_queue.sent}) == 2


def test_a_deleted_key_takes_its_rows_away(shop):
    shop.drop("may.csv", MAY)
    shop.drop("june.csv", JUNE)
    shop.build()
    shop.delete("june.csv")
    shop.build()
    assert shop.customers() == {"anna": 10.0, "ben": 20.0}


def test_a_key_uploaded_again_replaces_its_rows(shop):
    shop.drop("orders.csv", MAY)
    shop.build()
    shop.drop("orders.csv", JUNE)
    shop.build()
    assert shop.customers() == {"anna": 30.0, "carl": 40.0}


def test_a_line_in_two_exports_counts_once_and_the_overlap_is_told(shop, ports):
    shop.drop("may.csv", MAY)
    shop.drop("all.csv", [*MAY, *JUNE])
    shop.drop("copy-of-may.csv", MAY)
    shop.build()
    assert shop.customers() == {"anna": 40.0, "ben": 20.0, "carl": 40.0}
    detail = read_pointer(ports.lake, POINTER).detail
    assert (detail["overlapping_lines"], detail["order_lines"], detail["files"]) == (4, 4, 3)


def test_the_last_file_deleted_leaves_an_empty_snapshot(shop, ports):
    shop.drop("may.csv", MAY)
    shop.build()
    shop.delete("may.csv")
    assert shop.build().outcome == "done"
    detail = read_pointer(ports.lake, POINTER).detail
    assert (detail["customers"], detail["as_of"], detail["order_lines"]) == (0, None, 0)
    assert shop.customers() == {}


def test_failed_files_hold_nothing_up_and_add_nothing(shop):
    shop.drop("may.csv", MAY)
    shop.fail("broken.csv")
    shop.build()
    assert shop.customers() == {"anna": 10.0, "ben": 20.0}


def test_nothing_is_built_while_a_dropped_file_is_unread(shop, ports):
    shop.drop("may.csv", MAY)
    ports.landing.write(layout.landing_path(SHOP, "june.csv"), b"still to come")
    result = shop.build()
    assert result.outcome == "waiting"
    assert "june.csv" in (result.reason or "")
    assert read_pointer(ports.lake, POINTER).generation == 0
    assert ports.score_queue.sent == []


def test_files_outside_any_folder_are_the_default_datasets(ports, work_dir):
    ports.landing.write("landing/orders.csv", b"not yet read")
    ports.landing.write("landing/other/orders.csv", b"not yet read either")
    result = build_features("default", ports, work_dir=work_dir)
    assert (result.outcome, result.detail) == ("waiting", {"unread_files": 1})


def test_tables_that_are_not_order_lines_are_left_out(shop):
    shop.drop("may.csv", MAY)
    state = shop.drop("customers.csv", JUNE)
    shop.ports.state.save_file(replace(state, table="customers"), expected_revision=state.revision)
    shop.build()
    assert shop.customers() == {"anna": 10.0, "ben": 20.0}


def test_a_description_with_its_own_day_sees_nothing_after_it(ports, work_dir):
    shop = Shop(ports, work_dir, Dataset(as_of=date(2024, 5, 31)))
    shop.drop("all.csv", [*MAY, *JUNE])
    shop.build()
    assert shop.customers() == {"anna": 10.0, "ben": 20.0}
    detail = read_pointer(ports.lake, POINTER).detail
    assert (detail["as_of"], detail["last_order_at"]) == ("2024-05-31", "2024-05-02T00:00:00")


def test_customer_ids_cannot_become_formulas_in_the_csv(shop):
    shop.drop("may.csv", [Line("=cmd|' /C calc'!A0", "1", "2024-05-01", "10.00"), *MAY])
    shop.build()
    assert set(shop.customers()) == {"'=cmd|' /C calc'!A0", "anna", "ben"}


class RivalLake(MemoryObjects):
    """A lake in which another builder moves the pointer just before our first move."""

    rival_detail = {"order_lines": 0}

    def __init__(self, lake: MemoryObjects, wins: int) -> None:
        self._bodies, self.wins = lake._bodies, wins

    def replace(self, key, body, expected_etag):
        if self.wins > 0:
            self.wins -= 1
            lake = MemoryObjects()
            lake._bodies = self._bodies
            move_pointer(lake, key, read_pointer(lake, key), "rival", self.rival_detail)
        return super().replace(key, body, expected_etag)


def test_a_builder_that_loses_the_pointer_starts_over_from_what_is_there_now(shop, ports):
    shop.drop("may.csv", MAY)
    result = shop.build(replace(ports, lake=RivalLake(ports.lake, wins=1)))
    assert result.outcome == "done"
    assert read_pointer(ports.lake, POINTER).generation == 2
    assert shop.customers() == {"anna": 10.0, "ben": 20.0}


def test_a_builder_that_always_loses_says_so(shop, ports):
    shop.drop("may.csv", MAY)
    with pytest.raises(ConflictError):
        shop.build(replace(ports, lake=RivalLake(ports.lake, wins=100)))


class PowerCut(Exception):
    """The function is killed here."""


class DyingLake(RivalLake):
    """A lake that is cut off at the moment the pointer would move."""

    def replace(self, key, body, expected_etag):
        raise PowerCut


def test_a_builder_killed_before_the_pointer_leaves_the_old_snapshot_and_can_run_again(shop, ports):
    shop.drop("may.csv", MAY)
    shop.build()
    before = shop.artifacts()
    shop.drop("june.csv", JUNE)
    with pytest.raises(PowerCut):
        shop.build(replace(ports, lake=DyingLake(ports.lake, wins=0)))
    assert shop.artifacts() == before
    assert shop.build().outcome == "done"
    assert set(shop.customers()) == {"anna", "ben", "carl"}


def test_nothing_is_left_in_the_work_folder(shop, work_dir):
    shop.drop("may.csv", MAY)
    before = set(work_dir.iterdir())
    shop.build()
    assert set(work_dir.iterdir()) == before


def test_a_clean_file_that_is_missing_is_an_error_that_names_it(shop, ports):
    state = shop.drop("may.csv", MAY)
    ports.lake.delete(layout.clean_file(SHOP, "order_lines", state.identity or ""))
    with pytest.raises(ObjectMissing, match=state.identity):
        shop.build()


def champion(ports, order_lines):
    move_pointer(ports.models, layout.champion_pointer(SHOP), read_pointer(ports.models, ""), "v1", order_lines)


def test_the_first_features_of_a_dataset_ask_for_a_model(shop, ports):
    shop.drop("may.csv", MAY)
    shop.build()
    (message,) = ports.train_queue.sent
    assert (message.body["dataset"], message.group) == (SHOP, SHOP)


def test_new_features_of_a_dataset_with_a_fitting_model_do_not_ask_for_another(shop, ports):
    champion(ports, {"order_lines": 2})
    shop.drop("may.csv", MAY)
    shop.build()
    assert ports.train_queue.sent == []


def test_features_that_outgrew_their_model_ask_for_a_new_one(shop, ports):
    champion(ports, {"order_lines": 2})
    shop.drop("all.csv", [*MAY, *JUNE])
    shop.build()
    assert len(ports.train_queue.sent) == 1


def test_no_orders_ask_for_no_model(shop, ports):
    shop.fail("broken.csv")
    shop.build()
    assert ports.train_queue.sent == []


@pytest.mark.parametrize(
    ("order_lines", "trained_on", "due"), [(0, 0, False), (1, 0, True), (15, 10, False), (16, 10, True)]
)
def test_training_is_due_without_a_model_and_beyond_half_as_much_again(order_lines, trained_on, due):
    assert training_is_due(order_lines, trained_on) is due
