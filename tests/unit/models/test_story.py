"""The story of a training: every candidate's figures of all, of a cohort and in money, and the sum in words."""

import json

import numpy as np
import pytest

from perennial.dataset import Economics
from perennial.models.ranges import SpendRange
from perennial.models.story import early_value, figures_of, level_ratios, range_of_the_sum, stories
from tests.hand_made import serving_model
from tests.unit.models.contested import contest_over


@pytest.fixture(scope="module")
def winners(simulated):
    contests = [contest_over(simulated, target) for target in ("spend", "churn")]
    return [(contest, contest.finish()) for contest in contests]


def test_every_candidate_has_its_figures_of_all_of_the_cohort_and_in_money(winners):
    figures = figures_of(winners, Economics(), knows_who_left=True)
    assert set(figures) == {"expected_spend_30d", "churn_probability_30d"}
    for contest, _ in winners:
        assert set(figures[contest.column]) == set(contest.outcomes)
        for name, one in figures[contest.column].items():
            assert one["first_order_customers"]["customers"] < one["customers"]
            assert one | contest.outcomes[name].figures == one
            assert ("business_cost" in one) == (contest.target == "churn")
            assert ("against_baseline" in one) == (name != next(iter(contest.outcomes)))
    assert json.loads(json.dumps(figures, allow_nan=False)) == figures


def test_the_threshold_that_contacts_pay_from_stands_with_the_churn_it_is_of(winners):
    told = stories(winners, Economics(incentive_cost=1.0), knows_who_left=False)
    assert 0 <= told["churn_probability_30d"]["business_cost"]["threshold"] <= 1
    assert "business_cost" not in told["expected_spend_30d"]
    assert told["expected_spend_30d"]["winner"] in told["expected_spend_30d"]["reason"]


def test_what_is_seen_of_first_order_customers_is_told_of_spend(winners):
    assert list(early_value(winners)) == ["expected_spend_30d"]


def test_what_correcting_the_level_makes_of_the_sum_is_the_factor_of_the_winner(winners):
    (spend, winner), _ = winners
    assert level_ratios(winners) == {30: winner.outcome.for_serving.level.factor}
    uncorrected = spend._fitted(winner.choice.winner, spend.backtest.final_examples())
    matrix = spend.backtest.judged_examples(spend.backtest.calendar.report).matrix
    ratio = winner.form.predict(matrix).sum() / uncorrected.predict(matrix).sum()
    assert ratio == pytest.approx(level_ratios(winners)[30])


def test_the_range_of_the_sum_stands_by_its_column():
    learnt = SpendRange(np.array([1.0]), np.array([0.5]), np.array([2.0]), total_low=0.8, total_high=1.25)
    assert range_of_the_sum(serving_model(spend_ranges={90: learnt})) == {
        "expected_spend_90d": {"low_share": 0.8, "high_share": 1.25}
    }
