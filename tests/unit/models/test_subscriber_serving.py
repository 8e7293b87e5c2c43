"""Who is scored by which form."""

import numpy as np

from perennial.models.forms import ConstantForm
from perennial.models.subscriber_inputs import Encoding
from perennial.models.subscriber_serving import FOLDS, SubscriberModel, fold_numbers
from perennial.subscriber_plans import StayTerms

IDS = np.array([f"c{number}" for number in range(500)], dtype=object)


def model(**changes):
    fields = {
        "dataset": "phone",
        "version": "v",
        "as_of": None,
        "encoding": Encoding(()),
        "final": ConstantForm(0.9),
        "by_fold": tuple(ConstantForm(fold / 10) for fold in range(FOLDS)),
        "withheld": {},
        "terms": StayTerms(None, 1.0, 30.0, 12, 0.1),
        "risk_cuts": (0.2, 0.4),
        "value_quantiles": np.zeros(0),
        "amount_quantiles": np.zeros(0),
    }
    return SubscriberModel(**(fields | changes))


def test_a_labelled_customer_is_scored_by_the_form_of_their_own_fold():
    matrix = np.zeros((len(IDS), 0))
    assert (model().churn_out_of_fold(matrix, IDS) == fold_numbers(IDS) / 10).all()
    assert (model().churn(matrix) == 0.9).all()


def test_folds_are_about_equal_and_do_not_depend_on_who_else_is_there():
    folds = fold_numbers(IDS)
    assert (np.bincount(folds, minlength=FOLDS) > 60).all()
    assert (fold_numbers(IDS[100:200]) == folds[100:200]).all()


def test_without_forms_every_probability_is_unknown():
    empty = model(final=None, by_fold=())
    assert np.isnan(empty.churn(np.zeros((2, 0)))).all()
    assert np.isnan(empty.churn_out_of_fold(np.zeros((2, 0)), IDS[:2])).all()
