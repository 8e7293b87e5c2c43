"""Which files of a dataset hold which table of orders, as its description says."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

type ColumnName = Annotated[str, Field(min_length=1)]
type OrderTable = Literal["order_lines", "order_headers", "order_items", "payments", "persons", "products"]


class TableFiles(BaseModel):
    """Which files of a dataset hold a table, and which of their columns hold what; columns not named are inferred.

    `files` is a pattern of file names, such as `store_sales_header*.csv`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    files: Annotated[str, Field(min_length=1)]
    columns: dict[str, ColumnName] = {}
