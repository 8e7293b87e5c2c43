"""What may be asked: the body of POST /predict, as a strict schema with examples."""

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


class Question(BaseModel):
    """Whom to predict: a scored customer by id, or anybody by features; exactly one of the two."""

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
            ]
        }
    )

    dataset: DatasetName | None = Field(default=None, description="may be left out while there is one dataset")
    customer_id: CustomerId | None = None
    features: CustomerFeatures | None = None  # type: ignore[valid-type]  # made from the feature table's contract

    @model_validator(mode="after")
    def _asks_one_thing(self) -> Self:
        if (self.customer_id is None) == (self.features is None):
            raise ValueError("give either customer_id or features, and not both")
        if self.features is not None and not self.known_features():
            raise ValueError("features must hold at least one known feature")
        return self

    def known_features(self) -> dict[str, float | None]:
        """The features that were given with a value."""
        return {} if self.features is None else self.features.model_dump(exclude_none=True)
