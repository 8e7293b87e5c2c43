from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import betaln, gammaln

from perennial.errors import NotEnoughData
from perennial.models.bgnbd import Counted, fit_leaving, fit_staying, knows_who_left
from perennial.models.lifetimes import Buying, History
from tests.cdnow import calibration
from tests.simulated_buyers import histories

STEADY = Buying(r=0.8, alpha=40.0, a=0.0, b=1.0, leaves_at_first=False)
FICKLE = Buying(r=0.8, alpha=40.0, a=0.7, b=1.6, leaves_at_first=False)
both_models = pytest.mark.parametrize("leaves_at_first", [False, True], ids=["BG/NBD", "MBG/NBD"])


def fitted(history, *, leaves_at_first):
    counted = Counted.of(history)
    return fit_leaving(counted, fit_staying(counted), leaves_at_first=leaves_at_first)


def parameters(fit):
    return [fit.buying.r, fit.buying.alpha, fit.buying.a, fit.buying.b]


def log_likelihood(buying, history):
    """As the papers print it, customer by customer."""
    r, alpha, a, b = buying.r, buying.alpha, buying.a, buying.b
    x, span, age = history.repeats, history.span, history.age
    first = gammaln(r + x) - gammaln(r) + r * np.log(alpha)
    chances = x + buying.leaves_at_first
    stayed = np.exp(betaln(a, b + chances) - betaln(a, b)) * (alpha + age) ** -(r + x)
    left_with = np.exp(betaln(a + 1, b + np.maximum(chances, 1) - 1) - betaln(a, b)) * (alpha + span) ** -(r + x)
    return (first + np.log(stayed + np.where(chances > 0, left_with, 0.0))).sum()


def test_the_cdnow_sample_gives_the_published_parameters(real_data):
    fit = fitted(calibration(real_data)[0], leaves_at_first=False)
    r, alpha, a, b = parameters(fit)
    assert (r, a) == (pytest.approx(0.2426, abs=5e-5), pytest.approx(0.7929, abs=5e-5))
    assert (alpha, b) == (pytest.approx(4.4136, abs=5e-5), pytest.approx(2.4259, abs=5e-5))
    assert fit.log_likelihood == pytest.approx(-9582.43, abs=0.005)
    newcomer = History(np.zeros(1), np.zeros(1), np.zeros(1))
    for weeks, repeats in ((0.1429, 0.0078), (1, 0.0532), (3, 0.1506), (31.8571, 1.0405), (32, 1.0437)):
        assert fit.buying.expected(newcomer, weeks)[0] == pytest.approx(repeats, abs=5e-5)


def test_cdnow_in_days_is_cdnow_in_weeks(real_data):
    weeks = calibration(real_data)[0]
    days = History(weeks.repeats, weeks.span * 7, weeks.age * 7)
    by_week, by_day = (fitted(history, leaves_at_first=True) for history in (weeks, days))
    assert by_day.buying.alpha == pytest.approx(by_week.buying.alpha * 7, rel=1e-4)
    assert by_day.log_likelihood == pytest.approx(by_week.log_likelihood - weeks.repeats.sum() * np.log(7))


@both_models
def test_the_likelihood_is_the_papers(leaves_at_first):
    buying = replace(FICKLE, leaves_at_first=leaves_at_first)
    history = histories(buying, 400, 300.0, seed=2)
    fit = fitted(history, leaves_at_first=leaves_at_first)
    assert fit.log_likelihood == pytest.approx(log_likelihood(fit.buying, history))


@both_models
def test_no_step_away_from_the_fit_is_likelier(leaves_at_first):
    history = histories(replace(FICKLE, leaves_at_first=leaves_at_first), 800, 300.0, seed=4)
    fit = fitted(history, leaves_at_first=leaves_at_first)
    for name in ("r", "alpha", "a", "b"):
        for step in (0.98, 1.02):
            aside = replace(fit.buying, **{name: getattr(fit.buying, name) * step})
            assert log_likelihood(aside, history) < fit.log_likelihood


@both_models
def test_simulated_customers_give_back_their_parameters(leaves_at_first):
    true = replace(FICKLE, leaves_at_first=leaves_at_first)
    fit = fitted(histories(true, 12_000, 700.0, seed=6), leaves_at_first=leaves_at_first)
    assert parameters(fit) == pytest.approx([true.r, true.alpha, true.a, true.b], rel=0.12)


@both_models
def test_where_nobody_leaves_the_fit_does_not_claim_to_know_who_left(leaves_at_first):
    history = histories(STEADY, 3_000, 300.0, seed=8)
    counted = Counted.of(history)
    staying = fit_staying(counted)
    assert not knows_who_left(fit_leaving(counted, staying, leaves_at_first=leaves_at_first), staying)
    assert staying.log_likelihood == pytest.approx(log_likelihood(replace(STEADY, **rates(staying), a=1e-9), history))


@both_models
def test_where_customers_leave_the_fit_knows(leaves_at_first):
    counted = Counted.of(histories(FICKLE, 3_000, 300.0, seed=8))
    staying = fit_staying(counted)
    assert knows_who_left(fit_leaving(counted, staying, leaves_at_first=leaves_at_first), staying)


def rates(fit):
    return {"r": fit.buying.r, "alpha": fit.buying.alpha}


def test_equal_customers_are_counted_not_kept():
    history = History(np.array([2.0, 0, 2, 2]), np.array([5.0, 0, 5, 4]), np.full(4, 9.0))
    counted = Counted.of(history)
    assert counted.weights.tolist() == [1, 1, 2]
    assert counted.repeat_weights.tolist() == [1, 3]


def test_twice_the_customers_give_the_same_model():
    once = histories(FICKLE, 500, 300.0, seed=3)
    twice = History(*(np.tile(values, 2) for values in (once.repeats, once.span, once.age)))
    fits = [fitted(history, leaves_at_first=True) for history in (once, twice)]
    assert parameters(fits[1]) == pytest.approx(parameters(fits[0]), rel=1e-3)
    assert fits[1].log_likelihood == pytest.approx(2 * fits[0].log_likelihood)


def test_customers_of_whom_something_is_unknown_are_left_out():
    known = histories(FICKLE, 500, 300.0, seed=3)
    more = History(*(np.append(values, np.nan) for values in (known.repeats, known.span, known.age)))
    assert fitted(more, leaves_at_first=True) == fitted(known, leaves_at_first=True)


@pytest.mark.parametrize("customers", [0, 1, 50])
def test_without_a_repeat_there_is_nothing_to_learn(customers):
    nobody = History(np.zeros(customers), np.zeros(customers), np.arange(customers, dtype=np.float64))
    with pytest.raises(NotEnoughData, match="second day"):
        Counted.of(nobody)


@settings(max_examples=15)
@given(
    st.lists(st.tuples(st.integers(0, 40), st.floats(0, 1), st.integers(0, 900)), min_size=1, max_size=30),
    st.booleans(),
)
def test_any_handful_of_customers_gives_finite_parameters(rows, leaves_at_first):
    repeats, share, age = np.array([*rows, (1, 0.5, 10)], dtype=np.float64).T
    repeats = np.minimum(repeats, age)
    history = History(repeats, np.where(repeats > 0, np.maximum(np.floor(share * age), repeats), 0.0), age)
    fit = fitted(history, leaves_at_first=leaves_at_first)
    assert np.isfinite([*parameters(fit), fit.log_likelihood]).all()
    assert np.isfinite(fit.buying.expected(history, 90)).all()
