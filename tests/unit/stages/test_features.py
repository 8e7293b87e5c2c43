"""The features stage: what is live decides, and readers see the old snapshot or the new one."""

import json
from dataclasses import replace
from datetime import date

import pytest

from perennial import layout
from perennial.dataset import Dataset
from perennial.errors import ObjectMissing
from perennial.memory import MemoryPorts
from perennial.pointers import read_pointer
from perennial.stages.features import ARTIFACTS, build_features
from tests.clean_shop import JUNE, MAY, POINTER, SHOP, Shop
from tests.order_lines import Line


@pytest.fixture
def shop(ports, work_dir):
    return Shop(ports, work_dir)


def test_a_build_publishes_every_artifact_and_a_summary_with_the_pointer(shop, ports):
    shop.drop("may.csv", MAY)
    shop.drop("june.csv", JUNE)
    result = shop.build()
    assert result.outcome == "done"
    assert set(shop.artifacts()) == set(ARTIFACTS["orders"])
    pointer = read_pointer(ports.lake, POINTER)
    assert pointer.generation == 1
    assert json.loads(shop.artifacts()["snapshot.json"]) == pointer.detail
    assert pointer.detail == {
        "kind": "orders",
        "as_of": "2024-06-02",
        "customers": 3,
        "orders": 4,
        "order_lines": 4,
        "overlapping_lines": 0,
        "first_order_at": "2024-05-01T00:00:00",
        "last_order_at": "2024-06-02T00:00:00",
        "files": 2,
        "cleaning_digest": Dataset().cleaning_digest(),
        "features_version": "2",
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
    shop.ports.state.save_file(replace(state, tables=("customers",)), expected_revision=state.revision)
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
