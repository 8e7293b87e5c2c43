import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.special import betaln, hyp2f1

from perennial.models.hypergeometric import BetaRule, mean_count

SHAPES = st.floats(1e-2, 1e3)
TIMES = st.floats(1e-4, 1e3)

# (r, y, a, b): (a + b - 1) / (a - 1) x (1 - 2F1(r, a - 1; a + b - 1; -y)), worked out with 60 digits.
EXTREME = {
    (300.0, 40.0, 0.003, 4.0): 11745.740196657,
    (300.0, 3000.0, 0.79, 2.43): 154.81433097988,
    (300.0, 3000.0, 0.4, 0.3): 2702.0595009536,
    (300.0, 40.0, 5.0, 80.0): 20.999999955031,
    (0.7, 40.0, 250.0, 3.0): 0.93622260322073,
    (12.0, 3000.0, 250.0, 3.0): 1.0120481927711,
    (0.01, 40.0, 1e4, 5e4): 0.12098060772559,
    (300.0, 3000.0, 1e4, 5e4): 6.000500050005,
    (0.24, 1e5, 0.8, 2.4): 41.371133584725,
    (1000.0, 1e-6, 0.003, 1000.0): 0.00099999999849851,
    (5000.0, 365.0, 0.5, 5001.2): 181323.29194319,
    (0.01, 1e-4, 0.003, 0.05): 9.9999714169185e-7,
}


def one(shape, elapsed, a, b):
    return mean_count(np.array([shape]), np.array([elapsed]), a, np.array([b]))[0]


def by_scipy(shape, elapsed, a, b):
    """As the papers print it, on (0, 1), where SciPy keeps more digits; they are fewer near the pole at a = 1."""
    total, share = a + b - 1, elapsed / (1 + elapsed)
    return total / (a - 1) * (1 - (1 + elapsed) ** -shape * hyp2f1(shape, b, total, share))


@settings(max_examples=80)
@given(shape=st.floats(0.01, 30.0), elapsed=st.floats(1e-3, 20.0), a=st.floats(0.01, 5.0), b=st.floats(1.1, 50.0))
def test_the_mean_count_is_what_gauss_s_function_says(shape, elapsed, a, b):
    assume(abs(a - 1) > 0.01)
    assert one(shape, elapsed, a, b) == pytest.approx(by_scipy(shape, elapsed, a, b), rel=1e-9)


@pytest.mark.parametrize(("arguments", "expected"), EXTREME.items())
def test_extreme_arguments_keep_their_digits(arguments, expected):
    assert one(*arguments) == pytest.approx(expected, rel=1e-10)


@pytest.mark.parametrize("shape", [0.24, 3.0, 40.0])
def test_there_is_no_pole_at_a_of_one(shape):
    def integrand(p):
        return -np.expm1(-shape * np.log1p(2.0 * p)) / p * np.exp(1.5 * np.log1p(-p) - betaln(1.0, 2.5))

    assert one(shape, 2.0, 1.0, 2.5) == pytest.approx(quad(integrand, 0, 1, epsabs=1e-12)[0], rel=1e-9)


@settings(max_examples=40)
@given(a=st.floats(1e-4, 1e5), b=st.floats(1e-4, 1e5))
def test_weights_add_up_to_one_and_have_the_mean_of_the_beta_distribution(a, b):
    rule = BetaRule.of(a, np.array([b]))
    assert rule.weights.sum() == pytest.approx(1.0)
    assert (rule.weights * rule.points).sum() == pytest.approx(a / (a + b), rel=1e-9)


@given(shape=SHAPES, elapsed=TIMES, a=st.floats(1e-3, 1e3), b=st.floats(0.01, 1e3))
@settings(max_examples=60)
def test_a_count_lies_between_nothing_and_the_count_of_who_never_leaves(shape, elapsed, a, b):
    assert 0 < one(shape, elapsed, a, b) <= shape * elapsed * (1 + 1e-9)


def test_many_rows_are_the_rows_one_by_one():
    random = np.random.default_rng(3)
    shape, elapsed = random.gamma(2.0, 3.0, 9_000), random.gamma(0.5, 1.0, 9_000)
    b = 1.5 + random.poisson(2.0, 9_000)
    together = mean_count(shape, elapsed, 0.6, b)
    for row in (0, 4_095, 4_096, 8_999):
        assert together[row] == pytest.approx(one(shape[row], elapsed[row], 0.6, b[row]), rel=1e-12)


def test_no_rows_give_no_counts():
    assert mean_count(np.zeros(0), np.zeros(0), 0.6, np.zeros(0)).shape == (0,)
