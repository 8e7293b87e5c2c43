"""The probabilistic candidate: fitted to how everybody buys, whatever came of it."""

from dataclasses import replace

import numpy as np
import pytest

from perennial.errors import NotEnoughData
from perennial.models.buy_till_you_leave import BuyTillYouLeave
from perennial.models.lifetimes import Buying
from perennial.models.panel import Panel
from tests.simulated_shop import last_day

DAY, NOW = last_day(300), last_day(390)


@pytest.fixture(scope="module")
def examples(simulated):
    return Panel(simulated).examples([DAY], 90, "spend", present=NOW)


def test_the_sum_of_a_simulated_shop_is_forecast(simulated, examples):
    panel = Panel(simulated)
    learnt = panel.examples([last_day(210)], 90, "spend", present=DAY)
    forecast = BuyTillYouLeave("spend", 90).fit(learnt).predict(examples.matrix)
    assert forecast.sum() == pytest.approx(examples.target.sum(), rel=0.25)


def test_what_came_of_the_examples_does_not_matter_to_customers_who_are_known(examples):
    forms = [
        BuyTillYouLeave("spend", 90).fit(replace(examples, target=target))
        for target in (examples.target, examples.target * 2)
    ]
    first, second = (form.predict(examples.matrix) for form in forms)
    np.testing.assert_array_equal(first, second)


def test_where_nobody_seems_to_leave_the_level_of_spend_is_learnt_from_what_came(examples):
    staying = replace(examples.present.model, buying=Buying(0.8, 60.0, 0.0, 1.0, leaves_at_first=False))
    present = type(examples.present)(examples.matrix)
    present.fit = replace(examples.present.fit, model=staying)
    forecast = BuyTillYouLeave("spend", 90).fit(replace(examples, present=present)).predict(examples.matrix)
    assert forecast.mean() == pytest.approx(examples.target.mean())


def test_where_nobody_is_known_there_is_nothing_to_learn(examples):
    nobody = replace(examples, present=type(examples.present)(examples.matrix[:0]))
    with pytest.raises(NotEnoughData):
        BuyTillYouLeave("churn", 90).fit(nobody)
