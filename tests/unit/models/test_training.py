"""Training as a whole: what can be given is given and good, what cannot is withheld, and it is the same every time."""

import json
from itertools import count

import joblib
import numpy as np
import pytest

from perennial.dataset import Dataset
from perennial.models.assembling import Job
from perennial.models.budget import Budget
from perennial.models.panel import FEATURE_NAMES, Panel
from perennial.models.training import train_model
from tests.simulated_shop import as_order_lines, last_day, shop, simulated_orders
from tests.unit.models.conftest import SHOP_DAYS

AMPLE = Budget(1e9, lambda: 0.0)
TWO_HORIZONS = Dataset(horizons_days=(30, 90))


def job(description=TWO_HORIZONS, days=SHOP_DAYS):
    return Job("shop", last_day(days), description, seed=1)


@pytest.fixture(scope="module")
def trained(simulated):
    return train_model(simulated, job(Dataset()), AMPLE)


def test_every_number_is_given_or_withheld_with_its_reason(trained):
    assert set(trained.manifest["numbers"]) == {
        name.format(days) for days in (30, 90) for name in ("expected_spend_{}d", "churn_probability_{}d")
    }
    assert (sorted(trained.model.spend), sorted(trained.model.churn)) == ([30, 90, 365], [30, 90, 365])
    assert sorted(trained.model.outlook.levels) == [30, 90, 365]
    assert trained.manifest["withheld"] == trained.model.withheld == {}


def test_a_number_without_a_backtest_says_so(trained):
    numbers = ("expected_spend_365d", "expected_orders_365d", "churn_probability_365d")
    assert set(trained.model.notes) == set(numbers)
    assert trained.manifest["notes"] == trained.model.notes
    assert trained.manifest["not_backtested"]["365"].startswith("365 days: needs orders over 760 days")
    assert set(trained.metrics).isdisjoint(numbers)


def test_a_shop_that_has_fallen_silent_is_forecast_nothing(simulated):
    late = Job("shop", last_day(SHOP_DAYS + 200), TWO_HORIZONS, seed=1)
    trained = train_model(simulated, late, AMPLE)
    assert (trained.model.spend, trained.model.churn, trained.model.outlook) == ({}, {}, None)
    assert all("needs an order in the 90 days before" in reason for reason in trained.model.withheld.values())


def test_repeat_buying_that_was_simulated_is_found(trained):
    churn = trained.metrics["churn_probability_30d"][trained.winners["churn_probability_30d"]]
    spend = trained.metrics["expected_spend_30d"][trained.winners["expected_spend_30d"]]
    assert churn["roc_auc"] > 0.8
    assert churn["mean_predicted"] == pytest.approx(churn["mean_actual"], abs=0.05)
    assert spend["normalised_gini"] > 0.7
    assert abs(spend["total_error"]) < 0.25


def test_every_candidate_has_figures_and_the_winner_a_reason(trained):
    assert set(trained.metrics) == {*trained.winners, "expected_orders_30d", "expected_orders_90d"}
    for column in trained.winners:
        figures = trained.metrics[column]
        story = trained.manifest["numbers"][column]
        assert set(figures) == set(story["candidates"])
        assert set(story["candidates"].values()) == {"competed"}
        assert story["winner"] == trained.winners[column]
        assert story["winner"] in story["reason"]


def test_spend_has_a_range_for_each_customer_and_one_for_the_sum(trained, simulated):
    _, matrix = Panel(simulated).features(last_day(SHOP_DAYS))
    expected = trained.model.predict_spend(matrix)
    bounds = trained.model.spend_bounds(expected)
    assert sorted(bounds) == [30, 90, 365]
    for days, (low, high) in bounds.items():
        assert (low <= expected[days]).all()
        assert (high >= expected[days]).all()
        total = trained.manifest["range_of_the_sum"][f"expected_spend_{days}d"]
        assert 0 < total["low_share"] < 1 < total["high_share"]
    assert (bounds[90][1] >= bounds[30][1]).all()
    assert (bounds[365][1] >= bounds[90][1]).all()


def test_manifest_and_metrics_are_plain_json(trained):
    for content in (trained.manifest, trained.metrics):
        assert json.loads(json.dumps(content, allow_nan=False)) == content


def test_customers_are_ranked_by_the_longest_horizon_that_is_given(trained, simulated):
    assert (trained.model.value_horizon_days, trained.model.churn_horizon_days) == (90, 90)
    _, matrix = Panel(simulated).features(last_day(SHOP_DAYS))
    values = trained.model.predict_spend(matrix)[90]
    assert trained.model.value_quantiles.shape == (101,)
    assert trained.model.value_quantiles[[0, 50, 100]].tolist() == np.quantile(values, [0, 0.5, 1]).tolist()


def test_forecasts_of_all_customers_agree_over_horizons_and_stay_in_range(trained, simulated):
    _, matrix = Panel(simulated).features(last_day(SHOP_DAYS))
    matrix[::2, 7:] = np.nan
    spend, churn = trained.model.predict_spend(matrix), trained.model.predict_churn(matrix)
    assert (spend[30] >= 0).all()
    assert (spend[90] >= spend[30]).all()
    assert (churn[90] <= churn[30]).all()
    assert ((churn[90] >= 0) & (churn[30] <= 1)).all()


def test_training_twice_gives_the_same_artifact_bytes(work_dir):
    artifacts = []
    for number in range(2):
        folder = work_dir / str(number)
        folder.mkdir()
        with shop(folder, simulated_orders(150, 200, seed=3)) as con:
            joblib.dump(train_model(con, job(days=200), AMPLE).model, folder / "model.joblib")
        artifacts.append((folder / "model.joblib").read_bytes())
    assert artifacts[0] == artifacts[1]


def test_a_budget_that_ends_at_once_leaves_baselines_and_says_so(simulated):
    trained = train_model(simulated, job(), Budget(0.0, lambda: 0.0))
    assert set(trained.winners.values()) == {"last_30_days", "base_rate"}
    assert trained.manifest["budget"].startswith("the budget of 0 s ended early; not tried for every number: gradient")


def test_a_budget_that_ends_half_way_has_tried_the_simple_candidates_for_every_number(simulated):
    ticks = count()
    trained = train_model(simulated, job(), Budget(5.0, lambda: float(next(ticks))))
    assert all("not tried" in story["candidates"]["xgboost"] for story in trained.manifest["numbers"].values())
    for column in ("expected_spend_30d", "expected_spend_90d"):
        assert set(trained.metrics[column]) >= {"last_30_days", "historic_rate"}


EDGES = {
    "no orders": [],
    "one customer": [("anna", 0, 10.0), ("anna", 150, 10.0), ("anna", 299, 10.0)],
    "all on one day": [(f"c{number}", 299, 10.0 + number) for number in range(200)],
    "nobody orders twice": [(f"c{number}", number % 300, 10.0) for number in range(900)],
    "everybody orders daily": [(f"c{number}", day, 10.0) for number in range(60) for day in range(0, 300, 10)],
    "everything is free": [(f"c{number}", day, 0.0) for number in range(60) for day in range(number, 300, 50)],
    "everything comes back": [
        (f"c{number}", day + late, amount)
        for number in range(60)
        for day in range(number, 290, 40)
        for late, amount in ((0, 20.0), (3, -20.0))
    ],
}


@pytest.mark.parametrize("orders", EDGES.values(), ids=EDGES.keys())
def test_edges_give_a_model_whose_numbers_are_sane_or_withheld(work_dir, orders):
    with shop(work_dir, as_order_lines(orders)) as con:
        trained = train_model(con, job(days=300), AMPLE)
        _, matrix = Panel(con).features(last_day(300))
    for days in (30, 90):
        for column, given in (("expected_spend", trained.model.spend), ("churn_probability", trained.model.churn)):
            assert (days in given) != (f"{column}_{days}d" in trained.model.withheld)
    for values in (*trained.model.predict_spend(matrix).values(), *trained.model.predict_churn(matrix).values()):
        assert np.isfinite(values).all()
        assert (values >= 0).all()
    assert json.dumps(trained.metrics, allow_nan=False)


@pytest.mark.parametrize("edge", ["no orders", "one customer", "all on one day"])
def test_too_little_data_withholds_every_number_and_leaves_segments(work_dir, edge):
    with shop(work_dir, as_order_lines(EDGES[edge])) as con:
        trained = train_model(con, job(days=300), AMPLE)
    model = trained.model
    assert (model.spend, model.churn, trained.winners) == ({}, {}, {})
    numbers = ("expected_spend", "expected_orders", "churn_probability")
    columns = {f"{number}_{days}d" for number in numbers for days in (30, 90)}
    assert set(model.withheld) == columns | {"p_alive", "expected_next_order_at"}
    assert all("needs" in reason or "nothing to learn from" in reason for reason in model.withheld.values())
    assert (model.value_horizon_days, model.churn_horizon_days, model.value_quantiles.size) == (None, None, 0)


def test_where_nobody_orders_twice_the_baselines_stand(work_dir):
    with shop(work_dir, as_order_lines(EDGES["nobody orders twice"])) as con:
        trained = train_model(con, job(days=300), AMPLE)
    assert trained.winners["churn_probability_30d"] == "base_rate"
    story = trained.manifest["numbers"]["churn_probability_30d"]["candidates"]
    assert story["logistic_regression"].startswith("could not be fitted: there is nothing to tell apart")


def test_a_feature_the_model_reads_is_a_feature_of_the_table(trained):
    assert trained.model.feature_names == FEATURE_NAMES


def test_the_manifest_says_what_every_number_turns_on(trained):
    importance = trained.manifest["importance"]
    assert set(importance) == set(trained.manifest["numbers"])
    for both in importance.values():
        assert set(both["features"]) == set(FEATURE_NAMES)
        assert max(both["topics"].values()) > 0
