"""Forms made of forms: what they say is made of what the others say."""

import numpy as np
import pytest

from perennial.models.combined import (
    BlendForm,
    CurveForm,
    GeometricForm,
    ProductForm,
    ScaledForm,
    geometric_form,
    levelled_geometric_mean,
)
from perennial.models.forms import ConstantForm
from tests.hand_made import Line

MATRIX = np.array([[1.0], [2.0], [np.nan]])


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        (ScaledForm(Line(0, 1.0), 3.0), [3.0, 6.0, 0.0]),
        (ProductForm(ConstantForm(0.5), Line(0, 4.0)), [2.0, 4.0, 0.0]),
        (BlendForm((Line(0, 1.0), ConstantForm(10.0)), (0.75, 0.25)), [3.25, 4.0, 2.5]),
        (GeometricForm((ConstantForm(4.0), ConstantForm(9.0)), (0.5, 0.5)), [6.0, 6.0, 6.0]),
        (GeometricForm((ConstantForm(16.0), ConstantForm(0.0)), (0.5, 0.5)), [0.004, 0.004, 0.004]),
        (CurveForm(Line(0, 1.0), np.array([0.0, 2.0]), np.array([0.1, 0.3])), [0.2, 0.3, 0.1]),
    ],
)
def test_combined_forms_are_what_they_are_by_hand(form, expected):
    assert form.predict(MATRIX) == pytest.approx(expected)


def test_a_levelled_geometric_mean_sums_to_the_geometric_mean_of_the_sums():
    one, other = np.array([1.0, 9.0]), np.array([30.0, 10.0])
    mean = levelled_geometric_mean([one, other], (0.5, 0.5))
    assert mean.sum() == pytest.approx(20.0)
    assert mean[1] / mean[0] == pytest.approx(np.sqrt(90.0 / 30.0))


def test_the_form_of_a_levelled_geometric_mean_has_its_level_from_those_who_are_here_now():
    forms, weights = (Line(0, 1.0), ConstantForm(10.0)), (0.75, 0.25)
    present = MATRIX[:2]
    expected = levelled_geometric_mean([form.predict(present) for form in forms], weights)
    assert geometric_form(forms, weights, present).predict(present) == pytest.approx(expected)
    assert geometric_form(forms, weights, MATRIX[:0]).predict(present) == pytest.approx(
        GeometricForm(forms, weights).predict(present)
    )
