"""The whole report, section by section."""

from duckdb import DuckDBPyConnection

from perennial.report.composing import composed
from perennial.score_index import ScoreIndex
from tests.hand_index import customer, index_of_customers
from tests.report_facts import sources, subscriber_sources

INDEX = index_of_customers(*(customer(f"c{n:02}", spend=float(n), churn=n / 100) for n in range(1, 61)))


def nobody() -> ScoreIndex:
    return index_of_customers(withheld={"expected_spend_90d": "too few"})


def test_every_question_of_the_report_is_answered_once_and_in_order(shop: DuckDBPyConnection):
    document = composed(sources(), shop, INDEX).document
    assert [section.name for section in document.sections] == [
        *("expectation", "drivers", "leaving", "segments", "economy", "hindsight", "changes", "trust", "behaviour"),
        *("data", "withheld", "method"),
    ]
    assert all(section.title and section.question for section in document.sections)


def test_all_figures_that_were_promised_are_drawn(shop: DuckDBPyConnection):
    assert set(composed(sources(), shop, INDEX).document.charts()) == {
        *("forecast", "concentration", "churn_by_category", "segments", "calibration", "gain", "lift", "cost_curve"),
        *("importances", "plan", "recency_histogram", "tenure_histogram", "cohort_retention", "correlation"),
    }


def test_the_headline_holds_what_the_next_report_compares_itself_with(shop: DuckDBPyConnection):
    headline = composed(sources(), shop, INDEX).headline
    assert headline["totals"] == {"30": 30_000.0, "90": 90_000.0}
    assert headline["customers"] == 60


def test_a_report_of_subscribers_has_their_questions(subscription: DuckDBPyConnection):
    document = composed(subscriber_sources(), subscription, nobody()).document
    assert [section.name for section in document.sections] == [
        *(
            "expectation",
            "drivers",
            "leaving",
            "segments",
            "economy",
            "changes",
            "trust",
            "behaviour",
            "data",
            "method",
        ),
    ]
    assert "orders" not in document.subtitle


def test_everything_withheld_is_still_a_report(shop: DuckDBPyConnection):
    shop.execute("update scores set expected_spend_90d = null, churn_probability_90d = null, risk = null, "
                 "value_at_risk = null, tier = null")  # fmt: skip
    silent = sources(
        manifest={"horizons_days": [30], "withheld": {"expected_spend_30d": "needs 50 customers, has 3"}},
        metrics={}, scores=dict(sources().scores) | {"totals": []},
        segments=[{**one, "expected_spend": "", "value_at_risk": "", "mean_churn_probability": ""}
                  for one in sources().segments],
    )  # fmt: skip
    document = composed(silent, shop, nobody()).document
    assert len(document.sections) == 12
    assert "cannot be told yet" in " ".join(section.title for section in document.sections)
