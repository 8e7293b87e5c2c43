"""A page of customers from the index of a snapshot. numpy comes with the first page."""

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from functions.api.indexes import Indexes
from functions.api.list_answers import CustomerPage, ListedCustomer

if TYPE_CHECKING:
    from perennial.index_queries import Question
    from perennial.score_index import Rows, ScoreIndex

EPOCH = date(1970, 1, 1)
COUNTS = ("recency_days", "frequency")
NEXT_ORDER = "expected_next_order_at"
LEFT = "already_left"


def page_of(indexes: Indexes, dataset: str, question: "Question", cursor: str | None, limit: int) -> CustomerPage:
    """The customers asked for, from where the cursor says on.

    Raises InvalidRequest for a cursor of another question, ConflictError once its snapshot is gone.
    """
    from perennial.index_queries import Cursor, answer, read_cursor  # noqa: PLC0415  # numpy only where it is used

    place = 0
    if cursor is None:
        index = indexes.current(dataset)
    else:
        seen = read_cursor(cursor, question)
        index, place = indexes.of_snapshot(dataset, seen.snapshot), seen.place
    found = answer(index, question)
    end = place + limit
    return CustomerPage(
        dataset=dataset,
        kind="subscribers" if index.terms.kind == "subscribers" else "orders",
        as_of=None if index.terms.as_of is None else date.fromisoformat(index.terms.as_of),
        total=len(found),
        value_horizon_days=index.terms.value_horizon_days,
        churn_horizon_days=index.terms.churn_horizon_days,
        customers=_customers(index, found[place:end]),
        next_cursor=Cursor(index.terms.snapshot, question.digest(), end).text() if end < len(found) else None,
    )


def _customers(index: "ScoreIndex", rows: "Rows") -> list[ListedCustomer]:
    from perennial.score_index import shown  # noqa: PLC0415  # numpy only where it is used

    outcome = index.terms.outcome(index.terms.value_horizon_days)
    numbers: dict[str, str | None] = {
        "expected_spend": None if outcome is None else outcome.value,
        "expected_spend_low": None if outcome is None else outcome.low,
        "expected_spend_high": None if outcome is None else outcome.high,
        "churn_probability": index.terms.churn_column,
        **{name: name for name in ("value_at_risk", "value_percentile", NEXT_ORDER, *COUNTS, LEFT)},
    }
    columns: dict[str, list[Any]] = {name: shown(index.part(column, rows)) for name, column in numbers.items()}
    columns |= {name: index.words[name].of(rows) for name in ("segment", "tier", "risk")}
    columns["customer_id"] = index.customer_ids(rows)
    columns[NEXT_ORDER] = [_day(days) for days in columns[NEXT_ORDER]]
    columns[LEFT] = [bool(left) for left in columns[LEFT]]
    return [
        ListedCustomer.model_validate(dict(zip(columns, one, strict=True)))
        for one in zip(*columns.values(), strict=True)
    ]


def _day(days: float | None) -> date | None:
    return None if days is None else EPOCH + timedelta(days=days)
