"""Numbers by score column: they agree with each other, and whatever is missing has its reason."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from perennial.forecasts import ROWS_A_TASK, horizon_columns
from perennial.models.forms import ConstantForm
from perennial.models.lifetimes import History
from perennial.scoring import score_table
from tests.hand_made import customers, outlook_model, serving_model
from tests.predicting import predict_one

# Buys every ten days and bought yesterday; bought once a long time ago; bought often and has been silent for long.
KEEN = {"recency_days": 1, "frequency": 20, "monetary": 400.0, "repeat_days": 19, "purchase_span_days": 190}
KEEN |= {"tenure_days": 191, "avg_interpurchase_days": 10.0}
ONCE = {"recency_days": 300, "frequency": 1, "monetary": 20.0, "repeat_days": 0, "purchase_span_days": 0}
ONCE |= {"tenure_days": 300, "avg_interpurchase_days": None}
GONE = KEEN | {"recency_days": 300, "tenure_days": 490}

histories = st.builds(
    lambda repeats, span, silent: {
        "recency_days": silent,
        "frequency": repeats + 1,
        "monetary": 10.0 * (repeats + 1),
        "repeat_days": repeats,
        "purchase_span_days": span if repeats else 0,
        "tenure_days": (span if repeats else 0) + silent,
    },
    st.integers(0, 50),
    st.integers(1, 700),
    st.integers(0, 700),
)


@given(st.lists(histories, min_size=1, max_size=20))
def test_numbers_about_orders_agree_with_each_other(rows):
    columns = {name: [row[name] for row in rows] for name in rows[0]}
    table = score_table(outlook_model(), customers(**columns))
    for shorter, longer in ((30, 90), (90, 365)):
        assert (table[f"expected_orders_{longer}d"] >= table[f"expected_orders_{shorter}d"]).all()
    for days in (30, 90, 365):
        orders_at_all = 1 - table[f"churn_probability_{days}d"]
        assert (table[f"expected_orders_{days}d"] >= orders_at_all).all()
        assert (table["p_alive"] >= orders_at_all).all()
    assert (table["p_alive"] <= 1).all()


@given(histories)
def test_the_next_order_is_never_expected_in_the_past_nor_beyond_what_history_bears_out(row):
    one = predict_one(outlook_model(), row)
    if one.expected_next_order_at is None:
        assert "expected_next_order_at" in one.withheld
    else:
        assert 1 <= (one.expected_next_order_at - date(2024, 6, 30)).days <= 401


def test_who_buys_often_is_a_customer_still_and_expected_soon():
    one = predict_one(outlook_model(), KEEN)
    assert one.p_alive > 0.9
    assert date(2024, 7, 1) <= one.expected_next_order_at <= date(2024, 7, 20)
    assert one.average_gap_days == 10.0
    assert one.expected_orders[30] == pytest.approx(2.1, abs=0.5)
    assert one.withheld == {}


def test_who_bought_once_is_not_taken_for_a_customer_still():
    one = predict_one(outlook_model(churn=dict.fromkeys((30, 90, 365), ConstantForm(0.9))), ONCE)
    assert one.p_alive < 0.7
    assert one.average_gap_days is None
    assert one.withheld["average_gap_days"] == "needs purchases on two days"


def test_who_has_most_likely_left_has_no_next_order():
    one = predict_one(outlook_model(churn=dict.fromkeys((30, 90, 365), ConstantForm(0.99))), GONE)
    assert one.p_alive < 0.05
    assert one.expected_next_order_at is None
    assert one.withheld["expected_next_order_at"] == "more likely gone than not: p_alive is below one half"


@given(histories, st.lists(st.integers(0, 100), min_size=3, max_size=3))
def test_the_next_order_s_day_agrees_with_every_churn_probability(row, hundredths):
    forms = {days: ConstantForm(hundred / 100) for days, hundred in zip((30, 90, 365), hundredths, strict=True)}
    one = predict_one(outlook_model(churn=forms, withheld={"p_alive": "nobody leaves"}), row)
    day = one.expected_next_order_at
    for horizon_days, churn in one.churn_probability.items():
        if churn < 0.499:
            assert day <= date(2024, 6, 30) + timedelta(days=horizon_days)
        if churn > 0.501:
            assert day is None or day > date(2024, 6, 30) + timedelta(days=horizon_days)


def test_who_is_unlikely_to_order_has_no_day_even_where_nobody_ever_leaves():
    churn = {days: ConstantForm(probability) for days, probability in ((30, 0.98), (90, 0.95), (365, 0.9))}
    buying = replace(outlook_model().outlook.model.buying, a=0.0)
    for_ever = replace(outlook_model().outlook, knows_who_left=False)
    for_ever = replace(for_ever, model=replace(for_ever.model, buying=buying, leaving=None))
    silent = predict_one(outlook_model(outlook=for_ever, churn=churn), GONE)
    assert silent.expected_next_order_at is None
    assert silent.withheld["expected_next_order_at"].startswith("further ahead than the 400 days of orders")


@pytest.mark.parametrize(
    "changes", [{"churn": {}}, {"withheld": {f"churn_probability_{n}d": "x" for n in (30, 90, 365)}}]
)
def test_without_a_churn_probability_the_day_is_the_probabilistic_model_s_own(changes):
    model = outlook_model(**changes)
    own = model.outlook.model.buying.wait(History(np.array([19.0]), np.array([190.0]), np.array([191.0])))[0]
    expected = date(2024, 6, 30) + timedelta(days=int(np.ceil(own)))
    assert predict_one(model, KEEN).expected_next_order_at == expected


def test_a_churn_probability_that_is_withheld_has_no_say_in_the_day():
    churn = {30: ConstantForm(0.9), 90: ConstantForm(0.1)}
    withheld = {"churn_probability_30d": "x", "churn_probability_365d": "y"}
    assert predict_one(outlook_model(churn=churn), KEEN).expected_next_order_at > date(2024, 7, 30)
    assert predict_one(outlook_model(churn=churn, withheld=withheld), KEEN).expected_next_order_at < date(2024, 7, 30)


def test_a_day_further_ahead_than_history_is_long_is_not_named():
    withheld = {"p_alive": "nobody leaves"}
    churn = dict.fromkeys((30, 90, 365), ConstantForm(0.9))
    one = predict_one(outlook_model(churn=churn, withheld=withheld), ONCE)
    assert one.expected_next_order_at is None
    assert one.withheld["expected_next_order_at"].startswith("further ahead than the 400 days of orders")


def test_a_customer_whose_past_is_unknown_gets_the_usual_orders_and_no_day():
    one = predict_one(outlook_model(churn={}), {})
    assert one.expected_orders == {30: 0.1, 90: 0.3, 365: 1.0}
    assert (one.p_alive, one.expected_next_order_at) == (None, None)
    assert set(one.withheld) == {"p_alive", "expected_next_order_at", "average_gap_days"}


def test_each_row_says_what_is_missing_of_it():
    columns = {name: [KEEN[name], GONE[name], ONCE[name]] for name in KEEN if name != "avg_interpurchase_days"}
    model = outlook_model(churn={90: ConstantForm(0.6)})
    table = score_table(model, customers(**columns, avg_interpurchase_days=[10.0, 10.0, np.nan]))
    nothing, gone, once = table["withheld_reason"]
    assert nothing is None
    assert gone == "expected_next_order_at: more likely gone than not: p_alive is below one half"
    assert once.endswith("; average_gap_days: needs purchases on two days")


def test_where_nobody_knows_who_has_left_p_alive_is_withheld_and_a_day_is_named():
    model = outlook_model(withheld={"p_alive": "nobody leaves"})
    one = predict_one(model, KEEN)
    assert one.p_alive is None
    assert one.expected_next_order_at is not None
    assert one.withheld == {"p_alive": "nobody leaves"}


def test_what_is_withheld_for_all_is_given_to_nobody():
    withheld = dict.fromkeys(("p_alive", "expected_next_order_at", "expected_orders_90d"), "hardly anyone comes back")
    one = predict_one(outlook_model(withheld=withheld), KEEN)
    assert (one.p_alive, one.expected_next_order_at, one.expected_orders[90]) == (None, None, None)
    assert one.expected_orders[30] is not None
    assert one.withheld == withheld


def test_a_number_without_a_backtest_is_given_and_says_so():
    notes = {"expected_spend_365d": "not backtested: the forecast for 90 days carried on"}
    model = outlook_model(notes=notes)
    assert predict_one(model, KEEN).expected_spend[365] is not None
    assert predict_one(model, KEEN).notes == notes
    table = score_table(model, customers(**{name: [value] for name, value in KEEN.items()}))
    assert table["withheld_reason"].tolist() == [f"expected_spend_365d: {notes['expected_spend_365d']}"]


@pytest.mark.parametrize("model", [outlook_model(), serving_model()], ids=["with orders", "without"])
def test_many_customers_get_what_they_would_get_alone(model):
    rows = 2 * ROWS_A_TASK + 3
    random = np.random.default_rng(1)
    matrix = np.abs(random.normal(5, 3, (rows, len(model.feature_names)))).round()
    columns, orders = horizon_columns(model, matrix)
    some = random.integers(rows, size=50)
    alone, alone_orders = horizon_columns(model, matrix[some])
    for name, values in alone.items():
        np.testing.assert_array_equal(columns[name][some], values)
    assert (orders is None) == (alone_orders is None)
    if orders is not None:
        np.testing.assert_array_equal(orders.alive[some], alone_orders.alive)
        np.testing.assert_array_equal(orders.wait_shape[some], alone_orders.wait_shape)


def test_expected_orders_are_brought_to_the_level_that_was_learnt():
    model = outlook_model(churn={})
    doubled = replace(model, outlook=replace(model.outlook, levels=dict.fromkeys((30, 90, 365), 2.0)))
    plain, more = (predict_one(one, KEEN).expected_orders for one in (model, doubled))
    assert more == pytest.approx({days: 2 * orders for days, orders in plain.items()})
