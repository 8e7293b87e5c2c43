from dataclasses import replace

import numpy as np
import pytest

from perennial.errors import NotEnoughData
from perennial.models.lifetimes import Buying
from perennial.models.probabilistic_fit import ALL_ALIKE, FEW_REPEATERS, NO_LEAVING, fit_probabilistic
from tests.simulated_buyers import feature_columns

FICKLE = Buying(r=0.9, alpha=30.0, a=0.8, b=1.5, leaves_at_first=True)
CUSTOMERS = 4_000
HORIZONS = (30, 90, 365)


@pytest.fixture(scope="module")
def base():
    return feature_columns(FICKLE, CUSTOMERS, 500.0, seed=5)


def test_customers_who_leave_at_once_are_an_mbg_nbd(base):
    fitted = fit_probabilistic(base)
    assert fitted.model.buying == fitted.model.leaving
    assert fitted.model.buying.leaves_at_first
    assert fitted.reason.startswith("MBG/NBD: the most likely")
    assert fitted.caveats == ()
    assert fitted.log_likelihoods["MBG/NBD"] > fitted.log_likelihoods["BG/NBD"] > fitted.log_likelihoods["NBD"]


def test_customers_who_never_leave_at_once_are_a_bg_nbd_and_still_not_surely_alive():
    base = feature_columns(replace(FICKLE, leaves_at_first=False), CUSTOMERS, 500.0, seed=5)
    fitted = fit_probabilistic(base)
    assert fitted.reason.startswith("BG/NBD: the most likely")
    once = base["repeat_days"] == 0
    assert (fitted.model.forecast(base, (30,)).alive[once & (base["tenure_days"] > 5)] < 1).all()


def test_customers_who_never_leave_get_no_probability_of_being_alive():
    base = feature_columns(replace(FICKLE, a=0.0), CUSTOMERS, 300.0, seed=5)
    fitted = fit_probabilistic(base)
    assert fitted.reason.startswith("NBD")
    assert fitted.caveats == (NO_LEAVING,)
    found = fitted.model.forecast(base, (300,))
    assert found.alive is None
    assert found.orders[300].sum() == pytest.approx(CUSTOMERS * 300 * 0.9 / 30.0, rel=0.1)


def test_where_hardly_anyone_came_twice_nobody_is_called_alive_and_the_rest_is_given():
    rare = feature_columns(replace(FICKLE, r=0.01), CUSTOMERS, 500.0, seed=5)
    repeaters = int((rare["repeat_days"] > 0).sum())
    fitted = fit_probabilistic(rare)
    assert 0 < repeaters < 100
    assert FEW_REPEATERS.format(100, repeaters) in fitted.caveats
    found = fitted.model.forecast(rare, HORIZONS)
    assert found.alive is None
    assert np.isfinite([found.spend[365], found.no_order[365], found.days_to_next_order]).all()


def test_customers_all_alike_in_leaving_get_no_probability_of_being_alive():
    """Everybody comes back once, the next day, and never again: the likeliest customers leave after exactly that."""
    sizes = {"repeat_days": 1.0, "purchase_span_days": 1.0, "frequency": 2.0, "monetary": 20.0}
    base = {name: np.full(500, value) for name, value in sizes.items()} | {"tenure_days": np.arange(500.0) + 100}
    fitted = fit_probabilistic(base)
    assert fitted.model.forecast(base, (30,)).alive is None
    assert ALL_ALIKE in fitted.caveats


def test_the_same_customers_give_the_same_model_in_any_order(base):
    shuffled = np.random.default_rng(1).permutation(CUSTOMERS)
    ours, theirs = fit_probabilistic(base), fit_probabilistic({name: v[shuffled] for name, v in base.items()})
    assert theirs.model.buying == ours.model.buying
    assert theirs.model.value.shop_mean == pytest.approx(ours.model.value.shop_mean, rel=1e-5)
    assert fit_probabilistic(base) == ours


def test_orders_are_more_than_days_where_some_days_have_several(base):
    twice = base | {"frequency": 2 * base["frequency"]}
    plain, doubled = fit_probabilistic(base).model.forecast(base, (90,)), fit_probabilistic(twice).model
    assert doubled.orders_per_day == 2.0
    found = doubled.forecast(twice, (90,))
    assert found.orders[90] == pytest.approx(2 * plain.orders[90])
    assert found.spend[90] == pytest.approx(plain.spend[90])


def test_customers_of_whom_something_is_unknown_are_not_learnt_from(base):
    more = {name: np.append(values, np.nan) for name, values in base.items()}
    assert fit_probabilistic(more) == fit_probabilistic(base)


def test_few_repeat_customers_get_a_caveat_and_numbers():
    few = {name: values[:40] for name, values in feature_columns(FICKLE, 40, 500.0, seed=9).items()}
    fitted = fit_probabilistic(few)
    assert any("Gamma-Gamma needs" in caveat for caveat in fitted.caveats)
    found = fitted.model.forecast(few, HORIZONS)
    assert all(np.isfinite(found.spend[horizon]).all() for horizon in HORIZONS)


@pytest.mark.parametrize("tenure", [0.0, 300.0])
@pytest.mark.parametrize("customers", [1, 500])
def test_where_nobody_came_twice_there_is_nothing_to_learn(tenure, customers):
    once = {name: np.zeros(customers) for name in ("repeat_days", "purchase_span_days")}
    rest = {"tenure_days": np.full(customers, tenure), "frequency": np.ones(customers), "monetary": np.ones(customers)}
    with pytest.raises(NotEnoughData, match="second day"):
        fit_probabilistic(once | rest)


def test_where_nobody_spent_anything_there_is_nothing_to_learn(base):
    with pytest.raises(NotEnoughData, match="spent"):
        fit_probabilistic(base | {"monetary": np.zeros(CUSTOMERS)})
