"""The random forest among the candidates."""

from dataclasses import dataclass
from typing import Any

from sklearn.ensemble import RandomForestRegressor
from threadpoolctl import threadpool_limits

from perennial.models.checks import positive_mean, without_empty_columns
from perennial.models.export import from_random_forest
from perennial.models.panel import Examples
from perennial.models.trees import MOST_LEAVES, TreeEnsemble

FOREST_SETTINGS: dict[str, Any] = {
    "n_estimators": 60,
    "max_leaf_nodes": MOST_LEAVES,
    "min_samples_leaf": 20,
    "max_features": 1 / 3,
    "max_samples": 0.5,
}


@dataclass(frozen=True, slots=True)
class RandomForest:
    """A random forest for the mean of spend."""

    seed: int
    name: str = "random_forest"

    def fit(self, examples: Examples) -> TreeEnsemble:
        """Raises NotEnoughData where nobody spent anything."""
        positive_mean(examples)
        model = RandomForestRegressor(**FOREST_SETTINGS, n_jobs=1, random_state=self.seed)
        with threadpool_limits(1):
            model.fit(without_empty_columns(examples.matrix), examples.target, sample_weight=examples.weights)
        return from_random_forest(model)
