"""The switches of cleaning hold together."""

import pytest
from pydantic import ValidationError

from perennial.dataset import CLEANING_FIELDS, Dataset
from perennial.policies import POLICY_FIELDS, Policies


@pytest.mark.parametrize(
    "fields",
    [
        {"rates": {"USD": 0.9}},
        {"currency": "EUR", "rates": {"USD": 0}},
        {"currency": "euro"},
        {"order_statuses": []},
        {"outlier_cap": 0},
        {"time_zone": "no zone'"},
        {"guest_customers": "maybe"},
    ],
)
def test_a_switch_that_makes_no_sense_is_refused(fields):
    with pytest.raises(ValidationError):
        Policies.model_validate(fields)


@pytest.mark.parametrize(
    "field",
    [
        {"guest_customers": "keep"},
        {"order_statuses": ["paid"]},
        {"outlier_cap": 1000},
        {"currency": "EUR"},
        {"time_zone": "Europe/Berlin"},
    ],
)
def test_a_switch_changes_what_clean_files_hold(field):
    assert Dataset.model_validate(field).cleaning_digest() != Dataset().cleaning_digest()


def test_every_switch_is_a_cleaning_field():
    assert set(POLICY_FIELDS) < set(CLEANING_FIELDS)
