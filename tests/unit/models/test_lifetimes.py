import pickle
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import hyp2f1

from perennial.models.lifetimes import Buying, History
from tests.simulated_buyers import histories

# Estimated by Fader, Hardie and Lee (2005) from the CDNOW sample, in weeks.
PUBLISHED = Buying(r=0.2426, alpha=4.4136, a=0.7929, b=2.4259, leaves_at_first=False)
MODELS = [PUBLISHED, replace(PUBLISHED, leaves_at_first=True), replace(PUBLISHED, a=0.0)]
NEWCOMER = History(np.zeros(1), np.zeros(1), np.zeros(1))
every_model = pytest.mark.parametrize("buying", MODELS, ids=["BG/NBD", "MBG/NBD", "NBD"])


@st.composite
def models(draw):
    r, alpha, a, b = (draw(st.floats(low, 50.0)) for low in (0.05, 0.01, 0.01, 0.05))
    return Buying(r, alpha, a, b, leaves_at_first=draw(st.booleans()))


@st.composite
def customers(draw):
    age = draw(st.floats(1.0, 2_000.0))
    repeats = draw(st.integers(0, 200))
    return history(repeats, draw(st.floats(0.0, 1.0)) * age * (repeats > 0), age)


def history(repeats, span, age):
    return History(*(np.array([value], dtype=np.float64) for value in (repeats, span, age)))


@pytest.mark.parametrize(
    ("weeks", "repeats"), [(0.1429, 0.0078), (1, 0.0532), (3, 0.1506), (31.8571, 1.0405), (32, 1.0437)]
)
def test_a_new_customer_s_repeats_are_the_published_ones(weeks, repeats):
    assert PUBLISHED.expected(NEWCOMER, weeks)[0] == pytest.approx(repeats, abs=1e-4)


def test_the_published_repeats_at_78_weeks_are_those_of_a_sum_cut_after_150_terms():
    r, alpha, a, b = 0.242594, 4.413602, 0.792922, 2.425907
    share = 78 / (alpha + 78)
    term = np.arange(1, 151)
    cut = 1 + np.cumprod((r + term - 1) * (b + term - 1) / ((a + b + term - 2) * term) * share).sum()
    scale = (a + b - 1) / (a - 1)
    assert scale * (1 - (alpha / (alpha + 78)) ** r * cut) == pytest.approx(1.8576, abs=5e-5)
    exact = Buying(r, alpha, a, b, leaves_at_first=False).expected(NEWCOMER, 78)[0]
    assert exact == pytest.approx(1.8576, abs=5e-4)
    full = hyp2f1(r, b, a + b - 1, share)
    assert exact == pytest.approx(scale * (1 - (alpha / (alpha + 78)) ** r * full), rel=1e-9)


def test_a_known_customer_s_expected_purchases_are_the_published_ones():
    assert PUBLISHED.expected(history(2, 30.43, 38.86), 39)[0] == pytest.approx(1.226, abs=5e-4)


def test_bg_nbd_takes_one_time_buyers_for_alive_and_mbg_nbd_does_not():
    once = history(0, 0, 38)
    plain, modified = MODELS[:2]
    assert plain.alive(once)[0] == 1
    odds = modified.a / modified.b * ((modified.alpha + 38) / modified.alpha) ** modified.r
    assert modified.alive(once)[0] == pytest.approx(1 / (1 + odds))


@every_model
def test_simulated_customers_do_what_is_expected_of_them(buying):
    """Forecasts from what was seen of customers by 30 weeks agree with what they do in the next 30."""
    random = np.random.default_rng(5)
    customers, then, horizon = 60_000, 30.0, 30.0
    rate = random.gamma(buying.r, 1 / buying.alpha, customers)
    leaving = random.beta(buying.a, buying.b, customers) if buying.a > 0 else np.zeros(customers)
    here = random.random(customers) >= leaving if buying.leaves_at_first else np.ones(customers, dtype=bool)
    now, counts, span = np.zeros(customers), np.zeros((2, customers)), np.zeros(customers)
    alive = here.copy()
    while here.any():
        now += random.exponential(1.0, customers) / np.maximum(rate, 1e-12)
        here &= now <= then + horizon
        before = here & (now <= then)
        counts[0] += before
        counts[1] += here & (now > then)
        span = np.where(before, now, span)
        here &= random.random(customers) >= leaving
        alive &= here | (now > then)
    seen = History(counts[0], span, np.full(customers, then))
    for chosen in (counts[0] == 0, counts[0] == 1, counts[0] >= 4):
        group = History(seen.repeats[chosen], seen.span[chosen], seen.age[chosen])
        assert buying.expected(group, horizon).mean() == pytest.approx(counts[1][chosen].mean(), rel=0.08)
        assert buying.silent(group, horizon).mean() == pytest.approx((counts[1][chosen] == 0).mean(), abs=0.03)
        assert buying.alive(group).mean() == pytest.approx(alive[chosen].mean(), abs=0.03)


@settings(max_examples=60)
@given(buying=models(), customer=customers(), horizon=st.floats(0.1, 1_000.0), longer=st.floats(1.1, 5.0))
def test_probabilities_are_probabilities_and_longer_horizons_hold_more(buying, customer, horizon, longer):
    alive, silent = buying.alive(customer)[0], buying.silent(customer, horizon)[0]
    assert 0 <= alive <= 1
    assert 1 - alive - 1e-12 <= silent <= 1
    assert buying.silent(customer, horizon * longer)[0] <= silent + 1e-12
    soon, later = (buying.expected(customer, until)[0] for until in (horizon, horizon * longer))
    assert 0 <= soon <= later * (1 + 1e-9)
    assert soon >= (1 - silent) * (1 - 1e-9) - 1e-12
    assert buying.wait(customer)[0] > 0


@settings(max_examples=60)
@given(buying=models(), repeats=st.integers(1, 100), age=st.floats(1.0, 1_000.0), early=st.floats(0.0, 0.9))
def test_of_two_who_bought_as_often_the_more_recent_is_more_alive(buying, repeats, age, early):
    recent, gone = history(repeats, age, age), history(repeats, early * age, age)
    assert buying.alive(recent)[0] >= buying.alive(gone)[0]
    assert buying.expected(recent, 30)[0] >= buying.expected(gone, 30)[0] * (1 - 1e-12)


@settings(max_examples=40)
@given(buying=models(), customer=customers(), horizon=st.floats(0.1, 1_000.0), unit=st.floats(1e-3, 1e3))
def test_the_unit_of_time_does_not_matter(buying, customer, horizon, unit):
    other = replace(buying, alpha=buying.alpha * unit)
    same = History(customer.repeats, customer.span * unit, customer.age * unit)
    assert other.alive(same) == pytest.approx(buying.alive(customer), rel=1e-6)
    assert other.expected(same, horizon * unit) == pytest.approx(buying.expected(customer, horizon), rel=1e-6)
    assert other.wait(same) == pytest.approx(buying.wait(customer) * unit, rel=1e-6)


@every_model
def test_half_of_the_living_wait_longer_than_the_expected_wait(buying):
    customer = history(4, 20.0, 25.0)
    wait = buying.wait(customer)[0]
    quiet = 1 - (1 - buying.silent(customer, wait)[0]) / buying.alive(customer)[0]
    assert quiet == pytest.approx(0.5)


@every_model
def test_half_of_the_living_wait_longer_whatever_the_scale_of_a_wait_of_that_shape(buying):
    customer, shape = history(4, 20.0, 25.0), buying.wait_shape(np.array([4.0]))[0]
    assert (1 + buying.wait(customer)[0] / (buying.alpha + 25.0)) ** -shape == pytest.approx(0.5)


@every_model
def test_what_is_unknown_of_a_customer_stays_unknown(buying):
    unknown = history(np.nan, 5.0, 9.0)
    assert np.isnan([buying.alive(unknown), buying.silent(unknown, 30), buying.wait(unknown)]).all()
    assert np.isnan(buying.expected(unknown, 30)).all()
    assert np.isnan(buying.expected(history(2, np.nan, 9.0), 30)).all()


@every_model
def test_endless_silence_and_tiny_rates_stay_numbers(buying):
    customers = History(np.array([0.0, 5_000.0]), np.array([0.0, 1.0]), np.array([1e9, 1e9]))
    rare = replace(buying, r=1e-9)
    for found in (buying.alive(customers), rare.wait(customers), buying.expected(customers, 1e9)):
        assert np.isfinite(found).all()


def test_a_model_loads_and_answers_with_numpy_alone():
    seen = histories(PUBLISHED, 3, 40.0, seed=1)
    program = (
        "import pickle, sys; sys.modules.update(dict.fromkeys(['scipy', 'pandas', 'sklearn', 'xgboost', 'duckdb']));"
        f"sys.path[:0] = {sys.path!r};"
        f"model, seen = pickle.loads({pickle.dumps((PUBLISHED, seen))!r}); print(model.expected(seen, 9.0).tolist())"
    )
    answered = subprocess.run([sys.executable, "-I", "-c", program], capture_output=True, text=True, check=True)
    assert answered.stdout.strip() == str(PUBLISHED.expected(seen, 9.0).tolist())
