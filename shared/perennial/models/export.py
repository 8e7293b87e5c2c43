"""Fitted tree models of scikit-learn and xgboost as TreeEnsemble."""

import json
from typing import Any

import numpy as np
from sklearn.ensemble import (
    HistGradientBoostingClassifier,
    HistGradientBoostingRegressor,
    RandomForestClassifier,
    RandomForestRegressor,
)
from sklearn.tree._tree import Tree as SklearnTree
from xgboost import Booster

from perennial.models.forms import Link
from perennial.models.trees import Tree, TreeEnsemble, ensemble

# A squared error stands for amounts that were logged.
SKLEARN_LINKS: dict[str, Link] = {"poisson": "exp", "squared_error": "exp", "log_loss": "sigmoid"}
XGBOOST_LINKS: dict[str, Link] = {"reg:tweedie": "exp", "binary:logistic": "sigmoid"}


def from_hist_gradient_boosting(model: HistGradientBoostingRegressor | HistGradientBoostingClassifier) -> TreeEnsemble:
    """The light form of a fitted booster with a loss of SKLEARN_LINKS; a classifier's is the second class.

    scikit-learn publishes no way to read the trees; the private arrays used here are held to the fitted model's own
    predictions by a test.
    """
    trees = [_sklearn_tree(predictor.nodes) for (predictor,) in model._predictors]
    return ensemble(trees, base=float(np.squeeze(model._baseline_prediction)), link=SKLEARN_LINKS[model.loss])


def from_random_forest(model: RandomForestRegressor | RandomForestClassifier) -> TreeEnsemble:
    """The light form of a fitted forest: the mean of its trees, a classifier's being the share of the second class."""
    trees = [_forest_tree(fitted.tree_, len(model.estimators_)) for fitted in model.estimators_]
    return ensemble(trees, base=0.0, link="identity")


def from_xgboost(booster: Booster) -> TreeEnsemble:
    """The light form of a fitted single-output Booster without categories, with an objective of XGBOOST_LINKS."""
    learner = json.loads(booster.save_raw("json"))["learner"]
    link = XGBOOST_LINKS[learner["objective"]["name"]]
    base = float(learner["learner_model_param"]["base_score"].strip("[]"))
    trees = [_xgboost_tree(tree) for tree in learner["gradient_booster"]["model"]["trees"]]
    return ensemble(trees, base=_score_of(base, link), link=link)


def _sklearn_tree(nodes: np.ndarray[Any, Any]) -> Tree:
    leaf = nodes["is_leaf"].astype(np.bool_)
    return Tree(
        feature=nodes["feature_idx"].astype(np.int32),
        threshold=nodes["num_threshold"],
        missing_left=nodes["missing_go_to_left"].astype(np.bool_),
        left=np.where(leaf, -1, nodes["left"].astype(np.int32)),
        right=np.where(leaf, -1, nodes["right"].astype(np.int32)),
        value=nodes["value"],
    )


def _forest_tree(tree: SklearnTree, trees: int) -> Tree:
    """scikit-learn compares a float32 with a float64; that is to compare it with the float32 at or below."""
    nearest = tree.threshold.astype(np.float32)
    below = np.nextafter(nearest, np.float32(-np.inf))
    return Tree(
        feature=tree.feature.astype(np.int32),
        threshold=np.where(nearest > tree.threshold, below, nearest),
        missing_left=tree.missing_go_to_left.astype(np.bool_),
        left=tree.children_left.astype(np.int32),
        right=tree.children_right.astype(np.int32),
        value=tree.value[:, 0, -1] / trees,
    )


def _xgboost_tree(tree: dict[str, Any]) -> Tree:
    """xgboost sends a row left where x < threshold in float32, which is x <= the float32 just below."""
    conditions = np.array(tree["split_conditions"], dtype=np.float32)
    return Tree(
        feature=np.array(tree["split_indices"], dtype=np.int32),
        threshold=np.nextafter(conditions, np.float32(-np.inf)),
        missing_left=np.array(tree["default_left"], dtype=np.bool_),
        left=np.array(tree["left_children"], dtype=np.int32),
        right=np.array(tree["right_children"], dtype=np.int32),
        value=conditions.astype(np.float64),
    )


def _score_of(base: float, link: Link) -> float:
    """xgboost keeps its base in the units of the prediction; the trees add to it before the link."""
    return float(np.log(base) if link == "exp" else np.log(base / (1.0 - base)))
