"""What a dataset is: the mapping of its columns and the policies that turn its files into customers.

A person may upload it as dataset.json beside the files. The bare mapping of column names is a valid description.
"""

import hashlib
import json
from datetime import date
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from perennial.drift_settings import DriftSettings
from perennial.errors import InvalidDescription
from perennial.policies import POLICY_FIELDS, Policies
from perennial.sources import Source
from perennial.table_files import ColumnName, OrderTable, TableFiles

type HorizonDays = Annotated[int, Field(ge=1, le=3650)]
MAPPED_FIELDS = ("customer_id", "order_id", "order_datetime", "product_id", "quantity", "unit_price", "order_total")

CLEANING_FIELDS = (
    *("kind", "mapping", "other_mappings", "customer_id", "label", "recurring_amount"),
    *("tables", "attributes", *POLICY_FIELDS),
)
JOINING_FIELDS = ("value_from", "foreign_keys")
FORECAST_FIELDS = (
    *("as_of", "horizons_days", "training_window_months", "economics", "fitness", "currency"),
    *("recurring_amount", "label_period_days", "value_horizon_months", "discount_rate_annual"),
)

RECIPE_FIELDS = ("horizons_days", "fitness", "label_period_days")


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ColumnMapping(_Frozen):
    """Which column of the files holds what. Money is quantity x unit_price, or order_total."""

    customer_id: ColumnName
    order_datetime: ColumnName
    order_id: ColumnName | None = None
    product_id: ColumnName | None = None
    quantity: ColumnName | None = None
    unit_price: ColumnName | None = None
    order_total: ColumnName | None = None

    @model_validator(mode="after")
    def _has_money(self) -> Self:
        if self.order_total is None and (self.quantity is None or self.unit_price is None):
            raise ValueError("name either order_total, or both quantity and unit_price")
        return self

    def columns(self) -> tuple[str, ...]:
        """The file's column names that the mapping needs, in field order."""
        values = (getattr(self, field) for field in MAPPED_FIELDS)
        return tuple(value for value in values if value is not None)


class Economics(_Frozen):
    """What a contact costs and brings: the assumptions printed with every recommendation."""

    margin: float = Field(default=1.0, gt=0, le=1)
    incentive_cost: float = Field(default=5.0, ge=0)
    contact_success_rate: float = Field(default=0.2, ge=0, le=1)


class FitnessLimits(_Frozen):
    """A number that misses one of these is withheld with the limit as its reason.

    `max_silent_days` counts from the last order to as_of. `min_repeat_customers` and `min_repeat_share` (of all
    customers) are those who have bought on a second day: without them nobody knows who has left.
    `max_horizon_by_history` is how many times as far as history reaches back a forecast may look ahead.
    """

    min_customers: int = Field(default=50, ge=2)
    min_labelled_rows: int = Field(default=100, ge=2)
    min_history_days: int = Field(default=30, ge=1)
    max_silent_days: int = Field(default=90, ge=1)
    min_repeat_customers: int = Field(default=100, ge=1)
    min_repeat_share: float = Field(default=0.05, ge=0, le=1)
    max_horizon_by_history: float = Field(default=1.5, gt=0, le=10)


class Dataset(Policies):
    """A dataset's description; every field has a default that the quality report names when it acts.

    `other_mappings` are for files written otherwise: each holds for the files that have all of its columns.
    For orders in several tables: `tables` tells the files apart, `value_from` says whose amounts count, `foreign_keys`
    whether lines are set aside whose customer or product is in no table though nearly all others are.
    `sources` are pulled on a schedule. Models learn from days of the last `training_window_months`; what was bought
    before counts in what is known of a customer on such a day.
    For subscribers: `label` says who left within `label_period_days`, `recurring_amount` what a customer pays a month;
    worth is looked at over `value_horizon_months`.
    """

    kind: Literal["orders", "subscribers"] | None = None
    mapping: ColumnMapping | None = None
    other_mappings: tuple[ColumnMapping, ...] = ()
    tables: dict[OrderTable, TableFiles] = Field(default_factory=dict)
    value_from: Literal["items", "payments"] = "items"
    foreign_keys: Literal["drop", "keep"] = "drop"
    customer_id: ColumnName | None = None
    label: ColumnName | None = None
    recurring_amount: ColumnName | None = None
    attributes: tuple[ColumnName, ...] | None = None
    as_of: date | None = None
    horizons_days: tuple[HorizonDays, ...] = (30, 90, 365)
    training_window_months: int = Field(default=18, ge=3, le=120)
    label_period_days: float = Field(default=30.0, gt=0, le=3650)
    value_horizon_months: int = Field(default=12, ge=1, le=600)
    discount_rate_annual: float = Field(default=0.1, ge=0, le=10)
    economics: Economics = Economics()
    fitness: FitnessLimits = FitnessLimits()
    sources: Annotated[tuple[Source, ...], Field(max_length=20)] = ()
    drift: DriftSettings = DriftSettings()

    @model_validator(mode="after")
    def _is_of_one_kind(self) -> Self:
        if self._orders_alone() and self._subscribers_alone():
            raise ValueError(
                "mapping and tables are for orders; customer_id, label and recurring_amount are for subscribers"
            )
        return self

    @model_validator(mode="after")
    def _horizons_rise(self) -> Self:
        if not self.horizons_days or list(self.horizons_days) != sorted(set(self.horizons_days)):
            raise ValueError("horizons_days must hold at least one number of days, each once, rising")
        return self

    def described_kind(self) -> Literal["orders", "subscribers"] | None:
        """What the dataset holds as far as it is described; None where the files have to tell."""
        if self._orders_alone():
            return "orders"
        return "subscribers" if self._subscribers_alone() else None

    def _orders_alone(self) -> bool:
        mapped = self.mapping is not None or bool(self.other_mappings)
        return self.kind == "orders" or mapped or bool(self.tables)

    def _subscribers_alone(self) -> bool:
        named = (self.customer_id, self.label, self.recurring_amount)
        return self.kind == "subscribers" or any(name is not None for name in named)

    def cleaning_digest(self) -> str:
        """A digest of the fields that change what a clean file holds, and of no others."""
        return _digest(self.model_dump(mode="json", include=set(CLEANING_FIELDS)))

    def joining_digest(self) -> str:
        """A digest of the fields that change how clean files become one table of order lines."""
        return _digest(self.model_dump(mode="json", include=set(JOINING_FIELDS)))

    def forecast_digest(self) -> str:
        """A digest of the fields that change a model or its scores without changing a clean file."""
        return _digest(self.model_dump(mode="json", include=set(FORECAST_FIELDS)))

    def recipe_digest(self) -> str:
        """A digest of the fields that change what is forecast, whatever the data and what a contact costs."""
        return _digest(self.model_dump(mode="json", include=set(RECIPE_FIELDS)))


def parse_description(dataset: str, body: bytes) -> Dataset:
    """A description from the bytes of a dataset.json, full or bare mapping; raises InvalidDescription."""
    try:
        content = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise InvalidDescription(dataset, f"it is not JSON ({error}). Upload a JSON object.") from error
    if not isinstance(content, dict):
        raise InvalidDescription(dataset, "it must be a JSON object of column names or settings.")
    full = {"mapping": content} if _is_bare_mapping(content) else content
    try:
        return Dataset.model_validate(full)
    except ValidationError as error:
        raise InvalidDescription(dataset, _first_problem(error)) from error


def _is_bare_mapping(content: dict[str, Any]) -> bool:
    return bool(content) and set(content) <= set(MAPPED_FIELDS)


def _first_problem(error: ValidationError) -> str:
    problem = error.errors()[0]
    where = ".".join(str(part) for part in problem["loc"]) or "the whole"
    return f"{where}: {problem['msg']}. Correct it and upload dataset.json again."


def _digest(content: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:32]
