"""What a report is made from: what the manifest does not say is unknown, never guessed."""

from tests.report_facts import SPEND_FIGURES, sources, subscriber_sources


def test_the_figures_of_a_number_are_those_of_its_winner():
    assert sources().winner("expected_spend_90d") == "hurdle"
    assert sources().tested("expected_spend_90d") == SPEND_FIGURES


def test_a_number_that_was_not_judged_has_neither_winner_nor_figures():
    assert sources().winner("expected_spend_365d") is None
    assert sources().tested("expected_spend_365d") == {}


def test_the_kind_currency_and_day_are_those_of_the_dataset():
    assert (sources().of_subscribers, sources().currency, sources().as_of) == (False, "GBP", "2024-06-30")
    assert (subscriber_sources().of_subscribers, subscriber_sources().as_of) == (True, None)


def test_a_model_that_says_nothing_of_horizons_has_none():
    silent = sources(manifest={})
    assert (silent.value_horizon_days, silent.churn_horizon_days, silent.withheld, silent.notes) == (None, None, {}, {})
