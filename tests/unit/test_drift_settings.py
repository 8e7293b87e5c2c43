"""The settings of drift: what a description may say of them, and what it does not touch."""

import json

import pytest

from perennial.dataset import Dataset, parse_description
from perennial.errors import InvalidDescription


def described(**drift: object) -> Dataset:
    return parse_description("shop", json.dumps({"drift": drift}).encode())


def test_a_description_overrides_one_limit_and_leaves_the_others() -> None:
    settings = described(psi_limit=0.35).drift
    assert (settings.psi_limit, settings.auc_drop, settings.enabled, settings.window_days) == (0.35, 0.1, True, 90)


@pytest.mark.parametrize(
    "drift", [{"psi_limit": 0}, {"auc_drop": 1}, {"auc_drop": 0}, {"window_days": 0}, {"limit": 0.2}]
)
def test_a_setting_that_makes_no_sense_is_refused_by_name(drift: dict[str, float]) -> None:
    with pytest.raises(InvalidDescription, match=f"drift.{next(iter(drift))}"):
        described(**drift)


def test_changing_when_to_retrain_makes_neither_files_nor_models_out_of_date() -> None:
    usual, strict = Dataset(), described(psi_limit=0.1, window_days=30)
    assert strict.cleaning_digest() == usual.cleaning_digest()
    assert strict.forecast_digest() == usual.forecast_digest()
