"""The probabilistic model as a candidate: orders until the customer leaves, times what an order is worth."""

from dataclasses import dataclass

from perennial.models.checks import positive_mean
from perennial.models.combined import ScaledForm
from perennial.models.panel import FEATURE_NAMES, Examples, Target
from perennial.models.probabilistic import INPUTS
from perennial.models.probabilistic_form import ProbabilisticForm
from perennial.models.serving import Form

PROBABILISTIC = "probabilistic"


@dataclass(frozen=True, slots=True)
class BuyTillYouLeave:
    """BG/NBD or MBG/NBD with Gamma-Gamma, fitted to the orders of everybody known when the forecast is made.

    Where nobody seems to leave, the level of spend is learnt from the examples: such a model knows of no decline.
    """

    target: Target
    horizon_days: int
    name: str = PROBABILISTIC

    def fit(self, examples: Examples) -> Form:
        """Raises NotEnoughData where nobody has bought twice."""
        columns = tuple(FEATURE_NAMES.index(name) for name in INPUTS)
        mean, model = examples.mean_target, examples.present.model
        form = ProbabilisticForm(model, self.target, self.horizon_days, columns, mean)
        if self.target == "churn" or model.buying.knows_of_leaving:
            return form
        return ScaledForm(form, positive_mean(examples) / examples.mean_of(form.predict(examples.matrix)))
