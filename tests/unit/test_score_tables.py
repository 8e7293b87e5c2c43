"""Score tables page by page: where a page ends changes nothing."""

from pathlib import Path

import numpy as np
import pytest
from duckdb import DuckDBPyConnection

from perennial.engine import connection
from perennial.score_tables import (
    CUSTOMERS_SCORED_AT_ONCE,
    RECORDS_MADE_AT_ONCE,
    customer_records,
    fill_scores,
    load_snapshot,
    write_scores,
)
from perennial.scoring import score_table
from tests.hand_made import serving_model

FEATURES = """
    select printf('c%07d', i) as customer_id, date '2024-06-30' as as_of, (i % 400)::integer as recency_days,
        case when i % 5 > 0 then i % 5 end as frequency, case when i % 7 = 0 then 'nan'::double else i % 500 end
        as monetary, i % 2 = 0 as is_cold_start
    from range($customers) as customers(i)
"""
ORDERS = """
    select printf('c%07d', i) as customer_id, 'o' || i as order_id, timestamp '2024-06-30' as ordered_at,
        i::decimal(18, 4) as amount, 1::bigint as lines, false as is_return
    from range($customers) as customers(i)
"""


def load(con: DuckDBPyConnection, work_dir: Path, customers: int) -> int:
    for name, query in (("features", FEATURES), ("orders", ORDERS)):
        con.sql(query, params={"customers": customers}).write_parquet(str(work_dir / f"{name}.parquet"))
    return load_snapshot(con, work_dir / "features.parquet", work_dir / "orders.parquet")


@pytest.mark.parametrize("surplus", [-1, 0, 1])
def test_paged_scores_are_the_scores_of_the_whole(work_dir: Path, surplus: int) -> None:
    customers = CUSTOMERS_SCORED_AT_ONCE + surplus
    with connection(work_dir) as con:
        assert load(con, work_dir, customers) == customers
        fill_scores(con, serving_model())
        stored = con.execute("from scores order by rowid").fetchnumpy()
        expected = score_table(serving_model(), con.execute("from features order by rowid").fetchnumpy())
    assert list(stored) == list(expected)
    for name in ("customer_id", "segment", "tier", "risk", "action"):
        assert stored[name].tolist() == expected[name].tolist()
    for name in ("expected_spend_30d", "churn_probability_365d", "value_percentile"):
        np.testing.assert_array_equal(stored[name], expected[name])


@pytest.mark.parametrize("surplus", [-1, 0, 1])
def test_every_customer_becomes_one_record_with_their_own_orders(work_dir: Path, surplus: int) -> None:
    customers = RECORDS_MADE_AT_ONCE + surplus
    with connection(work_dir) as con:
        load(con, work_dir, customers)
        fill_scores(con, serving_model())
        records = list(customer_records(con, "shop", "s1"))
    assert [record.customer_id for record in records] == [f"c{i:07}" for i in range(customers)]
    assert [record.orders[0]["order_id"] for record in records] == [f"o{i}" for i in range(customers)]
    assert [record.features["recency_days"] for record in records] == [i % 400 for i in range(customers)]
    assert all("customer_id" not in record.score | record.features for record in records)


def test_a_number_that_is_not_one_is_null_in_a_record(work_dir: Path) -> None:
    with connection(work_dir) as con:
        load(con, work_dir, 6)
        fill_scores(con, serving_model())
        first, *_, last = customer_records(con, "shop", "s1")
    assert first.features["monetary"] is None
    assert first.features["frequency"] is None
    assert last.features["frequency"] is None
    assert last.features["monetary"] == 5.0


def test_files_do_not_depend_on_how_many_threads_wrote_them(work_dir: Path) -> None:
    written = []
    for threads in (1, 2):
        with connection(work_dir, threads=threads) as con:
            load(con, work_dir, 150_000)
            fill_scores(con, serving_model())
            write_scores(con, serving_model(), work_dir / "s.parquet", work_dir / "s.csv")
        written.append(((work_dir / "s.parquet").read_bytes(), (work_dir / "s.csv").read_bytes()))
    assert written[0] == written[1]
