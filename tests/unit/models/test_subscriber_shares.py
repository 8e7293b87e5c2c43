"""What each column adds to a subscriber's probability of leaving."""

from dataclasses import dataclass

import numpy as np
import pytest

from perennial.errors import PerennialError
from perennial.models.combined import BlendForm
from perennial.models.forms import ConstantForm
from perennial.models.subscriber_candidates import subscriber_candidates
from perennial.models.subscriber_encoding import encoding_of
from perennial.models.subscriber_forms import CalibratedForm, IsotonicCalibration, SigmoidCalibration, log_odds
from perennial.models.subscriber_shares import explainer
from tests.subscriber_files import KINDS, known_labels, subscriber_columns

COLUMNS = subscriber_columns()
LABEL, KNOWN = known_labels(COLUMNS)
ENCODING = encoding_of(KINDS, COLUMNS)
MATRIX = ENCODING.matrix(COLUMNS, len(LABEL))[KNOWN]
CANDIDATES = subscriber_candidates(ENCODING.numeric_positions, seed=1)
FITTED = {one.name: one.fit(MATRIX, LABEL[KNOWN]) for one in CANDIDATES}
RISING = IsotonicCalibration(np.array([0.0, 0.3, 0.7, 1.0]), np.array([0.05, 0.2, 0.75, 0.9]))


def forms():
    for name, form in FITTED.items():
        yield pytest.param(form, id=name)
        yield pytest.param(CalibratedForm(form, SigmoidCalibration(1.3, -0.2)), id=f"{name}, sigmoid")
        yield pytest.param(CalibratedForm(form, RISING), id=f"{name}, isotonic")
    yield pytest.param(BlendForm((ConstantForm(0.2), FITTED["xgboost"]), (0.3, 0.7)), id="blend with a constant")


@pytest.mark.parametrize("form", list(forms()))
def test_with_the_start_they_add_up_to_the_probability(form):
    explains = explainer(form, MATRIX)
    assert explains.shares(MATRIX[:50]).sum(axis=1) + explains.start == pytest.approx(form.predict(MATRIX[:50]))


@pytest.mark.parametrize("form", list(FITTED.values()), ids=list(FITTED))
def test_a_column_that_never_varies_adds_nothing(form):
    matrix = MATRIX.copy()
    matrix[:, 1] = 1.0
    assert explainer(form, matrix).shares(matrix[:50])[:, 1] == pytest.approx(np.zeros(50), abs=1e-12)


def test_a_lines_shares_are_its_coefficients_times_the_distance_from_the_mean():
    form = FITTED["logistic_regression"]
    explains = explainer(form, MATRIX)
    raw = form.design.apply(MATRIX[:1]) - form.design.apply(MATRIX).mean(axis=0)
    contract = [at for at, name in enumerate(ENCODING.matrix_names) if name.startswith("contract")]
    expected = (raw * form.coefficients)[0, contract].sum()
    distance = log_odds(form.predict(MATRIX[:1]))[0] - log_odds(np.array([explains.start]))[0]
    change = form.predict(MATRIX[:1])[0] - explains.start
    assert explains.shares(MATRIX[:1])[0, contract].sum() == pytest.approx(expected * change / distance)


def test_a_monthly_contract_counts_even_where_most_are_monthly():
    shares = explainer(FITTED["xgboost"], MATRIX).shares(MATRIX)
    by_attribute = ENCODING.by_attribute(shares)[:, ENCODING.names.index("contract")]
    monthly = COLUMNS["contract"][KNOWN] == "month"
    assert by_attribute[monthly].min() > 0 > by_attribute[~monthly].max()


@dataclass(frozen=True)
class Oracle:
    def predict(self, matrix):
        return np.zeros(len(matrix))


def test_a_form_nobody_can_explain_is_refused():
    with pytest.raises(PerennialError, match="Oracle cannot be explained"):
        explainer(Oracle(), MATRIX)
