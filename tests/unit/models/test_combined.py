"""Forms made of forms: what they say is made of what the others say."""

import numpy as np
import pytest

from perennial.models.combined import BlendForm, CurveForm, ProductForm, ScaledForm
from perennial.models.forms import ConstantForm
from tests.hand_made import Line

MATRIX = np.array([[1.0], [2.0], [np.nan]])


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        (ScaledForm(Line(0, 1.0), 3.0), [3.0, 6.0, 0.0]),
        (ProductForm(ConstantForm(0.5), Line(0, 4.0)), [2.0, 4.0, 0.0]),
        (BlendForm((Line(0, 1.0), ConstantForm(10.0)), (0.75, 0.25)), [3.25, 4.0, 2.5]),
        (CurveForm(Line(0, 1.0), np.array([0.0, 2.0]), np.array([0.1, 0.3])), [0.2, 0.3, 0.1]),
    ],
)
def test_combined_forms_are_what_they_are_by_hand(form, expected):
    assert form.predict(MATRIX) == pytest.approx(expected)
