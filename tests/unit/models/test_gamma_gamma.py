import numpy as np
import pytest
from scipy.special import gammaln

from perennial.errors import NotEnoughData
from perennial.models.gamma_gamma import FALLBACK_PRIOR_ORDERS, GammaGamma, fit_gamma_gamma, fit_order_value
from tests.cdnow import calibration
from tests.simulated_buyers import mean_amounts

ORDERS = 1.0 + np.random.default_rng(1).poisson(3.0, 5_000)


def log_likelihood(model, orders, amounts):
    """Equation 1a of the note on the model, customer by customer."""
    p, q, v = model.p, model.q, model.v
    result = gammaln(p * orders + q) - gammaln(p * orders) - gammaln(q) + q * np.log(v)
    result += (p * orders - 1) * np.log(amounts) + p * orders * np.log(orders)
    return (result - (p * orders + q) * np.log(v + orders * amounts)).sum()


def test_the_cdnow_repeaters_give_the_published_parameters(real_data):
    history, amounts = calibration(real_data)
    repeaters = history.repeats > 0
    assert repeaters.sum() == 946
    fitted = fit_gamma_gamma(history.repeats[repeaters], amounts[repeaters])
    assert (fitted.p, fitted.q) == (pytest.approx(6.25, abs=5e-3), pytest.approx(3.74, abs=5e-3))
    assert fitted.v == pytest.approx(15.44, abs=5e-3)


def test_the_expectation_is_the_note_s():
    p, q, v = 6.25, 3.74, 15.44
    orders, amounts = np.array([1.0, 7.0]), np.array([22.5, 73.74])
    expected = GammaGamma(p, q, v, 0.0).order_value().expected(orders, amounts)
    assert expected == pytest.approx(p * (v + orders * amounts) / (p * orders + q - 1))


def test_the_likelihood_is_the_note_s():
    amounts = mean_amounts(6.0, 4.0, 15.0, ORDERS, seed=2)
    fitted = fit_gamma_gamma(ORDERS, amounts)
    assert fitted.log_likelihood == pytest.approx(log_likelihood(fitted, ORDERS, amounts))
    for p, q, v in ((1.03, 1, 1), (0.97, 1, 1), (1, 1.03, 1), (1, 0.97, 1), (1, 1, 1.03), (1, 1, 0.97)):
        aside = GammaGamma(fitted.p * p, fitted.q * q, fitted.v * v, 0.0)
        assert log_likelihood(aside, ORDERS, amounts) < fitted.log_likelihood


def test_simulated_orders_give_back_their_parameters():
    fitted = fit_gamma_gamma(ORDERS, mean_amounts(6.0, 4.0, 15.0, ORDERS, seed=3))
    assert [fitted.p, fitted.q, fitted.v] == pytest.approx([6.0, 4.0, 15.0], rel=0.15)


@pytest.mark.parametrize("unit", [1e-6, 100.0, 1e9])
def test_the_unit_of_money_does_not_matter(unit):
    amounts = mean_amounts(6.0, 4.0, 15.0, ORDERS, seed=3)
    ours, theirs = fit_gamma_gamma(ORDERS, amounts), fit_gamma_gamma(ORDERS, amounts * unit)
    assert [theirs.p, theirs.q, theirs.v] == pytest.approx([ours.p, ours.q, ours.v * unit], rel=1e-3)


def test_a_good_sample_gets_the_model_and_no_caveat():
    found = fit_order_value(ORDERS, mean_amounts(6.0, 4.0, 15.0, ORDERS, seed=3))
    assert found.caveat is None
    assert found.value.shop_mean == pytest.approx(6 * 15 / 3, rel=0.1)
    assert found.value.prior_orders == pytest.approx(3 / 6, rel=0.15)


def test_too_few_repeat_customers_get_a_shrunken_mean_and_the_reason():
    found = fit_order_value(np.array([1.0, 1.0, 2.0]), np.array([10.0, 20.0, 60.0]))
    assert (found.value.shop_mean, found.value.prior_orders) == (30.0, FALLBACK_PRIOR_ORDERS)
    assert found.caveat == "order values: Gamma-Gamma needs 30 repeat customers, has 1"


@pytest.mark.parametrize("amounts", [np.full(5_000, 9.99), mean_amounts(3.0, 0.4, 15.0, ORDERS, seed=3)])
def test_orders_all_alike_or_without_a_mean_get_a_shrunken_mean_and_the_reason(amounts):
    found = fit_order_value(ORDERS, amounts)
    assert found.value.shop_mean == pytest.approx(amounts.mean())
    assert "degenerates" in str(found.caveat)


def test_customers_who_spent_nothing_or_unknown_amounts_are_left_out():
    amounts = mean_amounts(6.0, 4.0, 15.0, ORDERS, seed=3)
    more = fit_order_value(np.append(ORDERS, [2.0, 2.0, np.nan]), np.append(amounts, [0.0, np.nan, 5.0]))
    assert more == fit_order_value(ORDERS, amounts)


@pytest.mark.parametrize("amounts", [[], [0.0, 0.0], [np.nan, -3.0]])
def test_without_any_spend_there_is_nothing_to_learn(amounts):
    with pytest.raises(NotEnoughData, match="spent"):
        fit_order_value(np.ones(len(amounts)), np.array(amounts))
