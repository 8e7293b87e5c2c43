"""From a subscriber's attributes to what a person reads: probability of leaving, worth, segment and what to do."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from perennial.columns import Numbers, numbers
from perennial.models.subscriber_serving import SubscriberModel
from perennial.models.subscriber_values import as_numbers
from perennial.scoring import TIERS, value_percentile
from perennial.subscriber_plans import LEFT, LEFT_ACTION, WORTH, StayTerms, expected_value, named_bands, planned
from perennial.subscriber_words import reasons_in_words
from perennial.tables import REASON_COLUMNS

SUBSCRIBER_SCORING_VERSION = "subscribers-4"
RISKS = ("low", "medium", "high")
HAS_LEFT = "the customer has left: there is no value, tier or risk to give"
AMOUNT_BLANK = "expected_value: what the customer pays is blank or below 0"

type Columns = Mapping[str, NDArray[Any]]


@dataclass(frozen=True, slots=True)
class SubscriberPrediction:
    """What is expected of one subscriber; None = withheld, and `withheld` says why by score column.

    `reasons`, greatest effect first, are the attributes that the probability of leaving goes with; those that move
    together share one.
    """

    churn_probability: float | None
    expected_value: float | None
    value_percentile: float | None
    tier: str | None
    segment: str
    risk: str | None
    action: str
    reasons: tuple[str, ...]
    value_at_risk: float | None
    withheld: dict[str, str]
    unknown_features: tuple[str, ...]


def score_subscribers(model: SubscriberModel, columns: Columns) -> dict[str, NDArray[Any]]:
    """The score table (SUBSCRIBER_SCORES) of the customers of a feature table, row for row.

    Customers with a label are scored by the form that did not learn from them; of those who left, only that is said.
    """
    rows = len(columns["customer_id"])
    label = numbers(columns["already_left"])
    matrix = model.encoding.matrix(columns, rows)
    labelled = ~np.isnan(label)
    mine = matrix[labelled], columns["customer_id"][labelled]
    told = _Told.nothing(model, rows)
    told.fill(labelled, model.churn_out_of_fold(*mine), *model.effects_out_of_fold(*mine))
    told.fill(~labelled, model.churn(matrix[~labelled]), *model.effects(matrix[~labelled]))
    left = label == 1.0
    judged = _judged(model, columns, told, left)
    return {
        "customer_id": columns["customer_id"],
        "as_of": np.full(rows, np.datetime64(model.as_of or "NaT", "us")),
        "model_version": np.full(rows, model.version, dtype=object),
        **judged,
        "withheld_reason": _withheld(model, judged["expected_value"], left),
        "already_left": left,
    }


def predict_subscribers(model: SubscriberModel, customers: Sequence[Mapping[str, Any]]) -> list[SubscriberPrediction]:
    """What is expected of each of these subscribers; what is None, left out or never seen is unknown."""
    columns = {
        column.name: np.array([features.get(column.name) for features in customers], dtype=object)
        for column in model.encoding.columns
    }
    matrix = model.encoding.matrix(columns, len(customers))
    told = _Told(model.churn(matrix), *model.effects(matrix))
    judged = _judged(model, columns, told, np.zeros(len(customers), dtype=np.bool_))
    unknown = [model.encoding.unknown(features) for features in customers]
    return [_prediction(model, judged, unknown[row], row) for row in range(len(customers))]


def _prediction(
    model: SubscriberModel, judged: Mapping[str, NDArray[Any]], unknown: tuple[str, ...], row: int
) -> SubscriberPrediction:
    cells = {name: _plain(column[row]) for name, column in judged.items()}
    withheld = dict(model.withheld)
    if cells["expected_value"] is None:
        withheld.setdefault("expected_value", AMOUNT_BLANK.partition(": ")[2])
    reasons = [cells.pop(name) for name in REASON_COLUMNS]
    return SubscriberPrediction(
        **cells,
        reasons=tuple(reason for reason in reasons if reason is not None),
        withheld=withheld,
        unknown_features=unknown,
    )


def amounts(terms: StayTerms, columns: Columns) -> Numbers:
    """What each customer pays a month, in currency; NaN where it is unknown or below 0."""
    if terms.amount_column is None or terms.amount_column not in columns:
        return np.full(len(next(iter(columns.values()), ())), np.nan)
    amount = as_numbers(columns[terms.amount_column])
    return np.where(amount >= 0, amount, np.nan)


def subscriber_values(model: SubscriberModel, columns: Columns, churn: Numbers) -> tuple[Numbers, Numbers]:
    """Expected value and value at risk in currency; NaN where the amount or the probability is unknown."""
    amount = amounts(model.terms, columns)
    value = expected_value(model.terms, amount, churn)
    return value, expected_value(model.terms, amount, churn * 0.0) - value


@dataclass(frozen=True, slots=True)
class _Told:
    """What the model says of some customers: probability of leaving, each attribute's effect on it, and their start."""

    churn: Numbers
    effects: Numbers
    start: Numbers

    @classmethod
    def nothing(cls, model: SubscriberModel, rows: int) -> "_Told":
        return cls(np.full(rows, np.nan), np.full((rows, len(model.encoding.columns)), np.nan), np.full(rows, np.nan))

    def fill(self, rows: NDArray[np.bool_], churn: Numbers, effects: Numbers, start: Numbers) -> None:
        self.churn[rows], self.effects[rows], self.start[rows] = churn, effects, start


def _judged(model: SubscriberModel, columns: Columns, told: _Told, left: NDArray[np.bool_]) -> dict[str, Any]:
    churn = told.churn
    value, at_risk = (np.where(left, np.nan, one) for one in subscriber_values(model, columns, churn))
    percentile = value_percentile(value, model.value_quantiles)
    risk = named_bands(np.where(left, np.nan, churn), model.risk_cuts, RISKS)
    paid = value_percentile(amounts(model.terms, columns), model.amount_quantiles)
    worth = named_bands(paid, tuple(end for end, _ in WORTH[1:]), tuple(name for _, name in WORTH))
    words = reasons_in_words(model.encoding, columns, told.effects, churn, told.start, together=model.together)
    plans = [(LEFT, LEFT_ACTION) if gone else planned(*of) for gone, *of in zip(left, worth, risk, strict=True)]
    return {
        "churn_probability": churn,
        "expected_value": value,
        "value_percentile": percentile,
        "tier": named_bands(percentile, tuple(end for end, _ in TIERS[1:]), tuple(name for _, name in TIERS)),
        "segment": np.array([segment for segment, _ in plans], dtype=object),
        "risk": risk,
        "action": np.array([action for _, action in plans], dtype=object),
        **dict(zip(REASON_COLUMNS, words.T, strict=True)),
        "value_at_risk": at_risk,
    }


def _withheld(model: SubscriberModel, value: Numbers, left: NDArray[np.bool_]) -> NDArray[np.object_]:
    everybody = "; ".join(f"{column}: {reason}" for column, reason in sorted(model.withheld.items())) or None
    reasons = np.full(len(value), everybody, dtype=object)
    if everybody is None:
        reasons[np.isnan(value)] = AMOUNT_BLANK
    reasons[left] = HAS_LEFT
    return reasons


def _plain(value: Any) -> Any:  # noqa: ANN401  # a cell is a number or a word
    """A cell as Python has it; an unknown number is None."""
    if isinstance(value, float):
        return None if np.isnan(value) else float(value)
    return value
