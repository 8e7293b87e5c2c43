"""Subscribers trained and scored with reasons, beside what a notebook does with scikit-learn, both on one thread.

Both ways search the penalty of a logistic regression, try it on customers kept apart and by cross-validation, fit it to
all but each fold and to everybody, score those with a label out of fold, and name three reasons a customer.
"""

from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.compose import ColumnTransformer
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import GridSearchCV, cross_val_predict, train_test_split
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler
from threadpoolctl import threadpool_limits

from perennial.dataset import Dataset
from perennial.models.budget import Budget
from perennial.models.subscriber_candidates import PENALTIES, PENALTY_FOLDS
from perennial.models.subscriber_serving import FOLDS, SubscriberModel
from perennial.models.subscriber_terms import SubscriberJob
from perennial.models.subscriber_training import train_subscribers
from perennial.models.trained import Trained
from perennial.subscriber_scoring import score_subscribers
from tests.benchmarks import Comparison, best_seconds
from tests.subscriber_files import KINDS, known_labels, subscriber_columns

LINES_PER_CUSTOMER = 20
MOST_CUSTOMERS = 20_000
JOB = SubscriberJob("bench", "s", None, KINDS, Dataset(), 20, {}, {})


def measure(rows: int, work_dir: Path) -> list[Comparison]:
    """Up to 20,000 subscribers, nine in ten of them with a label."""
    columns = subscriber_columns(max(200, min(rows // LINES_PER_CUSTOMER, MOST_CUSTOMERS)))
    label, known = known_labels(columns)
    frame = pd.DataFrame({name: columns[name] for name in KINDS})
    with threadpool_limits(1):
        trained, pipelines = ours(columns), theirs(frame, label, known)
        agree(score_subscribers(trained.model, columns), scored(pipelines, frame, known), label, known)
        learning = best_seconds(partial(ours, columns), partial(theirs, frame, label, known))
        scoring = best_seconds(
            lambda: score_subscribers(trained.model, columns), lambda: scored(pipelines, frame, known)
        )
    told = len(frame)
    return [
        Comparison("subscribers trained", told, "contest, light forms", learning[0], "scikit-learn", learning[1]),
        Comparison("subscribers scored", told, "light forms", scoring[0], "scikit-learn, pandas", scoring[1]),
    ]


def ours(columns: dict) -> Trained[SubscriberModel]:
    """The contest of the base rate and the line, with report, calibration, cost curve and what explains them."""
    seconds = iter([0.0, 0.0, *[2.0] * 10])
    return train_subscribers(columns, JOB, Budget(1.0, lambda: next(seconds)))


def theirs(frame: pd.DataFrame, label: np.ndarray, known: np.ndarray) -> dict[int, Pipeline]:
    """A pipeline fitted to all but each fold, and to everybody as number FOLDS, after a trial on seven in ten."""
    target, labelled = label[known].astype(int), frame[known]
    learnt, kept_apart, own, others = train_test_split(labelled, target, test_size=0.3, stratify=target, random_state=1)
    cross_val_predict(pipeline(), learnt, own, cv=FOLDS, method="predict_proba")
    roc_auc_score(others, pipeline().fit(learnt, own).predict_proba(kept_apart)[:, 1])
    fold = np.arange(len(target)) % FOLDS
    pipelines = {one: pipeline().fit(labelled[fold != one], target[fold != one]) for one in range(FOLDS)}
    return pipelines | {FOLDS: pipeline().fit(labelled, target)}


def pipeline() -> Pipeline:
    """Numbers imputed and scaled, words one-hot, a logistic regression of the best of a few penalties."""
    of_kind = {kind: [name for name, own in KINDS.items() if own == kind] for kind in set(KINDS.values())}
    numeric = make_pipeline(SimpleImputer(), StandardScaler())
    encoder = ColumnTransformer(
        [
            ("numbers", numeric, of_kind["number"] + of_kind["flag"]),
            ("words", OneHotEncoder(handle_unknown="ignore", sparse_output=False), of_kind["category"]),
        ]
    )
    line = GridSearchCV(LogisticRegression(max_iter=2000), {"C": PENALTIES}, cv=PENALTY_FOLDS, scoring="neg_log_loss")
    return Pipeline([("inputs", encoder), ("line", line)])


def scored(pipelines: dict[int, Pipeline], frame: pd.DataFrame, known: np.ndarray) -> pd.DataFrame:
    """Probabilities and three reasons a customer, a sentence at a time."""
    number = np.full(len(frame), FOLDS)
    number[known] = np.arange(known.sum()) % FOLDS
    parts = [told(pipelines[one], frame[number == one]) for one in np.unique(number)]
    return pd.concat(parts).sort_index()


def told(fitted: Pipeline, frame: pd.DataFrame) -> pd.DataFrame:
    """Each input's coefficient times its distance from the mean, in points of the probability."""
    inputs = fitted["inputs"].transform(frame)
    probability = fitted["line"].predict_proba(inputs)[:, 1]
    names = fitted["inputs"].get_feature_names_out()
    shares = pd.DataFrame(
        (inputs - inputs.mean(axis=0)) * fitted["line"].best_estimator_.coef_[0], index=frame.index, columns=names
    )
    points = shares.mul(100 * probability * (1 - probability), axis=0)

    def sentences(row: pd.Series) -> list[str]:
        greatest = row.loc[row.abs().nlargest(3).index]
        return [f"{name} ({effect:+.2g} points)" for name, effect in greatest.items()]

    return pd.DataFrame({"probability": probability, "reasons": points.apply(sentences, axis=1)}, index=frame.index)


def agree(table: dict, rival: pd.DataFrame, label: np.ndarray, known: np.ndarray) -> None:
    """Fail where ours ranks those with a label worse than the plain pipeline by more than chance."""
    mine, plain = (
        roc_auc_score(label[known], one[known]) for one in (table["churn_probability"], rival["probability"])
    )
    if mine < plain - 0.03:
        raise AssertionError(f"ours ranks leavers with an AUC of {mine:.3f}, the pipeline with {plain:.3f}")
