"""Checks: examples that teach nothing are refused with the reason."""

import numpy as np
import pytest

from perennial.errors import NotEnoughData
from perennial.models.checks import both_outcomes, positive_mean, without_empty_columns
from perennial.models.panel import Examples


def test_a_target_of_nothing_but_zeros_teaches_nothing():
    two, nothing = np.zeros((2, 1)), np.zeros(2)
    assert positive_mean(Examples(two, two, np.array([0.0, 4.0]))) == 2.0
    assert positive_mean(Examples(two, two, np.array([0.0, 4.0]), weights=np.array([3.0, 1.0]))) == 1.0
    with pytest.raises(NotEnoughData, match="the target is 0 for every customer"):
        positive_mean(Examples(two, two, nothing))


@pytest.mark.parametrize("outcome", [0.0, 1.0])
def test_outcomes_that_are_all_the_same_tell_nobody_apart(outcome):
    assert both_outcomes(np.array([0.0, 1.0])).tolist() == [0.0, 1.0]
    with pytest.raises(NotEnoughData, match="nothing to tell apart"):
        both_outcomes(np.full(3, outcome))


def test_only_columns_without_any_known_value_are_filled():
    matrix = np.array([[np.nan, np.nan], [1.0, np.nan]])
    np.testing.assert_array_equal(without_empty_columns(matrix), [[np.nan, 0.0], [1.0, 0.0]])
