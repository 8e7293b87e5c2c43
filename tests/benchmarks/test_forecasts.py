"""The comparison of forecasts runs, small, and its figures are what they are by hand."""

from datetime import date

import numpy as np
import pytest

from tests.benchmarks.forecast_figures import FIGURES, Forecast, share_not_worse
from tests.benchmarks.forecasts import HORIZON_DAYS, as_table, result
from tests.simulated_shop import FIRST_DAY, shop, simulated_orders

CAME = Forecast(np.array([0.0, 10.0, 30.0, 0.0]), np.array([1.0, 0.0, 0.0, 1.0]))
BY_NAME = {figure.name: figure for figure in FIGURES}


def test_figures_are_what_they_are_by_hand():
    said = Forecast(np.array([5.0, 5.0, 20.0, 0.0]), np.array([0.6, 0.7, 0.1, 0.9]))
    assert BY_NAME["MAE / mean"].of(CAME, said) == pytest.approx(0.5)
    assert BY_NAME["total"].of(CAME, said) == pytest.approx(-0.25)
    assert BY_NAME["AUC"].of(CAME, said) == pytest.approx(0.75)
    assert BY_NAME["norm. Gini"].of(CAME, CAME) == pytest.approx(1)


def test_what_a_method_does_not_say_has_no_figure():
    assert BY_NAME["AUC"].of(CAME, Forecast(CAME.spend)) is None
    assert BY_NAME["total"].of(CAME, Forecast(no_order=CAME.no_order)) is None


def test_the_better_forecast_is_never_the_worse_one():
    random = np.random.default_rng(1)
    spend = random.gamma(1.0, 10.0, 100)
    came, near, far = Forecast(spend), Forecast(spend * 1.01), Forecast(spend + random.normal(0, 9, 100) ** 2)
    for name in ("MAE / mean", "total", "norm. Gini"):
        assert share_not_worse(BY_NAME[name], came, near, far, seed=1) == 1.0
        assert share_not_worse(BY_NAME[name], came, far, near, seed=1) < 0.5


def test_a_simulated_shop_is_compared(work_dir):
    cutoff = date.fromordinal(FIRST_DAY.toordinal() + 300)
    with shop(work_dir, simulated_orders(200, 300 + HORIZON_DAYS, seed=3)) as con:
        found = result(con, cutoff)
    table = as_table("a shop", found)
    assert table.row_count == len(found.said) + len(found.rivals) + 1
    assert "customers' 80 % ranges cover" in found.ranges
