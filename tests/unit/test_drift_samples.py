"""What is looked at for drift: the right customers, the right days, the right names, never too many."""

import json
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from perennial import drift_samples
from perennial.dataset import Dataset
from perennial.drift_samples import is_prediction, sample_of_orders, sample_of_subscribers
from perennial.models.budget import Budget
from perennial.models.panel import FEATURE_NAMES
from perennial.models.subscriber_serving import SubscriberModel
from perennial.models.subscriber_terms import SubscriberJob
from perennial.models.subscriber_training import train_subscribers
from tests.drifting_shop import day, drifting_orders
from tests.monitored_shop import model_by_hand
from tests.order_lines import Line, staged
from tests.simulated_shop import shop
from tests.subscriber_files import KINDS, subscriber_columns

DAY = date(2024, 6, 30)


def channel(name: str) -> str:
    return json.dumps({"channel": name})


LINES = [
    Line("anna", "1", "2024-06-01", "30.00", product_id="P1", quantity=3.0, attributes=channel("web")),
    Line("anna", "1", "2024-06-01", "10.00", product_id="P2", quantity=1.0, attributes=channel("web")),
    Line("anna", "2", "2024-06-30", "20.00", product_id="P1", quantity=2.0, attributes=channel("app")),
    Line("anna", "3", "2024-07-01", "99.00"),
    Line("ben", "4", "2024-05-31", "50.00"),
    Line("carl", "5", "2024-06-10", "8.00", quantity=None, product_id=None),
    Line("carl", "6", "2024-06-11", "-8.00"),
]


def test_recent_purchases_are_those_of_the_window_up_to_the_end_of_the_day(tmp_path: Path) -> None:
    with staged(tmp_path, LINES) as con:
        sample = sample_of_orders(con, model_by_hand(), DAY, 30)
    assert sample["recent_orders"].tolist() == [2.0, 1.0]  # anna's and carl's; ben bought 30 days before the day
    assert sample["recent_order_value"].tolist() == [30.0, 8.0]
    assert sample["recent_products_per_order"][0] == 1.5
    assert sample["recent_unit_price"][0] == 10.0
    assert np.isnan([sample["recent_products_per_order"][1], sample["recent_unit_price"][1]]).all()


def test_an_attribute_is_the_customers_latest_and_unknown_where_none_was_given(tmp_path: Path) -> None:
    with staged(tmp_path, LINES) as con:
        sample = sample_of_orders(con, model_by_hand(), DAY, 30)
    assert sample["attribute channel"].tolist() == ["app", None]


def test_a_shop_without_attributes_has_none_to_look_at(tmp_path: Path) -> None:
    with staged(tmp_path, [Line("anna", "1", "2024-06-01", "30.00")]) as con:
        sample = sample_of_orders(con, model_by_hand(), DAY, 30)
    assert [name for name in sample if name.startswith("attribute")] == []


def test_features_and_predictions_are_of_all_customers_known_that_day(tmp_path: Path) -> None:
    with staged(tmp_path, LINES) as con:
        sample = sample_of_orders(con, model_by_hand(), DAY, 30)
    assert {len(sample[name]) for name in FEATURE_NAMES if name != "tenure_days"} == {3}
    predictions = {name for name in sample if is_prediction(name)}
    assert predictions == {f"{what}_{days}d" for what in ("expected_spend", "churn_probability") for days in (30, 90)}
    assert {len(sample[name]) for name in predictions} == {3}


def test_tenure_is_a_share_of_the_shops_age(tmp_path: Path) -> None:
    with staged(tmp_path, LINES) as con:
        sample = sample_of_orders(con, model_by_hand(), DAY, 30)
    assert sample["tenure_by_age_of_shop"].tolist() == pytest.approx([29 / 30, 1.0, 20 / 30])
    assert "tenure_days" not in sample


def test_what_is_bought_later_changes_nothing(tmp_path: Path) -> None:
    frame = drifting_orders(60, 300, seed=1)
    known = frame[frame["ordered_at"] < str(day(201))]
    (tmp_path / "all").mkdir()
    (tmp_path / "known").mkdir()
    with shop(tmp_path / "all", frame) as con, shop(tmp_path / "known", known) as then:
        now, before = (sample_of_orders(one, model_by_hand(), day(200), 90) for one in (con, then))
    assert now.keys() == before.keys()
    for name, values in now.items():
        np.testing.assert_array_equal(values, before[name])


def test_of_very_many_customers_always_the_same_are_looked_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drift_samples, "MOST_CUSTOMERS", 40)
    frame = drifting_orders(200, 200, seed=1)
    with shop(tmp_path, frame) as con:
        once = sample_of_orders(con, model_by_hand(), day(199), 90)
    (tmp_path / "shuffled").mkdir()
    with shop(tmp_path / "shuffled", frame.sample(frac=1.0, random_state=3)) as con:
        again = sample_of_orders(con, model_by_hand(), day(199), 90)
    assert len(once["recency_days"]) == 40
    for name, values in once.items():
        np.testing.assert_array_equal(values, again[name])


@pytest.fixture(scope="module")
def subscribers() -> SubscriberModel:
    """A model of subscribers, trained as quickly as can be."""
    job = SubscriberJob("phone", "v1", None, KINDS, Dataset(), 20, {}, {})
    return train_subscribers(subscriber_columns(), job, Budget(0.0, lambda: 0.0)).model


def test_of_subscribers_attributes_labels_and_the_probability_of_leaving_are_looked_at(
    subscribers: SubscriberModel,
) -> None:
    columns = subscriber_columns()
    sample = sample_of_subscribers(subscribers, columns)
    assert set(sample) == {"already_left", "contract", "paperless", "tenure", "monthly_charges", "churn_probability"}
    assert sample["contract"].dtype == object
    assert np.isnan(sample["already_left"]).mean() == pytest.approx(0.1)
    assert not np.isnan(sample["churn_probability"]).any()
    assert [name for name in sample if is_prediction(name)] == ["churn_probability"]
