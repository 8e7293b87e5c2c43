"""What is told of a training of subscribers; the whole of it is tested where it is trained."""

import numpy as np
import pytest

from perennial.models.subscriber_serving import SubscriberModel
from perennial.models.subscriber_story import importance, suspicion
from tests.unit.models.test_subscriber_serving import model


def test_who_is_told_too_well_to_be_true_is_named_as_a_warning():
    assert suspicion({"roc_auc": 0.85}, {"tenure": 0.1}) is None
    assert suspicion({"roc_auc": None}, {"tenure": 0.1}) is None
    warning = suspicion({"roc_auc": 0.985}, {"last_call": 0.3, "tenure": 0.1})
    assert "last_call" in warning
    assert "AUC of 0.985" in warning


def test_importance_without_a_model_is_unknown():
    without: SubscriberModel = model(final=None, by_fold=())
    assert importance(without, np.zeros((3, 0))) == {}


@pytest.mark.parametrize("auc", [0.97, 1.0])
def test_without_attributes_nothing_is_suspected(auc):
    assert suspicion({"roc_auc": auc}, {}) is None
