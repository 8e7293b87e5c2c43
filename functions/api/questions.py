"""What may be asked: the body of POST /predict, as a strict schema with examples."""

from datetime import date
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, create_model, model_validator

from perennial.tables import FEATURES, Column

STRICT = ConfigDict(extra="forbid", strict=True, frozen=True, allow_inf_nan=False)
# A DynamoDB partition key takes 2,048 bytes; dataset, separator and 400 characters of four bytes stay below.
type CustomerId = Annotated[str, Field(min_length=1, max_length=400)]
type DatasetName = Annotated[str, Field(min_length=1, max_length=63)]

LARGEST = 1e12  # beyond any shop; keeps every sum and product a finite number
NEVER_NEGATIVE_TYPES = ("INTEGER", "BIGINT")
NEVER_NEGATIVE = frozenset(
    {"avg_basket_value", "avg_interpurchase_days", "total_spend", "return_ratio", "transaction_density"}
)
SHARES = frozenset({"active_month_ratio", "active_day_ratio", "transaction_momentum"})
UNKNOWN_TO_MODELS = ("VARCHAR", "DATE", "TIMESTAMP")


MOST_ORDERS = 2_000
MOMENT = r"^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[-+]\d{2}:?\d{2})?)?$"
type ShortText = Annotated[str, Field(min_length=1, max_length=400, pattern=r"^[^\x00-\x1f\x7f]+$")]
type Amount = Annotated[float, Field(ge=-LARGEST, le=LARGEST)]


def _feature(column: Column) -> tuple[Any, Any]:
    """The field of one feature; left out or null means unknown."""
    if column.type == "BOOLEAN":
        return bool | None, Field(default=None, description=column.meaning)
    nonnegative = column.type in NEVER_NEGATIVE_TYPES or column.name in NEVER_NEGATIVE | SHARES
    lowest, highest = 0.0 if nonnegative else -LARGEST, 1.0 if column.name in SHARES else LARGEST
    return float | None, Field(default=None, ge=lowest, le=highest, description=column.meaning)


MODEL_INPUTS = tuple(column for column in FEATURES.columns if column.type not in UNKNOWN_TO_MODELS)
_features: dict[str, Any] = {column.name: _feature(column) for column in MODEL_INPUTS}
CustomerFeatures = create_model(
    "CustomerFeatures",
    __config__=STRICT,
    __doc__="What is known of a customer; every feature left out or null is treated as unknown.",
    **_features,
)


class OrderLine(BaseModel):
    """An order, or a line of one: worth `amount`, or `quantity` times `unit_price`; negative for what came back."""

    model_config = STRICT

    order_id: ShortText
    ordered_at: Annotated[str, Field(pattern=MOMENT, description="ISO 8601, by the shop's clock")]
    product_id: ShortText | None = None
    quantity: Amount | None = None
    unit_price: Amount | None = None
    amount: Amount | None = None

    @model_validator(mode="after")
    def _is_worth_something(self) -> Self:
        if self.amount is None and (self.quantity is None or self.unit_price is None):
            raise ValueError("give either amount, or both quantity and unit_price")
        return self


class Question(BaseModel):
    """Whom to predict: a scored customer by id, anybody by features or by their orders; exactly one of the three."""

    model_config = STRICT | ConfigDict(
        json_schema_extra={
            "examples": [
                {"customer_id": "17850"},
                {
                    "features": {
                        "recency_days": 12,
                        "frequency": 5,
                        "monetary": 842.5,
                        "avg_basket_value": 168.5,
                        "unique_products": 31,
                        "avg_interpurchase_days": 41.25,
                        "purchase_span_days": 165,
                    }
                },
                {
                    "orders": [
                        {"order_id": "1001", "ordered_at": "2024-03-02", "amount": 59.9},
                        {"order_id": "1044", "ordered_at": "2024-05-17T09:30", "quantity": 2, "unit_price": 12.5},
                    ]
                },
            ]
        }
    )

    dataset: DatasetName | None = Field(default=None, description="may be left out while there is one dataset")
    customer_id: CustomerId | None = None
    features: CustomerFeatures | None = None  # type: ignore[valid-type]  # made from the feature table's contract

    orders: Annotated[list[OrderLine], Field(min_length=1, max_length=MOST_ORDERS)] | None = None
    as_of: date | None = Field(
        default=None,
        description="with orders: the day to look from; else the last day the model knows or the last order",
    )

    @model_validator(mode="after")
    def _asks_one_thing(self) -> Self:
        if sum(one is not None for one in (self.customer_id, self.features, self.orders)) != 1:
            raise ValueError("give one of customer_id, features and orders, and no two of them")
        if self.as_of is not None and self.orders is None:
            raise ValueError("as_of is the day from which orders are looked at; leave it out without orders")
        if self.features is not None and not self.known_features():
            raise ValueError("features must hold at least one known feature")
        return self

    def known_features(self) -> dict[str, float | None]:
        """The features that were given with a value."""
        return {} if self.features is None else self.features.model_dump(exclude_none=True)
