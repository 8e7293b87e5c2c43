"""The index from the tables of a scoring: the same customers and numbers, page by page."""

from pathlib import Path

import numpy as np
import pytest
from duckdb import DuckDBPyConnection

from perennial import index_tables
from perennial.engine import connection
from perennial.index_tables import index_of
from perennial.score_index import HOLDOUT_SHARE, WORDS
from perennial.score_tables import fill_scores
from tests.hand_made import outlook_model, serving_model
from tests.unit.test_score_tables import load

SNAPSHOT = "a" * 32


def scored(con: DuckDBPyConnection, work_dir: Path, customers: int) -> None:
    load(con, work_dir, customers)
    fill_scores(con, serving_model())


def test_every_customer_stands_in_the_index_as_in_the_scores(work_dir: Path) -> None:
    with connection(work_dir) as con:
        scored(con, work_dir, 500)
        index = index_of(con, serving_model(), SNAPSHOT, "2024-06-30")
        table = con.execute("from scores order by customer_id").fetchnumpy()
        features = con.execute("from features order by customer_id").fetchnumpy()
    assert index.customer_ids(range(500)) == table["customer_id"].tolist()
    for name in ("expected_spend_30d", "expected_spend_365d", "churn_probability_90d", "value_at_risk"):
        expected = np.ma.filled(table[name], np.nan).astype(np.float32)
        np.testing.assert_array_equal(index.number(name), expected)
    np.testing.assert_array_equal(index.number("recency_days"), features["recency_days"])
    for name in WORDS:
        assert index.words[name].of(np.arange(500)) == np.ma.asarray(table[name]).tolist()


@pytest.mark.parametrize("surplus", [-1, 0, 1])
def test_where_a_page_ends_changes_nothing(work_dir: Path, monkeypatch, surplus: int) -> None:
    with connection(work_dir) as con:
        scored(con, work_dir, 200 + surplus)
        whole = index_of(con, serving_model(), SNAPSHOT, "2024-06-30").to_bytes()
        monkeypatch.setattr(index_tables, "CUSTOMERS_AT_ONCE", 100)
        assert index_of(con, serving_model(), SNAPSHOT, "2024-06-30").to_bytes() == whole


def test_the_day_of_the_next_order_is_kept(work_dir: Path) -> None:
    model = outlook_model()
    columns = (
        "customer_id, as_of, 1 as recency_days, 20::bigint as frequency, 900.0 as monetary, false as is_cold_start"
    )
    more = "19::bigint as repeat_days, 190 as purchase_span_days, 191 as tenure_days, 10.0 as avg_interpurchase_days"
    with connection(work_dir) as con:
        load(con, work_dir, 1)
        con.execute(f"create or replace table features as select {columns}, {more} from features")
        fill_scores(con, model)
        index = index_of(con, model, SNAPSHOT, "2024-06-30")
        ((day,),) = con.execute("select expected_next_order_at from scores").fetchall()
    assert day is not None
    assert index.number("expected_next_order_at")[0] == (day - type(day)(1970, 1, 1)).days


def test_terms_say_what_holds_for_all(work_dir: Path) -> None:
    model = serving_model(churn_horizon_days=None, withheld={"churn_probability_90d": "needs more"})
    with connection(work_dir) as con:
        load(con, work_dir, 3)
        fill_scores(con, model)
        terms = index_of(con, model, SNAPSHOT, "2024-06-30").terms
    assert (terms.dataset, terms.snapshot, terms.kind, terms.as_of) == ("shop", SNAPSHOT, "orders", "2024-06-30")
    assert [one.horizon_days for one in terms.outcomes] == [30, 90, 365]
    assert (terms.value_horizon_days, terms.churn_horizon_days, terms.churn_column) == (90, None, None)
    assert (terms.margin_in_values, terms.withheld) == (1.0, {"churn_probability_90d": "needs more"})


def test_the_draw_for_the_holdout_is_even_and_of_the_snapshot(work_dir: Path) -> None:
    with connection(work_dir) as con:
        scored(con, work_dir, 2_000)
        one, again, other = (
            index_of(con, serving_model(), snapshot, None).number(HOLDOUT_SHARE)
            for snapshot in (SNAPSHOT, SNAPSHOT, "b" * 32)
        )
    np.testing.assert_array_equal(one, again)
    assert (one != other).any()
    # Of 2,000 a tenth is held out, give or take three standard deviations of a binomial.
    assert abs(np.count_nonzero(one < 0.1) - 200) < 3 * np.sqrt(2_000 * 0.1 * 0.9)
