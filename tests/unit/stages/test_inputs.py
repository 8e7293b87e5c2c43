"""What a feature snapshot is made of."""

import pytest

from perennial.dataset import Dataset
from perennial.errors import ObjectMissing
from perennial.layout import clean_file
from perennial.records import FileState
from perennial.stages.inputs import fetch, live_inputs


def state(key: str, identity: str, *tables: str, status="clean") -> FileState:
    return FileState("shop", key, status, "e", "d", tables=tables, identity=identity)


def inputs(*states: FileState, **description):
    return live_inputs("shop", Dataset.model_validate(description), states)


def test_tables_of_clean_files_are_gathered_and_others_left_out():
    found = inputs(
        state("a", "1", "order_headers", "order_items"),
        state("b", "2", "order_items"),
        state("c", "3", "order_items", status="failed"),
    )
    assert found.tables == {"order_headers": ("1",), "order_items": ("1", "2")}
    assert (found.kind, found.files) == ("orders", 2)


def test_names_matter_only_where_rows_of_one_key_may_differ():
    lines = [state("a", "1", "order_lines"), state("b", "2", "order_lines")]
    renamed = [state("z", "1", "order_lines"), state("b", "2", "order_lines")]
    assert inputs(*lines).snapshot() == inputs(*renamed).snapshot()
    people = [state("a", "1", "persons"), state("b", "2", "persons")]
    renamed = [state("z", "1", "persons"), state("b", "2", "persons")]
    assert inputs(*people).snapshot() != inputs(*renamed).snapshot()


def test_the_order_in_which_states_come_changes_nothing():
    states = [state("a", "1", "persons", "order_lines"), state("b", "2", "persons"), state("c", "1", "order_lines")]
    assert inputs(*states) == inputs(*states[::-1])
    assert inputs(*states).tables["order_lines"] == ("1", "1")


@pytest.mark.parametrize(
    "description", [{"value_from": "payments"}, {"foreign_keys": "keep"}, {"returns": "drop"}, {"as_of": "2024-01-01"}]
)
def test_what_the_description_decides_makes_another_snapshot(description):
    states = [state("a", "1", "order_headers", "order_items")]
    assert inputs(*states).snapshot() != inputs(*states, **description).snapshot()
    assert inputs(*states).snapshot() == inputs(*states, horizons_days=[7]).snapshot()


def test_a_dataset_is_of_one_kind():
    customers = state("c", "3", "customers")
    assert inputs(customers).kind == "subscribers"
    assert inputs(customers, state("p", "4", "products")).kind == "subscribers"
    assert inputs(customers, state("a", "1", "order_lines")).tables == {"order_lines": ("1",)}
    assert inputs().kind == "orders"


def test_clean_files_come_by_table_in_the_order_of_their_identities(ports, work_dir):
    for identity in "12":
        ports.lake.write(clean_file("shop", "persons", identity), identity.encode())
    found = inputs(state("a", "2", "persons"), state("b", "1", "persons"), state("c", "2", "persons"))
    paths = fetch(found, ports.lake, work_dir)
    assert [path.read_text() for path in paths["persons"]] == ["2", "1", "2"]


def test_a_clean_file_that_is_missing_is_named(ports, work_dir):
    with pytest.raises(ObjectMissing, match="clean/shop/persons/1"):
        fetch(inputs(state("a", "1", "persons")), ports.lake, work_dir)
