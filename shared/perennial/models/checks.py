"""What examples have to be before a learner can be fitted to them."""

import numpy as np

from perennial.errors import NotEnoughData
from perennial.models.panel import Examples
from perennial.models.serving import Matrix, Vector


def positive_mean(examples: Examples) -> float:
    """The mean target; raises NotEnoughData where it is not above 0."""
    mean = examples.mean_target
    if mean <= 0:
        raise NotEnoughData("there is nothing to learn from: the target is 0 for every customer")
    return mean


def both_outcomes(target: Vector) -> Vector:
    """The outcomes, 0 or 1, as they are; raises NotEnoughData where they are all the same."""
    if not 0 < target.mean() < 1:
        raise NotEnoughData("there is nothing to tell apart: the outcome is the same for every customer")
    return target


def without_empty_columns(matrix: Matrix) -> Matrix:
    """scikit-learn cannot bin a column without a single known value; 0 throughout is as uninformative."""
    return np.where(np.isnan(matrix).all(axis=0), 0.0, matrix)
