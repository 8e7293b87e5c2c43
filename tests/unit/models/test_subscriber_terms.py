"""What a training of subscribers is asked for."""

import numpy as np
import pytest

from perennial.dataset import Dataset
from perennial.errors import NotEnoughData
from perennial.models.subscriber_contest import Labelled
from perennial.models.subscriber_terms import SubscriberJob, require_enough, stay_terms


def terms(kinds, **description):
    return stay_terms(SubscriberJob("phone", "v", None, kinds, Dataset.model_validate(description), 1, {}, {}))


def test_the_amount_is_found_by_name_or_as_described():
    assert terms({"MonthlyCharges": "number", "fee": "number"}).amount_column == "MonthlyCharges"
    assert terms({"MonthlyCharges": "number", "fee": "number"}, recurring_amount="Fee").amount_column == "fee"
    assert terms({"MonthlyCharges": "category"}).amount_column is None


def test_the_description_sets_the_terms():
    found = terms({}, value_horizon_months=24, discount_rate_annual=0.2, economics={"margin": 0.3})
    assert (found.value_horizon_months, found.discount_rate_annual, found.margin) == (24, 0.2, 0.3)


@pytest.mark.parametrize(
    ("rows", "left", "customers", "missed"),
    [
        (200, 50, 40, "needs 50 customers, has 40"),
        (90, 50, 200, "needs 100 customers with a label, has 90"),
        (200, 3, 200, "has 3 and 197"),
    ],
)
def test_too_little_is_refused_with_the_limit(rows, left, customers, missed):
    labelled = Labelled(np.arange(rows), np.zeros((rows, 0)), (np.arange(rows) < left).astype(np.float64))
    with pytest.raises(NotEnoughData, match=missed):
        require_enough(labelled, customers, Dataset())
