"""Counts over all customers: shares, histograms, correlations and what is at risk."""

import numpy as np
import pytest
from duckdb import DuckDBPyConnection
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from perennial.report import measures
from perennial.report.measures import AtRisk, concentration

AMOUNTS = arrays(np.float64, st.integers(1, 50), elements=st.floats(0, 1e6))


def test_of_ten_customers_the_one_who_brings_all_brings_it_with_a_tenth():
    found = concentration(np.array([0.0] * 9 + [100.0]))
    assert found is not None
    assert (found.top(0.1), found.top(1.0), found.known) == (pytest.approx(1.0), 1.0, 10)
    assert found.needed_for(0.5) == pytest.approx(0.05)


def test_customers_of_whom_nothing_is_known_do_not_count():
    assert concentration(np.array([1.0, 1.0, np.nan])) == concentration(np.array([1.0, 1.0]))
    assert concentration(np.array([0.0, np.nan])) is None


@given(AMOUNTS)
def test_the_most_valuable_never_bring_less_than_their_share(amounts: np.ndarray):
    found = concentration(amounts)
    if found is not None:
        assert all(brought >= share - 1e-9 for share, brought in zip(found.customers, found.worth, strict=True))
        assert all(np.diff(found.worth) >= -1e-12)


@given(arrays(np.float64, st.integers(0, 50), elements=st.floats(0, 1e5) | st.just(float("nan"))))
def test_a_histogram_counts_every_known_value_once(values: np.ndarray):
    counts = measures.counts_between(values, measures.even_edges(values))
    assert sum(counts) == np.count_nonzero(~np.isnan(values))


def test_edges_are_round_and_leave_one_in_twenty_to_the_last_bar():
    edges = measures.even_edges(np.arange(1000.0))
    assert edges[0] == 0.0
    assert len(set(np.diff(edges))) == 1
    assert edges[-2] <= np.quantile(np.arange(1000.0), 0.95) <= edges[-1]


def test_rank_correlation_sees_an_order_and_not_a_shape():
    one = np.array([1.0, 2.0, 3.0, 4.0])
    found = measures.rank_correlations([one, np.exp(one), -one, np.ones(4)])
    assert found[0] == [1.0, pytest.approx(1.0), pytest.approx(-1.0), None]


def test_rank_correlation_is_taken_over_customers_that_have_both():
    found = measures.rank_correlations([np.array([1.0, 2.0, 3.0, np.nan]), np.array([3.0, 2.0, 1.0, 9.0])])
    assert found[0][1] == pytest.approx(-1.0)


def test_a_column_is_read_by_customer_and_unknown_is_not_zero(con: DuckDBPyConnection):
    con.execute("create table features as select * from (values ('b', 2.0), ('a', null)) as rows(customer_id, x)")
    assert np.array_equal(measures.column(con, "features", "x"), [np.nan, 2.0], equal_nan=True)


def test_those_at_risk_are_counted_with_what_is_at_stake(shop: DuckDBPyConnection):
    stake = sum(n * n / 100 for n in range(51, 61))
    assert measures.at_risk(shop) == AtRisk(10, pytest.approx(stake))
    assert measures.at_risk(shop, "customer_id = 'nobody'") == AtRisk(0, 0.0)


def test_what_is_at_stake_is_unknown_where_it_is_known_of_nobody(shop: DuckDBPyConnection):
    shop.execute("update scores set value_at_risk = null")
    assert measures.at_risk(shop) == AtRisk(10, None)
