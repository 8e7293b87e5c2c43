"""Uploads as they are asked for and answered, as schemas with examples."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from functions.api.questions import STRICT, DatasetName

type FieldName = Annotated[str, Field(min_length=1, max_length=40)]
type ColumnName = Annotated[str, Field(min_length=1, max_length=1_000)]


class NewUpload(BaseModel):
    """A file that is about to be uploaded."""

    model_config = STRICT | ConfigDict(
        json_schema_extra={"examples": [{"file_name": "orders-may.csv", "size_bytes": 481_220}]}
    )

    file_name: Annotated[str, Field(min_length=1, max_length=1_000)]
    size_bytes: Annotated[int, Field(ge=1)]


class UploadForm(BaseModel):
    """Where the file goes: post `fields` and then the file, as `file`, to `url` as multipart/form-data."""

    upload_id: str = Field(examples=["5f0c2b7e9a4d4f1c8e6b3a2d1c0f9e8d"])
    file_name: str = Field(description="what the file will be called; made harmless where it had to be")
    url: str
    fields: dict[str, str]
    max_bytes: int
    expires_in_seconds: int


class Choices(BaseModel):
    """What a person said of an upload: its dataset, what its columns hold, and settings of the dataset that change."""

    model_config = STRICT | ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "dataset": "my-shop",
                    "mapping": {"customer_id": "Kunde", "order_datetime": "Datum", "order_total": "Betrag"},
                    "description": {"returns": "drop"},
                }
            ]
        }
    )

    dataset: DatasetName | None = Field(default=None, description="one that is not there yet is made")
    mapping: dict[FieldName, ColumnName] | None = Field(
        default=None, description="which column of this file holds what; other files keep the mapping they are read by"
    )
    description: dict[str, Any] | None = Field(
        default=None, description="fields of the dataset's description to change"
    )


class Confirmation(Choices):
    """What was said of an upload, and whether it may take the place of a file of the same name."""

    replace: bool = False


class UploadColumn(BaseModel):
    """A column of the file and what it was taken for."""

    name: str
    field: str | None = Field(description="null where nothing is made of it; `attribute` where it is kept as it is")
    state: Literal["matched", "guessed", "ignored"]
    confidence: float | None = Field(description="0 to 1")
    explanation: str
    samples: list[str]


class DateChoice(BaseModel):
    """A way to read the dates, and what it makes of the example."""

    date_format: str = Field(examples=["%d/%m/%Y"])
    read: str = Field(examples=["3 April 2024"])


class Dates(BaseModel):
    """One date of the file, how it is read, and between what ways a person has to choose."""

    raw: str = Field(examples=["03/04/2024"])
    read: str | None
    ambiguous: bool
    choices: list[DateChoice]


class Money(BaseModel):
    """How amounts are read."""

    currency: str | None
    decimal_mark: str | None = Field(description="in words; null before the file can be read")
    returns: Literal["net", "drop"]


class Counts(BaseModel):
    """What the file holds: rows read = kept + rejected + duplicate."""

    rows_read: int
    rows_kept: int
    rows_rejected: int
    rows_duplicate: int
    orders: int | None
    customers: int | None
    already_present: int | None = Field(description="order lines that the dataset has already; null where not compared")


class UploadFinding(BaseModel):
    """One thing to know about the file; an error costs rows that might have counted."""

    level: Literal["error", "warning"]
    rule: str
    rows: int
    message: str
    what_to_do: str


class UploadPreview(BaseModel):
    """What an upload would become under the description shown; nothing of it counts yet."""

    upload_id: str
    file_name: str
    dataset: str
    kind: Literal["orders", "subscribers"] | None
    table: str | None = Field(description="which table it is, where it is understood", examples=["order_lines"])
    header: list[str]
    columns: list[UploadColumn]
    needed: list[str] = Field(description="fields that need a column before the file can be read")
    rows: list[list[str]] = Field(description="the first ten rows")
    dates: Dates | None
    money: Money
    counts: Counts | None
    findings: list[UploadFinding]
    description: dict[str, Any]
    ready: bool
    refusal: str | None
    sampled: bool = Field(description="only the beginning was looked at; the counts are of that part")


class Confirmed(BaseModel):
    """Where an upload went."""

    dataset: str
    key: str = Field(examples=["landing/my-shop/orders-may.csv"])
    in_words: str
