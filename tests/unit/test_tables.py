"""The contracts between stages: every column typed, explained, and possible in the SQL engine."""

import duckdb
import pytest

from perennial.part_tables import DATASET_REJECTS, ORDER_TABLES
from perennial.tables import FEATURES, ORDERS, REJECTS, SEGMENT_SUMMARY, Table, scores_table

TABLES = (*ORDER_TABLES, DATASET_REJECTS, ORDERS, REJECTS, FEATURES, SEGMENT_SUMMARY, scores_table((30, 90, 365)))
every_table = pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)


@every_table
def test_the_sql_engine_knows_every_type(table: Table) -> None:
    columns = ", ".join(f'"{column.name}" {column.type}' for column in table.columns)
    with duckdb.connect() as con:
        con.execute(f"create table t ({columns})")
        assert tuple(row[0] for row in con.execute("describe t").fetchall()) == table.column_names


@every_table
def test_every_column_is_named_once_and_explained(table: Table) -> None:
    assert len(set(table.column_names)) == len(table.columns)
    assert all(column.meaning for column in table.columns)


@every_table
def test_the_key_is_made_of_its_own_columns(table: Table) -> None:
    assert set(table.key) <= set(table.column_names)


@every_table
def test_numbers_say_their_unit_or_what_they_count(table: Table) -> None:
    for column in table.columns:
        if column.name.endswith("_days"):
            assert "day" in column.meaning
        if "DOUBLE" in column.type and ("spend" in column.name) and not column.name.endswith("momentum"):
            assert "currency" in column.meaning


def test_the_score_table_has_its_columns_for_each_horizon_in_order() -> None:
    names = scores_table((7, 14)).column_names
    spend = ("expected_spend_7d", "expected_spend_7d_low", "expected_spend_7d_high")
    assert names[:3] == ("customer_id", "as_of", "model_version")
    assert names[3:9] == (*spend, "expected_orders_7d", "churn_probability_7d", "expected_spend_14d")
    assert names[13:16] == ("p_alive", "expected_next_order_at", "average_gap_days")
    assert names[16:21] == ("value_percentile", "tier", "segment", "risk", "action")
    assert names[-2:] == ("value_at_risk", "withheld_reason")


def test_whatever_may_be_withheld_may_be_empty_and_nothing_else() -> None:
    filled = {column.name for column in scores_table((30,)).columns if not column.nullable}
    assert filled == {"customer_id", "as_of", "model_version", "segment", "action"}
