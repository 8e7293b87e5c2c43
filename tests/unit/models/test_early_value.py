"""Early value: customers with one order are judged for themselves, on the same untouched horizon."""

import numpy as np
import pytest

from perennial.models.early_value import early_value_in_words, first_order_figures
from perennial.models.metrics import normalised_gini
from perennial.models.panel import FEATURE_NAMES
from tests.unit.models.contested import contest_over


@pytest.fixture(scope="module")
def contests(simulated):
    return {target: contest_over(simulated, target) for target in ("spend", "churn")}


def cohort_of(contest):
    judged = contest.backtest.judged_examples(contest.backtest.calendar.report)
    return judged, judged.matrix[:, FEATURE_NAMES.index("frequency")] == 1


@pytest.mark.parametrize("target", ["spend", "churn"])
def test_every_candidate_has_figures_of_first_order_customers(contests, target):
    contest = contests[target]
    judged, once = cohort_of(contest)
    figures = first_order_figures(contest)
    assert set(figures) == set(contest.outcomes)
    for one in figures.values():
        assert one["customers"] == once.sum() < len(once)
        assert one["share_of_customers"] == pytest.approx(once.mean())
        assert one["share_of_total"] == pytest.approx(judged.target[once].sum() / judged.target.sum())
        assert one["mean_actual"] == pytest.approx(judged.target[once].mean())


def test_forecasts_of_the_cohort_are_those_that_were_made_of_everybody(contests):
    contest = contests["spend"]
    judged, once = cohort_of(contest)
    for name, one in first_order_figures(contest).items():
        forecast = contest.outcomes[name].corrected.report[once]
        assert one["mean_predicted"] == pytest.approx(forecast.mean())
        assert one["normalised_gini"] == normalised_gini(judged.target[once], forecast)


def test_spend_is_compared_with_the_first_basket_alone(contests):
    judged, once = cohort_of(contests["spend"])
    basket = judged.matrix[once, FEATURE_NAMES.index("total_spend")]
    figures = first_order_figures(contests["spend"])["linear_regression"]
    assert figures["normalised_gini_of_first_basket"] == normalised_gini(judged.target[once], basket)
    assert "normalised_gini_of_first_basket" not in first_order_figures(contests["churn"])["base_rate"]


def test_the_words_say_how_many_how_much_and_how_well(contests):
    words = early_value_in_words(contests["spend"], first_order_figures(contests["spend"])["linear_regression"])
    _, once = cohort_of(contests["spend"])
    assert words.startswith(f"{once.sum()} customers ({once.mean():.0%} of all) had placed one order by ")
    assert "normalised Gini" in words


def test_a_shop_without_first_order_customers_has_no_such_figures(contests, monkeypatch):
    contest = contests["spend"]
    judged, once = cohort_of(contest)
    matrix = np.array(judged.matrix)
    matrix[:, FEATURE_NAMES.index("frequency")] += once
    others = type(judged)(judged.customer_ids, matrix, judged.target, judged.present)
    monkeypatch.setattr(type(contest.backtest), "judged_examples", lambda _self, _split: others)
    assert first_order_figures(contest) == {}
