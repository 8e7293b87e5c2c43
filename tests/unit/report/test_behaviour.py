"""What customers look like: counted over all of them."""

import numpy as np
from duckdb import DuckDBPyConnection

from perennial.report.behaviour import behaviour, correlations, known_numbers, retention
from tests.report_facts import AS_OF, CUSTOMERS, sources


def test_every_customer_is_in_both_histograms(shop: DuckDBPyConnection):
    section = behaviour(sources(), shop)
    recency, tenure = section.charts[:2]
    assert sum(recency.counts) == sum(tenure.counts) == CUSTOMERS
    assert section.title == "Half of all customers have ordered within the last 30 days"


def test_all_figures_of_a_shop_are_there(shop: DuckDBPyConnection):
    names = [chart.told.name for chart in behaviour(sources(), shop).charts]
    assert names == ["recency_histogram", "tenure_histogram", "cohort_retention", "correlation"]


def test_a_shop_of_less_than_two_whole_months_has_no_retention(shop: DuckDBPyConnection):
    shop.execute("delete from orders where ordered_at < date '2024-06-01'")
    assert retention(shop, AS_OF) is None


def test_things_that_rise_together_are_found():
    chart = correlations({"a": np.array([1.0, 2.0, 3.0]), "b": np.array([10.0, 20.0, 25.0]), "c": np.ones(3)})
    assert chart.values == ((1.0, None, None), (1.0, 1.0, None), (None, None, 1.0))
    assert chart.told.title == "B and a rise together most (1.00)"


def test_things_that_move_against_each_other_are_not_said_to_rise_together():
    chart = correlations({"a": np.array([1.0, 2.0, 3.0]), "b": np.array([3.0, 2.0, 1.0])})
    assert chart.told.title == "B and a move against each other most (1.00)"


def test_no_customers_are_no_mistake(con: DuckDBPyConnection):
    con.execute("create table features (customer_id varchar, recency_days integer, tenure_days integer)")
    assert behaviour(sources(), con).title == "There are no customers yet"


def test_numbers_are_told_from_words(shop: DuckDBPyConnection):
    assert {"recency_days", "monetary"} <= set(known_numbers(shop, "features"))
    assert not {"customer_id", "as_of", "is_cold_start"} & set(known_numbers(shop, "features"))
