"""What a dataset's description may decide about the cleaning of its files; each default is named when it acts."""

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

type CurrencyCode = Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
type Rate = Annotated[float, Field(gt=0, le=1_000_000)]
type ZoneName = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_+/-]{1,63}$")]
type Status = Annotated[str, Field(min_length=1, max_length=100)]


class Policies(BaseModel):
    """The switches of cleaning. Money is in the dataset's currency, times are by the shop's clock.

    `returns`: `net` keeps what comes back, so that it lowers spend, and leaves out orders that were refunded whole.
    `order_statuses` are the statuses that are kept; without it orders that were cancelled or never paid leave.
    `outlier_cap` is the most that one line may be worth, more is cut to it. `rates` say what one unit of another
    currency is worth in `currency`. `time_zone` is the shop's, for times written with their offset from UTC.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    date_format: str | None = None
    returns: Literal["net", "drop"] = "net"
    duplicates: Literal["drop", "keep"] = "drop"
    guest_customers: Literal["drop", "keep"] = "drop"
    order_statuses: Annotated[tuple[Status, ...], Field(min_length=1)] | None = None
    outlier_cap: float | None = Field(default=None, gt=0, le=1e12)
    not_after: date | None = None
    currency: CurrencyCode | None = None
    rates: dict[CurrencyCode, Rate] | None = None
    time_zone: ZoneName | None = None

    @model_validator(mode="after")
    def _rates_lead_somewhere(self) -> Self:
        if self.rates is not None and self.currency is None:
            raise ValueError("rates need a currency that they lead to")
        return self


POLICY_FIELDS = tuple(Policies.model_fields)
