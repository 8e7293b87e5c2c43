"""Maximum likelihood for models whose parameters are all positive."""

from collections.abc import Callable, Iterable

import numpy as np
from scipy.optimize import minimize
from threadpoolctl import threadpool_limits

from perennial.models.serving import Vector

# Logs of parameters are kept within these bounds: beyond them a distribution is a point to any sample.
LARGEST_LOG = 12.0
SOLVER = {"maxiter": 500, "ftol": 1e-14, "gtol": 1e-8}

# Parameters -> log-likelihood and its slope in each of them.
type LogLikelihood = Callable[[Vector], tuple[float, Vector]]


def maximise(log_likelihood: LogLikelihood, starts: Iterable[tuple[float, ...]], scale: float) -> tuple[Vector, float]:
    """The parameters of highest likelihood and the log-likelihood there, best of all starts (each the parameters).

    The search is over logs. `scale` is the size of the sample, so that it stops at the same precision for any.
    """

    def cost(logs: Vector) -> tuple[float, Vector]:
        parameters = np.exp(logs)
        value, slopes = log_likelihood(parameters)
        return -value / scale, -slopes * parameters / scale

    bounds = [(-LARGEST_LOG, LARGEST_LOG)]
    # One thread: the vectors are short, and the sums are the same on any machine.
    with threadpool_limits(1):
        found = [
            minimize(cost, np.log(start), jac=True, method="L-BFGS-B", bounds=bounds * len(start), options=SOLVER)
            for start in starts
        ]
    best = min(found, key=lambda result: result.fun)
    return np.exp(best.x), -float(best.fun) * float(scale)


def at_the_end(*parameters: float) -> bool:
    """Whether any of them ran away until (nearly) the bounds of the search: it has no finite or positive estimate."""
    return bool(np.any(np.abs(np.log(parameters)) > LARGEST_LOG - 1.0))
