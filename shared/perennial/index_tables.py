"""The index of a score snapshot from its tables on the SQL engine, a page of customers at a time."""

from dataclasses import dataclass
from typing import Any, cast

from duckdb import DuckDBPyConnection
from numpy.typing import NDArray

from perennial.forecasts import NEXT_ORDER, churn_column, high_column, low_column, spend_column
from perennial.index_builder import IndexBuilder
from perennial.models.artifact import AnyModel
from perennial.models.subscriber_inputs import customer_shares
from perennial.models.subscriber_serving import SubscriberModel
from perennial.score_history import horizons_of, stay_horizon_days
from perennial.score_index import HOLDOUT_SHARE, WORDS, IndexTerms, Outcome, ScoreIndex

CUSTOMERS_AT_ONCE = 50_000
SCORED = ("value_at_risk", "value_percentile")
BOUGHT = ("recency_days", "frequency")
# Days since 1970-01-01.
NEXT_ORDER_SQL = f"date_diff('day', date '1970-01-01', {NEXT_ORDER})::double as {NEXT_ORDER}"


@dataclass(frozen=True, slots=True)
class _Columns:
    """The SQL of the numbers taken from each table, by the names they get in the index."""

    scores: dict[str, str]
    features: tuple[str, ...]


def index_of(con: DuckDBPyConnection, model: AnyModel, snapshot: str, as_of: str | None) -> ScoreIndex:
    """The index of the tables `scores` and `features`, whose rows must be the same customers, by id.

    Who would be held out of a plan is drawn here, by a digest of dataset, snapshot and customer: the same ever after.
    """
    terms = _terms(model, snapshot, as_of)
    columns = _columns(terms)
    builder = IndexBuilder((*columns.scores, *columns.features, HOLDOUT_SHARE))
    for first in range(0, _count(con), CUSTOMERS_AT_ONCE):
        page = _page(con, columns, first)
        page[HOLDOUT_SHARE] = customer_shares(page["customer_id"], f"holdout {model.dataset} {snapshot}")
        builder.add(page)
    return builder.built(terms)


def _count(con: DuckDBPyConnection) -> int:
    return int(con.sql("select count(*) from scores").fetchall()[0][0])


def _terms(model: AnyModel, snapshot: str, as_of: str | None) -> IndexTerms:
    of_subscribers = isinstance(model, SubscriberModel)
    value_days, churn_days = horizons_of(model)
    churn = "churn_probability" if of_subscribers else churn_column(churn_days)
    return IndexTerms(
        dataset=model.dataset,
        snapshot=snapshot,
        kind="subscribers" if of_subscribers else "orders",
        as_of=as_of,
        model_version=model.version,
        outcomes=_outcomes(model),
        value_horizon_days=value_days,
        churn_horizon_days=churn_days,
        churn_column=None if churn_days is None else churn,
        margin_in_values=model.terms.margin if isinstance(model, SubscriberModel) else 1.0,
        withheld=dict(model.withheld),
    )


def _page(con: DuckDBPyConnection, columns: _Columns, first: int) -> dict[str, NDArray[Any]]:
    rows = {"first": first, "last": first + CUSTOMERS_AT_ONCE - 1}
    part = "where rowid between $first and $last order by rowid"
    scored = ", ".join(("customer_id", *WORDS, *columns.scores.values()))
    page = con.execute(f"select {scored} from scores {part}", rows).fetchnumpy()
    if columns.features:
        page |= con.execute(f"select {', '.join(columns.features)} from features {part}", rows).fetchnumpy()
    return cast(dict[str, NDArray[Any]], page)  # no column is an enum


def _columns(terms: IndexTerms) -> _Columns:
    of_outcomes = [
        name for one in terms.outcomes for name in (one.value, one.low, one.high, one.churn) if name is not None
    ]
    scores = {name: name for name in (*of_outcomes, *SCORED)}
    if terms.kind == "subscribers":
        return _Columns(scores | {"already_left": "already_left"}, ())
    return _Columns(scores | {NEXT_ORDER: NEXT_ORDER_SQL}, BOUGHT)


def _outcomes(model: AnyModel) -> tuple[Outcome, ...]:
    if isinstance(model, SubscriberModel):
        days = stay_horizon_days(model.terms)
        return (Outcome(days, "expected_value", None, None, "churn_probability"),)
    return tuple(
        Outcome(days, spend_column(days), low_column(days), high_column(days), churn_column(days))
        for days in model.horizons_days
    )
