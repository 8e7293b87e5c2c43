import numpy as np
import pytest

from perennial.models.likelihood import LARGEST_LOG, at_the_end, maximise


def gamma_of_one_shape(sample):
    """Exponential waits: the rate of highest likelihood is one over the mean."""

    def log_likelihood(parameters):
        (rate,) = parameters
        slopes = np.array([len(sample) / rate - sample.sum()])
        return len(sample) * np.log(rate) - rate * sample.sum(), slopes

    return log_likelihood


def test_the_highest_likelihood_is_found_from_any_start():
    sample = np.array([1.0, 2.0, 6.0])
    parameters, value = maximise(gamma_of_one_shape(sample), [(1e-3,), (50.0,)], 3)
    assert parameters == pytest.approx([1 / 3], rel=1e-6)
    assert value == pytest.approx(3 * np.log(1 / 3) - 3)


def test_of_two_peaks_the_higher_one_wins():
    def two_peaks(parameters):
        distances = np.log(parameters[0] / np.array([0.1, 10.0]))
        heights = np.array([1.0, 2.0]) * np.exp(-(distances**2))
        return heights.sum(), np.array([(heights * -2 * distances).sum() / parameters[0]])

    assert maximise(two_peaks, [(0.1,), (9.0,)], 1.0)[0] == pytest.approx([10.0], rel=1e-3)


def test_a_likelihood_that_rises_for_ever_ends_at_the_bound():
    parameters, _ = maximise(lambda p: (float(np.log(p[0])), 1 / p), [(1.0,)], 1.0)
    assert parameters == pytest.approx([np.exp(LARGEST_LOG)])
    assert at_the_end(1.0, *parameters)


def test_a_likelihood_that_rises_towards_zero_ends_at_the_bound():
    parameters, _ = maximise(lambda p: (float(-np.log(p[0])), -1 / p), [(1.0,)], 1.0)
    assert at_the_end(*parameters)


def test_an_estimate_within_the_bounds_is_not_at_their_end():
    assert not at_the_end(1e-4, 1.0, 5e4)
