"""The probabilistic model as a candidate: orders until the customer leaves, times what an order is worth."""

from dataclasses import dataclass

import numpy as np

from perennial.models.panel import FEATURE_NAMES, Examples, Target
from perennial.models.probabilistic import INPUTS
from perennial.models.probabilistic_form import ProbabilisticForm


@dataclass(frozen=True, slots=True)
class BuyTillYouLeave:
    """BG/NBD or MBG/NBD with Gamma-Gamma, fitted to the orders of everybody known when the forecast is made."""

    target: Target
    horizon_days: int
    name: str = "probabilistic"

    def fit(self, examples: Examples) -> ProbabilisticForm:
        """Raises NotEnoughData where nobody has bought twice."""
        columns = tuple(FEATURE_NAMES.index(name) for name in INPUTS)
        mean = float(np.mean(examples.target))
        return ProbabilisticForm(examples.present.model, self.target, self.horizon_days, columns, mean)
