"""What is told of a training of subscribers: how the choice fell, how good it is, what it goes by, what it assumes."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import numpy as np
from numpy.typing import NDArray

from perennial.dataset import Economics
from perennial.decision import cost_curve
from perennial.models.choosing import Choice
from perennial.models.curves import churn_deciles
from perennial.models.serving import Matrix, Vector
from perennial.models.subscriber_calibration import Calibrated
from perennial.models.subscriber_contest import SubscriberContest, cross_validation
from perennial.models.subscriber_serving import FOLDS, SubscriberModel
from perennial.models.subscriber_terms import NO_AMOUNT
from perennial.records import Json
from perennial.subscriber_scoring import subscriber_values

# Whoever leaves is seldom told so well by what was known before: Telco's best is .85.
SUSPICIOUS_AUC = 0.97


def story(contest: SubscriberContest, choice: Choice, calibrated: Calibrated) -> dict[str, Json]:
    """The contest in words, the calibration with its curve, and the winner's figures on customers it has not seen."""
    names = (candidate.name for candidate in contest.candidates)
    return {
        "winner": choice.winner,
        "reason": choice.reason,
        "selection": f"{FOLDS}-fold cross-validation within the 70 % of customers not kept for the report",
        "report": "three in ten of those who left and three in ten of those who stayed, kept out of the choice",
        "candidates": {name: contest.set_aside.get(name, "competed") for name in names},
        "calibration": calibrated.choice.winner,
        "calibration_reason": calibrated.choice.reason,
        "calibration_curve": churn_deciles(calibrated.outcome, calibrated.probability),
        "out_of_fold": out_of_fold_figures(calibrated),
    }


def out_of_fold_figures(calibrated: Calibrated) -> dict[str, Json]:
    """The winner's figures over every customer it was tried on, each scored by a form that has not seen them."""
    return cross_validation(calibrated.outcome, calibrated.probability, calibrated.folds)


def costs(
    model: SubscriberModel, columns: Mapping[str, NDArray[Any]], calibrated: Calibrated, economics: Economics
) -> Json:
    """The cost curve on out-of-fold probabilities of the customers of `columns`; a sentence where worth is unknown."""
    average = np.full(len(calibrated.outcome), float(calibrated.outcome.mean()))
    at_stake, _ = subscriber_values(model, columns, average)
    worth_is_margin = economics.model_copy(update={"margin": 1.0})
    curve = cost_curve(calibrated.probability, calibrated.outcome, at_stake, worth_is_margin)
    if curve is None:
        return f"withheld: {NO_AMOUNT}"
    return curve.to_json() | {
        "assumptions": (
            f"A contact costs {economics.incentive_cost:g} and keeps {economics.contact_success_rate:.0%} of those who "
            "would leave; whoever leaves costs the worth of a customer with the average probability of leaving."
        )
    }


def importance(model: SubscriberModel, matrix: Matrix) -> dict[str, Json]:
    """The mean absolute effect of each attribute on these customers' probability, greatest first."""
    effects, _ = model.effects(matrix)
    sizes = dict(zip(model.encoding.names, np.abs(effects).mean(axis=0).tolist(), strict=True))
    return dict(sorted(sizes.items(), key=lambda entry: -entry[1]))


def suspicion(figures: Mapping[str, Json], sizes: Mapping[str, Json]) -> str | None:
    """A warning where who left is told too well to be true; None where it is not."""
    auc = figures["roc_auc"]
    if not isinstance(auc, float) or auc < SUSPICIOUS_AUC or not sizes:
        return None
    most = next(iter(sizes))
    return (
        f"who left is told with an AUC of {auc:.3f}, which is seldom true of what was known before: make sure that "
        f"{most}, which matters most, was not filled in with the outcome known; else leave it out by naming the other "
        "columns as attributes in dataset.json"
    )


def manifest(model: SubscriberModel, target: Vector) -> dict[str, Json]:
    """What is known of a model apart from its numbers; `target` are the labels (0/1) of the customers learnt from."""
    return {
        "kind": "subscribers",
        "feature_names": list(model.encoding.names),
        "attributes": {column.name: column.kind for column in model.encoding.columns},
        "attributes_moving_together": [list(names) for names in model.together],
        "customers_with_label": len(target),
        "customers_left": int(target.sum()),
        "withheld": dict(model.withheld),
        "value_assumptions": model.terms.in_words(),
        "value_terms": asdict(model.terms),
        "risk_cuts": list(model.risk_cuts),
        "numbers": {},
    }
