import pickle

import numpy as np
import pytest

from perennial.models.lifetimes import Buying
from perennial.models.order_value import OrderValue
from perennial.models.probabilistic import INPUTS, ProbabilisticModel, Purchases
from perennial.tables import FEATURES
from tests.simulated_buyers import feature_columns

BUYING = Buying(r=0.6, alpha=60.0, a=0.5, b=1.2, leaves_at_first=True)
MODEL = ProbabilisticModel(BUYING, BUYING, OrderValue(shop_mean=40.0, prior_orders=0.5), orders_per_day=1.1)
ANNE = {"repeat_days": 2, "purchase_span_days": 40, "tenure_days": 55, "frequency": 4, "monetary": 90.0}


def columns(*customers):
    return {name: np.array([customer[name] for customer in customers], dtype=np.float64) for name in ANNE}


def test_every_input_is_a_column_of_the_feature_table():
    assert set(INPUTS) <= set(FEATURES.column_names)


def test_spend_is_orders_times_their_value_on_any_horizon():
    found = MODEL.forecast(columns(ANNE), (7, 30, 1_000))
    days = [BUYING.expected(Purchases.of(columns(ANNE)).history, float(days))[0] for days in (7, 30, 1_000)]
    assert [found.orders[horizon][0] for horizon in (7, 30, 1_000)] == pytest.approx([1.1 * count for count in days])
    assert found.order_value[0] == pytest.approx((90 + 0.5 * 40) / (3 + 0.5) / 1.1)
    for horizon, spend in found.spend.items():
        assert spend == pytest.approx(found.orders[horizon] * found.order_value)


def test_one_time_buyers_are_not_taken_for_alive_even_if_bg_nbd_forecasts():
    once = ANNE | {"repeat_days": 0, "purchase_span_days": 0, "frequency": 1}
    model = ProbabilisticModel(
        Buying(0.6, 60.0, 0.5, 1.2, leaves_at_first=False), BUYING, MODEL.value, orders_per_day=1.0
    )
    assert model.forecast(columns(once), (30,)).alive[0] < 0.75


def test_where_the_orders_do_not_tell_who_left_nobody_is_called_alive():
    unknown = ProbabilisticModel(BUYING, None, MODEL.value, orders_per_day=1.0)
    assert unknown.forecast(columns(ANNE), (30,)).alive is None


def test_net_spend_below_zero_counts_as_nothing():
    owing, nothing = (MODEL.forecast(columns(ANNE | {"monetary": net}), (30,)) for net in (-500.0, 0.0))
    assert owing.spend[30][0] == nothing.spend[30][0] > 0


def test_a_missing_or_unknown_input_leaves_unknown_what_depends_on_it():
    without = {name: values for name, values in columns(ANNE).items() if name != "monetary"}
    found = MODEL.forecast(without, (30,))
    assert np.isnan(found.spend[30]).all()
    assert np.isfinite([found.orders[30], found.alive, found.no_order[30], found.days_to_next_order]).all()
    nobody = MODEL.forecast(columns(dict.fromkeys(ANNE, np.nan)), (30,))
    assert np.isnan([nobody.orders[30], nobody.spend[30], nobody.alive, nobody.order_value, nobody.wait_shape]).all()


def test_impossible_histories_are_read_as_the_nearest_possible_ones():
    odd = ANNE | {"repeat_days": -3, "purchase_span_days": 90, "tenure_days": -1, "frequency": 0}
    seen = Purchases.of(columns(odd))
    history = seen.history
    assert [history.repeats[0], history.span[0], history.age[0], seen.orders[0]] == [0, 0, 0, 1]
    assert np.isfinite(MODEL.forecast(columns(odd), (30,)).spend[30]).all()


def test_one_customer_is_answered_as_in_the_whole_base():
    base = feature_columns(BUYING, 500, 400.0, seed=3)
    whole = MODEL.forecast(base, (90,))
    alone = MODEL.forecast({name: values[123:124] for name, values in base.items()}, (90,))
    assert alone.spend[90][0] == whole.spend[90][123]
    assert alone.no_order[90][0] == whole.no_order[90][123]


def test_a_pickled_model_answers_the_same():
    found = pickle.loads(pickle.dumps(MODEL))  # noqa: S301 our own bytes
    assert found == MODEL
    assert found.forecast(columns(ANNE), (30,)).spend[30] == MODEL.forecast(columns(ANNE), (30,)).spend[30]


def test_nobody_gets_no_forecast():
    assert MODEL.forecast({name: np.zeros(0) for name in ANNE}, (30,)).spend[30].shape == (0,)
