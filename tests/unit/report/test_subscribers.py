"""What is said of subscribers alone."""

from duckdb import DuckDBPyConnection

from perennial.report.subscribers import NO_NUMBERS, attributes, by_category, worth
from tests.report_facts import subscriber_sources


def test_worth_is_that_of_the_customers_still_here(subscription: DuckDBPyConnection):
    section = worth(subscriber_sources(), subscription)
    value = sum((10.0 + n) * 10 for n in range(11, 61))
    assert section.title == f"The 50 customers still here are expected to bring {value:,.0f} in 12 months".replace(
        f"{value:,.0f}", "22,800"
    )
    assert [one.value for one in section.key_figures] == ["50", "22,800", "36", "20 %"]


def test_worth_that_is_withheld_is_not_called_nothing(subscription: DuckDBPyConnection):
    subscription.execute("update scores set expected_value = null")
    assert "cannot be told yet" in worth(subscriber_sources(), subscription).title


def test_groups_are_told_by_the_share_of_them_that_left(subscription: DuckDBPyConnection):
    subscription.execute(
        "insert into features select customer_id || 'x', already_left, plan, fee, tenure from features"
    )
    chart = by_category(subscriber_sources(), subscription)
    assert chart is not None
    assert (chart.labels, chart.values) == (("plan: <b>yearly", "plan: monthly"), (0.2, 0.2))


def test_groups_of_few_are_left_out(subscription: DuckDBPyConnection):
    assert by_category(subscriber_sources(), subscription) is None


def test_how_long_customers_have_been_here_is_found_by_its_name(subscription: DuckDBPyConnection):
    names = [chart.told.name for chart in attributes(subscription).charts]
    assert names == ["tenure_histogram", "correlation"]
    subscription.execute("create or replace table features as select customer_id from features")
    assert attributes(subscription).title == NO_NUMBERS
