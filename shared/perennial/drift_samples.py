"""What is looked at for drift: a dataset's features, recent purchases and predictions on one day, as arrays by name."""

import json
import zlib
from collections.abc import Mapping
from datetime import date
from typing import Any, cast

import numpy as np
from duckdb import DuckDBPyConnection
from numpy.typing import NDArray

from perennial.columns import input_matrix, numbers
from perennial.engine import statement
from perennial.features import extent, features_at
from perennial.forecasts import churn_column, spend_column
from perennial.models.serving import Matrix, ServingModel
from perennial.models.subscriber_serving import SubscriberModel
from perennial.subscriber_scoring import score_subscribers

type Sample = dict[str, NDArray[Any]]
# Enough to see a shift of a hundredth; more would cost a shop of millions minutes for each day looked at.
MOST_CUSTOMERS = 20_000
RECENT = ("recent_orders", "recent_order_value", "recent_products_per_order", "recent_unit_price")
ATTRIBUTE = "attribute {}"
TENURE, TENURE_SHARE = "tenure_days", "tenure_by_age_of_shop"
CHURN = "churn_probability"
LABEL = "already_left"
PREDICTED = ("expected_spend_", CHURN)


def sample_of_orders(con: DuckDBPyConnection, model: ServingModel, day: date, window_days: int) -> Sample:
    """The sample of `order_lines` at the end of a day.

    Of the customers known then their features and what the model expects of them; of those who bought in the last
    `window_days` what these orders were like, and their declared attributes. Of very many customers some are looked
    at, always the same ones. Everybody grows older by a day a day, which is no news: tenure stands here as a share of
    the shop's age.
    """
    features = _some(cast(Mapping[str, NDArray[Any]], features_at(con, day).fetchnumpy()))
    matrix = input_matrix(features, model.feature_names, len(features["customer_id"]))[0]
    columns = dict(zip(model.feature_names, matrix.T, strict=True))
    first = extent(con).first_order_at
    if TENURE in columns and first is not None:
        columns[TENURE_SHARE] = columns.pop(TENURE) / max(1, (day - first.date()).days)
    return columns | _recent(con, day, window_days) | _predictions(model, matrix)


def sample_of_subscribers(model: SubscriberModel, columns: Mapping[str, NDArray[Any]]) -> Sample:
    """The sample of a feature table of subscribers: attributes, labels, and the probability of leaving."""
    some = _some(columns)
    sample: Sample = {LABEL: numbers(some[LABEL])}
    for column in model.encoding.columns:
        values = some.get(column.name)
        if values is not None:
            sample[column.name] = _words(values) if column.kind == "category" else numbers(values)
    return sample | {CHURN: score_subscribers(model, some)[CHURN].astype(np.float64)}


def is_prediction(name: str) -> bool:
    """Whether a sample's column is what a model says and not what customers did."""
    return name.startswith(PREDICTED)


def _predictions(model: ServingModel, matrix: Matrix) -> Sample:
    spend, churn = model.predict_spend(matrix), model.predict_churn(matrix)
    named = {spend_column(days): values for days, values in spend.items()}
    named |= {churn_column(days): values for days, values in churn.items()}
    return {name: values for name, values in named.items() if name not in model.withheld}


def _recent(con: DuckDBPyConnection, day: date, window_days: int) -> Sample:
    asked = {"as_of": day, "window_days": window_days}
    bought = _some(cast(Mapping[str, NDArray[Any]], con.sql(statement("recent_buyers"), params=asked).fetchnumpy()))
    sample: Sample = {name: numbers(bought[name]) for name in RECENT}
    told = [json.loads(text) if text else {} for text in _words(bought["attributes"])]
    for name in sorted({name for one in told for name in one}):
        words = [one.get(name) for one in told]
        sample[ATTRIBUTE.format(name)] = np.array([None if word is None else str(word) for word in words], dtype=object)
    return sample


def _words(values: NDArray[Any]) -> NDArray[np.object_]:
    words = np.ma.getdata(values).astype(object)
    words[np.ma.getmaskarray(values)] = None  # np.ma.filled(…, None) would fill with "?"
    return words


def _some(columns: Mapping[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
    customers = columns["customer_id"]
    if len(customers) <= MOST_CUSTOMERS:
        return dict(columns)
    digests = np.array([zlib.crc32(str(customer).encode()) for customer in customers])
    chosen = np.sort(np.argsort(digests, kind="stable")[:MOST_CUSTOMERS])
    return {name: values[chosen] for name, values in columns.items()}
