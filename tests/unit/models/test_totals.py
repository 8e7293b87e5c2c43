"""The sum of expected spend: its range as money, and what it was before the level was corrected, in words."""

import json

import numpy as np
import pytest

from perennial.models.ranges import SpendRange
from perennial.models.totals import total_of
from tests.hand_made import serving_model

RANGE = SpendRange(np.array([1.0]), np.array([0.0]), np.array([2.0]), total_low=0.8, total_high=1.5)


def test_the_range_of_the_sum_is_told_in_money():
    total = total_of(serving_model(spend_ranges={90: RANGE}, level_ratios={90: 1.25}), 90, 1000.0)
    assert (total.expected, total.low, total.high, total.before_level) == (1000.0, 800.0, 1500.0, 800.0)
    assert total.to_json("EUR")["in_words"] == (
        "All customers together are expected to spend 1,000 EUR in 90 days, four times in five between 800 and 1,500; "
        "before the level was corrected it was 800."
    )


def test_a_sum_without_a_range_or_a_correction_is_told_as_it_is():
    told = total_of(serving_model(), 30, 250.0).to_json(None)
    assert told["in_words"] == "All customers together are expected to spend 250 in 30 days."
    assert (told["low"], told["high"], told["before_level_correction"]) == (None, None, 250.0)
    assert json.loads(json.dumps(told, allow_nan=False)) == told


@pytest.mark.parametrize("expected", [0.0, 12.5])
def test_the_sum_lies_in_its_range(expected):
    total = total_of(serving_model(spend_ranges={90: RANGE}), 90, expected)
    assert total.low <= total.expected <= total.high
