"""What is answered about a dataset's description, quality and rejected rows, as schemas with examples."""

from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from perennial.dataset import Dataset
from perennial.records import FileStatus, Json

type DatasetKind = Literal["orders", "subscribers"]

EXAMPLE_FILE = "landing/my-shop/2024/orders.csv"


class DatasetLine(BaseModel):
    """A dataset in the list of all; null is not known yet."""

    name: str
    kind: DatasetKind | None
    currency: str | None
    customers: int | None
    orders: int | None = Field(description="null for subscribers")
    as_of: date | None = Field(description="the last order day that was seen; of subscribers, the described day")
    model_version: str | None = Field(description="the champion")
    scored_at: datetime | None = Field(description="when the current scores were made")
    files_failed: int


class DatasetList(BaseModel):
    """All datasets by name."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "datasets": [
                        {
                            "name": "my-shop",
                            "kind": "orders",
                            "currency": "EUR",
                            "customers": 4338,
                            "orders": 18532,
                            "as_of": "2011-12-09",
                            "model_version": "20111209-5f0c1a2b",
                            "scored_at": "2026-03-01T12:02:11Z",
                            "files_failed": 0,
                        }
                    ]
                }
            ]
        }
    )

    datasets: list[DatasetLine]


class Described(BaseModel):
    """A dataset's description: the one in force, every field with its value."""

    dataset: str = Field(examples=["my-shop"])
    description: Dataset
    file: str | None = Field(
        description="the landing key the description was dropped under; null while all defaults apply",
        examples=["landing/my-shop/dataset.json"],
    )
    refused: str | None = Field(description="why the file there now is not in force, if it was refused")


class Change(BaseModel):
    """A new description, dropped into the landing bucket: what differs from the one in force, and what follows."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "dataset": "my-shop",
                    "file": "landing/my-shop/dataset.json",
                    "changed": ["returns"],
                    "files_to_read_again": 12,
                    "what_happens": "12 files are read again from the landing bucket; features and scores follow.",
                }
            ]
        }
    )

    dataset: str
    file: str = Field(description="the landing key it was dropped under")
    changed: list[str] = Field(description="fields of the description that differ")
    files_to_read_again: int
    what_happens: str


class FileQuality(BaseModel):
    """What became of one dropped file; `report` is there for a clean one."""

    dataset: str
    file: str = Field(examples=[EXAMPLE_FILE])
    status: FileStatus
    reason: str | None
    report: dict[str, Json] | None


class DatasetQuality(BaseModel):
    """All files together, and the orders they make; the report of one file is asked for with `file`."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "dataset": "my-shop",
                    "files": ["landing/my-shop/orders.csv"],
                    "report": {
                        "files": {"dropped": 1, "clean": 1, "ignored": [], "failed": []},
                        "rows": {"read": 100, "kept": 97, "rejected": 2, "duplicate": 1},
                        "rules": [{"name": "no_customer", "rows_meeting": 2, "rows_removed": 2}],
                        "revenue": {"before": 812.5, "after": 800.0},
                        "first_order_at": "2024-01-02 09:30:00",
                        "last_order_at": "2024-06-30 18:12:00",
                    },
                }
            ]
        }
    )

    dataset: str
    files: list[str] = Field(description="landing keys of the clean files")
    report: dict[str, Json]


class Rejects(BaseModel):
    """A page of rejected rows in the order of the file; texts that a spreadsheet would run begin with a quote."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "dataset": "my-shop",
                    "file": EXAMPLE_FILE,
                    "columns": ["line_number", "reason", "detail", "raw"],
                    "rows": [["17", "no_customer", "", "536365,85123A,LAMP,6,2010-12-01 08:26:00,2.55,,UK"]],
                    "next_offset": 100,
                }
            ]
        }
    )

    dataset: str
    file: str | None = Field(description="the landing key; null for rows set aside when the files were joined")
    columns: list[str]
    rows: list[list[str]]
    next_offset: int | None = Field(description="ask with this offset for the rows after these; null at the end")
