"""Baselines: what anyone would forecast without a model."""

import numpy as np
import pytest

from perennial.models.baselines import BaseRate, HistoricRate, LastWindow
from perennial.models.panel import FEATURE_NAMES, Examples


def rows(**columns):
    """Customers of whom only these features are known."""
    matrix = np.full((len(next(iter(columns.values()))), len(FEATURE_NAMES)), np.nan)
    for name, values in columns.items():
        matrix[:, FEATURE_NAMES.index(name)] = values
    return matrix


def learnt_from(target):
    ids = np.array([f"c{number}" for number in range(len(target))], dtype=object)
    return Examples(ids, rows(monetary=np.zeros(len(target))), np.array(target))


def test_the_last_30_days_go_on_over_the_horizon():
    form = LastWindow(90).fit(learnt_from([5.0, 7.0]))
    assert form.predict(rows(spend_0_30_days=[10.0, 0.0, -4.0, np.nan])).tolist() == [30.0, 0.0, 0.0, 6.0]


def test_the_historic_rate_goes_on_over_the_horizon():
    form = HistoricRate(90).fit(learnt_from([6.0]))
    predicted = form.predict(rows(monetary=[300.0, 300.0], tenure_days=[300.0, 180.0]))
    assert predicted == pytest.approx([90.0, 150.0])


def test_a_customer_of_one_day_is_not_expected_to_order_daily():
    form = HistoricRate(90).fit(learnt_from([6.0]))
    assert form.predict(rows(monetary=[50.0, 50.0], tenure_days=[0.0, 1.0])).tolist() == [50.0, 50.0]


def test_the_base_rate_is_everybodys_probability():
    assert BaseRate().fit(learnt_from([1.0, 1.0, 1.0, 0.0])).predict(rows(monetary=[1.0, 2.0])).tolist() == [0.75, 0.75]
