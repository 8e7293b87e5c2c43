"""How far the forecasts can be trusted: the figures of the last test, as the metrics have them."""

from perennial.report.trust import NOT_TESTED, calibration, cost_curve, gain_and_lift, importances, trust
from tests.report_facts import CHURN_FIGURES, COST, GAIN, sources, subscriber_sources


def test_the_gain_curve_is_the_one_of_the_metrics():
    gain, lift = gain_and_lift(CHURN_FIGURES, "spend")
    assert gain.series[0].y == tuple(one["caught_share"] for one in GAIN)
    assert gain.told.title == "The fifth of customers ranked highest held 40 % of the spend"
    assert lift.values[0] == 2.0
    assert abs(sum(lift.values) - 10.0) < 1e-9


def test_calibration_stands_beside_its_intervals():
    chart = calibration(CHURN_FIGURES, "leave")
    assert chart is not None
    assert chart.series[0].x == tuple(one["mean_predicted"] for one in CHURN_FIGURES["deciles"])
    assert chart.told.title.endswith("within 9 in 100 of what happened")
    assert calibration({}, "leave") is None


def test_the_cheapest_threshold_is_marked_with_what_it_saves():
    chart = cost_curve(sources(), "churn_probability_90d")
    assert chart is not None
    assert chart.marked == (0.4, 8.0, "cheapest")
    assert "above 40 in 100 would have cost least: £8.00 a customer instead of £10.00" in chart.told.title


def test_where_no_contact_would_have_paid_that_is_the_title():
    numbers = {"churn_probability_90d": {"winner": "blend", "business_cost": COST | {"contacted_share": 0.0}}}
    chart = cost_curve(sources(manifest={"numbers": numbers}), "churn_probability_90d")
    assert chart is not None
    assert "no contact would have paid" in chart.told.title


def test_what_the_forecast_turns_on_comes_in_order_without_what_does_not_matter():
    chart = importances(sources(), "expected_spend_90d")
    assert chart is not None
    assert (chart.labels, chart.values) == (("money spent", "recency"), (12.0, 3.0))


def test_the_section_speaks_of_customers_the_model_had_not_seen():
    section = trust(sources(), "churn_probability_90d", "expected_spend_90d", "leave", "spend")
    assert [chart.told.name for chart in section.charts] == ["calibration", "gain", "lift", "cost_curve", "importances"]
    assert "AUC 0.800, 50 customers" in section.paragraphs[1]
    of_subscribers = trust(subscriber_sources(), "churn_probability", "", "leave", "customers who left")
    assert of_subscribers.title.endswith("40 % of the customers who left")


def test_without_tests_nothing_is_claimed():
    assert trust(sources(manifest={}, metrics={}), "", "", "leave", "spend").title == NOT_TESTED
