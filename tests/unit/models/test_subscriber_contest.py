"""The contest for who leaves."""

from dataclasses import dataclass

import numpy as np
import pytest

from perennial.errors import NotEnoughData
from perennial.models.budget import Budget
from perennial.models.forms import ConstantForm
from perennial.models.subscriber_candidates import Blend, Logistic, ShareWhoLeft
from perennial.models.subscriber_contest import Labelled, SubscriberContest, out_of_fold
from perennial.models.subscriber_encoding import encoding_of
from tests.subscriber_files import KINDS, known_labels, subscriber_columns

COLUMNS = subscriber_columns()
LABEL, KNOWN = known_labels(COLUMNS)
ENCODING = encoding_of(KINDS, COLUMNS)
LABELLED = Labelled(COLUMNS["customer_id"], ENCODING.matrix(COLUMNS, len(LABEL)), LABEL).rows(KNOWN)
TIME = Budget(60, lambda: 0.0)


@dataclass(frozen=True)
class Memory:
    """Knows every outcome it was shown, and nothing else."""

    name: str = "memory"

    def fit(self, matrix, target):
        seen = {row.tobytes(): outcome for row, outcome in zip(matrix, target, strict=True)}
        return Remembered(seen)


@dataclass(frozen=True)
class Remembered:
    seen: dict

    def predict(self, matrix):
        return np.array([self.seen.get(row.tobytes(), 0.5) for row in matrix])


@dataclass(frozen=True)
class Broken:
    """Cannot be fitted, or answers nonsense."""

    name: str = "broken"
    answer: float | None = None

    def fit(self, matrix, target):
        if self.answer is None:
            raise ZeroDivisionError("nothing to divide")
        return ConstantForm(self.answer)


def contest(*candidates):
    return SubscriberContest(LABELLED, (ShareWhoLeft(), *candidates), seed=1)


def test_three_in_ten_of_leavers_and_of_stayers_are_kept_for_the_report_whoever_stands_first():
    report = LABELLED.for_report()
    for outcome in (0.0, 1.0):
        assert report[LABELLED.target == outcome].mean() == pytest.approx(0.3, abs=0.01)
    turned = Labelled(LABELLED.customer_ids[::-1], LABELLED.matrix[::-1], LABELLED.target[::-1])
    assert (turned.for_report()[::-1] == report).all()


def test_nobodys_own_outcome_is_in_their_out_of_fold_probability():
    probability, forms = out_of_fold(Memory(), LABELLED)
    assert (probability == 0.5).all()
    assert len(forms) == 5


def test_a_model_that_learns_replaces_the_base_rate_and_one_that_remembers_does_not():
    held = contest(Logistic(ENCODING.numeric_positions), Memory())
    held.run(TIME)
    assert held.choice().winner == "logistic_regression"
    assert set(held.figures) == {"base_rate", "logistic_regression", "memory"}


def test_a_blend_is_told_from_its_parts_without_fitting_them_again():
    line, memory = Logistic(ENCODING.numeric_positions), Memory()
    held = contest(line, memory, Blend((line, memory)))
    held.run(TIME)
    parts = [held.told[name][1] for name in ("logistic_regression", "memory")]
    assert (held.told["blend"][1] == np.mean(parts, axis=0)).all()
    alone = contest(Blend((line, memory)))
    alone.run(TIME)
    assert alone.told["blend"][0] == pytest.approx(held.told["blend"][0])


def test_where_not_even_a_baseline_can_be_fitted_the_reason_is_given():
    held = SubscriberContest(LABELLED, (Broken(),), seed=1)
    held.run(TIME)
    with pytest.raises(NotEnoughData, match="nothing to divide"):
        held.choice()


def test_the_report_is_on_customers_kept_out_of_the_choice():
    held = contest()
    held.run(TIME)
    assert held.figures["base_rate"]["customers"] == int(LABELLED.for_report().sum())


def test_whoever_cannot_be_fitted_is_set_aside_with_the_reason():
    held = contest(Broken(), Broken("nonsense", 7.0))
    held.run(TIME)
    assert held.set_aside["broken"] == "could not be fitted: nothing to divide"
    assert "numbers from 0 to 1" in held.set_aside["nonsense"]
    assert held.choice().winner == "base_rate"


def test_when_the_time_is_spent_only_the_baseline_competes():
    held = contest(Memory())
    held.run(Budget(0, lambda: 0.0))
    assert list(held.figures) == ["base_rate"]
    assert "budget" in held.set_aside["memory"]


def test_all_but_the_baseline_are_held_to_it():
    contest = SubscriberContest(LABELLED, (ShareWhoLeft(), Logistic(ENCODING.numeric_positions)), seed=1)
    contest.run(TIME)
    contest.choice()
    told = contest.figures[Logistic(ENCODING.numeric_positions).name]["against_baseline"]
    assert told["baseline"] == ShareWhoLeft().name
    assert told["low"] <= told["gain"] <= told["high"]
    assert "against_baseline" not in contest.figures[ShareWhoLeft().name]
